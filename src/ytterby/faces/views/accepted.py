"""What a user accepts, laid out: each proposal with what becomes of it, and the log of all acts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ytterby.faces.sheet import Sheet, columns

if TYPE_CHECKING:
    from ytterby.brief import Verdict
    from ytterby.policy import Ledger

__all__ = ["log_sheet", "verdict_sheet"]

_VERDICTS = {
    "accept": "new",
    "already": "in the law already",
    "contradicts": "contradicts the law",
    "cannot": "cannot be accepted",
}
_PROPOSED = columns(
    {
        "verdict": "verdict",
        "instrument": "instrument",
        "title": "title",
        "effect": "what it says",
        "start": "from",
        "until": "until",
        "why": "why not",
        "mapping": "how it was read",
        "claims": "claims",
    }
)
_LOG = columns({"on": "when", "act": "act", "id": "id", "stands": "stands", "instrument": "instrument", "effect": "what it says",
                "source": "documents", "mapping": "how it was read"})  # fmt: skip


def verdict_sheet(verdicts: Iterable[Verdict]) -> Sheet:
    """Every proposal as a row; where it contradicts the law, the row says what the law says now, or the entry in its place."""
    rows = (
        {
            "verdict": _VERDICTS[found.verdict],
            "instrument": found.proposal.instrument,
            "title": found.proposal.title,
            **_words(found),
            "why": found.why or None,
            "mapping": found.proposal.mapping,
            "claims": found.proposal.claims,
        }
        for found in verdicts
    )
    return Sheet.of(_PROPOSED, rows)


def _words(found: Verdict) -> dict[str, str | None]:
    told, instead = found.proposal, found.proposal.instead
    if found.verdict != "accept" or instead is None:
        return {"effect": told.effect or None, "start": told.start, "until": told.until}
    until = instead.until.isoformat() if instead.until else None
    return {"effect": f"instead of what the law says: {instead.words()}", "start": instead.start.isoformat(), "until": until}


def log_sheet(ledger: Ledger) -> Sheet:
    """Every act in order; ``stands`` says whether it is law now."""
    standing = {id(act) for act in ledger.standing}
    rows = (
        {
            "on": act.on.isoformat(),
            "act": act.act,
            "id": act.id,
            "stands": id(act) in standing,
            "instrument": act.instrument,
            "effect": act.effect,
            "source": sorted({cited.document for cited in act.claims}),
            "mapping": act.mapping,
        }
        for act in ledger.acts
    )
    return Sheet.of(_LOG, rows)
