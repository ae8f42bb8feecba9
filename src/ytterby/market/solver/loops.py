"""Loops that feed themselves: coal needs steel and steel needs coal, and together they leave some of both (math.md §3.4)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ytterby.market.solver.linear import least

__all__ = ["fed_by_loops"]

PART = 1e-6  # of the most that one market could be given: less is the program's rounding

Mask = NDArray[np.bool_]


def fed_by_loops(A: sparse.csc_matrix, open_: Mask, reached: Mask) -> Mask:
    """(market,) which markets, none reached one at a time, the open activities can feed all at once, by using what they make.

    D. Hawkins and H. A. Simon, Some conditions of macroeconomic stability, Econometrica 17, 1949: whether some levels leave
    more of every such good than they take is a linear program. It is posed only where a loop gains weight at all.
    """
    none = np.zeros(len(reached), dtype=bool)
    markets, activities = _circle(A, open_, reached)
    part = A[:, activities][markets]
    if not part.nnz or (np.asarray(part.sum(axis=0)) <= 0.0).all():  # nothing gains weight: priced alike, no loop pays
        return none
    found = none.copy()
    found[np.flatnonzero(markets)] = _feasible(part.tocsc())
    return found


def _circle(A: sparse.csc_matrix, open_: Mask, reached: Mask) -> tuple[Mask, Mask]:
    """Markets not reached that some activity could give to, and open activities that give to one and lack nothing else."""
    takes, gives = (A < 0).astype(float).tocsr(), (A > 0).astype(float).tocsr()
    markets = ~reached
    while True:
        lacking = ~(markets | reached)
        activities = open_ & (takes.T @ lacking.astype(float) == 0) & (gives.T @ markets.astype(float) > 0)
        fewer = markets & (gives @ activities.astype(float) > 0)
        if (fewer == markets).all():
            return markets, activities
        markets = fewer


def _feasible(A: sparse.csc_matrix) -> Mask:
    """(market,) where something can be left over: the most of sum w with 0 <= w <= 1, w <= A x, x >= 0."""
    m, n = A.shape
    table = sparse.hstack([-A, sparse.identity(m)])
    found = least(np.concatenate([np.zeros(n), -np.ones(m)]), table, np.zeros(m), np.repeat([np.inf, 1.0], [n, m]))
    return np.asarray(found[n:] > PART)
