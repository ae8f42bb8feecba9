"""The desk: the world, the law and the runs that pages ask for, each made once and kept; one solve at a time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from ytterby.brief import Brief
    from ytterby.policy import Timeline
    from ytterby.study import Run
    from ytterby.world import World

__all__ = ["AS_OF", "Desk", "Scene"]

AS_OF = "2025-06-13"  # the day the dashboard opens on: the newest of the bundled reports
_KEPT = {"page": 96, "run": 32}  # answers kept of each sort; the oldest goes first
_T = TypeVar("_T")


@dataclass(frozen=True, eq=False)
class Scene:
    """What was known on a day: the world, the law, and the months that follow from them."""

    day: str
    world: World
    law: Timeline
    run: Run


class Desk:
    """Answers, made on first asking. Safe to ask from several threads; a second asker waits for the first."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._kept: dict[str, OrderedDict[Hashable, Any]] = {sort: OrderedDict() for sort in _KEPT}

    def keep(self, key: Hashable, make: Callable[[], _T], sort: str = "run") -> _T:
        """The answer under a key, made if it is not there."""
        with self._lock:
            shelf = self._kept[sort]
            if key not in shelf:
                shelf[key] = make()
                while len(shelf) > _KEPT[sort]:
                    shelf.popitem(last=False)
            shelf.move_to_end(key)
            found: _T = shelf[key]
            return found

    def put(self, key: Hashable, value: Any) -> None:
        """An answer made elsewhere, kept under a key."""
        self.keep(key, lambda: value)

    def get(self, key: Hashable) -> Any:
        """The answer under a key, or None if it was never made or has gone."""
        with self._lock:
            return self._kept["run"].get(key)

    def scene(self, day: str = AS_OF) -> Scene:
        """The world and the law as known on a day, solved."""
        return self.keep(("scene", day), lambda: _scene(day, self.world(day)))

    def world(self, day: str = AS_OF) -> World:
        """The world as known on a day."""
        return self.keep(("world", day), lambda: _world(day))

    def edition(self, name: str, base_year: int, day: str) -> World:
        """A world by name, base year and day of knowledge (blank: all we know)."""
        return self.keep(("edition", name, base_year, day), lambda: _edition(name, base_year, day))

    def law(self) -> Timeline:
        """The shipped law, all of it."""
        return self.keep("law", _law)

    def sample_brief(self) -> Brief:
        """The brief on the bundled reports."""
        return self.keep("sample brief", _sample_brief)


def _sample_brief() -> Brief:
    from ytterby.brief import brief, sample_reports

    return brief([str(path) for path in sample_reports()])


def _law() -> Timeline:
    from ytterby.policy import load_timeline

    return load_timeline()


def _edition(name: str, base_year: int, day: str) -> World:
    from ytterby.world import load_world

    return load_world(day or None, base_year, name)


def _world(day: str) -> World:
    from ytterby.world import load_world

    return load_world(day)


def _scene(day: str, world: World) -> Scene:
    from ytterby.policy import load_timeline
    from ytterby.study import run

    law = load_timeline().known_on(day)
    return Scene(day, world, law, run(world, law))
