"""Values along the months: one line per name, its name at its end, a dashed line for today."""

from __future__ import annotations

from typing import Any

from ytterby.faces.charts.draw import MONTH_LABELS, finish
from ytterby.faces.charts.palette import TOKENS

__all__ = ["lines"]


def lines(rows: list[dict[str, Any]], unit: str, today: str | None, width: int = 720, height: int = 300) -> dict[str, Any]:
    """Points (``month``, ``value``, ``name``, ``ink``) joined by name; a month without a value leaves a gap."""
    import altair as alt

    months = sorted({row["month"] for row in rows})
    last = {row["name"]: row for row in rows if row["value"] is not None}
    axis = alt.Axis(labelAngle=0, labelExpr=MONTH_LABELS, ticks=False, labelOverlap=True)
    along = alt.X("month:O", title=None, sort=months, axis=axis)
    up = alt.Y("value:Q", title=unit, axis=alt.Axis(tickCount=5), scale=alt.Scale(zero=False, nice=True))
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=along, y=up)
    tips = [alt.Tooltip("name:N", title=" "), alt.Tooltip("month:N"), alt.Tooltip("text:N", title=unit)]
    line = base.mark_line(strokeWidth=2.2, interpolate="monotone").encode(color=alt.Color("ink:N", scale=None), detail="name:N")
    point = base.mark_point(filled=True, size=34, opacity=1).encode(color=alt.Color("ink:N", scale=None), tooltip=tips)
    names = alt.Chart(alt.InlineData(values=list(last.values()))).mark_text(align="left", dx=9, fontSize=12)
    told = names.encode(x=along, y=up, text="name:N", color=alt.Color("ink:N", scale=None))
    layers: list[Any] = [line, point, told]
    if today in months:
        mark = alt.Chart(alt.InlineData(values=[{"month": today}]))
        layers.append(mark.mark_rule(color=TOKENS["alert"][0], strokeDash=[4, 3], strokeWidth=1.5).encode(x=along))
    return finish(alt.layer(*layers), width, height)
