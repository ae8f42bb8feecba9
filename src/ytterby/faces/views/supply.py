"""Where a stage stands and where its goods go: shares of production and flows of one month, read off a run.

Concentrates are counted by the oxide of the element that they yield, everything else by its own tonnes: a tonne of ionic clay
concentrate holds forty times the dysprosium of a tonne from Bayan Obo.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ytterby.faces.charts.flows import Spot, Way

if TYPE_CHECKING:
    from ytterby.study import Run
    from ytterby.world import World

TRACE = 1e-3  # t/month: less than a kilogram is the solver’s rounding

__all__ = ["TRACE", "goods_at", "made", "measured_in", "spots", "ways"]


def goods_at(world: World, stage: str, element: str) -> dict[str, float]:
    """The goods of a stage that hold an element, each with the tonnes one tonne of it counts for.

    A concentrate that separation itself leaves (SEG) is no product of that stage: what it becomes is counted later.
    """
    goods = world.goods[world.goods["stage"] == stage]
    held = [str(name) for name, parts in goods["elements"].items() if element in str(parts).split(";")]
    if stage != "mine":
        return {good: 1.0 for good in held if not good.startswith("concentrate/")}
    return {good: content(world, good, element) for good in held}


def content(world: World, good: str, element: str) -> float:
    """Tonnes of an element's oxide that a tonne of concentrate gives by the recipe that gives most; one for an oxide of it."""
    if not good.startswith("concentrate/"):
        return 1.0 if element in str(world.goods.loc[good, "elements"]).split(";") else 0.0
    table = world.recipe_goods
    best = 0.0
    for recipe in table[(table["good"] == good) & (table["coef"] < 0)]["recipe"]:
        rows = table[table["recipe"] == recipe]
        spent = -float(rows[rows["good"] == good]["coef"].sum())
        given = rows[rows["coef"] > 0]
        best = max(
            best,
            sum(float(c) * content(world, str(g), element) for g, c in zip(given["good"], given["coef"], strict=True)) / spent,
        )
    return best


def measured_in(stage: str, element: str) -> str:
    """What the tonnes of a stage are of."""
    return f"t of {element} oxide it yields" if stage == "mine" else "t"


def made(run: Run, goods: Mapping[str, float], month: str) -> dict[str, float]:
    """Tonnes of some goods made at each place in a month: level of each recipe times what it yields."""
    table = run.study.world.recipe_goods
    rows = table[table["good"].isin(list(goods)) & (table["coef"] > 0)]
    yields = (rows["coef"] * rows["good"].map(goods)).groupby(rows["recipe"]).sum()
    level = run["level"].sel(month=month)
    known = [name for name in yields.index if name in level["recipe"].to_numpy()]
    if not known:
        return {}
    tonnes = (level.sel(recipe=known).fillna(0.0) * yields.loc[known].to_xarray()).sum("recipe")
    return {str(place): float(tonnes.sel(place=place)) for place in tonnes["place"].to_numpy()}


def spots(world: World, tonnes: Mapping[str, float]) -> list[Spot]:
    """Every place with its share of what is made."""
    total = sum(tonnes.values())
    return [
        Spot(
            str(place), str(row["name"]), float(row["lat"]), float(row["lon"]),
            tuple(code for code in str(row["iso_numeric"]).split(";") if code and code != "nan"),
            tonnes.get(str(place), 0.0) / total if total > 0 else None,
        )
        for place, row in world.places.iterrows()
    ]  # fmt: skip


def ways(run: Run, goods: Mapping[str, float], month: str) -> list[Way]:
    """Tonnes of some goods between places in a month, the largest first."""
    flow = run["flow"]
    sums: dict[tuple[str, str], float] = {}
    for good, weight in goods.items():
        if good not in flow["good"].to_numpy():
            continue
        table = flow.sel(month=month, good=good, drop=True).to_series().dropna()
        for origin, destination, tonnes in table.reset_index().itertuples(index=False, name=None):
            key = (str(origin), str(destination))
            sums[key] = sums.get(key, 0.0) + weight * float(tonnes)
    found = [Way(origin, destination, tonnes) for (origin, destination), tonnes in sums.items() if tonnes > TRACE]
    return sorted(found, key=lambda way: (-way.tonnes, way.origin, way.destination))
