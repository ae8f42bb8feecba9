"""Numbers with units as a sentence states them: amounts, prices, ranges, changes of level, fractions, multiples."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ytterby.evidence.loose import Loose
from ytterby.evidence.numerals import SCALE, WORDS, N, amount_of, number_of

__all__ = ["Number", "numbers"]

_AMOUNT = rf"(?:{N})(?:\s*(?:thousand|million|billion|trillion|mn|bn|tn|[kmb](?![a-z]))\b)?"
_QUALIFIER = Loose(
    r"(?:(?P<over>more than|over|above|exceed(?:s|ing|ed)?|in excess of|upwards of|north of|greater than|surpass(?:es|ed"
    r"|ing)?|well over|topp(?:ed|ing))"
    r"|(?P<under>less than|below|under|fewer than)"
    r"|(?P<nearly>nearly|almost|close to|just under|just below|approaching|just short of)"
    r"|(?P<about>around|about|approximately|roughly|some|circa|ca\.?|an estimated|estimated|~|in the region of|on the order of)"
    r"|(?P<up_to>up to|as much as|as many as|as high as|not more than|no more than|at most|(?:a )?maximum(?: of)?"
    r"|not exceeding|capped at|within)"
    r"|(?P<at_least>at least|(?:a )?minimum(?: of)?|no less than|not less than|no fewer than))\s*(?:a |an |the |only |just "
    r"|US)?$",
    has="than|over|above|exceed|excess|upward|north|surpass|topp|below|under|nearly|almost|close|approach|short|around|about"
    "|approx|rough|some|ca|estimated|~|region|order|up to|much|many|high|most|maximum|capped|within|least|minimum|less|fewer",
)
_AFTER = Loose(
    r"\s*(?:(?P<at_least>or (?:more|above|higher|over))|(?P<up_to>or (?:less|below|lower|fewer))|(?P<about>or so))\b",
)
_MORE = r"(?:(?:more|further|extra|additional) )?"
_UNITS: tuple[tuple[str, str, float], ...] = (
    (r"%|per cent\b|percent\b|pct\b", "%", 1.0),
    (r"percentage points?\b", "pp", 1.0),
    (r"(?:million|m) (?:metric )?(?:tonnes?|tons?)\b|Mt(?:pa)?\b", "t", 1e6),
    (r"kt(?:pa)?\b", "t", 1e3),
    (r"(?:metric |dry |gross |wet )?(?:tonnes?|tons?|mt|t|tpa|tpy)\b(?! of thousands)", "t", 1.0),
    (r"(?:kgs?|kilograms?|kilos?)\b", "kg", 1.0),
    (r"hours?\b", "hour", 1.0),
    (rf"{_MORE}(?:calendar |working |business )?days?\b", "day", 1.0),
    (rf"{_MORE}weeks?\b", "day", 7.0),
    (rf"{_MORE}months?\b", "month", 1.0),
    (r"quarters?\b", "quarter", 1.0),
    (rf"{_MORE}years?\b(?! old)", "year", 1.0),
    (r"(?:individual )?(?:shipments?|consignments?)\b", "shipment", 1.0),
    (r"(?:nm|nanomet(?:re|er)s?)\b", "nm", 1.0),
    (r"(?:times|x|fold)\b", "x", 1.0),
)
_ONE_UNIT = "|".join(f"(?P<u{i}>{pattern})" for i, (pattern, _, _) in enumerate(_UNITS))
_COUNTED = (
    r"(?:(?!of |to |in |per |or |on |from |for |at |by |than )[a-z']+ ){0,3}?(?:rare earths?|elements?|minerals?|metals?"
    r"|materials?|licen[cs]es?"
    r"|permits?|approvals?"
    r"|applications?|companies|firms|entities|exporters|producers|buyers|projects?|items?|products?|countries|nations"
    r"|plants?|mines?|smelters?|facilities|jobs"
    r"|compounds?|categories|tariff lines|technologies|suppliers|units|magnets|vehicles|states|alloys)\b|(?:more"
    r"|others|(?:(?:had|have|has|were|was) )?(?:been )?(?:approved|granted|rejected|refused|denied|issued"
    r"|turned down))\b(?! than)"
)
_MEASURE = Loose(
    rf"(?<![\w.$€£¥,])(?P<sign>[-+±])?(?P<a>{N})(?:\s*(?P<sa>thousand|million|billion|mn|bn|[km](?![a-z]))\b)?(?:\s*(?:-|to|or"
    rf"|(?P<and>and))\s*(?P<b>{N}))?"
    rf"\s*(?:(?P<scale>thousand|million|billion|mn|bn|k)\s+)?(?:of a )?(?:(?P<one>{_ONE_UNIT})|(?P<count>{_COUNTED}))",
)
_SYMBOL = r"US\$|A\$|AU\$|C\$|CA\$|HK\$|\$|€|£|¥|₹|USD|EUR|AUD|CAD|CNY|RMB|JPY|GBP|INR"
_NAME = r"yuan|renminbi|US dollars?|dollars?|euros?|yen|pounds? sterling|Australian dollars?|Canadian dollars?|rupees?"
_PER = (
    r"\s*(?:/|per |a |an )\s*(?P<per>kg|kilogram|kilo|metric tonne|metric ton unit|metric ton|tonne unit|tonne|ton|mtu|mt|t"
    r"|lb|pound)\b"
)
_MONEY = Loose(
    rf"(?P<cur>{_SYMBOL})\s?(?P<a>{_AMOUNT})(?:\s*(?:-|to)\s*(?:{_SYMBOL})?\s?(?P<b>{_AMOUNT}))?(?:\s*(?P<scale>thousand"
    rf"|million|billion|trillion)\b)?(?:{_PER})?"
    rf"|(?P<a2>{_AMOUNT})(?:\s*(?:-|to)\s*(?P<b2>{_AMOUNT}))?\s*(?P<cur2>{_NAME}|USD|EUR|AUD|CNY|RMB|JPY"
    rf"|€)(?:{_PER.replace('?P<per>', '?P<per2>')})?",
    has="$|€|£|¥|₹|usd|eur|aud|cad|cny|rmb|jpy|gbp|inr|yuan|renminbi|dollar|yen|pound|rupee",
)
_CURRENCY = {
    "us$": "USD",
    "$": "USD",
    "usd": "USD",
    "us dollar": "USD",
    "us dollars": "USD",
    "dollar": "USD",
    "dollars": "USD",
    "a$": "AUD",
    "au$": "AUD",
    "aud": "AUD",
    "australian dollar": "AUD",
    "australian dollars": "AUD",
    "c$": "CAD",
    "ca$": "CAD",
    "cad": "CAD",
    "canadian dollar": "CAD",
    "canadian dollars": "CAD",
    "hk$": "HKD",
    "€": "EUR",
    "eur": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "£": "GBP",
    "gbp": "GBP",
    "pound sterling": "GBP",
    "pounds sterling": "GBP",
    "¥": "JPY",
    "jpy": "JPY",
    "yen": "JPY",
    "cny": "CNY",
    "rmb": "CNY",
    "yuan": "CNY",
    "renminbi": "CNY",
    "₹": "INR",
    "inr": "INR",
    "rupee": "INR",
    "rupees": "INR",
}
_WEIGHT = {
    "kilogram": "kg",
    "kilo": "kg",
    "metric tonne": "t",
    "metric ton": "t",
    "tonne": "t",
    "ton": "t",
    "mt": "t",
    "pound": "lb",
    "metric ton unit": "mtu",
    "tonne unit": "mtu",
}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}
_FRACTION = Loose(
    r"\b(?:(?P<n>a|one|two|three|four|five|six|seven|eight|nine)[ -])?(?P<part>half|thirds?|quarters?|fifths?|sixths?"
    r"|sevenths?|eighths?|ninths?|tenths?)\b"
    r"(?! (?:of (?:the |this |last |next )?(?:year|19|20)|year|quarter|session|round|day|time|party|parties|countr|nation"
    r"|market|stage|phase|consecutive))",
    has="half|third|quarter|fifth|sixth|seventh|eighth|ninth|tenth",
)
_ONE_IN = Loose(rf"\b(?P<a>{N})[ -](?:in|out of)(?: every)?[ -](?P<b>{N})\b(?! (?:19|20)\d\d)")
_MULTIPLE = Loose(
    r"\b(?:(?P<two>(?:more than |nearly |almost |roughly |about )?doubl(?:ed|es|ing))|(?P<three>(?:nearly |almost "
    r"|more than )?(?:tripl|trebl)(?:ed|es|ing))"
    r"|(?P<four>(?:nearly |almost |more than )?quadrupl(?:ed|es|ing))|(?P<half>(?:more than |nearly )?halv(?:ed|es|ing))"
    r"|(?P<fold>(?:two|three|four|five|six|seven|eight|nine|ten)fold)|(?P<twice>twice) (?:as|the))\b",
    has="doubl|tripl|trebl|halv|fold|twice|quadrupl",
)
_SINGLE = Loose(
    r"\b(?:single|one) (?:shipments?|consignments?|deliver(?:y|ies))\b",
    has="shipment|consignment|deliver",
)
_TO_FROM = Loose(
    r"(?:\s*(?:in|for|last|this) (?:[A-Za-z]+ ?)?(?:(?:19|20)\d\d|year|month|quarter)?)?,?\s*(?:(?:up|down) )?"
    r"from\s+(?:just |only |about |around |some )?",
)
_FROM = Loose(r"\bfrom\s+(?:the (?:current|present|existing|previous) |just |only |about |around |a )?$")
_TO = Loose(
    r"^(?:\s*\([^)]{0,40}\))?\s*(?:\w+ (?:earlier|ago|before) |(?:in|at|on|a) (?:\w+ ){1,5}?)?to\s+"
    r"(?:between |just |only |about |around |a |some )?$",
)
_SPREAD = Loose(r"\b(?:rang\w+|anywhere|varies|vary|between)\s+(?:\w+ )?$")
_DIGIT = re.compile(r"\d")
_STEMS = (*(word for word in WORDS if word != "zero"), "half",
          "single", "twice", "third", "quarter", "fifth", "tenth", "doubl", "tripl", "trebl",
          "quadrupl", "halv")  # fmt: skip


@dataclass(frozen=True)
class Number:
    """A quantity as stated, in base units, with its offsets; ``high`` ends a range, ``before`` is the level it came from."""

    start: int
    end: int
    value: float
    unit: str
    qualifier: str
    high: float | None = None
    before: float | None = None


def _qualifier(text: str, start: int, end: int) -> str:
    after = _AFTER.match(text, end)
    if after:
        return str(after.lastgroup)
    before = _QUALIFIER.search(text, max(0, start - 24), start)
    return str(before.lastgroup) if before else "exact"


def _money(text: str, start: int, end: int) -> list[Number]:
    found = []
    for m in _MONEY.finditer(text, start, end):
        tail = "" if m["cur"] else "2"
        unit = _CURRENCY.get((m["cur" + tail] or "").strip().lower(), "")
        low, scaled = amount_of(m["a" + tail])
        high, high_scaled = amount_of(m["b" + tail]) if m["b" + tail] else (None, False)
        common = SCALE.get((m["scale"] or "").lower(), 1.0) if m["cur"] else 1.0
        low *= common if not scaled else 1.0
        if high is not None:
            high *= common if not high_scaled else 1.0
            if high_scaled and not scaled:  # "$3-4 billion"
                low *= (
                    high / amount_of(re.sub(r"[^\d.,].*$", "", m["b" + tail].strip()) or "1")[0]
                    if m["b" + tail][0].isdigit()
                    else 1.0
                )
        per = (m["per" + tail] or "").lower()
        if per:
            unit += "/" + _WEIGHT.get(per, per)
        found.append(_stretch(text, m.start(), m.end(), low, high, unit))
    return found


def _stretch(text: str, start: int, end: int, low: float, high: float | None, unit: str) -> Number:
    """A number, a range, or a change of level where "from" goes before."""
    lead = text[max(0, start - 24) : start]
    if high is not None and _FROM.search(lead) and not _SPREAD.search(lead) and re.search(r"\bto\b", text[start:end]):
        return Number(start, end, high, unit, "exact", before=low)
    if high is not None and re.search(r"\bby\s+(?:about |around |some )?$", lead) and " to " in text[start:end]:
        high = None  # "fell by 5 to 20": the change, not a range
    return Number(start, end, low, unit, _qualifier(text, start, end), high=high)


def _measured(text: str, start: int, end: int) -> list[Number]:
    return [number for m in _MEASURE.finditer(text, start, end) if (number := _measure(text, m)).unit]


def _measure(text: str, m: re.Match[str]) -> Number:
    unit, factor = "count", 1.0
    if not m["count"]:
        unit, factor = next((name, size) for i, (_, name, size) in enumerate(_UNITS) if m[f"u{i}"])
    scale = factor * SCALE.get((m["scale"] or m["sa"] or "").lower(), 1.0)
    first = factor * SCALE.get((m["sa"] or m["scale"] or "").lower(), 1.0)
    low, high = number_of(m["a"]) * first, number_of(m["b"]) * scale if m["b"] else None
    dated = (
        m["b"]
        and re.fullmatch(r"(?:19|20)\d\d", m["a"])
        and re.search(r"\b(?:in|since)\s+$", text[max(0, m.start() - 8) : m.start()])
    )
    if dated or (
        m["and"] and not _SPREAD.search(text, max(0, m.start() - 20), m.start())
    ):  # "5 and 7 days": the unit is of the second
        return Number(m.start("b"), m.end(), number_of(m["b"]) * scale, unit, _qualifier(text, m.start("b"), m.end()))
    if unit == "count" and (m["a"].lower() in ("one", "zero") or re.fullmatch(r"(?:19|20)\d\d", m["a"])):
        unit = ""  # "one of the companies", "the 2024 projects"
    if unit == "x" and low == 0:
        unit = ""
    value = -low if m["sign"] == "-" and unit in ("%", "pp") else low
    return _stretch(text, m.start() if m["sign"] else m.start("a"), m.end(), value, high, unit)


def _worded(text: str, start: int, end: int) -> list[Number]:
    found = []
    for m in _SINGLE.finditer(text, start, end):
        found.append(Number(m.start(), m.end(), 1.0, "shipment", "exact"))
    for m in _MULTIPLE.finditer(text, start, end):
        word = str(m.lastgroup)
        value = {"two": 2.0, "three": 3.0, "four": 4.0, "half": -50.0, "twice": 2.0}.get(word)
        if value is None:
            value = number_of(m[0].lower().removesuffix("fold"))
        said = re.match(r"more than|nearly|almost|roughly|about", m[0], re.I)
        qualifier = (
            {"more than": "over", "nearly": "nearly", "almost": "nearly"}.get(said[0].lower(), "about") if said else "exact"
        )
        found.append(Number(m.start(), m.end(), value, "%" if word == "half" else "x", qualifier))
    for m in _FRACTION.finditer(text, start, end):
        part = m["part"].lower()
        size = _PARTS[part] if part == "half" else _PARTS[part.rstrip("s")]
        if part != "half" and not m["n"]:
            continue
        many = {None: 1, "a": 1}.get(m["n"].lower() if m["n"] else None) or number_of(m["n"] or "one")
        if part == "half" and re.search(r"\b(?:first|second|latter|other)[ -]$", text[max(0, m.start() - 8) : m.start()], re.I):
            continue
        if part == "half" and re.match(r"\s*(?:a |an )?(?:year|month|dozen|hour|way)\b", text[m.end() : m.end() + 10], re.I):
            continue
        if size == 4 and not re.match(r"\s+(?:of|from)\b", text[m.end() : m.end() + 6]):
            continue
        if many < size:
            found.append(Number(m.start(), m.end(), round(100 * many / size, 1), "%", _qualifier(text, m.start(), m.end())))
    for m in _ONE_IN.finditer(text, start, end):
        a, b = number_of(m["a"]), number_of(m["b"])
        if 0 < a < b <= 100:
            found.append(Number(m.start(), m.end(), round(100 * a / b, 1), "%", _qualifier(text, m.start(), m.end())))
    return found


def _changes(text: str, found: list[Number]) -> list[Number]:
    """Neighbours "from X to Y" and "Y, (compared) from X" made one number of the new level with the old one before it."""
    merged: list[Number] = []
    for number in found:
        last = merged[-1] if merged else None
        alike = last is not None and (last.unit == number.unit or number.unit.startswith(last.unit + "/"))
        if last is not None and alike and last.before is None and number.start - last.end <= 40:
            between = text[last.end : number.start]
            lead = text[max(0, last.start - 24) : last.start]
            spread = _SPREAD.search(lead)
            joint = re.fullmatch(r"\s*(?:(?P<dash>-|to|or)|(?P<and>and))\s*", between)
            if (
                joint
                and last.high is None
                and number.value > last.value
                and (spread or (joint["dash"] and not _FROM.search(lead)))
            ):
                merged[-1] = Number(last.start, number.end, last.value, number.unit, last.qualifier, number.value)
                continue
            if _TO.match(between) and _FROM.search(lead) and not _SPREAD.search(lead):
                merged[-1] = Number(last.start, number.end, number.value, number.unit, number.qualifier, number.high, last.value)
                continue
            if _TO_FROM.fullmatch(between) and re.search(
                r"\b(?:to|at|of|was|were|reached|totall?ed)\s+(?:\w+ ){0,2}$", lead, re.I
            ):
                merged[-1] = Number(last.start, number.end, last.value, last.unit, last.qualifier, last.high, number.value)
                continue
        merged.append(number)
    return [_to_bare(text, number) for number in merged]


def _to_bare(text: str, number: Number) -> Number:
    """A number with the level it moved to where that is told without a unit: to nil from 8 %, from seven years to three."""
    lead, tail = text[max(0, number.start - 24) : number.start], text[number.end : number.end + 24]
    if number.before is not None or number.high is not None:
        return number
    if re.search(r"\bto (?:zero|nil),?\s+from\s+$", lead, re.I):
        return replace(number, value=0.0, qualifier="exact", before=number.value)
    moved = re.match(rf"\s+to\s+(?:just |only )?(?P<to>nil|{N})(?=[,.;)]|\s+(?:from|in|by|on|under|and)\b|$)", tail, re.I)
    if moved and _FROM.search(lead) and not _SPREAD.search(lead) and number.unit in ("%", "t", "kg", "month", "year"):
        to = 0.0 if moved["to"].lower() == "nil" else number_of(moved["to"])
        return replace(number, value=to, qualifier="exact", before=number.value)
    return number


def numbers(text: str, start: int, end: int) -> list[Number]:
    """Every number with a unit in ``text[start:end]`` (plain text), in order.

    >>> [(n.value, n.unit, n.before) for n in numbers("cut from 7.5% to 2.5%", 0, 21)]
    [(2.5, '%', 7.5)]
    >>> [(n.value, n.high, n.unit) for n in numbers("12-15 tonnes at $900 to $950/mtu", 0, 32)]
    [(12.0, 15.0, 't'), (900.0, 950.0, 'USD/mtu')]
    """
    if not _DIGIT.search(text, start, end):
        lowered = text[start:end].lower()
        if not any(stem in lowered for stem in _STEMS):
            return []
    found: list[Number] = []
    for number in (*_money(text, start, end), *_worded(text, start, end), *_measured(text, start, end)):
        if all(number.end <= n.start or number.start >= n.end for n in found):
            found.append(number)
    found.sort(key=lambda n: n.start)
    return _changes(text, found)
