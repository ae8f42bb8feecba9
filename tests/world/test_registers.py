from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

from ytterby.errors import BadTable
from ytterby.world import World, load_world
from ytterby.world.registers import PERIODS, contradictions
from ytterby.world.tables import matches


def test_each_works_stands_at_a_place_and_cites(world: World) -> None:
    works = world.facilities
    assert set(works["place"]) <= set(world.places.index)
    assert (works["source"] != "").all()
    assert world.cite("facilities", "lynas-gebeng") == ("rec_lynas_ar",)
    assert works["lat"].between(-90, 90).all()
    assert works["lon"].between(-180, 180).all()


def test_a_capacity_in_the_level_s_own_good_is_the_level(world: World) -> None:
    """Counting a capacity through the recipe changes nothing but the period where it is stated in the recipe's own good."""
    level = world.recipes["level"]
    for _, row in world.facilities[world.facilities["level"].notna()].iterrows():
        if level.get(row["recipe"]) == row["good"]:
            stated = row["capacity"] * PERIODS[row["unit"]] * row["share"] / 12.0
            assert row["level"] == pytest.approx(stated), row["name"]


def test_the_level_of_an_oxide_maker_yields_the_oxide_it_states(world: World) -> None:
    coef = world.recipe_goods.set_index(["recipe", "good"])["coef"]
    rows = world.facilities[(world.facilities["good"] == "oxide/NdPr") & (world.facilities["stage"] == "separation")]
    assert len(rows)
    for _, row in rows.iterrows():
        assert 12.0 * row["level"] * coef[row["recipe"], row["good"]] == pytest.approx(row["capacity"] * PERIODS[row["unit"]])


def test_a_study_keeps_every_version(world: World) -> None:
    studies = world.studies
    assert studies.groupby("project").size().max() > 1
    both = studies[(studies["project"] == "browns-range") & (studies["npv_million"] == 187)]
    assert set(both["tax"]) == {"pre", "post"}  # two papers call one figure by two names; neither is dropped


def test_projects_and_studies_share_their_names(world: World) -> None:
    assert set(world.projects.index) & set(world.studies["project"]) >= {"nolans", "eneabba", "mp-10x", "donald", "vara-mada"}


def test_each_works_that_has_a_plant_row_today_finds_it(world: World) -> None:
    """A works that runs belongs to a plant row that the world has, or to none: a recipe with no plant is an honest blank."""
    rows = set(zip(world.plants["place"], world.plants["recipe"], strict=True))
    for _, row in world.facilities[
        (world.facilities["status"] == "operating") & (world.facilities["figure"] == "nameplate")
    ].iterrows():
        if row["recipe"] and not row["start"] > world.base_year:
            assert any(p == row["place"] and matches(row["recipe"], r) for p, r in rows), row["name"]


def works(**cells: object) -> pd.DataFrame:
    row = {
        "name": "A works",
        "place": "USA",
        "recipe": "metal/NdPr",
        "figure": "nameplate",
        "start": math.nan,
        "status": "operating",
    }
    row |= {"within": "", "note": "", "source": "rec_miit", "level": 10.0}
    return pd.DataFrame([row | cells], index=["a"])


PLANTS = pd.DataFrame({"place": ["USA"], "recipe": ["metal/NdPr"], "capacity": [10.0]})


@pytest.mark.parametrize(
    ("cells", "rows"),
    [
        ({}, 0),
        ({"level": 11.0}, 1),
        ({"level": 9.0}, 1),
        ({"level": 11.0, "status": "planned"}, 0),
        ({"level": 11.0, "start": 2030.0}, 0),
        ({"level": 11.0, "figure": "plan"}, 0),
        ({"level": math.nan}, 0),
    ],
)
def test_only_nameplates_of_works_that_ran_can_contradict(cells: dict[str, object], rows: int) -> None:
    assert len(contradictions(works(**cells), PLANTS, 2024)) == rows


def test_a_works_without_a_nameplate_may_hold_what_is_missing() -> None:
    two = pd.concat([works(level=4.0), works(level=math.nan).rename(index={"a": "b"})])
    assert contradictions(two, PLANTS, 2024).empty
    short = contradictions(pd.concat([works(level=40.0), works(level=math.nan).rename(index={"a": "b"})]), PLANTS, 2024)
    assert short["departure"].tolist() == pytest.approx([-0.75])
    assert "1 of 2 works" in short["cause"].iloc[0]


def test_a_part_is_not_counted_beside_its_whole() -> None:
    both = pd.concat([works(), works(within="a", level=5.0).rename(index={"a": "b"})])
    assert contradictions(both, PLANTS, 2024).empty


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (",10500,t/year,", ",10500,,", "a capacity without unit"),
        ("CHN,CHN,41.78", "CHN,ROW,41.78", "the works' own country"),
        (",mp-10x,", ",mp-10y,", "'mp-10y'"),
        (",separate/mt-weld,", ",separate/mt-wled,", "'separate/mt-wled'"),
    ],
)
def test_a_spoiled_register_is_refused_with_its_line(folder: Path, old: str, new: str, found: str) -> None:
    path = folder / "facilities.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadTable) as caught:
        load_world(name=str(folder))
    said = [str(fault) for fault in caught.value.faults]
    assert any(found in line and "facilities.csv:" in line for line in said), said


def test_a_world_may_do_without_registers(folder: Path) -> None:
    for name in ("facilities", "studies"):
        (folder / f"{name}.csv").unlink()
    found = load_world(name=str(folder))
    assert found.facilities.empty
    assert found.studies.empty
