"""Shipped worlds as seen by several test files, each balanced once a process; tests read them and never write to them."""

from functools import cache

from ytterby.world import World, load_world
from ytterby.world.heading import read_heading
from ytterby.world.tables import folder_of


def seen(as_of: str | None = None, base_year: int | None = None, name: str = "rare-earths") -> World:
    """A shipped world; the same object for the same day, year and name."""
    return _loaded(as_of, base_year or read_heading(folder_of(name)).usual_year, name)


@cache
def _loaded(as_of: str | None, base_year: int, name: str) -> World:
    return load_world(as_of, base_year=base_year, name=name)
