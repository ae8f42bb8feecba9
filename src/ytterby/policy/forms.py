"""What a clause says of a good's form (ore, oxide, metal, alloy, magnet, scrap), and when what it announces starts and ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from ytterby.policy.claimed import Said, clean_date, end_after

__all__ = ["CONTRACTS", "ENDS", "STARTS", "by_form", "graded", "names_elements", "stages_of", "stages_said", "window"]

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
_TABLE = """
lanthanum La cerium Ce praseodymium Pr neodymium Nd samarium Sm europium Eu gadolinium Gd terbium Tb dysprosium Dy holmium Ho
erbium Er thulium Tm ytterbium Yb lutetium Lu scandium Sc yttrium Y gallium Ga germanium Ge antimony Sb tungsten W tellurium Te
bismuth Bi molybdenum Mo indium In cobalt Co nickel Ni lithium Li magnesium Mg tantalum Ta niobium Nb vanadium V titanium Ti
"""
_SYMBOL = dict(zip(_TABLE.split()[::2], _TABLE.split()[1::2], strict=True))
_GRADES = {"samarium cobalt": "Sm", "smco": "Sm", "neodymium iron boron": "Nd", "ndfeb": "Nd"}
_PLURAL = {**_FORMS, "metal": _FORMS["metal"] + r"|\bmetals\b"}  # "yttrium metals" is a form, "rare metals" is none
_PART = re.compile(
    rf"(?P<element>\b(?:{'|'.join([*_GRADES, *_SYMBOL])})\b)|(?P<of>\bof\b)|"
    + "|".join(f"(?P<{stage}>{words})" for stage, words in _PLURAL.items()),
    re.I,
)
_ATTACHED = re.compile(r"\s*(?:(?:sintered|permanent|primary|unwrought|mixed|refined|high purity)\s+)*")
_JOINED = re.compile(r"[\s,]*(?:(?:and|or|and/or)\s+)?")
_OF = re.compile(r"\s+of\b")
_ANOTHER = re.compile(rf"[\s,]*(?:and|or)\s+(?:{'|'.join(_PLURAL.values())})(?!\s+of\b)", re.I)
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
    found = dict.fromkeys(_element(part["element"]) for part in _PART.finditer(quote.replace("-", " ")) if part["element"])
    grades = [symbol for symbol in found if symbol in ("Sm", "Nd")]
    return tuple(grades) if len(grades) == 1 else ()


def names_elements(quote: str) -> bool:
    """True if a clause names an element or the rare earths itself, not only by what it points back to."""
    return any(part["element"] for part in _PART.finditer(quote.replace("-", " "))) or "rare earth" in quote.lower()


def _element(name: str) -> str:
    return _GRADES.get(name.lower()) or _SYMBOL[name.lower()]


def by_form(quote: str, symbols: Sequence[str], magnets: bool, usual: Sequence[str]) -> list[tuple[tuple[str, ...], list[str]]]:
    """Stages, and the elements that a clause names in these forms: a form holds for the elements listed before it, or after "of".

    >>> by_form("samarium-cobalt magnets and oxides of holmium and erbium", ("Ho", "Er"), True, ("separation", "metal"))
    [(('magnet',), ['Sm']), (('separation',), ['Ho', 'Er'])]
    """
    text = quote.replace("-", " ")
    told: dict[str, dict[str, None]] = {}
    waiting: list[str] = []
    end, before = 0, ""  # of the last element or form; the form that "of" gives to what follows
    for part in _PART.finditer(text):
        kind, joined = part.lastgroup or "", _JOINED.fullmatch(text[end : part.start()]) is not None
        if kind == "of":
            before = next((stage for stage, words in _FORM.items() if any(m.end() == end for m in words.finditer(text))), "")
            before = before if joined else ""
            continue
        if kind == "element":
            symbol = _element(part["element"])
            if before:
                told.setdefault(symbol, {})[before] = None
            elif symbol in symbols or part["element"].lower() in _GRADES:
                waiting.append(symbol)
        else:
            attached = _ATTACHED.fullmatch(text[end : part.start()]) is not None or (bool(told) and joined and not before)
            before = ""
            if not _OF.match(text, part.end()):
                for symbol in waiting if attached else ():
                    told.setdefault(symbol, {})[kind] = None
                if not _ANOTHER.match(text, part.end()):
                    waiting = []
        end = part.end()
    told = {symbol: stages for symbol, stages in told.items() if symbol in symbols or symbol in _GRADES.values()}
    groups: dict[tuple[str, ...], list[str]] = {}
    rest = stages_of(quote, True, magnets, usual) if not told else (*usual, *(("magnet",) if magnets else ()))
    for symbol in dict.fromkeys((*told, *symbols)):
        stages = tuple(stage for stage in _FORM if stage in told[symbol]) if symbol in told else rest
        groups.setdefault(stages, []).append(symbol)
    return list(groups.items())


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
