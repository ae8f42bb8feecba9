"""The chain of one element in one month, read off a run: shares of each stage by place, and what moves from stage to stage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from ytterby.faces.charts.chain import Band, Block
from ytterby.faces.views.supply import goods_at, made, ways

if TYPE_CHECKING:
    from ytterby.study import Run

_NEGLIGIBLE = 1e-6  # of a stage: less is the solver’s rounding

__all__ = ["bands", "blocks", "stage_goods", "used"]


def stage_goods(run: Run, element: str, stages: Sequence[str]) -> dict[str, dict[str, float]]:
    """The goods of each stage that hold an element; stages without any are left out."""
    found = {stage: goods_at(run.study.world, stage, element) for stage in stages}
    return {stage: goods for stage, goods in found.items() if goods}


def used(run: Run, goods: Iterable[str], month: str) -> dict[str, float]:
    """Tonnes of some goods delivered to the sectors of each place in a month."""
    delivered = run["delivered"]
    known = [good for good in goods if good in delivered["good"].to_numpy()]
    table = delivered.sel(month=month, good=known).sum(["sector", "good"], skipna=True)
    return {str(place): float(table.sel(place=place)) for place in table["place"].to_numpy()}


def blocks(run: Run, goods: Mapping[str, Mapping[str, float]], element: str, month: str, names: Mapping[str, str]) -> list[Block]:
    """A block per stage and place that makes something there, then one per place of use."""
    columns = [made(run, stage, element, month) for stage in goods]
    columns.append(used(run, list(goods.values())[-1], month))
    return [
        Block(column, place, names[place], tonnes / sum(amounts.values()))
        for column, amounts in enumerate(columns)
        for place, tonnes in amounts.items()
        if tonnes > _NEGLIGIBLE * sum(amounts.values())
    ]


def bands(run: Run, goods: Mapping[str, Mapping[str, float]], element: str, month: str) -> list[Band]:
    """What goes from each stage to the next: the lanes' tonnes, and what stays at home, as shares of the stage's output."""
    found = []
    for column, (stage, held) in enumerate(goods.items()):
        output, moved = made(run, stage, element, month), ways(run, held, month)
        total = sum(output.values())
        found += [Band(column, way.origin, way.destination, way.tonnes / total) for way in moved if total > 0]
        for place, tonnes in output.items():
            home = tonnes - sum(way.tonnes for way in moved if way.origin == place)
            if home > _NEGLIGIBLE * total:
                found.append(Band(column, place, place, home / total))
    return found
