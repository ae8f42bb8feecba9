"""Shares of a stage in a month of a run."""

from __future__ import annotations

import pytest

from ytterby.study import Run, standing


@pytest.mark.parametrize(("stage", "of"), [("mine", "Dy"), ("separation", "Dy"), ("magnet", "")])
def test_shares_of_a_month_count_the_levels_of_the_run(stage: str, of: str, june_run: Run) -> None:
    month = june_run.months[-1]
    found = standing(june_run, month, stage, of)
    assert found["share"].sum() == pytest.approx(1.0)
    table = june_run.study.world.recipe_goods
    rows = table[table["good"].isin(list(found.attrs["counted"])) & (table["coef"] > 0)]
    level = june_run["level"].sel(month=month)
    made = sum(
        coef * found.attrs["counted"][good] * float(level.sel(recipe=recipe).sum(skipna=True))
        for recipe, good, coef in zip(rows["recipe"], rows["good"], rows["coef"], strict=True)
        if recipe in level["recipe"].to_numpy()
    )
    assert found["tonnes"].sum() == pytest.approx(made)
