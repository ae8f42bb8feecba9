"""The last resort of a small problem: its conditions walked from vertex to vertex until they all hold (math.md §3.11)."""

from __future__ import annotations

import numpy as np

from ytterby.market.problem import Array, Problem
from ytterby.market.solver.scale import Scale

__all__ = ["LARGEST", "pivoted"]

LARGEST = 400  # conditions; a vertex costs their square
STEPS = 20  # per condition
TINY = 1e-11  # of a row: no pivot


def pivoted(problem: Problem, scale: Scale) -> tuple[Array, Array] | None:
    """x and y = (pi, om), or None if the walk ends in a ray or the problem is too large.

    C. E. Lemke, Bimatrix equilibrium points and mathematical programming, Management Science 11, 1965. Where B = A and costs do
    not fall the walk ends in an equilibrium if there is one (Cottle, Pang and Stone 1992, theorem 4.4.12).
    """
    N, n, M = problem.shape
    bounded = np.flatnonzero(np.isfinite(problem.u))
    size = n + N + M + len(bounded)
    if not 0 < size <= LARGEST:
        return None
    B, A, G, held = problem.B.toarray(), problem.A.toarray(), problem.G.toarray(), np.eye(n)[bounded]
    H = np.diag(problem.h) + (0.0 if problem.H is None else problem.H.toarray())
    y = N + M
    F = np.zeros((size, size))
    F[:n, :n], F[:n, n : n + N], F[:n, n + N : n + y], F[:n, n + y :] = H, -B.T, G.T, held.T
    F[n : n + N, :n], F[n + N : n + y, :n], F[n + y :, :n] = A, -G, -held
    q = np.concatenate([problem.c, problem.b, np.minimum(problem.g, 1e12 * scale.Q[N:]), problem.u[bounded]])
    unit = np.concatenate([scale.X, scale.P, scale.R[bounded]])  # of the unknowns
    worth = np.concatenate([scale.R, scale.Q, scale.X[bounded]])  # of the conditions
    z = _lemke(F * unit / worth[:, None], q / worth)
    return None if z is None else (z[:n] * scale.X, z[n : n + y] * scale.P)


def _lemke(F: Array, q: Array) -> Array | None:
    """z >= 0 with w = F z + q >= 0 and z w = 0."""
    k = len(q)
    if (q >= 0).all():
        return np.zeros(k)
    # columns: w (k), z (k), the artificial one, the right hand side; basis by number of the column
    table = np.hstack([np.eye(k), -F, -np.ones((k, 1)), q[:, None]])
    basis = np.arange(k)
    row, enters = int(q.argmin()), 2 * k
    for _ in range(STEPS * k):
        leaves = int(basis[row])
        pivot = table[row] / table[row, enters]
        table -= np.outer(table[:, enters], pivot)
        table[row] = pivot
        basis[row] = enters
        if leaves == 2 * k:
            z = np.zeros(2 * k + 1)
            z[basis] = np.maximum(table[:, -1], 0.0)
            return z[k : 2 * k]
        enters = leaves + k if leaves < k else leaves - k
        column = table[:, enters]
        can = column > TINY * np.abs(table[:, :-1]).max(axis=1)
        if not can.any():
            return None
        ratio = np.where(can, np.maximum(table[:, -1], 0.0) / np.where(can, column, 1.0), np.inf)
        near = ratio <= ratio.min() * (1.0 + 1e-9) + 1e-13
        last = near & (basis == 2 * k)
        row = int(np.flatnonzero(last)[0]) if last.any() else int(np.where(near, column, -np.inf).argmax())
    return None
