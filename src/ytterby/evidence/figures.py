"""Claims with a number: which two measure one thing, and whether both numbers can be true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from ytterby.evidence.claims import Claim, Conflict
from ytterby.evidence.comparing import alike, beyond, load_words, meet, related, same_period, told
from ytterby.months import DAYS_A_MONTH

__all__ = ["durations", "figures", "flows", "says"]

BREATH = 40  # characters between two claims of one statement
PER_MONTH = {"day": 1.0 / DAYS_A_MONTH, "month": 1.0, "quarter": 3.0, "year": 12.0}
_LASTING = ("share", "dependency", "tariff", "licence_term", "export_control")  # hold until something changes
_TONNES = ("quantity", "capacity", "trade_change")
_CHANGES = ("trade_change", "price_change", "market_move")  # of one thing over one period there is one
_SAID = ("fact", "reported")


def _key(claim: Claim) -> tuple[object, ...] | None:
    """What a number measures, of whom and of what; two claims are held together where it is the same."""
    kind, unit, things = claim.kind, claim.unit, frozenset(claim.objects)
    parties: object = frozenset(claim.actors)
    if kind in ("share", "dependency") and unit == "%":
        if kind == "dependency" or claim.aspect == "imports":  # what X buys of Y is what Y supplies of X
            return "part", frozenset((*claim.actors, *_places(claim))), things, "imports"
        return "part", parties, things, claim.aspect
    if kind == "licence_term" and unit in PER_MONTH:
        words = load_words()
        sort = next((name for name in ("validity", "handling") if words.has(name, claim)), None)
        return ("term", sort, parties) if sort else None
    if kind in ("quantity", "price_change") and claim.aspect == "price" and unit is not None and "/" in unit:
        return "price", parties, things, unit
    if kind in ("tariff", "export_control", *_TONNES, "price_change", "market_move", "investment") and unit is not None:
        return (kind if kind not in _TONNES else "volume" if unit in ("t", "kg") else kind), parties, things, claim.aspect, unit
    return None


def _places(claim: Claim) -> tuple[str, ...]:
    return tuple(name for name in claim.targets if not name.startswith("sector:"))


def _apart(a: Claim, b: Claim) -> bool:
    """True if the claims have two sources: other documents, or other speakers of one document."""
    return a.doc != b.doc or a.speaker != b.speaker


def _one_breath(a: Claim, b: Claim) -> bool:
    """True if a document says both in one breath: parts of one statement, not two."""
    return a.doc == b.doc and a.speaker == b.speaker and max(a.start, b.start) - min(a.end, b.end) < BREATH


def _comparable(a: Claim, b: Claim) -> bool:
    targets = set(_places(a)), set(_places(b))
    if a.kind == "licence_term":
        timed = load_words().has("validity", a) or a.doc == b.doc or None not in (a.date, b.date)  # waiting times move
        return related(a, b, loosely=True) and timed and same_period(a, b)
    if all(targets) and not targets[0] & targets[1] and not (a.kind == "dependency" or b.kind == "dependency"):
        return False
    if a.doc == b.doc or a.kind in _CHANGES:
        return (a.date, a.date_end) == (b.date, b.date_end)
    return same_period(a, b)


def _one_measure(a: Claim, b: Claim) -> bool:
    """True if different numbers of one key are of one thing: by its nature, or by the day and the words."""
    if a.kind in _LASTING or b.kind in _LASTING:
        return True
    if a.date is None or b.date is None:
        return False
    return a.kind in _CHANGES or a.aspect == "price" or a.doc == b.doc or alike(a, b)


def says(claim: Claim) -> str:
    """A claim's number with its word and unit: "about 70 %", "24 to 25.5 USD/lb"."""
    high = f" to {told(claim.value_to)}" if claim.value_to is not None else ""
    word = "" if claim.qualifier in (None, "exact") else f"{claim.qualifier} ".replace("_", " ")
    return f"{word}{told(claim.value or 0.0)}{high} {claim.unit or ''}".strip()


def _verdict(a: Claim, b: Claim) -> Conflict | None:
    against = f"{says(a)} against {says(b)}"
    denied = [c.modality == "denied" for c in (a, b)]
    if denied[0] != denied[1]:
        return Conflict("conflict", a.id, b.id, f"one says {says(a)}, the other denies it") if meet(a, b) else None
    if beyond(a, b):
        return Conflict("near", a.id, b.id, f"the same number, but one says it is not reached or passed: {against}")
    if meet(a, b):
        return Conflict("agree", a.id, b.id, f"the same measure: {against}")
    sure = [c.modality in _SAID for c in (a, b)]
    if a.kind == "tariff" and bool(_places(a)) != bool(_places(b)):
        return None  # a duty on one partner and one on nobody named may be two duties
    one_day = a.date == b.date and len(a.date or "") == 10  # announced by one, to come by the other
    if (
        (sure[0] != sure[1] and not one_day)
        or "conditional" in (a.modality, b.modality)
        or not _apart(a, b)
        or not _one_measure(a, b)
    ):
        return None
    return Conflict("conflict", a.id, b.id, f"the same measure: {against}")


def figures(claims: Sequence[Claim]) -> Iterator[Conflict]:
    """Pairs of numbers of one measure: agree where one number can be both, near where a bound leaves the number out, else
    conflict. Then pairs of one number of different measures (near): 70 percent of mining and 70 percent of supply."""
    valued = [c for c in claims if c.value is not None]
    groups = defaultdict(list)
    for claim in valued:
        key = _key(claim)
        if key is not None:
            groups[key].append(claim)
    for group in groups.values():
        for a, b in combinations(group, 2):
            if _comparable(a, b) and not _one_breath(a, b):
                met = _verdict(a, b)
                if met is not None and (met.type != "agree" or a.kind in _LASTING or a.value == b.value):
                    yield met
    yield from _near(valued)


def _near(valued: Sequence[Claim]) -> Iterator[Conflict]:
    parts = defaultdict(list)
    for claim in valued:
        if claim.kind == "share" and claim.unit == "%":
            parts[claim.actors, claim.value].append(claim)
    for group in parts.values():
        for a, b in combinations(group, 2):
            if a.doc != b.doc and _key(a) != _key(b) and related(a, b) and same_period(a, b):
                yield Conflict("near", a.id, b.id, f"one number, {says(a)}, of different measures: {_of(a)} against {_of(b)}")


def _of(claim: Claim) -> str:
    return f"{claim.aspect or 'an unnamed part'} of {', '.join(claim.objects) or 'all'}"


def flows(claims: Sequence[Claim]) -> Iterator[Conflict]:
    """Pairs of changes of trade that leave one origin: two counts of one flow (mirror statistics), or two destinations."""
    moves = [c for c in claims if c.kind == "trade_change" and c.aspect in ("imports", "exports") and c.modality != "denied"]
    things = defaultdict(list)
    for claim in moves:
        things[frozenset(claim.objects)].append(claim)
    for a, b in (pair for group in things.values() for pair in combinations(group, 2)):
        if a.actors == b.actors or not (_apart(a, b) and same_period(a, b)):
            continue
        origins = set(_origin(a)), set(_origin(b))
        if not (origins[0] & origins[1]) and all(origins):
            continue
        mirrored = all(origins) and set(_goal(a)) & set(_goal(b))
        if mirrored and None not in (a.value, b.value) and a.unit == b.unit:
            words = f"two counts of one flow: {says(a)} against {says(b)}"
            yield Conflict("agree" if meet(a, b) else "conflict", a.id, b.id, words)
        elif not mirrored and ((a.value is None) != (b.value is None) or (a.value or 0.0) * (b.value or 0.0) < 0.0):
            yield Conflict("near", a.id, b.id, "one origin, different destinations: one side's fall can be the other's diversion")


def _origin(claim: Claim) -> tuple[str, ...]:
    return _places(claim) if claim.aspect == "imports" else claim.actors


def _goal(claim: Claim) -> tuple[str, ...]:
    return claim.actors if claim.aspect == "imports" else _places(claim)


def durations(claims: Sequence[Claim]) -> Iterator[Conflict]:
    """How long supply is promised beside how long a licence lasts: near where one is not more than twice the other."""
    lasting = [c for c in claims if c.value and c.unit in PER_MONTH]
    terms = [c for c in lasting if c.kind == "licence_term" and load_words().has("validity", c)]
    for a in (c for c in lasting if c.kind == "agreement"):
        for b in terms:
            months = [float(c.value or 0.0) * PER_MONTH[c.unit or "month"] for c in (a, b)]
            if a.doc != b.doc and set(a.actors) & set(b.actors) and related(a, b) and max(months) <= 2.0 * min(months):
                words = f"different spans of one arrangement: {says(a)} against {says(b)}"
                yield Conflict("near", a.id, b.id, words)
