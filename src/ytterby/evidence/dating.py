"""The days of a claim: when it holds from, and when a term that it states ends."""

from __future__ import annotations

import re
from datetime import date, timedelta

from ytterby.evidence.amounts import Figure
from ytterby.evidence.claims import Claim
from ytterby.evidence.dates import When
from ytterby.evidence.view import View
from ytterby.months import DAYS_A_MONTH

__all__ = ["dated"]

_MEASURES = ("export_control", "tariff", "exclusion", "licence_term")  # hold from a day
_FAR = ("trade_change", "price_change", "export_control", "tariff", "quantity", "share")  # dated by the sentence too
_FROM_DAY = re.compile(
    r"\b(?:from|(?:starting|beginning|effective|as of)(?: on| from)?|tak(?:es?|ing) effect(?: on| from)?|into (?:force"
    r"|effect)(?: on| from)?)\s+$",
    re.I,
)
_SAME_DAY = re.compile(r"\b(?:the same|that) (?:day|date)\b", re.I)
_BACK = re.compile(r"^\W*(?:these|this|those|such|the (?:measures?|restrictions|controls|curbs|two))\b", re.I)


def dated(kind: str, view: View, start: int, end: int, law: Claim | None, told: Figure | None) -> tuple[str | None, str | None]:
    """A claim's first and last day as ISO prefixes, None where not told; ``law``: the one "these" and "that day" mean."""
    when = _when(kind, view, start, end)
    day, last = (when.date, when.date_end) if when else (None, None)
    if day is None and law is not None and (_SAME_DAY.search(view.words) or (_BACK.match(view.words) and kind != "deadline")):
        day = law.date
    if last is None and told is not None and kind == "tariff":
        last = _after(day, told)
    return day, last


def _when(kind: str, view: View, start: int, end: int) -> When | None:
    """The date of a claim: its own stretch's, the clause's, or for measures and figures the sentence's."""
    own = [d for d in view.dates if start <= d.start and d.end <= end] or view.dates
    if kind in _MEASURES:
        held = next((d for d in own if _FROM_DAY.search(view.text[max(0, d.start - 40) : d.start])), None)
        if held:
            return held
    if own:
        return own[0]
    return next(iter(view.days), None) if kind in _FAR else None


def _after(start: str | None, told: Figure) -> str | None:
    """The day a term of days or months after a day ends."""
    if start is None or len(start) != 10 or told.unit not in ("day", "month"):
        return None
    days = told.value if told.unit == "day" else told.value * DAYS_A_MONTH
    return (date.fromisoformat(start) + timedelta(days=round(days))).isoformat()
