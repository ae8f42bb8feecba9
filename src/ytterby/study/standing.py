"""Who makes what share of a stage in a month of a run: the world's shares at the run's levels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ytterby.study.study import Run
from ytterby.world import shares

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["standing"]


def standing(run: Run, month: str, stage: str, of: str = "") -> pd.DataFrame:
    """A row per place as `ytterby.world.shares` gives it, with the levels of one month instead of the base year's."""
    world = run.study.world
    levels = run.outcome.data["level"].sel(month=month).to_numpy().tolist()
    if run.with_projects:
        closed = [project.project for project in run.outcome.projects if not "" < project.opens <= month]
        plants = world.plants
        world = replace(world, plants=plants.assign(capacity=plants["capacity"].mask(plants["project"].isin(closed), 0.0)))
    return shares(world, stage, of, levels=levels)
