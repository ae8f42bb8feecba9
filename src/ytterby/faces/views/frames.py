"""Tables of the world as sheets: a frame as it is, an inventory, contradictions side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ytterby.faces.sheet import Column, Sheet, columns

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["conflict_sheet", "frame_sheet", "inventory_sheet"]

_INVENTORY = columns(
    {
        "section": "section",
        "what": "what",
        "place": "place",
        "partner": "with",
        "value": ("value", ""),
        "unit": "unit",
        "share": ("share", "1"),
        "source": "source",
        "assumed": "assumed",
    }
)
_CONFLICTS = columns(
    {
        "subject": "about",
        "value": ("value", ""),
        "low": ("low", ""),
        "high": ("high", ""),
        "unit": "unit",
        "year": "year",
        "confidence": "confidence",
        "used": "used",
        "rule": "rule",
        "world": ("the world says", ""),
        "apart": ("apart", "1"),
        "source": "source",
        "statement": "statement",
        "assumed": "reason",
    }
)


def frame_sheet(frame: pd.DataFrame) -> Sheet:
    """Every row of a frame; a named index comes first."""
    table = frame.reset_index() if frame.index.name else frame
    heads = [Column(str(name), str(name), "", bool(table[name].dtype.kind in "fiu")) for name in table.columns]
    keys = [column.key for column in heads]
    return Sheet.of(heads, (dict(zip(keys, row, strict=True)) for row in table.itertuples(index=False, name=None)))


def inventory_sheet(frame: pd.DataFrame) -> Sheet:
    """What is there, a row per number; ``source`` says ``assumed`` where no source carries the row."""
    return Sheet.of(_INVENTORY, (_cited(row) for row in frame.to_dict("records")))


def conflict_sheet(frame: pd.DataFrame, about: str = "") -> Sheet:
    """Contradictions side by side; with a word, only those that name it."""
    word = about.casefold()
    rows = (row for row in frame.to_dict("records") if word in f"{row['subject']} {row['statement']}".casefold())
    return Sheet.of(_CONFLICTS, ({**_cited(row), "year": _year(row["year"])} for row in rows))


def _cited(row: dict[Any, Any]) -> dict[Any, Any]:
    return {**row, "source": "; ".join(row["source"].split(";")) if row["source"] else "assumed"}


def _year(value: Any) -> str | None:
    return None if value is None or value != value else str(int(value))
