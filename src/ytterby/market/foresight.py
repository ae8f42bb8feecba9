"""Months that see ahead: the next few as one problem, in which what is kept is sold at the next month's price (math.md §5.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from ytterby.market.problem import Array, Curve, Index, Point, Problem

__all__ = ["expecting", "first_of", "stacked"]


def stacked(months: Sequence[Problem], hold: slice, market: Index, service: Array) -> Problem:
    """One problem of several months: what a store keeps in one comes into the same market in the next.

    The months may differ in what law adds after the program's own activities and markets. hold : the activities that keep;
    market (hold,) where each takes from; service (hold,) USD/kg that the first tonne in store is worth to its keeper apart from
    its resale and the cost of holding it, falling with the slope the month states to nothing at the target. The last month keeps
    the worth of stores that its own problem states.
    """
    row = np.cumsum([0, *(m.shape[0] for m in months)])
    column = np.cumsum([0, *(m.shape[1] for m in months)])
    c = np.concatenate([m.c for m in months])
    rows, columns = [], []
    for k in range(len(months) - 1):
        kept = column[k] + np.arange(hold.start, hold.stop)
        c[kept] = -service
        rows.append(row[k + 1] + market)
        columns.append(kept)
    shape = (int(row[-1]), int(column[-1]))
    resold = (np.concatenate(rows), np.concatenate(columns))
    link = sparse.csc_matrix((np.ones(len(resold[0])), resold), shape=shape)
    sizes = [[getattr(m, name) for m in months] for name in ("price", "flow")]
    price, flow = (None if any(part is None for part in parts) else np.concatenate(parts) for parts in sizes)
    return Problem(
        _linked([m.A for m in months], link),
        _linked([m.B for m in months], link),
        sparse.csc_matrix(sparse.block_diag([m.G for m in months])),
        np.concatenate([m.b for m in months]),
        np.concatenate([m.g for m in months]),
        c,
        np.concatenate([m.h for m in months]),
        np.concatenate([m.u for m in months]),
        price=price,
        flow=flow,
        names=tuple(f"{name}, {k} months on" if k else name for k, m in enumerate(months) for name in m.names),
        curve=_curves(months, column),
        H=_across(months),
    )


def _across(months: Sequence[Problem]) -> sparse.csc_matrix | None:
    """How costs depend on each other, within each month."""
    found = [m.H for m in months if m.H is not None]
    return sparse.csc_matrix(sparse.block_diag(found)) if len(found) == len(months) else None


def _curves(months: Sequence[Problem], column: Index) -> Curve | None:
    """The bent users of every month."""
    curves = [m.curve for m in months if m.curve is not None]
    if len(curves) < len(months):
        return None
    shifts = [curve.shift for curve in curves if curve.shift is not None]
    numbers = {name: np.concatenate([getattr(curve, name) for curve in curves]) for name in ("price", "quantity", "elasticity")}
    of = np.concatenate([curve.of + at for curve, at in zip(curves, column[:-1], strict=True)])
    return Curve(curves[0].shape, of, **numbers, shift=np.concatenate(shifts) if shifts else None)


def _linked(blocks: Sequence[sparse.csc_matrix], link: sparse.csc_matrix) -> sparse.csc_matrix:
    months, between = sparse.coo_matrix(sparse.block_diag(blocks)), sparse.coo_matrix(link)
    parts = [np.concatenate([getattr(months, name), getattr(between, name)]) for name in ("data", "row", "col")]
    found = sparse.csc_matrix((parts[0], (parts[1], parts[2])), shape=link.shape)  # a sum would drop weights of nothing
    found.sort_indices()
    return found


def first_of(point: Point, problem: Problem) -> Point:
    """The first month of a stacked point; ``problem`` is that month's own."""
    N, n, M = problem.shape
    return replace(point, x=point.x[:n].copy(), pi=point.pi[:N].copy(), om=point.om[:M].copy(), method=f"{point.method}, ahead")


def expecting(problem: Problem, hold: slice, service: Array, next_price: Array) -> Problem:
    """A month's own problem with the worth of what it keeps as the months ahead price it: (hold,) USD/kg next month."""
    c = problem.c.copy()
    c[hold] = -service - next_price
    return replace(problem, c=c)
