"""The brief as one HTML file that opens from a disk and prints well: style and charts inside, no script, no request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ytterby.faces.briefing import (
    KINDS,
    NAMES,
    Citations,
    figures,
    impact_label,
    impact_rest,
    impact_sheet,
    kinds,
    law_path,
    law_step,
)
from ytterby.faces.html import environment, stylesheet
from ytterby.faces.sheet import json_text

if TYPE_CHECKING:
    from ytterby.brief import Brief

__all__ = ["brief_parts", "render_html"]


def brief_parts(brief: Brief) -> dict[str, Any]:
    """What the template of a brief prints, for the report and for the dashboard's page alike."""
    cites = Citations(brief)
    return {
        "brief": brief,
        "cites": cites,
        "figures": figures(brief),
        "kinds": kinds(brief),
        "headings": KINDS,
        "names": NAMES,
        "label": impact_label,
        "rest": impact_rest,
        "path": law_path,
        "step": law_step,
        "sheets": {kind: impact_sheet(entries, cites) for kind, entries in kinds(brief).items()},
        "by_status": {status: [e for e in brief.instruments if e.status == status] for status in ("new", "contradicts", "same")},
        "at": {entry.id: place for place, entry in enumerate(brief.instruments, 1)},
    }


def render_html(brief: Brief) -> str:
    """The whole page as text: quotes escaped, sources numbered, and the brief's JSON inside, to the last digit."""
    template = environment().get_template("report.html")
    parts = brief_parts(brief)
    return template.render(
        **parts, style=stylesheet(), data=_inert(json_text(brief.as_dict(), indent=None)), query=None, links=""
    )


def _inert(data: str) -> Markup:
    return Markup(data.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704 - no tag can end it
