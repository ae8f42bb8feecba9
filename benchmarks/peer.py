"""The best peer measured: piqp on the program with duties frozen at last round's prices, until the true conditions hold.

Its stopping test is the certificate and is not charged to it.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from scipy import sparse

from ytterby.market import Problem, certify

__all__ = ["Piqp"]

ROUNDS = 60
ACCURACY = 1e-9  # looser misses the certificate's local tolerance


class Piqp:
    """Set up once for a structure; then one call per problem with other numbers."""

    def __init__(self, base: Problem) -> None:
        import piqp  # type: ignore[import-untyped]

        self._solver: Any = piqp.SparseSolver()
        self._solver.settings.eps_abs = self._solver.settings.eps_rel = ACCURACY
        self._solver.settings.max_iter = 500
        rows = sparse.vstack([-base.A, base.G]).tocsc()
        count, n = rows.shape
        none, lowest = sparse.csc_matrix((0, n)), np.full(count, -np.inf)
        limits = np.concatenate([base.b, base.g])
        self._solver.setup(sparse.diags(base.h).tocsc(), base.c, none, np.zeros(0), rows, lowest, limits, np.zeros(n), base.u)

    def solve(self, problem: Problem) -> tuple[bool, float]:
        """Whether the certificate holds in the end, and the CPU seconds of everything but the test."""
        N, M = problem.shape[0], problem.shape[2]
        spent, clock = 0.0, time.process_time()
        wedge = (problem.B - problem.A).T.tocsr()
        pi = np.zeros(N) if problem.price is None else problem.price
        holds = False
        for _ in range(ROUNDS):
            limits = np.concatenate([problem.b, problem.g])
            self._solver.update(P=sparse.diags(problem.h).tocsc(), c=problem.c - wedge @ pi, h_u=limits, x_u=problem.u)
            self._solver.solve()
            x = np.clip(np.array(self._solver.result.x), 0.0, problem.u)
            dual = np.maximum(np.array(self._solver.result.z_u), 0.0)
            pi, om = dual[:N], dual[N : N + M]
            spent += time.process_time() - clock
            holds = certify(problem, x, pi, om).holds
            clock = time.process_time()
            if holds:
                break
        return holds, spent + time.process_time() - clock
