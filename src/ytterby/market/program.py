"""A world as activities and markets: the sparse structure, built once; a month changes numbers only (math.md §4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xarray as xr
from scipy import sparse

from ytterby.market.conditions import ad_valorem, specific
from ytterby.market.parameters import Parameters
from ytterby.market.problem import Array, Curve, Index, Problem

if TYPE_CHECKING:
    from ytterby.market.behaviour.file import Behaviour

__all__ = ["Activities", "Month", "Program"]

KINDS = ("plant", "lane", "allocate", "divert", "use", "hold", "keep")


@dataclass(frozen=True)
class Activities:
    """The columns: one slice per kind, in this order.

    plant: run a recipe at a place.   lane: ship.   allocate: pool to civil or military, free.
    divert: civil to military, capped.
    use: a sector's demand.   hold: keep stock to the month's end.   keep: makers keep what they do not sell.
    piece: a part of a use that goes all at once; only where a behaviour states some.
    """

    slices: dict[str, slice]

    def __getitem__(self, kind: str) -> slice:
        return self.slices[kind]

    @property
    def count(self) -> int:
        """Number of activities."""
        return max(int(part.stop) for part in self.slices.values())


@dataclass(frozen=True)
class Month:
    """What changes from month to month: per lane, group, plant, floor and reserve from the regime; per store its opening tonnes.

    group_cap : what each quota has room for, with what was carried.    reserve_buy, reserve_release : within what is held.
    """

    duty: Array
    export_duty: Array
    levy: Array
    cap: Array
    group_cap: Array
    ceiling: Array
    opening: Array
    over_duty: Array
    over_levy: Array
    floor_price: Array
    floor_tonnes: Array
    reserve_buy: Array
    reserve_below: Array
    reserve_release: Array
    reserve_above: Array
    reserve_held: Array

    def same(self, other: Month | None) -> bool:
        """Whether the two months pose the same problem."""
        if other is None:
            return False
        return all(np.array_equal(getattr(self, name), getattr(other, name)) for name in self.__dataclass_fields__)


@dataclass(frozen=True)
class Program:
    """A calibrated world: structure, costs and base point. ``residuals`` is what freight and duties leave unexplained.

    residuals: columns kind (lane, plant), place, good_or_recipe, partner, base (t/month), known (USD/kg of freight, duties and
    levies), markup (USD/kg that an exporter who knows its weight adds), residual (USD/kg that make the base year an equilibrium),
    share (of the price at the destination, or of revenue).
    """

    markets: pd.DataFrame  # place, good, end_use, price (USD/kg), flow (t/month); one row per market
    lanes: pd.DataFrame
    plants: pd.DataFrame
    uses: pd.DataFrame
    holds: pd.DataFrame
    places: tuple[str, ...]
    goods: tuple[str, ...]
    activities: Activities
    A: sparse.csc_matrix
    c: Array  # own cost, without freight, duty and levy
    h: Array
    u: Array
    freight: Array  # per lane
    lane_origin: Index  # entry of A that takes from each lane's origin
    lane_destination: Index
    hold_market: Index
    base: Array  # x in the base year
    parameters: Parameters
    residuals: pd.DataFrame
    curve: Curve | None = None  # bent demand of every use; None where demand is linear
    names: tuple[str, ...] = field(repr=False, default=())
    behaviour: Behaviour | None = None
    kept: dict[bytes, Any] = field(default_factory=dict, repr=False, compare=False)  # by months: what laws of one shape share
    H: sparse.csc_matrix | None = None  # how costs of uses depend on each other's levels; None where they do not
    piece_use: Index | None = None  # the use that each piece is a part of
    weight: Array | None = None  # per lane, part of h: markup that one tonne more brings on all; None where all take prices

    def numbers(self, month: Month) -> tuple[Array, Array, Array, Array]:
        """One month's costs c and bounds u (activity,), price weights (entry of A) and tonnes given b (market,)."""
        lane = self.activities["lane"]
        c, u = self.c.copy(), self.u.copy()
        c[lane] += specific(self.freight, month.duty, month.levy)
        u[lane] = month.cap
        u[self.activities["plant"]] *= month.ceiling
        weights: Array = self.A.data.astype(float)
        weights[self.lane_origin] *= ad_valorem(month.duty, month.export_duty)
        b: Array = np.bincount(self.hold_market, month.opening, len(self.markets)).astype(float)
        return c, u, weights, b

    def delivered(self, x: Array) -> Array:
        """(month, use) t/month that users get at levels (month, activity), all pieces with them."""
        found = x[:, self.activities["use"]]
        if self.piece_use is None:
            return found
        found = found.copy()
        np.add.at(found.T, self.piece_use, x[:, self.activities["piece"]].T)
        return found

    def wanted(self, problem: Problem) -> Array:
        """(use,) t/month that users would take at the base price in a month's problem: less once they learned to do without."""
        use = self.activities["use"]
        own = self.h[use]
        left = np.divide(own, problem.h[use], out=np.ones_like(own), where=problem.h[use] > 0)
        return np.asarray(self.uses["base"].to_numpy(float) * left)

    @cached_property
    def place_of(self) -> dict[str, Index]:
        """Number of the place of every market, plant and end of a lane: keys market, plant, origin, destination."""
        index = pd.Index(self.places)
        columns = {
            "market": self.markets["place"],
            "plant": self.plants["place"],
            "origin": self.lanes["origin"],
            "destination": self.lanes["destination"],
        }
        return {name: np.asarray(index.get_indexer(pd.Index(column))) for name, column in columns.items()}

    @cached_property
    def market_of(self) -> dict[tuple[str, str, str], int]:
        """Number of the market of each place, good and end use."""
        return {key: row for row, key in enumerate(self.markets[["place", "good", "end_use"]].itertuples(index=False, name=None))}

    @cached_property
    def priced(self) -> dict[str, tuple[Index, Index, Index]]:
        """Markets with the number of their good and place: ``price`` of the civil or only ones, ``price_military``."""
        good, use = (
            pd.Index(self.goods).get_indexer(pd.Index(self.markets["good"])),
            self.markets["end_use"].to_numpy(dtype=object),
        )
        kinds = {"price": (use == "any") | (use == "civil"), "price_military": use == "military"}
        rows = {name: np.flatnonzero(which) for name, which in kinds.items()}
        return {name: (row, good[row], self.place_of["market"][row]) for name, row in rows.items()}

    @cached_property
    def labels(self) -> dict[str, xr.Variable]:
        """What an outcome is labelled by whatever the law: goods, places, and of each flat dim its numbers and their labels."""
        found = {"good": xr.Variable("good", list(self.goods)), "place": xr.Variable("place", list(self.places))}
        frames = {
            "lane": (self.lanes, ("good", "origin", "destination", "end_use")),
            "use": (self.uses, ("place", "sector", "good", "end_use")),
            "plant": (self.plants, ("place", "recipe")),
            "hold": (self.holds, ("place", "good")),
            "divert": (self.markets.iloc[self.rows_of("divert")], ("place", "good")),
            "keep": (self.markets.iloc[self.rows_of("keep")], ("place", "good")),
        }
        for dim, (frame, names) in frames.items():
            found[dim] = xr.Variable(dim, np.arange(len(frame)))
            found |= {f"{dim}_{name}": xr.Variable(dim, frame[name].to_numpy(dtype=object).astype(str)) for name in names}
        return found

    @cached_property
    def weights(self) -> Array:
        """(lane,) ``weight``, nothing where all take prices."""
        return np.zeros(len(self.lanes)) if self.weight is None else self.weight

    def rows_of(self, kind: str) -> Index:
        """The market each activity of a kind takes from first, or gives to if it takes from none."""
        part = self.activities[kind]
        return np.asarray(self.A.indices[self.A.indptr[part]], dtype=np.int64)
