"""What months alike share: live markets and activities, where their numbers stand in the whole, the elimination order.

A structure is one pair of matrices A and G, by identity: every month of a path has the same two, and so has every what-if or draw
whose law adds the same things. A pattern is the live part of it under one set of bars.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ytterby.market.problem import Array, Index, Problem
from ytterby.market.solver.newton import Rows
from ytterby.market.solver.reduce import BARRED, Live, largest, lifts, live, restore
from ytterby.market.solver.scale import Scale, scale_of

if TYPE_CHECKING:
    from ytterby.market.batch import Climber

__all__ = ["OPEN", "Pattern", "Patterns", "patterns"]

STRUCTURES = 8  # kept at a time
KEPT = 64  # patterns kept; a law over 24 months has about ten
LIVE = 1024  # sets of bars of one structure whose live part is kept, 5 kB each
LEAST = 1e-9  # of the largest: cheaper goods weigh as if they cost this
OPEN = 1e12  # t/month: the room of a group without a limit, which counts nothing
Kind = TypeVar("Kind")


class Pattern:
    """The live part of problems alike: ``market``, ``activity`` and ``group`` say where its numbers stand in the whole.

    A and G are its own matrices; E = [A; -G] stacks them, and ``prices`` gives the matching price side Eb' of a problem.
    """

    def __init__(self, problem: Problem, part: Live, bar: Array) -> None:
        self.part, self._lifts, self._bar = part, lifts(problem, part), bar
        self._climber: Climber | None = None
        self._scale: Scale | None = None
        self._lean: tuple[Array, Array] | None = None
        self.market, self.activity, self.group = (np.flatnonzero(m) for m in (part.markets, part.activities, part.groups))
        self.row = np.concatenate([self.market, problem.shape[0] + self.group])
        whole = problem.A
        numbered = sparse.csc_matrix((np.arange(1.0, whole.nnz + 1), whole.indices, whole.indptr), shape=whole.shape)
        small = numbered[:, part.activities][part.markets].tocsc()
        self._entries = small.data.astype(np.int64) - 1
        self.A = sparse.csc_matrix((whole.data[self._entries], small.indices, small.indptr), shape=small.shape)
        self.G = problem.G[:, part.activities][part.groups].tocsc()
        top, group = self.A.nnz, self.G.nnz
        marks = [
            sparse.csc_matrix((np.arange(start, start + count) + 1.0, of.indices, of.indptr), shape=of.shape)
            for of, start, count in ((self.A, 0, top), (self.G, top, group))
        ]
        stacked = sparse.vstack(marks).tocsc()
        stacked.sort_indices()
        self._stack = stacked.data.astype(np.int64) - 1
        values = np.concatenate([self.A.data, -self.G.data])[self._stack]
        self.E = sparse.csc_matrix((values, stacked.indices, stacked.indptr), shape=stacked.shape)

    @cached_property
    def by_row(self) -> sparse.csr_matrix:
        """E, row by row."""
        return self.E.tocsr()

    @cached_property
    def rows(self) -> Rows:
        """The row system: its elimination order and where the products of entries land."""
        return Rows(self.E)

    def climber(self, first: Problem) -> Climber:
        """The compiled climber of this pattern; ``first``, one of its small problems, sets its scales."""
        if self._climber is None:
            from ytterby.market.batch import Climber

            self._climber = Climber(first)
        return self._climber

    def small(self, problem: Problem) -> Problem:
        """The problem of the live part alone."""
        j = self.activity
        return Problem(
            self.A,
            sparse.csc_matrix((problem.B.data[self._entries], self.A.indices, self.A.indptr), shape=self.A.shape),
            self.G,
            problem.b[self.market],
            np.minimum(problem.g[self.group], OPEN),
            problem.c[j],
            problem.h[j],
            problem.u[j],
            None if problem.price is None else problem.price[self.market],
            None if problem.flow is None else problem.flow[self.market],
            H=None if problem.H is None else problem.H[:, j][j].tocsc(),
        )

    @cached_property
    def _paid(self) -> sparse.csr_matrix:
        return sparse.csr_matrix((np.zeros(self.E.nnz), self.E.indices, self.E.indptr), shape=self.E.shape[::-1])

    def paid(self, problem: Problem) -> sparse.csr_matrix:
        """Eb' of a whole problem's live part, in room that the next call uses again."""
        values = np.concatenate([problem.B.data[self._entries], -self.G.data])[self._stack]
        self._paid.data = values
        return self._paid

    def scale(self, problem: Problem) -> Scale:
        """Typical sizes of the live part; where problems say how large they are, those of the first of the pattern."""
        if self._scale is None or problem.price is None or problem.flow is None:
            self._scale = scale_of(self.small(problem))
        return self._scale

    def lean(self, problem: Problem) -> tuple[Array, Array] | None:
        """Typical prices of the rows, nothing for groups, and flow over price; None where the problem knows no price."""
        if problem.price is None or problem.flow is None:
            return None
        if self._lean is None:
            flow = np.where(problem.flow > 0, problem.flow, problem.flow.max(initial=0.0))[self.market]
            price = np.maximum(problem.price, LEAST * problem.price.max(initial=1.0))[self.market]
            column = np.repeat(np.arange(self.A.shape[1]), np.diff(self.A.indptr))
            size, value = np.full(self.A.shape[1], np.inf), np.zeros(self.A.shape[1])
            np.minimum.at(size, column, flow[self.A.indices] / np.abs(self.A.data))
            np.maximum.at(value, column, price[self.A.indices] * np.abs(self.A.data))
            counted = abs(self.G)
            group = counted @ np.where(np.isfinite(size), size, 0.0) / np.maximum(counted @ value, LEAST)
            typical = np.concatenate([problem.price[self.market], np.zeros(len(self.group))])
            self._lean = typical, np.concatenate([flow / price, group])
        return self._lean

    def prices(self, small: Problem) -> sparse.csr_matrix:
        """Eb' of a small problem: (activity, row) what each row's price counts for."""
        values = np.concatenate([small.B.data, -small.G.data])[self._stack]
        return sparse.csr_matrix((values, self.E.indices, self.E.indptr), shape=self.E.shape[::-1])

    def whole(self, problem: Problem, x: Array, y: Array) -> tuple[Array, Array, Array]:
        """Levels, prices and rents of the whole problem from those of the live part."""
        N = len(self.market)
        return restore(problem, self.part, self._lifts, problem.u > self._bar, x, y[:N], y[N:])


class Patterns:
    """The patterns met so far, the least used forgotten. One thread at a time."""

    def __init__(self) -> None:
        self._structures: OrderedDict[Hashable, _Structure] = OrderedDict()
        self._patterns: OrderedDict[Hashable, Pattern] = OrderedDict()

    def of(self, problem: Problem) -> Pattern:
        """The pattern of a problem's live part."""
        structure = self._structure(problem)
        part = structure.live(problem)
        bounded = np.isfinite(problem.u[part.activities])
        name = (structure.name, part.key, _bits(part.unbarred, part.shut, bounded))
        return _kept(self._patterns, name, lambda: Pattern(problem, part, structure.bar), KEPT)

    def reached(self, problem: Problem) -> NDArray[np.bool_]:
        """(market,) whether anything can reach it at all."""
        return self._structure(problem).live(problem).markets

    def wide_of(self, problem: Problem) -> Pattern:
        """The pattern of all that could move if nothing barred it between markets that are reached: few laws change it."""
        structure = self._structure(problem)
        part = structure.live(problem)
        key = (structure.name, "wide", _bits(part.markets, part.shut, np.isfinite(problem.g)))
        return _kept(self._patterns, key, lambda: Pattern(problem, _wide(problem, part), structure.bar), KEPT)

    def _structure(self, problem: Problem) -> _Structure:
        key = (id(problem.A), id(problem.G))  # a structure holds both, so that the numbers stay theirs
        return _kept(self._structures, key, lambda: _Structure(problem), STRUCTURES)


class _Structure:
    def __init__(self, problem: Problem) -> None:
        self.A, self.G, self.name = problem.A, problem.G, object()
        self._size = _sizes(problem)
        self.bar = BARRED * self._size
        self._least = BARRED * largest(problem, self._size)
        self._live: OrderedDict[Hashable, Live] = OrderedDict()

    def live(self, problem: Problem) -> Live:
        masks = (problem.u > self.bar, problem.b > 0, np.isfinite(problem.g), problem.g <= self._least)
        return _kept(self._live, _bits(*masks), lambda: live(problem, self._size), LIVE)


_ours = threading.local()


def patterns() -> Patterns:
    """This thread's patterns: what one run worked out serves the next."""
    if not hasattr(_ours, "patterns"):
        _ours.patterns = Patterns()
    found: Patterns = _ours.patterns
    return found


def _kept(shelf: OrderedDict[Hashable, Kind], key: Hashable, make: Callable[[], Kind], most: int) -> Kind:
    if key not in shelf:
        shelf[key] = make()
        while len(shelf) > most:
            shelf.popitem(last=False)
    shelf.move_to_end(key)
    return shelf[key]


def _wide(problem: Problem, part: Live) -> Live:
    """The part with everything between its markets that no shut group counts, barred or not."""
    off = abs(problem.A).T @ (~part.markets).astype(float) + abs(problem.G).T @ part.shut.astype(float) > 0
    groups = ~part.shut & np.isfinite(problem.g) & (abs(problem.G) @ (~off).astype(float) > 0)
    return Live(part.markets, ~off, groups, part.unbarred, part.shut)


def _bits(*masks: NDArray[np.bool_]) -> bytes:
    return b"".join(np.packbits(mask).tobytes() for mask in masks)


def _sizes(problem: Problem) -> Array:
    """Typical flow of each activity if its own bound did not hold it."""
    scale = scale_of(problem)
    natural = np.full(problem.shape[1], np.inf)
    columns: Index = np.repeat(np.arange(problem.shape[1]), np.diff(problem.A.indptr))
    np.minimum.at(natural, columns, scale.Q[problem.A.indices] / np.abs(problem.A.data))
    return np.where(np.isfinite(natural), natural, scale.X)
