"""Cards: what several documents say of one thing, side by side, with the interval of the values and who says each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ytterby.evidence.claims import Claim, Conflict
from ytterby.evidence.comparing import interval, told
from ytterby.evidence.conflict import Clusters
from ytterby.evidence.figures import says

__all__ = ["Card", "Side", "cards"]

_ORDER = {"conflict": 0, "near": 1, "agree": 2}


@dataclass(frozen=True)
class Side:
    """Claims of one card that agree among themselves: what they say, by whom (speakers, else documents), in which quotes."""

    says: str
    sayers: tuple[str, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Card:
    """What documents say of one thing. ``type`` is conflict, near or agree: the hardest verdict between two of its sides.

    low, high : least and most that any side's number may mean, in ``unit``; None unless two have a number, all of one unit.
    why : one line for each kind of difference.
    """

    type: str
    about: str
    sides: tuple[Side, ...]
    low: float | None
    high: float | None
    unit: str | None
    why: tuple[str, ...]


def _says(claim: Claim) -> str:
    if claim.value is None:
        things = ", ".join(claim.objects)
        return " ".join(part for part in (claim.kind.replace("_", " "), things, claim.date, f"({claim.modality})") if part)
    was = f", from {told(claim.value_from)}" if claim.value_from is not None else ""
    return says(claim) + was


def _about(claims: Sequence[Claim]) -> str:
    parts = ["{}".format(", ".join(dict.fromkeys(actor for claim in claims for actor in claim.actors)))]
    parts.append(claims[0].kind.replace("_", " "))
    parts.append(" / ".join(dict.fromkeys(claim.aspect for claim in claims if claim.aspect)))
    parts.append(", ".join(dict.fromkeys(thing for claim in claims for thing in claim.objects)))
    return ": ".join(part for part in (parts[0], " ".join(part for part in parts[1:] if part)) if part)


def _card(kind: str, groups: Iterable[Sequence[Claim]], pairs: Sequence[Conflict]) -> Card:
    sides = tuple(
        Side(_says(group[0]), tuple(dict.fromkeys(claim.speaker or claim.doc for claim in group)), tuple(group))
        for group in groups
    )
    every = [claim for side in sides for claim in side.claims]
    valued = [claim for claim in every if claim.value is not None]
    units = {claim.unit for claim in valued}
    spans = [interval(claim) for claim in valued] if len(units) == 1 and len(valued) > 1 else []
    low, high = (min(span[0] for span in spans), max(span[1] for span in spans)) if spans else (None, None)
    why = tuple(dict.fromkeys(pair.why for pair in pairs))
    return Card(kind, _about(every), sides, low, high, units.pop() if spans else None, why)


def cards(claims: Sequence[Claim], pairs: Sequence[Conflict]) -> tuple[Card, ...]:
    """The pairs put together: claims that agree share a side, sides that conflict share a card; conflicts first.

    Sides that are only near each other (the same number of different measures) have a card of their own.
    """
    order = {claim.id: place for place, claim in enumerate(claims)}
    sides, linked = Clusters(), Clusters()
    for pair in pairs:
        if pair.type == "agree":
            sides.join(pair.a, pair.b)
    for pair in pairs:
        if pair.type == "conflict":
            linked.join(sides.of(pair.a), sides.of(pair.b))
    boxes: dict[tuple[str, ...], list[Conflict]] = defaultdict(list)
    for pair in pairs:
        a, b = sides.of(pair.a), sides.of(pair.b)
        key = ("near", *sorted((a, b), key=order.__getitem__)) if pair.type == "near" else ("all", linked.of(a))
        boxes[key].append(pair)
    members = defaultdict(list)
    for claim in claims:
        members[sides.of(claim.id)].append(claim)
    found = []
    for (sort, *firsts), held in boxes.items():
        inside = firsts if sort == "near" else sorted({sides.of(i) for p in held for i in (p.a, p.b)}, key=order.__getitem__)
        kind = min((pair.type for pair in held), key=_ORDER.__getitem__)
        found.append(_card(kind, (members[first] for first in inside), held))
    return tuple(sorted(found, key=lambda card: (_ORDER[card.type], order[card.sides[0].claims[0].id])))
