"""The as-of date of a brief: the day after which nothing may be known, and why it is that day."""

from __future__ import annotations

from datetime import date

from ytterby.evidence import Reading
from ytterby.months import day

__all__ = ["as_of_date"]


def as_of_date(reading: Reading, given: date | None) -> tuple[date, str]:
    """The as-of date and the reason in words.

    The date given wins. Else it is the newest publication date of the documents; a document without one adds none. If no
    document has a date, the newest full date that a claim states as past fact is taken; failing that, today.
    """
    if given is not None:
        return given, "given"
    dated = [(d.published, d) for d in reading.documents if d.published is not None]
    if dated:
        newest, document = max(dated, key=lambda pair: pair[0])
        return newest, f"newest publication date among the documents: {document.id} ({document.published_basis})"
    stated = [c for c in reading.claims if c.date and len(c.date) == 10 and c.modality == "fact" and day(c.date) <= date.today()]
    if stated:
        claim = max(stated, key=lambda c: c.date or "")
        return day(str(claim.date)), f"no document is dated; newest day stated as fact, in {claim.id}"
    return date.today(), "no document is dated and no day is stated; today"
