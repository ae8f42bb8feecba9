"""One month's equilibrium: reduce, climb, check, fall back. The only place that calls a solver; nothing leaves it uncertified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ytterby.errors import NotSolved
from ytterby.market.certificate import Residuals, certify
from ytterby.market.conditions import over_floor
from ytterby.market.problem import Array, Point, Problem, Start
from ytterby.market.solver.bend import bent
from ytterby.market.solver.crossed import crossed
from ytterby.market.solver.diagnose import why
from ytterby.market.solver.interior import climb, start
from ytterby.market.solver.nearby import settled
from ytterby.market.solver.patterns import Pattern, Patterns
from ytterby.market.solver.pivot import pivoted
from ytterby.market.solver.scale import ENOUGH, STILL, scale_at, scale_of
from ytterby.market.solver.wedges import wedge_fixed_point

if TYPE_CHECKING:
    from ytterby.market.solver.quick import Quick

__all__ = ["Engine", "equilibrium"]

ATTEMPTS = 3  # climbs, each from the sizes the last one found


class Engine:
    """Solves months, keeping what the next one can reuse: what each live pattern fixes, and the last answer of each.

    kernels : climb with the compiled kernels of ``market.batch``, several times faster once they are loaded (a second; ten the
    first time ever). What they leave unsolved is climbed without them. known : patterns met before.
    """

    def __init__(self, kernels: bool = False, known: Patterns | None = None) -> None:
        self._patterns = known or Patterns()
        self._quick: Quick | None = None
        if kernels:
            from ytterby.market.solver.quick import Quick

            self._quick = Quick(self._patterns)
        self._last: dict[Pattern, Start] = {}

    def solve(self, problem: Problem, where: str = "this market", near: Start | None = None) -> tuple[Point, Residuals]:
        """The certified equilibrium of a problem; NotSolved, naming ``where`` and the worst market, if there is none.

        near : where to look first, a start of the whole problem; else the last answer of problems alike.
        """
        _refuse_nonsense(problem, where)
        if problem.curve is not None:
            begin = iter([near])  # and then from the tangents before
            point, checked = bent(problem, problem.curve, lambda straight: self.solve(straight, where, next(begin, None)))
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
        return self._near(problem, near) or self._quickly([problem])[0] or self._climbed(problem, where)

    def solve_many(self, problems: Sequence[tuple[Problem, str, Start | None]]) -> list[tuple[Point, Residuals] | NotSolved]:
        """The certified equilibrium of each problem, or the NotSolved that says which market; four side by side with kernels."""
        found: dict[int, tuple[Point, Residuals] | NotSolved] = {}
        for i, (problem, where, near) in enumerate(problems):
            _refuse_nonsense(problem, where)
            if near is not None and problem.curve is None and problem.cross is None and problem.floor is None:
                answer = self._near(problem, near)
                if answer is not None:
                    found[i] = answer
        left = [i for i in range(len(problems)) if i not in found]
        for i, quickly in zip(left, self._quickly([problems[i][0] for i in left]), strict=True):
            found[i] = quickly or self._alone(*problems[i][:2])
        return [found[i] for i in range(len(problems))]

    def _near(self, problem: Problem, near: Start | None) -> tuple[Point, Residuals] | None:
        """The equilibrium a few exchanges of sides from a start, if there is one."""
        pattern = self._looked_at(problem)
        begin = (near.fitted(problem) if near is not None else None) or self._last.get(pattern)
        return None if begin is None else self._settled(problem, pattern, begin, "from a near answer", 0)

    def _looked_at(self, problem: Problem) -> Pattern:
        """What a search by sides looks at: barred or not where a problem knows its typical sizes, else what can move."""
        known = problem.price is not None and problem.flow is not None
        return self._patterns.wide_of(problem) if known else self._patterns.of(problem)

    def _exact(self, problem: Problem, point: Point) -> tuple[Point, Residuals] | None:
        """The equilibrium on the sides of a point that is nearly one, or near them; None if that is none."""
        pattern = self._looked_at(problem)
        begin = point.x[pattern.activity], np.concatenate([point.pi, point.om])[pattern.row]
        return self._settled(problem, pattern, begin, point.method, point.iterations)

    def _settled(
        self, problem: Problem, pattern: Pattern, begin: Start | tuple[Array, Array], method: str, steps: int
    ) -> tuple[Point, Residuals] | None:
        found = settled(problem, pattern, begin)
        if found is None:
            return None
        x, y, sides, rounds = found
        point = Point(*pattern.whole(problem, x, y), steps + rounds, method, sides)
        checked = certify(problem, point.x, point.pi, point.om)
        if not checked.holds:
            return None
        self._last[pattern] = sides
        return point, checked

    def _quickly(self, problems: list[Problem]) -> list[tuple[Point, Residuals] | None]:
        """What the compiled kernels find of each problem, made exact."""
        if self._quick is None:
            return [None] * len(problems)
        found: list[tuple[Point, Residuals] | None] = []
        for problem, answer in zip(problems, self._quick.solve(problems), strict=True):
            if answer is None:
                found.append(None)
                continue
            x, y, steps = answer
            point = Point(*self._patterns.of(problem).whole(problem, x, y), steps, "interior point, compiled")
            found.append(self._exact(problem, point) or _judged(problem, point))
        return found

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

    def _climbed(self, problem: Problem, where: str) -> tuple[Point, Residuals]:
        """The equilibrium by a climb from the middle, else by the fallbacks."""
        pattern = self._patterns.of(problem)
        small = pattern.small(problem)
        x, y, steps, method = _ascent(small, pattern)
        first = Point(*pattern.whole(problem, x, y), steps, method)
        found = self._exact(problem, first) or _judged(problem, first)
        if found is not None:
            return found
        if problem.H is None:  # the fallback knows convex programs only
            x, pi, om, rounds = wedge_fixed_point(small)
            method = "clarabel with a fixed point on the wedges"
            second = Point(*pattern.whole(problem, x, np.concatenate([pi, om])), rounds, method)
            found = self._exact(problem, second) or _judged(problem, second)
            if found is not None:
                return found
        walked = pivoted(small, scale_of(small))
        if walked is not None:
            third = Point(*pattern.whole(problem, *walked), 0, "from vertex to vertex")
            found = self._exact(problem, third) or _judged(problem, third)
            if found is not None:
                return found
        raise NotSolved(why(problem, first, certify(problem, first.x, first.pi, first.om), where))


def _judged(problem: Problem, point: Point) -> tuple[Point, Residuals] | None:
    """The point with its residuals if they hold."""
    checked = certify(problem, point.x, point.pi, point.om)
    return (point, checked) if checked.holds else None


def _ascent(small: Problem, pattern: Pattern) -> tuple[Array, Array, int, str]:
    """x, (pi, om), steps and method: up from the middle, again from better sizes where that does not arrive."""
    N, n, M = small.shape
    if n == 0:
        return np.zeros(0), np.zeros(N + M), 0, "nothing can move"
    E, Eb = pattern.E, pattern.prices(small).T
    scale = scale_of(small)
    steps, lowest = 0, np.inf
    for attempt in range(ATTEMPTS):
        found, more, error = climb(small, pattern.rows, E, Eb, scale, start(small, scale, E, Eb), careful=attempt > 0)
        steps += more
        if error < lowest or steps == more:
            best, lowest, size = found, error, scale
        if error <= ENOUGH:
            break
        scale = scale_at(small, best.x, best.y[:N])
    x = np.clip(best.x, 0.0, small.u)
    x[x < STILL * size.X] = 0.0
    return x, np.where(best.y < STILL * size.P, 0.0, best.y), steps, "interior point"


def equilibrium(problem: Problem, where: str = "this market") -> tuple[Point, Residuals]:
    """The certified equilibrium of one problem, solved on its own (``Engine`` keeps what many problems share)."""
    return Engine().solve(problem, where)


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
