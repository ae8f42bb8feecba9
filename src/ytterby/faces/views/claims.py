"""Claims laid out: one row each, with the quote; and as the records that other programs read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ytterby.faces.sheet import Column, Sheet, plain

if TYPE_CHECKING:
    from ytterby.evidence import Reading

__all__ = ["claim_records", "claim_sheet"]

_COLUMNS = (
    Column("id", "claim"), Column("kind", "kind"), Column("actors", "who"), Column("objects", "what"), Column("aspect", "aspect"),
    Column("value", "value", "", True), Column("unit", "unit"), Column("date", "date"), Column("modality", "modality"),
    Column("speaker", "speaker"), Column("confidence", "sure", "", True), Column("quote", "quote"),
)  # fmt: skip


def claim_records(reading: Reading) -> list[dict[str, Any]]:
    """Every claim with all its fields, as plain JSON types."""
    return [plain(claim) for claim in reading.claims]


def claim_sheet(reading: Reading) -> Sheet:
    """Every claim as a row."""
    return Sheet.of(_COLUMNS, ({column.key: getattr(claim, column.key) for column in _COLUMNS} for claim in reading.claims))
