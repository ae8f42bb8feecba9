"""Shares of a stage, and who could replace a place in how many months."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from ytterby.errors import UnknownName
from ytterby.world import World, explain_number, replacements, shares

STAGES = ("mine", "separation", "metal", "magnet")
ASKED = list(itertools.product(STAGES, ("", "Nd", "Dy", "La")))


@pytest.mark.parametrize(("stage", "of"), ASKED)
def test_shares_sum_to_one_where_anything_is_made(stage: str, of: str, world: World, june: World) -> None:
    for found in (shares(world, stage, of), shares(june, stage, of)):
        assert found["tonnes"].sum() == 0 or found["share"].sum() == pytest.approx(1.0, abs=1e-12)
        assert (found["capacity"] >= found["tonnes"] * (1 - 1e-9)).all()
        assert found["assumed"].between(0, 1 + 1e-12).all()


def test_a_share_counts_the_tonnes_of_the_plants(world: World) -> None:
    """Mining counts concentrates; by element they count the oxide they yield, and no more of it comes out of separation."""
    mined = shares(world, "mine")
    plants = world.plants[world.plants["recipe"].str.startswith("mine/")]
    assert mined["tonnes"].sum() == pytest.approx(plants["base"].sum())
    dy = shares(world, "mine", "Dy")["tonnes"].sum()
    coefs = world.recipe_goods
    fed = coefs[coefs["good"].str.startswith("concentrate/") & (coefs["coef"] < 0)]["recipe"]
    from_ore = np.where(world.plants["recipe"].isin(fed), world.plants["base"], 0.0)
    made = shares(world, "separation", "Dy", levels=list(from_ore))["tonnes"].sum()
    assert 0 < made <= dy * (1 + 1e-9)
    assert dy < 0.05 * mined["tonnes"].sum()


def test_levels_of_a_month_take_the_place_of_the_base_year(world: World) -> None:
    base, twice = shares(world, "magnet"), shares(world, "magnet", levels=list(2 * world.plants["base"]))
    assert twice["tonnes"].to_numpy() == pytest.approx(2 * base["tonnes"].to_numpy())
    assert twice["share"].to_numpy() == pytest.approx(base["share"].to_numpy())
    alone = np.where(world.plants["place"] == "JPN", world.plants["base"], 0.0)
    assert shares(world, "magnet", levels=list(alone))["share"]["JPN"] == pytest.approx(1.0)
    none = shares(world, "magnet", levels=[0.0] * len(world.plants))
    assert (none["share"] == 0).all()


def test_a_share_is_what_explain_says_of_it(world: World) -> None:
    for stage, of in (("separation", ""), ("magnet", "Dy"), ("mine", "Tb")):
        share = shares(world, stage, of)["share"]["CHN"]
        assert explain_number(world, f"share {stage} {of} CHN").value == pytest.approx(share, rel=1e-12)


@pytest.mark.parametrize(
    ("stage", "of", "said"), [("magnets", "", "magnet"), ("mine", "Dx", "Dy"), ("metal", "metal/Xx*", "element")]
)
def test_a_stage_or_element_nobody_has_is_named_with_the_near_miss(stage: str, of: str, said: str, world: World) -> None:
    with pytest.raises(UnknownName, match=said):
        shares(world, stage, of)


@pytest.mark.parametrize(("stage", "of"), [("separation", "Dy"), ("magnet", ""), ("mine", "Nd")])
def test_replacements_come_in_order_and_never_from_the_place_itself(stage: str, of: str, world: World) -> None:
    found = replacements(world, stage, of, "CHN")
    assert (found["place"] != "CHN").all()
    assert (found["months"].diff().dropna() >= 0).all()
    assert (found["covers"].diff().dropna() > 0).all()
    lost = shares(world, stage, of)["tonnes"]["CHN"]
    assert found["covers"].iloc[-1] == pytest.approx(found["tonnes"].sum() / lost)
    spare = shares(world, stage, of).drop("CHN")
    at_once = found.loc[(found["months"] == 0) & found["status"].isin(["running", "idle"]), "tonnes"].sum()
    assert at_once == pytest.approx((spare["capacity"] - spare["tonnes"]).sum())


def test_a_later_month_waits_less(world: World) -> None:
    months = ("2025-01", "2026-01")
    early, late = (replacements(world, "separation", "Dy", "CHN", month).set_index("who")["months"] for month in months)
    both = early.index.intersection(late.index)
    assert (late[both] <= early[both]).all()
    assert (early[both] - late[both] <= 12).all()


def test_a_project_with_capacity_to_spare_covers_all(world: World) -> None:
    """The law of the list: what one huge project adds is counted once, at its month."""
    name = world.projects.index[world.projects["recipe"] == "separate/seg"][0]
    own = world.projects.index == name
    projects = world.projects.assign(
        tonnes=np.where(own, 1e6, world.projects["tonnes"]), start=np.where(own, "2030-01", world.projects["start"])
    )
    found = replacements(replace(world, projects=projects), "separation", "Dy", "CHN", "2025-01")
    assert found.loc[found["covers"] >= 1, "months"].iloc[0] == 60


def test_a_dated_world_knows_only_the_projects_of_its_day(world: World, june: World) -> None:
    assert set(replacements(june, "magnet", "", "CHN")["who"]) <= set(replacements(world, "magnet", "", "CHN")["who"]) | set(
        world.plants["recipe"]
    )
