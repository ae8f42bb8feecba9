"""What an instrument says on a day: its entries folded in order, so that a lapse returns the terms before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Literal

from ytterby.policy.instruments import Entry, Instrument
from ytterby.policy.terms import TERMS, Terms

__all__ = ["Spell", "State", "spells", "state_on"]

Status = Literal["not yet", "in force", "suspended", "lapsed", "repealed"]


@dataclass(frozen=True)
class State:
    """An instrument on a day. ``terms`` : what holds (or rests); ``entries`` : the entries behind each term, by name.

    An entry that enacts without a term (a full ban) stands under ``enacted``, one that rests or repeals under ``status``.
    """

    status: Status
    terms: Terms
    entries: dict[str, Entry]

    @property
    def acts(self) -> bool:
        """True if the terms have effect."""
        return self.status == "in force"


@dataclass(frozen=True)
class Spell:
    """One unchanged state from ``start`` up to, not including, ``end``."""

    start: date
    end: date
    state: State


def state_on(instrument: Instrument, day: date) -> State:
    """The state on a day: entries that hold, in order of start and file; a missing term is unchanged, null revokes it."""
    values: dict[str, Any] = {}
    entries: dict[str, Entry] = {}
    enacted = resting = repealed = False
    for entry in instrument.history:
        if not entry.holds(day):
            continue
        if entry.repeals:
            values, entries, enacted, resting, repealed = {}, {"status": entry}, False, False, True
        elif entry.terms is not None:
            _apply(entry, values, entries)
            if not entry.terms.model_fields_set:
                entries["enacted"] = entry
            enacted, repealed = True, False
        if entry.suspended is not None and not repealed:
            resting, entries["status"] = entry.suspended, entry
    ended = any(entry.until is not None and entry.until <= day for entry in instrument.history)
    before: Status = "lapsed" if ended else "not yet"
    status: Status = "repealed" if repealed else "suspended" if resting else "in force" if enacted else before
    return State(status, TERMS[instrument.kind].model_validate(values), entries)


def _apply(entry: Entry, values: dict[str, Any], entries: dict[str, Entry]) -> None:
    for name in entry.terms.model_fields_set if entry.terms is not None else ():
        new = getattr(entry.terms, name)
        entries[name] = entry
        if new is None:
            values.pop(name, None)
        elif isinstance(new, dict):  # by end use, by destination: a key left out is unchanged, null revokes the key
            merged = {**values.get(name, {}), **new}
            values[name] = {key: figure for key, figure in merged.items() if figure is not None}
        else:
            values[name] = new


def spells(instrument: Instrument, first: date, end: date) -> Iterator[Spell]:
    """The states from ``first`` up to, not including, ``end``, in order, none empty."""
    days = {first}
    for entry in instrument.history:
        days |= {day for day in (entry.start, entry.until) if day is not None and first < day < end}
    cuts = [*sorted(days), end]
    for start, stop in pairwise(cuts):
        if start < stop:
            yield Spell(start, stop, state_on(instrument, start))
