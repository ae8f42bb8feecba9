"""Costs that depend on each other: the problem with them replaced by their linear parts, again and again (math.md §3.9)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy import sparse

from ytterby.errors import NotSolved
from ytterby.market.certificate import Residuals, certify
from ytterby.market.problem import Array, Cross, Point, Problem

__all__ = ["crossed"]

ROUNDS = 60
HALVINGS = 6  # of a step that makes things worse
FINE = 1e-4  # of both tolerances: once this far inside them another round is not worth its time
LEAST = 1e-9  # of the level the functions were stated near: no function is asked about less


def crossed(problem: Problem, cross: Cross, solve: Callable[[Problem], tuple[Point, Residuals]]) -> tuple[Point, Residuals]:
    """The best point found and its residuals on the true costs (math.md §1.8); the caller judges whether they hold.

    N. H. Josephy, Newton's method for generalized equations, Mathematics Research Center report 1965, Wisconsin 1979: each
    round solves the equilibrium with costs linear around the last levels. A step after which the true conditions are missed by
    more than before is taken in part.
    """
    least = LEAST * np.maximum(np.abs(cross.at), LEAST)
    best: tuple[Point, Residuals] | None = None
    x, lowest, step = np.maximum(cross.at, least), np.inf, 1.0
    last = x
    for _ in range(ROUNDS):
        try:
            point, _straight = solve(_linear(problem, cross, x))
        except NotSolved:
            if best is None or not np.isfinite(_miss(best[1])):
                raise
            break
        checked = certify(problem, point.x, point.pi, point.om)
        miss = _miss(checked)
        if best is None or miss < _miss(best[1]):
            best = (point, checked)
        if miss <= FINE:
            break
        found = np.maximum(point.x[cross.of], least)
        if miss > lowest and step > 0.5**HALVINGS:
            step /= 2.0
        elif miss < 0.5 * lowest:
            step = min(1.0, 2.0 * step)
        lowest = min(lowest, miss)
        last, x = x, np.maximum(x + step * (found - x), least)
        if np.allclose(last, x, rtol=1e-15, atol=0.0):
            break
    assert best is not None  # noqa: S101
    return best


def _linear(problem: Problem, cross: Cross, x: Array) -> Problem:
    """The problem with the linear part of every dependent cost at levels x."""
    J = np.asarray(cross.slopes(x), dtype=float)
    value = np.asarray(cross.cost(x), dtype=float)
    if not (np.isfinite(J).all() and np.isfinite(value).all()):
        raise NotSolved(f"a cost or worth function gave no finite number at levels {x}; say near which level it behaves (near=)")
    own = np.diag(J).copy()
    c, h = problem.c.copy(), problem.h.copy()
    c[cross.of], h[cross.of] = value - J @ x, np.maximum(own, 0.0)
    n = problem.shape[1]
    off = J - np.diag(np.maximum(own, 0.0))
    k = len(cross.of)
    H = sparse.csc_matrix((off.ravel(), (np.repeat(cross.of, k), np.tile(cross.of, k))), shape=(n, n))
    H.eliminate_zeros()
    if problem.H is not None:
        H = (H + problem.H).tocsc()
    return replace(problem, c=c, h=h, cross=None, H=H if H.nnz else None)


def _miss(residuals: Residuals) -> float:
    return max(residuals.kkt / 1e-6, residuals.local / 1e-3)
