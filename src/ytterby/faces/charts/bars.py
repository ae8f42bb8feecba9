"""The values under several laws on one line, and plain bars: the two charts that a list of numbers needs."""

from __future__ import annotations

from typing import Any

from ytterby.faces.charts.draw import finish
from ytterby.faces.charts.palette import TOKENS

__all__ = ["bars", "stages"]

_STEP = 30


def _log(values: list[float]) -> bool:
    return min(values) > 0 and max(values) / min(values) > 30


def stages(rows: list[dict[str, Any]], unit: str, names: dict[str, str], width: int = 520) -> dict[str, Any]:
    """One line per ``label`` through its values under several laws, ``names`` (key: what it is called) from first to last.

    The first is hollow, those between are grey, the last is solid; ``change_text`` stands at the right end. The scale is
    logarithmic where values of one chart differ by more than a factor of 30, and says so.
    """
    import altair as alt

    keys = list(names)
    values = [row[key] for row in rows for key in keys if row.get(key) is not None]
    log = _log(values)
    scale = alt.Scale(type="log", nice=False, padding=24) if log else alt.Scale(zero=min(values) >= 0, nice=True)
    title = f"{unit}, logarithmic scale" if log else unit
    kept = []
    for row in rows:
        known = [row[key] for key in keys if row.get(key) is not None]
        kept.append({**row, "left": min(known), "right": max(known)})
    tips = [alt.Tooltip("label:N", title=" "), *(alt.Tooltip(f"{key}_text:N", title=name) for key, name in names.items())]
    base = alt.Chart(alt.InlineData(values=kept)).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=320, domain=False, ticks=False, labelPadding=12)),
        tooltip=tips,
    )
    axis = alt.Axis(tickCount=6, orient="top")
    layers = [
        base.mark_rule(strokeWidth=2, color=TOKENS["line"][0]).encode(
            x=alt.X("left:Q", title=title, scale=scale, axis=axis), x2="right:Q"
        )
    ]
    for key in keys:
        first, last = key == keys[0], key == keys[-1]
        ink = TOKENS["proposed"][0] if last else TOKENS["known"][0]
        paper = TOKENS["paper"][0] if first else ink
        point = base.transform_filter(f"isValid(datum['{key}'])").mark_point(
            size=80 if last else 64, filled=True, fill=paper, stroke=ink, strokeWidth=2, opacity=1
        )
        layers.append(point.encode(x=alt.X(f"{key}:Q", title=title, scale=scale)))
    told = base.mark_text(align="left", dx=12, color=TOKENS["ink"][0]).encode(
        x=alt.X("right:Q", title=title, scale=scale), text="change_text:N"
    )
    return finish(alt.layer(*layers, told), width, _STEP * len(rows))


def bars(rows: list[dict[str, Any]], unit: str, width: int = 520, ink: str = "accent") -> dict[str, Any]:
    """One bar for each ``label``, as long as ``value``, its ``text`` at the end; ``ink`` in a row overrides the colour."""
    import altair as alt

    kept = [{"ink": TOKENS[ink][0], "end": max(row["value"], 0.0), **row} for row in rows]
    base = alt.Chart(alt.InlineData(values=kept)).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=300, domain=False, ticks=False, labelPadding=8)),
        x=alt.X("value:Q", title=unit, axis=alt.Axis(tickCount=5, orient="top")),
    )
    bar = base.mark_bar(height=16, cornerRadiusEnd=2).encode(
        color=alt.Color("ink:N", scale=None), tooltip=[alt.Tooltip("label:N", title=" "), alt.Tooltip("text:N", title=unit)]
    )
    told = base.mark_text(align="left", dx=6, color=TOKENS["ink"][0]).encode(x=alt.X("end:Q", title=unit), text="text:N")
    return finish(alt.layer(bar, told), width, _STEP * len(kept))
