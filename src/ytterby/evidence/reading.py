"""Documents -> a reading: claims, conflicts, what could not be read, and whether any of it concerns minerals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from ytterby.errors import BadDocument
from ytterby.evidence.claims import Claim, Document, Reading
from ytterby.evidence.confidence import calibrated
from ytterby.evidence.conflict import conflicts
from ytterby.evidence.decode import whole
from ytterby.evidence.documents import document, load
from ytterby.evidence.extract import extract
from ytterby.evidence.lexicon import load_lexicon
from ytterby.months import day

__all__ = ["read", "read_text"]

MOST_REPEATS = 3  # of one claim in one document: a headline, a highlight and the text
MOST_COMPARED = 3_000  # claims of one reading: some 150 long articles; each is compared with each
HARD = {
    "tariff",
    "share",
    "price_change",
    "trade_change",
    "quantity",
    "licence_term",
    "exclusion",
    "trigger",
    "export_control",
    "capacity",
    "investment",
}


def _concerns(claims: Sequence[Claim]) -> bool:
    """Whether a claim speaks of a mineral with a party or a number: the words alone (a tin, a copper pan) are not enough."""
    lexicon = load_lexicon()
    return any(
        c.kind in HARD and (c.actors or c.value is not None) and any(o not in lexicon.not_minerals for o in c.objects)
        for c in claims
    )


def _compared(claims: Sequence[Claim]) -> list[Claim]:
    """The claims without those that one document makes over and over: a few repeats show that it agrees with itself."""
    made: Counter[Claim] = Counter()
    kept = []
    for claim in claims:
        said = replace(claim, id="", start=0, end=0, quote="", confidence=0.0)
        made[said] += 1
        if made[said] <= MOST_REPEATS:
            kept.append(claim)
    return kept


def _reading(documents: Sequence[Document], unread: Sequence[str]) -> Reading:
    claims = tuple(replace(c, confidence=calibrated(c.confidence)) for d in documents for c in extract(d))
    compared = _compared(claims)
    if len(compared) > MOST_COMPARED:
        unread = [*unread, f"conflicts: only the first {MOST_COMPARED:,} of {len(compared):,} claims were compared"]
        compared = compared[:MOST_COMPARED]
    days = {d.id: d.published for d in documents}
    return Reading(tuple(documents), claims, conflicts(compared, days), tuple(unread), _concerns(claims))


def read(paths: Sequence[Path | str], published: str | date | None = None) -> Reading:
    """The reading of files, folders (searched for .txt .md .html .xml .pdf) and ``-`` for standard input.

    published : the day of publication of all of them; by default what each document supports, else unknown.
    A document that cannot be read is named in ``unread`` while another can; if none can, BadDocument lists every fault.
    """
    documents, faults = load(paths, day(published) if published is not None else None)
    if faults and not documents:
        raise BadDocument(faults)
    notes = [f"{d.path}: {d.note}" for d in documents if d.note]
    return _reading(documents, [*(str(fault) for fault in faults), *notes])


def read_text(text: str, name: str = "text", published: str | date | None = None) -> Reading:
    """The reading of one text, as pasted into a page; BadDocument if it cannot be read."""
    found = document(name, name, whole(text).encode(), day(published) if published is not None else None)
    return _reading([found], [])
