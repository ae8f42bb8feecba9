"""How an equilibrium moves when a number of it does: exact where nothing is about to change sides (math.md §6.4).

Which activities run inside their bounds, which markets have a price and which groups are full fixes a linear system; its solution
for one more right-hand side is the derivative. Where a condition holds on both sides at once the equilibrium has a kink: it moves
differently up and down. Such places are named; the derivative then keeps them on the side where nothing moves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from ytterby.market.conditions import loss, net_supply, room_in_group, slope_at
from ytterby.market.problem import Array, Point, Problem
from ytterby.market.scale import scale_at

__all__ = ["Derivative", "Nudge", "derivative"]

NOTHING = 1e-7  # of a typical size: nearer than this a level, price or loss is at its bound
FIRM = 1e-11  # of a typical slope: keeps what has no slope of its own determined; refining takes it out again
REFINED = 4


@dataclass(frozen=True)
class Nudge:
    """How fast each number of the problem moves: c (n_activities), B like the data of B, u, b (n_markets), g (n_groups)."""

    c: Array | None = None
    B: Array | None = None
    u: Array | None = None
    b: Array | None = None
    g: Array | None = None


@dataclass(frozen=True)
class Derivative:
    """How fast levels x, prices pi and rents om move; NaN for the price of a market where nothing trades.

    kinks : what stands on an edge, as (activity, market or group, number).
    """

    x: Array
    pi: Array
    om: Array
    kinks: tuple[tuple[str, int], ...]

    @property
    def kinked(self) -> bool:
        """Whether the equilibrium moves differently up and down."""
        return bool(self.kinks)


def derivative(problem: Problem, point: Point, nudge: Nudge) -> Derivative:
    """The derivative of a certified equilibrium along a nudge, per unit of it.

    Source: the implicit function theorem on the active conditions; A. Shapiro, Sensitivity analysis of generalized equations,
    Journal of Mathematical Sciences 115(4), 2003.
    """
    N, n, M = problem.shape
    x, y = point.x, np.concatenate([point.pi - (0.0 if problem.floor is None else problem.floor), point.om])
    F, left = loss(problem, x, point.pi, point.om), np.concatenate([net_supply(problem, x), room_in_group(problem, x)])
    scale = scale_at(problem, x, np.maximum(point.pi, 0.0))
    R = np.maximum(scale.R, np.abs(problem.B.T @ point.pi))
    X, P, Q = np.maximum(scale.X, np.abs(x)), np.maximum(scale.P, np.abs(y)), scale.Q
    low, high = x <= NOTHING * X, x >= problem.u - NOTHING * X
    free, priced = ~(low | high), y > NOTHING * P
    moving = np.bincount(problem.A.indices, np.repeat(x > NOTHING * X, np.diff(problem.A.indptr)), N) > 0
    priced[:N] &= moving
    edge_x = (low | high) & (np.abs(F) <= NOTHING * R) & (problem.u > NOTHING * X)
    edge_y = ~priced & (np.abs(left) <= NOTHING * Q)
    edge_y[:N] &= moving
    kinks = [("activity", int(i)) for i in np.flatnonzero(edge_x)]
    kinks += [("market", int(i)) if i < N else ("group", int(i) - N) for i in np.flatnonzero(edge_y)]

    dx = np.where(high & ~low, 0.0 if nudge.u is None else nudge.u, 0.0)
    dF = np.zeros(n) if nudge.c is None else nudge.c.copy()
    if nudge.B is not None:
        dB = sparse.csc_matrix((nudge.B, problem.B.indices, problem.B.indptr), shape=problem.B.shape)
        dF = np.asarray(dF - dB.T @ point.pi)
    dw = np.concatenate([np.zeros(N) if nudge.b is None else nudge.b, np.zeros(M) if nudge.g is None else nudge.g])
    E = sparse.vstack([problem.A, -problem.G]).tocsr()
    Eb = sparse.vstack([problem.B, -problem.G]).tocsr()
    slope, H = _slopes(problem, x)
    right = np.concatenate([-(dF + H @ dx)[free], -(dw + E @ dx)[priced]])
    inner, outer = E[priced][:, free], Eb[priced][:, free]
    true = sparse.csc_matrix(sparse.bmat([[sparse.diags(slope[free]) + H[free][:, free], -outer.T], [inner, None]]))
    firm = sparse.diags(np.concatenate([FIRM * (R / X)[free], FIRM * (Q / P)[priced]]))
    dy = np.zeros(N + M)
    if true.shape[0]:
        lu = splu(sparse.csc_matrix(true + sparse.csc_matrix(firm)))
        found = lu.solve(right)
        for _ in range(REFINED):
            found = found + lu.solve(right - true @ found)
        dx[free] += found[: int(free.sum())]
        dy[priced] = found[int(free.sum()) :]
    return Derivative(dx, np.where(moving, dy[:N], np.nan), dy[N:], tuple(kinks))


def _slopes(problem: Problem, x: Array) -> tuple[Array, sparse.csr_matrix]:
    """How fast each cost rises with its own level, and with the others'."""
    n = problem.shape[1]
    slope = problem.h.copy()
    H = sparse.csr_matrix((n, n)) if problem.H is None else problem.H.tocsr()
    if problem.curve is not None:
        of = problem.curve.of
        slope[of] = slope_at(problem.curve, x[of])
    if problem.cross is not None:
        of = problem.cross.of
        J = problem.cross.slopes(np.maximum(x[of], 1e-12))
        slope[of] = np.diag(J)
        k = len(of)
        rows, columns = np.repeat(of, k), np.tile(of, k)
        H = H + sparse.csr_matrix(((J - np.diag(np.diag(J))).ravel(), (rows, columns)), shape=(n, n))
    return slope, H
