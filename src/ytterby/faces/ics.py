"""Coming dates as an iCalendar file (RFC 5545), so that they stand in any calendar; the same law gives the same bytes.

A date's UID is made of the instrument, the day and the kind of date, so a calendar that reads a later file updates its entries.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ytterby.policy import Coming

__all__ = ["calendar_text"]

WIDEST = 75  # octets of a line, RFC 5545 section 3.1
CONTROLS = dict.fromkeys((*range(32), *range(127, 160)))  # no text may hold them, section 3.3.11
ESCAPED = str.maketrans({**CONTROLS, "\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def calendar_text(dates: Iterable[Coming], stamp: date) -> str:
    """The dates as one VCALENDAR of all-day events; ``stamp`` : the day the law was asked, DTSTAMP of every event."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Ytterby//Law in force//EN", "CALSCALE:GREGORIAN"]
    lines.append("X-WR-CALNAME:Ytterby: coming dates of the law")
    for one in dates:
        lines += _event(one, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(one: Coming, stamp: date) -> list[str]:
    name = hashlib.sha256(f"{one.instrument}|{one.day}|{one.what}".encode()).hexdigest()[:24]
    told = [one.note, f"Instrument {one.instrument}.", f"Source: {', '.join(one.source)}." if one.source else ""]
    return [
        "BEGIN:VEVENT",
        f"UID:{name}@ytterby",
        f"DTSTAMP:{stamp:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(f'{one.title}: {one.what}')}",
        f"DESCRIPTION:{_text(' '.join(part for part in told if part))}",
        f"CATEGORIES:{_text(one.instrument.split('/', 1)[0].upper())}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _text(found: str) -> str:
    return found.translate(ESCAPED)


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, each after the first led by a blank; no character is cut in two."""
    piece, room = "", WIDEST
    for sign in line:
        size = len(sign.encode())
        if size > room:
            yield piece
            piece, room = " ", WIDEST - 1
        piece += sign
        room -= size
    yield piece
