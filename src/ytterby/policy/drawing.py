"""Licences as a queue in one draw: single applications of stated size, each processed, granted or held on file by lot.

The rules are those of licences.py, application by application. Customary orders of a lane add up to applications of its size;
where the first one falls is drawn. Without a capacity everything is linear in what is filed, so the mean over draws is the mean
queue. With one it is not: a day's capacity that finds nothing ready is lost, in single applications more often than in a smooth
flow. So draws pass less than the mean queue on average, up to one application that was waiting for room, and the gap closes as
applications get smaller. The authority saves no capacity beyond what the largest application on its desk needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ytterby.months import DAYS_A_MONTH
from ytterby.policy.licences import Numbers, Way, hazards, oldest_of, part_of

__all__ = ["drawn"]

Index = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]


def _none() -> Index:
    return np.zeros(0, dtype=np.intp)


@dataclass
class _Files:
    """Applications on the desk, each with its lane, the day it counts from, its size in t, its way, and whether it is held."""

    lane: Index = field(default_factory=_none)
    since: Index = field(default_factory=_none)
    size: Numbers = field(default_factory=lambda: np.zeros(0))
    green: Mask = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    held: Mask = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))

    def file(self, lane: Index, day: int, size: Numbers, green: Mask) -> None:
        self.lane = np.concatenate([self.lane, lane])
        self.since = np.concatenate([self.since, np.full(lane.size, day, dtype=np.intp)])
        self.size = np.concatenate([self.size, size])
        self.green = np.concatenate([self.green, green])
        self.held = np.concatenate([self.held, np.zeros(lane.size, dtype=np.bool_)])

    def keep(self, stays: Mask) -> None:
        for name in ("lane", "since", "size", "green", "held"):
            setattr(self, name, getattr(self, name)[stays])


def drawn(ways: Sequence[Way], which: Index, weights: Numbers, sizes: Numbers, rng: np.random.Generator) -> Numbers:
    """(day, lane) share of customary flow that law lets pass on each day in one draw; 1 on a day without the licence.

    which : (day,) index into ``ways``.    weights : (lane,) t per day of customary flow.
    sizes : (way, lane) t of one application.
    """
    oldest = oldest_of(ways)
    slow, fast = hazards([way.days for way in ways], oldest), hazards([way.green_days for way in ways], oldest)
    longest = max((way.shipments for way in ways if way.acts), default=1)
    count, lanes = which.size, weights.size
    passed, grants, made = np.ones((count, lanes)), np.zeros((count, lanes)), np.ones(count, dtype=np.intp)
    orders, files, purse = rng.random(lanes), _Files(), 0.0  # the phase of each lane's orders is drawn
    opened, last = 0, None
    for today in range(count):
        way, size = ways[which[today]], sizes[which[today]]
        if not way.acts:
            last = None
            continue
        if last is None:
            opened, purse, files = today, 0.0, _Files()
        elif last is not way:
            _turn(last, way, files, today, rng)
        last = way
        if int((today - opened) / DAYS_A_MONTH) % way.shipments == 0:
            grown = orders + np.divide((1.0 - way.free) * weights, size, out=np.zeros(lanes), where=size > 0.0)
            lane = np.repeat(np.arange(lanes), np.floor(grown).astype(np.intp))
            orders = grown % 1.0
            files.file(lane, today, size[lane], rng.random(lane.size) < way.trusted[lane])
        age = np.minimum(today - files.since, oldest - 1)
        chance = np.where(files.green, fast[which[files.since], age], slow[which[files.since], age])
        due = ~files.held & (rng.random(chance.size) < chance)
        purse, done = _processed(way, files, due, purse, rng)
        granted = done & (
            rng.random(done.size) < np.where(files.green, way.trusted_approval[files.lane], way.approval[files.lane])
        )
        files.held |= done & ~granted
        grants[today] = np.bincount(files.lane[granted], weights=files.size[granted], minlength=lanes)
        files.keep(~granted)
        made[today] = way.shipments
        out = grants[today].copy()
        for step in range(1, longest):
            earlier = today - round(step * DAYS_A_MONTH)
            if earlier >= opened and made[earlier] > step:
                out += grants[earlier]
        passed[today] = way.free + np.divide(out, weights, out=np.zeros(lanes), where=weights > 0.0)
    return passed


def _turn(last: Way, way: Way, files: _Files, today: int, rng: np.random.Generator) -> None:
    """What changes for those already on file when the terms change, each by lot: approval widens, channels open and close."""
    for green, before, after in ((False, last.approval, way.approval), (True, last.trusted_approval, way.trusted_approval)):
        back = np.clip(part_of(after - before, 1.0 - before), 0.0, 1.0)[files.lane]
        again = files.held & (files.green == green) & (rng.random(files.lane.size) < back)
        files.since[again], files.held[again] = today, False
    into = part_of(way.trusted - last.trusted, 1.0 - last.trusted)[files.lane]
    out = part_of(last.trusted - way.trusted, last.trusted)[files.lane]
    for green, share in ((True, into), (False, out)):
        moved = (files.green != green) & (rng.random(files.lane.size) < share)
        files.green[moved] = green
        files.since[moved & ~files.held] = today


def _processed(way: Way, files: _Files, due: Mask, purse: float, rng: np.random.Generator) -> tuple[float, Mask]:
    """What is left of the authority's capacity in t, and which of the due files it got through, by lot among them."""
    if not np.isfinite(way.capacity):
        return 0.0, due
    room = min(purse, float(files.size.max(initial=0.0))) + way.capacity
    order = rng.permutation(np.flatnonzero(due))
    through = order[np.cumsum(files.size[order]) <= room * (1.0 + 1e-12)]
    done = np.zeros_like(due)
    done[through] = True
    return room - float(files.size[through].sum()), done
