"""Cards laid out: what documents say of one thing, one line a side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ytterby.faces.sheet import Sheet, columns

if TYPE_CHECKING:
    from ytterby.brief import Brief
    from ytterby.evidence import Reading

__all__ = ["card_sheet", "solved_sheet"]

_READ: dict[str, str | tuple[str, str]] = {
    "card": ("card", ""),
    "type": "type",
    "about": "about",
    "says": "says",
    "who": "who says it",
    "why": "why they meet",
    "quote": "quote",
}
_SOLVED: dict[str, str | tuple[str, str]] = {**_READ, "standing": "law or world", "gives": "the market under it"}


def _quotes(quotes: Iterable[str]) -> str:
    return " / ".join(f"“{' '.join(quote.split())}”" for quote in quotes)


def card_sheet(reading: Reading) -> Sheet:
    """A row for each side of each card of a reading, conflicts first."""
    rows = []
    for number, card in enumerate(reading.cards, 1):
        for side in card.sides:
            quotes = _quotes(claim.quote for claim in side.claims)
            told = {"says": side.says, "who": ", ".join(side.sayers), "why": "; ".join(card.why), "quote": quotes}
            rows.append({"card": number, "type": card.type, "about": card.about, **told})
    return Sheet.of(columns(_READ), rows)


def solved_sheet(brief: Brief) -> Sheet:
    """The same with how law or world stand to a side, and what the market gives under it."""
    rows = []
    for number, card in enumerate(brief.cards, 1):
        for side in card.sides:
            told = {"says": side.says, "who": ", ".join(side.sayers), "why": "; ".join(card.why), "quote": _quotes(side.quotes)}
            standing = f"{'used: ' if side.used else ''}{side.standing}"
            rows.append(
                {"card": number, "type": card.type, "about": card.about, **told, "standing": standing, "gives": side.gives}
            )
    return Sheet.of(columns(_SOLVED), rows)
