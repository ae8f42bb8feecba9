"""Days on which licences run out: not law of that day, but what the law's validity makes of the day its terms began."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

from ytterby.months import DAYS_A_MONTH, add_months, first_day
from ytterby.policy.instruments import Entry, Instrument
from ytterby.policy.state import state_on
from ytterby.policy.terms import LicenceTerms

__all__ = ["expiries"]

GRANTS = ("approval_share", "approval_by_destination", "approval_by_buyer", "green_channel", "validity_months")


def expiries(law: Instrument) -> Iterator[tuple[date, Entry, float]]:
    """For each entry under which licences are granted: the day its first ones expire, the entry, and their validity in months."""
    if law.kind != "export_licence":
        return
    seen: set[date] = set()
    for entry in law.history:
        terms = state_on(law, entry.start).terms
        if entry.start in seen or not isinstance(terms, LicenceTerms) or terms.validity_months is None:
            continue
        if entry.terms is not None and any(getattr(entry.terms, name, None) is not None for name in GRANTS):
            seen.add(entry.start)
            yield _later(entry.start, terms.validity_months.value), entry, terms.validity_months.value


def _later(day: date, months: float) -> date:
    """The day some months later; a day that the month does not have is its last, a part of a month counts by days."""
    whole = int(months)
    month = add_months(f"{day:%Y-%m}", whole)
    opening = first_day(month)
    last = calendar.monthrange(opening.year, opening.month)[1]
    return opening.replace(day=min(day.day, last)) + timedelta(days=round((months - whole) * DAYS_A_MONTH))
