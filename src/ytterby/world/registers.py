"""Registers: works by name and studies of projects, as many as we found, and where works contradict their plant row.

A works states its capacity in its own unit and basis. ``level`` is what that means in the unit of its recipe's level: tonnes a
year of ``good`` over the good's coefficient in the recipe (or, for a mine, in the recipe that separates its ore).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from ytterby.world.tables import matches, records
from ytterby.world.visible import seen

__all__ = ["PERIODS", "contradictions", "facilities", "studies"]

PERIODS = {"t/year": 1.0, "t/half-year": 2.0, "t/day": 365.0}  # how often a year
MONTHS = 12.0
SLACK = 0.01  # nameplates that lie this near to the plant row's capacity agree with it
RUNS = ("operating", "idle")
Coefs = Mapping[str, Sequence[tuple[str, float]]]
Days = Mapping[str, date | None]
Tables = Mapping[str, pd.DataFrame]


def facilities(tables: Tables, coefs: Coefs, days: Days, as_of: date | None) -> pd.DataFrame:
    """Works by id, as known on a day, with ``level``: t/month of the recipe's level; NaN where it cannot be said."""
    found = seen(tables["facilities"], days, as_of).drop(columns=["where", "published"]).set_index("facility")
    found["level"] = [level(r, coefs) / MONTHS for r in records(found)]
    return found


def studies(tables: Tables, days: Days, as_of: date | None) -> pd.DataFrame:
    """Studies of projects, every version a row; money in millions of the stated currency, tonnes a year, rates in %."""
    return seen(tables["studies"], days, as_of).drop(columns=["where", "published"]).reset_index(drop=True)


def level(works: Any, coefs: Coefs) -> float:
    """Tonnes a year of the level of the works' recipe; NaN without a capacity, a recipe or a good it can be counted in."""
    recipe = next((name for name in coefs if works.recipe and matches(works.recipe, name)), None)
    if recipe is None or not works.good or math.isnan(works.capacity):
        return math.nan
    made = _per_level(works.good, recipe, coefs)
    return works.capacity * PERIODS[works.unit] * works.share / made if made > 0 else math.nan


def _per_level(good: str, recipe: str, coefs: Coefs) -> float:
    """Tonnes of a good made (or taken) per tonne of a recipe's level, if need be by those who take what the recipe makes."""
    own = [abs(k) for name, k in coefs[recipe] if matches(good, name)]
    if own:
        return own[0]
    outputs = {name for name, k in coefs[recipe] if k > 0}
    for parts in coefs.values():
        taken = sum(-k for name, k in parts if k < 0 and name in outputs)
        made = sum(k for name, k in parts if k > 0 and matches(good, name))
        if taken > 0 and made > 0:
            return made / taken
    return 0.0


def contradictions(works: pd.DataFrame, plants: pd.DataFrame, base_year: int) -> pd.DataFrame:
    """Where works that ran in the base year state more than their plant rows hold, or, if all state it, something else.

    Rows as in ``World.residuals``: observed is the sum of nameplates, balanced the capacity of the plant rows, both t/year.
    """
    ran = works[works["status"].isin(RUNS) & ~(works["start"] > base_year)]
    groups: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for r in records(ran[(ran["recipe"] != "") & ~ran["within"].isin(ran.index)]):
        groups[r.place, r.recipe].append(r)
    rows = []
    for (place, recipe), part in groups.items():
        stated = [r for r in part if r.figure == "nameplate" and not math.isnan(r.level)]
        known = MONTHS * sum(r.level for r in stated)
        mine = plants[(plants["place"] == place) & plants["recipe"].map(lambda name, recipe=recipe: matches(recipe, name))]
        held = MONTHS * float(mine["capacity"].sum())
        if not stated or (held >= known and len(stated) < len(part)) or abs(held - known) <= SLACK * known:
            continue
        cited = ";".join(sorted({r.source for r in stated}))
        cause = f"{len(stated)} of {len(part)} works state a nameplate; the plant row holds {'less' if held < known else 'more'}"
        cause = ": ".join([cause, *filter(None, ["; ".join(r.note for r in stated if r.note)])])
        said = f"Nameplates of {recipe} in {place}: {', '.join(r.name for r in stated)}"
        departure = (held - known) / known
        rows.append((f"nameplates {recipe} {place}", said, known, held, departure, "t/year", False, cited, "", cause))
    columns = ["fact", "statement", "observed", "balanced", "departure", "unit", "fitted", "source", "assumed", "cause"]
    return pd.DataFrame(rows, columns=columns)
