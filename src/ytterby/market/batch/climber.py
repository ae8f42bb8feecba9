"""The batched interior point for one structure: what problems share is found once, then they climb four side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from ytterby.market.batch.ascent import ascend
from ytterby.market.batch.registers import WIDTH
from ytterby.market.batch.shapes import Numbers, Pattern, State, work
from ytterby.market.batch.supernodes import supernodes
from ytterby.market.problem import Array, Index, Problem
from ytterby.market.scale import Scale, scale_of

__all__ = ["WIDTH", "Climber"]

STEPS = 70
TARGET = 1e-9  # on every market's own scale: three digits inside the certificate's local tolerance
EARLY = 0.3  # violation of the base problem's iterate that starts every other problem: centred, and not yet anybody's answer
ROOM = 1e-2  # of a typical size: the least distance from a bound at which a problem starts
BARRED = 1e-8  # of a typical size: a bound below this is raised to it, so that there is an inside


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
        self._room = work(self._pattern)
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

    def climb(self, problems: Sequence[Problem], early: bool = False) -> tuple[Array, Array, Array, int]:
        """Levels (problem, activity), prices and rents (problem, row), violations (problem,) and steps; up to WIDTH problems.

        early : start from the base problem's early centred iterate instead of from the middle; shorter where problems are alike.
        """
        filled = [*problems, *[problems[-1]] * (WIDTH - len(problems))]
        numbers = self._interleaved(filled)
        state = self._warm(self._first(), numbers) if early else self._cold(numbers)
        steps, error = ascend(state, numbers, self._pattern, self._room, TARGET, STEPS, self._correctors)
        count = len(problems)
        x = np.empty((len(self._order), WIDTH))
        x[self._order] = state.x.reshape(-1, WIDTH) * self._X[:, None]
        y = state.y.reshape(-1, WIDTH)[self._place] * self._scale.P[:, None]
        return x.T[:count].copy(), y.T[:count].copy(), np.array(error)[:count], int(steps)

    def _first(self) -> State:
        """The base problem's early iterate."""
        if self._early is None:
            numbers = self._interleaved([self._base] * WIDTH)
            self._early = self._cold(numbers)
            ascend(self._early, numbers, self._pattern, self._room, EARLY, STEPS, self._correctors)
        return self._early

    def _interleaved(self, problems: list[Problem]) -> Numbers:
        """c, h, u, e and Eb of WIDTH problems, scaled and interleaved."""
        order, K, scale = self._order, self._bounded, self._scale
        c = np.stack([p.c for p in problems], 1)[order] / self._R[:, None]
        h = np.stack([p.h for p in problems], 1)[order] * (self._X / self._R)[:, None]
        u = np.maximum(np.stack([p.u for p in problems], 1)[order[:K]] / self._X[:K, None], BARRED)
        given = np.stack([np.concatenate([p.b, np.maximum(p.g, 0.0)]) for p in problems], 1) / scale.Q[:, None]
        N = self._base.shape[0]
        given[N:] = np.maximum(given[N:], BARRED)
        e = np.empty_like(given)
        e[self._place] = given
        prices = np.stack([np.concatenate([p.B.data, -p.G.data]) for p in problems], 1)
        Eb = prices[self._source] * self._weight[:, None]
        return Numbers(c.ravel(), h.ravel(), u.ravel(), e.ravel(), Eb.ravel())

    def _loss(self, numbers: Numbers, x: Array, y: Array) -> Array:
        weighed = numbers.Eb.reshape(-1, WIDTH) * y.reshape(-1, WIDTH)[self._pattern.rows]
        F = numbers.c.reshape(-1, WIDTH) + numbers.h.reshape(-1, WIDTH) * x
        return np.asarray(F - np.add.reduceat(weighed, self._pattern.indptr[:-1], axis=0))

    def _cold(self, numbers: Numbers) -> State:
        """Everything at its typical size, halfway to its bound."""
        K, bound = self._bounded, numbers.u.reshape(-1, WIDTH)
        x = np.ones((len(self._order), WIDTH))
        x[:K] = np.minimum(1.0, 0.5 * bound)
        y = np.ones((len(numbers.e) // WIDTH, WIDTH))
        y[self._place[self._base.shape[0] :]] = 0.1
        F = self._loss(numbers, x, y)
        E = sparse.csc_matrix((self._pattern.entries, self._pattern.rows, self._pattern.indptr), shape=(len(y), len(x)))
        w = np.maximum(E @ x + numbers.e.reshape(-1, WIDTH), 0.0) + 1.0
        return _state(x, np.maximum(F, 0.0) + 1.0, bound - x[:K], np.maximum(-F[:K], 0.0) + 1.0, y, w)

    def _warm(self, early: State, numbers: Numbers) -> State:
        """The base problem's early iterate, moved inside these problems' bounds."""
        K, bound = self._bounded, numbers.u.reshape(-1, WIDTH)
        x = np.maximum(early.x.reshape(-1, WIDTH), ROOM)
        x[:K] = np.clip(x[:K], 0.1 * bound, 0.9 * bound)
        y, w = np.maximum(early.y, ROOM), np.maximum(early.w, ROOM)
        F = self._loss(numbers, x, y)
        z = np.maximum(np.maximum(early.z.reshape(-1, WIDTH), ROOM), F)
        v = np.maximum(np.maximum(early.v.reshape(-1, WIDTH), ROOM), -F[:K])
        return _state(x, z, bound - x[:K], v, y.reshape(-1, WIDTH), w.reshape(-1, WIDTH))


def _state(*parts: Array) -> State:
    return State(*(np.ascontiguousarray(part).ravel() for part in parts))


def _equal(a: sparse.csc_matrix, b: sparse.csc_matrix) -> bool:
    parts = ((a.indptr, b.indptr), (a.indices, b.indices), (a.data, b.data))
    return a.shape == b.shape and all(np.array_equal(x, y) for x, y in parts)


def _correctors(pattern: Pattern, entries: int) -> int:
    """How many further corrections pay (Gondzio 1996): more where a factorisation costs much more than a direction."""
    height, width = np.diff(pattern.start).astype(float), pattern.width.astype(float)
    factor = float((2 * height**2 * width + 2 * height * width**2 + width**3).sum())
    direction = float((4 * height * width + 2 * width**2).sum()) + 30.0 * entries
    return 3 if factor > 10.0 * direction else 1
