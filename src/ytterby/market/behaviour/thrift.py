"""Thrifting takes time: another way to make a good starts as a pilot and is taken up as it goes on paying (math.md §5.11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import numpy as np
from pydantic import Field

from ytterby.errors import Fault, UnknownName, near_miss
from ytterby.market.behaviour.stated import Months, Share, Stated, named
from ytterby.market.outcome import Solved
from ytterby.market.problem import Array, Problem
from ytterby.market.program import Program
from ytterby.parameters import load_parameters

__all__ = ["TakingUp", "Thrift"]

FULL = 1.0 - 1e-6  # of what it may make: a plant that makes as much would make more
Pilot = Annotated[float, Field(gt=0.0, le=1.0, allow_inf_nan=False)]


class Thrift(Stated):
    """How fast another way to make a good is taken up.

    recipe : whose plants, at rest in the base year; names, ``;``-separated, with ``*`` for anything. pilot : part of their
    capacity that is open from the start. months : in a row that they must have used all they may before more opens. pace : part
    of capacity that opens each further month. back : part that closes in a month they use less.
    """

    recipe: str
    pilot: Pilot
    months: Months
    pace: Share
    back: Share

    @classmethod
    def shipped(cls, recipes: Sequence[str]) -> tuple[Thrift, ...]:
        """The shipped rule (data/market/thrift/parameters.yaml) for these recipes; none for none."""
        rows = load_parameters("market/thrift")
        if not recipes:
            return ()
        row = cls(
            recipe=";".join(recipes),
            **{name: number.value for name, number in rows.items()},
            source=";".join(number.source for number in rows.values() if number.source),
            assumed="; ".join(number.assumed for number in rows.values() if number.assumed),
        )
        return (row,)


class TakingUp:
    """The rule along one path: ``open`` (plant,), the part of its capacity that each plant has taken up, 1 where no row names it.

    UnknownName for a row that names no plant at rest in the base year.
    """

    def __init__(self, program: Program, rows: Sequence[Thrift]) -> None:
        rest = (program.plants["base"].to_numpy(float) <= 0) & (program.plants["capacity"].to_numpy(float) > 0)
        recipes = program.plants["recipe"].astype(str).tolist()
        which = [
            next((n for n, row in enumerate(rows) if idle and named(row.recipe, recipe)), -1)
            for idle, recipe in zip(rest, recipes, strict=True)
        ]
        _refuse_unused(rows, sorted({recipe for recipe, idle in zip(recipes, rest, strict=True) if idle}))
        self._plant = program.activities["plant"]
        self._ruled = np.array(which) >= 0
        columns = {name: np.array([getattr(rows[n], name) if n >= 0 else 1.0 for n in which]) for name in _NUMBERS}
        self._pilot, self._months, self._pace, self._back = (columns[name] for name in _NUMBERS)
        self._run = np.zeros(len(which))
        self.open: Array = self._pilot.copy()

    def key(self, number: int) -> bytes:
        """What the month's problem depends on: what has been taken up."""
        return bytes(self.open.tobytes())

    def on(self, problem: Problem, number: int) -> Problem:
        """The month's problem with what has been taken up."""
        u = problem.u.copy()
        u[self._plant] *= self.open
        return replace(problem, u=u)

    def after(self, solved: Solved, number: int) -> None:
        """What has been taken up after a month at its levels."""
        level, bound = solved.point.x[self._plant], solved.problem.u[self._plant]
        full = self._ruled & (bound > 0) & (level >= FULL * bound)
        self._run = np.where(full, self._run + 1.0, 0.0)
        more = np.where(self._run > self._months, np.minimum(self.open + self._pace, 1.0), self.open)
        less = np.maximum(self.open - self._back, self._pilot)
        self.open = np.where(full, more, np.where(self._ruled, less, 1.0))


_NUMBERS = ("pilot", "months", "pace", "back")


def _refuse_unused(rows: Sequence[Thrift], recipes: list[str]) -> None:
    faults = [
        Fault(
            f"thrift, row {n + 1}, recipe", repr(row.recipe), "a recipe at rest in the base year", near_miss(row.recipe, recipes)
        )
        for n, row in enumerate(rows)
        if not any(named(row.recipe, recipe) for recipe in recipes)
    ]
    if faults:
        raise UnknownName(faults)
