"""What is there, asked by stage, good or place: who makes and uses it, where it goes, at what price, what lies in stock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any

import pandas as pd

from ytterby.errors import Fault, UnknownName, near_miss
from ytterby.world.find import find
from ytterby.world.model import TABLES, World
from ytterby.world.shares import shares
from ytterby.world.tables import records

__all__ = ["inventory"]

COLUMNS = ("section", "what", "place", "partner", "value", "unit", "share", "source", "assumed", "asked")
TONNES = "t/month"
Row = dict[str, Any]
LEFT = SimpleNamespace(source="", assumed="what the balance leaves")


def inventory(world: World, subject: str = "") -> pd.DataFrame:
    """What a world holds of a stage, a good, an element or a place; of nothing named, what each place makes at each stage.

    Columns: ``section`` (makes, uses, lane, price, stock, project, left over), ``what``, ``place``, ``partner`` (where it comes
    from or goes to), ``value``, ``unit``, ``share`` (of the section and good, 0 to 1; blank where no total makes sense),
    ``source`` (ids, ``;``-separated), ``assumed`` (the reason where a row, or part of it, is not cited) and ``asked`` (the words
    that `explain_number` answers with the number behind the row). The largest first.
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


def _row(section: str, what: str, place: str, partner: str, value: float, unit: str, cited: Any, asked: str) -> Row:
    found = {"section": section, "what": what, "place": place, "partner": partner, "value": value, "unit": unit, "share": None}
    return {**found, "source": cited.source, "assumed": cited.assumed, "asked": asked}


def _stage(world: World, stage: str) -> Iterator[Row]:
    for r in records(shares(world, stage).reset_index()):
        yield {
            **_row("makes", stage, r.place, "", r.tonnes, TONNES, r, f"share {stage} {r.place}"),
            "share": r.share,
            "assumed": _bare(r.assumed),
        }


def _bare(share: float) -> str:
    """How much of a total comes from rows without a source, in words; nothing if none of it does."""
    if share <= 0:
        return ""
    return "all of it from rows without a source" if share > 0.9995 else f"{100 * share:.2g} % of it from rows without a source"


def _good(world: World, good: str) -> Iterator[Row]:
    made, drawn = _flows(world, good)
    lanes = [r for r in records(_of(world.lanes, good)) if r.base > 0]
    yield from _shared(made)
    yield from _shared([*(_use(r) for r in records(_of(world.demand, good))), *drawn])
    yield from _shared(_lane("lane", r, r.origin, r.destination) for r in lanes)
    yield from _shared(_left(r) for r in records(_of(world.surplus, good)))
    for r in sorted(records(_of(world.prices, good)), key=lambda r: r.usd_per_kg):
        yield _row("price", good, r.place, "", r.usd_per_kg, "USD/kg", r, f"prices {r.place} {good}")
    yield from _shared(_held(r) for r in records(_of(world.stocks, good)))
    makers = {row.recipe for row in records(_of(world.recipe_goods, good)) if row.coef > 0}
    yield from (row for row in _projects(world) if row["what"] in makers)


def _place(world: World, place: str) -> Iterator[Row]:
    for stage in dict.fromkeys(str(one) for one in world.goods["stage"]):
        yield from (row for row in _stage(world, stage) if row["place"] == place and row["value"] > 0)
    for r in _largest(world.plants[world.plants["place"] == place]):
        yield _row("plant", r.recipe, place, "", r.base, TONNES, r, f"plants {place} {r.recipe}")
    yield from (_use(r) for r in _largest(world.demand[world.demand["place"] == place]))
    lanes = _largest(world.lanes[world.lanes["base"] > 0])
    yield from (_lane("imports", r, r.destination, r.origin) for r in lanes if r.destination == place)
    yield from (_lane("exports", r, r.origin, r.destination) for r in lanes if r.origin == place)
    yield from (_held(r) for r in records(world.stocks[world.stocks["place"] == place]))
    yield from (row for row in _projects(world) if row["place"] == place)


def _use(r: Any) -> Row:
    return _row("uses", r.good, r.place, r.sector, r.base, TONNES, r, f"demand {r.place} {r.sector} {r.good}")


def _lane(section: str, r: Any, own: str, other: str) -> Row:
    partner = other if r.end_use == "any" else f"{other}, {r.end_use}"
    return _row(section, r.good, own, partner, r.base, TONNES, r, f"lanes {r.good} {r.origin} {r.destination} {r.end_use}")


def _held(r: Any) -> Row:
    return _row("stock", r.good, r.place, "", r.tonnes, "t", r, f"stocks {r.place} {r.good}")


def _left(r: Any) -> Row:
    """What the balance leaves of a by-product; the rows around it carry the sources."""
    return _row("left over", r.good, r.place, "", r.tonnes, TONNES, LEFT, f"surplus {r.place} {r.good}")


def _largest(frame: pd.DataFrame) -> list[Any]:
    return records(frame.sort_values("base", ascending=False, kind="stable"))


def _of(frame: pd.DataFrame, good: str) -> pd.DataFrame:
    return frame[frame["good"] == good]


def _flows(world: World, good: str) -> tuple[list[Row], list[Row]]:
    """What plants make of a good, and what they draw of it."""
    coefs = {row.recipe: row.coef for row in records(_of(world.recipe_goods, good))}
    made: list[Row] = []
    drawn: list[Row] = []
    for r in records(world.plants[world.plants["base"] > 0]):
        k = coefs.get(r.recipe, 0.0)
        if k:
            section, asked = "makes" if k > 0 else "uses", f"plants {r.place} {r.recipe}"
            (made if k > 0 else drawn).append(_row(section, good, r.place, r.recipe, abs(k) * r.base, TONNES, r, asked))
    return made, drawn


def _shared(rows: Iterable[Row]) -> Iterator[Row]:
    kept = sorted(rows, key=lambda row: -row["value"])
    total = sum(row["value"] for row in kept)
    for row in kept:
        yield {**row, "share": row["value"] / total if total > 0 else None}


def _projects(world: World) -> Iterator[Row]:
    for r in records(world.projects.reset_index()):
        told = f"{r.title}, {r.status}, {r.start}"
        yield _row("project", r.recipe or r.stage, r.place, told, r.tonnes, TONNES, r, f"projects {r.project}")
