"""Lanes that would pay each other with nothing to ship (math.md §5.1).

A customary lane's cost rises to what the base year says, from less than nothing on its first tonne. Where nothing reaches a good,
two such lanes there and back would earn by moving what does not exist, and no price could keep both still.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ytterby.market.problem import Problem
from ytterby.market.program import Program
from ytterby.market.solver.patterns import patterns

__all__ = ["grounded"]


def grounded(problem: Problem, program: Program, months: Sequence[Problem]) -> Problem:
    """The problem without lanes that gain on their first tonne and start where nothing can reach.

    problem : the only one of ``months``, or all of them as one.
    """
    lane, origin = program.activities["lane"], program.A.indices[program.lane_origin]
    rows = np.cumsum([0, *(month.shape[0] for month in months[:-1])])
    columns = np.cumsum([0, *(month.shape[1] for month in months[:-1])])
    lanes = (columns[:, None] + np.arange(lane.start, lane.stop)).ravel()
    origins = (rows[:, None] + origin).ravel()
    tempting = (problem.c[lanes] < 0) & (problem.u[lanes] > 0)
    idle = lanes[tempting & ~patterns().reached(problem)[origins]]
    if not len(idle):
        return problem
    u = problem.u.copy()
    u[idle] = 0.0
    return replace(problem, u=u)
