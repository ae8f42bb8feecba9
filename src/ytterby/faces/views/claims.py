"""Claims laid out: one row each, with the quote; and as the records that other programs read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ytterby.faces.sheet import Sheet, columns, plain

if TYPE_CHECKING:
    from ytterby.evidence import Reading

__all__ = ["claim_records", "claim_sheet"]

_COLUMNS = columns(
    {
        "id": "claim",
        "kind": "kind",
        "actors": "who",
        "objects": "what",
        "aspect": "aspect",
        "value": ("value", ""),
        "unit": "unit",
        "date": "date",
        "modality": "modality",
        "speaker": "speaker",
        "confidence": ("sure", ""),
        "quote": "quote",
    }
)


def claim_records(reading: Reading) -> list[dict[str, Any]]:
    """Every claim with all its fields, as plain JSON types."""
    return [plain(claim) for claim in reading.claims]


def claim_sheet(reading: Reading) -> Sheet:
    """Every claim as a row."""
    return Sheet.of(_COLUMNS, ({column.key: getattr(claim, column.key) for column in _COLUMNS} for claim in reading.claims))
