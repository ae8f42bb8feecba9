"""What can move at all this month: barred activities and markets nothing can reach leave the problem before it is solved.

A market that no supply can reach has no interior: its users stand still at any price high enough. The solver never sees it;
a loop of recipes that makes more than it takes reaches its markets by itself (``loops``);
afterwards ``restore`` gives it the lowest price at which every activity that would want its good stands still (math.md §3.4).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ytterby.market.conditions import loss
from ytterby.market.problem import Array, Index, Problem
from ytterby.market.solver.loops import fed_by_loops

__all__ = ["BARRED", "Live", "largest", "lifts", "live", "restore"]

BARRED = 1e-9  # of a market's typical flow: a bound below this is a bar
ROUNDS = 500

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Live:
    """Masks of the markets, activities and groups that take part, of activities their own bound does not bar, of shut groups."""

    markets: Mask
    activities: Mask
    groups: Mask
    unbarred: Mask
    shut: Mask

    @property
    def key(self) -> bytes:
        """Names the pattern."""
        return b"".join(np.packbits(mask).tobytes() for mask in (self.markets, self.activities, self.groups))


def live(problem: Problem, size: Array) -> Live:
    """Which parts of the problem can move; ``size`` is the typical flow of each activity, t/month."""
    unbarred = problem.u > BARRED * size
    only_counts = np.asarray((problem.G < 0).sum(axis=1)).ravel() == 0  # a member that gives room keeps its group open
    shut = only_counts & (problem.g <= BARRED * largest(problem, size))
    open_ = unbarred & ~(_touched(problem, shut))
    takes = problem.A.copy()
    takes.data = (takes.data < 0).astype(float)
    gives = problem.A.copy()
    gives.data = (gives.data > 0).astype(float)
    takes_by_activity, gives_by_market = takes.T.tocsr(), gives.tocsr()
    reached = problem.b > 0
    while True:
        runs = open_ & (takes_by_activity @ (~reached).astype(float) == 0)
        more = reached | (gives_by_market @ runs.astype(float) > 0)
        if (more == reached).all():
            more = reached | fed_by_loops(problem.A, open_, reached)
            if (more == reached).all():
                break
        reached = more
    groups = ~shut & np.isfinite(problem.g) & (abs(problem.G) @ runs.astype(float) > 0)
    return Live(reached, runs, groups, unbarred, shut)


def largest(problem: Problem, size: Array) -> Array:
    """(group,) tonnes that a group would count if every member moved its typical flow."""
    if not problem.G.nnz:
        return np.ones(problem.shape[2])
    return np.asarray(np.maximum(abs(problem.G) @ size, 1e-300))


def _touched(problem: Problem, groups: Mask) -> Mask:
    return np.asarray(abs(problem.G).T @ groups.astype(float) > 0)


def lifts(problem: Problem, part: Live) -> Index:
    """Entries of A by which what is left out takes from a market that nothing reaches, one of each activity."""
    columns = np.repeat(np.arange(problem.shape[1]), np.diff(problem.A.indptr))
    entries = np.flatnonzero((problem.A.data < 0) & ~part.markets[problem.A.indices] & ~part.activities[columns])
    return np.asarray(entries[np.unique(columns[entries], return_index=True)[1]])


def restore(
    problem: Problem, part: Live, entries: Index, unbarred: Mask, x: Array, pi: Array, om: Array
) -> tuple[Array, Array, Array]:
    """The point in the whole problem: x 0 where nothing moves, the lowest prices and rents that keep it so.

    entries : ``lifts`` of the part.    unbarred : (activity,) what its own bound does not bar this month.
    """
    full_x, full_pi, full_om = (np.zeros(size) for size in (problem.shape[1], problem.shape[0], problem.shape[2]))
    full_x[part.activities], full_pi[part.markets], full_om[part.groups] = x, pi, om
    stands = unbarred & ~part.activities
    if not stands.any():
        return full_x, full_pi, full_om
    col = np.searchsorted(problem.A.indptr, entries, side="right") - 1
    open_ = unbarred[col]
    entries, col = entries[open_], col[open_]
    row, weight = problem.A.indices[entries], np.abs(problem.B.data[entries])
    for _ in range(ROUNDS):
        short = np.maximum(-loss(problem, full_x, full_pi, full_om)[col], 0.0) / weight
        if not (short > 1e-12 * (1.0 + full_pi[row])).any():
            break
        rise = np.zeros(len(full_pi))
        np.maximum.at(rise, row, short)
        full_pi += rise
    shut = np.flatnonzero(part.shut)
    if len(shut):
        short = np.where(stands, np.maximum(-loss(problem, full_x, full_pi, full_om), 0.0), 0.0)
        G = problem.G.tocsr()
        for m in shut:
            members = slice(G.indptr[m], G.indptr[m + 1])
            rent = short[G.indices[members]] / G.data[members]
            full_om[m] = max(float(rent.max(initial=0.0)), 0.0)
            short[G.indices[members]] -= full_om[m] * G.data[members]
    return full_x, full_pi, full_om
