"""What follows from a law: flows, prices, shortages, stocks, rents and surpluses by month, with the certificate (math.md §6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from ytterby.market.books import Books, read_books
from ytterby.market.certificate import Certificate, Residuals, certify_months
from ytterby.market.conditions import loss
from ytterby.market.extras import Extras
from ytterby.market.problem import Array, Point, Problem
from ytterby.market.program import Month, Program
from ytterby.market.surplus import ACCOUNTS, accounts, parties

if TYPE_CHECKING:
    import pandas as pd

    from ytterby.market.path import Options
    from ytterby.market.projects.entry import Project
    from ytterby.market.tangent import Tangents
    from ytterby.policy import Regime

__all__ = ["Outcome", "Solved"]

TRADES = 1e-6  # of a market's base flow (at least a kilogram a month): below this nothing trades and there is no price
LEAST = 1e-3


@dataclass(frozen=True)
class Solved:
    """One month: its numbers, its equilibrium and how far from it we are."""

    month: Month
    problem: Problem
    point: Point
    residuals: Residuals
    extras: Extras

    @cached_property
    def reading(self) -> _Reading:
        """Prices, rents and accounts, read once: a what-if takes over the months before its change."""
        return _read(self)


@dataclass(frozen=True)
class _Reading:
    """What one month says beside its levels: through (market,) t, rent (lane,) USD/kg, accounts (5, place) kUSD, books."""

    through: Array
    rent: Array
    accounts: Array
    books: Books


@dataclass(frozen=True, eq=False)
class Outcome:
    """Certified monthly equilibria: ``data`` as fixed in decision 0001, and the certificate every month passed.

    projects : what became of each project of the world, where it has them.
    """

    program: Program = field(repr=False)
    months: tuple[str, ...]
    law: xr.Dataset = field(repr=False)
    solved: tuple[Solved, ...] = field(repr=False)
    projects: tuple[Project, ...] = ()

    @cached_property
    def data(self) -> xr.Dataset:
        """Flows, prices, shortages, stocks, rents and surpluses by label; made when first asked for."""
        return _labelled(self.program, self.months, self.law, self.solved)

    @cached_property
    def certificate(self) -> Certificate:
        """How far the months are from equilibrium, all of them together and each by itself."""
        return certify_months(self.months, [s.residuals for s in self.solved])

    def resume(self, program: Program, regime: Regime, shared: int, options: Options | None = None) -> Outcome:
        """This outcome under another law that is the same in the first ``shared`` months: only the months after are solved."""
        from ytterby.market.path import solve

        return solve(program, regime, self.months, options, self.solved[:shared], near=self.solved)

    def parties(self, month: str) -> pd.DataFrame:
        """Who gains what in a month: place, party, of (a user's sector, a maker's recipe, else the good), account, kUSD/month."""
        return parties(self.solved[self.months.index(month)])

    def tangents(self, count: int, carry: bool = True) -> Tangents:
        """How the last of the first ``count`` months moves with the law; ``carry`` as the path was solved, myopic months only."""
        from ytterby.market.tangent import Tangents

        return Tangents(self, count, carry)


def _labelled(program: Program, months: tuple[str, ...], law: xr.Dataset, solved: tuple[Solved, ...]) -> xr.Dataset:
    act = program.activities
    x = np.array([s.point.x[: act.count] for s in solved])
    part = {kind: x[:, act[kind]] for kind in act.slices}
    base = program.uses["base"].to_numpy(float)
    wanted = np.array([program.wanted(s.problem) for s in solved])
    delivered = program.delivered(x)
    capacity = program.plants["capacity"].to_numpy(float)
    price, military = _prices(program, solved)
    booked = np.array([s.reading.accounts for s in solved])
    books = [s.reading.books for s in solved]
    variables: dict[str, tuple[tuple[str, ...], Array, str, str]] = {
        "flow_lane": (("month", "lane"), part["lane"], "t/month", "flow on each lane"),
        "price": (
            ("month", "good", "place"),
            price,
            "USD/kg",
            "price, civil market for split goods; blank where nothing trades",
        ),
        "price_military": (
            ("month", "good", "place"),
            military,
            "USD/kg",
            "price in the military market of split goods",
        ),
        "wanted": (("month", "use"), wanted, "t/month", "what users would take at the base price"),
        "delivered": (("month", "use"), delivered, "t/month", "what users get"),
        "shortage": (("month", "use"), np.maximum(wanted - delivered, 0.0), "t/month", "wanted less delivered"),
        "redesigned": (("month", "use"), base - wanted, "t/month", "base use that users have learned to do without"),
        "level": (("month", "plant"), part["plant"], "t/month", "level of each plant"),
        "utilisation": (
            ("month", "plant"),
            np.divide(part["plant"], capacity, out=np.zeros_like(part["plant"]), where=capacity > 0),
            "1",
            "level over capacity",
        ),
        "stock": (("month", "hold"), part["hold"], "t", "stock at the end of the month"),
        "diverted": (("month", "divert"), part["divert"], "t/month", "civil goods passed on to military users"),
        "unsold": (("month", "keep"), part["keep"], "t/month", "made, not sold, kept by makers"),
        "rent": (("month", "lane"), np.array([s.reading.rent for s in solved]), "USD/kg", "rent on the lane's cap"),
        "markup": (("month", "lane"), program.weights * part["lane"], "USD/kg", "what an exporter who knows its weight adds"),
        "group_rent": (("month", "group"), np.array([s.point.om for s in solved]), "USD/kg", "rent on the group's cap"),
        "beyond": (("month", "lane"), np.array([b.beyond for b in books]), "t/month", "moved beyond a tariff-rate quota"),
        "reserve_held": (("month", "reserve"), np.array([b.held for b in books]), "t", "state reserve at the end of the month"),
    }
    for i, name in enumerate(ACCOUNTS):
        variables[name] = (("month", "place"), booked[:, i, :], "kUSD/month", name.replace("_", " "))
    return xr.Dataset(
        {k: (dims, value, {"units": unit, "long_name": title}) for k, (dims, value, unit, title) in variables.items()},
        coords=_coordinates(program, months, law),
    )


def _coordinates(program: Program, months: tuple[str, ...], law: xr.Dataset) -> dict[str, object]:
    return {
        **program.labels,
        "month": list(months),
        "group": list(law["group"].values),
        "reserve": list(law["reserve"].values),
    }


def _prices(program: Program, solved: Sequence[Solved]) -> tuple[Array, Array]:
    """Civil (or only) prices and military prices by good and place; NaN where nothing trades or there is no such market."""
    floor = TRADES * np.maximum(program.markets["flow"].to_numpy(float), LEAST)
    found = {name: np.full((len(solved), len(program.goods), len(program.places)), np.nan) for name in program.priced}
    for m, s in enumerate(solved):
        shown = np.where(s.reading.through[: len(floor)] > floor, s.point.pi[: len(floor)], np.nan)
        for name, (row, good, place) in program.priced.items():
            found[name][m, good, place] = shown[row]
    return found["price"], found["price_military"]


def _read(s: Solved) -> _Reading:
    program, problem, point = s.extras.program, s.problem, s.point
    lane = program.activities["lane"]
    F = loss(problem, point.x, point.pi, point.om)[lane]
    held = np.isfinite(s.month.cap) & (point.x[lane] >= 0.999 * s.month.cap)
    rent = np.where(held, np.maximum(-F, 0.0), 0.0)
    books = read_books(s.extras, s.month, point)
    A = problem.A
    moved = np.abs(A.data) * np.repeat(point.x, np.diff(A.indptr))
    through = 0.5 * (np.bincount(A.indices, moved, A.shape[0]) + problem.b)
    return _Reading(through, rent, accounts(program, s, rent, books), books)
