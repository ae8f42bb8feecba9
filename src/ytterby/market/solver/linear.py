"""A linear program, for questions about what is possible at all; no answer of the market comes from here."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from ytterby.market.problem import Array

__all__ = ["least"]


def least(cost: Array, table: Any, limit: Array, bound: Array) -> Array:
    """x (n,) of the least cost'x with table x <= limit, 0 <= x <= bound; zeros if none is found. ``table`` sparse (m, n)."""
    import clarabel

    n = len(cost)
    unit, bounded = sparse.identity(n, format="csc"), np.flatnonzero(np.isfinite(bound))
    cone = sparse.vstack([table, -unit, unit[bounded]]).tocsc()
    limits = np.concatenate([limit, np.zeros(n), bound[bounded]])
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.max_threads = 1
    nothing = sparse.csc_matrix((n, n))
    found = clarabel.DefaultSolver(nothing, cost, cone, limits, [clarabel.NonnegativeConeT(len(limits))], settings).solve()
    x = np.array(found.x, dtype=float)
    told = np.isfinite(x).all() and str(found.status) in ("Solved", "AlmostSolved")
    return np.clip(x, 0.0, bound) if told else np.zeros(n)
