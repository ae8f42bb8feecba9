"""What compiles for one world share: its lanes and plants, and what each instrument came to. Only an amended one is new work."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import xarray as xr

from ytterby.policy.instruments import Instrument
from ytterby.policy.lanes import Frames, read_lanes, read_plants
from ytterby.policy.spans import Law

__all__ = ["Bench", "bench_of"]

KEPT = 1024  # answers: the shipped law's over a few ranges of months, 30 MB at most
_T = TypeVar("_T")


class Bench:
    """Lanes, plants and labels of a world whose frames do not change, and answers by instrument. Safe in several threads."""

    def __init__(self, world: Frames) -> None:
        self.lanes, self.plants = read_lanes(world), read_plants(world)
        columns = {
            "lane": (world.lanes, ("good", "origin", "destination", "end_use")),
            "plant": (world.plants, ("place", "recipe")),
        }
        self.labels = {
            name: xr.Variable(dim, frame[name].astype(str).to_numpy(dtype=str))
            for dim, (frame, names) in columns.items()
            for name in names
        }
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Instrument, Any]] = OrderedDict()

    def keep(self, instrument: Instrument, what: Hashable, make: Callable[[], _T]) -> _T:
        """The answer about this very instrument (an equal one is another), made if it is not there."""
        key = (id(instrument), what)  # what is kept holds the instrument, so that the number stays its own
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: _T = self._kept[key][1]
                return found
        found = make()
        with self._lock:
            self._kept[key] = (instrument, found)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found

    def law(self, instrument: Instrument) -> Law:
        """The instrument with its spells."""
        return self.keep(instrument, "law", lambda: Law.of(instrument))


_benches: WeakKeyDictionary[Frames, Bench] = WeakKeyDictionary()


def bench_of(world: Frames) -> Bench:
    """The bench of a world, kept as long as the world is; of frames that cannot be told apart by hash, a fresh one."""
    try:
        if world not in _benches:
            _benches[world] = Bench(world)
        return _benches[world]
    except TypeError:
        return Bench(world)
