"""Why a problem has no equilibrium: needs beyond all supply, profits without end, users who never give up (math.md §3.10)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ytterby.market.certificate import Residuals
from ytterby.market.conditions import net_supply
from ytterby.market.problem import Array, Point, Problem
from ytterby.market.solver.linear import least
from ytterby.market.solver.scale import scale_of

__all__ = ["endless", "why"]

CLEAR = 1e-6  # of a typical flow or price: less is the program's rounding
MOST = 1e6  # typical flows: as good as without bound
SHOWN = 4  # activities named

Mask = NDArray[np.bool_]


def why(problem: Problem, point: Point, checked: Residuals, where: str) -> str:
    """What to say of a problem that could not be solved: the worst market, its demand, what can reach it, and what to do."""
    missing, beyond = _missing(problem)
    worst = int(missing.argmax()) if missing.max(initial=0.0) > 0 else checked.worst_market
    if missing.max(initial=0.0) > 0:
        remedy = (
            f"{problem.name(worst)} needs {missing[worst]:.4g} t more than can get there: need less, supply more or open a lane"
        )
    elif beyond.max(initial=0.0) > 0:
        group = int(beyond.argmax())
        quota = problem.groups[group] if problem.groups else f"group {group}"
        remedy = f"{quota} asks for {beyond[group]:.4g} t more than its members can move: ask for less or open one of them"
    elif (round_and_round := endless(problem)).any():
        names = [problem.activities[j] if problem.activities else f"activity {j}" for j in np.flatnonzero(round_and_round)]
        said = ", ".join(names[:SHOWN]) + ("" if len(names) <= SHOWN else f" and {len(names) - SHOWN} more")
        remedy = (
            f"{said}: the more they run the more they earn, without end; give one a bound, a rising cost or a smaller subsidy"
        )
    elif (lost := _never_give_up(problem, point)).any():
        worst = int(np.flatnonzero(lost)[0])
        remedy = f"users of {problem.name(worst)} never give up and nothing reaches them: give them a choke price or open a lane"
    else:
        remedy = (
            "None was found, which does not prove that there is none: give users a choke price, bound what is free, check units"
        )
    said = _described(problem, point, checked, worst)
    return f"{where}: no certified equilibrium; the worst market is {said}. {remedy} (math.md §3.10)."


def _described(problem: Problem, point: Point, checked: Residuals, n: int) -> str:
    x = np.nan_to_num(point.x)
    A = problem.A.tocsr()
    entries = slice(A.indptr[n], A.indptr[n + 1])
    size, who = A.data[entries], A.indices[entries]
    demand = abs(float((size * x[who])[size < 0].sum())) + max(-float(problem.b[n]), 0.0)
    reach = _reachable(problem, n)
    supply = "without bound" if reach >= 1e-3 * MOST * scale_of(problem).Q[n] else f"{reach:.4g} t"
    stock, left = max(float(problem.b[n]), 0.0), float(net_supply(problem, x)[n])
    return (
        f"{problem.name(n)}. Demand {demand:.4g} t, reachable supply {supply}, stock {stock:.4g} t, left over {left:.4g} t; "
        f"kkt {checked.kkt:.1e} (needs 1e-6), local {checked.local:.1e} (needs 1e-3)"
    )


def _missing(problem: Problem) -> tuple[Array, Array]:
    """(market,) and (group,) tonnes by which what is asked for cannot be had, however everything runs; else zero."""
    N, n, M = problem.shape
    size = scale_of(problem)
    asks = np.flatnonzero(np.isfinite(problem.g))
    if not ((problem.b < 0).any() or (problem.g[asks] < 0).any()):
        return np.zeros(N), np.zeros(M)
    Q = np.concatenate([size.Q[:N], size.Q[N:][asks]])
    table = sparse.hstack([sparse.vstack([-problem.A.tocsr(), problem.G.tocsr()[asks]]) @ sparse.diags(size.X), -sparse.diags(Q)])
    cost, limit = np.repeat([0.0, 1.0], [n, len(Q)]), np.concatenate([problem.b, problem.g[asks]])
    found = least(cost, table, limit, np.concatenate([problem.u / size.X, np.full(len(Q), np.inf)]))[n:]
    short, beyond = np.where(found > CLEAR, found, 0.0) * Q, np.zeros(M)
    beyond[asks] = short[N:]
    return short[:N], beyond


def _reachable(problem: Problem, market: int) -> float:
    """Tonnes that can be brought to a market if it is asked for nothing else, ``MOST`` typical flows at most."""
    N = problem.shape[0]
    size = scale_of(problem)
    takes = np.asarray(problem.A.tocsr()[market].toarray()).ravel()
    own = np.maximum(takes, 0.0)
    rest = np.arange(N) != market
    open_ = np.isfinite(problem.g)
    table = sparse.vstack([-problem.A.tocsr()[rest], problem.G.tocsr()[open_]])
    limit = np.concatenate([np.maximum(problem.b[rest], 0.0), np.maximum(problem.g[open_], 0.0)])
    bound = np.minimum(np.where(takes < 0, 0.0, problem.u) / size.X, MOST)
    found = least(-own * size.X / size.Q[market], table @ sparse.diags(size.X), limit, bound)
    reach = float(own @ (size.X * found))
    return reach if reach > CLEAR * size.Q[market] else 0.0


def endless(problem: Problem, proven: bool = False) -> Mask:
    """(activity,) True for those that together earn more the more they run: no bound, no rising cost, nothing used up.

    proven : only activities without ad valorem duties, among which that excludes any equilibrium; others' duties may stop them.
    """
    N = problem.shape[0]
    loose = np.isinf(problem.u) & (problem.h <= 0)
    if proven:
        taxed = np.repeat(np.arange(problem.shape[1]), np.diff(problem.A.indptr))[problem.A.data != problem.B.data]
        loose[taxed] = False
    for part in (problem.curve, problem.cross):
        if part is not None:
            loose[part.of] = False
    if problem.H is not None:
        loose &= np.diff(problem.H.tocsr().indptr) == 0
    if not loose.any():
        return loose
    size = scale_of(problem)
    floor = np.zeros(N) if problem.floor is None else problem.floor
    gain = problem.c - problem.A.T @ floor
    counted = problem.G.tocsr()[np.isfinite(problem.g)]
    table = sparse.vstack([-problem.A.tocsr(), counted])
    scaled = np.asarray(gain * size.X / size.R.max(initial=1e-300), dtype=float)
    found = least(scaled, table @ sparse.diags(size.X), np.zeros(table.shape[0]), np.where(loose, 1.0, 0.0))
    earns = float(gain @ (size.X * found)) < -CLEAR * float(size.R.max(initial=0.0) * size.X.max(initial=0.0))
    return np.asarray((found > CLEAR) & earns)


def _never_give_up(problem: Problem, point: Point) -> Mask:
    """(market,) True where users on an iso-elastic curve take nothing."""
    found = np.zeros(problem.shape[0], dtype=bool)
    if problem.curve is not None and problem.curve.shape == "iso-elastic":
        idle = problem.curve.of[np.nan_to_num(point.x)[problem.curve.of] <= 0.0]
        found[problem.A.indices[problem.A.indptr[idle]]] = True
    return found
