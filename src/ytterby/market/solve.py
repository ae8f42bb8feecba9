"""One month's equilibrium: reduce, climb, check, fall back. The only place that calls a solver; nothing leaves it uncertified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from ytterby.errors import NotSolved
from ytterby.market.bend import bent
from ytterby.market.certificate import Residuals, certify
from ytterby.market.conditions import over_floor
from ytterby.market.crossed import crossed
from ytterby.market.diagnose import why
from ytterby.market.interior import climb, start
from ytterby.market.nearby import step_over
from ytterby.market.newton import Rows
from ytterby.market.problem import Array, Point, Problem
from ytterby.market.reduce import live, reduced, restore
from ytterby.market.scale import scale_at, scale_of
from ytterby.market.wedges import wedge_fixed_point

if TYPE_CHECKING:
    from ytterby.market.quick import Quick

__all__ = ["Engine", "equilibrium"]

STILL = 1e-9  # of an activity's typical level or a market's typical price: less than this is the solver's rounding of nothing
ATTEMPTS = 3  # climbs, each from the sizes the last one found
ENOUGH = 1e-6  # of every market's own scale: the climb has arrived
KEPT = 8  # patterns whose elimination order is kept


class Engine:
    """Solves months of one structure, keeping what the next month can reuse: the elimination order of each live pattern.

    kernels : climb with the compiled kernels of ``market.batch``, several times faster once they are loaded (a second; ten the
    first time ever). What they leave unsolved is climbed without them.
    """

    def __init__(self, kernels: bool = False) -> None:
        self._quick: Quick | None = None
        if kernels:
            from ytterby.market.quick import quick

            self._quick = quick()
        self._known: dict[bytes, _Known] = {}

    def solve(self, problem: Problem, where: str = "this market") -> tuple[Point, Residuals]:
        """The certified equilibrium of a problem; NotSolved, naming ``where`` and the worst market, if there is none."""
        _refuse_nonsense(problem, where)
        quickly = self._quick.solve([problem])[0] if self._quick is not None else None
        if quickly is not None:
            return quickly
        if problem.curve is not None:
            point, checked = bent(problem, problem.curve, lambda straight: self.solve(straight, where))
            if not checked.holds:
                raise NotSolved(why(problem, point, checked, where))
            return point, checked
        if problem.cross is not None:
            point, checked = crossed(problem, problem.cross, lambda linear: self.solve(linear, where))
            if not checked.holds:
                raise NotSolved(why(problem, point, checked, where))
            return point, checked
        if problem.floor is not None:
            return self._above_floors(problem, problem.floor, where)
        part = live(problem, _natural(problem))
        small = reduced(problem, part)
        x, y, steps, method = self._climbed(small)
        N = small.shape[0]
        point = Point(*restore(problem, part, x, y[:N], y[N:]), steps, method)
        checked = certify(problem, point.x, point.pi, point.om)
        if checked.holds:
            return point, checked
        if problem.H is not None:
            raise NotSolved(why(problem, point, checked, where))  # the fallback knows convex programs only
        x, pi, om, rounds = wedge_fixed_point(small)
        x, y = self._exact(small, x, np.concatenate([pi, om]))
        second = Point(*restore(problem, part, x, y[:N], y[N:]), rounds, "clarabel with a fixed point on the wedges")
        rechecked = certify(problem, second.x, second.pi, second.om)
        if rechecked.holds:
            return second, rechecked
        raise NotSolved(why(problem, point, checked, where))

    def solve_many(self, problems: Sequence[tuple[Problem, str]]) -> list[tuple[Point, Residuals] | NotSolved]:
        """The certified equilibrium of each problem, or the NotSolved that says which market; four side by side with kernels."""
        if self._quick is not None:
            for problem, where in problems:
                _refuse_nonsense(problem, where)
            quickly = self._quick.solve([problem for problem, _ in problems])
        else:
            quickly = [None] * len(problems)
        return [found or self._alone(*posed) for found, posed in zip(quickly, problems, strict=True)]

    def _alone(self, problem: Problem, where: str) -> tuple[Point, Residuals] | NotSolved:
        try:
            return self.solve(problem, where)
        except NotSolved as no:
            return no

    def _above_floors(self, problem: Problem, floor: Array, where: str) -> tuple[Point, Residuals]:
        """The equilibrium found in prices above their floors: with p = floor + q the conditions are those of free disposal."""
        price = None if problem.price is None else np.maximum(over_floor(problem, problem.price), 0.0)
        shifted = replace(problem, c=problem.c - problem.B.T @ floor, price=price, floor=None)
        point, _ = self.solve(shifted, where)
        point = replace(point, pi=point.pi + floor)
        checked = certify(problem, point.x, point.pi, point.om)
        if not checked.holds:
            raise NotSolved(why(problem, point, checked, where))
        return point, checked

    def _climbed(self, small: Problem) -> tuple[Array, Array, int, str]:
        """x, (pi, om), steps and method: from the last answer of this pattern if that is near, else up from the middle."""
        N, n, M = small.shape
        if n == 0:
            return np.zeros(0), np.zeros(N + M), 0, "nothing can move"
        E, Eb = _stacked(small.A, small.G), _stacked(small.B, small.G)
        known = self._recall(E)
        scale = scale_of(small)
        if known.answer is not None:
            near = step_over(small, known.rows, E, Eb, scale, *known.answer)
            if near is not None and _passes(small, near):
                known.answer = near
                return *near, 1, "a step from the last answer"
        steps, lowest = 0, np.inf
        for attempt in range(ATTEMPTS):
            found, more, error = climb(small, known.rows, E, Eb, scale, start(small, scale, E, Eb), careful=attempt > 0)
            steps += more
            if error < lowest or steps == more:
                best, lowest, size = found, error, scale
            if error <= ENOUGH:
                break
            scale = scale_at(small, best.x, best.y[:N])
        x = np.clip(best.x, 0.0, small.u)
        x[x < STILL * size.X] = 0.0
        x, y = self._exact(small, x, np.where(best.y < STILL * size.P, 0.0, best.y))
        return x, y, steps, "interior point"

    def _exact(self, small: Problem, x: Array, y: Array) -> tuple[Array, Array]:
        """The equilibrium on the sides of a point that is nearly one, else that point."""
        if not len(x):
            return x, y
        E, Eb = _stacked(small.A, small.G), _stacked(small.B, small.G)
        known = self._recall(E)
        exact = step_over(small, known.rows, E, Eb, scale_of(small), x, y)
        found = exact if exact is not None and _passes(small, exact) else (x, y)
        known.answer = found
        return found

    def _recall(self, E: sparse.csc_matrix) -> _Known:
        key = E.indptr.tobytes() + E.indices.tobytes()
        if key not in self._known:
            if len(self._known) >= KEPT:
                self._known.pop(next(iter(self._known)))
            self._known[key] = _Known(Rows(E))
        return self._known[key]


@dataclass
class _Known:
    """What is kept of one pattern: its order of elimination and its last answer."""

    rows: Rows
    answer: tuple[Array, Array] | None = None


def _passes(problem: Problem, answer: tuple[Array, Array]) -> bool:
    x, y = answer
    N = problem.shape[0]
    return certify(problem, x, y[:N], y[N:]).holds


def equilibrium(problem: Problem, where: str = "this market") -> tuple[Point, Residuals]:
    """The certified equilibrium of one problem, solved on its own (``Engine`` keeps what many problems share)."""
    return Engine().solve(problem, where)


def _stacked(top: sparse.csc_matrix, group: sparse.csc_matrix) -> sparse.csc_matrix:
    E = sparse.vstack([top, -group]).tocsc()
    E.sort_indices()
    return E


def _natural(problem: Problem) -> Array:
    """Typical flow of each activity if its own bound did not hold it."""
    scale = scale_of(problem)
    flow = scale.Q
    natural = np.full(problem.shape[1], np.inf)
    columns = np.repeat(np.arange(problem.shape[1]), np.diff(problem.A.indptr))
    np.minimum.at(natural, columns, flow[problem.A.indices] / np.abs(problem.A.data))
    return np.where(np.isfinite(natural), natural, scale.X)


def _refuse_nonsense(problem: Problem, where: str) -> None:
    for name in ("b", "g", "c", "h", "u"):
        value = getattr(problem, name)
        bad = (
            np.isnan(value) | (np.isinf(value) if name in "bch" else value == -np.inf) | ((value < 0) if name in "hu" else False)
        )
        if bad.any():
            raise NotSolved(
                f"{where}: {int(bad.sum())} of {name} cannot be used, the first is {value[bad][0]} at {int(bad.argmax())}; "
                "expected finite numbers, no slope or bound below zero. Check the rows and the law (math.md §1)."
            )
