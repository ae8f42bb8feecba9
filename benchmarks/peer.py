"""The best peer measured: piqp on the program with duties frozen at some prices, until the true conditions hold.

Its stopping test is the certificate and is not charged to it. Variants: plain takes each round's prices to the next; warm starts
from the equilibrium prices of the base problem; loose solves early rounds less exactly; mixed takes the combination of the last
rounds that moves prices least (Anderson 1965), anew when that moved them more.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from scipy import sparse

from ytterby.market import Problem, certify, equilibrium
from ytterby.market.problem import Array

__all__ = ["VARIANTS", "Piqp"]

VARIANTS = ("plain", "warm", "warm loose", "warm mixed")
ROUNDS = 60
ACCURACY = 1e-9  # looser misses the certificate's local tolerance
LOOSEST = 1e-5
DEPTH = 2  # rounds that are mixed with the last


class Piqp:
    """Set up once for a structure; then one call per problem with other numbers."""

    def __init__(self, base: Problem, variant: str = "plain") -> None:
        import piqp  # type: ignore[import-untyped]

        self.variant = variant
        self._solver: Any = piqp.SparseSolver()
        self._solver.settings.max_iter = 500
        rows = sparse.vstack([-base.A, base.G]).tocsc()
        count, n = rows.shape
        none, lowest = sparse.csc_matrix((0, n)), np.full(count, -np.inf)
        limits = np.concatenate([base.b, base.g])
        self._solver.setup(sparse.diags(base.h).tocsc(), base.c, none, np.zeros(0), rows, lowest, limits, np.zeros(n), base.u)
        self._start = np.zeros(base.shape[0]) if base.price is None else base.price
        if "warm" in variant:
            self._start = equilibrium(base)[0].pi

    def solve(self, problem: Problem) -> tuple[bool, float, int]:
        """Whether the certificate holds in the end, the CPU seconds of everything but the test, and the rounds."""
        N, M = problem.shape[0], problem.shape[2]
        spent, clock = 0.0, time.process_time()
        wedge = (problem.B - problem.A).T.tocsr()
        pi = self._start
        tried: list[Array] = []
        moved: list[Array] = []
        accuracy = LOOSEST if "loose" in self.variant else ACCURACY
        holds, rounds = False, 0
        while rounds < ROUNDS and not holds:
            rounds += 1
            self._solver.settings.eps_abs = self._solver.settings.eps_rel = accuracy
            limits = np.concatenate([problem.b, problem.g])
            self._solver.update(P=sparse.diags(problem.h).tocsc(), c=problem.c - wedge @ pi, h_u=limits, x_u=problem.u)
            self._solver.solve()
            x = np.clip(np.array(self._solver.result.x), 0.0, problem.u)
            dual = np.maximum(np.array(self._solver.result.z_u), 0.0)
            found, om = dual[:N], dual[N : N + M]
            change = float(np.abs(found - pi).max() / (1e-9 + np.abs(found).max()))
            accuracy = max(min(1e-3 * change, accuracy), ACCURACY)
            if moved and np.abs(found - pi).sum() > np.abs(moved[-1]).sum():
                tried, moved = [], []  # mixing did not help: begin anew
            tried, moved = [*tried[-DEPTH:], found], [*moved[-DEPTH:], found - pi]
            pi = _mixed(tried, moved) if "mixed" in self.variant else found
            spent += time.process_time() - clock
            holds = certify(problem, x, found, om).holds
            clock = time.process_time()
        return holds, spent + time.process_time() - clock, rounds


def _mixed(tried: list[Array], moved: list[Array]) -> Array:
    """The combination of what the last rounds found in which prices move least."""
    if len(tried) < 2:
        return tried[-1]
    steps = np.diff(np.array(moved), axis=0).T
    shares, *_ = np.linalg.lstsq(steps, moved[-1], rcond=1e-10)
    return np.maximum(tried[-1] - np.diff(np.array(tried), axis=0).T @ shares, 0.0)
