"""Whether a balanced world may be used: finite, cited, its keys unique, its names known, every market closed."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd

from ytterby.errors import BadTable, Fault, near_miss
from ytterby.world.model import World
from ytterby.world.tables import records

__all__ = ["TOLERANCE", "check", "imbalance"]

TOLERANCE = 1e-9  # of a market's throughput, decision 0001
FRAMES = ("recipe_goods", "plants", "lanes", "demand", "stocks", "prices")


def check(world: World) -> None:
    """Nothing if the world is sound: finite, cited, keys unique, names known, prices there, balanced; BadTable otherwise."""
    faults = [*_numbers(world), *_cited(world), *_names(world), *_keys(world), *_prices(world), *_unbalanced(world)]
    over = world.plants[world.plants["base"] > world.plants["capacity"]]
    faults += [
        Fault(
            f"plants, row {n}",
            f"{r['base']:g} t/month",
            f"at most the capacity of {r['capacity']:g}",
            "Raise the capacity or lower the base.",
        )
        for n, r in over.iterrows()
    ]
    if faults:
        raise BadTable(faults)


def _numbers(world: World) -> list[Fault]:
    faults = []
    for table in (*FRAMES, "surplus"):
        numeric = getattr(world, table).select_dtypes("number")
        for column in numeric.columns:
            values = numeric[column].to_numpy(dtype=float)
            bad = ~np.isfinite(values) | ((values < 0) if column != "coef" else np.zeros(len(values), dtype=bool))
            faults += [
                Fault(f"{table}, row {n}, {column}", f"{values[n]:g}", "a finite number, not negative", "Correct the row.")
                for n in np.flatnonzero(bad)
            ]
    return faults


def _cited(world: World) -> list[Fault]:
    return [
        Fault(f"{table}, row {n}", "neither source nor assumed", "one of them", "Cite a source, or say why it is assumed.")
        for table in FRAMES
        for n in np.flatnonzero(((getattr(world, table)["source"] == "") & (getattr(world, table)["assumed"] == "")).to_numpy())
    ]


def _names(world: World) -> list[Fault]:
    known = {
        "place": world.places.index,
        "origin": world.places.index,
        "destination": world.places.index,
        "good": world.goods.index,
    }
    known |= {"recipe": world.recipes.index, "sector": world.sectors.index}
    faults = []
    for table in FRAMES:
        frame: pd.DataFrame = getattr(world, table)
        for column in frame.columns.intersection(list(known)):
            for n in np.flatnonzero(~frame[column].isin(known[column]).to_numpy()):
                name = str(frame[column].iloc[n])
                faults.append(
                    Fault(
                        f"{table}, row {n}, {column}",
                        repr(name),
                        f"a {column} of this world",
                        near_miss(name, list(known[column])),
                    )
                )
    return faults


def _keys(world: World) -> list[Fault]:
    keys = {
        "plants": ["place", "recipe"],
        "lanes": ["good", "origin", "destination", "end_use"],
        "demand": ["place", "sector", "good"],
        "stocks": ["place", "good"],
        "prices": ["place", "good"],
        "recipe_goods": ["recipe", "good"],
    }
    return [
        Fault(f"{table}, row {n}", "a second row for its key", f"one row per {', '.join(columns)}", "Delete one.")
        for table, columns in keys.items()
        for n in np.flatnonzero(getattr(world, table).duplicated(columns).to_numpy())
    ]


def _prices(world: World) -> list[Fault]:
    known = set(zip(world.prices["place"], world.prices["good"], strict=True))
    wanted = set(zip(world.demand["place"], world.demand["good"], strict=True))
    for side in ("origin", "destination"):
        wanted |= set(zip(world.lanes[side], world.lanes["good"], strict=True))
    return [
        Fault("prices", f"no price of {g} in {p}", "one for every good that trades or is used", "Add the row.")
        for p, g in sorted(wanted - known)
    ]


def imbalance(world: World) -> pd.DataFrame:
    """Of every market (place, good, pool): t/month that come in, that go out, and the gap over the throughput.

    Pools: ``any``; of split goods ``home`` (civil market and pool in one) and ``military``, whose home supply leaves the pool.
    """
    split = set(world.goods.index[world.goods["split"]])
    goes: dict[tuple[str, str, str], float] = defaultdict(float)
    comes: dict[tuple[str, str, str], float] = defaultdict(float)
    recipes = {r: list(zip(part["good"], part["coef"], strict=True)) for r, part in world.recipe_goods.groupby("recipe")}
    for place, recipe, base in zip(world.plants["place"], world.plants["recipe"], world.plants["base"], strict=True):
        for good, k in recipes.get(recipe, ()):
            side = comes if k > 0 else goes
            side[place, good, "home" if good in split else "any"] += abs(k) * base
    for good, origin, destination, use, base in world.lanes[["good", "origin", "destination", "end_use", "base"]].itertuples(
        index=False
    ):
        goes[origin, good, "home" if good in split else "any"] += base
        comes[destination, good, {"any": "any", "civil": "home", "military": "military"}[use]] += base
    for place, good, use, base in world.demand[["place", "good", "end_use", "base"]].itertuples(index=False):
        goes[place, good, {"any": "any", "civil": "home", "military": "military"}[use]] += base
    for place, good, tonnes in world.surplus[["place", "good", "tonnes"]].itertuples(index=False):
        goes[place, good, "home" if good in split else "any"] += tonnes
    for place, good, pool in list(goes):
        short = goes[place, good, pool] - comes[place, good, pool]
        if pool == "military" and short > 0 and (place, good, "home") in comes:
            goes[place, good, "home"] += short
            comes[place, good, pool] += short
    rows = []
    for key in sorted(set(goes) | set(comes)):
        flow = max(goes[key], comes[key])
        rows.append((*key, comes[key], goes[key], abs(comes[key] - goes[key]) / flow if flow > 0 else 0.0))
    return pd.DataFrame(rows, columns=["place", "good", "pool", "comes", "goes", "gap"])


def _unbalanced(world: World) -> list[Fault]:
    found = imbalance(world)
    return [
        Fault(
            f"{r.good} in {r.place} ({r.pool})",
            f"{r.comes:.6g} t/month in, {r.goes:.6g} out",
            "both equal",
            "Reconcile lanes, plants and uses.",
        )
        for r in records(found[found["gap"] > TOLERANCE])
    ]
