"""What a clause says of a good's form (ore, oxide, metal, alloy, magnet, scrap), and when what it announces starts and ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from ytterby.policy.claimed import Said, clean_date, end_after

__all__ = ["CONTRACTS", "ENDS", "STARTS", "graded", "stages_of", "stages_said", "window"]

_FORMS = {
    "mine": r"\bores?\b|\bconcentrates?\b|\bunprocessed\b|\braw (?!material)|\bmonazite\b|\bxenotime\b|\bscheelite\b",
    "separation": r"\boxides?\b|\w+oxides?\b|\bcarbonates?\b|\bchlorides?\b|\bcompounds?\b|\bsalts?\b|\w*tungstates?\b",
    "metal": r"(?<!rare earth )(?<!critical )(?<!minor )(?<!battery )\bmetal\b|\bmetallic\b|\bingots?\b|\bcarbides?\b"
    r"|\bpowders?\b|\bunwrought\b",
    "alloy": r"\balloys?\b",
    "magnet": r"\bmagnets?\b(?! (?:scrap|waste|swarf|makers?|producers?|technolog\w+))",
    "scrap": r"\bscrap\b|\bwaste\b|\bswarf\b",
    "product": r"\bcutting tools?\b|\bhard ?metals?\b|\bcemented\b",
}  # fmt: skip
_FORM = {stage: re.compile(words, re.I) for stage, words in _FORMS.items()}
_GRADES = {"Sm": re.compile(r"\bsamarium|\bSmCo\b", re.I), "Nd": re.compile(r"\bneodymium|\bNdFeB\b", re.I)}
_MAGNETS = re.compile(r"\bmagnets?\b", re.I)
CONTRACTS = re.compile(r"\b(?:contracts?|loaded|en route|in transit|before that (?:day|date))\b", re.I)
ENDS = re.compile(r"\b(?:end(?:s|ed|ing)?|expir\w+|laps\w+|until|till|through|runs? out|terminat\w+)\b", re.I)
STARTS = re.compile(
    r"\b(?:take[sn]? effect|taking effect|effective|in(?:to)? force|from|start\w*|begin\w*|as of|apply|applies|since)\b", re.I
)


def stages_said(quote: str) -> tuple[str, ...]:
    """The stages whose goods a clause names by their form; none if it speaks of the element only.

    >>> stages_said("exports of gallium metal and germanium dioxide"), stages_said("exports of tungsten and yttrium")
    (('separation', 'metal'), ())
    """
    return tuple(stage for stage, words in _FORM.items() if words.search(quote.replace("-", " ")))


def stages_of(quote: str, elements: bool, magnets: bool, usual: Sequence[str]) -> tuple[str, ...]:
    """The stages that a clause on elements or magnets catches: the forms it names, else the usual ones of elements.

    >>> stages_of("controls on dysprosium and magnets", True, True, ("separation", "metal"))
    ('separation', 'metal', 'magnet')
    >>> stages_of("a ban on magnet scrap", False, True, ("separation", "metal"))
    ('scrap',)
    """
    said = stages_said(quote)
    forms = tuple(stage for stage in said if stage != "magnet") or (tuple(usual) if elements else ())
    return (*forms, "magnet") if magnets and ("magnet" in said or not forms) else forms


def graded(quote: str, symbols: Sequence[str]) -> tuple[str, ...]:
    """The elements a clause names; for magnets alone, the element that names their grade (samarium cobalt: Sm)."""
    if symbols or not _MAGNETS.search(quote):
        return tuple(symbols)
    found = tuple(symbol for symbol, words in _GRADES.items() if words.search(quote))
    return found if len(found) == 1 else ()


def window(claim: Said, effect: date | None, as_of: date) -> tuple[date, date | None]:
    """First day of what a claim announces and the day it ends: its own days, else the notice's, else the as-of day.

    A lone date after "until" is the end: "suspended until 10 November".
    """
    said = clean_date(claim.date)
    if said is not None and claim.date_end is None and ENDS.search(claim.quote) and not STARTS.search(claim.quote):
        start = effect if effect is not None and effect < said else as_of
        return (start, said) if start < said else (said, None)
    start = said or effect or as_of
    return start, end_after(claim, start)
