"""Many problems of one structure: four at a time through the batched interior point, each certified, the rest one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ytterby.errors import NotSolved
from ytterby.market.batch.ascent import ascend
from ytterby.market.batch.registers import WIDTH
from ytterby.market.batch.supernodes import Supernodes, supernodes
from ytterby.market.certificate import Residuals, certify
from ytterby.market.problem import Array, Index, Point, Problem
from ytterby.market.scale import Scale, scale_of
from ytterby.market.solve import Engine

__all__ = ["Batch"]

STEPS = 70
CORRECTORS = 2
TARGET = 1e-9  # on every market's own scale: three digits inside the certificate's local tolerance
EARLY = 0.3  # violation of the base problem's iterate that starts every other problem: centred, and not yet anybody's answer
ROOM = 1e-2  # of a typical size: the least distance from a bound at which a problem starts
BARRED = 1e-8  # of a typical size: a bound below this is raised to it, so that there is an inside


@dataclass(frozen=True)
class _State:
    x: Array
    z: Array
    t: Array
    v: Array
    y: Array
    w: Array


class Batch:
    """Solves problems that share A, G and the pattern of B; what they share is found once, from the first of them."""

    def __init__(self, base: Problem) -> None:
        self._base = base
        bounded = np.isfinite(base.u)
        self._order = np.concatenate([np.flatnonzero(bounded), np.flatnonzero(~bounded)])
        self._bounded = int(bounded.sum())
        stacked = sparse.vstack([base.A, -base.G]).tocsc()
        E = stacked[:, self._order].tocsc()
        E.sort_indices()
        self._pattern: Supernodes = supernodes(E)
        self._scale: Scale = scale_of(base)
        self._X, self._R = self._scale.X[self._order], self._scale.R[self._order]
        self._column: Index = np.repeat(np.arange(E.shape[1]), np.diff(E.indptr))
        self._row: Index = E.indices
        self._indptr = E.indptr.astype(np.int64)
        self._rows = self._pattern.place[E.indices].astype(np.int64)
        self._E = E.data * self._X[self._column] / self._scale.Q[E.indices]
        self._weight = self._scale.P[E.indices] / self._R[self._column]
        self._source = self._sources(base, E)
        self._engine = Engine()
        self._early: _State | None = None

    def _sources(self, base: Problem, E: sparse.csc_matrix) -> Index:
        """Which entry of (B.data, -G.data) stands at each entry of E."""
        top = sparse.csc_matrix((np.arange(1.0, base.A.nnz + 1), base.A.indices, base.A.indptr), shape=base.A.shape)
        number = np.arange(base.A.nnz + 1.0, base.A.nnz + base.G.nnz + 1)
        group = sparse.csc_matrix((number, base.G.indices, base.G.indptr), shape=base.G.shape)
        marked = sparse.vstack([top, group]).tocsc()[:, self._order].tocsc()
        marked.sort_indices()
        return marked.data.astype(np.int64) - 1

    def fits(self, problem: Problem) -> bool:
        """Whether a problem has this structure."""
        a, b = self._base, problem
        return (
            (
                a.A is b.A
                or (
                    np.array_equal(a.A.indptr, b.A.indptr)
                    and np.array_equal(a.A.indices, b.A.indices)
                    and np.array_equal(a.A.data, b.A.data)
                )
            )
            and (
                a.G is b.G
                or (
                    np.array_equal(a.G.indptr, b.G.indptr)
                    and np.array_equal(a.G.indices, b.G.indices)
                    and np.array_equal(a.G.data, b.G.data)
                )
            )
            and np.array_equal(np.isfinite(a.u), np.isfinite(b.u))
            and bool(np.isfinite(b.g).all())
        )

    def solve(self, problems: Sequence[Problem]) -> list[tuple[Point, Residuals] | None]:
        """The certified equilibrium of each problem, None where there is none."""
        found: list[tuple[Point, Residuals] | None] = []
        for at in range(0, len(problems), WIDTH):
            found += self._four(list(problems[at : at + WIDTH]))
        return found

    def _four(self, problems: list[Problem]) -> list[tuple[Point, Residuals] | None]:
        if not all(self.fits(problem) for problem in problems):
            return [self._alone(problem) for problem in problems]
        if self._early is None:
            first = self._numbers([self._base] * WIDTH)
            state = self._cold(*first)
            self._climb(state, first, EARLY)
            self._early = state
        filled = problems + [problems[-1]] * (WIDTH - len(problems))
        numbers = self._numbers(filled)
        state = self._warm(*numbers)
        steps = self._climb(state, numbers, TARGET)
        out: list[tuple[Point, Residuals] | None] = []
        x = state.x.reshape(-1, WIDTH) * self._X[:, None]
        y = state.y.reshape(-1, WIDTH)[self._pattern.place] * self._scale.P[:, None]
        N = self._base.shape[0]
        for lane, problem in enumerate(problems):
            level = np.empty(len(x))
            level[self._order] = x[:, lane]
            level = np.clip(level, 0.0, problem.u)
            point = Point(level, y[:N, lane].copy(), y[N:, lane].copy(), steps, "interior point, four at a time")
            checked = certify(problem, point.x, point.pi, point.om)
            out.append((point, checked) if checked.holds else self._alone(problem))
        return out

    def _alone(self, problem: Problem) -> tuple[Point, Residuals] | None:
        try:
            return self._engine.solve(problem)
        except NotSolved:
            return None

    def _numbers(self, problems: list[Problem]) -> tuple[Array, Array, Array, Array, Array]:
        """c, h, u, e and Eb of WIDTH problems, scaled and interleaved."""
        order, K, scale = self._order, self._bounded, self._scale
        c = np.stack([p.c for p in problems], 1)[order] / self._R[:, None]
        h = np.stack([p.h for p in problems], 1)[order] * (self._X / self._R)[:, None]
        u = np.maximum(np.stack([p.u for p in problems], 1)[order[:K]] / self._X[:K, None], BARRED)
        given = np.stack([np.concatenate([p.b, np.maximum(p.g, 0.0)]) for p in problems], 1) / scale.Q[:, None]
        N = self._base.shape[0]
        given[N:] = np.maximum(given[N:], BARRED)
        e = np.empty_like(given)
        e[self._pattern.place] = given
        prices = np.stack([np.concatenate([p.B.data, -p.G.data]) for p in problems], 1)
        Eb = prices[self._source] * self._weight[:, None]
        return c.ravel(), h.ravel(), u.ravel(), e.ravel(), Eb.ravel()

    def _loss(self, c: Array, h: Array, Eb: Array, x: Array, y: Array) -> Array:
        weighed = Eb.reshape(-1, WIDTH) * y.reshape(-1, WIDTH)[self._rows]
        return c.reshape(-1, WIDTH) + h.reshape(-1, WIDTH) * x - np.add.reduceat(weighed, self._indptr[:-1], axis=0)

    def _cold(self, c: Array, h: Array, u: Array, e: Array, Eb: Array) -> _State:
        """Everything at its typical size, halfway to its bound."""
        K, bound = self._bounded, u.reshape(-1, WIDTH)
        x = np.ones((len(self._order), WIDTH))
        x[:K] = np.minimum(1.0, 0.5 * bound)
        y = np.ones((len(e) // WIDTH, WIDTH))
        y[self._pattern.place[self._base.shape[0] :]] = 0.1
        F = self._loss(c, h, Eb, x, y)
        E = sparse.csc_matrix((self._E, self._rows, self._indptr), shape=(len(y), len(x)))
        w = np.maximum(E @ x + e.reshape(-1, WIDTH), 0.0) + 1.0
        return _state(x, np.maximum(F, 0.0) + 1.0, bound - x[:K], np.maximum(-F[:K], 0.0) + 1.0, y, w)

    def _warm(self, c: Array, h: Array, u: Array, e: Array, Eb: Array) -> _State:
        """The base problem's early iterate, moved inside these problems' bounds."""
        assert self._early is not None
        early, K, bound = self._early, self._bounded, u.reshape(-1, WIDTH)
        x = np.maximum(early.x.reshape(-1, WIDTH), ROOM)
        x[:K] = np.clip(x[:K], 0.1 * bound, 0.9 * bound)
        y, w = np.maximum(early.y, ROOM), np.maximum(early.w, ROOM)
        F = self._loss(c, h, Eb, x, y)
        z = np.maximum(np.maximum(early.z.reshape(-1, WIDTH), ROOM), F)
        v = np.maximum(np.maximum(early.v.reshape(-1, WIDTH), ROOM), -F[:K])
        return _state(x, z, bound - x[:K], v, y.reshape(-1, WIDTH), w.reshape(-1, WIDTH))

    def _climb(self, s: _State, numbers: tuple[Array, Array, Array, Array, Array], target: float) -> int:
        p = self._pattern
        steps, _ = ascend(
            s.x, s.z, s.t, s.v, s.y, s.w, *numbers, self._indptr, self._rows, self._E, self._bounded,
            p.first, p.width, p.start, p.below, p.lower, p.upper, p.size, p.scatter_start, p.scatter, p.pair_start, p.pair, p.diagonal,
            target, STEPS, CORRECTORS,
        )  # fmt: skip
        return int(steps)


def _state(*parts: Array) -> _State:
    return _State(*(np.ascontiguousarray(part).ravel() for part in parts))
