"""Licences as a queue in its mean: customary flow -> applications -> processing -> granted -> shipped, day by day.

All flows are shares of the lane's customary flow (1 = one day's customary flow per day). On each day with a licence in force:

- applications arrive for the part of the flow that is caught and has no general licence; one application covers ``shipments``
  monthly shipments, but no more than its validity lets it use, so the next one is filed that many months later;
- a trusted share takes the green channel, the rest the ordinary way; each application is processed after a time that is
  triangular over (low, value, high) days, those of the day it was filed: a later notice does not speed up older files;
- the authority processes at most its capacity; what exceeds it waits a day and ages;
- of what is processed the approval share is granted; the rest is held on file, not refused (EU Chamber, September 2025: of 141
  applications 19 approved, 121 pending, 1 rejected), and comes back to the front of the queue when approval is widened;
- when a green channel opens, the trusted share of what waits moves over and is processed anew; when it closes, back;
- a granted application ships one month's flow at once and the others a month apart while valid; an unused licence lapses.

A day without the licence is a day of customary flow; what waited then is forgotten: nobody needs it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ytterby.months import DAYS_A_MONTH

__all__ = ["Numbers", "Way", "cumulative", "hazards", "oldest_of", "part_of", "shipped"]

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Way:
    """The queue's terms on one day, per class of lanes (class,) except the processing times, shipments and capacity.

    acts : False on a day without the licence.    free : share that needs no licence.
    approval, trusted, trusted_approval : shares of what is processed, of what is filed, of what the green channel processes.
    days, green_days : (low, value, high) of the processing time.    shipments : monthly shipments one licence can still make.
    capacity : of the authority, in t per day; inf if none.
    """

    acts: bool
    free: Numbers
    approval: Numbers
    trusted: Numbers
    trusted_approval: Numbers
    days: tuple[float, float, float]
    green_days: tuple[float, float, float]
    shipments: int
    capacity: float


def cumulative(age: Numbers, low: float, mode: float, high: float) -> Numbers:
    """Share of applications processed by an age in days, triangular over low, mode, high; a step if all three are one.

    >>> cumulative(np.array([10.0, 20.0, 40.0]), 10.0, 20.0, 40.0).round(3).tolist()
    [0.0, 0.333, 1.0]
    """
    if high <= low:
        return (age >= low).astype(np.float64)
    rising = np.square(np.clip(age - low, 0.0, None)) / ((high - low) * max(mode - low, 1e-9))
    falling = 1.0 - np.square(np.clip(high - age, 0.0, None)) / ((high - low) * max(high - mode, 1e-9))
    return np.asarray(np.clip(np.where(age < mode, rising, falling), 0.0, 1.0))


def hazards(ways: Sequence[tuple[float, float, float]], oldest: int) -> Numbers:
    """(way, age) probability that an application of that age, still waiting, is processed today; 1 at the longest time."""
    found = np.ones((len(ways), oldest))
    for number, days in enumerate(ways):
        if days[2] > 0.0:
            edges = cumulative(np.arange(oldest + 1, dtype=np.float64), *days)
            waiting = 1.0 - edges[:-1]
            through = np.divide(edges[1:] - edges[:-1], waiting, out=np.ones(oldest), where=waiting > 1e-12)
            found[number] = np.clip(through, 0.0, 1.0)
    return found


def oldest_of(ways: Sequence[Way]) -> int:
    """Days after which an application is due whatever its terms: one more than the longest processing time."""
    return math.ceil(max(1.0, *(max(way.days[2], way.green_days[2]) for way in ways))) + 1


class _Line:
    """One way through the authority: applications waiting by day of filing (class, day) and held on file (class,)."""

    def __init__(self, classes: int, count: int, hazards: Numbers, which: npt.NDArray[np.intp]) -> None:
        self.waiting = np.zeros((classes, count))
        self.held = np.zeros(classes)
        self._hazards, self._which = hazards, which

    def due(self, today: int) -> tuple[int, Numbers]:
        """First day of filing still followed, and (class, day) applications due to be processed today, each at the pace it was
        filed under."""
        first = max(0, today - self._hazards.shape[1] + 1)
        if first:  # what a capacity has held up for longer than any processing time is ready, and stays so
            self.waiting[:, first] += self.waiting[:, first - 1]
            self.waiting[:, first - 1] = 0.0
        filed = np.arange(first, today + 1)
        return first, self.waiting[:, first : today + 1] * self._hazards[self._which[filed], today - filed]

    def give(self, share: Numbers, other: _Line, today: int) -> None:
        """Moves a share of what waits and what is held to the other way, where it is processed from the start."""
        moved = self.waiting * share[:, None]
        self.waiting -= moved
        other.waiting[:, today] += moved.sum(axis=1)
        other.held += self.held * share
        self.held *= 1.0 - share

    def widen(self, before: Numbers, after: Numbers, today: int) -> None:
        """Brings held applications back when approval widens from ``before`` to ``after``."""
        back = self.held * np.clip(part_of(after - before, 1.0 - before), 0.0, 1.0)
        self.waiting[:, today] += back
        self.held -= back

    def forget(self) -> None:
        """Nothing waits any more."""
        self.waiting[:], self.held[:] = 0.0, 0.0


def part_of(amount: Numbers, whole: Numbers) -> Numbers:
    """``amount / whole`` where both are positive, else 0."""
    return np.divide(amount, whole, out=np.zeros_like(amount), where=(amount > 0.0) & (whole > 1e-12))


def shipped(ways: Sequence[Way], which: npt.NDArray[np.intp], weights: Numbers) -> Numbers:
    """(day, class) share of customary flow that law lets pass on each day; 1 on a day without the licence.

    which : (day,) index into ``ways``, from the first day the licence acts.    weights : (class,) t per day of customary flow.
    """
    classes, count = weights.size, which.size
    oldest = oldest_of(ways)
    ordinary = _Line(classes, count, hazards([way.days for way in ways], oldest), which)
    green = _Line(classes, count, hazards([way.green_days for way in ways], oldest), which)
    longest = max((way.shipments for way in ways if way.acts), default=1)
    passed, grants = np.ones((count, classes)), np.zeros((count, classes))
    made = np.ones(count, dtype=np.intp)  # shipments that a licence granted on the day can make
    opened, last = 0, None
    for today in range(count):
        way = ways[which[today]]
        if not way.acts:
            last = None
            continue
        if last is None:
            opened = today
            ordinary.forget()
            green.forget()
        elif last is not way:
            _turn(last, way, ordinary, green, today)
        last = way
        if int((today - opened) / DAYS_A_MONTH) % way.shipments == 0:
            arriving = 1.0 - way.free
            ordinary.waiting[:, today] += arriving * (1.0 - way.trusted)
            green.waiting[:, today] += arriving * way.trusted
        grants[today] = _granted(way, ordinary, green, today, weights)
        made[today] = way.shipments
        passed[today] = way.free + grants[today]
        for step in range(1, longest):
            earlier = today - round(step * DAYS_A_MONTH)
            if earlier >= opened and made[earlier] > step:
                passed[today] += grants[earlier]
    return passed


def _turn(last: Way, way: Way, ordinary: _Line, green: _Line, today: int) -> None:
    """What changes for those already waiting when the terms change."""
    ordinary.widen(last.approval, way.approval, today)
    green.widen(last.trusted_approval, way.trusted_approval, today)
    ordinary.give(part_of(way.trusted - last.trusted, 1.0 - last.trusted), green, today)
    green.give(part_of(last.trusted - way.trusted, last.trusted), ordinary, today)


def _granted(way: Way, ordinary: _Line, green: _Line, today: int, weights: Numbers) -> Numbers:
    """(class,) granted today; takes what is processed out of both ways."""
    (first, slow), (_, fast) = ordinary.due(today), green.due(today)
    wanted = float(weights @ (slow.sum(axis=1) + fast.sum(axis=1)))
    room = min(1.0, way.capacity / wanted) if wanted > 0.0 else 1.0
    ordinary.waiting[:, first : today + 1] -= slow * room
    green.waiting[:, first : today + 1] -= fast * room
    through_slow, through_fast = slow.sum(axis=1) * room, fast.sum(axis=1) * room
    ordinary.held += through_slow * (1.0 - way.approval)
    green.held += through_fast * (1.0 - way.trusted_approval)
    return np.asarray(through_slow * way.approval + through_fast * way.trusted_approval)
