"""What a number hangs on, laid out: the figures of the law that move it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ytterby.faces.numbers import quantity
from ytterby.faces.sheet import Sheet, columns

if TYPE_CHECKING:
    from ytterby.study import Sensitivity

__all__ = ["lever_sheet", "lever_words"]

_EDGES = 2  # named; the others are counted


def lever_sheet(found: Sensitivity) -> Sheet:
    """A row per figure, the one whose tenth moves the number most first."""
    unit = found.unit if found.unit != "1" else "of 1"
    heads = columns(
        {
            "instrument": "instrument",
            "term": "figure",
            "since": "since",
            "value": ("as written", ""),
            "tenth": ("a tenth more of it", unit),
            "more": ("per unit, for more", unit),
            "less": ("for less", unit),
            "edges": "where it turns",
        }
    )
    rows = (
        {
            "instrument": one.instrument, "term": one.term.replace("_", " "), "since": one.since.isoformat(),
            "value": one.value, "tenth": one.tenth,
            "more": one.more, "less": one.less, "edges": _turns(one.edges, one.more, one.less, one.smooth),
        }
        for one in found.levers
    )  # fmt: skip
    return Sheet.of(heads, rows)


def _turns(edges: tuple[str, ...], more: float, less: float, smooth: bool) -> str:
    if edges:
        others = len(edges) - _EDGES
        return ", ".join(edges[:_EDGES]) + (f" and {others} more" if others > 0 else "")
    if math.isnan(more) and math.isnan(less):
        return "the law jumps here"
    if math.isnan(more) or math.isnan(less):
        return "at its bound"
    return "" if smooth else "the law bends here"


def lever_words(found: Sensitivity) -> str:
    """The number itself, and how many figures move it."""
    where = ", ".join(f"{key} {label}" for key, label in found.labels.items())
    moved = f"{len(found.levers)} figures of the law move it, {found.still} others in force do not"
    if found.held:
        moved += f"; {' and '.join(found.held)} held as they were"
    return f"{found.variable}, {where}: {quantity(found.value, found.unit)}; {moved}."
