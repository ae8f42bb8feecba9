"""How a path moves with its law: month by month the exact derivative, and what each month hands to the next (math.md §6.5).

A month's problem, what it leaves to the month after, and what is read out of it are products and pieces of straight lines in the
numbers that move, so central differences of them are exact off their kinks; the equilibrium moves by its own derivative.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from ytterby.market.account import Account
from ytterby.market.derivative import Derivative, Linear, Nudge
from ytterby.market.problem import Array, Point
from ytterby.market.program import Month, Program
from ytterby.market.walk import law_of

if TYPE_CHECKING:
    import xarray as xr

    from ytterby.market.outcome import Outcome, Solved

__all__ = ["Tangent", "Tangents"]

STEP = 1e-5  # of a unit of what moves

Numbers = Mapping[str, Array]


@dataclass(frozen=True)
class Tangent:
    """The last month's outcome a little along and a little back, ``apart`` units of what moves: whatever is read out of both, its
    difference over that is its derivative.

    edges : what stands on an edge in some month and is pushed off it, in words: up and down differ there.
    """

    up: xr.Dataset
    down: xr.Dataset
    edges: tuple[str, ...]
    apart: float = 2.0 * STEP


class Tangents:
    """The first ``count`` months of an outcome, each factorised once; then one solve a month for whatever moves.

    What rules of behaviour did in the run (which plants opened, how much was hoarded) is held as it was.
    """

    def __init__(self, outcome: Outcome, count: int, carry: bool = True) -> None:
        self._outcome, self._count, self._carry = outcome, count, carry
        self._law = law_of(outcome.law, outcome.months[:count])
        self._linear: dict[int, Linear] = {}

    def along(self, rates: Numbers) -> Tangent:
        """How the last of the months moves when the law moves at these rates: a variable of the regime, then (month, ...)."""
        program, solved = self._outcome.program, self._outcome.solved
        account = Account.opening(program, self._outcome.law)
        drift = {field.name: np.zeros_like(getattr(account, field.name)) for field in fields(account)}
        edges: list[str] = []
        for number in range(self._count):
            now, last = solved[number], number + 1 == self._count
            laws = [self._moved(number, rates, side) for side in (STEP, -STEP)]
            beside = [_shifted(account, drift, side) for side in (STEP, -STEP)]
            months = [at.month(law) for at, law in zip(beside, laws, strict=True)]
            nudge = _nudge(now, *months)
            found = self._linearised(now).along(nudge)
            edges += [f"{self._called(now, *edge)} in {self._outcome.months[number]}" for edge in found.touched]
            pair = [_along(now, month, found, nudge, side) for month, side in zip(months, (STEP, -STEP), strict=True)]
            if last or not self._carry:
                continue
            ahead = [self._moved(number + 1, rates, side) for side in (STEP, -STEP)]
            ends = [at.after(one, law, next_) for at, one, law, next_ in zip(beside, pair, laws, ahead, strict=True)]
            account = account.after(now, self._law[number], self._law[number + 1])
            drift = {name: _rate(getattr(ends[0], name), getattr(ends[1], name)) for name in drift}
            drift["stocks"] = found.x[program.activities["hold"]]  # the account would take so small a change for rounding
        up, down = (self._read(one) for one in pair)
        return Tangent(up, down, tuple(dict.fromkeys(edges)))

    def _linearised(self, now: Solved) -> Linear:
        if id(now) not in self._linear:
            self._linear[id(now)] = Linear(now.problem, now.point)
        return self._linear[id(now)]

    def _moved(self, number: int, rates: Numbers, step: float) -> dict[str, Array]:
        law = self._law[number]
        return {name: value + step * rates[name][number] if name in rates else value for name, value in law.items()}

    def _read(self, one: Solved) -> xr.Dataset:
        return replace(self._outcome, months=(self._outcome.months[self._count - 1],), solved=(one,)).data

    def _called(self, now: Solved, kind: str, number: int) -> str:
        """What an activity, market or group of a month is called."""
        if kind == "market":
            return now.problem.name(number)
        if kind == "group":
            return f"the quota {self._outcome.law['group'].values[number]}"
        return _activity(self._outcome.program, number)


def _rate(up: Array, down: Array) -> Array:
    with np.errstate(invalid="ignore"):
        return np.nan_to_num((up - down) / (2.0 * STEP), nan=0.0, posinf=0.0, neginf=0.0)


def _shifted(account: Account, drift: Numbers, step: float) -> Account:
    return replace(account, **{name: getattr(account, name) + step * rate for name, rate in drift.items()})


def _nudge(now: Solved, up: Month, down: Month) -> Nudge:
    """How fast each number of the month's problem moves."""
    one, two = now.extras.problem(up), now.extras.problem(down)
    moves = {name: _rate(getattr(one, name), getattr(two, name)) for name in ("c", "u", "b", "g")}
    return Nudge(B=_rate(one.B.data, two.B.data), **moves)


def _along(now: Solved, month: Month, found: Derivative, nudge: Nudge, step: float) -> Solved:
    """The month a step along: its numbers, its problem as the path posed it, and its equilibrium."""
    problem, point = now.problem, now.point
    assert nudge.B is not None  # noqa: S101
    B = sparse.csc_matrix((problem.B.data + step * nudge.B, problem.B.indices, problem.B.indptr), shape=problem.B.shape)
    numbers: dict[str, Any] = {name: getattr(problem, name) + step * getattr(nudge, name) for name in ("c", "u", "b", "g")}
    levels, prices = point.x + step * found.x, point.pi + step * np.nan_to_num(found.pi)
    at = Point(levels, prices, point.om + step * found.om, method="a step along")
    return replace(now, month=month, problem=replace(problem, B=B, **numbers), point=at)


def _activity(program: Program, number: int) -> str:
    for kind, part in program.activities.slices.items():
        if part.start <= number < part.stop:
            at = number - part.start
            if kind == "lane":
                row = program.lanes.iloc[at]
                return f"{row['good']} {row['origin']} > {row['destination']}"
            if kind == "plant":
                return f"{program.plants['recipe'].iloc[at]} in {program.plants['place'].iloc[at]}"
            if kind == "use":
                row = program.uses.iloc[at]
                return f"{row['sector']} in {row['place']} using {row['good']}"
            market = program.markets.iloc[int(program.rows_of(kind)[at])]
            return f"{kind} {market['good']} in {market['place']}"
    return "a way beyond a quota, a floor or a reserve"
