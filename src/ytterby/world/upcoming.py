"""A world with its projects in it: plants that do not run yet, and the lanes and prices they would need.

Nothing of the base year changes: such plants stand still, such lanes are empty, and both wait for the market to open them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from weakref import WeakKeyDictionary

import pandas as pd

from ytterby.world.lanes import Lane, open_lanes
from ytterby.world.ledger import ledger_of
from ytterby.world.model import World
from ytterby.world.prices import base_prices
from ytterby.world.tables import records

__all__ = ["with_projects"]

COMMITTED = ("operating", "ramping up", "construction", "financed")  # comes whatever prices do
OPEN = ("planned", "proposed")  # comes if it pays; every other status, such as stopped, never
OF_PROJECTS = ("project", "start", "status", "stage")

Pairs = list[tuple[str, str]]


_MADE: WeakKeyDictionary[World, dict[tuple[str, ...], World]] = WeakKeyDictionary()


def with_projects(world: World, until: str | None = None) -> World:
    """The world with a plant for every project that may start after the base year and by ``until``, a month.

    ``plants`` gains columns project, start, status, stage, committed and seen (the month of the day the status was known on),
    empty for what stands; ``lanes`` the column project: the ids (``;``-separated) of which one must open first. A project whose
    recipe was not known on the day stays out. The same world if there is none, and the same again for the same projects.
    """
    chosen = _chosen(world, until)
    if not len(chosen) or "project" in world.plants.columns:
        return world
    made, which = _MADE.setdefault(world, {}), tuple(chosen["project"])
    if which not in made:
        made[which] = _with(world, chosen)
    return made[which]


def _with(world: World, chosen: pd.DataFrame) -> World:
    coefs = ledger_of(world).coefs
    makes, needs = ({str(r.project): _goods(r, coefs, side) for r in records(chosen)} for side in (1.0, -1.0))
    day = world.as_of.strftime("%Y-%m") if world.as_of else ""
    standing = world.plants.assign(**dict.fromkeys(OF_PROJECTS, ""), committed=False, seen="")
    plants = pd.concat([standing, _plants(chosen, world.recipes["stage"]).assign(seen=day)], ignore_index=True)
    lanes = _lanes(world, makes, needs, coefs)
    known = set(zip(world.prices["place"], world.prices["good"], strict=True))
    ends = {pair for sides in (makes, needs) for pairs in sides.values() for pair in pairs}
    return replace(world, plants=plants, lanes=lanes, prices=_prices(world, sorted(ends - known)))


def _chosen(world: World, until: str | None) -> pd.DataFrame:
    projects = world.projects.reset_index()
    may = projects["status"].isin([*COMMITTED, *OPEN]) & (projects["start"] > f"{world.base_year}-12") & (projects["tonnes"] > 0)
    if until is not None:
        may &= projects["start"] <= until
    return projects[may & projects["recipe"].isin(set(world.recipe_goods["recipe"]))]


def _goods(row: object, coefs: Mapping[str, list[tuple[str, float]]], side: float) -> Pairs:
    place, recipe = str(row.place), str(row.recipe)  # type: ignore[attr-defined]
    return [(place, good) for good, k in coefs[recipe] if k * side > 0]


def _plants(chosen: pd.DataFrame, stages: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "place": chosen["place"],
            "recipe": chosen["recipe"],
            "base": 0.0,
            "capacity": chosen["tonnes"],
            "source": chosen["source"],
            "assumed": chosen["assumed"],
            **{name: chosen[name] for name in OF_PROJECTS if name != "stage"},
            "stage": chosen["recipe"].map(stages),
            "committed": chosen["status"].isin(COMMITTED),
        }
    )


def _lanes(
    world: World, makes: Mapping[str, Pairs], needs: Mapping[str, Pairs], coefs: Mapping[str, list[tuple[str, float]]]
) -> pd.DataFrame:
    split = set(world.goods.index[world.goods["split"].astype(bool)])
    lanes, demand = world.lanes, world.demand
    users: dict[tuple[str, str], set[str]] = {}
    for place, good, end_use in demand[["place", "good", "end_use"]].itertuples(index=False):
        users.setdefault((place, good), set()).add(end_use)
    standing = list(zip(world.plants["place"], world.plants["recipe"], strict=True))
    inputs = [(place, good) for place, recipe in standing for good, k in coefs[recipe] if k < 0]
    for place, good in [*inputs, *(pair for pairs in needs.values() for pair in pairs)]:
        users.setdefault((place, good), set()).add("civil" if good in split else "any")
    makers = [(place, good) for place, recipe in standing for good, k in coefs[recipe] if k > 0]
    makers += [pair for pairs in makes.values() for pair in pairs]
    keys = ["good", "origin", "destination", "end_use"]
    used: list[Lane] = list(lanes[keys].itertuples(index=False, name=None))
    frozen = {pair: frozenset(uses) for pair, uses in users.items()}
    none: pd.DataFrame = pd.DataFrame({"place": [], "goods": []})
    new = pd.DataFrame(open_lanes(makers, frozen, none, (), used), columns=keys)
    waits = [_waiting(good, o, d, makes, needs) for good, o, d in new[keys[:3]].itertuples(index=False)]
    freight = ledger_of(world).freight
    added = new.assign(
        base=0.0,
        freight=[freight(good, o, d) for good, o, d in new[keys[:3]].itertuples(index=False)],
        source="",
        assumed="no trade before the project opens; it could buy from and sell to all who make or use the good",
        project=waits,
    )
    return pd.concat([lanes.assign(project=""), added[added["project"] != ""]], ignore_index=True)


def _waiting(good: str, origin: str, destination: str, makes: Mapping[str, Pairs], needs: Mapping[str, Pairs]) -> str:
    ids = [name for name, pairs in makes.items() if (origin, good) in pairs]
    ids += [name for name, pairs in needs.items() if (destination, good) in pairs and name not in ids]
    return ";".join(ids)


def _prices(world: World, missing: Iterable[tuple[str, str]]) -> pd.DataFrame:
    books = ledger_of(world)
    found = base_prices(
        books.tables, books.heading, world.recipe_goods, missing, books.freight, books.days, world.as_of, world.base_year
    )
    return pd.concat([world.prices, found], ignore_index=True)
