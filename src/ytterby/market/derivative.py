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
from ytterby.market.problem import Array, Index, Mask, Point, Problem
from ytterby.market.solver.scale import scale_at

__all__ = ["Derivative", "Linear", "Nudge", "derivative"]

NOTHING = 1e-7  # of a typical size: nearer than this a level, price or loss is at its bound
FIRM = 1e-11  # of a typical slope: keeps what has no slope of its own determined; refining takes it out again
REFINED = 4
OPEN = 1e-3  # of what an activity pays and is paid: prices that can move by more without anything else moving are left open
PUSHED = 1e-9  # of the largest push: less is rounding


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

    kinks : what stands on an edge, as (activity, market or group, number).    touched : those of them that this nudge pushes off
    it, so that up and down differ.
    """

    x: Array
    pi: Array
    om: Array
    kinks: tuple[tuple[str, int], ...]
    touched: tuple[tuple[str, int], ...] = ()

    @property
    def kinked(self) -> bool:
        """Whether the equilibrium stands on an edge and may move differently up and down."""
        return bool(self.kinks)


class Linear:
    """A certified equilibrium with its sides fixed: one factorisation, then one solve for every nudge.

    Source: the implicit function theorem on the active conditions; A. Shapiro, Sensitivity analysis of generalized equations,
    Journal of Mathematical Sciences 115(4), 2003.
    """

    def __init__(self, problem: Problem, point: Point) -> None:
        N = problem.shape[0]
        x, y = point.x, np.concatenate([point.pi - (0.0 if problem.floor is None else problem.floor), point.om])
        F, left = loss(problem, x, point.pi, point.om), np.concatenate([net_supply(problem, x), room_in_group(problem, x)])
        scale = scale_at(problem, x, np.maximum(point.pi, 0.0))
        R = np.maximum(scale.R, np.abs(problem.B.T @ point.pi))
        X, P, Q = np.maximum(scale.X, np.abs(x)), np.maximum(scale.P, np.abs(y)), scale.Q
        low, high = x <= NOTHING * X, x >= problem.u - NOTHING * X
        free, priced = ~(low | high), y > NOTHING * P
        moving = np.bincount(problem.A.indices, np.repeat(x > NOTHING * X, np.diff(problem.A.indptr)), N) > 0
        priced[:N] &= moving
        edge_y = ~priced & (np.abs(left) <= NOTHING * Q)
        edge_y[:N] &= moving
        self._problem, self._pi = problem, point.pi
        self._free, self._priced, self._moving, self._full = free, priced, moving, high & ~low
        edge_x = (low | high) & (np.abs(F) <= NOTHING * R) & (problem.u > NOTHING * X)
        edge_x &= ~_undone(problem, edge_x, moving)
        self._edge_y = np.flatnonzero(edge_y)
        self._E = sparse.vstack([problem.A, -problem.G]).tocsr()
        Eb = sparse.vstack([problem.B, -problem.G]).tocsr()
        self._EbT = Eb.T.tocsr()
        self._slope, self._H = _slopes(problem, x)
        inner, outer = self._E[priced][:, free], Eb[priced][:, free]
        own = sparse.diags(self._slope[free]) + self._H[free][:, free]
        self._true = sparse.csc_matrix(sparse.bmat([[own, -outer.T], [inner, None]]))
        firm = sparse.diags(np.concatenate([FIRM * (R / X)[free], FIRM * (Q / P)[priced]]))
        self._lu = splu(sparse.csc_matrix(self._true + sparse.csc_matrix(firm))) if self._true.shape[0] else None
        self._edge_x = np.flatnonzero(edge_x & ~self._left_open(FIRM * Q / P, P))

    def _left_open(self, firm: Array, typical: Array) -> Mask:
        """(activity,) whether prices left open could move it off its edge: no level hangs on where they stand."""
        free, priced = self._free, self._priced
        if self._lu is None:
            return np.zeros(len(free), dtype=bool)
        turn = np.sqrt(2.0) * np.arange(len(typical)) % 1.0  # no two alike
        wish = typical * (0.5 + turn)
        right = np.concatenate([np.zeros(int(free.sum())), (firm * wish)[priced]])
        moved = np.zeros(len(typical))
        moved[priced] = self._lu.solve(right)[int(free.sum()) :]
        paid = abs(self._EbT) @ np.abs(wish)
        return np.asarray(np.abs(self._EbT @ moved) > OPEN * paid)

    def along(self, nudge: Nudge) -> Derivative:
        """The derivative along a nudge, per unit of it, on the sides where the equilibrium stands."""
        problem, free, priced = self._problem, self._free, self._priced
        N, n, M = problem.shape
        dx = np.where(self._full, 0.0 if nudge.u is None else nudge.u, 0.0)
        dF = np.zeros(n) if nudge.c is None else nudge.c.copy()
        if nudge.B is not None:
            dB = sparse.csc_matrix((nudge.B, problem.B.indices, problem.B.indptr), shape=problem.B.shape)
            dF = np.asarray(dF - dB.T @ self._pi)
        dw = np.concatenate([np.zeros(N) if nudge.b is None else nudge.b, np.zeros(M) if nudge.g is None else nudge.g])
        right = np.concatenate([-(dF + self._H @ dx)[free], -(dw + self._E @ dx)[priced]])
        dy = np.zeros(N + M)
        if self._lu is not None:
            found = self._lu.solve(right)
            for _ in range(REFINED):
                found = found + self._lu.solve(right - self._true @ found)
            dx[free] += found[: int(free.sum())]
            dy[priced] = found[int(free.sum()) :]
        loss_moves = dF + self._slope * dx + self._H @ dx - self._EbT @ dy
        room_moves = dw + self._E @ dx
        near_x, near_y = self._edge_x, self._edge_y
        pushed_x = near_x[np.abs(loss_moves[near_x]) > PUSHED * (np.abs(dF).max(initial=0.0) + np.abs(dy).max(initial=0.0))]
        pushed_y = near_y[np.abs(room_moves[near_y]) > PUSHED * (np.abs(dw).max(initial=0.0) + np.abs(dx).max(initial=0.0))]
        return Derivative(
            dx,
            np.where(self._moving, dy[:N], np.nan),
            dy[N:],
            _edges(near_x, near_y, N),
            _edges(pushed_x, pushed_y, N),
        )


def derivative(problem: Problem, point: Point, nudge: Nudge) -> Derivative:
    """The derivative of a certified equilibrium along a nudge, per unit of it (``Linear`` keeps what several nudges share)."""
    return Linear(problem, point).along(nudge)


def _edges(activities: Index, rows: Index, markets: int) -> tuple[tuple[str, int], ...]:
    on = [("activity", int(i)) for i in activities]
    return tuple(on + [("market", int(i)) if i < markets else ("group", int(i) - markets) for i in rows])


def _undone(problem: Problem, edge: Mask, moving: Mask) -> Mask:
    """(activity,) on an edge only by the price of a market where nothing trades, which may as well be another: what takes from
    such a market, and what gives to one that nothing on an edge takes from."""
    takes, gives = (
        sparse.csc_matrix((side, problem.A.indices, problem.A.indptr), shape=problem.A.shape)
        for side in ((problem.A.data < 0).astype(float), (problem.A.data > 0).astype(float))
    )
    awaited = takes @ edge.astype(float) > 0
    return np.asarray((takes.T @ (~moving).astype(float) > 0) | (gives.T @ (~moving & ~awaited).astype(float) > 0))


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
