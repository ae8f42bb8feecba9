"""How lines are made: a lane from its duties, a ladder of steps, a system of users or makers who look at each other's prices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from ytterby.errors import BadTable, Fault
from ytterby.market.conditions import ad_valorem, specific
from ytterby.market.problem import Array
from ytterby.market.small.check import lane_makes_sense, numbers
from ytterby.market.small.inverse import inverse_of
from ytterby.market.small.lines import Duties, Line, Single, value_at

__all__ = ["costed", "iso_elastic", "ladder", "lane", "together"]

Function = Callable[[Array], Array]


def costed(line: Line, cost: float | Single, near: float) -> Line:
    """The line with a cost of the next unit that is a number, or a function of its level."""
    if not callable(cost):
        return replace(line, c=cost)
    slope = line.h
    return replace(line, c=value_at(cost, near) + slope * near, h=0.0, cost=lambda x: cost(x) + slope * x, near=near)


def iso_elastic(price: float, quantity: float, elasticity: float) -> Single:
    """The cost of the next unit of a maker who offers quantity at price with a constant elasticity (math.md §1.15)."""
    return lambda x: price * (max(x, 0.0) / quantity) ** (1.0 / elasticity)


def lane(title: str, way: Duties, loss: float, tax: float, slope: float, cap: float, near: float) -> Line:
    """A lane under its duties (math.md §1.10, §1.11). BadTable for a number that cannot be."""
    lane_makes_sense(title, way.freight_at(near), way.levy, way.tariff, way.export_duty, tax, loss, way.rate)
    weight = way.rate * float(ad_valorem(way.tariff, way.export_duty))
    entries = ((way.origin, -1.0, -weight), (way.destination, 1.0 - loss, (1.0 - loss) * (1.0 - tax)))
    line = Line(title, "lane", entries, 0.0, slope, cap, lane=way)

    def cost(x: float) -> float:
        return float(specific(way.rate * way.freight_at(x), way.tariff, way.levy))

    return costed(line, cost if callable(way.freight) else cost(0.0), near)


def ladder(market: str, points: Sequence[tuple[float, float]], side: str, title: str) -> list[Line]:
    """A line for each piece between (quantity, price) points (math.md §1.14), all under one title. BadTable if out of order."""
    sign = -1.0 if side == "demand" else 1.0
    for i, point in enumerate(points):
        numbers(f"{title}, point {i}", **dict(zip(("quantity", "price"), point, strict=True)))
    q, p = (np.array(column, dtype=float) for column in (zip(*points, strict=True) if points else ((), ())))
    if side not in ("demand", "supply") or len(q) < 2 or q[0] != 0 or (np.diff(q) < 0).any() or (sign * np.diff(p) < 0).any():
        raise BadTable(
            Fault(
                f"small market, steps in {market}",
                f"{list(points)}, side {side!r}",
                "(quantity, price) points from quantity 0, quantities rising, a worth falling, a cost rising",
                "Order the points; a jump is two points of one quantity. A side is demand or supply.",
            )
        )
    return [
        Line(title, side, ((market, sign, sign),), sign * p0, sign * (p1 - p0) / (q1 - q0), q1 - q0, part_of=title)
        for (q0, p0), (q1, p1) in pairwise(points)
        if q1 > q0
    ]


def together(
    places: Sequence[str], side: str, prices: Function | None, quantities: Function | None, near: Sequence[float] | None
) -> tuple[list[Line], Function]:
    """One line for each place, and the cost of the next unit of each (k,) at levels (k,). BadTable if a function breaks down."""
    where, sign = f"small market, {side} system of {', '.join(places)}", -1.0 if side == "demand" else 1.0
    if (prices is None) == (quantities is None):
        raise BadTable(Fault(where, "both or none", "either prices= or quantities=", "State the functions one way."))
    start = np.ones(len(places)) if near is None else np.array(near, dtype=float)
    at = start
    if prices is None:
        assert quantities is not None  # noqa: S101
        with np.errstate(all="ignore"):
            at, prices = np.asarray(quantities(start), dtype=float), inverse_of(quantities, start)
    with np.errstate(all="ignore"):
        value = np.asarray(prices(at), dtype=float)
    if value.shape != (len(places),) or not np.isfinite(value).all() or not (at > 0).all():
        said, wanted = f"quantities {at}, prices {value}", f"{len(places)} finite prices at quantities above 0"
        raise BadTable(Fault(where, said, wanted, "Say with near= where the functions behave."))
    function = prices
    lines = [
        Line(f"{side} {place}", side, ((place, sign, sign),), sign * price, 0.0, np.inf, near=quantity)
        for place, price, quantity in zip(places, value.tolist(), at.tolist(), strict=True)
    ]
    return lines, lambda x: sign * np.asarray(function(x), dtype=float)
