"""Which claims speak of the same thing, and whether they agree, nearly agree, or conflict."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from ytterby.evidence.claims import Claim, Conflict

__all__ = ["conflicts"]

SLACK = 0.15  # relative: what "about", "nearly" and the like may hide; wide enough for "over 80" to meet "about 90"
_BOUND = {
    "exact": (0.0, 0.0),
    "about": (SLACK, SLACK),
    "nearly": (SLACK, 0.0),
    "over": (0.0, SLACK),
    "at_least": (0.0, SLACK),
    "under": (SLACK, 0.0),
    "up_to": (SLACK, 0.0),
}
GROUPS = {"REE", "HREE", "LREE", "CM"}
MEASURES = {"mining", "refining", "supply", "production"}
PROMISED = re.compile(r"\bagree[sd]? to (?:resume|lift|ease|restore|relax|suspend|cut|remove)\b", re.I)
REFUSED = re.compile(
    r"\b(?:(?:has|have|had) yet to|holding firm|refus(?:es|ed|ing)|not (?:agreed|committed)|no commitment)\b", re.I
)
LISTED = 8  # pairs told of one measure: repeats within a document say nothing new


def _interval(claim: Claim) -> tuple[float, float]:
    value = claim.value or 0.0
    below, above = _BOUND[claim.qualifier or "exact"]
    high = claim.value_to if claim.value_to is not None else value
    return value - below * abs(value), high + above * abs(high)


def _meet(a: Claim, b: Claim) -> bool:
    (low_a, high_a), (low_b, high_b) = _interval(a), _interval(b)
    return low_a <= high_b and low_b <= high_a


def _same_time(a: Claim, b: Claim) -> bool:
    return a.date is None or b.date is None or a.date.startswith(b.date) or b.date.startswith(a.date)


def _shares(claims: Sequence[Claim]) -> Iterator[Conflict]:
    for a, b in combinations([c for c in claims if c.kind == "share" and c.value is not None], 2):
        if a.actors != b.actors or not _same_time(a, b):
            continue
        alike = set(a.objects) == set(b.objects) and a.aspect == b.aspect
        if alike:
            words = "the same share of the same total"
            yield Conflict("agree" if _meet(a, b) else "conflict", a.id, b.id, f"{words}: {a.value:g} % against {b.value:g} %")
        elif a.value == b.value:
            yield Conflict(
                "near", a.id, b.id, f"the same number, {a.value:g} %, of a different measure: {_of(a)} against {_of(b)}"
            )


def _of(claim: Claim) -> str:
    return f"{claim.aspect or 'an unnamed part'} of {', '.join(claim.objects) or 'all'}"


def _tariffs(claims: Sequence[Claim]) -> Iterator[Conflict]:
    rates = [
        c for c in claims if c.kind == "tariff" and c.unit == "%" and c.value is not None and c.modality in ("fact", "reported")
    ]
    for a, b in combinations(rates, 2):
        if a.actors != b.actors or set(a.targets) != set(b.targets) or set(a.objects) != set(b.objects):
            continue
        if a.doc == b.doc and a.date != b.date:
            continue
        if a.value == b.value:
            near = a.qualifier != b.qualifier
            yield Conflict(
                "near" if near else "agree",
                a.id,
                b.id,
                f"duty of {', '.join(a.actors)}: {a.qualifier} {a.value:g} % and {b.qualifier} {b.value:g} %",
            )
        else:
            yield Conflict(
                "agree" if _meet(a, b) else "conflict",
                a.id,
                b.id,
                f"duty of {', '.join(a.actors)}: {a.value:g} % against {b.value:g} %",
            )


def _lists(claims: Sequence[Claim]) -> Iterator[Conflict]:
    """Two lists of what a state controls; how hard it acts: controls against a suspension."""
    acts = [c for c in claims if c.kind == "export_control" and c.actors and c.modality in ("fact", "reported")]
    for a, b in combinations(acts, 2):
        if a.actors != b.actors or a.doc == b.doc or not _same_time(a, b):
            continue
        named = [{o for o in c.objects if o not in GROUPS and len(o) <= 2} for c in (a, b)]
        if all(named) and named[0] != named[1] and not (named[0] <= named[1] or named[1] <= named[0]):
            only = " and ".join(", ".join(sorted(x - y)) or "nothing" for x, y in (named, named[::-1]))
            yield Conflict(
                "conflict", a.id, b.id, f"the lists of what {', '.join(a.actors)} controls differ: {only} stand on one side only"
            )
        stops = [any(w in c.quote.lower() for w in ("suspend", "halt", "ban", "stop")) for c in (a, b)]
        dated = all(c.date for c in (a, b)) and set(a.objects) & (GROUPS | set(b.objects))
        if dated and stops[0] != stops[1]:
            yield Conflict("conflict", a.id, b.id, "one says controls or licences, the other that exports were stopped")


def _trade(claims: Sequence[Claim]) -> Iterator[Conflict]:
    flows = [c for c in claims if c.kind == "trade_change"]
    for a, b in combinations(flows, 2):
        if a.doc == b.doc or not set(a.objects) & set(b.objects) or not _same_time(a, b):
            continue
        if a.actors == b.actors and a.aspect == b.aspect and a.value is not None and b.value is not None:
            yield Conflict(
                "agree" if _meet(a, b) else "conflict", a.id, b.id, f"change of {a.aspect}: {a.value:g} against {b.value:g} %"
            )
        elif a.actors != b.actors and (a.value is None) != (b.value is None):
            yield Conflict("near", a.id, b.id, "different traders: one side's fall can be the other's diversion")


def _terms(claims: Sequence[Claim]) -> Iterator[Conflict]:
    """How long licences last, how long supply is promised, and who promised or refused what."""
    terms = [c for c in claims if c.kind == "licence_term" and c.unit == "month" and c.value is not None]
    for a, b in combinations(terms, 2):
        yield Conflict(
            "agree" if a.value == b.value else "conflict", a.id, b.id, f"licences valid for {a.value:g} and {b.value:g} months"
        )
    spans = [c for c in claims if c.kind == "agreement" and c.unit == "quarter" and c.value is not None]
    for a in spans:
        yield from (
            Conflict("near", a.id, b.id, f"supply promised for {a.value:g} quarters, licences valid for {b.value:g} months")
            for b in terms
            if a.doc != b.doc and 3 * float(a.value or 0) != b.value
        )
    promises = [c for c in claims if c.kind in ("agreement", "export_control", "statement") and c.actors]
    kept = [c for c in promises if c.modality != "denied" and PROMISED.search(c.quote)]
    refused = [c for c in promises if REFUSED.search(c.quote)]
    for a in kept:
        others = (b for b in refused if set(a.actors) & set(b.actors))
        yield from (Conflict("conflict", a.id, b.id, "one says it was agreed, the other that it was not") for b in others)
    outside = [c for c in claims if c.kind == "exclusion"]
    for a, b in combinations(outside, 2):
        if (
            set(a.objects) & set(b.objects)
            or ("REE" in a.objects and {"Sm"} & set(b.objects))
            or ("REE" in b.objects and {"Sm"} & set(a.objects))
        ):
            yield Conflict("agree", a.id, b.id, "the same goods stand outside the arrangement")


def conflicts(claims: Sequence[Claim]) -> tuple[Conflict, ...]:
    """Every comparable pair with its verdict, each pair once, at most LISTED pairs of one measure and verdict."""
    seen: set[frozenset[str]] = set()
    told: dict[tuple[str, str], int] = defaultdict(int)
    found = []
    for rule in (_shares, _tariffs, _lists, _trade, _terms):
        for pair in rule(claims):
            key = frozenset((pair.a, pair.b))
            if key in seen or told[rule.__name__, pair.type] >= LISTED:
                continue
            seen.add(key)
            told[rule.__name__, pair.type] += 1
            found.append(pair)
    return tuple(found)
