"""The batched interior point for one structure: what problems share is found once, then they climb side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import sparse

from ytterby.market.batch.ascent import ascend
from ytterby.market.batch.registers import WIDTH
from ytterby.market.batch.shapes import Pattern, Raw, Sizes, State, numbers_for, state_for, way_for, work_for
from ytterby.market.batch.supernodes import supernodes
from ytterby.market.problem import Array, Index, Problem
from ytterby.market.solver.scale import Scale, scale_of

__all__ = ["Climbed", "Climber"]

STEPS = 120  # the yardstick's problems take 15 to 45
TARGET = 1e-9  # on every market's own scale: three digits inside the certificate's local tolerance
LAST = 1e-14  # where a climb ends that its certificate does not end
EARLY = 0.3  # violation of the base problem's iterate that starts every other problem: centred, and not yet anybody's answer


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
        stacked = sparse.vstack([base.A, -base.G]).tocsc()
        E = stacked[:, self._order].tocsc()
        E.sort_indices()
        unscaled, place = supernodes(E, int(bounded.sum()))
        self._scale: Scale = scale_of(base)
        X, R, P, Q = self._scale.X[self._order], self._scale.R[self._order], self._scale.P, self._scale.Q
        column = np.repeat(np.arange(E.shape[1]), np.diff(E.indptr))
        self._pattern = unscaled._replace(entries=E.data * X[column] / Q[E.indices])
        self._sizes = Sizes(self._order, X, R, place, P, Q, self._sources(base, E), P[E.indices] / R[column])
        self._memory = (state_for(self._pattern), numbers_for(self._pattern), self._pattern, work_for(self._pattern))
        self._ways = way_for(self._pattern), way_for(self._pattern)
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
        return self._climbed(problems, self._first() if early else None, LAST if judged else TARGET, judged)

    def _climbed(self, problems: Sequence[Problem], early: State | None, target: float, judged: bool) -> Climbed:
        A, G = ((shared.indptr, shared.indices, shared.data) for shared in (self._base.A, self._base.G))
        parts = ([p.B.data for p in problems], *([getattr(p, name) for p in problems] for name in "bgchu"))
        raw = Raw(A, G, *(np.stack(part) for part in parts))
        start = self._memory[0] if early is None else early
        how = (start, early is not None, target, STEPS, self._correctors, judged)
        return Climbed(*ascend(*self._memory, self._ways, raw, self._sizes, *how))

    def _first(self) -> State:
        """The base problem's early iterate."""
        if self._early is None:
            self._climbed([self._base], None, EARLY, judged=False)
            self._early = State(*(part[::WIDTH].copy() for part in self._memory[0]))
        return self._early


def _equal(a: sparse.csc_matrix, b: sparse.csc_matrix) -> bool:
    parts = ((a.indptr, b.indptr), (a.indices, b.indices), (a.data, b.data))
    return a.shape == b.shape and all(np.array_equal(x, y) for x, y in parts)


def _correctors(pattern: Pattern, entries: int) -> int:
    """How many further corrections pay (Gondzio 1996): more where a factorisation costs much more than a direction."""
    height, width = np.diff(pattern.start).astype(float), pattern.width.astype(float)
    factor = float((2 * height**2 * width + 2 * height * width**2 + width**3).sum())
    direction = float((4 * height * width + 2 * width**2).sum()) + 30.0 * entries
    return 3 if factor > 10.0 * direction else 1
