"""How a number is written: three significant digits, thousands apart, unit beside it, a dash where nothing is known."""

from __future__ import annotations

import math

__all__ = ["UNKNOWN", "change", "month_name", "plural", "quantity", "three"]

UNKNOWN = "–"
_TENFOLD = 10.0  # a larger change in percent says less than the two numbers
_SMALL = 1e-4  # below this a number is written with its power of ten
_LARGE = 1e15  # and from this on
_FAINT = 1e-4  # of the larger number: a smaller step shows in no three digits
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def three(value: float | None) -> str:
    """A number to three significant digits; a dash for None and NaN, ``no cap`` for infinity.

    >>> three(12345.6), three(0.01234), three(-7.0), three(None), three(float("inf"))
    ('12,300', '0.0123', '−7', '–', 'no cap')
    """
    if value is None or math.isnan(value):
        return UNKNOWN
    if math.isinf(value):
        return "no cap"
    if value == 0.0:
        return "0"
    if abs(value) < _SMALL or abs(value) >= _LARGE:
        return f"{value:.2e}".replace("-", "−", 1) if value < 0 else f"{value:.2e}"
    digits = 2 - math.floor(math.log10(abs(value)))
    rounded = round(value, digits)
    shown = f"{abs(rounded):,.{max(digits, 0)}f}"
    shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
    return f"−{shown}" if rounded < 0 else shown


def quantity(value: float | None, unit: str) -> str:
    """A number with its unit; shares are written as percentages.

    >>> quantity(0.0825, "1"), quantity(312.0, "USD/kg"), quantity(None, "t")
    ('8.25 %', '312 USD/kg', '–')
    """
    if value is None or math.isnan(value) or math.isinf(value):
        return three(value)
    if unit == "1":
        return f"{three(100 * value)} %"
    return f"{three(value)} {unit}".strip()


def change(before: float | None, after: float | None, unit: str) -> str:
    """The difference with its sign, and in percent of what was before unless it is more than tenfold; a faint one in words.

    >>> change(100.0, 150.0, "USD/kg"), change(0.0, 3.0, "t"), change(5.0, 5.0, "t"), change(None, 1.0, "t")
    ('+50 USD/kg (+50 %)', '+3 t', 'no change', '–')
    >>> change(96.9, 96.89996, "t/month")
    'less than 0.01 %'
    """
    if before is None or after is None or math.isnan(before) or math.isnan(after):
        return UNKNOWN
    step = after - before
    if abs(step) <= 1e-9 * max(abs(before), abs(after), 1.0):
        return "no change"
    if abs(step) < _FAINT * max(abs(before), abs(after)):
        return "less than 0.01 %"
    sign = "+" if step > 0 else "−"
    text = f"{sign}{quantity(abs(step), unit)}"
    if unit != "1" and abs(step) < _TENFOLD * abs(before):
        text += f" ({sign}{three(100 * abs(step / before))} %)"
    return text


def month_name(month: str) -> str:
    """A month or a day in words; anything else unchanged.

    >>> month_name("2025-04"), month_name("2025-06-27"), month_name("")
    ('April 2025', '27 June 2025', '')
    """
    parts = month.split("-")
    if len(parts) not in (2, 3) or not all(part.isdigit() for part in parts) or not 1 <= int(parts[1]) <= 12:
        return month
    named = f"{_MONTHS[int(parts[1]) - 1]} {parts[0]}"
    return named if len(parts) == 2 else f"{int(parts[2])} {named}"


def plural(count: int, noun: str) -> str:
    """A count with its noun.

    >>> plural(1, "claim"), plural(3, "claim")
    ('1 claim', '3 claims')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
