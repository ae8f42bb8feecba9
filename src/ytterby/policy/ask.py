"""Asking the law: what is in force in a month, and why a lane is as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import numpy as np

from ytterby.errors import Fault, UnknownName, near_miss
from ytterby.months import day, month_of
from ytterby.policy.lanes import Frames, Mask, read_lanes, read_plants
from ytterby.policy.regime import Because
from ytterby.policy.spans import Calendar, Law
from ytterby.policy.terms import said
from ytterby.policy.timeline import Timeline

__all__ = ["Answer", "Row", "in_force", "why"]


@dataclass(frozen=True)
class Row:
    """One spell of an instrument in a month. ``days`` : how many of the month's; ``acts_here`` : it touches the given world."""

    instrument: str
    kind: str
    issuer: str
    title: str
    status: str
    days: int
    since: date
    until: date | None
    terms: str
    source: tuple[str, ...]
    acts_here: bool | None


@dataclass(frozen=True)
class Answer:
    """One lane in a month: duties (1), levy (USD/kg), cap and customary flow (t/month), licensed share, and the reasons."""

    lane: str
    duty: float
    export_duty: float
    levy: float
    cap: float
    customary: float
    licensed: float
    because: tuple[Because, ...]


def in_force(timeline: Timeline, when: str | date, world: Frames | None = None) -> tuple[Row, ...]:
    """Every instrument that is in force or rests on some day of a month, one row for each spell, in order of id and day.

    ``when`` is a month like 2025-10, or a day like 2025-10-09: then only spells that cover that day.

    With a world, ``acts_here`` says whether the instrument catches any of its lanes or plants; goods that the world does not
    model are law all the same.
    """
    calendar = Calendar.of((month_of(when),))
    only = None if isinstance(when, str) and len(when) == len("2025-10") else day(when)
    lanes, plants = (read_lanes(world), read_plants(world)) if world is not None else (None, None)
    rows = []
    for law in map(Law.of, timeline.instruments):
        here = None
        if lanes is not None and plants is not None:
            scope = law.instrument.scope
            moves = law.instrument.kind in ("tariff", "quota", "ban", "export_licence")
            holds = law.instrument.kind in ("quota", "tech_control")
            names = law.instrument.kind in ("support", "stockpile") and scope.goods is not None and scope.on_goods(lanes).any()
            here = bool(names or (moves and scope.on(lanes).any()) or (holds and scope.on_plants(plants).any()))
        for spell in law.spells:
            days = round(float(calendar.share(spell.start, spell.end)[0]) * int(calendar.days[0]))
            if only is not None and not spell.start <= only < spell.end:
                continue
            if days and spell.state.status in ("in force", "suspended"):
                cited = dict.fromkeys(source for entry in spell.state.entries.values() for source in entry.source)
                until = None if spell.end == date.max else spell.end
                one = law.instrument
                rows.append(
                    Row(
                        one.id, one.kind, one.issuer, one.title, spell.state.status, days, spell.start, until,
                        said(spell.state.terms), tuple(cited), here,
                    )
                )  # fmt: skip
    return tuple(rows)


def why(timeline: Timeline, world: Frames, lane: str, month: str) -> tuple[Answer, ...]:
    """The lanes that some words name (``"magnet CHN USA civil"``, ``"CHN>USA oxide/Dy"``) in a month, the largest first.

    The first place named is the origin, the second the destination. UnknownName with the near miss for a word that names
    nothing, or if no such lane exists.
    """
    regime = timeline.compile(world, (month,))
    chosen = np.flatnonzero(_named(world, lane))
    if not chosen.size:
        remedy = "No lane has all of these at once: name fewer of them."
        if any(word in ("civil", "military") for word in re.split(r"[\s,>]+", lane)):
            remedy += " A good that the world does not split has lanes for any use: leave civil or military out."
        raise UnknownName(Fault("lane", repr(lane), "a lane of this world", remedy))
    base = world.lanes["base"].to_numpy(dtype=np.float64)
    words = read_lanes(world)
    values = {name: regime.data[name].values[0] for name in ("duty", "export_duty", "levy", "cap", "licensed")}
    return tuple(
        Answer(
            lane=words.words(int(number)),
            duty=float(values["duty"][number]),
            export_duty=float(values["export_duty"][number]),
            levy=float(values["levy"][number]),
            cap=float(values["cap"][number]),
            customary=float(base[number]),
            licensed=float(values["licensed"][number]),
            because=regime.because(month, int(number)),
        )
        for number in chosen[np.argsort(-base[chosen], kind="stable")]
    )


def _named(world: Frames, text: str) -> Mask:
    """(lane,) True for lanes that all words name."""
    frame = world.lanes
    goods, uses = set(frame["good"]), set(frame["end_use"])
    ends = {str(place) for side in ("origin", "destination") for place in frame[side]}
    hit = np.ones(len(frame), dtype=np.bool_)
    sides = iter(("origin", "destination"))
    for word in re.split(r"[\s,>]+|->|→", text.strip()):
        word = word.strip("-")
        if not word:
            continue
        if word.upper() in ends and (side := next(sides, None)) is not None:
            hit &= (frame[side] == word.upper()).to_numpy()
        elif word in uses:
            hit &= (frame["end_use"] == word).to_numpy()
        elif found := [good for good in goods if word.casefold() in (good.casefold(), *good.casefold().split("/"))]:
            hit &= frame["good"].isin(found).to_numpy()
        else:
            known = sorted({*goods, *ends, *uses, *(good.split("/")[0] for good in goods)})
            raise UnknownName(Fault("lane", repr(word), "a good, a place or an end use", near_miss(word, known)))
    return hit
