"""The batched interior point for one structure: what problems share is found once, then they climb side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import sparse

from ytterby.market.batch.ascent import ascend
from ytterby.market.batch.registers import WIDTH
from ytterby.market.batch.shapes import Numbers, Pattern, State, numbers_for, state_for, way_for, work_for
from ytterby.market.batch.supernodes import supernodes
from ytterby.market.problem import Array, Index, Problem
from ytterby.market.scale import Scale, scale_of

__all__ = ["Climbed", "Climber"]

STEPS = 70
TARGET = 1e-9  # on every market's own scale: three digits inside the certificate's local tolerance
EARLY = 0.3  # violation of the base problem's iterate that starts every other problem: centred, and not yet anybody's answer
ROOM = 1e-2  # of a typical size: the least distance from a bound at which a problem starts
BARRED = 1e-8  # of a typical size: a bound below this is raised to it, so that there is an inside


class Climbed(NamedTuple):
    """Ends of climbs (problem, ...): levels by activity, prices and rents by row, violations, steps, residuals if judged."""

    levels: Array
    prices: Array
    errors: Array
    steps: Index
    residuals: Array


class Climber:
    """Climbs problems that share A, G, the pattern of B and what is bounded; sizes are those of the first of them."""

    def __init__(self, base: Problem) -> None:
        self._base = base
        bounded = np.isfinite(base.u)
        entries = np.diff(base.A.indptr) + np.diff(base.G.indptr)
        self._order = np.lexsort((entries, ~bounded))  # bounded first; equal loops in a row
        self._bounded = int(bounded.sum())
        stacked = sparse.vstack([base.A, -base.G]).tocsc()
        E = stacked[:, self._order].tocsc()
        E.sort_indices()
        unscaled, self._place = supernodes(E, self._bounded)
        self._scale: Scale = scale_of(base)
        self._X, self._R = self._scale.X[self._order], self._scale.R[self._order]
        self._column: Index = np.repeat(np.arange(E.shape[1]), np.diff(E.indptr))
        scaled = E.data * self._X[self._column] / self._scale.Q[E.indices]
        self._pattern = unscaled._replace(entries=scaled)
        self._room, self._state = work_for(self._pattern), state_for(self._pattern)
        self._numbers, self._ways = numbers_for(self._pattern), (way_for(self._pattern), way_for(self._pattern))
        self._weight = self._scale.P[E.indices] / self._R[self._column]
        self._source = self._sources(base, E)
        self._correctors = _correctors(self._pattern, E.nnz)
        self._early: State | None = None

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
        mine = self._base
        pairs = ((mine.A, problem.A), (mine.G, problem.G))
        return (
            all(a is b or _equal(a, b) for a, b in pairs)
            and np.array_equal(np.isfinite(mine.u), np.isfinite(problem.u))
            and bool(np.isfinite(problem.g).all())
        )

    @property
    def scale(self) -> Scale:
        """Typical sizes of the first problem, by which all are scaled."""
        return self._scale

    def climb(self, problems: Sequence[Problem], early: bool = False, judged: bool = False) -> Climbed:
        """Each problem's end of the climb.

        early : start from the base problem's early centred iterate instead of from the middle; shorter where problems are alike.
        judged : stop as soon as the certificate holds.
        """
        posed = self._scaled(problems)
        starts = self._warm(self._first(), posed) if early else self._cold(posed)
        return self._climbed(problems, posed, starts, TARGET, judged)

    def _climbed(self, problems: Sequence[Problem], posed: Numbers, starts: State, target: float, judged: bool) -> Climbed:
        base, p = self._base, problems
        A, G = ((M.indptr, M.indices, M.data) for M in (base.A, base.G))
        given = ([q.B.data for q in p], [q.b for q in p], [q.g for q in p], [q.c for q in p], [q.h for q in p], [q.u for q in p])
        raw = (A, G, *(np.stack(part if judged else part[:1]) for part in given))
        sizes = (self._order, self._X, self._place, self._scale.P)
        memory = (self._state, self._numbers, self._pattern, self._room, self._ways)
        return Climbed(*ascend(*memory, posed, starts, raw, sizes, target, STEPS, self._correctors, judged))

    def _first(self) -> State:
        """The base problem's early iterate."""
        if self._early is None:
            posed = self._scaled([self._base])
            self._climbed([self._base], posed, self._cold(posed), EARLY, judged=False)
            self._early = State(*(part[::WIDTH].copy() for part in self._state))
        return self._early

    def _scaled(self, problems: Sequence[Problem]) -> Numbers:
        """c, h, u, e and Eb (problem, entry), scaled and in the order of the kernels."""
        order, K, scale = self._order, self._bounded, self._scale
        c = np.stack([p.c[order] for p in problems]) / self._R
        h = np.stack([p.h[order] for p in problems]) * (self._X / self._R)
        u = np.maximum(np.stack([p.u[order[:K]] for p in problems]) / self._X[:K], BARRED)
        given = np.stack([np.concatenate([p.b, np.maximum(p.g, 0.0)]) for p in problems]) / scale.Q
        N = self._base.shape[0]
        given[:, N:] = np.maximum(given[:, N:], BARRED)
        e = np.empty_like(given)
        e[:, self._place] = given
        prices = np.stack([np.concatenate([p.B.data, -p.G.data])[self._source] for p in problems])
        return Numbers(c, h, u, e, prices * self._weight)

    def _loss(self, posed: Numbers, x: Array, y: Array) -> Array:
        weighed = posed.Eb * np.take(y, self._pattern.rows, axis=1)
        return np.asarray(posed.c + posed.h * x - np.add.reduceat(weighed, self._pattern.indptr[:-1], axis=1))

    def _cold(self, posed: Numbers) -> State:
        """Everything at its typical size, halfway to its bound."""
        K = self._bounded
        x, y = np.ones_like(posed.c), np.ones_like(posed.e)
        x[:, :K] = np.minimum(1.0, 0.5 * posed.u)
        y[:, self._place[self._base.shape[0] :]] = 0.1
        F = self._loss(posed, x, y)
        E = sparse.csc_matrix((self._pattern.entries, self._pattern.rows, self._pattern.indptr), shape=(y.shape[1], x.shape[1]))
        w = np.maximum((E @ x.T).T + posed.e, 0.0) + 1.0
        return _state(x, np.maximum(F, 0.0) + 1.0, posed.u - x[:, :K], np.maximum(-F[:, :K], 0.0) + 1.0, y, w)

    def _warm(self, early: State, posed: Numbers) -> State:
        """The base problem's early iterate, moved inside these problems' bounds."""
        K, count = self._bounded, len(posed.c)
        x = np.tile(np.maximum(early.x, ROOM), (count, 1))
        x[:, :K] = np.clip(x[:, :K], 0.1 * posed.u, 0.9 * posed.u)
        y, w = (np.tile(np.maximum(part, ROOM), (count, 1)) for part in (early.y, early.w))
        F = self._loss(posed, x, y)
        z = np.maximum(np.maximum(early.z, ROOM), F)
        v = np.maximum(np.maximum(early.v, ROOM), -F[:, :K])
        return _state(x, z, posed.u - x[:, :K], v, y, w)


def _state(*parts: Array) -> State:
    return State(*(np.ascontiguousarray(part) for part in parts))


def _equal(a: sparse.csc_matrix, b: sparse.csc_matrix) -> bool:
    parts = ((a.indptr, b.indptr), (a.indices, b.indices), (a.data, b.data))
    return a.shape == b.shape and all(np.array_equal(x, y) for x, y in parts)


def _correctors(pattern: Pattern, entries: int) -> int:
    """How many further corrections pay (Gondzio 1996): more where a factorisation costs much more than a direction."""
    height, width = np.diff(pattern.start).astype(float), pattern.width.astype(float)
    factor = float((2 * height**2 * width + 2 * height * width**2 + width**3).sum())
    direction = float((4 * height * width + 2 * width**2).sum()) + 30.0 * entries
    return 3 if factor > 10.0 * direction else 1
