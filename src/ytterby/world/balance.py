"""Minimum cross-entropy balancing: the positive quantities nearest to contradictory facts that satisfy linear balances exactly.

minimise sum_j w_j (x_j ln(x_j / x0_j) - x_j + x0_j) subject to A x = 0; the solution is x_j = x0_j exp(-(A' y)_j / w_j), and y
minimises the convex dual sum_j w_j x_j(y), by Newton's method with a line search on its slope, which no
rounding blurs. A. Golan, G. Judge and S. Robinson, Recovering information from incomplete or partial multisectoral economic data,
Review of Economics and Statistics 76(3), 1994, 541-549. Weights are one over the squared relative error.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ytterby.errors import Fault, NotSolved

__all__ = ["CLOSED", "Array", "nearest", "one_sided"]

Array = npt.NDArray[np.float64]
CLOSED = 1e-11  # largest imbalance of a row over its throughput; the contract promises 1e-9
ROUNDS = 200
LIMIT = 650.0  # largest logarithm of a change: beyond it floating point ends
STEP = 3.0  # largest growth of any logarithm in one round; a quantity may shrink at any pace
OVERSHOOT = 0.5  # a step may climb past the lowest point of its line by this share of the slope it started with


def nearest(x0: Array, weight: Array, entries: Sequence[Sequence[tuple[int, float]]], names: Sequence[str]) -> Array:
    """The quantities nearest to x0 under the balances.

    x0, weight : (quantity,) positive. entries : per quantity its (row, coefficient) pairs. names : of the rows, for the error.
    NotSolved names the rows that cannot close: one that only gives or only takes has no positive solution.

    >>> nearest(np.array([4.0, 1.0]), np.ones(2), [[(0, 1.0)], [(0, -1.0)]], ["a = b"]).round(6).tolist()
    [2.0, 2.0]
    """
    count = len(names)
    col = np.repeat(np.arange(len(x0)), [len(e) for e in entries])
    row = np.array([n for e in entries for n, _ in e], dtype=np.int64)
    val = np.array([k for e in entries for _, k in e], dtype=np.float64)
    if stuck := one_sided(entries, names):
        raise NotSolved("\n".join(str(fault) for fault in stuck))
    scale = np.bincount(row, np.abs(val) * x0[col], count)
    val = val / scale[row] * len(names)
    left = [np.repeat(np.arange(s, s + n), n) for s, n in _spans(entries)]
    right = [np.tile(np.arange(s, s + n), n) for s, n in _spans(entries)]
    i, j = np.concatenate(left), np.concatenate(right)
    cell, pair, owner = row[i] * count + row[j], val[i] * val[j], col[i]

    def at(y: Array) -> Array:
        power = -np.bincount(col, val * y[row], len(x0)) / weight
        return np.asarray(x0 * np.exp(np.clip(power, -LIMIT, LIMIT)), dtype=np.float64)

    y = np.zeros(count)
    x = at(y)
    for _ in range(ROUNDS):
        gap = np.bincount(row, val * x[col], count)
        flow = np.bincount(row, np.abs(val) * x[col], count)
        if np.max(np.abs(gap) / flow) <= CLOSED:
            return x
        hessian: Array = np.bincount(cell, pair * (x / weight)[owner], count * count).astype(np.float64).reshape(count, count)
        hessian[np.diag_indices(count)] *= 1.0 + 1e-13
        step = np.linalg.solve(hessian, gap)
        growth = float(np.max(-np.bincount(col, val * step[row], len(x0)) / weight))
        size = min(1.0, STEP / max(growth, STEP))
        slope = float(gap @ step)
        while size > 1e-12:
            trial = at(y + size * step)
            if float(np.bincount(row, val * trial[col], count) @ step) >= -OVERSHOOT * slope:
                break
            size /= 2.0
        y = y + size * step
        x = at(y)
    worst = np.argsort(-np.abs(gap) / flow)[:5]
    raise NotSolved(
        f"the base year does not balance after {ROUNDS} rounds; worst: {', '.join(names[int(n)] for n in worst)}. "
        "Give these goods a use, a lane or a surplus."
    )


def _spans(entries: Sequence[Sequence[tuple[int, float]]]) -> list[tuple[int, int]]:
    at, spans = 0, []
    for e in entries:
        spans.append((at, len(e)))
        at += len(e)
    return spans


def one_sided(entries: Sequence[Sequence[tuple[int, float]]], names: Sequence[str]) -> list[Fault]:
    """A fault for every row that only gives or only takes: no positive quantities close it."""
    gives, takes = {n for e in entries for n, k in e if k > 0}, {n for e in entries for n, k in e if k < 0}
    return [
        Fault(
            name,
            "nothing that takes it" if n in gives else "nothing that gives it",
            "both a supply and a use",
            "Add a lane, a use or a surplus, or drop the row.",
        )
        for n, name in enumerate(names)
        if not (n in gives and n in takes)
    ]
