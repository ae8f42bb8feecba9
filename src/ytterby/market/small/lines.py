"""The lines of a small market as data: one activity each, and what ties lines together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ytterby.market.problem import Array, Shape

__all__ = ["Bend", "Duties", "Entry", "Kind", "Line", "Single", "System", "market_of", "value_at"]

Entry = tuple[str, float, float]  # market, tonnes per unit of level, weight of the market's price in the profit
Kind = str  # supply, demand, lane, plant, short
Single = Callable[[float], float]  # level -> cost (or worth) of the next unit


@dataclass(frozen=True)
class Duties:
    """What a lane pays on its way, for the accounts: ad valorem tariff, levy, export duty, tax at the destination, freight.

    rate : the destination's money for one of the origin's.    levied : False for a store, whose interest is no revenue.
    """

    origin: str
    destination: str
    tariff: float
    levy: float
    export_duty: float
    tax: float
    freight: float | Single
    rate: float = 1.0
    levied: bool = True

    def freight_at(self, level: float) -> float:
        """Freight of the next tonne at a level of the lane, in the origin's money."""
        return value_at(self.freight, level) if callable(self.freight) else self.freight


@dataclass(frozen=True)
class Line:
    """One activity: what it takes and gives, unit cost c + h x or a function of its level, bound u.

    part_of : the name it is reported under (pieces of one supply or demand share it).    near : a level where ``cost`` behaves.
    firm : who decides the level, with ``conduct`` 0 as a price-taker, 1 as a Cournot player.
    """

    name: str
    kind: Kind
    entries: tuple[Entry, ...]
    c: float
    h: float
    u: float
    part_of: str = ""
    cost: Single | None = None
    near: float = 1.0
    lane: Duties | None = None
    firm: str = ""
    conduct: float = 0.0

    @property
    def title(self) -> str:
        """The name it is reported under."""
        return self.part_of or self.name

    def next_cost(self, x: float) -> float:
        """Cost of the next unit at level x, before what other lines add; minus the worth for a use."""
        return self.c + self.h * x if self.cost is None else value_at(self.cost, x)

    def next_slope(self, x: float) -> float:
        """How fast that cost rises."""
        if self.cost is None:
            return self.h
        step = 1e-6 * max(abs(x), 1e-6 * self.near)
        return (value_at(self.cost, x + step) - value_at(self.cost, x - step)) / (2.0 * step)

    def total_cost(self, x: float) -> float:
        """Cost of all units up to level x: the integral of the next unit's, by 48 Gauss points where it is a function."""
        if self.cost is None:
            return self.c * x + 0.5 * self.h * x * x
        at, weight = np.polynomial.legendre.leggauss(48)
        points = zip(0.5 * x * (at + 1.0), weight, strict=True)
        return float(0.5 * x * sum(w * value_at(self.cost, float(t)) for t, w in points)) if x > 0 else 0.0


@dataclass(frozen=True)
class Bend:
    """A use whose worth bends: which line, its shape, and the point and elasticity it goes through."""

    line: int
    shape: Shape
    price: float
    quantity: float
    elasticity: float


@dataclass(frozen=True)
class System:
    """Lines whose costs depend on each other's levels: levels (k,) -> cost of the next unit of each (k,)."""

    lines: tuple[int, ...]
    cost: Callable[[Array], Array]
    near: tuple[float, ...]  # levels at which the function behaves

    def slopes(self, x: Array) -> Array:
        """(k, k) central differences."""
        step = 1e-6 * np.maximum(np.abs(x), 1e-6 * np.abs(self.near))
        found = np.empty((len(x), len(x)))
        for j, d in enumerate(step):
            up, down = x.copy(), x.copy()
            up[j], down[j] = x[j] + d, x[j] - d
            found[:, j] = (self.cost(up) - self.cost(down)) / (2.0 * d)
        return found


def value_at(function: Single, x: float) -> float:
    """What a function says at a level; NaN where it overflows, divides by nothing or leaves the real numbers."""
    try:
        with np.errstate(all="ignore"):
            found = function(x)
    except (ArithmeticError, ValueError):
        return np.nan
    return np.nan if isinstance(found, complex) else float(found)


def market_of(place: str, good: str) -> str:
    """The name of a market: the place alone where it holds one good."""
    return f"{place}/{good}" if good else place
