"""The model's record against the facts of the reports, laid out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ytterby.faces.sheet import Sheet, columns

if TYPE_CHECKING:
    from ytterby.brief import FactRow

__all__ = ["fact_sheet"]

_FACTS = columns(
    {
        "id": "fact",
        "statement": "statement",
        "observed": ("observed", ""),
        "model": ("model", ""),
        "naive": ("no change", ""),
        "unit": "unit",
        "hit": "hit",
        "cause": "likely cause of a miss",
        "source": "source",
    }
)


def fact_sheet(rows: Sequence[FactRow]) -> Sheet:
    """A row per fact: observed, model, hit or miss."""
    return Sheet.of(_FACTS, ({column.key: getattr(row, column.key) for column in _FACTS} for row in rows))
