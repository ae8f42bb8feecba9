"""Shipped worlds as seen by several test files, each balanced once a process; tests read them and never write to them."""

from dataclasses import replace
from functools import cache

from ytterby.market import Program
from ytterby.policy import Regime
from ytterby.world import World, load_world
from ytterby.world.heading import read_heading
from ytterby.world.tables import folder_of


def seen(as_of: str | None = None, base_year: int | None = None, name: str = "rare-earths") -> World:
    """A shipped world; the same object for the same day, year and name."""
    return _loaded(as_of, base_year or read_heading(folder_of(name)).usual_year, name)


@cache
def _loaded(as_of: str | None, base_year: int, name: str) -> World:
    return load_world(as_of, base_year=base_year, name=name)


def base_month(program: Program, year: Regime) -> tuple[Program, Regime]:
    """The base year as one month: stores at their targets, mean duties and the widest caps of the year's law."""
    covered = program.base[program.activities["hold"]]
    mean = year.data.isel(month=[0]).copy(deep=True)
    for name in ("duty", "export_duty", "levy"):
        mean[name][:] = year.data[name].mean("month")
    for name in ("cap", "ceiling", "group_cap"):
        mean[name][:] = year.data[name].max("month")
    return replace(program, holds=program.holds.assign(tonnes=covered)), Regime(mean, year.reasons)
