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
    """The goods of a stage that hold an element, each with the tonnes a tonne of it counts for; empty for a stage it has not."""
    from ytterby.world import shares

    if stage not in set(world.goods["stage"]):
        return {}
    counted: dict[str, float] = shares(world, stage, element).attrs["counted"]
    return counted


def measured_in(stage: str, element: str) -> str:
    """What the tonnes of a stage are of."""
    return f"t of {element} oxide it yields" if stage == "mine" else "t"


def made(run: Run, stage: str, element: str, month: str) -> dict[str, float]:
    """Tonnes with an element made at each place at a stage in a month."""
    from ytterby.study import standing

    return {str(place): float(tonnes) for place, tonnes in standing(run, month, stage, element)["tonnes"].items()}


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
