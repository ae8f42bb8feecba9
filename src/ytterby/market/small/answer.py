"""The certified answer of a small market: prices, levels, rents, who gains what, and what the treasury takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ytterby.errors import Fault, UnknownName, near_miss
from ytterby.market.certificate import Residuals
from ytterby.market.conditions import net_supply, unit_rent
from ytterby.market.problem import Point, Problem
from ytterby.market.small.form import Statement
from ytterby.market.small.lines import Line, market_of
from ytterby.market.small.slope import Slope, slope_of

__all__ = ["SmallOutcome", "read_out"]


@dataclass(frozen=True)
class SmallOutcome:
    """Prices by market; levels, rents, surplus and revenue by the name of each line; rents of quotas; how exact it is.

    rents : on a line's own bound (a capacity, a cap), or on a quota.
    surplus : of a user what he would have paid over what he pays, infinite if he never gives up; of a maker or lane its profit,
    rent of its bound with it; NaN in a system, and of those who go short under a ceiling.
    revenue : of a lane, tariff, levy, export duty and tax to all governments, in the destination's money.
    """

    prices: dict[str, float]
    levels: dict[str, float]
    rents: dict[str, float]
    surplus: dict[str, float]
    revenue: dict[str, float]
    lanes: dict[str, tuple[str, str]]
    certificate: Residuals
    problem: Problem = field(repr=False)
    point: Point = field(repr=False)
    stated: Statement = field(repr=False)

    def price(self, place: str, good: str = "") -> float:
        """Price of a good at a place; UnknownName with the near miss."""
        market = market_of(place, good)
        if market not in self.prices:
            raise UnknownName(Fault("price", repr(market), "a market of this problem", near_miss(market, list(self.prices))))
        return self.prices[market]

    def flow(self, origin: str, destination: str, good: str = "") -> float:
        """Flow of a good from one place to another over every lane between them, counted at the origin; UnknownName."""
        ends = (market_of(origin, good), market_of(destination, good))
        for market in ends:
            self.price(market)
        return sum(self.levels[name] for name, found in self.lanes.items() if found == ends)

    def slope(self, name: str, instrument: str) -> Slope:
        """How fast the answer moves with an instrument, exactly, with its kinks named.

        instrument : of a line ``cost``, ``bound``; of a lane also ``tariff``, ``levy``, ``export_duty``, ``freight``, ``tax``;
        the tonnes of a ``quota`` by its name; the ``stock`` of a market by its name. UnknownName with the near miss.
        """
        quotas = [quota for quota, _, _ in self.stated.quotas]
        return slope_of(self.stated.lines, quotas, list(self.prices), self.problem, self.point, name, instrument)

    def welfare(self) -> float:
        """Surplus of everybody, all revenue and rents of quotas, what is given at its price, less what a support price costs.

        What is bought up at a support price (a floor above zero) counts as lost; what a need pays counts against it.
        """
        quotas = float(self.point.om @ (self.problem.G @ self.point.x)) if len(self.point.om) else 0.0
        given = float(np.asarray(self.point.pi) @ self.problem.b)
        bought = 0.0
        if self.problem.floor is not None:
            left = np.maximum(net_supply(self.problem, self.point.x), 0.0)
            bought = float(np.maximum(self.problem.floor, 0.0) @ left)
        return sum(self.surplus.values()) + sum(self.revenue.values()) + quotas + given - bought


def read_out(stated: Statement, markets: tuple[str, ...], problem: Problem, point: Point, residuals: Residuals) -> SmallOutcome:
    """The answer under the names of the statement; pieces of one line are added up."""
    lines, x, pi = stated.lines, point.x, point.pi
    in_system = {i for system in stated.systems for i in system.lines}
    prices = dict(zip(markets, pi.tolist(), strict=True))
    rent = unit_rent(problem, x, pi, point.om)
    levels: dict[str, float] = {}
    rents: dict[str, float] = {}
    surplus: dict[str, float] = {}
    revenue: dict[str, float] = {}
    lanes: dict[str, tuple[str, str]] = {}
    earned, quota = problem.B.T @ pi, problem.G.T @ point.om
    for i, line in enumerate(lines):
        name, level = line.title, float(x[i])
        levels[name] = levels.get(name, 0.0) + level
        rents[name] = rents.get(name, 0.0) + float(rent[i])
        gain = float((earned[i] - quota[i]) * level) - _cost(problem, i, line, level)
        gain -= sum(k * level * float(x[j]) * (0.5 if i == j else 1.0) for a, j, k in stated.across if a == i)
        if i in in_system or (line.kind == "short" and level > 0):
            gain = np.nan
        surplus[name] = surplus.get(name, 0.0) + gain
        if line.lane is not None:
            lanes[name] = (line.lane.origin, line.lane.destination)
            if line.lane.levied:
                revenue[name] = revenue.get(name, 0.0) + level * _levied(line, prices, level)
    rents |= dict(zip((name for name, _, _ in stated.quotas), point.om.tolist(), strict=True))
    return SmallOutcome(prices, levels, rents, surplus, revenue, lanes, residuals, problem, point, stated)


def _cost(problem: Problem, i: int, line: Line, level: float) -> float:
    """What all units of a line cost (a use: minus what they are worth)."""
    curve = problem.curve
    if curve is not None and i in curve.of:
        at = int(np.flatnonzero(curve.of == i)[0])
        price, quantity, e = float(curve.price[at]), float(curve.quantity[at]), float(curve.elasticity[at])
        if curve.shape == "semi-log":
            return -e * quantity * price * float(np.exp(1.0 / e) - np.exp((1.0 - level / quantity) / e))
        share = 1.0 - 1.0 / e
        return -np.inf if share <= 0 else -price * quantity * (level / quantity) ** share / share
    return line.total_cost(level)


def _levied(line: Line, prices: Mapping[str, float], level: float) -> float:
    """Duties and taxes on one tonne of a lane, in the destination's money."""
    assert line.lane is not None  # noqa: S101
    way = line.lane
    fob = prices[way.origin]
    cif = (1.0 + way.export_duty) * fob + way.freight_at(level)
    return way.rate * (way.export_duty * fob + way.tariff * cif) + way.levy + way.tax * prices[way.destination]
