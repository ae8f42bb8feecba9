from __future__ import annotations

import json
from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import pytest

from ytterby.errors import BadMonth, UnknownName
from ytterby.evidence import load_sources
from ytterby.world import World, check, country_outlines, find, load_world
from ytterby.world.heading import read_heading
from ytterby.world.recipes import baskets
from ytterby.world.tables import folder_of, read_tables

CONTRACT = {
    "places": {"name", "iso_numeric", "lat", "lon", "group"},
    "goods": {"stage", "elements", "basis", "hs6", "split", "title"},
    "recipes": {"stage", "title", "level"},
    "recipe_goods": {"recipe", "good", "coef", "source", "assumed"},
    "plants": {"place", "recipe", "base", "capacity", "source", "assumed"},
    "lanes": {"good", "origin", "destination", "end_use", "base", "freight", "source", "assumed"},
    "demand": {
        "place",
        "sector",
        "good",
        "end_use",
        "base",
        "elasticity_low",
        "elasticity",
        "elasticity_high",
        "source",
        "assumed",
    },
    "stocks": {"place", "good", "tonnes", "target", "source", "assumed"},
    "prices": {"place", "good", "usd_per_kg", "source", "assumed"},
    "sectors": {"title", "end_use"},
    "observations": {"month", "what", "place", "partner", "good", "value", "unit", "source", "published"},
    "surplus": {"place", "good", "tonnes"},
    "residuals": {"fact", "observed", "balanced", "departure", "source", "cause"},
}
BUDGET = {"lanes": 2500, "demand": 500, "prices": 600}


@pytest.mark.parametrize("table", CONTRACT)
def test_every_table_has_the_columns_of_the_contract(world: World, table: str) -> None:
    assert CONTRACT[table] <= set(getattr(world, table).columns)


def test_the_world_stays_within_the_engines_budget(world: World) -> None:
    assert {table: len(getattr(world, table)) for table in BUDGET if len(getattr(world, table)) > BUDGET[table]} == {}


def test_every_source_id_is_in_the_bibliography(world: World) -> None:
    known = load_sources()
    for table in ("recipe_goods", "plants", "lanes", "demand", "stocks", "prices", "residuals", "projects"):
        cited = {part for cell in getattr(world, table)["source"] for part in cell.split(";") if part}
        assert cited <= set(known), table


def test_the_baskets_and_what_is_left_out_make_up_the_concentrate(world: World) -> None:
    """Mass from mine to oxide: outputs plus left out are one tonne of oxides per tonne of concentrate."""
    separate = world.recipe_goods[world.recipe_goods["recipe"].str.startswith("separate/")]
    made = separate[separate["coef"] > 0].groupby("recipe")["coef"].sum()
    left = world.left_out.groupby("recipe")["coef"].sum()
    assert (made + left).to_numpy() == pytest.approx(np.ones(len(made)), abs=1e-12)


def test_each_element_of_the_ore_comes_out_as_oxide_or_is_lost_by_the_stated_recovery(world: World) -> None:
    days = {source.id: source.published for source in load_sources().values()}
    tables = read_tables(folder_of("rare-earths"))
    apart = read_heading(folder_of("rare-earths")).baskets
    assert apart is not None
    share = baskets(tables, apart, days, None)
    recovery = float(tables["yields"]["value"].iloc[0])
    for recipe, ore in world.recipes.loc[world.recipes["keeps"] == "all", "ore"].items():
        coef = world.recipe_goods[world.recipe_goods["recipe"] == recipe].set_index("good")["coef"]
        for element in apart.oxides:
            expected = float(share.loc[ore, element]) * recovery
            assert coef.get(f"oxide/{element}", 0.0) == pytest.approx(expected, abs=1e-12), (recipe, element)


def test_metal_never_weighs_more_than_the_metal_in_its_oxide(world: World) -> None:
    from ytterby.units import METAL_PER_OXIDE

    for element in ("NdPr", "Sm", "Tb", "Dy"):
        part = world.recipe_goods[world.recipe_goods["recipe"] == f"metal/{element}"].set_index("good")["coef"]
        assert -part[f"oxide/{element}"] * METAL_PER_OXIDE[element] >= 1.0


def test_heavier_grades_hold_more_dysprosium(world: World) -> None:
    coef = world.recipe_goods[world.recipe_goods["good"] == "metal/Dy"].set_index("recipe")["coef"].astype(float)
    dy = {str(recipe): -float(k) for recipe, k in coef.items() if k < 0}
    assert dy["alloy/NdFeB-high"] > dy["alloy/NdFeB-low"] > dy.get("alloy/NdFeB", 0.0) == 0.0


def _share(world: World, good: str, place: str) -> float:
    coef = world.recipe_goods[(world.recipe_goods["coef"] > 0) & world.recipe_goods["good"].str.startswith(good)]
    made = world.plants.merge(coef, on="recipe")
    tonnes = (made["base"] * made["coef"]).groupby(made["place"]).sum()
    return float(tonnes.get(place, 0.0) / tonnes.sum())


@pytest.mark.parametrize("as_of", [None, "2025-06-13"])
def test_chinas_shares_lie_within_what_sources_state(as_of: str | None, world: World, june: World) -> None:
    found = june if as_of else world
    mines = found.plants[found.plants["recipe"].str.startswith("mine/")]
    assert 0.65 <= mines.loc[mines["place"] == "CHN", "base"].sum() / mines["base"].sum() <= 0.73
    assert 0.85 <= _share(found, "oxide/", "CHN") <= 0.92
    assert 0.88 <= _share(found, "metal/", "CHN") <= 0.97
    assert 0.90 <= _share(found, "magnet/NdFeB", "CHN") <= 0.95


def test_nothing_that_is_made_loses_money_at_base_prices(world: World) -> None:
    price = world.prices.set_index(["place", "good"])["usd_per_kg"]
    for place, recipe in zip(world.plants["place"], world.plants["recipe"], strict=True):
        coef = world.recipe_goods[world.recipe_goods["recipe"] == recipe]
        margin = sum(float(k) * float(price[(place, good)]) for good, k in zip(coef["good"], coef["coef"], strict=True))
        assert margin > 0, (place, recipe)


def test_only_byproducts_are_left_over(world: World) -> None:
    scarce = {f"oxide/{e}" for e in ("NdPr", "Tb", "Dy", "Y", "Sc")}  # what ores are separated for, and what is made to order
    left = set(world.surplus["good"])
    assert left
    assert not left & scarce
    assert all(good.startswith(("oxide/", "scrap/")) for good in left)


def test_elasticities_are_ordered_and_positive(world: World) -> None:
    frame = world.demand[["elasticity_low", "elasticity", "elasticity_high"]]
    assert (frame["elasticity_low"] > 0).all()
    assert (frame["elasticity_low"] <= frame["elasticity"]).all()
    assert (frame["elasticity"] <= frame["elasticity_high"]).all()


def test_military_use_ends_in_split_goods_only(world: World) -> None:
    split = set(world.goods.index[world.goods["split"]])
    assert set(world.demand.loc[world.demand["end_use"] == "military", "good"]) <= split
    assert set(world.lanes.loc[world.lanes["end_use"] != "any", "good"]) == split


def test_every_fact_has_a_residual_and_a_large_departure_a_cause(world: World) -> None:
    off = world.residuals[world.residuals["departure"].abs() > 0.1]
    assert (off["cause"] != "").all()
    assert not world.residuals["departure"].isna().any()


def test_the_same_day_gives_the_same_world() -> None:
    a, b = load_world("2025-06-13"), load_world("2025-06-13")
    for table in CONTRACT:
        pd.testing.assert_frame_equal(getattr(a, table), getattr(b, table))


def test_no_observation_lies_in_the_months_kept_for_tests(world: World) -> None:
    months = world.observations["month"]
    assert not months.between("2010-07", "2011-12").any()
    assert months.max() <= "2025-09"


def test_an_element_is_found_where_its_mixture_stands(world: World) -> None:
    assert find(world, "Nd") == find(world, "praseodymium") == ("oxide/NdPr", "metal/NdPr")
    assert find(world, "Germany") == ("EU",)
    assert find(world, "oxide/Nd") == ("oxide/NdPr",)
    assert find(world, "malaysia") == ("MYS",)


def test_a_misspelt_name_brings_the_near_miss(world: World) -> None:
    with pytest.raises(UnknownName, match="Did you mean 'Malaysia'"):
        find(world, "Malaisia")
    with pytest.raises(UnknownName, match="Did you mean 'lanes'"):
        world.cite("lane", 0)
    with pytest.raises(UnknownName, match="index of a row"):
        world.cite("lanes", -1)


def test_a_row_cites_its_sources(world: World) -> None:
    rows = world.plants.index[(world.plants["recipe"] == "mine/mt-weld")]
    assert world.cite("plants", rows[0]) == ("usgs_mcs2026",)
    assert world.cite("places", "CHN") == ()


def test_a_world_is_frozen_and_checked(world: World) -> None:
    check(world)
    with pytest.raises(FrozenInstanceError):
        world.name = "other"  # type: ignore[misc]


def test_a_base_year_without_figures_is_refused() -> None:
    with pytest.raises(BadMonth, match="base_year"):
        load_world(base_year=1990)
    with pytest.raises(UnknownName, match="rare-earths"):
        load_world(name="rare-earth")


def test_places_join_to_the_outlines_of_the_map(world: World) -> None:
    outlines = json.loads(country_outlines().read_text(encoding="utf-8"))
    known = {int(g["id"]) for g in outlines["objects"]["countries"]["geometries"] if "id" in g}
    codes = {place: [int(c) for c in cell.split(";") if c] for place, cell in world.places["iso_numeric"].items()}
    small = {470}  # Malta is not drawn at this scale
    assert {p: [c for c in cs if c not in known | small] for p, cs in codes.items() if set(cs) - known - small} == {}
