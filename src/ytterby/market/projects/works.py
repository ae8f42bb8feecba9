"""What works that do not run yet would cost: as much as the same recipe costs where it runs, and some more (math.md §5.9)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ytterby.market.build import Draft, awaited
from ytterby.market.parameters import Parameters
from ytterby.market.problem import Array

__all__ = ["full_cost"]


def full_cost(draft: Draft, p: Parameters, margin: Array, revenue: Array) -> Array:
    """USD/kg of level that a project must earn on inputs and outputs to be built, NaN for plants that stand.

    The margin of the recipe's plants in the base year, weighted by level, times ``project_cost``. Where the recipe runs nowhere,
    its stage's margin as a share of revenue; never less than ``plant_opening`` of revenue.
    """
    plants, base = draft.plants, draft.plants["base"].to_numpy(float)
    stage = draft.world.recipes.get("stage", pd.Series(dtype=object)).reindex(plants["recipe"]).to_numpy(object)
    found = np.full(len(base), np.nan)
    for j in np.flatnonzero(awaited(plants)):
        same = np.where((plants["recipe"] == plants["recipe"].iloc[j]).to_numpy(), base, 0.0)
        alike = np.where(stage == stage[j], base, 0.0)
        if same.sum() > 0:
            cost = float(same @ margin / same.sum())
        else:
            cost = revenue[j] * float(alike @ margin) / max(float(alike @ revenue), 1e-9)
        found[j] = max(p.project_cost * cost, p.plant_opening * revenue[j])
    return found
