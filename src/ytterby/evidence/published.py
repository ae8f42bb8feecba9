"""The day a document was published, and the ground for it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from importlib import resources

import yaml

from ytterby.errors import BadMonth
from ytterby.evidence.dates import days_near, whens
from ytterby.evidence.lexicon import plain
from ytterby.months import day

__all__ = ["published", "stated_day"]

_LABELLED = re.compile(r"\b(?:published|posted|updated|date|dated|issued)\s*(?:on|:)?\s*(?P<date>[^\n]{6,40})", re.I)
EVENT_SPAN = timedelta(days=14)  # how long after an event a text that dates itself by it may have been written
_BODY = 100_000  # code points searched for a date; a longer document is dated by its beginning
_HEAD = 600  # code points at the top of a document in which a bare date is its dateline


@cache
def _events() -> tuple[tuple[str, date, tuple[re.Pattern[str], ...]], ...]:
    """Named events with their day and the words that all must stand in a text that names them."""
    folder = resources.files("ytterby") / "data" / "evidence"
    rows = yaml.safe_load((folder / "events.yaml").read_text(encoding="utf-8"))
    return tuple((row["name"], row["day"], tuple(re.compile(w, re.I) for w in row["words"])) for row in rows)


def _by_event(body: str) -> tuple[date | None, str]:
    """The earliest day on which a text can have been written, by the newest event it names and the dates it gives around it."""
    named = [(when, name) for name, when, words in _events() if all(word.search(body) for word in words)]
    if not named:
        return None, "the text does not say"
    newest, name = max(named)
    past = [found for found in days_near(body, newest) if newest <= found <= newest + EVENT_SPAN]
    if past:
        return max(past), f"inferred: newest day it gives around {name} ({newest})"
    return newest, f"inferred: names {name} ({newest}); it may be some days later"


def stated_day(stated: str | None) -> date | None:
    """The day that metadata state: 2025-06-12T08:00:00Z, or Thu, 12 Jun 2025 08:00:00 GMT; None if it cannot be read."""
    if not stated:
        return None
    try:
        return day(stated.strip()[:10])
    except BadMonth:
        pass
    try:
        return parsedate_to_datetime(stated).date()
    except (ValueError, OverflowError):
        return None


def published(text: str, stated: str | None) -> tuple[date | None, str]:
    """The day of publication that a document itself supports, and the ground for it."""
    known = stated_day(stated)
    if known is not None:
        return known, "stated in its metadata"
    label = _LABELLED.search(text[:_HEAD])
    head = plain(text[:_HEAD])
    for where, ground in ((plain(label["date"]) if label else "", "labelled as its date"), (head, "dateline")):
        full = [w for w in whens(where, 0, len(where), None) if len(w.date) == 10]
        if full:
            return day(full[0].date), ground
    body = plain(text[:_BODY])
    full = [w for w in whens(body, 0, len(body), None) if len(w.date) == 10 and day(w.date) <= date.today()]
    if full:
        return max(day(w.date) for w in full), "newest full date in the text; it may be older than the document"
    return _by_event(body)
