"""Other ways to make a good that is priced already: what they cost more than the usual way, as their fee states."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

import pandas as pd

from ytterby.world.tables import records
from ytterby.world.visible import newest

__all__ = ["with_extra"]


def with_extra(
    tables: Mapping[str, pd.DataFrame], recipe_goods: pd.DataFrame, days: Mapping[str, date | None], as_of: date | None
) -> pd.DataFrame:
    """The recipes, by id, with ``extra``: USD/kg that a recipe costs more than the first one in the table that makes its good.

    It is the recipe's own fixed fee, with ``source`` and ``assumed``; NaN where a recipe is the usual way or states no fee.
    """
    makes = {(row.recipe, row.good) for row in records(recipe_goods) if row.coef > 0}
    fees = {str(row.recipe): row for row in records(newest(tables["fees"], ["recipe"], days, as_of))}
    first: set[str] = set()
    rows: list[tuple[float, str, str]] = []
    for recipe, good in zip(tables["recipes"]["recipe"], tables["recipes"]["level"], strict=True):
        fee = fees.get(recipe)
        if fee is not None and good in first and (recipe, good) in makes:
            rows.append((float(fee.usd_per_kg), str(fee.source), str(fee.assumed)))
        else:
            rows.append((math.nan, "", ""))
        first |= {good} if (recipe, good) in makes else set()
    found = tables["recipes"].drop(columns="where").set_index("recipe")
    return found.assign(extra=[extra for extra, _, _ in rows], source=[s for _, s, _ in rows], assumed=[a for _, _, a in rows])
