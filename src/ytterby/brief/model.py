"""What a brief is: one frozen page of answers, each entry with the ids of what it rests on."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = [
    "AdviceEntry",
    "Brief",
    "CardEntry",
    "ClaimEntry",
    "ConflictEntry",
    "DocumentEntry",
    "ImpactEntry",
    "InstrumentEntry",
    "SideEntry",
    "SourceEntry",
]


@dataclass(frozen=True)
class DocumentEntry:
    """One document read: where it lies, when it was published and how we know, how many claims it gave."""

    id: str
    path: str
    published: str | None
    basis: str
    claims: int


@dataclass(frozen=True)
class ClaimEntry:
    """One claim with its verbatim quote; ``cites`` names the document."""

    id: str
    kind: str
    text: str
    quote: str
    document: str
    start: int
    end: int
    date: str | None
    modality: str
    speaker: str | None
    confidence: float
    value: float | None
    unit: str | None
    cites: tuple[str, ...]


@dataclass(frozen=True)
class ConflictEntry:
    """Two claims side by side (type agree, near or conflict), why they meet, and which one the world uses if either."""

    type: str
    a: str
    b: str
    quote_a: str
    quote_b: str
    why: str
    used: str
    cites: tuple[str, ...]


@dataclass(frozen=True)
class SideEntry:
    """One side of a card: what it says, who says it in which quotes, how law or world stand to it (``used``: the same), and what
    the market gives under it where it was solved."""

    says: str
    sayers: tuple[str, ...]
    quotes: tuple[str, ...]
    standing: str
    used: bool
    gives: str
    cites: tuple[str, ...]


@dataclass(frozen=True)
class CardEntry:
    """What reports say of one thing (type conflict, near or agree), side by side.

    low, high : least and most that a side's number may mean, in ``unit``.    used : the side that law or world have, if any.
    """

    type: str
    about: str
    sides: tuple[SideEntry, ...]
    low: float | None
    high: float | None
    unit: str | None
    why: tuple[str, ...]
    used: str


@dataclass(frozen=True)
class InstrumentEntry:
    """One instrument the claims speak of: the same as shipped law, new (simulated as a what-if) or contradicting it."""

    id: str
    title: str
    status: str
    effect: str
    start: str | None
    until: str | None
    mapping: str
    cites: tuple[str, ...]


@dataclass(frozen=True)
class ImpactEntry:
    """One number of the market in the base year (``base``) and under three laws.

    ``before``: what was known the day before the first report; ``known``: what was known on the as-of date; ``proposed``: that
    with what the reports propose. ``kind`` is change (of law), price, shortage, diversion, binding or leverage. Labels that do
    not apply are empty.
    """

    kind: str
    text: str
    month: str
    good: str
    place: str
    partner: str
    sector: str
    base: float | None
    before: float | None
    known: float | None
    proposed: float | None
    unit: str
    cites: tuple[str, ...]


@dataclass(frozen=True)
class AdviceEntry:
    """One thing a buyer of magnets should do: by when, what it costs, what shortage it averts, and why."""

    action: str
    text: str
    by: str | None
    cost_kusd: float | None
    shortage_averted_t: float | None
    cites: tuple[str, ...]


@dataclass(frozen=True)
class SourceEntry:
    """One numbered source behind the page."""

    id: str
    title: str
    publisher: str
    published: str | None
    url: str


@dataclass(frozen=True)
class Brief:
    """The whole page. ``cites`` everywhere are ids of claims, instruments, sources, or ``run:<hash>`` for a computed number."""

    title: str
    answer: str
    more: str
    as_of: str
    as_of_basis: str
    documents: tuple[DocumentEntry, ...]
    claims: tuple[ClaimEntry, ...]
    conflicts: tuple[ConflictEntry, ...]
    instruments: tuple[InstrumentEntry, ...]
    impact: tuple[ImpactEntry, ...]
    uncertain: tuple[str, ...]
    advice: tuple[AdviceEntry, ...]
    sources: tuple[SourceEntry, ...]
    certificate: dict[str, Any] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    runs: dict[str, str] = field(default_factory=dict)
    cards: tuple[CardEntry, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The brief as plain JSON types, with the keys claims, conflicts, instruments, impact, advice and the rest."""
        return asdict(self)
