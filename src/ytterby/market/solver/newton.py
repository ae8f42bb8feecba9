"""The Newton equations of the climb: an iterate, and the linear system that says where to go from it (math.md §3.1).

Each step is reduced to the rows, ``(E D^-1 Eb' + diag(w/y)) dy = r`` with ``E = [A; -G]`` and ``Eb = [B; -G]``: symmetric in
pattern, not in values. The pattern is analysed once (``Rows``) and reused for every month that has the same live activities.
Where costs depend on each other (``H``), D is not diagonal and the whole system is factorised (``Coupled``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from ytterby.market.problem import Array, Index, Problem
from ytterby.market.solver.scale import Scale

__all__ = ["Coupled", "Interior", "Reduced", "Rows", "elimination_order"]

LEAST_PIVOT = 1e-14  # of an activity's or market's own scale: keeps the factors finite at the very end


@dataclass(frozen=True)
class Interior:
    """A strictly positive iterate: x with z (standing still), t with v (at the bound), y with w (markets and groups)."""

    x: Array
    z: Array
    t: Array
    v: Array
    y: Array
    w: Array

    def pairs(self) -> tuple[tuple[Array, Array], tuple[Array, Array], tuple[Array, Array]]:
        """The complementary pairs."""
        return (self.x, self.z), (self.t, self.v), (self.y, self.w)

    def less(self, other: Interior) -> Interior:
        """The difference from another."""
        return self.moved(-1.0, other)

    def moved(self, alpha: float, d: Interior) -> Interior:
        """The iterate a step further."""
        return Interior(
            self.x + alpha * d.x,
            self.z + alpha * d.z,
            self.t + alpha * d.t,
            self.v + alpha * d.v,
            self.y + alpha * d.y,
            self.w + alpha * d.w,
        )


class Rows:
    """The row system of one E, whatever the prices: order of elimination, and where every product of entries lands."""

    def __init__(self, E: sparse.csc_matrix) -> None:
        m, n = E.shape
        count = np.diff(E.indptr)
        column = np.repeat(np.arange(n), count)
        times = count[column]
        left = np.repeat(np.arange(E.nnz), times)
        within = np.arange(len(left)) - np.repeat(np.cumsum(times) - times, times)
        right = E.indptr[:-1][column][left] + within
        self.m = m
        pattern = sparse.csc_matrix((np.ones(E.nnz), E.indices, E.indptr), shape=E.shape)
        place = np.argsort(elimination_order(pattern))
        self.place = place
        at = place[E.indices.astype(np.int64)]
        keys = np.concatenate([at[right] * m + at[left], np.arange(m) * (m + 1)])
        found, where = np.unique(keys, return_inverse=True)
        indptr = np.concatenate([[0], np.cumsum(np.bincount(found // m, minlength=m))]).astype(np.int32)
        self.system = sparse.csc_matrix((np.zeros(len(found)), (found % m).astype(np.int32), indptr), shape=(m, m))
        self.system.has_sorted_indices = True
        self.diagonal = where[len(left) :][place]
        product = where[: len(left)]
        by_place = np.argsort(product, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(product, minlength=len(found)))])
        self.products = sparse.csr_matrix((np.zeros(len(product)), column[left][by_place], starts), shape=(len(found), n))
        self.counted, self.partner = E.data[left][by_place], right[by_place]
        self.order = np.argsort(place)

    def weigh(self, paid: Array) -> sparse.csr_matrix:
        """The matrix that takes 1/D to the entries of the row system; paid: Eb's entries in the order of E's."""
        self.products.data = self.counted * paid[self.partner]
        return self.products

    def factor(self, entries: Array, on_diagonal: Array) -> Any:
        """A factorisation of the row system in elimination order; entries are added to in place."""
        entries[self.diagonal] += on_diagonal
        self.system.data = entries
        options = {"SymmetricMode": True, "Equil": False}
        return splu(self.system, permc_spec="NATURAL", diag_pivot_thresh=0.0, panel_size=1, options=options)

    def solve(self, lu: Any, r: Array) -> Array:
        """The solution of the factorised row system, rows in their own order."""
        return np.asarray(lu.solve(r[self.order])[self.place])


def elimination_order(pattern: sparse.csc_matrix) -> Index:
    """Minimum degree on the pattern of E E'."""
    m = pattern.shape[0]
    S = (pattern @ pattern.T + sparse.identity(m)).tocsc()
    S.data[:] = -1.0
    S = (S + sparse.diags(np.asarray(abs(S).sum(0)).ravel() + 1.0)).tocsc()
    lu = splu(S, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    return np.argsort(lu.perm_c)


class Reduced:
    """The Newton equations of one problem at one iterate, reduced to the rows and factorised."""

    def __init__(
        self, problem: Problem, rows: Rows, E: sparse.csc_matrix, Eb: sparse.csc_matrix, scale: Scale, bounded: Index
    ) -> None:
        self.c, self.h, self.u = problem.c, problem.h, problem.u[bounded]
        self.e = np.concatenate([problem.b, problem.g])
        self.rows, self.bounded = rows, bounded
        self.E, self.EbT, self.products = E.tocsr(), Eb.T.tocsr(), rows.weigh(Eb.data)
        self.least_slope, self.least_ratio = LEAST_PIVOT * scale.R / scale.X, LEAST_PIVOT * scale.Q / scale.P

    def residual(self, s: Interior) -> tuple[Array, Array, Array]:
        """What is missing in the profit conditions, the balances and the bounds."""
        profit = self.c + self.h * s.x - self.EbT @ s.y - s.z
        profit[self.bounded] += s.v
        return profit, self.E @ s.x + self.e - s.w, self.u - s.x[self.bounded] - s.t

    def factor(self, s: Interior, residual: tuple[Array, Array, Array]) -> bool:
        """Factorise at an iterate; False if the numbers have degenerated."""
        self.profit, self.balance, self.bound = residual
        D = self.h + s.z / s.x + self.least_slope
        D[self.bounded] += s.v / s.t
        self.inverse = 1.0 / D
        try:
            self.lu = self.rows.factor(self.products @ self.inverse, s.w / s.y + self.least_ratio)
        except RuntimeError:  # SuperLU: exactly singular
            return False
        return True

    def toward(self, s: Interior, wish: tuple[Array, ...]) -> Interior:
        """The Newton direction that changes the products x z, t v, y w by ``wish``."""
        wish_x, wish_t, wish_y = wish
        q = wish_x / s.x - self.profit
        q[self.bounded] -= (wish_t - s.v * self.bound) / s.t
        dy = self.rows.solve(self.lu, wish_y / s.y - self.balance - self.E @ (q * self.inverse))
        dx = (q + self.EbT @ dy) * self.inverse
        # one refinement against the balances: the reduced system loses digits late in the climb
        miss = self.E @ dx + self.balance - (wish_y - s.w * dy) / s.y
        more = self.rows.solve(self.lu, -miss)
        dy = dy + more
        dx = dx + (self.EbT @ more) * self.inverse
        return self._whole(s, wish, dx, dy)

    def _whole(self, s: Interior, wish: tuple[Array, ...], dx: Array, dy: Array) -> Interior:
        """The whole direction that goes with the moves of levels and prices."""
        wish_x, wish_t, wish_y = wish
        dt = self.bound - dx[self.bounded]
        return Interior(dx, (wish_x - s.z * dx) / s.x, dt, (wish_t - s.v * dt) / s.t, dy, (wish_y - s.w * dy) / s.y)


class Coupled(Reduced):
    """The same equations where costs depend on each other's levels: activities and rows in one asymmetric system."""

    def __init__(
        self, problem: Problem, rows: Rows, E: sparse.csc_matrix, Eb: sparse.csc_matrix, scale: Scale, bounded: Index
    ) -> None:
        super().__init__(problem, rows, E, Eb, scale, bounded)
        assert problem.H is not None  # noqa: S101
        self.H = problem.H.tocsr()

    def residual(self, s: Interior) -> tuple[Array, Array, Array]:
        """What is missing in the profit conditions, the balances and the bounds."""
        profit, balance, bound = super().residual(s)
        return profit + self.H @ s.x, balance, bound

    def factor(self, s: Interior, residual: tuple[Array, Array, Array]) -> bool:
        """Factorise at an iterate; False if the numbers have degenerated."""
        self.profit, self.balance, self.bound = residual
        D = self.h + s.z / s.x + self.least_slope
        D[self.bounded] += s.v / s.t
        ratio = sparse.diags(s.w / s.y + self.least_ratio)
        try:
            self.lu = splu(sparse.bmat([[sparse.diags(D) + self.H, -self.EbT], [self.E, ratio]], format="csc"))
        except RuntimeError:  # SuperLU: exactly singular
            return False
        return True

    def toward(self, s: Interior, wish: tuple[Array, ...]) -> Interior:
        """The Newton direction that changes the products x z, t v, y w by ``wish``."""
        wish_x, wish_t, wish_y = wish
        q = wish_x / s.x - self.profit
        q[self.bounded] -= (wish_t - s.v * self.bound) / s.t
        found = np.asarray(self.lu.solve(np.concatenate([q, wish_y / s.y - self.balance])))
        dx, dy = found[: len(q)], found[len(q) :]
        return self._whole(s, wish, dx, dy)
