"""Who makes what share of a stage, and who could replace a place in how many months."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ytterby.errors import Fault, UnknownName, near_miss
from ytterby.months import month_of, months_between
from ytterby.world.balanced import plant_base
from ytterby.world.ledger import Ledger
from ytterby.world.model import World
from ytterby.world.tables import matches, records
from ytterby.world.trail import Part, joined, leaf, product, ratio, summed

__all__ = ["counted", "replacements", "share_part", "shares"]


def counted(world: World, stage: str, of: str = "") -> dict[str, float]:
    """The goods of a stage, each with the tonnes that one tonne of it counts for.

    of : an element, a good (``magnet/NdFeB*``), or nothing for all. Concentrates count by the oxide of the element that they
    yield by the recipe that gives most, everything else by its own tonnes; a concentrate that separation itself leaves is no
    product of that stage. UnknownName for a stage, an element or a good that the world has not.
    """
    goods = world.goods
    stages = list(dict.fromkeys(str(one) for one in goods["stage"]))
    if stage not in stages:
        raise UnknownName(Fault("stage", repr(stage), "a stage of this world", near_miss(stage, stages)))
    elements = sorted({part for cell in goods["elements"] for part in str(cell).split(";") if part})
    if of and of not in elements and not any(matches(of, str(good)) for good in goods.index):
        raise UnknownName(Fault("of", repr(of), "an element or a good of this world", near_miss(of, elements)))
    made = [str(good) for good in goods.index[goods["stage"] == stage]]
    if stage != "mine":
        made = [good for good in made if not good.startswith("concentrate/")]
    if of not in elements:
        return {good: 1.0 for good in made if not of or matches(of, good)}
    held = [good for good in made if of in str(goods.at[good, "elements"]).split(";")]
    return {good: _content(world, good, of) if stage == "mine" else 1.0 for good in held}


def _content(world: World, good: str, element: str) -> float:
    """Tonnes of an element's oxide that a tonne of concentrate gives by the recipe that gives most; one for an oxide of it."""
    if not good.startswith("concentrate/"):
        return 1.0 if element in str(world.goods.at[good, "elements"]).split(";") else 0.0
    table = world.recipe_goods
    best = 0.0
    for recipe in table[(table["good"] == good) & (table["coef"] < 0)]["recipe"]:
        rows = records(table[table["recipe"] == recipe])
        spent = sum(-row.coef for row in rows if row.good == good)
        best = max(best, sum(row.coef * _content(world, row.good, element) for row in rows if row.coef > 0) / spent)
    return best


def _per_level(world: World, counts: dict[str, float]) -> dict[str, float]:
    """Tonnes counted per unit of each recipe's level, where it makes any."""
    table = world.recipe_goods
    rows = table[table["good"].isin(list(counts)) & (table["coef"] > 0)]
    found: dict[str, float] = {}
    for row in records(rows):
        found[row.recipe] = found.get(row.recipe, 0.0) + row.coef * counts[row.good]
    return found


def shares(world: World, stage: str, of: str = "", levels: Sequence[float] | None = None) -> pd.DataFrame:
    """Who makes what at a stage, a row per place, the largest first.

    of : an element (concentrates then count by the oxide of it that they yield), a good or a pattern, or nothing for all goods
    of the stage. levels : t/month of every plant in the order of ``world.plants``; the base year's if not given.
    Columns: ``name``, ``tonnes`` (t/month counted), ``share`` (they sum to one where anything is made), ``capacity`` (t/month),
    ``plants`` (how many), ``source``, ``assumed`` (tonnes of rows without a source, as a share of the place's tonnes).
    ``attrs["counted"]``: the goods, each with the tonnes one tonne of it counts for. UnknownName for a stage, element or good
    that the world has not.
    """
    counts = counted(world, stage, of)
    per = _per_level(world, counts)
    plants = world.plants.assign(level=world.plants["base"] if levels is None else list(levels))
    plants = plants[plants["recipe"].isin(list(per))]
    each = plants["recipe"].map(per).astype(float)
    plants = plants.assign(tonnes=plants["level"] * each, capacity=plants["capacity"] * each)
    total = float(plants["tonnes"].sum())
    rows = []
    for place, part in plants.groupby("place", sort=False):
        tonnes = float(part["tonnes"].sum())
        bare = float(part.loc[part["source"] == "", "tonnes"].sum())
        rows.append(
            (
                place,
                world.places.at[place, "name"],
                tonnes,
                tonnes / total if total > 0 else 0.0,
                float(part["capacity"].sum()),
                len(part),
                joined(part["source"]),
                bare / tonnes if tonnes > 0 else 0.0,
            )
        )
    columns = ["place", "name", "tonnes", "share", "capacity", "plants", "source", "assumed"]
    found = pd.DataFrame(rows, columns=columns).set_index("place")
    found = found.sort_values(["share", "capacity"], ascending=False, kind="stable")
    found.attrs["counted"] = counts
    return found


def replacements(world: World, stage: str, of: str, place: str, month: str | None = None) -> pd.DataFrame:
    """Who could make what a place makes at a stage, in the order in which they could: spare capacity now, then projects.

    month : the month counted from; the world's day if it has one, else the last month of the base year. Columns: ``months``,
    ``who`` (a recipe or a project), ``place``, ``status``, ``tonnes`` (t/month counted), ``covers`` (share of the place's tonnes
    made good by all rows so far), ``source``, ``assumed``. Where ``covers`` never reaches one, nobody we know could.
    Whether there is feed for spare capacity is not checked: it is the most they could give. Projects without a recipe or a start
    are left out: what they would make, or when, is not known.
    """
    start = month_of(month or (world.as_of.isoformat() if world.as_of else f"{world.base_year}-12"))
    per = _per_level(world, counted(world, stage, of))
    lost = shares(world, stage, of)["tonnes"].get(place, 0.0)
    rows: list[tuple[object, ...]] = []
    for plant in records(world.plants):
        spare = (plant.capacity - plant.base) * per.get(plant.recipe, 0.0)
        if plant.place != place and spare > 0:
            status = "running" if plant.base > 0 else "idle"
            rows.append((0, plant.recipe, plant.place, status, spare, plant.source, plant.assumed))
    for project in records(world.projects.reset_index()):
        tonnes = float(project.tonnes) * per.get(str(project.recipe), 0.0)
        if project.place != place and tonnes > 0 and project.start:
            wait = max(0, months_between(start, month_of(str(project.start))))
            rows.append((wait, project.project, project.place, project.status, tonnes, project.source, project.assumed))
    columns = ["months", "who", "place", "status", "tonnes", "source", "assumed"]
    found = pd.DataFrame(rows, columns=columns)
    found = found.sort_values(["months", "tonnes"], ascending=[True, False], kind="stable").reset_index(drop=True)
    found.insert(5, "covers", found["tonnes"].cumsum() / lost if lost > 0 else 1.0)
    return found


def share_part(ledger: Ledger, stage: str, element: str, place: str) -> Part:
    """The share of a place at a stage with what it is made of."""
    world = ledger.world
    goods = counted(world, stage, element)
    per = _per_level(world, goods)
    parts: dict[str, list[Part]] = {}
    for row in records(world.plants[world.plants["recipe"].isin(list(per)) & (world.plants["base"] > 0)]):
        cited = joined(cite.source for (recipe, good), cite in ledger.cites.items() if recipe == row.recipe and good in goods)
        told = f"tonnes counted per tonne of the level of {row.recipe}, see recipe_goods"
        counts = leaf("counts", per[row.recipe], "t/t", "", cited, "" if cited else told, told)
        made = product(f"{row.recipe} in {row.place}", "t/month", "tonnes counted times level", [counts, plant_base(ledger, row)])
        parts.setdefault(row.place, []).append(made)
    own = summed(f"{stage} in {place}", "t/month", "plants of the place", parts.get(place, []))
    every = summed(f"{stage}, all places", "t/month", "plants of all places", [part for row in parts.values() for part in row])
    what = f"share of {place} in {stage}" + (f" of {element}" if element else "")
    return ratio(what, "1", "the place over all places", [own, every])
