"""From a world's frames to markets and activities, with the base year's level of each (math.md §4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from ytterby.errors import BadTable, Fault
from ytterby.market.parameters import Parameters
from ytterby.market.problem import Array, Curve, Index
from ytterby.market.program import KINDS, Activities, Program
from ytterby.market.stocks import cover

if TYPE_CHECKING:
    from ytterby.world import World

__all__ = ["Draft", "awaited", "drafted"]

Key = tuple[str, str, str]  # place, good, end use
ROUNDING = 1e-9  # of a market's flow: the contract's balance of the base year
IMBALANCE = 1e-6  # of a market's flow: more than this is a fault of the world, less is rounding


@dataclass(frozen=True)
class Draft:
    """Structure and base point, before costs: markets, where every activity takes and gives, and base levels (t/month)."""

    world: World
    keys: tuple[Key, ...]
    price: Array
    flow: Array  # base throughput of each market, stock left out; what plants could move there where nothing moved
    slices: dict[str, slice]
    A: sparse.csc_matrix
    base: Array
    lanes: pd.DataFrame
    plants: pd.DataFrame
    uses: pd.DataFrame
    holds: pd.DataFrame
    freight: Array
    plant_entries: tuple[tuple[Index, Array], ...]
    lane_from: Index
    lane_to: Index
    use_market: Index
    hold_market: Index
    keep_market: Index
    divert_market: Index
    cover: Array  # tonnes at which a store's last tonne is worth the base price

    @property
    def count(self) -> int:
        """Number of activities."""
        return int(self.A.shape[1])

    def program(
        self, c: Array, h: Array, u: Array, parameters: Parameters, residuals: pd.DataFrame, curve: Curve | None = None
    ) -> Program:
        """The program with these costs, slopes, bounds and curves."""
        held = np.zeros(len(self.keys))
        np.add.at(held, self.hold_market, self.cover)
        markets = pd.DataFrame(self.keys, columns=["place", "good", "end_use"])
        markets["price"], markets["flow"] = self.price, self.flow + held
        start = self.A.indptr[self.slices["lane"]]
        first_is_origin = self.A.data[start] < 0
        goods = self.world.goods
        return Program(
            markets=markets,
            lanes=self.lanes,
            plants=self.plants,
            uses=self.uses,
            holds=self.holds,
            places=tuple(self.world.places.index),
            goods=tuple(goods.index),
            activities=Activities(self.slices),
            A=self.A,
            c=c,
            h=h,
            u=u,
            freight=self.freight,
            lane_origin=np.where(first_is_origin, start, start + 1),
            lane_destination=np.where(first_is_origin, start + 1, start),
            hold_market=self.hold_market,
            base=self.base,
            parameters=parameters,
            residuals=residuals,
            curve=curve,
            names=tuple(_called(key) for key in self.keys),
        )


def _called(key: Key) -> str:
    place, good, end_use = key
    return f"{good} in {place}" + ("" if end_use == "any" else f" ({end_use})")


def drafted(world: World) -> Draft:
    """The structure of a world; BadTable naming every market without a base price or whose base flows do not balance."""
    split = set(world.goods.index[world.goods["split"].astype(bool)])
    frames = (world.lanes, world.plants, world.demand, world.stocks)
    lanes, plants, uses, holds = (frame.reset_index(drop=True) for frame in frames)
    recipes = world.recipe_goods.groupby("recipe")
    entries = {str(name): list(zip(rows["good"], rows["coef"].astype(float), strict=True)) for name, rows in recipes}
    plant_at = list(zip(plants["place"], plants["recipe"], strict=True))
    made = {(place, good) for place, recipe in plant_at for good, k in entries[recipe] if k > 0}
    standing = [at for at, waits in zip(plant_at, awaited(plants), strict=True) if not waits]
    running = {(place, good) for place, recipe in standing for good, k in entries[recipe] if k > 0}
    own = running - _shipped_on(entries, plants, lanes)

    def drawn(place: str, good: str) -> Key:
        return (place, good, "civil" if good in split else "any")

    def given(place: str, good: str) -> Key:
        return (place, good, "pool" if good in split else "any")

    def source(place: str, good: str) -> Key:
        return given(place, good) if (place, good) in own else drawn(place, good)

    def served(place: str, good: str, end_use: str) -> Key:
        return (place, good, "military" if end_use == "military" else "civil") if good in split else (place, good, "any")

    plant_keys = [
        [(given(place, good) if k > 0 else drawn(place, good), k) for good, k in entries[recipe]] for place, recipe in plant_at
    ]
    lane_keys = [
        (source(o, good), served(d, good, e))
        for good, o, d, e in zip(lanes["good"], lanes["origin"], lanes["destination"], lanes["end_use"], strict=True)
    ]
    use_keys = [served(place, good, e) for place, good, e in zip(uses["place"], uses["good"], uses["end_use"], strict=True)]
    hold_keys = [source(place, good) for place, good in zip(holds["place"], holds["good"], strict=True)]
    keys = dict.fromkeys(key for column in plant_keys for key, _ in column)
    keys.update(dict.fromkeys(key for pair in lane_keys for key in pair))
    keys.update(dict.fromkeys([*use_keys, *hold_keys]))
    keys.update(dict.fromkeys(drawn(place, good) for place, good in made if good in split))
    ordered = tuple(keys)
    row = {key: n for n, key in enumerate(ordered)}
    shared = [(place, good) for place, good in sorted(made) if good in split]
    allocate = [((p, g, "pool"), (p, g, e)) for p, g in shared for e in ("civil", "military") if (p, g, e) in row]
    divert = [((p, g, "civil"), (p, g, "military")) for p, g, e in ordered if e == "military" and (p, g, "civil") in row]

    price = _prices(world, ordered)
    base = {
        "plant": plants["base"].to_numpy(float),
        "lane": lanes["base"].to_numpy(float),
        "use": uses["base"].to_numpy(float),
        "divert": np.zeros(len(divert)),
    }
    covered = cover(holds["target"].to_numpy(float), holds["tonnes"].to_numpy(float))
    base["hold"] = covered
    columns: dict[str, list[list[tuple[int, float]]]] = {
        "plant": [[(row[key], k) for key, k in column] for column in plant_keys],
        "lane": [[(row[a], -1.0), (row[b], 1.0)] for a, b in lane_keys],
        "allocate": [[(row[a], -1.0), (row[b], 1.0)] for a, b in allocate],
        "divert": [[(row[a], -1.0), (row[b], 1.0)] for a, b in divert],
        "use": [[(row[key], -1.0)] for key in use_keys],
        "hold": [[(row[key], -1.0)] for key in hold_keys],
    }
    gives, takes = np.zeros(len(ordered)), np.zeros(len(ordered))
    for kind in ("plant", "lane", "use"):
        _count(columns[kind], base[kind], gives, takes)
    need = takes - gives
    base["allocate"] = np.array([max(need[row[b]], 0.0) if gives[row[a]] > 0 else 0.0 for a, b in allocate])
    _count(columns["allocate"], base["allocate"], gives, takes)
    left, flow = gives - takes, np.maximum(gives, takes)
    _refuse_imbalance(ordered, left, flow)
    keep = np.flatnonzero((left > ROUNDING * np.maximum(flow, 1e-9)) & (price > 0))
    columns["keep"] = [[(int(n), -1.0)] for n in keep]
    could_give, could_take = np.zeros(len(ordered)), np.zeros(len(ordered))
    _count(columns["plant"], plants["capacity"].to_numpy(float), could_give, could_take)
    flow = np.where(flow > 0, flow, np.maximum(could_give, could_take))  # one that waits for a plant is as large as it
    base["keep"] = left[keep]

    slices, at = {}, 0
    for kind in KINDS:
        slices[kind] = slice(at, at + len(columns[kind]))
        at += len(columns[kind])
    return Draft(
        world=world,
        keys=ordered,
        price=price,
        flow=flow,
        slices=slices,
        A=_matrix([column for kind in KINDS for column in columns[kind]], len(ordered)),
        base=np.concatenate([base[kind] for kind in KINDS]),
        lanes=lanes,
        plants=plants,
        uses=uses,
        holds=holds,
        freight=lanes["freight"].to_numpy(float),
        plant_entries=tuple(
            (np.array([n for n, _ in column], dtype=np.int64), np.array([k for _, k in column])) for column in columns["plant"]
        ),
        lane_from=np.array([row[a] for a, _ in lane_keys], dtype=np.int64),
        lane_to=np.array([row[b] for _, b in lane_keys], dtype=np.int64),
        use_market=np.array([row[key] for key in use_keys], dtype=np.int64),
        hold_market=np.array([row[key] for key in hold_keys], dtype=np.int64),
        keep_market=keep.astype(np.int64),
        divert_market=np.array([row[a] for a, _ in divert], dtype=np.int64),
        cover=covered,
    )


def awaited(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Which plants or lanes wait for a project."""
    if "project" not in frame.columns:
        return np.zeros(len(frame), dtype=bool)
    return np.asarray(frame["project"].to_numpy() != "")


def _shipped_on(entries: dict[str, list[tuple[str, float]]], plants: pd.DataFrame, lanes: pd.DataFrame) -> set[tuple[str, str]]:
    """Places that ship more of a good than they make: their exports are goods landed before, so they leave the civil market."""
    made: dict[tuple[str, str], float] = {}
    for place, recipe, level in plants[["place", "recipe", "base"]].itertuples(index=False):
        for good, k in entries[recipe]:
            if k > 0:
                made[place, good] = made.get((place, good), 0.0) + k * level
    shipped: dict[tuple[str, str], float] = {}
    for origin, good, base in lanes[["origin", "good", "base"]].itertuples(index=False):
        shipped[origin, good] = shipped.get((origin, good), 0.0) + base
    return {key for key, tonnes in shipped.items() if tonnes > (1.0 + IMBALANCE) * made.get(key, 0.0)}


def _prices(world: World, keys: tuple[Key, ...]) -> Array:
    known = {(place, good): float(p) for place, good, p in world.prices[["place", "good", "usd_per_kg"]].itertuples(index=False)}
    missing = sorted({(place, good) for place, good, _ in keys if not known.get((place, good), -1.0) >= 0})
    if missing:
        raise BadTable(
            Fault(
                "world prices",
                f"no price of {good} in {place}",
                "a base price of zero or more for every good that is made, shipped, used or stored",
                "Add the row.",
            )
            for place, good in missing
        )
    return np.array([known[place, good] for place, good, _ in keys])


def _count(columns: list[list[tuple[int, float]]], level: Array, gives: Array, takes: Array) -> None:
    for column, x in zip(columns, level, strict=True):
        for n, k in column:
            if k > 0:
                gives[n] += k * x
            else:
                takes[n] -= k * x


def _matrix(columns: list[list[tuple[int, float]]], markets: int) -> sparse.csc_matrix:
    rows = np.array([n for column in columns for n, _ in column], dtype=np.int32)
    data = np.array([k for column in columns for _, k in column])
    indptr = np.concatenate([[0], np.cumsum([len(column) for column in columns])]).astype(np.int32)
    A = sparse.csc_matrix((data, rows, indptr), shape=(markets, len(columns)))
    A.sum_duplicates()
    return A


def _refuse_imbalance(keys: tuple[Key, ...], left: Array, flow: Array) -> None:
    short = np.flatnonzero(-left > IMBALANCE * np.maximum(flow, 1e-9))
    if len(short):
        raise BadTable(
            Fault(
                f"world, {_called(keys[n])}",
                f"{-left[n]:.6g} t/month used or shipped beyond what is made or landed",
                f"a balance within {IMBALANCE:g} of {flow[n]:.6g} t/month",
                "Reconcile the lanes, plants and demand of this market.",
            )
            for n in short
        )
