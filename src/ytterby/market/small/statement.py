"""A small market under construction: every method returns a new one with a line more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from ytterby.errors import BadTable, Fault, UnknownName, near_miss
from ytterby.market.problem import Array, Problem, Shape
from ytterby.market.small.answer import SmallOutcome, read_out
from ytterby.market.small.form import Statement, canonical
from ytterby.market.small.inverse import inverse_of
from ytterby.market.small.lines import Bend, Duties, Line, Single, System, market_of
from ytterby.market.solve import equilibrium

__all__ = ["SmallMarket"]


@dataclass(frozen=True)
class SmallMarket:
    """A market under construction; every method returns a new one with a line more, ``solve`` the equilibrium.

    A place holds one good unless ``good`` says otherwise. Lines without a name are called after what they do (``supply A``,
    ``demand B``, ``ship A > B``, ``make A``); a second of that name is ``... #2``. Each line is one activity of math.md §1.

    >>> found = SmallMarket().supply("A", 0, 1).demand("B", 10, 1).ship("A", "B", freight=2).solve()
    >>> round(found.price("A"), 6), round(found.price("B"), 6), round(found.flow("A", "B"), 6)
    (4.0, 6.0, 4.0)
    """

    lines: tuple[Line, ...] = ()
    quotas: tuple[tuple[str, dict[str, float], float], ...] = ()
    given: tuple[tuple[str, float], ...] = ()
    floors: tuple[tuple[str, float], ...] = ()
    bends: tuple[Bend, ...] = ()
    systems: tuple[System, ...] = ()
    across: tuple[tuple[int, int, float], ...] = ()

    @classmethod
    def read(cls, path: str | Path) -> SmallMarket:
        """The market that a YAML file states: lists of lines under the names of these methods. BadInput: every fault's place."""
        from ytterby.market.small.file import stated_in

        return stated_in(Path(path), cls())

    def supply(
        self,
        place: str,
        intercept: float,
        slope: float = 0.0,
        capacity: float = np.inf,
        good: str = "",
        name: str = "",
        *,
        firm: str = "",
        conduct: float = 0.0,
    ) -> SmallMarket:
        """A maker whose next tonne costs intercept + slope x, up to a capacity.

        conduct : 0 takes the price as given; 1 knows that its sales lower it and takes the sales of others as given (Cournot);
        between, that share of it. Lines of one ``firm`` count their sales together. All users stated at the place are taken to
        buy. A leader that knows how a fringe with supply slope s answers, where demand falls with b, has conduct s / (b + s).
        """
        market = market_of(place, good)
        line = Line(name or f"supply {market}", "supply", ((market, 1.0, 1.0),), intercept, slope, capacity)
        return self._with(replace(line, firm=firm, conduct=conduct))

    def supply_curve(
        self,
        place: str,
        cost: Single,
        capacity: float = np.inf,
        good: str = "",
        name: str = "",
        *,
        near: float = 1.0,
        firm: str = "",
        conduct: float = 0.0,
    ) -> SmallMarket:
        """A maker whose next tonne costs ``cost(x)`` at level x; ``near``: a level at which the function behaves."""
        market = market_of(place, good)
        line = Line(name or f"supply {market}", "supply", ((market, 1.0, 1.0),), cost(near), 0.0, capacity)
        return self._with(replace(line, cost=cost, near=near, firm=firm, conduct=conduct))

    def elastic_supply(
        self,
        place: str,
        price: float,
        quantity: float,
        elasticity: float,
        good: str = "",
        name: str = "",
        *,
        capacity: float = np.inf,
    ) -> SmallMarket:
        """A maker who offers quantity at price, with a constant elasticity."""
        self._positive(f"supply in {market_of(place, good)}", price=price, quantity=quantity, elasticity=elasticity)

        def cost(x: float) -> float:
            return float(price * (max(x, 0.0) / quantity) ** (1.0 / elasticity))

        return self.supply_curve(place, cost, capacity, good, name, near=quantity)

    def demand(
        self, place: str, choke: float, slope: float, good: str = "", name: str = "", *, capacity: float = np.inf
    ) -> SmallMarket:
        """A user whose next tonne is worth choke - slope x, up to ``capacity`` tonnes."""
        market = market_of(place, good)
        return self._with(Line(name or f"demand {market}", "demand", ((market, -1.0, -1.0),), -choke, slope, capacity))

    def demand_curve(self, place: str, worth: Single, good: str = "", name: str = "", *, near: float = 1.0) -> SmallMarket:
        """A user whose next tonne is worth ``worth(x)`` at level x, falling; ``near``: a level at which the function behaves."""
        market = market_of(place, good)
        line = Line(name or f"demand {market}", "demand", ((market, -1.0, -1.0),), -worth(near), 0.0, np.inf)
        return self._with(replace(line, cost=lambda x: -worth(x), near=near))

    def elastic(
        self,
        place: str,
        price: float,
        quantity: float,
        elasticity: float,
        good: str = "",
        shape: Shape = "iso-elastic",
        name: str = "",
    ) -> SmallMarket:
        """A user who takes quantity at price, with an elasticity there that is constant (iso-elastic) or falls (semi-log)."""
        market = market_of(place, good)
        self._positive(f"demand in {market}", price=price, quantity=quantity, elasticity=elasticity)
        found = self._with(Line(name or f"demand {market}", "demand", ((market, -1.0, -1.0),), -price, 0.0, np.inf))
        return replace(found, bends=(*self.bends, Bend(len(self.lines), shape, price, quantity, elasticity)))

    def steps(
        self, place: str, points: Sequence[tuple[float, float]], good: str = "", name: str = "", *, side: str = "demand"
    ) -> SmallMarket:
        """A user (or, with ``side="supply"``, a maker) whose worth (cost) runs straight between (quantity, price) points.

        Two points of one quantity are a jump, two of one price a flat step: substitution, thrifting, cost ladders. The first
        quantity is 0; beyond the last point nothing more is taken (made). BadTable if a worth rises or a cost falls.
        """
        market, sign = market_of(place, good), -1.0 if side == "demand" else 1.0
        where, title = f"small market, steps in {market}", self._free(name or f"{side} {market}")
        q, p = np.array([a for a, _ in points], dtype=float), np.array([b for _, b in points], dtype=float)
        if side not in ("demand", "supply") or len(q) < 2 or q[0] != 0 or (np.diff(q) < 0).any() or (sign * np.diff(p) < 0).any():
            raise BadTable(
                Fault(
                    where,
                    f"{list(points)}, side {side!r}",
                    "(quantity, price) points from quantity 0, quantities rising, a worth falling, a cost rising",
                    "Order the points; a jump is two points of one quantity. A side is demand or supply.",
                )
            )
        found = self
        for (q0, p0), (q1, p1) in pairwise(points):
            if q1 > q0:
                slope, entry = sign * (p1 - p0) / (q1 - q0), (market, sign, sign)
                line = Line(title, side, (entry,), sign * p0, slope, q1 - q0, part_of=title)
                found = found._with(line)
        return found

    def demand_system(
        self,
        places: Sequence[str],
        *,
        prices: Callable[[Array], Array] | None = None,
        quantities: Callable[[Array], Array] | None = None,
        near: Sequence[float] | None = None,
    ) -> SmallMarket:
        """Users whose demands depend on each other's prices, in places (``place`` or ``place/good``), one line each.

        Either ``prices``: quantities (k,) -> what the next tonne of each is worth (k,); or ``quantities``: prices (k,) -> what is
        taken (k,), inverted by Newton's method. near : quantities (or prices) at which the function behaves, all 1 if not said.
        Slopes need not be symmetric. Their surplus is NaN: without symmetry it depends on the way there.
        """
        return self._system(places, "demand", -1.0, prices, quantities, near)

    def supply_system(
        self,
        places: Sequence[str],
        *,
        prices: Callable[[Array], Array] | None = None,
        quantities: Callable[[Array], Array] | None = None,
        near: Sequence[float] | None = None,
    ) -> SmallMarket:
        """Makers whose supplies depend on each other's prices, as ``demand_system``; ``prices``: costs of the next tonnes."""
        return self._system(places, "supply", 1.0, prices, quantities, near)

    def ship(
        self,
        origin: str,
        destination: str,
        freight: float = 0.0,
        *,
        tariff: float = 0.0,
        levy: float = 0.0,
        export_duty: float = 0.0,
        tax: float = 0.0,
        loss: float = 0.0,
        cap: float = np.inf,
        slope: float = 0.0,
        good: str = "",
        name: str = "",
        firm: str = "",
        conduct: float = 0.0,
    ) -> SmallMarket:
        """A lane: ad valorem tariff on the CIF value, levy per tonne, ad valorem export duty, tax on the price where it arrives.

        loss : share of what leaves that does not arrive.    slope : how freight rises per tonne.    A duty below zero is a
        subsidy.    firm, conduct : as in ``supply``, for an exporter that knows its weight at the destination. A tariff-rate
        quota is two lanes, the cheap one with a cap.
        """
        a, b = market_of(origin, good), market_of(destination, good)
        entries = ((a, -1.0, -(1.0 + tariff) * (1.0 + export_duty)), (b, 1.0 - loss, (1.0 - loss) * (1.0 - tax)))
        line = Line(name or f"ship {a} > {b}", "lane", entries, (1.0 + tariff) * freight + levy, slope, cap)
        way = Duties(a, b, tariff, levy, export_duty, tax * (1.0 - loss), freight)
        return self._with(replace(line, lane=way, firm=firm, conduct=conduct))

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
        return self.activity(
            name or f"make {place}", {market_of(place, good): k for good, k in recipe.items()}, cost, slope, capacity
        )

    def activity(
        self, name: str, tonnes: Mapping[str, float], cost: float = 0.0, slope: float = 0.0, capacity: float = np.inf
    ) -> SmallMarket:
        """Anything that gives (positive) and takes (negative) tonnes in markets (``place`` or ``place/good``): storage, say."""
        return self._with(Line(name, "plant", tuple((m, k, k) for m, k in tonnes.items()), cost, slope, capacity))

    def stock(self, place: str, tonnes: float, good: str = "") -> SmallMarket:
        """Tonnes already there."""
        return replace(self, given=(*self.given, (market_of(place, good), tonnes)))

    def need(self, place: str, tonnes: float, good: str = "") -> SmallMarket:
        """Tonnes taken whatever they cost."""
        return replace(self, given=(*self.given, (market_of(place, good), -tonnes)))

    def floor(self, place: str, price: float, good: str = "") -> SmallMarket:
        """The price at which what is left over is taken: above 0 a support price, below 0 the cost of disposal, else 0."""
        return replace(self, floors=(*self.floors, (market_of(place, good), price)))

    def cross(self, line: str, other: str, slope: float) -> SmallMarket:
        """The next unit of a line costs ``slope`` more (a use: is worth that much less) for each unit of another line."""
        at = {found.name: i for i, found in enumerate(self.lines)}
        self._known(f"cross {line}, {other}", [line, other], list(at))
        return replace(self, across=(*self.across, (at[line], at[other], slope)))

    def quota(self, name: str, lines: Sequence[str] | Mapping[str, float], cap: float) -> SmallMarket:
        """A cap on the sum of some lines, each counted once unless a mapping says how much."""
        weights = dict(lines) if isinstance(lines, Mapping) else dict.fromkeys(lines, 1.0)
        self._known(f"quota {name}", list(weights), [line.title for line in self.lines])
        return replace(self, quotas=(*self.quotas, (name, weights, cap)))

    def solve(self) -> SmallOutcome:
        """The certified equilibrium; NotSolved, naming the worst market, if there is none."""
        problem, markets = self.problem()
        point, residuals = equilibrium(problem, "small market")
        return read_out(self._stated(), markets, problem, point, residuals)

    def problem(self) -> tuple[Problem, tuple[str, ...]]:
        """The canonical form, and the name of each market."""
        return canonical(self._stated())

    def _stated(self) -> Statement:
        return Statement(self.lines, self.quotas, self.given, self.floors, self.bends, self.systems, self.across)

    def _system(
        self,
        places: Sequence[str],
        side: str,
        sign: float,
        prices: Callable[[Array], Array] | None,
        quantities: Callable[[Array], Array] | None,
        near: Sequence[float] | None,
    ) -> SmallMarket:
        where = f"small market, {side} system of {', '.join(places)}"
        if (prices is None) == (quantities is None):
            raise BadTable(Fault(where, "both or none", "either prices= or quantities=", "State the functions one way."))
        start = np.ones(len(places)) if near is None else np.array(near, dtype=float)
        if prices is None:
            assert quantities is not None  # noqa: S101
            at, prices = np.asarray(quantities(start), dtype=float), inverse_of(quantities, start)
        else:
            at = start
        value = np.asarray(prices(at), dtype=float)
        if value.shape != (len(places),) or not np.isfinite(value).all() or not (at > 0).all():
            said, wanted = f"quantities {at}, prices {value}", f"{len(places)} finite prices at quantities above 0"
            raise BadTable(Fault(where, said, wanted, "Say with near= where the functions behave."))
        function = prices
        found, first = self, len(self.lines)
        for place, price, quantity in zip(places, value.tolist(), at.tolist(), strict=True):
            line = Line(f"{side} {place}", side, ((place, sign, sign),), sign * price, 0.0, np.inf, near=quantity)
            found = found._with(line)
        system = System(tuple(range(first, first + len(places))), lambda x: sign * np.asarray(function(x), dtype=float))
        return replace(found, systems=(*self.systems, system))

    def _with(self, line: Line) -> SmallMarket:
        values: Array = np.array([line.c, line.h, line.conduct, *(v for _, a, b in line.entries for v in (a, b))])
        if not np.isfinite(values).all() or np.isnan(line.u) or line.h < 0 or line.u < 0 or line.conduct < 0:
            raise BadTable(
                Fault(
                    f"small market, {line.name}",
                    f"cost {line.c}, slope {line.h}, bound {line.u}, conduct {line.conduct}, entries {line.entries}",
                    "finite numbers; slope, bound and conduct not below zero",
                    "Correct the line.",
                )
            )
        name = self._free(line.name)
        return replace(self, lines=(*self.lines, replace(line, name=name)))

    def _free(self, name: str) -> str:
        taken = {line.name for line in self.lines}
        return (
            name if name not in taken else next(f"{name} #{i}" for i in range(2, len(taken) + 3) if f"{name} #{i}" not in taken)
        )

    def _known(self, where: str, names: Sequence[str], known: Sequence[str]) -> None:
        unknown = [name for name in names if name not in known]
        if unknown:
            raise UnknownName(Fault(where, repr(name), "a line stated before", near_miss(name, known)) for name in unknown)

    def _positive(self, where: str, **numbers: float) -> None:
        if not all(value > 0 and np.isfinite(value) for value in numbers.values()):
            said = ", ".join(f"{name} {value}" for name, value in numbers.items())
            raise BadTable(Fault(f"small market, {where}", said, "finite numbers above zero", "Correct the line."))
