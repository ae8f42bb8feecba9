"""Stated rules by which a path's months differ beyond law and stocks: projects, panic, redesign (math.md §5.9 to 5.11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ytterby.market.behaviour.panic import Fear
from ytterby.market.behaviour.redesign import Learning
from ytterby.market.behaviour.thrift import TakingUp
from ytterby.market.build import awaited
from ytterby.market.outcome import Solved
from ytterby.market.problem import Problem
from ytterby.market.program import Program
from ytterby.market.projects.entry import Entry, Opening, Project

if TYPE_CHECKING:
    import xarray as xr

    from ytterby.policy import Regime

__all__ = ["Rules"]


class Rules:
    """The rules of one path: they change a month's problem by what the months before have shown."""

    def __init__(
        self,
        program: Program,
        months: Sequence[str],
        law: xr.Dataset,
        entry: Entry | None = None,
        forecasts: Mapping[str, Regime] | None = None,
    ) -> None:
        stated = program.behaviour
        self._opening = Opening(program, months, entry or Entry.shipped()) if awaited(program.plants).any() else None
        self._parts: list[Opening | Fear | Learning | TakingUp] = [] if self._opening is None else [self._opening]
        if stated is not None and stated.panic is not None and months:
            self._parts.append(Fear(program, months, stated.panic, law, forecasts or {}))
        if stated is not None and stated.redesign:
            self._parts.append(Learning(program, stated.redesign))
        if stated is not None and stated.thrift:
            self._parts.append(TakingUp(program, stated.thrift))
        self._last: list[bytes] = []

    def on(self, problem: Problem, number: int) -> Problem:
        """A month's problem under the rules."""
        for part in self._parts:
            problem = part.on(problem, number)
        return problem

    def still(self, number: int) -> bool:
        """Whether they change a month as they changed the one before."""
        return self._last == self._key(number)

    def after(self, solved: Solved, number: int) -> None:
        """Takes what a month has shown."""
        self._last = self._key(number)
        for part in self._parts:
            part.after(solved, number)

    def _key(self, number: int) -> list[bytes]:
        return [part.key(number) for part in self._parts]

    @property
    def projects(self) -> tuple[Project, ...]:
        """What became of every project."""
        return self._opening.told() if self._opening is not None else ()
