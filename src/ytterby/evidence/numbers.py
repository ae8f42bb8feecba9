"""Numbers with units and dates as a sentence states them, resolved against the day of publication."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["Number", "When", "days_near", "numbers", "whens"]

_WORDS = {
    w: i
    for i, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
}
_SCALE = {"thousand": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "k": 1e3}
_N = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|(?:" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r"))"
_QUALIFIER = (
    (re.compile(r"(?:more than|over|above|exceed(?:s|ing|ed)?|in excess of|upwards of|north of)\s*$", re.I), "over"),
    (re.compile(r"(?:less than|below|under|fewer than)\s*$", re.I), "under"),
    (re.compile(r"(?:nearly|almost|close to|just under)\s*$", re.I), "nearly"),
    (re.compile(r"(?:around|about|approximately|roughly|some|circa|an estimated|estimated)\s*$", re.I), "about"),
    (re.compile(r"(?:up to|as much as|as many as|not more than|no more than|at most|maximum of)\s*$", re.I), "up_to"),
    (re.compile(r"(?:at least|minimum of|no less than)\s*$", re.I), "at_least"),
)
_UNIT = (
    (r"%|per cent\b|percent\b|pct\b", "%"),
    (r"percentage points?\b|points?\b(?= higher| lower)", "pp"),
    (r"(?:metric )?(?:tonnes?|tons?|t)\b(?! of thousands)", "t"),
    (r"(?:kg|kilograms?|kilos?)\b", "kg"),
    (r"hours?\b", "hour"),
    (r"(?:calendar |working |business )?days?\b", "day"),
    (r"months?\b", "month"),
    (r"quarters?\b", "quarter"),
    (r"years?\b", "year"),
    (r"shipments?\b", "shipment"),
    (r"nm\b|nanomet(?:re|er)s?\b", "nm"),
    (r"times\b|x\b|fold\b", "x"),
)
_COUNTED = (
    r"(?:[a-z-]+ ){0,3}?(?:rare earths?|elements?|minerals?|metals?|materials?|licen[cs]es?|applications?|companies|firms"
    r"|projects?|entities|items?|countries|plants?)\b"
)
_MONEY = re.compile(
    rf"(?P<cur>US\$|A\$|C\$|\$|€|£|¥|USD ?|EUR ?|AUD ?|CNY ?|RMB ?|JPY ?)(?P<n>{_N})"
    r"(?:\s*(?P<scale>thousand|million|billion|trillion|mn|bn|m|b)\b)?"
    r"(?P<per>\s*(?:/|per |a )\s*(?:kg|kilogram|kilo|tonne|ton|t|lb|pound|mtu)\b)?",
    re.I,
)
_PLAIN = re.compile(
    rf"(?<![\w.$€£¥])(?P<a>{_N})(?:\s*(?:-|to|–)\s*(?P<b>{_N}))?[\s-]*(?:(?P<scale>thousand|million|billion)\s+)?(?P<unit>"
    + "|".join(f"(?P<u{i}>{p})" for i, (p, _) in enumerate(_UNIT))
    + rf"|(?P<count>{_COUNTED}))",
    re.I,
)
_CURRENCY = {
    "us$": "USD",
    "$": "USD",
    "usd": "USD",
    "a$": "AUD",
    "aud": "AUD",
    "c$": "CAD",
    "€": "EUR",
    "eur": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "jpy": "JPY",
    "cny": "CNY",
    "rmb": "CNY",
}
_FROM_TO = re.compile(
    rf"from (?P<a>{_N})\s*(?P<ua>%|per ?cent|percent|pct)?\s+to (?P<b>{_N})\s*(?P<ub>%|per ?cent|percent|pct)", re.I
)
_WORD_SHARE = (
    (re.compile(r"\bhalf\b(?! of the year)", re.I), 50.0, "%"),
    (re.compile(r"\btwo-? ?thirds\b", re.I), 66.7, "%"),
    (re.compile(r"\bone-? ?third\b|\ba third\b", re.I), 33.3, "%"),
    (re.compile(r"\bthree-? ?quarters\b(?= of)", re.I), 75.0, "%"),
    (re.compile(r"\bdoubled\b", re.I), 2.0, "x"),
    (re.compile(r"\btripled\b", re.I), 3.0, "x"),
    (re.compile(r"\bhalved\b", re.I), -50.0, "%"),
)
_SINGLE = re.compile(r"\bsingle (shipments?)\b", re.I)


@dataclass(frozen=True)
class Number:
    """A quantity as stated, in base units, with its offsets."""

    start: int
    end: int
    value: float
    unit: str
    qualifier: str
    low: float | None = None
    high: float | None = None
    before: float | None = None


def _value(text: str) -> float:
    word = text.lower()
    return float(_WORDS[word]) if word in _WORDS else float(word.replace(",", ""))


def _qualifier(text: str, start: int) -> str:
    before = text[max(0, start - 24) : start]
    return next((name for pattern, name in _QUALIFIER if pattern.search(before)), "exact")


def numbers(text: str, start: int, end: int) -> list[Number]:
    """Every number with a unit in ``text[start:end]`` (plain text), in order."""
    found: list[Number] = []
    taken: list[tuple[int, int]] = []

    def free(a: int, b: int) -> bool:
        return all(b <= s or a >= e for s, e in taken)

    def add(number: Number) -> None:
        found.append(number)
        taken.append((number.start, number.end))

    for m in _FROM_TO.finditer(text, start, end):
        add(Number(m.start(), m.end(), _value(m["b"]), "%", "exact", before=_value(m["a"])))
    for m in _MONEY.finditer(text, start, end):
        if free(m.start(), m.end()):
            unit = _CURRENCY[m["cur"].strip().lower()]
            if m["per"]:
                per = re.sub(r"[^a-z]", "", m["per"].lower().replace("per", "").replace(" a ", ""))
                unit += "/" + {"kilogram": "kg", "kilo": "kg", "tonne": "t", "ton": "t", "pound": "lb"}.get(per, per)
            add(
                Number(
                    m.start(),
                    m.end(),
                    _value(m["n"]) * _SCALE.get((m["scale"] or "").lower(), 1.0),
                    unit,
                    _qualifier(text, m.start()),
                )
            )
    for m in _PLAIN.finditer(text, start, end):
        if not free(m.start(), m.end()):
            continue
        scale = _SCALE.get((m["scale"] or "").lower(), 1.0)
        unit = "count" if m["count"] else next(name for i, (_, name) in enumerate(_UNIT) if m[f"u{i}"])
        if unit == "count" and m["a"].lower() in ("one", "zero"):
            continue
        low = _value(m["a"]) * scale
        high = _value(m["b"]) * scale if m["b"] else None
        add(Number(m.start(), m.end(), low, unit, _qualifier(text, m.start()), high=high))
    for m in _SINGLE.finditer(text, start, end):
        add(Number(m.start(), m.end(), 1.0, "shipment", "exact"))
    for pattern, value, unit in _WORD_SHARE:
        for m in pattern.finditer(text, start, end):
            if free(m.start(), m.end()):
                add(Number(m.start(), m.end(), value, unit, _qualifier(text, m.start())))
    return sorted(found, key=lambda n: n.start)


_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name} | {
    name.lower(): i for i, name in enumerate(calendar.month_abbr) if name and name != "May"
}
_M = "(?P<m>" + "|".join(sorted((n.capitalize() for n in _MONTHS), key=len, reverse=True)) + r")\.?"
_DATES = (
    re.compile(rf"\b{_M}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y>(?:19|20)\d{{2}}))?\b"),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_M}(?:,?\s+(?P<y>(?:19|20)\d{{2}}))?\b"),
    re.compile(rf"\b{_M}(?:,?\s+(?P<y>(?:19|20)\d{{2}}))?\b"),
)
_ISO = re.compile(r"\b(?P<y>(?:19|20)\d{2})-(?P<m>\d{2})-(?P<d>\d{2})\b")
_YEAR = re.compile(r"\b(?:in|since|by|for|during|of|until|end of|from)\s+(?P<y>(?:19|20)\d{2})\b")
_RELATIVE = (
    (re.compile(r"\blast month\b", re.I), "month", -1),
    (re.compile(r"\bnext month\b", re.I), "month", 1),
    (re.compile(r"\blast year\b", re.I), "year", -1),
    (re.compile(r"\bnext year\b", re.I), "year", 1),
    (re.compile(r"\b(?:this year|earlier this year)\b", re.I), "year", 0),
    (re.compile(r"\byesterday\b", re.I), "day", -1),
    (re.compile(r"\btoday\b", re.I), "day", 0),
)
_QUARTER = re.compile(r"\b(?P<q>first|second|third|fourth|Q[1-4])[ -](?:quarter)?(?:\s+of)?\s*(?P<y>(?:19|20)\d{2})?", re.I)
_NEXT_QUARTERS = re.compile(rf"\bnext (?P<n>{_N}) quarters\b", re.I)
_PAST_YEARS = re.compile(rf"\b(?:over|in) the (?:past|last) (?P<n>{_N}) years\b", re.I)


@dataclass(frozen=True)
class When:
    """A date as stated: ISO prefixes of start and, for a span, end."""

    start: int
    end: int
    date: str
    date_end: str | None = None


def _year_for(month: int, day: int | None, published: date | None, ahead: bool) -> int | None:
    """The year of a month named without one: the latest not after publication, or the next if the clause looks ahead."""
    if published is None:
        return None
    if ahead:
        return published.year if (month, day or 28) >= (published.month, published.day) else published.year + 1
    return published.year if (month, day or 1) <= (published.month, published.day if day else 31) else published.year - 1


_AHEAD = re.compile(
    r"\b(?:by|until|through|beyond|before|to|next|due|expires?|expire on|ends?|out on|scheduled for|from)\s+(?:\w+\s+)?$", re.I
)
_DUE = re.compile(r"^\W*(?:deadline|expiry|cut-?off)", re.I)


def whens(text: str, start: int, end: int, published: date | None) -> list[When]:
    """Every date in ``text[start:end]``, in order, resolved against the day of publication."""
    found: list[When] = []
    taken: list[tuple[int, int]] = []

    def add(a: int, b: int, iso: str, until: str | None = None) -> None:
        if all(b <= s or a >= e for s, e in taken):
            found.append(When(a, b, iso, until))
            taken.append((a, b))

    for m in _ISO.finditer(text, start, end):
        add(m.start(), m.end(), m.group(0))
    for index, pattern in enumerate(_DATES):
        for m in pattern.finditer(text, start, end):
            month = _MONTHS[m["m"].lower()]
            number = int(m["d"]) if index < 2 else None
            if number is not None and not 1 <= number <= 31:
                continue
            if (
                m["m"] in ("May", "March")
                and index == 2
                and not m["y"]
                and not re.search(
                    r"(?:in|since|by|last|from|until|of|and|to|early|late|mid-?|through)\s+$",
                    text[max(0, m.start() - 8) : m.start()],
                    re.I,
                )
                and not text[m.end() : m.end() + 2].startswith("'s")
            ):
                continue
            ahead = bool(_AHEAD.search(text[max(0, m.start() - 24) : m.start()]) or _DUE.match(text[m.end() : m.end() + 16]))
            year = int(m["y"]) if m["y"] else _year_for(month, number, published, ahead)
            if year is None:
                continue
            iso = f"{year:04d}-{month:02d}" + (f"-{number:02d}" if number else "")
            add(m.start(), m.end(), iso)
    for m in _QUARTER.finditer(text, start, end):
        if "quarter" not in m.group(0).lower() and not m["q"].lower().startswith("q"):
            continue
        if m["y"] or published:
            year = int(m["y"]) if m["y"] else published.year  # type: ignore[union-attr]
            quarter = {"first": 1, "second": 2, "third": 3, "fourth": 4}.get(m["q"].lower()) or int(m["q"][1])
            add(m.start(), m.end(), f"{year}-{3 * quarter - 2:02d}", f"{year}-{3 * quarter:02d}")
    for m in _YEAR.finditer(text, start, end):
        add(m.start("y"), m.end("y"), m["y"])
    if published is not None:
        months = published.year * 12 + published.month - 1
        for m in _NEXT_QUARTERS.finditer(text, start, end):
            last = months + 3 * int(_value(m["n"]))
            add(m.start(), m.end(), f"{published:%Y-%m}", f"{last // 12:04d}-{last % 12 + 1:02d}")
        for m in _PAST_YEARS.finditer(text, start, end):
            add(m.start(), m.end(), str(published.year - int(_value(m["n"]))), str(published.year))
        for pattern, unit, step in _RELATIVE:
            for m in pattern.finditer(text, start, end):
                if unit == "day":
                    add(m.start(), m.end(), (published + timedelta(days=step)).isoformat())
                elif unit == "month":
                    add(m.start(), m.end(), f"{(months + step) // 12:04d}-{(months + step) % 12 + 1:02d}")
                else:
                    add(m.start(), m.end(), str(published.year + step))
    return sorted(found, key=lambda w: w.start)


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
