"""Demand that bends: the problem with its curves replaced by their tangents, again and again (math.md §3.8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ytterby.market.certificate import Residuals, certify
from ytterby.market.conditions import quantity_at, slope_at, worth
from ytterby.market.problem import Curve, Point, Problem

__all__ = ["bent"]

ROUNDS = 60
FARTHEST = 6.0  # factor by which a price may move between tangents
FINE = 1e-4  # of both tolerances: once this far inside them another tangent is not worth its time


def bent(problem: Problem, curve: Curve, solve: Callable[[Problem], tuple[Point, Residuals]]) -> tuple[Point, Residuals]:
    """The best point found and its residuals on the true curves; the caller judges whether they hold.

    A tangent touches a falling convex curve from below, so this is Newton's method on a convex function in each use.
    """
    price = curve.price.copy()
    best: tuple[Point, Residuals] | None = None
    for _ in range(ROUNDS):
        x = quantity_at(curve, price)
        c, h = problem.c.copy(), problem.h.copy()
        h[curve.of] = slope_at(curve, x)
        c[curve.of] = -worth(curve, x) - h[curve.of] * x
        point, _straight = solve(replace(problem, c=c, h=h, curve=None))
        checked = certify(problem, point.x, point.pi, point.om)
        if best is None or _miss(checked) < _miss(best[1]):
            best = (point, checked)
        if _miss(checked) <= FINE:
            break
        paid = np.asarray(problem.G.T @ point.om - problem.B.T @ point.pi)[curve.of]
        price = np.clip(np.maximum(paid, 1e-300), price / FARTHEST, price * FARTHEST)
    assert best is not None  # noqa: S101
    return best


def _miss(residuals: Residuals) -> float:
    return max(residuals.kkt / 1e-6, residuals.local / 1e-3)
