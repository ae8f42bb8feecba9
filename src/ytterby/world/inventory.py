"""What is there, asked by stage, good or place: who makes and uses it, where it goes, at what price, what lies in stock."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from ytterby.errors import Fault, UnknownName, near_miss
from ytterby.world.find import find
from ytterby.world.model import TABLES, World
from ytterby.world.shares import shares
from ytterby.world.tables import records

__all__ = ["inventory"]

COLUMNS = ("section", "what", "place", "partner", "value", "unit", "share", "source", "assumed")
TONNES = "t/month"
Row = tuple[str, str, str, str, float, str, float | None, str, str]


def inventory(world: World, subject: str = "") -> pd.DataFrame:
    """What a world holds of a stage, a good, an element or a place; of nothing named, what each place makes at each stage.

    Columns: ``section`` (makes, uses, lane, price, stock, project, left over), ``what``, ``place``, ``partner`` (where it comes
    from or goes to), ``value``, ``unit``, ``share`` (of the section and good, 0 to 1; blank where no total makes sense),
    ``source`` (ids, ``;``-separated) and ``assumed`` (the reason where a row, or part of it, is not cited). The largest first.
    UnknownName with the near misses if the world has no such name.

    >>> from ytterby.world import load_world
    >>> rows = inventory(load_world(), "magnet")
    >>> rows["place"].iloc[0], bool(abs(rows["share"].sum() - 1) < 1e-9)
    ('CHN', True)
    """
    stages = list(dict.fromkeys(str(one) for one in world.goods["stage"]))
    if not subject:
        rows = [row for stage in stages for row in _stage(world, stage)]
    elif subject.casefold() in stages:
        rows = list(_stage(world, subject.casefold()))
    else:
        names = _named(world, subject, stages)
        rows = [row for name in names for row in (_place(world, name) if name in world.places.index else _good(world, name))]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _named(world: World, subject: str, stages: list[str]) -> tuple[str, ...]:
    try:
        return find(world, subject)
    except UnknownName:
        known = [*TABLES, *stages, *map(str, world.goods.index), *map(str, world.places.index), *map(str, world.places["name"])]
        asked = Fault("world show", repr(subject), "a table, a stage, a good, an element or a place", near_miss(subject, known))
        raise UnknownName(asked) from None


def _stage(world: World, stage: str) -> Iterator[Row]:
    for place, row in shares(world, stage).iterrows():
        assumed = _bare(float(row["assumed"]))
        yield ("makes", stage, str(place), "", row["tonnes"], TONNES, row["share"], row["source"], assumed)


def _bare(share: float) -> str:
    """How much of a total comes from rows without a source, in words; nothing if none of it does."""
    if share <= 0:
        return ""
    return "all of it from rows without a source" if share > 0.9995 else f"{100 * share:.2g} % of it from rows without a source"


def _good(world: World, good: str) -> Iterator[Row]:
    made, drawn = _flows(world, good)
    uses = [("uses", good, r.place, r.sector, r.base, TONNES, r.source, r.assumed) for r in records(_of(world.demand, good))]
    lanes = [
        ("lane", good, r.origin, r.destination, r.base, TONNES, r.source, r.assumed)
        for r in records(_of(world.lanes, good))
        if r.base > 0
    ]
    why = "what the balance leaves"
    left = [("left over", good, r.place, "", r.tonnes, TONNES, "", why) for r in records(_of(world.surplus, good))]
    held = [("stock", good, r.place, "", r.tonnes, "t", r.source, r.assumed) for r in records(_of(world.stocks, good))]
    yield from _shared(made)
    yield from _shared([*uses, *drawn])
    yield from _shared(lanes)
    yield from _shared(left)
    for r in sorted(records(_of(world.prices, good)), key=lambda r: r.usd_per_kg):
        yield ("price", good, r.place, "", r.usd_per_kg, "USD/kg", None, r.source, r.assumed)
    yield from _shared(held)
    makers = {row.recipe: row.coef for row in records(_of(world.recipe_goods, good)) if row.coef > 0}
    yield from (row for row in _projects(world) if row[1] in makers)


def _place(world: World, place: str) -> Iterator[Row]:
    for stage in dict.fromkeys(str(one) for one in world.goods["stage"]):
        yield from (row for row in _stage(world, stage) if row[2] == place and row[4] > 0)
    for r in _largest(world.plants[world.plants["place"] == place]):
        yield ("plant", r.recipe, place, "", r.base, TONNES, None, r.source, r.assumed)
    for r in _largest(world.demand[world.demand["place"] == place]):
        yield ("uses", r.good, place, r.sector, r.base, TONNES, None, r.source, r.assumed)
    lanes = _largest(world.lanes[world.lanes["base"] > 0])
    for section, own, other in (("imports", "destination", "origin"), ("exports", "origin", "destination")):
        for r in lanes:
            if getattr(r, own) == place:
                yield (section, r.good, place, getattr(r, other), r.base, TONNES, None, r.source, r.assumed)
    for r in records(world.stocks[world.stocks["place"] == place]):
        yield ("stock", r.good, place, "", r.tonnes, "t", None, r.source, r.assumed)
    yield from (row for row in _projects(world) if row[2] == place)


def _largest(frame: pd.DataFrame) -> list[Any]:
    return records(frame.sort_values("base", ascending=False, kind="stable"))


def _of(frame: pd.DataFrame, good: str) -> pd.DataFrame:
    return frame[frame["good"] == good]


def _flows(world: World, good: str) -> tuple[list[Any], list[Any]]:
    """What plants make of a good, and what they draw of it."""
    coefs = {row.recipe: row.coef for row in records(_of(world.recipe_goods, good))}
    made: list[Any] = []
    drawn: list[Any] = []
    for r in records(world.plants[world.plants["base"] > 0]):
        k = coefs.get(r.recipe, 0.0)
        if k:
            found = ("makes" if k > 0 else "uses", good, r.place, r.recipe, abs(k) * r.base, TONNES, r.source, r.assumed)
            (made if k > 0 else drawn).append(found)
    return made, drawn


def _shared(rows: list[Any]) -> Iterator[Row]:
    total = sum(row[4] for row in rows)
    for row in sorted(rows, key=lambda row: -row[4]):
        yield (*row[:6], row[4] / total if total > 0 else None, *row[6:])


def _projects(world: World) -> Iterator[Row]:
    for r in records(world.projects.reset_index()):
        what = r.recipe or r.stage
        yield ("project", what, r.place, f"{r.title}, {r.status}, {r.start}", r.tonnes, TONNES, None, r.source, r.assumed)
