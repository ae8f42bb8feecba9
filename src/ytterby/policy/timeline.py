"""Timeline: every instrument with its history; a change returns a new timeline, nothing is edited away."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ytterby.errors import BadInput, BadLaw, Fault, UnknownName, near_miss
from ytterby.months import day as as_day
from ytterby.policy.expiring import expiries
from ytterby.policy.figures import Uncertain, acting, drawn, restated, uncertain
from ytterby.policy.instruments import WHAT_IF, Entry, Instrument, instrument_from
from ytterby.policy.known import known_instrument, published
from ytterby.policy.lanes import Frames, read_lanes
from ytterby.policy.reading import SHIPPED, read_folder
from ytterby.policy.state import State, state_on

if TYPE_CHECKING:
    from numpy.random import Generator

    from ytterby.policy.proposal import Proposal
    from ytterby.policy.regime import Regime

__all__ = ["Change", "Coming", "Timeline", "load_timeline"]


@dataclass(frozen=True)
class Change:
    """One difference between two timelines: what was added, dropped or changed in which instrument, in words."""

    instrument: str
    what: str
    entry: Entry | None = None


@dataclass(frozen=True, order=True)
class Coming:
    """A day on which the law changes by what is already written: an entry starts, or lapses to the terms before it."""

    day: date
    instrument: str
    what: str
    title: str = field(compare=False)
    source: tuple[str, ...] = field(compare=False)
    note: str = field(compare=False, default="")


@dataclass(frozen=True)
class Timeline:
    """Instruments in order of id. Equal timelines have equal digests.

    >>> Timeline().instruments
    ()
    """

    instruments: tuple[Instrument, ...] = ()

    def __post_init__(self) -> None:
        seen: set[str] = set()
        twice = [law.id for law in self.instruments if law.id in seen or seen.add(law.id)]  # type: ignore[func-returns-value]
        if twice:
            raise BadLaw(
                [Fault(name, "the same id a second time", "each id once", "Use amend, or another id.") for name in twice]
            )
        object.__setattr__(self, "instruments", tuple(sorted(self.instruments, key=lambda law: law.id)))

    def __getitem__(self, name: str) -> Instrument:
        """The instrument of that id; UnknownName with the near miss otherwise."""
        for law in self.instruments:
            if law.id == name:
                return law
        known = [law.id for law in self.instruments]
        raise UnknownName(Fault("timeline", repr(name), "the id of an instrument", near_miss(name, known)))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content: two timelines with the same law have the same digest."""
        content = json.dumps([law.data() for law in self.instruments], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()

    def on(self, day: date | str) -> dict[str, State]:
        """The state of each instrument on a day, by id."""
        when = as_day(day)
        return {law.id: state_on(law, when) for law in self.instruments}

    def known_on(self, day: date | str) -> Timeline:
        """The timeline as one could know it on a day: what was published later is forgotten, ends announced later too."""
        when = as_day(day)
        known = (known_instrument(law, when) for law in self.instruments)
        return Timeline(tuple(law for law in known if law is not None))

    @cached_property
    def newest(self) -> date | None:
        """The day of the newest publication behind this law: later months show what is written, not what happened."""
        days = (published(name, entry) for law in self.instruments for entry in law.history for name in entry.source)
        return max((day for day in days if day is not None), default=None)

    def add(self, instrument: Instrument | Mapping[str, Any]) -> Timeline:
        """The timeline with one more instrument, given as such or as plain data. BadLaw if its id is taken."""
        built = instrument if isinstance(instrument, Instrument) else instrument_from(instrument)
        return Timeline((*self.instruments, built))

    def drop(self, name: str) -> Timeline:
        """The timeline without an instrument, as if it had never been."""
        law = self[name]
        return Timeline(tuple(other for other in self.instruments if other is not law))

    def amend(
        self, name: str, start: date | str, source: str = WHAT_IF, until: date | str | None = None, **terms: Any
    ) -> Timeline:
        """The timeline with one more entry in an instrument's history; a term of None is revoked, ``suspended=True`` rests it.

        >>> law = load_timeline()
        >>> cut = law.amend("chn/licence-medium-heavy-2025", start="2026-12-01", source="what-if", green_channel=None)
        >>> [change.instrument for change in law.diff(cut)]
        ['chn/licence-medium-heavy-2025']
        """
        special: dict[str, Any] = {
            key: terms.pop(key) for key in ("suspended", "published", "note", "until_source") if key in terms
        }
        entry: dict[str, Any] = {"from": as_day(start), "source": source, **special}
        if until is not None:
            entry["until"] = as_day(until)
        if terms or "suspended" not in special:
            entry["set"] = terms
        return self.with_entry(name, entry)

    def repeal(self, name: str, start: date | str, source: str = WHAT_IF, until: date | str | None = None) -> Timeline:
        """The timeline in which an instrument ends on a day (and returns on ``until``, if given)."""
        entry: dict[str, Any] = {"from": as_day(start), "source": source, "set": None}
        return self.with_entry(name, entry if until is None else {**entry, "until": as_day(until)})

    def truce(self, names: Iterable[str], start: date | str, until: date | str, source: str = WHAT_IF, **terms: Any) -> Timeline:
        """The timeline with some instruments resting from a day until they snap back by themselves.

        With terms they do not rest, they hold with these terms until then (``percent=10``). A second truce from the day of the
        first one's end extends it.
        """
        change: dict[str, Any] = terms or {"suspended": True}
        after = self
        for name in names:
            after = after.amend(name, start, source, until=until, **change)
        return after

    def fire(self, trigger: str, on: date | str, source: str = WHAT_IF) -> Timeline:
        """The timeline in which a trigger's event happened on a day: the entries that it names are added (events.py).

        UnknownName for a trigger or an instrument it names that is not here; BadInput if it is not in force then, or names none.
        """
        from ytterby.policy.events import fired

        return fired(self, trigger, as_day(on), source)

    def accept(self, proposals: Iterable[Proposal], source: str = WHAT_IF, published: date | None = None) -> Timeline:
        """The timeline with the new law that was proposed; a proposal that is the same or contradicts changes nothing.

        source : what stands as the entries' source; a document that is not in the library needs ``published``, its day.
        """
        after = self
        for proposal in proposals:
            after = proposal.applied_to(after, source, published)
        return after

    def diff(self, other: Timeline) -> tuple[Change, ...]:
        """What ``other`` changes: instruments added or dropped, entries added or gone, in order of id and day."""
        mine, theirs = ({law.id: law for law in timeline.instruments} for timeline in (self, other))
        found: list[Change] = []
        for name in sorted(mine.keys() | theirs.keys()):
            if name not in theirs:
                found.append(Change(name, "dropped"))
            elif name not in mine:
                found.append(Change(name, "added"))
            elif mine[name] != theirs[name]:
                found += _changes(mine[name], theirs[name])
        return tuple(found)

    def uncertain(self) -> tuple[Uncertain, ...]:
        """Every figure of the law that has a range, by name; what an ensemble draws."""
        return uncertain(self.instruments)

    def acting(self, first: date, end: date) -> tuple[Uncertain, ...]:
        """Every figure in force on some day from ``first`` up to, not including, ``end``."""
        return acting(self.instruments, first, end)

    def restated(self, name: str, value: float) -> Timeline:
        """The timeline with another value for one figure (by its name in ``acting``); BadLaw where the term cannot take it."""
        return Timeline(restated(self.instruments, name, value))

    def drawn(self, values: Mapping[str, float]) -> Timeline:
        """The timeline with other values, inside their ranges, for the uncertain figures named."""
        return Timeline(drawn(self.instruments, values))

    def dates(self, after: date | str | None = None) -> tuple[Coming, ...]:
        """Every day on which the law in force changes by what is written, in order; only those later than ``after`` if given."""
        first = date.min if after is None else as_day(after)
        return tuple(sorted(coming for law in self.instruments for coming in _turns(law) if coming.day > first))

    def calendar(self, after: date | str) -> tuple[Coming, ...]:
        """What comes after a day: the days of ``dates``, and those on which the first licences granted under new terms expire."""
        first = as_day(after)
        ends = [
            Coming(day, law.id, f"the first licences under the terms of {entry.start} expire", law.title, entry.source,
                   f"Valid {months:g} months.")
            for law in self.instruments
            for day, entry, months in expiries(law)
            if day > first
        ]  # fmt: skip
        return tuple(sorted([*self.dates(first), *ends]))

    def compile(self, world: Frames, months: Sequence[str], draw: int | Generator | None = None) -> Regime:
        """The monthly regime that the timeline is for a world (regime.py).

        draw : a seed (not negative), or a generator that gives one: licences are then queues of single applications (drawing.py)
        instead of their mean. One seed, one regime, in any range of months.
        """
        from ytterby.policy.compiling import compile_timeline

        seed = draw if draw is None or isinstance(draw, int) else int(draw.integers(2**62))
        if seed is not None and seed < 0:
            raise BadInput(Fault("draw", repr(seed), "a seed that is not negative", "Give 0 or more."))
        return compile_timeline(self, world, tuple(months), seed)

    def duty_on(self, day: date | str, good: str, origin: str, destination: str, world: Frames) -> float:
        """The import duty (1, on the CIF value) on a lane on one day, stacked; UnknownName if the world has no such lane."""
        from ytterby.policy.spans import Calendar, Law
        from ytterby.policy.wedges import wedges

        frame = world.lanes
        hit = ((frame["good"] == good) & (frame["origin"] == origin) & (frame["destination"] == destination)).to_numpy()
        if not hit.any():
            lane = f"{good} {origin} > {destination}"
            raise UnknownName(Fault("lane", repr(lane), "a lane of this world", near_miss(good, sorted(set(frame["good"])))))
        tariffs = [Law.of(law) for law in self.instruments if law.kind == "tariff"]
        return float(wedges(tariffs, read_lanes(world), Calendar.on(as_day(day))).duty[0][hit].max())

    def save(self, folder: Path) -> None:
        """Writes one YAML file per instrument below a folder, as `load_timeline(folder)` reads them.

        All is written beside the files first, and only then takes their place: a fault leaves the folder as it was.
        """
        from ytterby.policy.writing import write_folder

        write_folder(self.instruments, folder)

    def with_entry(self, name: str, entry: Mapping[str, Any]) -> Timeline:
        """The timeline with one more entry, given as a file would say it."""
        law = self[name]
        data = law.data()
        data["history"] = [*data["history"], entry]
        amended = instrument_from(data, lambda path: f"{name}: {'.'.join(str(part) for part in path)}")
        return Timeline(tuple(amended if other is law else other for other in self.instruments))


def _turns(law: Instrument) -> Iterable[Coming]:
    """The days on which an instrument's state changes, each with the entry that changes it and how."""
    for day in sorted({day for entry in law.history for day in (entry.start, entry.until) if day is not None}):
        before, after = state_on(law, day - timedelta(days=1)), state_on(law, day)
        if (before.status, before.terms) == (after.status, after.terms):
            continue
        starting = [entry for entry in law.history if entry.start == day]
        ending = [entry for entry in law.history if entry.until == day]
        entry = (starting or ending)[-1]
        said = entry.source if starting else entry.until_source or entry.source
        what: str = after.status if before.status != after.status else "new terms" if starting else "lapses to the terms before"
        if before.status == "suspended" and after.acts and not starting:
            what = "snaps back into force"
        yield Coming(day, law.id, what, law.title, said, entry.note or "")


def _changes(mine: Instrument, theirs: Instrument) -> Iterable[Change]:
    for entry in mine.history:
        if entry not in theirs.history:
            yield Change(mine.id, f"entry of {entry.start} gone", entry)
    for entry in theirs.history:
        if entry not in mine.history:
            yield Change(mine.id, f"entry of {entry.start} added", entry)
    if mine.model_copy(update={"history": ()}) != theirs.model_copy(update={"history": ()}):
        yield Change(mine.id, "title, kind or scope changed")


def load_timeline(name: str | Path = "shipped") -> Timeline:
    """The shipped law, or the law in a folder of files. Raises BadLaw with every fault of every file.

    >>> load_timeline()["chn/licence-medium-heavy-2025"].scope.elements
    ('Sm', 'Gd', 'Tb', 'Dy', 'Lu', 'Sc', 'Y')
    """
    return _shipped() if str(name) == "shipped" else Timeline(read_folder(Path(name)))


@lru_cache(maxsize=1)
def _shipped() -> Timeline:
    """The shipped law, read once: its files do not change while we run, and a timeline is frozen."""
    return Timeline(read_folder(SHIPPED))
