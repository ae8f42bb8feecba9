"""The independent check of a claimed equilibrium. It reads the problem and the point, and shares no code with the solver.

Two readings of one set of conditions (math.md §2): ``kkt`` on the scale of the largest flow and price, ``local`` on the scale
of each market and activity. A month counts as solved when both hold: ``kkt`` alone loses a good of a few tonnes among millions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ytterby.market.problem import Array, Curve, Problem

__all__ = ["KKT", "LOCAL", "Certificate", "Residuals", "certify", "certify_months"]

KKT = 1e-6  # of the largest flow or price: the accuracy the yardstick asks of every solver
LOCAL = 1e-3  # of each market's own flow or price: below any figure we would print
LEAST_FLOW = 1e-3  # t/month: below a kilogram a market has no scale of its own
LEAST_PRICE = 1e-2  # USD/kg: below a cent a price has no scale of its own


@dataclass(frozen=True)
class Residuals:
    """How far one month is from equilibrium: ``kkt`` and ``local`` are the worst of all conditions, the rest parts of ``kkt``."""

    kkt: float
    local: float
    balance: float
    complementarity: float
    worst_market: int

    @property
    def holds(self) -> bool:
        """Whether both tolerances are met (NaN never is)."""
        return self.kkt <= KKT and self.local <= LOCAL


@dataclass(frozen=True)
class Certificate:
    """The worst residuals over the months, the tolerances, and each month's own residuals."""

    kkt: float
    local: float
    balance: float
    complementarity: float
    tolerance: tuple[float, float]
    by_month: dict[str, Residuals]

    @property
    def holds(self) -> bool:
        """Whether every month meets both tolerances."""
        return all(month.holds for month in self.by_month.values())


def certify(problem: Problem, x: Array, pi: Array, om: Array) -> Residuals:
    """Residuals of a claimed equilibrium, relative and never negative (math.md §2).

    x (n_activities) t/month, pi (n_markets) USD/kg, om (n_groups) USD/kg. NaN anywhere gives infinite residuals.
    """
    if not (np.isfinite(x).all() and np.isfinite(pi).all() and np.isfinite(om).all()):
        return Residuals(np.inf, np.inf, np.inf, np.inf, 0)
    A, B, G = problem.A, problem.B, problem.G
    N, n, M = problem.shape
    rows = A.indices
    columns = np.repeat(np.arange(n), np.diff(A.indptr))
    members = np.repeat(np.arange(n), np.diff(G.indptr))
    moved, paid = A.data * x[columns], B.data * pi[rows]
    left = np.bincount(rows, moved, N) + problem.b
    room = problem.g - np.bincount(G.indices, G.data * x[members], M)
    first, slope = problem.c.copy(), problem.h * x
    if problem.curve is not None:
        of = problem.curve.of
        first[of], slope[of] = 0.0, -_worth(problem.curve.shape, problem.curve, x[of])
    if problem.cross is not None:
        first[problem.cross.of], slope[problem.cross.of] = 0.0, problem.cross.cost(x[problem.cross.of])
        if not np.isfinite(slope).all():
            return Residuals(np.inf, np.inf, np.inf, np.inf, 0)
    if problem.H is not None:
        slope = slope + problem.H @ x
    revenue = np.bincount(columns, paid, n)
    F = first + slope - revenue + np.bincount(members, G.data * om[G.indices], n)
    through = np.bincount(rows, np.abs(moved), N) + np.abs(problem.b)

    flow = 1.0 + through.max(initial=0.0)
    price = 1.0 + max(np.abs(v).max(initial=0.0) for v in (first, slope, revenue, om))
    above = pi if problem.floor is None else pi - problem.floor
    wide = _conditions(problem, x, above, om, left, room, F, (flow, flow, flow), (price, price, price))

    flow_n = np.maximum(through, LEAST_FLOW)
    flow_j = np.full(len(x), np.inf)
    np.minimum.at(flow_j, columns, flow_n[rows])
    price_j = np.maximum.reduce(
        [np.abs(first), np.abs(slope), np.bincount(columns, np.abs(paid), n), np.full(len(x), LEAST_PRICE)]
    )
    price_n = np.full(len(pi), LEAST_PRICE)
    np.maximum.at(price_n, rows, price_j[columns])
    group = np.where(np.isfinite(problem.g), np.maximum(np.abs(problem.g), LEAST_FLOW), 1.0)
    near = _conditions(problem, x, above, om, left, room, F, (flow_n, group, flow_j), (price_n, price, price_j))

    by_market = np.maximum(near["balance"], near["market"])
    for key in ("bounds", "profit"):
        np.maximum.at(by_market, rows, near[key][columns])
    worst = int(by_market.argmax()) if len(by_market) else 0
    top = {key: float(value.max(initial=0.0)) for key, value in wide.items()}
    return Residuals(
        kkt=max(top.values()),
        local=max(float(value.max(initial=0.0)) for value in near.values()),
        balance=max(top["balance"], top["bounds"]),
        complementarity=max(top["profit"], top["market"], top["rent"]),
        worst_market=worst,
    )


def _worth(shape: str, curve: Curve, x: Array) -> Array:
    """What the next tonne is worth on a bent demand curve (math.md §1.7)."""
    with np.errstate(divide="ignore"):
        along = x if curve.shift is None else x + curve.shift
        ratio = np.log(np.maximum(along, 0.0) / curve.quantity) if shape == "iso-elastic" else along / curve.quantity - 1.0
    return np.minimum(curve.price * np.exp(-ratio / curve.elasticity), 1e100)


def _conditions(
    problem: Problem,
    x: Array,
    above: Array,
    om: Array,
    left: Array,
    room: Array,
    F: Array,
    flows: tuple[float | Array, float | Array, float | Array],
    prices: tuple[float | Array, float | Array, float | Array],
) -> dict[str, Array]:
    """Every violation, relative to the flow and price scales of market, group and activity; above: prices over their floors."""
    flow_n, flow_m, flow_j = flows
    price_n, price_m, price_j = prices
    bound = np.isfinite(problem.u)
    space = np.where(bound, problem.u, np.inf) - x
    gain = np.maximum(-F, 0.0) / price_j
    idle = np.where(bound, np.minimum(np.where(bound, np.maximum(space, 0.0), 0.0) / flow_j, gain), gain)
    runs_at_loss = np.minimum(np.maximum(x, 0.0) / flow_j, np.maximum(F, 0.0) / price_j)
    return {
        "balance": np.maximum(-left, 0.0) / flow_n,
        "bounds": np.maximum(np.maximum(-x, -space), 0.0) / flow_j,
        "groups": np.maximum(-room, 0.0) / flow_m,
        "negative": np.maximum(-above, 0.0) / price_n,
        "negative_rent": np.maximum(-om, 0.0) / price_m,
        "profit": np.maximum(idle, runs_at_loss),
        "market": np.minimum(np.maximum(above, 0.0) / price_n, np.maximum(left, 0.0) / flow_n),
        "rent": np.minimum(np.maximum(om, 0.0) / price_m, np.maximum(room, 0.0) / flow_m),
    }


def certify_months(months: Sequence[str], residuals: Sequence[Residuals]) -> Certificate:
    """The certificate of a path: the worst of every residual, and each month's own."""
    return Certificate(
        kkt=max((r.kkt for r in residuals), default=0.0),
        local=max((r.local for r in residuals), default=0.0),
        balance=max((r.balance for r in residuals), default=0.0),
        complementarity=max((r.complementarity for r in residuals), default=0.0),
        tolerance=(KKT, LOCAL),
        by_month=dict(zip(months, residuals, strict=True)),
    )
