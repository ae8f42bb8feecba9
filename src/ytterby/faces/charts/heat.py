"""A heat map: rows by months, shaded in six steps; what is unknown is an outline, never a zero."""

from __future__ import annotations

import math
from typing import Any

from ytterby.faces.charts.draw import MONTH_LABELS, finish
from ytterby.faces.charts.palette import SHORTAGE, TOKENS

__all__ = ["SHORT_STEPS", "heat", "shade"]

SHORT_STEPS = (0.005, 0.05, 0.15, 0.3, 0.6)  # shares of what is wanted where one shade ends and the next begins
_CELL, _ROW = 34, 26


def shade(share: float | None) -> str:
    """The fill of a cell by the share missing; the paper itself where nothing is known."""
    if share is None or math.isnan(share):
        return TOKENS["paper"][0]
    return SHORTAGE[sum(share >= step for step in SHORT_STEPS)]


def heat(rows: list[dict[str, Any]], today: str | None) -> dict[str, Any]:
    """Cells (``row``, ``month``, ``share``, ``text``, ``href``) as a heat map with a line at the month of ``today``."""
    import altair as alt

    months = sorted({row["month"] for row in rows})
    kept = [{**row, "fill": shade(row["share"]), "name": row["row"]} for row in rows]
    order = list(dict.fromkeys(row["row"] for row in rows))
    axis = alt.Axis(orient="top", labelAngle=0, labelExpr=MONTH_LABELS, domain=False, ticks=False)
    along = alt.X("month:O", title=None, sort=months, axis=axis)
    base = alt.Chart(alt.InlineData(values=kept)).encode(
        x=along,
        y=alt.Y("row:N", title=None, sort=order, axis=alt.Axis(labelLimit=330, domain=False, ticks=False, labelPadding=10)),
    )
    tips = [alt.Tooltip("name:N", title=" "), alt.Tooltip("month:N", title="month"), alt.Tooltip("text:N", title="missing")]
    cells = base.mark_rect(stroke=TOKENS["paper"][0], strokeWidth=1.5, cornerRadius=2, cursor="pointer").encode(
        fill=alt.Fill("fill:N", scale=None), tooltip=tips, href="href:N"
    )
    layers: list[Any] = [cells]
    if today in months:
        mark = alt.Chart(alt.InlineData(values=[{"month": today, "told": "today"}]))
        line = mark.mark_rule(color=TOKENS["alert"][0], strokeDash=[4, 3], strokeWidth=1.5, xOffset=-_CELL / 2)
        layers.append(line.encode(x=along))
    return finish(alt.layer(*layers), _CELL * len(months), _ROW * len(order))
