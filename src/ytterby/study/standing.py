"""Who makes what share of a stage in a month of a run: the world's shares at the run's levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ytterby.study.study import Run
from ytterby.world import shares

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["standing"]


def standing(run: Run, month: str, stage: str, of: str = "") -> pd.DataFrame:
    """A row per place as `ytterby.world.shares` gives it, with the levels of one month instead of the base year's."""
    level = run["level"].sel(month=month).transpose("place", "recipe")
    table = level.to_pandas()
    plants = run.study.world.plants
    pairs = zip(plants["place"], plants["recipe"], strict=True)
    levels = [float(table.loc[place, recipe]) for place, recipe in pairs]
    return shares(run.study.world, stage, of, levels=levels)
