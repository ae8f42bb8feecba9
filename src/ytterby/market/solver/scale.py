"""Rough sizes of markets and activities: where the solver starts and how it weighs markets. They never change an answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ytterby.market.problem import Array, Index, Problem

__all__ = ["ENOUGH", "STILL", "Scale", "scale_at", "scale_of"]

ROUNDS = 20  # of passing prices and flows up the chain: longer than any chain of stages
IDLE = 0.01  # of what its users pay or makers spend: the scale of a price that has fallen to nothing
STILL = 1e-9  # of an activity's typical level or a market's typical price: less than this is the solver's rounding of nothing
ENOUGH = 1e-6  # of every market's own scale: the climb has arrived
LEAST = 1e-15  # of the largest: markets smaller than this share the smallest scale; goods may be counted in grams and in millions


@dataclass(frozen=True)
class Scale:
    """Typical prices P (rows), R (activities), USD/kg, and flows Q (rows), X (activities), t/month; rows: markets, groups."""

    P: Array
    Q: Array
    R: Array
    X: Array


def _entries(matrix: sparse.csc_matrix) -> tuple[Index, Index]:
    return matrix.indices, np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))


def scale_of(problem: Problem) -> Scale:
    """Sizes from what the problem says of itself (``price``, ``flow``), else guessed from its costs, slopes and bounds."""
    N = problem.shape[0]
    rows, columns = _entries(problem.A)
    price = _known(problem.price, N)
    flow = _known(problem.flow, N)
    if not (price > 0).all():
        price = _guess_prices(problem, price, rows, columns)
    if not (flow > 0).all():
        flow = _guess_flows(problem, flow, price, rows, columns)
    return _complete(problem, price, flow, rows, columns)


def scale_at(problem: Problem, x: Array, pi: Array) -> Scale:
    """Sizes measured at a point that is roughly right."""
    rows, columns = _entries(problem.A)
    flow = 0.5 * (abs(problem.A) @ np.abs(x) + np.abs(problem.b))
    price = np.maximum(pi, 0.0)
    value = np.maximum(np.abs(problem.c + problem.h * x), abs(problem.B).T @ price)
    weight = np.abs(problem.B.data)
    np.maximum.at(price, rows, np.divide(IDLE * value[columns], weight, out=np.zeros(len(weight)), where=weight > 0))
    return _complete(problem, price, flow, rows, columns)


def _known(given: Array | None, size: int) -> Array:
    return np.zeros(size) if given is None else np.where(np.isfinite(given) & (given > 0), given, 0.0)


def _guess_prices(problem: Problem, price: Array, rows: Index, columns: Index) -> Array:
    """Willingness to pay where something is used, passed up to the inputs of what makes it; else unit costs."""
    weight = np.abs(problem.B.data)
    paid = np.where((problem.A.data < 0) & (problem.c[columns] < 0), -problem.c[columns] / weight, 0.0)
    direct = np.zeros(len(price))
    np.maximum.at(direct, rows, paid)
    price = np.where(price > 0, price, direct)
    for _ in range(ROUNDS):
        if (price > 0).all():
            return price
        revenue = np.zeros(problem.shape[1])
        np.add.at(revenue, columns, np.where(problem.A.data > 0, weight * price[rows], 0.0))
        passed = np.zeros(len(price))
        np.maximum.at(passed, rows, np.where(problem.A.data < 0, revenue[columns] / weight, 0.0))
        better = (price <= 0) & (passed > 0)
        if not better.any():
            break
        price = np.where(better, passed, price)
    cost = np.zeros(len(price))
    np.maximum.at(cost, rows, np.abs(problem.c[columns]) / weight)
    price = np.where(price > 0, price, cost)
    return np.where(price > 0, price, max(float(price.max(initial=0.0)), 1e-6))


def _guess_flows(problem: Problem, flow: Array, price: Array, rows: Index, columns: Index) -> Array:
    """What users would take at a price of nothing and what bounded activities can bring, passed along two-ended activities."""
    size = np.abs(problem.A.data)
    reach = np.where((problem.h > 0) & (problem.c < 0), -problem.c / np.where(problem.h > 0, problem.h, 1.0), problem.u)
    reach = np.where(np.isfinite(reach), reach, 0.0)
    direct = np.abs(problem.b)
    np.add.at(direct, rows, size * reach[columns])
    flow = np.where(flow > 0, flow, direct)
    for _ in range(ROUNDS):
        if (flow > 0).all():
            return flow
        smallest = np.full(problem.shape[1], np.inf)
        np.minimum.at(smallest, columns, np.where(flow[rows] > 0, flow[rows] / size, np.inf))
        passed = np.zeros(len(flow))
        np.maximum.at(passed, rows, np.where(np.isfinite(smallest[columns]), size * smallest[columns], 0.0))
        better = (flow <= 0) & (passed > 0)
        if not better.any():
            break
        flow = np.where(better, passed, flow)
    value = float(np.median((flow * price)[flow > 0])) if (flow > 0).any() else 1.0
    return np.where(flow > 0, flow, value / price)


def _complete(problem: Problem, price: Array, flow: Array, rows: Index, columns: Index) -> Scale:
    n = problem.shape[1]
    flow = np.maximum(flow, LEAST * flow.max(initial=1e-300))
    price = np.maximum(price, LEAST * price.max(initial=1e-300))
    R = np.abs(problem.c).copy()
    np.maximum.at(R, columns, np.abs(problem.B.data) * price[rows])
    R = np.where(R > 0, R, 1.0)
    X = np.full(n, np.inf)
    np.minimum.at(X, columns, flow[rows] / np.abs(problem.A.data))
    X = np.where(np.isfinite(X), X, 1.0)
    X = np.minimum(X, np.where(problem.u > 0, problem.u, np.inf))
    X = np.minimum(X, np.where(problem.h > 0, R / np.where(problem.h > 0, problem.h, 1.0), np.inf))  # dearer than anything beyond
    members, of = _entries(problem.G)
    rent = np.zeros(problem.shape[2])
    moved = np.zeros(problem.shape[2])
    np.maximum.at(rent, members, R[of] / np.abs(problem.G.data))
    np.maximum.at(moved, members, np.abs(problem.G.data) * X[of])
    moved = np.where(np.isfinite(problem.g) & (problem.g > 0), problem.g, moved)
    rent, moved = np.where(rent > 0, rent, 1.0), np.where(moved > 0, moved, 1.0)
    return Scale(P=np.concatenate([price, rent]), Q=np.concatenate([flow, moved]), R=R, X=X)
