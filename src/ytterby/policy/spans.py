"""Spans of law on the calendar of a compile: each instrument's spells over all time, and what share of each month they cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from ytterby.errors import BadMonth, Fault
from ytterby.months import days_in, first_day
from ytterby.policy.instruments import Instrument
from ytterby.policy.lanes import Lanes, Mask
from ytterby.policy.scope import Scope
from ytterby.policy.state import Spell, spells

__all__ = ["Calendar", "Caught", "Law", "Numbers", "segments"]

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Calendar:
    """The months of a compile (or one day), with first day (ordinal) and number of days of each."""

    months: tuple[str, ...]
    first: npt.NDArray[np.intp]
    days: npt.NDArray[np.intp]

    @classmethod
    def of(cls, months: Sequence[str]) -> Calendar:
        """The calendar of some months; BadMonth if there is none, or one twice."""
        if not months or len(set(months)) != len(months):
            found = "no month" if not months else "a month twice"
            raise BadMonth(Fault("months", found, "months, each once", "Give a range, as month_range('2025-01', '2026-12')."))
        first = np.array([first_day(month).toordinal() for month in months], dtype=np.intp)
        return cls(tuple(months), first, np.array([days_in(month) for month in months], dtype=np.intp))

    @classmethod
    def on(cls, day: date) -> Calendar:
        """The calendar of a single day."""
        return cls((day.isoformat(),), np.array([day.toordinal()], dtype=np.intp), np.array([1], dtype=np.intp))

    @property
    def end(self) -> date:
        """The day after the last month."""
        return date.fromordinal(int((self.first + self.days).max()))

    def share(self, start: date, end: date) -> Numbers:
        """(month,) share of the days from ``start`` up to, not including, ``end``."""
        low = np.maximum(self.first, start.toordinal())
        high = np.minimum(self.first + self.days, end.toordinal())
        return np.asarray(np.clip(high - low, 0, None) / self.days)


@dataclass(frozen=True)
class Caught:
    """One spell in force and the lanes it catches: (lane,) bool."""

    spell: Spell
    lanes: Mask


@dataclass(frozen=True)
class Law:
    """An instrument with all its spells; scopes are looked up once for the lanes last asked about."""

    instrument: Instrument
    spells: tuple[Spell, ...]
    _last: list[tuple[Lanes, tuple[Caught, ...]]] = field(default_factory=list, repr=False, compare=False)

    @classmethod
    def of(cls, instrument: Instrument) -> Law:
        """The instrument's spells from its first day to the end of time."""
        return cls(instrument, tuple(spells(instrument, instrument.history[0].start, date.max)))

    def caught(self, lanes: Lanes) -> tuple[Caught, ...]:
        """Each spell in force with its lanes: those of the scope less those exempt then."""
        for known, found in self._last:
            if known is lanes:
                return found
        self._last[:] = [(lanes, self._caught(lanes))]
        return self._last[0][1]

    def _caught(self, lanes: Lanes) -> tuple[Caught, ...]:
        whole = self.instrument.scope.on(lanes)
        if not whole.any():
            return ()
        exempt: dict[Scope, Mask] = {}
        found = []
        for spell in self.spells:
            if spell.state.acts:
                mask = whole.copy()
                for scope in spell.state.terms.exempt or ():
                    mask &= ~exempt.setdefault(scope, scope.on(lanes))
                found.append(Caught(spell, mask))
        return tuple(found)

    def cuts(self) -> set[date]:
        """The days on which the state changes."""
        return {spell.start for spell in self.spells}


def segments(laws: Sequence[Law]) -> list[tuple[date, date]]:
    """Spans between all the cuts of several laws, so that within one none of them changes."""
    cuts = sorted(set().union(*(law.cuts() for law in laws)))
    return list(zip(cuts, [*cuts[1:], date.max], strict=True))
