"""The fallback: clarabel with duties frozen at last round's prices, until the prices no longer move (math.md §3.5)."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from ytterby.market.certificate import certify
from ytterby.market.problem import Array, Problem

__all__ = ["wedge_fixed_point"]

ROUNDS = 40
ACCURACY = 1e-10  # looser inner solves miss the certificate's local tolerance


def wedge_fixed_point(problem: Problem) -> tuple[Array, Array, Array, int]:
    """x, pi, om and the rounds taken; with B = A it is one convex program. The caller checks the answer."""
    import clarabel

    N, n, M = problem.shape
    if n == 0:
        return np.zeros(0), np.zeros(N), np.zeros(M), 0
    bounded = np.flatnonzero(np.isfinite(problem.u))
    unit = sparse.identity(n, format="csc")
    cone = sparse.vstack([-problem.A, problem.G, -unit, unit[bounded]]).tocsc()
    limits = np.concatenate([problem.b, problem.g, np.zeros(n), problem.u[bounded]])
    wedge = (problem.B - problem.A).T.tocsr()
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = ACCURACY
    settings.max_threads = 1
    slopes = sparse.diags(problem.h).tocsc()
    pi = np.zeros(N) if problem.price is None else problem.price.copy()
    best: tuple[Array, Array, Array] = (np.zeros(n), np.zeros(N), np.zeros(M))
    lowest = np.inf
    rounds = 0
    while rounds < ROUNDS:
        rounds += 1
        cost = problem.c - wedge @ pi
        solver = clarabel.DefaultSolver(slopes, cost, cone, limits, [clarabel.NonnegativeConeT(cone.shape[0])], settings)
        found = solver.solve()
        x = np.clip(np.array(found.x), 0.0, problem.u)
        dual = np.maximum(np.array(found.z), 0.0)
        if not (np.isfinite(x).all() and np.isfinite(dual).all()):
            break
        pi, om = dual[:N], dual[N : N + M]
        checked = certify(problem, x, pi, om)
        miss = max(checked.kkt / 1e-6, checked.local / 1e-3)
        if miss < lowest:
            best, lowest = (x, pi, om), miss
        if checked.holds or wedge.nnz == 0 or not (problem.B.data != problem.A.data).any():
            break
    return *best, rounds
