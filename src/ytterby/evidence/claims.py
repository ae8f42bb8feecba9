"""What a reading is made of: claims with exact quotes, documents, conflicts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ytterby.evidence.cards import Card

__all__ = ["KINDS", "Claim", "Conflict", "Document", "Part", "Reading", "changed"]

# in order of precedence: if two kinds fit a clause, the earlier one is taken
KINDS = (
    "tariff", "share", "price_change", "trade_change", "quantity", "licence_term", "exclusion", "trigger", "export_control",
    "deadline", "investment", "capacity", "agreement", "market_move", "dependency", "statement",
)  # fmt: skip


@dataclass(frozen=True)
class Claim:
    """One assertion of a document; ``text[start:end] == quote`` always, offsets in code points of the stored text.

    Falls are negative; ``value`` is the low end of a range and ``value_to`` its high end; "from X to Y" has ``value_from`` X.
    Numbers stand in base units. ``date`` is an ISO prefix; ``modality`` is fact, reported, proposed, conditional or denied;
    ``confidence`` lies in 0..1.
    """

    id: str
    doc: str
    kind: str
    start: int
    end: int
    quote: str
    actors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    aspect: str | None = None
    value: float | None = None
    value_from: float | None = None
    value_to: float | None = None
    unit: str | None = None
    qualifier: str | None = None
    date: str | None = None
    date_end: str | None = None
    modality: str = "fact"
    speaker: str | None = None
    confidence: float = 0.6

    def as_dict(self) -> dict[str, Any]:
        """The claim as plain JSON types with the field names of the annotation guide."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}


def changed(claim: Claim, **told: Any) -> Claim:
    """A copy of a claim with other values in some fields: dataclasses.replace for the reader, who makes many, at a tenth."""
    if not told.keys() <= claim.__dict__.keys():
        raise TypeError(f"a claim has no field {', '.join(sorted(told.keys() - claim.__dict__.keys()))}")
    made = object.__new__(Claim)
    made.__dict__.update(claim.__dict__, **told)
    return made


@dataclass(frozen=True)
class Part:
    """A stretch of a document's text: ``kind`` is heading, item (of a list), row (of a table), caption, text or comment."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Document:
    """One document as stored: its decoded text, when it was published and how we know (None if the text does not say).

    ``note`` says what of it had to be guessed or was left out; ``parts`` how the text is laid out.
    """

    id: str
    path: str
    text: str
    published: date | None
    published_basis: str
    sha256: str
    note: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """Two comparable claims: ``agree``, ``near`` (same number, different measure) or ``conflict``, and why."""

    type: str
    a: str
    b: str
    why: str


@dataclass(frozen=True)
class Reading:
    """Everything read from a set of documents; ``unread`` says which inputs gave no text and why."""

    documents: tuple[Document, ...]
    claims: tuple[Claim, ...]
    conflicts: tuple[Conflict, ...]
    unread: tuple[str, ...]
    concerns_minerals: bool

    @property
    def cards(self) -> tuple[Card, ...]:
        """What the documents say of one thing, side by side: each card with its sides, interval, sayers and verdict."""
        from ytterby.evidence.cards import cards

        return cards(self.claims, self.conflicts)
