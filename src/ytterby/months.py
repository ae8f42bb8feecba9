"""Months: the only calendar arithmetic in the house. A month is the string ``YYYY-MM``; a day is a ``datetime.date``."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

from ytterby.errors import BadMonth, Fault

__all__ = ["DAYS_A_MONTH", "add_months", "day", "days_in", "first_day", "last_day", "month_of", "month_range",
           "months_between", "share_in_force"]  # fmt: skip

DAYS_A_MONTH = 365.25 / 12  # of a mean month of the Julian year
_MONTH = re.compile(r"(\d{4})-(\d{2})")


def _split(month: str) -> tuple[int, int]:
    match = _MONTH.fullmatch(month)
    if not match or not 1 <= int(match[2]) <= 12 or int(match[1]) < 1:
        raise BadMonth(Fault("month", repr(month), "a month like 2025-04", "Write year, hyphen, two-digit month."))
    return int(match[1]), int(match[2])


def day(text: str | date) -> date:
    """The day a text names; a bare month or year names its first day, a moment the day it falls in. BadMonth otherwise.

    >>> day("2025-04-04"), day("2025-04")
    (datetime.date(2025, 4, 4), datetime.date(2025, 4, 1))
    """
    if isinstance(text, date):
        return date(text.year, text.month, text.day)  # a datetime is a date too, and does not compare with one
    if not isinstance(text, str):
        raise BadMonth(Fault("date", repr(text), "a date like 2025-04-04", "Write year-month-day."))
    padded = f"{text}-01-01" if re.fullmatch(r"\d{4}", text) else f"{text}-01" if _MONTH.fullmatch(text) else text
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", padded):
            raise ValueError(text)
        return date.fromisoformat(padded)
    except ValueError:
        raise BadMonth(Fault("date", repr(text), "a date like 2025-04-04", "Write year-month-day.")) from None


def month_of(when: str | date) -> str:
    """The month a day falls in.

    >>> month_of(date(2025, 4, 4))
    '2025-04'
    """
    found = day(when)
    return f"{found.year:04d}-{found.month:02d}"


def days_in(month: str) -> int:
    """Number of days in a month."""
    return calendar.monthrange(*_split(month))[1]


def first_day(month: str) -> date:
    """The first day of a month."""
    return date(*_split(month), 1)


def last_day(month: str) -> date:
    """The last day of a month."""
    return date(*_split(month), days_in(month))


def add_months(month: str, count: int) -> str:
    """The month ``count`` months later (earlier if negative).

    >>> add_months("2025-11", 3)
    '2026-02'
    """
    year, number = _split(month)
    later = year * 12 + number - 1 + count
    return f"{later // 12:04d}-{later % 12 + 1:02d}"


def months_between(start: str, end: str) -> int:
    """How many months ``end`` lies after ``start``; negative if before."""
    (y0, m0), (y1, m1) = _split(start), _split(end)
    return (y1 - y0) * 12 + m1 - m0


def _walk(start: str, count: int) -> Iterator[str]:
    for step in range(count):
        yield add_months(start, step)


def month_range(start: str, end: str) -> tuple[str, ...]:
    """Every month from ``start`` to ``end``, both included; BadMonth if ``end`` comes first.

    >>> month_range("2025-11", "2026-01")
    ('2025-11', '2025-12', '2026-01')
    """
    count = months_between(start, end) + 1
    if count < 1:
        raise BadMonth(Fault("months", f"{start} to {end}", "a start no later than the end", "Swap the two months."))
    return tuple(_walk(start, count))


def share_in_force(start: date, until: date | None, month: str) -> float:
    """Share of a month's days on which something in force from ``start`` up to, not including, ``until`` holds.

    >>> round(share_in_force(date(2025, 4, 4), None, "2025-04"), 6)   # 27 of 30 days
    0.9
    """
    opening, days = first_day(month), days_in(month)
    from_day = max((start - opening).days, 0)
    to_day = days if until is None else min((until - opening).days, days)
    return max(to_day - from_day, 0) / days
