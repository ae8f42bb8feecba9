"""The one template environment: everything is escaped unless it is a chart we drew."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from ytterby.faces.charts.palette import tokens_css
from ytterby.faces.numbers import change, month_name, plural, quantity, three

__all__ = ["STATIC", "environment", "stylesheet"]

_WEB = Path(__file__).parent / "web"
STATIC = _WEB / "static"


@cache
def environment() -> jinja2.Environment:
    """Templates of the dashboard and the report, with the ways a number is written as filters."""
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_WEB / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters.update(three=three, month_name=month_name, safe_link=_safe_link)
    found.globals.update(quantity=quantity, change=change, plural=plural, drawn=_drawn)
    return found


def stylesheet() -> Markup:
    """Tokens and rules as one text: served by the dashboard, written into a report."""
    return Markup(tokens_css() + (STATIC / "ytterby.css").read_text("utf-8"))  # noqa: S704 - our own sheet, no input in it


def _drawn(figure: Any) -> Markup:
    return Markup(figure.svg)  # noqa: S704 - vl-convert escapes every text of a chart it draws


def _safe_link(url: str) -> str:
    return url if url.startswith(("https://", "http://")) else ""
