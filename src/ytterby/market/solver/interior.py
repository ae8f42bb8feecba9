"""An interior point straight on the mixed complementarity problem (math.md §3): prices and flows at once, duties inside B.

Mehrotra's predictor and corrector with Gondzio's further correctors; the equations of each step are in ``newton``.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from ytterby.market.problem import Array, Index, Problem
from ytterby.market.solver.newton import Coupled, Interior, Reduced, Rows
from ytterby.market.solver.scale import Scale

__all__ = ["climb", "start"]

STEPS = 120  # Newton steps before giving up; the yardstick's problems take 15 to 45
CORRECTORS = 2
TARGET = 1e-8  # on every market's own scale: five digits inside the certificate's local tolerance
STALL = 15  # steps without a better point before giving up
TO_BOUNDARY = 0.995
SHORT = 0.1  # below this step length corrections are tried in part
CAREFUL_SHORT = 0.5
SHARES = (0.0, 0.1, 0.25, 0.5, 0.75)
LEAST_PART = 1e-18  # of a typical size: no part of an iterate is smaller


def start(problem: Problem, scale: Scale, E: sparse.csc_matrix, Eb: sparse.csc_matrix) -> Interior:
    """A first iterate: everything at its typical size, halfway to its bound."""
    bounded = np.flatnonzero(np.isfinite(problem.u))
    u = problem.u[bounded]
    x = scale.X.copy()
    x[bounded] = np.minimum(x[bounded], 0.5 * u)
    y = scale.P.copy()
    y[problem.shape[0] :] *= 0.1
    F = problem.c + problem.h * x - Eb.T @ y
    w = np.maximum(E @ x + np.concatenate([problem.b, problem.g]), 0.0) + scale.Q
    return Interior(x, np.maximum(F, 0) + scale.R, u - x[bounded], np.maximum(-F[bounded], 0) + scale.R[bounded], y, w)


def climb(
    problem: Problem,
    rows: Rows,
    E: sparse.csc_matrix,
    Eb: sparse.csc_matrix,
    scale: Scale,
    first: Interior,
    careful: bool = False,
) -> tuple[Interior, int, float]:
    """The best iterate found, the steps taken and its residual on the local scales.

    A careful climb takes corrections in part much sooner and waits longer for progress: slower, and made for crooked problems.
    """
    short, patience = (CAREFUL_SHORT, 2 * STALL) if careful else (SHORT, STALL)
    bounded = np.flatnonzero(np.isfinite(problem.u))
    system = (Reduced if problem.H is None else Coupled)(problem, rows, E, Eb, scale, bounded)
    weights = (scale.X * scale.R, (scale.X * scale.R)[bounded], scale.P * scale.Q)
    floor = _floor(scale, bounded)
    s, best, best_error, best_step, step = first, first, np.inf, 0, 0
    for step in range(STEPS):
        residual = system.residual(s)
        error = _error(s, residual, scale, bounded)
        if not np.isfinite(error):
            break
        if error < best_error:
            best_step = step if error < 0.9 * best_error else best_step
            best, best_error = s, error
        if error <= TARGET or step - best_step > patience or not system.factor(s, residual):
            break
        s = _floored(_advance(system, s, weights, short), floor)
    return best, step, best_error


def _advance(system: Reduced, s: Interior, weights: tuple[Array, Array, Array], short: float) -> Interior:
    """One step: predict, centre, correct (Mehrotra 1992), then correct again while that lengthens the step (Gondzio 1996).

    A correction that shortens the step is taken only in part (Colombo and Gondzio 2008).
    """
    count = sum(len(w) for w in weights)
    now = tuple(-a * b for a, b in s.pairs())
    mu = -sum(float((r / w).sum()) for r, w in zip(now, weights, strict=True)) / count
    predicted = system.toward(s, now)
    alpha = _longest(s, predicted)
    after = s.moved(alpha, predicted)
    left = sum(float((a * b / w).sum()) for (a, b), w in zip(after.pairs(), weights, strict=True)) / count
    goal = float(np.clip((max(left, 0.0) / mu) ** 3, 1e-6, 1.0)) * mu
    wish = tuple(r + goal * w for r, w in zip(now, weights, strict=True))
    second = tuple(-da * db for da, db in predicted.pairs())
    full = system.toward(s, tuple(r + q for r, q in zip(wish, second, strict=True)))
    share, alpha, d = 1.0, _longest(s, full), full
    if alpha < short:
        d, alpha, share = _partly(s, system.toward(s, wish), full, alpha)
    wish = tuple(r + share * q for r, q in zip(wish, second, strict=True))
    for _ in range(CORRECTORS):
        if alpha > 0.9:
            break
        farther = s.moved(min(1.0, 1.5 * alpha + 0.1), d)
        pull = tuple(_pull(a * b, goal * w) for (a, b), w in zip(farther.pairs(), weights, strict=True))
        further = system.toward(s, tuple(r + q for r, q in zip(wish, pull, strict=True)))
        longer, share = _longest(s, further), 1.0
        if longer < short:
            further, longer, share = _partly(s, d, further, longer)
        if longer < 1.01 * alpha:
            break
        wish = tuple(r + share * q for r, q in zip(wish, pull, strict=True))
        d, alpha = further, longer
    return s.moved(min(1.0, max(TO_BOUNDARY, 1.0 - mu) * alpha), d)


def _partly(s: Interior, without: Interior, full: Interior, alpha: float) -> tuple[Interior, float, float]:
    """The mixture of a direction without and with a correction that allows the longest step; the step and the share taken."""
    best = (full, alpha, 1.0)
    for share in SHARES:
        d = without.moved(share, full.less(without))
        longer = _longest(s, d)
        if longer > best[1]:
            best = (d, longer, share)
    return best


def _error(s: Interior, residual: tuple[Array, Array, Array], scale: Scale, bounded: Index) -> float:
    """The worst violation of any condition on its own scale."""
    X, R, P, Q = scale.X, scale.R, scale.P, scale.Q
    profit, balance, bound = residual
    parts = (
        np.abs(profit) / R,
        np.abs(balance) / Q,
        np.abs(bound) / X[bounded],
        np.minimum(s.x / X, s.z / R),
        np.minimum(s.t / X[bounded], s.v / R[bounded]),
        np.minimum(s.y / P, s.w / Q),
    )
    return max(float(part.max(initial=0.0)) for part in parts)


def _floor(scale: Scale, bounded: Index) -> Interior:
    X, R, P, Q = (LEAST_PART * size for size in (scale.X, scale.R, scale.P, scale.Q))
    return Interior(X, R, X[bounded], R[bounded], P, Q)


def _floored(s: Interior, floor: Interior) -> Interior:
    """The iterate with nothing closer to zero than rounding can tell: what has converged waits for the rest."""
    parts = zip((s.x, s.z, s.t, s.v, s.y, s.w), (floor.x, floor.z, floor.t, floor.v, floor.y, floor.w), strict=True)
    return Interior(*(np.maximum(part, least) for part, least in parts))


def _longest(s: Interior, d: Interior) -> float:
    """The longest step, at most 1, that keeps every part of the iterate from going below zero."""
    worst = 1.0
    for (a, b), (da, db) in zip(s.pairs(), d.pairs(), strict=True):
        worst = max(worst, float((-da / a).max(initial=0.0)), float((-db / b).max(initial=0.0)))
    return 1.0 / worst


def _pull(product: Array, goal: Array) -> Array:
    """Gondzio's correction: back between a tenth of and ten times the target product, no further than ten times it at once."""
    return np.maximum(np.clip(product, 0.1 * goal, 10.0 * goal) - product, -10.0 * goal)
