"""Dates as a sentence states them, resolved against the day of publication into ISO prefixes."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from ytterby.evidence.loose import Loose
from ytterby.evidence.numerals import N, number_of

__all__ = ["When", "days_near", "whens"]

_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name} | {
    name.lower(): i for i, name in enumerate(calendar.month_abbr) if name and name != "May"
}
_MONTHS["sept"] = 9
_M = "(?P<m>" + "|".join(sorted((n.capitalize() for n in _MONTHS), key=len, reverse=True)) + r")\b\.?"
_Y = r"(?P<y>(?:19|20)\d{2})"
_DATES = (
    re.compile(rf"\b{_M}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+{_Y})?\b(?!,\d| (?:%|per cent|tonnes|tons))"),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+|day of\s+)?{_M}(?:,?\s+{_Y})?"),
    re.compile(rf"\b{_M}(?:,?\s+(?:of\s+)?{_Y})?"),
)
_NAMED = re.compile("|".join(calendar.month_abbr[1:]))
_CENTURY = re.compile("19|20")
_ISO = re.compile(rf"\b{_Y}-(?P<m>\d{{2}})-(?P<d>\d{{2}})\b")
_YEAR = re.compile(
    rf"(?<![\w.,$€£¥-])(?:FY ?)?{_Y}(?![\d,.]\d|\w|\s*(?:%|per cent|percent|tonnes?|tons?|t\b|kg|metric|USD|yuan|dollars"
    rf"|companies|people|jobs))"
)
_SPAN_OF_YEARS = re.compile(rf"\b(?:(?:from|between)\s+)?{_Y}\s*(?:-|to|and|until|through)\s*(?P<y2>(?:19|20)\d{{2}})\b")
_QUARTER = Loose(
    rf"\b(?:(?P<h>(?:first|second)[ -]half|H[12]\b)|(?P<q>(?:first|second|third|fourth)[ -]quarter|Q[1-4]\b|[1-4]Q\b))"
    rf"(?:,? (?:of |in )?(?:(?P<rel>this|last|next) year|{_Y}))?",
    has="half|q|h1|h2",
)
_ORDINAL = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_NEXT = Loose(
    rf"\b(?:over |in |for |within |during )?the (?:next|coming|following) (?P<n>{N})[ -](?P<u>quarters|months|years)\b",
    has="the next|the coming|the following",
)
_PAST = Loose(
    rf"\b(?:over|in|during|for) the (?:past|last|previous) (?P<n>{N})[ -](?P<u>months|years)\b",
    has="the past|the last|the previous",
)
_AGO = Loose(
    rf"\b(?P<n>{N}|a|an) (?P<u>days?|weeks?|months?|years?) ago\b",
    has="ago",
)
_WEEKDAY = re.compile(
    r"\b(?:(?P<next>next |coming )|(?P<last>last ))?(?P<w>Monday|Tuesday|Wednesday|Thursday|Friday"
    r"|Saturday|Sunday)\b"
)
_RELATIVE = Loose(
    r"\b(?:(?P<month>last|next|this|the same) month|(?P<quarter>last|this|next) quarter|(?:earlier |later )?(?P<year>last"
    r"|next|this) year"
    r"|(?P<yearend>(?:by |at |the )*(?:year end|end of the year|end of this year))|(?P<yesterday>yesterday)"
    r"|(?P<tomorrow>tomorrow)"
    r"|(?P<today>today|this week|this morning|at the opening))\b",
    has="month|quarter|year|day|tomorrow|this week|this morning|at the opening",
)
_AHEAD = Loose(
    r"(?:\b(?:by|until|till|through|beyond|before|next|due|deadline|expir\w+|effective|starting|beginning|start(?:s"
    r"|ing)? (?:on|from|in)|as of|scheduled|take effect|takes effect"
    r"|taking effect|into (?:force|effect)|apply from|appl(?:y|ies) (?:from|as of)|will|would|shall|to be|set to|ends?"
    r"|from)\s+(?:[\w']+\s+){0,4}|\b(?:another|more|further|extra|additional)\s[^.;]{0,24}\bafter\s+(?:the )?)$",
)
_GONE = Loose(
    r"\b(?:since|last|back in|announced|imposed|agreed|introduced|published|signed|issued|had|was|were|fell|rose|dropped"
    r"|in force since)\s+(?:\w+\s+){0,2}$",
)
_DUE = Loose(r"^\W*(?:deadline|expiry|expiration|cut-?off|start date|entry into force)")
_NOT_MAY = Loose(
    r"(?:\b(?:in|since|by|last|from|until|till|of|and|to|early|late|mid|through|between|on|next|this|end|before|after|during"
    r"|every)[ -]|^|[(,]\s?)$",
)


@dataclass(frozen=True)
class When:
    """A date as stated: ISO prefixes of start and, for a span, end."""

    start: int
    end: int
    date: str
    date_end: str | None = None


def _year_for(month: int, number: int | None, published: date | None, ahead: bool) -> int | None:
    """The year of a month named without one: the latest not after publication, or the next if the words look ahead."""
    if published is None:
        return None
    if ahead:
        return published.year if (month, number or 31) >= (published.month, published.day) else published.year + 1
    return published.year if (month, number or 1) <= (published.month, published.day if number else 31) else published.year - 1


def _month(year: int, month: int, step: int = 0) -> str:
    at = year * 12 + month - 1 + step
    return f"{at // 12:04d}-{at % 12 + 1:02d}"


def _real(iso: str) -> bool:
    """Whether an ISO prefix names a day, month or year of the calendar: nobody acts on 31 February."""
    year, month, number = (int(part) for part in f"{iso}-01-01".split("-")[:3])
    return 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= number <= calendar.monthrange(year, month)[1]


class _Found:
    """Dates found so far; a stretch of text gives one date only, that of the first pattern that takes it."""

    def __init__(self) -> None:
        self.whens: list[When] = []

    def add(self, start: int, end: int, iso: str, until: str | None = None) -> None:
        free = all(end <= w.start or start >= w.end for w in self.whens)
        if free and all(_real(day) for day in (iso, until) if day is not None):
            self.whens.append(When(start, end, iso, until))


def _calendar(text: str, start: int, end: int, published: date | None, found: _Found) -> None:
    """Days and months by name."""
    for m in _ISO.finditer(text, start, end) if _CENTURY.search(text, start, end) else ():
        if 1 <= int(m["m"]) <= 12 and 1 <= int(m["d"]) <= 31:
            found.add(m.start(), m.end(), m[0])
    for index, pattern in enumerate(_DATES if _NAMED.search(text, start, end) else ()):
        for m in pattern.finditer(text, start, end):
            month, number = _MONTHS[m["m"].lower()], int(m["d"]) if index < 2 else None
            if number is not None and not 1 <= number <= 31:
                continue
            before = text[max(start, m.start() - 48) : m.start()]
            bare = index == 2 and not m["y"] and m["m"] in ("May", "March")
            if bare and not _NOT_MAY.search(before) and not text.startswith("'s", m.end()):
                continue
            ahead = (bool(_AHEAD.search(before)) and not _GONE.search(before)) or bool(_DUE.match(text[m.end() : m.end() + 18]))
            year = int(m["y"]) if m["y"] else _year_for(month, number, published, ahead)
            if year is not None:
                found.add(m.start(), m.end(), f"{year:04d}-{month:02d}" + (f"-{number:02d}" if number else ""))


def _periods(text: str, start: int, end: int, published: date | None, found: _Found) -> None:
    """Quarters, halves and years by number."""
    for m in _QUARTER.finditer(text, start, end):
        word, months = (m["h"], 6) if m["h"] else (m["q"], 3)
        number = _ORDINAL.get(word.split()[0].split("-")[0].lower()) or int(re.sub(r"\D", "", word))
        if m["y"] or published:
            step = {"last": -1, "next": 1}.get((m["rel"] or "").lower(), 0)
            year = int(m["y"]) if m["y"] else published.year + step  # type: ignore[union-attr]
            if not m["y"] and not m["rel"] and published and _month(year, months * (number - 1) + 1) > f"{published:%Y-%m}":
                year -= 1
            found.add(m.start(), m.end(), _month(year, months * (number - 1) + 1), _month(year, months * number))
    if _CENTURY.search(text, start, end) is None:
        return
    for m in _SPAN_OF_YEARS.finditer(text, start, end):
        found.add(m.start("y"), m.end(), m["y"], m["y2"])
    for m in _YEAR.finditer(text, start, end):
        found.add(m.start("y"), m.end("y"), m["y"])


def _relative(text: str, start: int, end: int, published: date, found: _Found) -> None:
    """Dates told from the day of publication."""
    year, month = published.year, published.month
    for m in _NEXT.finditer(text, start, end):
        step = int(number_of(m["n"])) * {"quarters": 3, "months": 1, "years": 12}[m["u"].lower()]
        last = _month(year, month, step)
        found.add(
            m.start(), m.end(), f"{published:%Y-%m}" if m["u"] != "years" else str(year), last if m["u"] != "years" else last[:4]
        )
    for m in _PAST.finditer(text, start, end):
        n, years = int(number_of(m["n"])), m["u"].lower() == "years"
        first = str(year - n) if years else _month(year, month, -n)
        found.add(m.start(), m.end(), first, str(year) if years else f"{published:%Y-%m}")
    for m in _AGO.finditer(text, start, end):
        n, unit = 1 if m["n"].lower() in ("a", "an") else int(number_of(m["n"])), m["u"].lower()[0]
        days = published - timedelta(days=min(n, 9999) * (7 if unit == "w" else 1))
        told = str(year - n) if unit == "y" else _month(year, month, -n) if unit == "m" else days.isoformat()
        found.add(m.start(), m.end(), told)
    for m in _WEEKDAY.finditer(text, start, end) if text.find("day", start, end) >= 0 else ():
        back = (published.weekday() - list(calendar.day_name).index(m["w"])) % 7
        back = back or (7 if m["last"] else 0)
        found.add(m.start(), m.end(), (published + timedelta(days=(7 - back if back else 7) if m["next"] else -back)).isoformat())
    for m in _RELATIVE.finditer(text, start, end):
        step = {"last": -1, "next": 1}.get(((m["month"] or m["quarter"] or m["year"]) or "").lower(), 0)
        if m["month"]:
            if m["month"].lower() != "the same":
                found.add(m.start(), m.end(), _month(year, month, step))
        elif m["quarter"]:
            opening = month - (month - 1) % 3 + 3 * step
            found.add(m.start(), m.end(), _month(year, 1, opening - 1), _month(year, 1, opening + 1))
        elif m["year"] or m["yearend"]:
            found.add(m.start(), m.end(), str(year + step))
        else:
            day = published + timedelta(days={"yesterday": -1, "tomorrow": 1}.get(str(m.lastgroup), 0))
            found.add(m.start(), m.end(), day.isoformat())


_DIGIT = re.compile(r"\d")
_STEMS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
          "day", "week", "month", "quarter", "half", "year", "ago",
          "tomorrow", "morning", "opening")  # fmt: skip
_UNTIL = re.compile(
    r"^\s*(?:,?\s*(?:until|till|through|to|and|-)|, and (?:will )?(?:end|expire|last)\w* (?:on|in|until)?)\s*(?:the end of )?$"
)
_FROM = Loose(r"\b(?:from|between|starting|effective|beginning)\s+(?:on )?$")


def whens(text: str, start: int, end: int, published: date | None) -> list[When]:
    """Every date in ``text[start:end]``, in order, resolved against the day of publication; "from A to B" is one span.

    >>> [(w.date, w.date_end) for w in whens("from 1 June 2026 until 30 May 2027", 0, 34, None)]
    [('2026-06-01', '2027-05-30')]
    >>> [w.date for w in whens("in April and two years ago", 0, 26, date(2026, 2, 1))]
    ['2025-04', '2024']
    """
    if not _DIGIT.search(text, start, end):
        stretch = text[start:end]
        if not any(stem in stretch for stem in _STEMS):
            return []
    found = _Found()
    _calendar(text, start, end, published, found)
    if published is not None:
        _relative(text, start, end, published, found)
    _periods(text, start, end, published, found)
    merged: list[When] = []
    for when in sorted(found.whens, key=lambda w: w.start):
        last = merged[-1] if merged else None
        if (
            last is not None
            and last.date_end is None
            and when.date_end is None
            and _UNTIL.match(text[last.end : when.start])
            and _FROM.search(text[max(start, last.start - 20) : last.start])
            and when.date >= last.date
        ):
            merged[-1] = When(last.start, when.end, last.date, when.date)
        else:
            merged.append(when)
    return merged


def days_near(text: str, anchor: date) -> list[date]:
    """Every month and day that a text names without a year, in the year that brings it nearest to an anchor."""
    found = []
    for pattern in _DATES[:2]:
        for m in pattern.finditer(text):
            try:
                days = [date(anchor.year + step, _MONTHS[m["m"].lower()], int(m["d"])) for step in (-1, 0, 1)]
            except ValueError:
                continue
            found.append(min(days, key=lambda near: abs((near - anchor).days)))
    return found
