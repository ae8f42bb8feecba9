"""Bars along time: what is in force from when until when, with a line for the day of the answer."""

from __future__ import annotations

from typing import Any

from ytterby.faces.charts.draw import finish
from ytterby.faces.charts.palette import TOKENS

__all__ = ["spans"]

_STEP = 28


def spans(rows: list[dict[str, Any]], window: tuple[str, str], today: str | None, width: int = 640) -> dict[str, Any]:
    """A bar per row (``label start end ink dash says flag``), cut to ``window``, with ``today`` as a line.

    ``flag`` is the text at the end of a bar (its expiry); an open bar runs to the edge and ends in an arrow head.
    """
    import altair as alt

    kept = [_cut(row, window) for row in rows]
    height = _STEP * max(len({row["label"] for row in rows}), 1)
    scale = alt.Scale(type="utc", domain=[_moment(window[0]), _moment(window[1])])
    axis = alt.Axis(format="%b %Y", tickCount=8, orient="top", labelOverlap=True)
    base = alt.Chart(alt.InlineData(values=kept)).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=330, domain=False, ticks=False, labelPadding=10))
    )
    x = alt.X("from:T", title=None, scale=scale, axis=axis)
    tips = [alt.Tooltip("says:N", title=" "), alt.Tooltip("start:N"), alt.Tooltip("until:N")]
    bar = base.mark_bar(height=14, cornerRadius=2).encode(
        x=x, x2="to:T", color=alt.Color("ink:N", scale=None), opacity=alt.Opacity("solid:Q", scale=None), tooltip=tips
    )
    heads = base.transform_filter("datum.open").mark_point(shape="triangle-right", filled=True, size=90, opacity=1, dx=2)
    arrows = heads.encode(x="to:T", color=alt.Color("ink:N", scale=None))
    flags = base.transform_filter("datum.flag != ''").mark_text(align="right", dx=-6, fontSize=11, color=TOKENS["card"][0])
    layers: list[Any] = [bar, arrows, flags.encode(x="to:T", text="flag:N")]
    if today and window[0] <= today <= window[1]:
        mark = alt.Chart(alt.InlineData(values=[{"day": _moment(today), "text": today}]))
        layers.append(mark.mark_rule(color=TOKENS["alert"][0], strokeWidth=1.5, strokeDash=[4, 3]).encode(x="day:T"))
        layers.append(
            mark.mark_text(align="left", dx=5, baseline="bottom", color=TOKENS["alert"][0], fontSize=11).encode(
                x="day:T", y=alt.value(height + 14), text="text:N"
            )
        )
    return finish(alt.layer(*layers), width, height)


def _moment(text: str) -> str:
    padded = {4: "-01-01", 7: "-01"}.get(len(text), "")
    return f"{text}{padded}T00:00:00Z"


def _cut(row: dict[str, Any], window: tuple[str, str]) -> dict[str, Any]:
    start, end = row["start"] or window[0], row["end"] or window[1]
    return {
        **row,
        "from": _moment(max(start, window[0])),
        "to": _moment(min(end, window[1])),
        "until": row["end"] or "open",
        "open": row["end"] is None or row["end"] > window[1],
        "solid": 0.45 if row.get("dash") else 1.0,
    }
