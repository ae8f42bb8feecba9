"""Units do not matter: an answer is judged in units in which its largest flow and price are of ordinary size (math.md §2)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ytterby.errors import NotSolved
from ytterby.market.certificate import Residuals, certify
from ytterby.market.problem import Array, Cross, Point, Problem
from ytterby.market.solver.diagnose import endless, why
from ytterby.market.solver.equilibrium import equilibrium
from ytterby.market.solver.scale import scale_of

__all__ = ["in_own_units"]

FLOW, PRICE = 1e3, 1e2  # the certificate's least flow and price are a millionth and a ten thousandth of these
ROUNDS = 3


def in_own_units(problem: Problem, where: str) -> tuple[Point, Residuals]:
    """The equilibrium, with residuals measured where its largest flow and price are at least FLOW and PRICE. NotSolved."""
    if endless(problem, proven=True).any():  # relative tolerances would pass it at levels without measure
        N, n, M = problem.shape
        nothing = Point(np.zeros(n), np.zeros(N), np.zeros(M))
        raise NotSolved(why(problem, nothing, certify(problem, nothing.x, nothing.pi, nothing.om), where))
    point, residuals = _first(problem, where)
    for _ in range(ROUNDS):
        flow, price = _sizes(problem, point)
        if flow >= FLOW and price >= PRICE:
            break
        q, p = (size / least if 0.0 < size < least else 1.0 for size, least in ((flow, FLOW), (price, PRICE)))
        other = _told_in(problem, q, p)
        residuals = certify(other, point.x / q, point.pi / p, point.om / p)
        if residuals.holds:
            break
        point, residuals = _back(*equilibrium(other, where), q, p)
    else:
        raise NotSolved(why(problem, point, residuals, where))
    return point, residuals


def _first(problem: Problem, where: str) -> tuple[Point, Residuals]:
    """An answer in the units given, else in those in which the largest sizes that can be guessed are ordinary."""
    try:
        return equilibrium(problem, where)
    except NotSolved as first:
        size, N = scale_of(problem), problem.shape[0]
        flow, price = float(size.Q[:N].max(initial=0.0)), float(size.P[:N].max(initial=0.0))
        if not (0.0 < flow < 1.0 or 0.0 < price < 1.0):
            raise
        q, p = flow / FLOW, price / PRICE
        try:
            return _back(*equilibrium(_told_in(problem, q, p), where), q, p)
        except NotSolved:
            raise first from None


def _sizes(problem: Problem, point: Point) -> tuple[float, float]:
    """The largest flow through a market, and the largest price paid or rent earned where anything runs."""
    runs = point.x > 0
    flow = abs(problem.A) @ point.x
    paid = np.abs(problem.B.data) * np.abs(point.pi[problem.B.indices])
    columns = np.repeat(np.arange(problem.shape[1]), np.diff(problem.B.indptr))
    return float(flow.max(initial=0.0)), float(paid[runs[columns]].max(initial=0.0))


def _told_in(problem: Problem, q: float, p: float) -> Problem:
    """The same problem with q of its units of quantity and p of its units of price as the new units."""
    curve, cross = problem.curve, problem.cross
    if curve is not None:
        curve = replace(curve, price=curve.price / p, quantity=curve.quantity / q)
    return replace(
        problem,
        b=problem.b / q,
        g=problem.g / q,
        c=problem.c / p,
        h=problem.h * (q / p),
        u=problem.u / q,
        price=None if problem.price is None else problem.price / p,
        flow=None if problem.flow is None else problem.flow / q,
        H=None if problem.H is None else problem.H * (q / p),
        floor=None if problem.floor is None else problem.floor / p,
        curve=curve,
        cross=None if cross is None else _crossed_in(cross, q, p),
    )


def _crossed_in(cross: Cross, q: float, p: float) -> Cross:
    def cost(x: Array) -> Array:
        return np.asarray(cross.cost(x * q) / p)

    def slopes(x: Array) -> Array:
        return np.asarray(cross.slopes(x * q) * (q / p))

    return Cross(cross.of, cost, slopes, cross.at / q)


def _back(point: Point, residuals: Residuals, q: float, p: float) -> tuple[Point, Residuals]:
    return replace(point, x=point.x * q, pi=point.pi * p, om=point.om * p), residuals
