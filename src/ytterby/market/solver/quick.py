"""Months of one world by the compiled kernels, side by side. What does not arrive is left to ``solve``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ytterby.market.problem import Array, Problem
from ytterby.market.solver.patterns import Pattern, Patterns
from ytterby.market.solver.scale import ENOUGH, STILL

__all__ = ["Quick"]


class Quick:
    """Climbs problems in any order; those of one pattern four at a time. One thread at a time."""

    def __init__(self, patterns: Patterns | None = None) -> None:
        self._patterns = patterns or Patterns()

    def solve(self, problems: Sequence[Problem]) -> list[tuple[Array, Array, int] | None]:
        """Levels and (prices, rents) of each problem's live part, and steps; None where the kernels do not arrive or may not try.

        Curves, costs that depend on each other and prices with floors are not for them.
        """
        found: list[tuple[Array, Array, int] | None] = [None] * len(problems)
        alike: dict[Pattern, list[int]] = {}
        for i, problem in enumerate(problems):
            if problem.curve is None and problem.cross is None and problem.floor is None and problem.H is None:
                pattern = self._patterns.of(problem)
                if len(pattern.activity):
                    alike.setdefault(pattern, []).append(i)
        for pattern, members in alike.items():
            for i, answer in zip(members, _climbed(pattern, [problems[i] for i in members]), strict=True):
                found[i] = answer
        return found


def _climbed(pattern: Pattern, problems: Sequence[Problem]) -> list[tuple[Array, Array, int] | None]:
    smalls = [pattern.small(problem) for problem in problems]
    climber = pattern.climber(smalls[0])
    levels, prices, errors, steps, _ = climber.climb(smalls, early=True)
    left = [i for i, error in enumerate(errors) if not error <= ENOUGH]
    if left:  # not every month is like the first of its pattern: from the middle
        levels[left], prices[left], errors[left], more, _ = climber.climb([smalls[i] for i in left])
        steps[left] += more
    scale = climber.scale
    found: list[tuple[Array, Array, int] | None] = []
    for small, x, y, error, taken in zip(smalls, levels, prices, errors, steps, strict=True):
        level = np.clip(x, 0.0, small.u)
        level[level < STILL * np.minimum(scale.X, small.u)] = 0.0
        found.append((level, np.where(y < STILL * scale.P, 0.0, y), int(taken)) if error <= ENOUGH else None)
    return found
