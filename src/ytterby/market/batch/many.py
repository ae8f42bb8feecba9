"""Many problems of one structure: four at a time through the batched interior point, each certified, the rest one by one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ytterby.errors import NotSolved
from ytterby.market.batch.climber import WIDTH, Climber
from ytterby.market.certificate import Residuals, certify
from ytterby.market.problem import Point, Problem
from ytterby.market.solve import Engine

__all__ = ["Batch"]


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
        for at in range(0, len(together), WIDTH):
            answers += self._four(together[at : at + WIDTH])
        queue = iter(answers)
        return [next(queue) if fits else self._alone(problem) for problem, fits in zip(problems, fitting, strict=True)]

    def _four(self, problems: list[Problem]) -> list[tuple[Point, Residuals] | None]:
        levels, prices, _, steps = self._climber.climb(problems, early=True)
        out: list[tuple[Point, Residuals] | None] = []
        N = self._markets
        for x, y, problem in zip(levels, prices, problems, strict=True):
            level = np.clip(x, 0.0, problem.u)
            point = Point(level, y[:N].copy(), y[N:].copy(), steps, "interior point, four at a time")
            checked = certify(problem, point.x, point.pi, point.om)
            out.append((point, checked) if checked.holds else self._alone(problem))
        return out

    def _alone(self, problem: Problem) -> tuple[Point, Residuals] | None:
        try:
            return self._engine.solve(problem)
        except NotSolved:
            return None
