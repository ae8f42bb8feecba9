"""A chart from its specification: Vega-Lite in, SVG or PNG out, drawn on this machine by vl-convert without a network."""

from __future__ import annotations

import re
from typing import Any

from ytterby.faces.charts.palette import TOKENS

__all__ = ["MONTH_LABELS", "VL_VERSION", "download", "finish", "png", "svg"]

VL_VERSION = "6.4"
_NAMES = "['Jan','Feb','Mar','Apr','May','Jun','Jul','Aug','Sep','Oct','Nov','Dec'][toNumber(slice(datum.value,5))-1]"
MONTH_LABELS = f"slice(datum.value,5)=='01' ? slice(datum.value,0,4) : {_NAMES}"  # January is written as its year
_IDS = re.compile(r'(\bid="|url\(#|href="#)([A-Za-z_][\w-]*)')
_ROOT = re.compile(r'<svg ([^>]*?)width="([\d.]+)" height="([\d.]+)"')
_FONT = "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"


def _config() -> dict[str, Any]:
    """The look of every chart: our type and hairlines, no frame, no background."""
    ink, soft, line = (TOKENS[name][0] for name in ("ink", "soft", "line"))
    axis = {
        "labelColor": soft, "titleColor": soft, "domainColor": line, "tickColor": line, "gridColor": line, "gridWidth": 0.6,
        "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "labelPadding": 6, "tickSize": 4,
    }  # fmt: skip
    return {
        "background": "transparent",
        "font": _FONT,
        "padding": {"left": 24, "top": 4, "right": 30, "bottom": 4},
        "view": {"stroke": None},
        "axis": axis,
        "legend": {"labelColor": soft, "titleColor": soft, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"},
        "header": {"labelColor": ink, "titleColor": soft, "labelFontSize": 13, "labelFontWeight": 600, "title": None},
        "text": {"color": ink, "fontSize": 12},
        "rule": {"color": line},
    }


def finish(chart: Any, width: int, height: int, **named: list[dict[str, Any]]) -> dict[str, Any]:
    """The specification of an Altair chart in our look and the given size in pixels; ``named`` rows are data it calls by name.

    Named rows pass Altair's checks by: those of the land alone would take half a second.
    """
    spec: dict[str, Any] = chart.properties(width=width, height=height).to_dict()
    return {**spec, "config": _config(), "datasets": {**spec.get("datasets", {}), **named}}


def svg(spec: dict[str, Any], name: str) -> str:
    """The chart as SVG for a page: scales with its column; its ids start with ``name`` so that two charts never share one."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(spec, vl_version=VL_VERSION)
    unique = _IDS.sub(lambda match: f"{match[1]}{name}-{match[2]}", drawn)
    return _ROOT.sub(lambda match: f'<svg {match[1]}width="{float(match[2]):.0f}"', unique, count=1)


def download(spec: dict[str, Any]) -> str:
    """The chart as an SVG file that stands alone, on the light paper."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg({**spec, "background": TOKENS["paper"][0], "padding": 16}, vl_version=VL_VERSION)
    return drawn


def png(spec: dict[str, Any]) -> bytes:
    """The chart as PNG on the light paper, at twice the size for clear print."""
    import vl_convert

    paper = {**spec, "background": TOKENS["paper"][0], "padding": 16}
    drawn: bytes = vl_convert.vegalite_to_png(paper, vl_version=VL_VERSION, scale=2)
    return drawn
