"""Bars along time: what is in force from when until when, with a line for the day of the answer."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from ytterby.faces.charts.draw import finish
from ytterby.faces.charts.palette import TOKENS
from ytterby.months import day as as_day
from ytterby.months import month_of, month_range, months_between

__all__ = ["spans"]

_STEP = 28
_TICKS = 9


def spans(rows: list[dict[str, Any]], window: tuple[str, str], today: str | None, width: int = 640) -> dict[str, Any]:
    """A bar per row (``label start end ink dash says``), cut to ``window``, with ``today`` as a line.

    A bar without an end runs to the edge and ends in an arrow head.
    """
    import altair as alt

    kept = [_cut(row, window) for row in rows]
    height = _STEP * max(len({row["label"] for row in rows}), 1)
    scale = alt.Scale(domain=[_moment(window[0]), _moment(window[1])], nice=False, zero=False)
    axis = alt.Axis(values=_ticks(window), labelExpr="utcFormat(datum.value, '%b %Y')", orient="top", labelOverlap=True)
    base = alt.Chart(alt.InlineData(values=kept)).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=400, domain=False, ticks=False, labelPadding=10))
    )

    def along(field: str) -> Any:
        return alt.X(field, title=None, scale=scale, axis=axis)

    tips = [alt.Tooltip("says:N", title=" "), alt.Tooltip("start:N"), alt.Tooltip("until:N")]
    bar = base.mark_bar(height=14, cornerRadius=2).encode(
        x=along("from:Q"),
        x2="to:Q",
        color=alt.Color("ink:N", scale=None),
        opacity=alt.Opacity("solid:Q", scale=None),
        tooltip=tips,
    )
    layers: list[Any] = [bar]
    if any(row["open"] for row in kept):
        heads = base.transform_filter("datum.open").mark_point(shape="triangle-right", filled=True, size=90, opacity=1, dx=2)
        layers.append(heads.encode(x=along("to:Q"), color=alt.Color("ink:N", scale=None)))
    if today and window[0] <= today <= window[1]:
        mark = alt.Chart(alt.InlineData(values=[{"day": _moment(today), "text": today}]))
        layers.append(mark.mark_rule(color=TOKENS["alert"][0], strokeWidth=1.5, strokeDash=[4, 3]).encode(x=along("day:Q")))
        layers.append(
            mark.mark_text(align="left", dx=5, baseline="bottom", color=TOKENS["alert"][0], fontSize=11).encode(
                x=along("day:Q"), y=alt.value(height + 14), text="text:N"
            )
        )
    return finish(alt.layer(*layers), width, height)


def _moment(text: str) -> int:
    """Milliseconds since 1970 of a day at midnight, universal time."""
    midnight = datetime.combine(as_day(text), time(), UTC)
    return int(midnight.timestamp() * 1000)


def _ticks(window: tuple[str, str]) -> list[int]:
    """The first days of months, evenly apart, about eight of them."""
    first, last = month_of(window[0]), month_of(window[1])
    step = next(months for months in (1, 2, 3, 6, 12, 24, 60) if months_between(first, last) / months <= _TICKS)
    return [_moment(month) for month in month_range(first, last) if (int(month[:4]) * 12 + int(month[5:]) - 1) % step == 0]


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
