"""Many problems of one structure: side by side through the batched interior point, each certified, the rest one by one."""

from __future__ import annotations

from collections.abc import Sequence

from ytterby.errors import NotSolved
from ytterby.market.batch.climber import Climber
from ytterby.market.certificate import Residuals
from ytterby.market.problem import Point, Problem
from ytterby.market.solver.equilibrium import Engine

__all__ = ["Batch"]

QUEUE = 64  # problems posed at once: enough to keep the lanes filled, few enough for memory


class Batch:
    """Solves problems that share A, G and the pattern of B; what they share is found once, from the first of them."""

    def __init__(self, base: Problem) -> None:
        self._climber = Climber(base)
        self._markets = base.shape[0]
        self._engine = Engine()

    def fits(self, problem: Problem) -> bool:
        """Whether a problem has this structure."""
        return self._climber.fits(problem)

    def solve(self, problems: Sequence[Problem]) -> list[tuple[Point, Residuals] | None]:
        """The certified equilibrium of each problem, None where there is none."""
        fitting = [self.fits(problem) for problem in problems]
        together = [problem for problem, fits in zip(problems, fitting, strict=True) if fits]
        answers: list[tuple[Point, Residuals] | None] = []
        for at in range(0, len(together), QUEUE):
            answers += self._together(together[at : at + QUEUE])
        queue = iter(answers)
        return [next(queue) if fits else self._alone(problem) for problem, fits in zip(problems, fitting, strict=True)]

    def _together(self, problems: list[Problem]) -> list[tuple[Point, Residuals] | None]:
        out = self._climbed(problems, early=True)
        left = [i for i, answer in enumerate(out) if answer is None]
        if left:  # unlike the first of their structure: from the middle
            for i, answer in zip(left, self._climbed([problems[i] for i in left], early=False), strict=True):
                out[i] = answer or self._alone(problems[i])
        return out

    def _climbed(self, problems: list[Problem], early: bool) -> list[tuple[Point, Residuals] | None]:
        ends = self._climber.climb(problems, early, judged=True)
        out: list[tuple[Point, Residuals] | None] = []
        N = self._markets
        for x, y, steps, found in zip(ends.levels, ends.prices, ends.steps, ends.residuals, strict=True):
            kkt, local, balance, complementarity, worst = (float(value) for value in found)
            checked = Residuals(kkt, local, balance, complementarity, int(worst))
            point = Point(x, y[:N], y[N:], int(steps), "interior point, side by side")
            out.append((point, checked) if checked.holds else None)
        return out

    def _alone(self, problem: Problem) -> tuple[Point, Residuals] | None:
        try:
            return self._engine.solve(problem)
        except NotSolved:
            return None
