"""A small market under construction: every method returns a new one with a line more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ytterby.market.problem import Array, Problem, Shape
from ytterby.market.small.answer import SmallOutcome, read_out
from ytterby.market.small.check import known, limits_agree, line_makes_sense, name_is_new, numbers
from ytterby.market.small.form import Statement, canonical
from ytterby.market.small.lines import Bend, Duties, Line, Single, System, market_of, value_at
from ytterby.market.small.pieces import costed, iso_elastic, ladder, lane, together
from ytterby.market.small.units import in_own_units

__all__ = ["SmallMarket"]


@dataclass(frozen=True)
class SmallMarket:
    """A market under construction; every method returns a new one with a line more, ``solve`` the equilibrium.

    A place holds one good unless ``good`` says otherwise. Lines without a name are called after what they do (``supply A``,
    ``demand B``, ``ship A > B``, ``make A``); a second of that name is ``... #2``. Each line is one activity of math.md §1.
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
        line = Line(name or f"supply {market}", "supply", ((market, 1.0, 1.0),), value_at(cost, near), 0.0, capacity)
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
        """A maker who offers quantity at price, with a constant elasticity (math.md §1.15)."""
        numbers(f"supply in {market_of(place, good)}", above=0.0, price=price, quantity=quantity, elasticity=elasticity)
        cost = iso_elastic(price, quantity, elasticity)
        return self.supply_curve(place, cost, capacity, good, name, near=quantity)

    def demand(
        self,
        place: str,
        choke: float,
        slope: float,
        good: str = "",
        name: str = "",
        *,
        capacity: float = np.inf,
        firm: str = "",
        conduct: float = 0.0,
    ) -> SmallMarket:
        """A user whose next tonne is worth choke - slope x, up to ``capacity`` tonnes.

        conduct : 1 knows that its purchases raise the price (monopsony), as ``supply``; all makers stated at the place sell.
        """
        market = market_of(place, good)
        numbers(f"demand {market}", choke=choke)
        line = Line(name or f"demand {market}", "demand", ((market, -1.0, -1.0),), -choke, slope, capacity)
        return self._with(replace(line, firm=firm, conduct=conduct))

    def demand_curve(self, place: str, worth: Single, good: str = "", name: str = "", *, near: float = 1.0) -> SmallMarket:
        """A user whose next tonne is worth ``worth(x)`` at level x, falling; ``near``: a level at which the function behaves."""
        market = market_of(place, good)
        line = Line(name or f"demand {market}", "demand", ((market, -1.0, -1.0),), -value_at(worth, near), 0.0, np.inf)
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
        numbers(f"demand in {market}", above=0.0, price=price, quantity=quantity, elasticity=elasticity)
        found = self._with(Line(name or f"demand {market}", "demand", ((market, -1.0, -1.0),), -price, 0.0, np.inf))
        return replace(found, bends=(*self.bends, Bend(len(self.lines), shape, price, quantity, elasticity)))

    def steps(
        self, place: str, points: Sequence[tuple[float, float]], good: str = "", name: str = "", *, side: str = "demand"
    ) -> SmallMarket:
        """A user (or, with ``side="supply"``, a maker) whose worth (cost) runs straight between (quantity, price) points.

        Two points of one quantity are a jump, two of one price a flat step: substitution, thrifting, cost ladders. The first
        quantity is 0; beyond the last point nothing more is taken (made). BadTable if a worth rises or a cost falls.
        """
        market = market_of(place, good)
        return self._with(*ladder(market, points, side, self._free(name or f"{side} {market}")))

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
        return self._system(places, "demand", prices, quantities, near)

    def supply_system(
        self,
        places: Sequence[str],
        *,
        prices: Callable[[Array], Array] | None = None,
        quantities: Callable[[Array], Array] | None = None,
        near: Sequence[float] | None = None,
    ) -> SmallMarket:
        """Makers whose supplies depend on each other's prices, as ``demand_system``; ``prices``: costs of the next tonnes."""
        return self._system(places, "supply", prices, quantities, near)

    def ship(
        self,
        origin: str,
        destination: str,
        freight: float | Single = 0.0,
        *,
        tariff: float = 0.0,
        levy: float = 0.0,
        export_duty: float = 0.0,
        tax: float = 0.0,
        loss: float = 0.0,
        cap: float = np.inf,
        slope: float = 0.0,
        rate: float = 1.0,
        good: str = "",
        name: str = "",
        near: float = 1.0,
        firm: str = "",
        conduct: float = 0.0,
    ) -> SmallMarket:
        """A lane: ad valorem tariff on the CIF value, levy per tonne, ad valorem export duty, tax on the price where it arrives.

        freight : of the next tonne, or a function of the flow, well-behaved ``near`` some.    slope : how much dearer each tonne
        makes the lane, free of duty.    loss : share that does not arrive.    rate : the destination's money for one of the
        origin's, in which freight is.    firm, conduct : as in ``supply``, at the destination. A duty below zero is a subsidy.
        A tariff-rate quota is two lanes, the cheap one with a cap.
        """
        a, b = market_of(origin, good), market_of(destination, good)
        way = Duties(a, b, tariff, levy, export_duty, tax * (1.0 - loss), freight, rate)
        line = lane(name or f"ship {a} > {b}", way, loss, tax, slope, cap, near)
        return self._with(replace(line, firm=firm, conduct=conduct))

    def store(
        self,
        place: str,
        later: str,
        cost: float = 0.0,
        *,
        interest: float = 0.0,
        loss: float = 0.0,
        cap: float = np.inf,
        good: str = "",
        name: str = "",
    ) -> SmallMarket:
        """Carry-over between two months stated as places: what is kept costs ``cost`` now, earns interest and loses a share.

        Kept until the later price (1 - loss) is (1 + interest) (price + cost). Its ``flow`` is what is carried.
        """
        a, b = market_of(place, good), market_of(later, good)
        way = Duties(a, b, interest, 0.0, 0.0, 0.0, cost, levied=False)
        return self._with(lane(name or f"store {a}", way, loss, 0.0, 0.0, cap, 1.0))

    def make(
        self,
        place: str,
        recipe: Mapping[str, float],
        cost: float | Single = 0.0,
        slope: float = 0.0,
        capacity: float = np.inf,
        name: str = "",
    ) -> SmallMarket:
        """A plant: tonnes of each good per unit of level, outputs positive, inputs negative; unit cost as in ``activity``."""
        tonnes = {market_of(place, good): k for good, k in recipe.items()}
        return self.activity(name or f"make {place}", tonnes, cost, slope, capacity)

    def activity(
        self,
        name: str,
        tonnes: Mapping[str, float],
        cost: float | Single = 0.0,
        slope: float = 0.0,
        capacity: float = np.inf,
        *,
        near: float = 1.0,
    ) -> SmallMarket:
        """Anything that gives (positive) and takes (negative) tonnes in markets (``place`` or ``place/good``).

        The next unit costs cost + slope x, or ``cost(x)``, a function well-behaved ``near`` some level.
        """
        numbers(name, **tonnes)
        entries = tuple((m, k, k) for m, k in tonnes.items() if k)
        return self._with(costed(Line(name, "plant", entries, 0.0, slope, capacity), cost, near))

    def stock(self, place: str, tonnes: float, good: str = "") -> SmallMarket:
        """Tonnes already there."""
        numbers(f"stock in {market_of(place, good)}", least=0.0, tonnes=tonnes)
        return replace(self, given=(*self.given, (market_of(place, good), tonnes)))

    def need(self, place: str, tonnes: float, good: str = "") -> SmallMarket:
        """Tonnes taken whatever they cost."""
        numbers(f"need in {market_of(place, good)}", least=0.0, tonnes=tonnes)
        return replace(self, given=(*self.given, (market_of(place, good), -tonnes)))

    def floor(self, place: str, price: float, good: str = "") -> SmallMarket:
        """The price at which what is left over is taken: above 0 a support price, below 0 the cost of disposal, else 0."""
        market = market_of(place, good)
        numbers(f"floor in {market}", price=price)
        limits_agree("floor", market, price, *self._limits(market))
        return replace(self, floors=(*self.floors, (market, price)))

    def ceiling(self, place: str, price: float, good: str = "") -> SmallMarket:
        """The most that may be asked at a place; the level of ``short PLACE`` is what users want at that price and do not get.

        Who goes short is not said, so its surplus, and ``welfare``, are NaN where anybody does.
        """
        market = market_of(place, good)
        numbers(f"ceiling in {market}", price=price)
        limits_agree("ceiling", market, price, *self._limits(market))
        return self._with(Line(f"short {market}", "short", ((market, 1.0, 1.0),), price, 0.0, np.inf))

    def cross(self, line: str, other: str, slope: float) -> SmallMarket:
        """The next unit of a line costs ``slope`` more (a use: is worth that much less) for each unit of another line."""
        numbers(f"cross {line}, {other}", slope=slope)
        at = {found.name: i for i, found in enumerate(self.lines)}
        known(f"cross {line}, {other}", [line, other], list(at))
        return replace(self, across=(*self.across, (at[line], at[other], slope)))

    def quota(self, name: str, lines: Sequence[str] | Mapping[str, float], cap: float) -> SmallMarket:
        """A cap on the sum of some lines, each counted once unless a mapping says how much.

        A line counted below zero gives room: {"ethanol": -0.9, "petrol": 0.1} and a cap of 0 ask for a tenth of ethanol,
        {"imports": -1} and a cap of -5 for at least 5 t. The rent is what the last tonne of room is worth.
        """
        weights = dict(lines) if isinstance(lines, Mapping) else dict.fromkeys([lines] if isinstance(lines, str) else lines, 1.0)
        known(f"quota {name}", list(weights), [line.title for line in self.lines])
        numbers(f"quota {name}", **weights)
        numbers(f"quota {name}", cap=0.0 if cap == np.inf else cap)
        name_is_new(name, {stated for stated, _, _ in self.quotas} | {line.title for line in self.lines})
        return replace(self, quotas=(*self.quotas, (name, weights, cap)))

    def solve(self) -> SmallOutcome:
        """The certified equilibrium; NotSolved, naming the worst market, if there is none."""
        problem, markets = self.problem()
        point, residuals = in_own_units(problem, "small market")
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
        prices: Callable[[Array], Array] | None,
        quantities: Callable[[Array], Array] | None,
        near: Sequence[float] | None,
    ) -> SmallMarket:
        lines, function = together(places, side, prices, quantities, near)
        first = len(self.lines)
        system = System(tuple(range(first, first + len(places))), function, tuple(line.near for line in lines))
        return replace(self._with(*lines), systems=(*self.systems, system))

    def _with(self, *lines: Line) -> SmallMarket:
        found = self
        for line in lines:
            line_makes_sense(line)
            found = replace(found, lines=(*found.lines, replace(line, name=found._free(line.name))))
        return found

    def _limits(self, market: str) -> tuple[float | None, float | None]:
        ceiling = next((line.c for line in self.lines if line.kind == "short" and line.entries[0][0] == market), None)
        return dict(self.floors).get(market), ceiling

    def _free(self, name: str) -> str:
        taken = {line.name for line in self.lines}
        return next(found for found in (name, *(f"{name} #{i}" for i in range(2, len(taken) + 3))) if found not in taken)
