"""An interior point straight on the mixed complementarity problem (math.md §3): prices and flows at once, duties inside B.

Mehrotra's predictor and corrector with Gondzio's further correctors. Each Newton step is reduced to the rows,
``(E D^-1 Eb' + diag(w/y)) dy = r`` with ``E = [A; -G]`` and ``Eb = [B; -G]``: symmetric in pattern, not in values.
The pattern is analysed once (``Rows``) and reused for every month that has the same live activities.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from ytterby.market.problem import Array, Index, Problem
from ytterby.market.scale import Scale

__all__ = ["Interior", "Rows", "climb", "elimination_order", "start"]

STEPS = 120  # Newton steps before giving up; the yardstick's problems take 15 to 45
CORRECTORS = 2
TARGET = 1e-8  # on every market's own scale: five digits inside the certificate's local tolerance
STALL = 15  # steps without a better point before giving up
TO_BOUNDARY = 0.995
SHORT = 0.1  # below this step length corrections are tried in part
CAREFUL_SHORT = 0.5
SHARES = (0.0, 0.1, 0.25, 0.5, 0.75)
LEAST_PART = 1e-18  # of a typical size: no part of an iterate is smaller
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
    """The pattern of the row system of one set of activities: order of elimination, and where every product of entries lands."""

    def __init__(self, E: sparse.csc_matrix) -> None:
        m, n = E.shape
        count = np.diff(E.indptr)
        column = np.repeat(np.arange(n), count)
        times = count[column]
        self.left = np.repeat(np.arange(E.nnz), times)
        within = np.arange(len(self.left)) - np.repeat(np.cumsum(times) - times, times)
        self.right = E.indptr[:-1][column][self.left] + within
        self.m, self.n = m, n
        self.rows, self.column = E.indices.astype(np.int64), column
        pattern = sparse.csc_matrix((np.ones(E.nnz), E.indices, E.indptr), shape=E.shape)
        place = np.argsort(elimination_order(pattern))
        self.place = place
        at = place[self.rows]
        keys = np.concatenate([at[self.right] * m + at[self.left], np.arange(m) * (m + 1)])
        found, where = np.unique(keys, return_inverse=True)
        self.indices = (found % m).astype(np.int32)
        self.indptr = np.concatenate([[0], np.cumsum(np.bincount(found // m, minlength=m))]).astype(np.int32)
        self.diagonal = where[len(self.left) :][place]
        product = where[: len(self.left)]
        self.by_place = np.argsort(product, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(product, minlength=len(found)))])
        self.products = sparse.csr_matrix(
            (np.zeros(len(product)), column[self.left][self.by_place], starts), shape=(len(found), n)
        )
        self.order = np.argsort(place)

    def weigh(self, E: sparse.csc_matrix, Eb: sparse.csc_matrix) -> sparse.csr_matrix:
        """The matrix that takes 1/D to the entries of the row system for these numbers."""
        self.products.data = (E.data[self.left] * Eb.data[self.right])[self.by_place]
        return self.products

    def factor(self, entries: Array, on_diagonal: Array) -> Any:
        """A factorisation of the row system in elimination order."""
        entries = entries.copy()
        entries[self.diagonal] += on_diagonal
        S = sparse.csc_matrix((entries, self.indices, self.indptr), shape=(self.m, self.m))
        options = {"SymmetricMode": True, "Equil": False}
        return splu(S, permc_spec="NATURAL", diag_pivot_thresh=0.0, options=options)

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


def start(problem: Problem, scale: Scale, E: sparse.csc_matrix, Eb: sparse.csc_matrix) -> Interior:
    """A first iterate: everything at its typical size, halfway to its bound."""
    bounded = np.flatnonzero(np.isfinite(problem.u))
    u = problem.u[bounded]
    x = scale.X.copy()
    x[bounded] = np.minimum(x[bounded], 0.5 * u)
    y = scale.P.copy()
    y[problem.shape[0] :] *= 0.1
    F = problem.c + problem.h * x - Eb.T @ y
    w = np.maximum(E @ x + np.concatenate([problem.b, problem.g]), 0.0) + scale.Q
    return Interior(x, np.maximum(F, 0) + scale.R, u - x[bounded], np.maximum(-F[bounded], 0) + scale.R[bounded], y, w)


def climb(
    problem: Problem,
    rows: Rows,
    E: sparse.csc_matrix,
    Eb: sparse.csc_matrix,
    scale: Scale,
    first: Interior,
    careful: bool = False,
) -> tuple[Interior, int, float]:
    """The best iterate found, the steps taken and its residual on the local scales.

    A careful climb takes corrections in part much sooner and waits longer for progress: slower, and made for crooked problems.
    """
    short, patience = (CAREFUL_SHORT, 2 * STALL) if careful else (SHORT, STALL)
    bounded = np.flatnonzero(np.isfinite(problem.u))
    system = _System(problem, rows, E, Eb, scale, bounded)
    weights = (scale.X * scale.R, (scale.X * scale.R)[bounded], scale.P * scale.Q)
    floor = _floor(scale, bounded)
    s, best, best_error, best_step, step = first, first, np.inf, 0, 0
    for step in range(STEPS):
        residual = system.residual(s)
        error = _error(s, residual, scale, bounded)
        if not np.isfinite(error):
            break
        if error < best_error:
            best_step = step if error < 0.9 * best_error else best_step
            best, best_error = s, error
        if error <= TARGET or step - best_step > patience or not system.factor(s, residual):
            break
        s = _floored(_advance(system, s, weights, short), floor)
    return best, step, best_error


def _advance(system: _System, s: Interior, weights: tuple[Array, Array, Array], short: float) -> Interior:
    """One step: predict, centre, correct (Mehrotra 1992), then correct again while that lengthens the step (Gondzio 1996).

    A correction that shortens the step is taken only in part (Colombo and Gondzio 2008).
    """
    count = sum(len(w) for w in weights)
    now = tuple(-a * b for a, b in s.pairs())
    mu = -sum(float((r / w).sum()) for r, w in zip(now, weights, strict=True)) / count
    predicted = system.toward(s, now)
    alpha = _longest(s, predicted)
    after = s.moved(alpha, predicted)
    left = sum(float((a * b / w).sum()) for (a, b), w in zip(after.pairs(), weights, strict=True)) / count
    goal = float(np.clip((max(left, 0.0) / mu) ** 3, 1e-6, 1.0)) * mu
    wish = tuple(r + goal * w for r, w in zip(now, weights, strict=True))
    second = tuple(-da * db for da, db in predicted.pairs())
    full = system.toward(s, tuple(r + q for r, q in zip(wish, second, strict=True)))
    share, alpha, d = 1.0, _longest(s, full), full
    if alpha < short:
        d, alpha, share = _partly(s, system.toward(s, wish), full, alpha)
    wish = tuple(r + share * q for r, q in zip(wish, second, strict=True))
    for _ in range(CORRECTORS):
        if alpha > 0.9:
            break
        farther = s.moved(min(1.0, 1.5 * alpha + 0.1), d)
        pull = tuple(_pull(a * b, goal * w) for (a, b), w in zip(farther.pairs(), weights, strict=True))
        further = system.toward(s, tuple(r + q for r, q in zip(wish, pull, strict=True)))
        longer, share = _longest(s, further), 1.0
        if longer < short:
            further, longer, share = _partly(s, d, further, longer)
        if longer < 1.01 * alpha:
            break
        wish = tuple(r + share * q for r, q in zip(wish, pull, strict=True))
        d, alpha = further, longer
    return s.moved(min(1.0, max(TO_BOUNDARY, 1.0 - mu) * alpha), d)


def _partly(s: Interior, without: Interior, full: Interior, alpha: float) -> tuple[Interior, float, float]:
    """The mixture of a direction without and with a correction that allows the longest step; the step and the share taken."""
    best = (full, alpha, 1.0)
    for share in SHARES:
        d = without.moved(share, full.less(without))
        longer = _longest(s, d)
        if longer > best[1]:
            best = (d, longer, share)
    return best


class _System:
    """The Newton equations of one problem at one iterate, reduced to the rows and factorised."""

    def __init__(
        self, problem: Problem, rows: Rows, E: sparse.csc_matrix, Eb: sparse.csc_matrix, scale: Scale, bounded: Index
    ) -> None:
        self.c, self.h, self.u = problem.c, problem.h, problem.u[bounded]
        self.e = np.concatenate([problem.b, problem.g])
        self.rows, self.bounded = rows, bounded
        self.E, self.EbT, self.products = E.tocsr(), Eb.T.tocsr(), rows.weigh(E, Eb)
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
        dt = self.bound - dx[self.bounded]
        return Interior(dx, (wish_x - s.z * dx) / s.x, dt, (wish_t - s.v * dt) / s.t, dy, (wish_y - s.w * dy) / s.y)


def _error(s: Interior, residual: tuple[Array, Array, Array], scale: Scale, bounded: Index) -> float:
    """The worst violation of any condition on its own scale."""
    X, R, P, Q = scale.X, scale.R, scale.P, scale.Q
    profit, balance, bound = residual
    parts = (
        np.abs(profit) / R,
        np.abs(balance) / Q,
        np.abs(bound) / X[bounded],
        np.minimum(s.x / X, s.z / R),
        np.minimum(s.t / X[bounded], s.v / R[bounded]),
        np.minimum(s.y / P, s.w / Q),
    )
    return max(float(part.max(initial=0.0)) for part in parts)


def _floor(scale: Scale, bounded: Index) -> Interior:
    X, R, P, Q = (LEAST_PART * size for size in (scale.X, scale.R, scale.P, scale.Q))
    return Interior(X, R, X[bounded], R[bounded], P, Q)


def _floored(s: Interior, floor: Interior) -> Interior:
    """The iterate with nothing closer to zero than rounding can tell: what has converged waits for the rest."""
    parts = zip((s.x, s.z, s.t, s.v, s.y, s.w), (floor.x, floor.z, floor.t, floor.v, floor.y, floor.w), strict=True)
    return Interior(*(np.maximum(part, least) for part, least in parts))


def _longest(s: Interior, d: Interior) -> float:
    """The longest step, at most 1, that keeps every part of the iterate from going below zero."""
    worst = 1.0
    for (a, b), (da, db) in zip(s.pairs(), d.pairs(), strict=True):
        worst = max(worst, float((-da / a).max(initial=0.0)), float((-db / b).max(initial=0.0)))
    return 1.0 / worst


def _pull(product: Array, goal: Array) -> Array:
    """Gondzio's correction: back between a tenth of and ten times the target product, no further than ten times it at once."""
    return np.maximum(np.clip(product, 0.1 * goal, 10.0 * goal) - product, -10.0 * goal)
