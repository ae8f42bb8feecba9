"""Months of one world by the compiled kernels, side by side: what law's pattern fixes is worked out once and kept.

The answers are those of ``solve`` to rounding and are certified by the same code; what does not arrive is left to ``solve``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ytterby.market.batch import Climber
from ytterby.market.certificate import Residuals, certify
from ytterby.market.problem import Array, Index, Point, Problem
from ytterby.market.reduce import Live, live, restore
from ytterby.market.scale import scale_of

__all__ = ["Quick", "quick"]

STILL = 1e-9  # of an activity's typical level or a market's typical price: less than this is the solver's rounding of nothing
ENOUGH = 1e-6  # of every market's own scale: the climb has arrived
Kind = TypeVar("Kind")
KEPT = 64  # patterns kept; a law over 24 months has about ten
BARRED = 1e-9  # of a market's typical flow: a bound below this is a bar, as in ``reduce``
OPEN = 1e12  # t/month: the room of a group without a limit, which counts nothing


@dataclass(frozen=True)
class _Pattern:
    """The live part of months alike: which markets, activities and groups, and where their numbers stand in the whole."""

    part: Live
    market: Index
    activity: Index
    group: Index
    A: sparse.csc_matrix
    entries: Index
    G: sparse.csc_matrix
    climber: Climber


class Quick:
    """Solves problems of one structure, in any order; keeps what those of one pattern share. One thread at a time."""

    def __init__(self) -> None:
        self._sizes: dict[bytes, Array] = {}
        self._live: dict[bytes, Live] = {}
        self._patterns: dict[bytes, _Pattern] = {}

    def solve(self, problems: Sequence[Problem]) -> list[tuple[Point, Residuals] | None]:
        """The certified equilibrium of each problem, None where the kernels do not arrive; curves and crossed costs never do."""
        found: list[tuple[Point, Residuals] | None] = [None] * len(problems)
        alike: dict[int, tuple[_Pattern, list[int]]] = {}
        for i, problem in enumerate(problems):
            if problem.curve is None and problem.cross is None and problem.floor is None and problem.H is None:
                pattern = self._pattern(problem)
                if pattern is not None:
                    alike.setdefault(id(pattern), (pattern, []))[1].append(i)
        for pattern, members in alike.values():
            for i, answer in zip(members, _climbed(pattern, [problems[i] for i in members]), strict=True):
                found[i] = answer
        return found

    def _pattern(self, problem: Problem) -> _Pattern | None:
        """What months with this live part share; None if nothing can move."""
        structure = b"".join(
            part.tobytes()
            for part in (problem.A.indptr, problem.A.indices, problem.A.data, problem.G.indptr, problem.G.indices, problem.G.data)
        )
        size = _kept(self._sizes, structure, lambda: _sizes(problem))
        masks = (problem.u > BARRED * size, problem.b > 0, np.isfinite(problem.g), problem.g > 0)
        part = _kept(self._live, structure + _bits(*masks), lambda: live(problem, size))
        if not part.activities.any():
            return None
        bounded = np.isfinite(problem.u[part.activities])
        return _kept(self._patterns, structure + part.key + _bits(part.unbarred, bounded), lambda: _fresh(problem, part))


_ours = threading.local()


def quick() -> Quick:
    """This thread's solver: what one run worked out serves the next."""
    if not hasattr(_ours, "quick"):
        _ours.quick = Quick()
    found: Quick = _ours.quick
    return found


def _kept(cache: dict[bytes, Kind], key: bytes, make: Callable[[], Kind]) -> Kind:
    if key not in cache:
        if len(cache) >= KEPT:
            cache.pop(next(iter(cache)))
        cache[key] = make()
    return cache[key]


def _bits(*masks: NDArray[np.bool_]) -> bytes:
    return b"".join(np.packbits(mask).tobytes() for mask in masks)


def _sizes(problem: Problem) -> Array:
    """Typical flow of each activity if its own bound did not hold it."""
    scale = scale_of(problem)
    natural = np.full(problem.shape[1], np.inf)
    columns = np.repeat(np.arange(problem.shape[1]), np.diff(problem.A.indptr))
    np.minimum.at(natural, columns, scale.Q[problem.A.indices] / np.abs(problem.A.data))
    return np.where(np.isfinite(natural), natural, scale.X)


def _fresh(problem: Problem, part: Live) -> _Pattern:
    number = np.arange(1.0, problem.A.nnz + 1)
    numbered = sparse.csc_matrix((number, problem.A.indices, problem.A.indptr), shape=problem.A.shape)
    small = numbered[:, part.activities][part.markets].tocsc()
    entries = small.data.astype(np.int64) - 1
    A = sparse.csc_matrix((problem.A.data[entries], small.indices, small.indptr), shape=small.shape)
    G = problem.G[:, part.activities][part.groups].tocsc()
    market, activity, group = (np.flatnonzero(mask) for mask in (part.markets, part.activities, part.groups))
    first = _small(problem, market, activity, group, A, entries, G)
    return _Pattern(part, market, activity, group, A, entries, G, Climber(first))


def _small(
    problem: Problem, market: Index, activity: Index, group: Index, A: sparse.csc_matrix, entries: Index, G: sparse.csc_matrix
) -> Problem:
    B = sparse.csc_matrix((problem.B.data[entries], A.indices, A.indptr), shape=A.shape)
    return Problem(
        A,
        B,
        G,
        problem.b[market],
        np.minimum(problem.g[group], OPEN),
        problem.c[activity],
        problem.h[activity],
        problem.u[activity],
        None if problem.price is None else problem.price[market],
        None if problem.flow is None else problem.flow[market],
    )


def _climbed(pattern: _Pattern, problems: Sequence[Problem]) -> list[tuple[Point, Residuals] | None]:
    p = pattern
    smalls = [_small(problem, p.market, p.activity, p.group, p.A, p.entries, p.G) for problem in problems]
    levels, prices, errors, steps, _ = p.climber.climb(smalls, early=True)
    left = [i for i, error in enumerate(errors) if not error <= ENOUGH]
    if left:  # not every month is like the first of its pattern: from the middle
        levels[left], prices[left], errors[left], more, _ = p.climber.climb([smalls[i] for i in left])
        steps[left] += more
    N, scale = len(p.market), p.climber.scale
    found: list[tuple[Point, Residuals] | None] = []
    for problem, small, x, y, error, taken in zip(problems, smalls, levels, prices, errors, steps, strict=True):
        if not error <= ENOUGH:
            found.append(None)
            continue
        level = np.clip(x, 0.0, small.u)
        level[level < STILL * np.minimum(scale.X, small.u)] = 0.0
        paid = np.where(y < STILL * scale.P, 0.0, y)
        point = Point(*restore(problem, p.part, level, paid[:N], paid[N:]), int(taken), "interior point, compiled")
        checked = certify(problem, point.x, point.pi, point.om)
        found.append((point, checked) if checked.holds else None)
    return found
