"""Where a stage stands and where its goods go: shares of production and flows of one month, read off a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ytterby.faces.charts.flows import Spot, Way

if TYPE_CHECKING:
    from ytterby.study import Run
    from ytterby.world import World

TRACE = 1e-3  # t/month: less than a kilogram is the solver’s rounding

__all__ = ["TRACE", "goods_at", "made", "spots", "ways"]


def goods_at(world: World, stage: str, element: str) -> list[str]:
    """The goods of a stage that hold an element."""
    goods = world.goods[world.goods["stage"] == stage]
    return [str(name) for name, held in goods["elements"].items() if element in str(held).split(";")]


def made(run: Run, goods: Sequence[str], month: str) -> dict[str, float]:
    """Tonnes of some goods made at each place in a month: level of each recipe times what it yields."""
    table = run.study.world.recipe_goods
    yields = table[table["good"].isin(goods) & (table["coef"] > 0)].groupby("recipe")["coef"].sum()
    level = run["level"].sel(month=month)
    known = [name for name in yields.index if name in level["recipe"].to_numpy()]
    if not known:
        return {}
    tonnes = (level.sel(recipe=known).fillna(0.0) * yields.loc[known].to_xarray()).sum("recipe")
    return {str(place): float(tonnes.sel(place=place)) for place in tonnes["place"].to_numpy()}


def spots(world: World, tonnes: dict[str, float]) -> list[Spot]:
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


def ways(run: Run, goods: Sequence[str], month: str) -> list[Way]:
    """Tonnes of some goods between places in a month, the largest first."""
    flow = run["flow"]
    known = [good for good in goods if good in flow["good"].to_numpy()]
    table = flow.sel(month=month, good=known).sum("good", skipna=True)
    found = [
        Way(str(origin), str(destination), float(table.sel(origin=origin, destination=destination)))
        for origin in table["origin"].to_numpy()
        for destination in table["destination"].to_numpy()
    ]
    return sorted((way for way in found if way.tonnes > TRACE), key=lambda way: (-way.tonnes, way.origin, way.destination))
