"""What the first tonne of a works that does not run yet would earn at a month's prices (math.md §5.9)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ytterby.market.outcome import LEAST, TRADES, Solved
from ytterby.market.problem import Array, Index
from ytterby.market.program import Program

__all__ = ["first_tonne"]

WAYS = 3  # from a pool through a price floor or a border to a market that trades
Mask = NDArray[np.bool_]


def first_tonne(program: Program, solved: Solved, columns: Index) -> Array:
    """(columns,) USD/kg of level: products at what they fetch less inputs at what they cost, -inf where one is not to be had.

    A good that trades at the place is worth its price. Where it does not, a product is worth the best price less the way there,
    an input the cheapest price and the way from there, over lanes that law leaves open to markets that trade.
    """
    fetch, cost = _worth(program, solved)
    A = solved.problem.A
    found = np.zeros(len(columns))
    for n, j in enumerate(columns.tolist()):
        entries = slice(A.indptr[j], A.indptr[j + 1])
        k, row = A.data[entries], A.indices[entries]
        found[n] = float(k[k > 0] @ fetch[row[k > 0]]) + float(k[k < 0] @ cost[row[k < 0]])
    return found


def _worth(program: Program, solved: Solved) -> tuple[Array, Array]:
    """(market,) what a first tonne would fetch, 0 where nobody takes it, and what it would cost, inf where nobody gives it."""
    problem, x, pi = solved.problem, solved.point.x, solved.point.pi
    own, lane = len(program.markets), program.activities["lane"]
    floor = TRADES * np.maximum(program.markets["flow"].to_numpy(float), LEAST)
    trades = np.zeros(len(pi), dtype=bool)
    trades[:own] = 0.5 * (abs(problem.A) @ x + problem.b)[:own] > floor
    room = problem.u.copy()
    room[lane] = solved.month.cap  # lanes that wait for a project would be open
    paid = problem.c + problem.h * x + problem.G.T @ solved.point.om
    j, taker, giver, weight, gain = _ways(solved, lane.start)
    ships = (j >= lane.start) & (j < lane.stop)
    free = room[j] > x[j] * (1.0 + TRADES)
    known_giver, known_taker = (~ships | trades[row] | (row >= own) for row in (giver, taker))
    fetch, cost = np.where(trades, pi, -np.inf), np.where(trades, pi, np.inf)
    for _ in range(WAYS):
        out = free & known_giver & np.isfinite(fetch[giver]) & ~trades[taker]
        np.maximum.at(fetch, taker[out], (gain[out] * fetch[giver[out]] - paid[j[out]]) / weight[out])
        into = free & known_taker & np.isfinite(cost[taker]) & ~trades[giver] & (gain > 0)
        np.minimum.at(cost, giver[into], (weight[into] * cost[taker[into]] + paid[j[into]]) / gain[into])
    return np.where(np.isfinite(fetch), np.maximum(fetch, 0.0), 0.0), cost


def _ways(solved: Solved, first: int) -> tuple[Index, Index, Index, Array, Array]:
    """Activities from ``first`` on that move one good from one market to another: column, from, to, and the two price weights."""
    A, B = solved.problem.A, solved.problem.B
    j = np.flatnonzero(np.diff(A.indptr) == 2)
    j = j[j >= first]
    one, two = A.indptr[j], A.indptr[j] + 1
    j, one, two = (part[A.data[one] * A.data[two] < 0] for part in (j, one, two))
    takes = np.where(A.data[one] < 0, one, two)
    gives = np.where(A.data[one] < 0, two, one)
    return j, A.indices[takes], A.indices[gives], np.abs(B.data[takes]), B.data[gives]
