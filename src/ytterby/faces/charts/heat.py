"""A heat map: rows by months, shaded in six steps; what is unknown is left out, never drawn as zero."""

from __future__ import annotations

from typing import Any

from ytterby.faces.charts.draw import MONTH_LABELS, finish
from ytterby.faces.charts.palette import SHORTAGE, TOKENS, class_of, classes

__all__ = ["SHORT_STEPS", "heat"]

SHORT_STEPS = (0.005, 0.05, 0.15, 0.3, 0.6)  # shares of what is wanted where one shade ends and the next begins
_CELL, _ROW = 34, 26


def heat(rows: list[dict[str, Any]], today: str | None) -> dict[str, Any]:
    """Cells (``row``, ``month``, ``share``, ``text``, ``href``) as a heat map with a line at the month of ``today``."""
    import altair as alt

    months = sorted({row["month"] for row in rows})
    kept = [
        {**row, "shade": class_of(row["share"] or 0.0, SHORT_STEPS), "name": row["row"]}
        for row in rows
        if row["share"] is not None
    ]
    order = list(dict.fromkeys(row["row"] for row in rows))
    axis = alt.Axis(orient="top", labelAngle=0, labelExpr=MONTH_LABELS, domain=False, ticks=False)
    along = alt.X("month:O", title=None, sort=months, axis=axis)
    base = alt.Chart(alt.InlineData(values=kept)).encode(
        x=along,
        y=alt.Y("row:N", title=None, sort=order, axis=alt.Axis(labelLimit=330, domain=False, ticks=False, labelPadding=10)),
    )
    scale = alt.Scale(domain=classes(SHORT_STEPS), range=list(SHORTAGE))
    legend = alt.Legend(
        orient="bottom", direction="horizontal", symbolType="square", symbolSize=180, title="missing, of what is wanted"
    )
    tips = [alt.Tooltip("name:N", title=" "), alt.Tooltip("month:N", title="month"), alt.Tooltip("text:N", title="missing")]
    cells = base.mark_rect(stroke=TOKENS["paper"][0], strokeWidth=1.5, cornerRadius=2, cursor="pointer").encode(
        fill=alt.Fill("shade:N", scale=scale, legend=legend), tooltip=tips, href="href:N"
    )
    layers: list[Any] = [cells]
    if today in months:
        mark = alt.Chart(alt.InlineData(values=[{"month": today, "told": "today"}]))
        line = mark.mark_rule(color=TOKENS["alert"][0], strokeDash=[4, 3], strokeWidth=1.5, xOffset=-_CELL / 2)
        layers.append(line.encode(x=along))
    return finish(alt.layer(*layers), _CELL * len(months), _ROW * len(order))
