"""Demand stated as quantities at prices, turned round: the prices at which given quantities are taken."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ytterby.market.problem import Array

__all__ = ["inverse_of"]

ROUNDS = 60
CLOSE = 1e-13  # of the quantities
NO_PRICE = np.nan


def inverse_of(quantities: Callable[[Array], Array], near: Array) -> Callable[[Array], Array]:
    """A function of quantities (k,) that returns the prices (k,) at which they are taken; NaN where there are none.

    Newton's method from the last prices found (first from ``near``), halving steps that make things worse.
    """
    last, least = near.copy(), 1e-6 * np.abs(near)

    def prices(q: Array) -> Array:
        nonlocal last
        p = last.copy()
        miss = _miss(quantities, p, q)
        for _ in range(ROUNDS):
            if np.abs(miss).max() <= CLOSE * np.abs(q).max():
                break
            J = _slopes(quantities, p, least)
            if not np.isfinite(J).all():
                break
            d = np.linalg.lstsq(J, -miss, rcond=None)[0]
            step, before = 1.0, np.linalg.norm(miss)
            while step > 1e-6:
                trial = _miss(quantities, p + step * d, q)
                if np.isfinite(trial).all() and np.linalg.norm(trial) < before:
                    break
                step /= 2.0
            else:
                break
            p, miss = p + step * d, trial
        if not np.abs(miss).max() <= 1e-9 * np.abs(q).max():
            return np.full(len(q), NO_PRICE)
        last = p
        return p.copy()

    return prices


def _miss(quantities: Callable[[Array], Array], p: Array, q: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.asarray(quantities(p), dtype=float) - q


def _slopes(quantities: Callable[[Array], Array], p: Array, least: Array) -> Array:
    found = np.empty((len(p), len(p)))
    for j, d in enumerate(1e-6 * np.maximum(np.abs(p), least)):
        up, down = p.copy(), p.copy()
        up[j], down[j] = p[j] + d, p[j] - d
        with np.errstate(all="ignore"):
            found[:, j] = (np.asarray(quantities(up)) - np.asarray(quantities(down))) / (2.0 * d)
    return found
