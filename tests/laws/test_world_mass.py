"""Mass closes: per good and place, and per element from mine to oxide, whatever day the world is seen from."""

from __future__ import annotations

import pytest
from tests.worlds import seen

from ytterby.world.sound import imbalance

DAYS = [None, "2023-06-30", "2024-06-01", "2025-06-13", "2026-03-01"]


@pytest.mark.parametrize("as_of", DAYS)
def test_mass_closes_per_good_and_place(as_of: str | None) -> None:
    assert imbalance(seen(as_of))["gap"].max() <= 1e-9


@pytest.mark.parametrize("as_of", DAYS)
def test_what_is_mined_is_separated_sold_as_concentrate_or_left_out(as_of: str | None) -> None:
    world = seen(as_of)
    plants = world.plants
    mined = plants.loc[plants["recipe"].str.startswith("mine/"), "base"].sum()
    separation = plants[plants["recipe"].str.startswith("separate/")]
    coefs = world.recipe_goods[world.recipe_goods["recipe"].str.startswith("separate/")]
    flows = separation.merge(coefs, on="recipe")
    oxides = (flows["base"] * flows["coef"]).where(flows["good"].str.startswith("oxide/"), 0.0).sum()
    left = separation.merge(world.left_out, on="recipe")
    assert oxides + (left["base"] * left["coef"]).sum() == pytest.approx(mined, rel=1e-9)
