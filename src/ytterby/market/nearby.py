"""A month that differs little from the last: Newton's method on what runs, what stands still and what is full (math.md §3.7).

The last month's answer says which activities run inside their bounds, which markets have a price, which groups are full. With
that fixed the conditions are linear. Whatever then breaks its own condition changes sides, and the linear system is solved
again, a few times. It either arrives at an equilibrium, which the certificate judges, or the climb starts from scratch.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ytterby.market.newton import Rows
from ytterby.market.problem import Array, Problem
from ytterby.market.scale import Scale

__all__ = ["step_over"]

ROUNDS = 12
NEAR = 1e-7  # of a typical size: a last answer nearer than this to a bound stood on it
SLACK = 1e-9  # of a typical size: nearer than this to its condition is on it
FIRM = 1e-10  # of a typical slope: keeps free activities without a slope determined, undone by refining
REFINED = 3


Mask = NDArray[np.bool_]


def step_over(
    problem: Problem, rows: Rows, E: sparse.csc_matrix, Eb: sparse.csc_matrix, scale: Scale, x: Array, y: Array
) -> tuple[Array, Array] | None:
    """x and y = (pi, om) on the last answer's sides or near them; None if no consistent sides are found in a few rounds.

    None too where costs depend on each other: those are left to the climb.
    """
    if problem.H is not None:
        return None
    X, R, P, Q = scale.X, scale.R, scale.P, scale.Q
    linear = _Linear(problem, rows, E, Eb, scale)
    still, full, priced = x <= NEAR * X, x >= problem.u - NEAR * X, y > NEAR * P
    seen: set[bytes] = set()
    for _ in range(ROUNDS):
        key = still.tobytes() + full.tobytes() + priced.tobytes()
        if key in seen:
            return None
        seen.add(key)
        found = linear.solve(still, full, priced, x, y)
        if found is None:
            return None
        x, y = found
        F, w = linear.loss(x, y), linear.left(x)
        free = ~(still | full)
        now_still = np.where(free, x < -SLACK * X, still & (F >= -SLACK * R))
        now_full = np.where(free, x > problem.u + SLACK * X, full & (F <= SLACK * R))
        now_priced = np.where(priced, y >= -SLACK * P, w < -SLACK * Q)
        if (now_still == still).all() and (now_full == full).all() and (now_priced == priced).all():
            return np.clip(x, 0.0, problem.u), np.maximum(y, 0.0)
        still, full, priced = now_still, now_full, now_priced
    return None


class _Linear:
    """The conditions once everybody's side is fixed: F = 0 where free, balance 0 where priced."""

    def __init__(self, problem: Problem, rows: Rows, E: sparse.csc_matrix, Eb: sparse.csc_matrix, scale: Scale) -> None:
        self.problem, self.rows, self.scale = problem, rows, scale
        self.E, self.EbT, self.products = E.tocsr(), Eb.T.tocsr(), rows.weigh(E, Eb)
        self.e = np.concatenate([problem.b, problem.g])
        self.slope = problem.h + FIRM * scale.R / scale.X

    def loss(self, x: Array, y: Array) -> Array:
        """F of every activity."""
        return np.asarray(self.problem.c + self.problem.h * x - self.EbT @ y)

    def left(self, x: Array) -> Array:
        """What is left over in every market and group."""
        return np.asarray(self.E @ x + self.e)

    def solve(self, still: Mask, full: Mask, priced: Mask, x: Array, y: Array) -> tuple[Array, Array] | None:
        """x and y on these sides; None if the sides do not determine them."""
        free, u = ~(still | full), self.problem.u
        x = np.where(still, 0.0, np.clip(x, 0.0, u))
        x[full] = u[full]
        y = np.where(priced, y, 0.0)
        inverse = np.where(free, 1.0 / self.slope, 0.0)
        unit = self.scale.Q / self.scale.P
        try:
            lu = self.rows.factor(self.products @ inverse, np.where(priced, 1e-14, 1e16) * unit)
        except RuntimeError:  # SuperLU: exactly singular
            return None
        for _ in range(REFINED):
            F = self.loss(x, y)
            miss = self.E @ (F * inverse) - self.left(x)
            dy = np.where(priced, self.rows.solve(lu, np.where(priced, miss, 0.0)), 0.0)
            x = x + (self.EbT @ dy - F) * inverse
            y = y + dy
        return (x, y) if np.isfinite(x).all() and np.isfinite(y).all() else None
