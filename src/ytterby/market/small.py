"""A market stated in a few lines, solved by the same engine: textbook problems, hand checks, first questions.

A place holds one good unless ``good`` says otherwise. Prices and quantities are in whatever units the numbers are in; each
line of a market is one activity of math.md §1, so all that is said there holds here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from ytterby.errors import BadTable, Fault, UnknownName, near_miss
from ytterby.market.certificate import Residuals
from ytterby.market.conditions import unit_rent
from ytterby.market.problem import Array, Curve, Problem, Shape
from ytterby.market.solve import equilibrium

__all__ = ["SmallMarket", "SmallOutcome"]

Entry = tuple[str, float, float]  # market, tonnes per unit of level, weight of the market's price in the profit


@dataclass(frozen=True)
class Line:
    """One activity: what it takes and gives, unit cost c + h x, bound u."""

    name: str
    entries: tuple[Entry, ...]
    c: float
    h: float
    u: float
    lane: bool = False


@dataclass(frozen=True)
class Bend:
    """A line whose worth bends: which one, its shape, and the point and elasticity it goes through."""

    line: int
    shape: Shape
    price: float
    quantity: float
    elasticity: float


@dataclass(frozen=True)
class SmallOutcome:
    """The certified answer: prices by market, levels and rents by the name of each line, rents of quotas, how exact it is."""

    prices: dict[str, float]
    levels: dict[str, float]
    rents: dict[str, float]
    lanes: dict[str, tuple[str, str]]
    certificate: Residuals

    def price(self, place: str, good: str = "") -> float:
        """Price of a good at a place."""
        return self.prices[_market(place, good)]

    def flow(self, origin: str, destination: str, good: str = "") -> float:
        """Flow of a good from one place to another over every lane between them."""
        ends = (_market(origin, good), _market(destination, good))
        return sum(self.levels[name] for name, found in self.lanes.items() if found == ends)


@dataclass(frozen=True)
class SmallMarket:
    """A market under construction; every method returns a new one with a line more, ``solve`` the equilibrium.

    >>> found = SmallMarket().supply("A", 0, 1).demand("B", 10, 1).ship("A", "B", freight=2).solve()
    >>> round(found.price("A"), 6), round(found.price("B"), 6), round(found.flow("A", "B"), 6)
    (4.0, 6.0, 4.0)
    """

    lines: tuple[Line, ...] = ()
    quotas: tuple[tuple[str, dict[str, float], float], ...] = ()
    given: tuple[tuple[str, float], ...] = ()
    bends: tuple[Bend, ...] = ()

    def supply(
        self, place: str, intercept: float, slope: float = 0.0, capacity: float = np.inf, good: str = "", name: str = ""
    ) -> SmallMarket:
        """A maker whose next tonne costs intercept + slope x, up to a capacity."""
        market = _market(place, good)
        return self._with(name or f"supply {market}", ((market, 1.0, 1.0),), intercept, slope, capacity)

    def demand(self, place: str, choke: float, slope: float, good: str = "", name: str = "") -> SmallMarket:
        """A user whose next tonne is worth choke - slope x."""
        market = _market(place, good)
        return self._with(name or f"demand {market}", ((market, -1.0, -1.0),), -choke, slope, np.inf)

    def elastic(
        self, place: str, price: float, quantity: float, elasticity: float, good: str = "", shape: Shape = "iso-elastic"
    ) -> SmallMarket:
        """A user who takes quantity at price, with an elasticity there that is constant (iso-elastic) or falls (semi-log)."""
        if min(price, quantity, elasticity) <= 0 or {bend.shape for bend in self.bends} - {shape}:
            raise BadTable(
                Fault(
                    f"small market, use in {_market(place, good)}",
                    f"price {price}, quantity {quantity}, elasticity {elasticity}, shape {shape}",
                    "numbers above zero, and one shape for all bent uses of a market",
                    "Correct the line.",
                )
            )
        market = _market(place, good)
        found = self._with(f"demand {market}", ((market, -1.0, -1.0),), -price, 0.0, np.inf)
        return replace(found, bends=(*self.bends, Bend(len(self.lines), shape, price, quantity, elasticity)))

    def ship(
        self,
        origin: str,
        destination: str,
        freight: float = 0.0,
        *,
        tariff: float = 0.0,
        levy: float = 0.0,
        export_duty: float = 0.0,
        cap: float = np.inf,
        slope: float = 0.0,
        good: str = "",
        name: str = "",
    ) -> SmallMarket:
        """A lane: ad valorem tariff on the CIF value, levy per tonne, ad valorem export duty, a cap."""
        a, b = _market(origin, good), _market(destination, good)
        entries = ((a, -1.0, -(1.0 + tariff) * (1.0 + export_duty)), (b, 1.0, 1.0))
        return self._with(name or f"ship {a} > {b}", entries, (1.0 + tariff) * freight + levy, slope, cap, lane=True)

    def make(
        self,
        place: str,
        recipe: Mapping[str, float],
        cost: float = 0.0,
        slope: float = 0.0,
        capacity: float = np.inf,
        name: str = "",
    ) -> SmallMarket:
        """A plant: tonnes of each good per unit of level, outputs positive, inputs negative; unit cost cost + slope x."""
        entries = tuple((_market(place, good), k, k) for good, k in recipe.items())
        return self._with(name or f"make {place}", entries, cost, slope, capacity)

    def stock(self, place: str, tonnes: float, good: str = "") -> SmallMarket:
        """Tonnes already there."""
        return replace(self, given=(*self.given, (_market(place, good), tonnes)))

    def quota(self, name: str, lines: Sequence[str] | Mapping[str, float], cap: float) -> SmallMarket:
        """A cap on the sum of some lines, each counted once unless a mapping says how much."""
        weights = dict(lines) if isinstance(lines, Mapping) else dict.fromkeys(lines, 1.0)
        known = [line.name for line in self.lines]
        unknown = [line for line in weights if line not in known]
        if unknown:
            raise UnknownName(
                Fault(f"quota {name}", repr(line), "a line stated before", near_miss(line, known)) for line in unknown
            )
        return replace(self, quotas=(*self.quotas, (name, weights, cap)))

    def solve(self) -> SmallOutcome:
        """The certified equilibrium; NotSolved if there is none."""
        problem, markets = self.problem()
        point, residuals = equilibrium(problem, "small market")
        rent = unit_rent(problem, point.x, point.pi, point.om)
        names = [line.name for line in self.lines]
        rents = dict(zip(names, rent.tolist(), strict=True)) | dict(
            zip((q[0] for q in self.quotas), point.om.tolist(), strict=True)
        )
        return SmallOutcome(
            prices=dict(zip(markets, point.pi.tolist(), strict=True)),
            levels=dict(zip(names, point.x.tolist(), strict=True)),
            rents=rents,
            lanes={line.name: (line.entries[0][0], line.entries[1][0]) for line in self.lines if line.lane},
            certificate=residuals,
        )

    def problem(self) -> tuple[Problem, tuple[str, ...]]:
        """The canonical form, and the name of each market."""
        markets = tuple(dict.fromkeys([m for line in self.lines for m, _, _ in line.entries] + [m for m, _ in self.given]))
        row = {market: n for n, market in enumerate(markets)}
        indptr = np.cumsum([0] + [len(line.entries) for line in self.lines])
        indices = np.array([row[m] for line in self.lines for m, _, _ in line.entries], dtype=np.int32)
        shape = (len(markets), len(self.lines))

        def matrix(weight: int) -> sparse.csc_matrix:
            data = np.array([entry[weight] for line in self.lines for entry in line.entries], dtype=float)
            found = sparse.csc_matrix((data, indices.copy(), indptr.copy()), shape=shape)
            found.sort_indices()
            return found

        b = np.zeros(len(markets))
        for market, tonnes in self.given:
            b[row[market]] += tonnes
        at = {line.name: j for j, line in enumerate(self.lines)}
        G = np.zeros((len(self.quotas), len(self.lines)))
        for m, (_, weights, _) in enumerate(self.quotas):
            for name, weight in weights.items():
                G[m, at[name]] = weight
        g = np.array([cap for _, _, cap in self.quotas], dtype=float)
        c, h, u = (np.array([getattr(line, key) for line in self.lines], dtype=float) for key in "chu")
        found = Problem(matrix(1), matrix(2), sparse.csc_matrix(G), b, g, c, h, u, names=markets, curve=self._curve())
        return found, markets

    def _curve(self) -> Curve | None:
        if not self.bends:
            return None
        price, quantity, elasticity = (
            np.array([getattr(bend, name) for bend in self.bends]) for name in ("price", "quantity", "elasticity")
        )
        return Curve(self.bends[0].shape, np.array([bend.line for bend in self.bends]), price, quantity, elasticity)

    def _with(self, name: str, entries: tuple[Entry, ...], c: float, h: float, u: float, lane: bool = False) -> SmallMarket:
        values: Array = np.array([c, h, *(v for _, a, b in entries for v in (a, b))])
        if not np.isfinite(values).all() or np.isnan(u) or h < 0 or u < 0:
            raise BadTable(
                Fault(
                    f"small market, {name}",
                    f"cost {c}, slope {h}, bound {u}, entries {entries}",
                    "finite numbers, slope and bound not below zero",
                    "Correct the line.",
                )
            )
        taken = {line.name for line in self.lines}
        unique = (
            name if name not in taken else next(f"{name} #{i}" for i in range(2, len(taken) + 3) if f"{name} #{i}" not in taken)
        )
        return replace(self, lines=(*self.lines, Line(unique, entries, c, h, u, lane)))


def _market(place: str, good: str) -> str:
    return f"{place}/{good}" if good else place
