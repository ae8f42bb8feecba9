"""What a claim says in the words of law: places, goods, end uses, day, and whether it tightens, bans or eases."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, Protocol

from ytterby.errors import YtterbyError
from ytterby.months import day, last_day
from ytterby.policy.words import ELEMENTS, GOODS, PLACES

__all__ = [
    "RARE_EARTHS",
    "Act",
    "Said",
    "act",
    "clean_date",
    "elements",
    "end_after",
    "end_uses",
    "goods",
    "names_all",
    "places",
    "span",
]

RARE_EARTHS = ("La", "Ce", "Pr", "Nd", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Sc", "Y")
HEAVY = ("Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Y")
LIGHT = ("La", "Ce", "Pr", "Nd", "Sm")

# Names the annotation guide uses for more than one element, product or place.
_ELEMENT_GROUPS = {"REE": RARE_EARTHS, "HREE": HEAVY, "LREE": LIGHT, "NdPr": ("Nd", "Pr")}
_PLACE_GROUPS = {
    "EUROPE": ("EU", "GBR"),
    "SEA": ("VNM", "THA", "MYS", "IDN", "PHL", "SGP"),
    "WEST": ("USA", "EU", "GBR", "CAN", "AUS", "JPN"),
    "ALLIES": ("USA", "EU", "GBR", "CAN", "AUS", "JPN", "KOR"),
}
_MILITARY = re.compile(r"\b(military|defen[cs]e|weapon|arms|missile|fighter|army|armed forces)", re.I)
_NOT_MILITARY = re.compile(r"\b(non-?military|civil|not .{0,25}military)", re.I)

Act = Literal["licence", "ban", "lift", "relax", "talk", "control"]
_LIFT = re.compile(
    r"\b(lift(s|ed|ing)?|rescind\w*|revok\w*|repeal\w*|withdr[ae]w\w*|remov(e|es|ed|ing)|roll(s|ed|ing)? back"
    r"|scrap(s|ped|ping)? (the|its|their|all|these|this|export|controls?|curbs?|bans?|restrictions?|licen[cs]\w+|dut\w+|tariffs?)"
    r"|(suspen(d(s|ed|ing)?|sion)|paus(e|es|ed|ing)) .{0,60}\b(control|curb|restriction|ban|measure|rule|licen[cs]ing)\w*"
    r"|\b(control|curb|restriction|ban|measure|rule)s?\b[^.;]{0,60}\b(was|were|been|is|are|be) (suspended|paused))",
    re.I,
)
_RELAX = re.compile(r"\b(eas(e|es|ed|ing)|relax\w*|loosen\w*|resum\w+|relief|waive\w*)\b", re.I)
_TALK = re.compile(
    r"\b(seek\w*|sought|urg\w+|demand\w*|ask(s|ed|ing)?|call(s|ed|ing)? for|press(es|ed|ing)? for|want(s|ed)?"
    r"|link(s|ed|ing)?|progress on|discuss\w*|negotiat\w+ (over|on|to)|hop(e|es|ed|ing)|consider\w*|in return)\b",
    re.I,
)
_BAN = re.compile(
    r"\b(ban(s|ned|ning)?|prohibit\w*|halt\w*|stop(s|ped|ping)?|embargo\w*|suspend\w*|block(s|ed|ing)?|cut(s|ting)? off)\b", re.I
)
_HARM = re.compile(r"\b(paraly[sz]\w*|disrupt\w*|shortage\w*|stopp\w*|idled?|crippl\w*|friction)", re.I)
_LICENCE = re.compile(r"\b(licen[cs]\w*|permits?|authori[sz]ation|approval)", re.I)


class Said(Protocol):
    """The fields of a claim that law reads (`ytterby.evidence.Claim` has them)."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def doc(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def quote(self) -> str: ...  # noqa: D102
    @property
    def actors(self) -> Iterable[str]: ...  # noqa: D102
    @property
    def targets(self) -> Iterable[str]: ...  # noqa: D102
    @property
    def objects(self) -> Iterable[str]: ...  # noqa: D102
    @property
    def value(self) -> float | None: ...  # noqa: D102
    @property
    def value_from(self) -> float | None: ...  # noqa: D102
    @property
    def value_to(self) -> float | None: ...  # noqa: D102
    @property
    def unit(self) -> str | None: ...  # noqa: D102
    @property
    def qualifier(self) -> str | None: ...  # noqa: D102
    @property
    def date(self) -> str | None: ...  # noqa: D102
    @property
    def date_end(self) -> str | None: ...  # noqa: D102
    @property
    def modality(self) -> str: ...  # noqa: D102


def places(names: Iterable[str]) -> tuple[str, ...]:
    """The places some ids mean, groups written out; sectors, companies and the whole world mean none.

    >>> places(["SEA", "sector:auto", "WORLD"])
    ('VNM', 'THA', 'MYS', 'IDN', 'PHL', 'SGP')
    """
    found = (place for name in names for place in _PLACE_GROUPS.get(name, (name,)))
    return tuple(dict.fromkeys(place for place in found if place in PLACES))


def elements(names: Iterable[str]) -> tuple[str, ...]:
    """The elements some objects mean, groups of rare earths written out."""
    found = (symbol for name in names for symbol in _ELEMENT_GROUPS.get(name, (name,)))
    return tuple(dict.fromkeys(symbol for symbol in found if symbol in ELEMENTS))


def names_all(names: Iterable[str]) -> bool:
    """True if the objects name a group (rare earths) rather than a list of elements."""
    given = set(names)
    return bool(given & {"REE", "CM"}) and not given & set(ELEMENTS)


def goods(names: Iterable[str]) -> tuple[str, ...]:
    """The goods some objects name that are no elements: magnet, chip_software ..."""
    return tuple(dict.fromkeys(name for name in names if name in GOODS and name not in ELEMENTS))


def end_uses(claim: Said) -> tuple[str, ...]:
    """The end uses a claim is about: military, civil, or none in particular."""
    if _NOT_MILITARY.search(claim.quote) or "sector:auto" in set(claim.targets):
        return ("civil",)
    if "sector:defence" in set(claim.targets) or _MILITARY.search(claim.quote):
        return ("military",)
    return ()


def act(claim: Said) -> Act:
    """What the clause does: demands a licence, bans, lifts, relaxes, only talks of it, or controls in another way."""
    if _TALK.search(claim.quote) and claim.modality != "fact":
        return "talk"
    if claim.modality != "denied" and not _HARM.search(claim.quote):
        if _LIFT.search(claim.quote):
            return "lift"
        if _RELAX.search(claim.quote):
            return "relax"
    if _LICENCE.search(claim.quote):
        return "licence"
    return "ban" if _BAN.search(claim.quote) else "control"


def clean_date(text: str | None) -> date | None:
    """The first day an ISO prefix can mean; None if there is none or it cannot be read."""
    if not text:
        return None
    try:
        return day(text)
    except YtterbyError:
        return None


def end_after(claim: Said, start: date) -> date | None:
    """The day after the last on which a claim says its measure holds, if that comes after the start."""
    last = span(claim.date_end)
    return last[1] + timedelta(days=1) if last is not None and last[1] > start else None


def span(text: str | None) -> tuple[date, date] | None:
    """First and last day an ISO prefix can mean (``2025-04`` is 1 to 30 April)."""
    first = clean_date(text)
    if first is None or text is None:
        return None
    if len(text) == 4:
        return first, date(first.year, 12, 31)
    return (first, last_day(text)) if len(text) == 7 else (first, first)
