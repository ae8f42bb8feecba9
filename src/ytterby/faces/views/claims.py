"""Claims laid out: one row each, with the quote; and as the records that other programs read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ytterby.faces.sheet import Sheet, columns, plain

if TYPE_CHECKING:
    from ytterby.evidence import Claim, ModelReader, Reading

__all__ = ["claim_records", "claim_sheet", "difference_sheet"]

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


_DIFFERENCES = columns(
    {
        "what": "they differ in",
        "doc": "document",
        "start": ("at", ""),
        "first": "default reader",
        "second": "model",
        "quote": "quote",
    }
)


def claim_records(claims: Iterable[Claim]) -> list[dict[str, Any]]:
    """Claims with all their fields, as plain JSON types."""
    return [plain(claim) for claim in claims]


def claim_sheet(reading: Reading) -> Sheet:
    """Every claim as a row."""
    return Sheet.of(_COLUMNS, ({column.key: getattr(claim, column.key) for column in _COLUMNS} for claim in reading.claims))


def difference_sheet(differences: Iterable[ModelReader.Difference]) -> Sheet:
    """A row for each place where two readers differ, with what each says there."""
    rows = []
    for one in differences:
        claim = one.first or one.second
        fields = [] if one.first is None or one.second is None else one.what.split(", ")
        rows.append(
            {
                "what": one.what,
                "doc": claim.doc if claim else None,
                "start": claim.start if claim else None,
                "first": _said(one.first, fields),
                "second": _said(one.second, fields),
                "quote": claim.quote if claim else None,
            }
        )
    return Sheet.of(_DIFFERENCES, rows)


def _said(claim: Claim | None, fields: Sequence[str]) -> str | None:
    """The fields named, or a claim's kind with who, what and how much."""
    if claim is None:
        return None
    shown = (getattr(claim, name) for name in fields or ("kind", "actors", "objects", "value", "unit"))
    words = ("; ".join(found) if isinstance(found, tuple) else found for found in shown)
    return ", ".join("nothing" if word in (None, "") else str(word) for word in words)
