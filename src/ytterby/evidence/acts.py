"""Claims on what states do and promise: lists that differ, a stop against a licence, a promise against a refusal, other days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from ytterby.evidence.claims import Claim, Conflict
from ytterby.evidence.comparing import alike, load_words, named, one_subject, related, same_period, within

__all__ = ["arrangements", "controls", "days", "exclusions", "issues", "promises"]

SEASON = 92  # days: two days of effect further apart belong to two measures
_SAID = ("fact", "reported")


def _by_actor(claims: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Every pair with an actor in common, once."""
    groups = defaultdict(list)
    for place, claim in enumerate(claims):
        for actor in claim.actors:
            groups[actor].append(place)
    pairs = {pair for group in groups.values() for pair in combinations(group, 2)}
    for first, second in sorted(pairs):
        yield claims[first], claims[second]


def _apart(a: Claim, b: Claim) -> bool:
    return a.doc != b.doc or a.speaker != b.speaker


def _one_target(a: Claim, b: Claim) -> bool:
    sides = [{name for name in c.targets if not name.startswith("sector:")} for c in (a, b)]
    return not all(sides) or bool(sides[0] & sides[1])


@dataclass(frozen=True)
class _Act:
    """How a state's act reads: elements named one by one, trade stopped, licences or controls, ended, standing."""

    claim: Claim
    elements: frozenset[str]
    stops: bool
    licenses: bool
    ended: bool
    stands: bool
    said: bool


def _act(claim: Claim) -> _Act:
    words, said = load_words(), claim.modality in _SAID
    stops, ended = words.stops_trade(claim), words.has("ended", claim)
    stands = words.has("held", claim) and not ended
    return _Act(claim, named(claim), stops, words.has("licensed", claim), ended and not stops and said, stands, said)


def controls(claims: Sequence[Claim]) -> Iterator[Conflict]:
    """One state's acts on related goods at one time: their lists, how hard they act, whether they are still in force."""
    acts = {c.id: _act(c) for c in claims if c.kind == "export_control" and c.modality not in ("conditional", "denied")}
    for a, b in _by_actor([act.claim for act in acts.values()]):
        if _apart(a, b) and related(a, b) and same_period(a, b) and _one_target(a, b):
            met = _two_acts(acts[a.id], acts[b.id])
            if met is not None:
                yield Conflict(met[0], a.id, b.id, met[1])


def _two_acts(one: _Act, other: _Act) -> tuple[str, str] | None:
    """The verdict on two acts on related goods and the reason; None if they say different things that can both be true."""
    a, b, who = one.claim, other.claim, ", ".join(one.claim.actors)
    if (one.ended and other.stands) or (other.ended and one.stands):
        return "conflict", f"one says that what {who} restricts ended, the other that it stands"
    if a.doc == b.doc or not (one.said and other.said):
        return None
    apart = one.elements - other.elements, other.elements - one.elements
    if all(apart) and one.elements & other.elements:
        only = " and ".join(", ".join(sorted(side)) for side in apart)
        return "conflict", f"the lists of what {who} controls differ: {only} stand on one side only"
    if a.date and b.date and one.stops != other.stops and (other if one.stops else one).licenses:
        return "conflict", "one says controls or licences, the other that exports were stopped"
    if a.date and a.date == b.date and a.objects and set(a.objects) == set(b.objects) and one.stops == other.stops:
        return "agree", f"one act of {who} told twice"
    return None


def days(claims: Sequence[Claim]) -> Iterator[Conflict]:
    """One measure's day of effect, or of its end, as two documents give it."""
    words = load_words()
    dated = [
        c
        for c in claims
        if c.kind in ("deadline", "export_control", "tariff") and c.date is not None and len(c.date) == 10 and c.objects
    ]
    for a, b in _by_actor(dated):
        first, second = within(a), within(b)
        if a.doc == b.doc or first is None or second is None or not (_one_target(a, b) and related(a, b)):
            continue
        if None not in (a.value, b.value) and a.value != b.value:
            continue  # two rates: two measures, or a conflict told by the rate
        ends = [words.has("ending", c) for c in (a, b)]
        starts = [words.has("effect", c) and not end for c, end in zip((a, b), ends, strict=True)]
        gap = abs((first[0] - second[0]).days)
        whole = set(a.objects) == set(b.objects) and (a.kind == b.kind or "deadline" in (a.kind, b.kind))
        if not gap and (all(starts) or all(ends)):
            yield Conflict("agree", a.id, b.id, f"one day, {a.date}")
        elif 0 < gap <= SEASON and whole and (all(starts) or all(ends) or alike(a, b)):
            yield Conflict("conflict", a.id, b.id, f"one measure, two days: {a.date} and {b.date}")


def promises(claims: Sequence[Claim]) -> Iterator[Conflict]:
    """A promise of relief against a refusal by the same party; and one relief that each side is said to give the other."""
    words = load_words()
    spoken = [c for c in claims if c.kind in ("agreement", "export_control", "statement", "licence_term") and c.actors]
    given = [c for c in spoken if c.modality != "denied" and words.has("relief", c) and not words.has("refused", c)]
    kept = [c for c in given if words.has("promised", c) and c.kind in ("agreement", "export_control")]
    refused = [c for c in spoken if words.has("refused", c)]
    for a in kept:
        for b in refused:
            if set(a.actors) & set(b.actors) and related(a, b, loosely=True) and same_period(a, b) and _one_target(a, b):
                yield Conflict("conflict", a.id, b.id, "one says that relief was promised, the other that it is refused")
    for a, b in combinations([c for c in given if words.has("civil_or_military", c)], 2):
        if a.doc != b.doc and set(a.actors) & set(b.targets) and set(b.actors) & set(a.targets):
            who = ", ".join(a.actors), ", ".join(b.actors)
            yield Conflict("conflict", a.id, b.id, f"one relief: here {who[0]} gives it, there {who[1]}")


def issues(claims: Sequence[Claim]) -> Iterator[Conflict]:
    """Licences that were issued to one destination, told by two; or by one and denied by the other."""
    words = load_words()
    told = [c for c in claims if c.kind == "licence_term" and c.value is None and c.modality != "proposed"]
    told = [c for c in told if words.has("issued", c) or words.has("none_issued", c) or c.modality == "denied"]
    for a, b in combinations(told, 2):
        same_way = set(a.targets) & set(b.targets) or (not (a.targets and b.targets) and set(a.actors) & set(b.actors))
        one = same_way and related(a, b, loosely=True) and same_period(a, b)
        if not (_apart(a, b) and one):
            continue
        none = [words.has("none_issued", c) or c.modality == "denied" for c in (a, b)]
        if none[0] != none[1] and a.targets and b.targets:
            yield Conflict("conflict", a.id, b.id, "one says that licences were issued, the other that none were")
        elif none[0] == none[1] and a.doc != b.doc:
            yield Conflict("agree", a.id, b.id, "licences were refused" if all(none) else "licences were issued")


def exclusions(claims: Sequence[Claim]) -> Iterator[Conflict]:
    """The same goods outside the arrangement of the same party, told twice; or outside here and licensed there."""
    words = load_words()
    told = [c for c in claims if c.kind == "exclusion" and c.modality != "conditional"]
    for a, b in _by_actor(told):
        armed = all(words.has("civil_or_military", c) or "sector:defence" in c.targets for c in (a, b))
        if not (related(a, b) and (armed or one_subject(a, b))) or (a.doc == b.doc and a.start < b.end and b.start < a.end):
            continue
        if (a.modality == "denied") != (b.modality == "denied"):
            if a.doc != b.doc:
                yield Conflict("conflict", a.id, b.id, "outside the arrangement by one, within it by the other")
        else:
            yield Conflict("agree", a.id, b.id, "the same goods stand outside the arrangement")
    outside = [c for c in told if c.modality != "denied"]
    inside = [c for c in claims if c.kind == "licence_term" and c.modality in _SAID and words.has("issued", c)]
    for a in outside:
        for b in inside:
            users = {name for name in a.targets if name.startswith("sector:")} & set(b.targets)
            if a.doc != b.doc and users and set(a.actors) & set(b.actors) and related(a, b, loosely=True):
                yield Conflict("conflict", a.id, b.id, f"{', '.join(sorted(users))} is shut out here and licensed there")


def arrangements(claims: Sequence[Claim]) -> Iterator[Conflict]:
    """Two documents on what the same parties agreed: a standing arrangement told twice, or a deal that one denies."""
    words = load_words()
    told = [c for c in claims if c.kind == "agreement" and len(c.actors) > 1]
    for a, b in combinations(told, 2):
        if a.doc == b.doc or set(a.actors) != set(b.actors) or not related(a, b, loosely=True):
            continue
        denied = [c.modality == "denied" for c in (a, b)]
        if denied[0] != denied[1] and all(words.has("reached", c) for c in (a, b)):
            yield Conflict("conflict", a.id, b.id, "one says that it was agreed, the other that it was not")
        elif not any(denied) and all(words.has("arrangement", c) for c in (a, b)):
            yield Conflict("agree", a.id, b.id, "a standing arrangement between the same parties")
