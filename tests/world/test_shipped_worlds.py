"""The shipped worlds beside rare earths: they close, they cite, and say what their sources say."""

from __future__ import annotations

import hashlib
from functools import cache

import pytest
import yaml

from ytterby.errors import BadTable
from ytterby.evidence import load_sources
from ytterby.market import calibrate
from ytterby.months import month_range
from ytterby.policy import load_timeline
from ytterby.world import World, check, load_world
from ytterby.world.sound import imbalance
from ytterby.world.tables import FOLDER

NAMES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and path.name != "rare-earths")


@cache
def loaded(name: str, as_of: str | None = None) -> World:
    return load_world(as_of, name=name)


def test_tungsten_gallium_and_linked_goods_are_shipped() -> None:
    assert {"gallium-germanium-antimony", "linked", "tungsten"} <= set(NAMES)


@pytest.mark.parametrize("as_of", [None, "2025-06-13"])
@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_world_closes_and_is_sound(name: str, as_of: str | None) -> None:
    world = loaded(name, as_of)
    check(world)
    assert imbalance(world)["gap"].max() < 1e-9


@pytest.mark.parametrize("name", NAMES)
def test_a_day_before_the_sources_were_out_is_refused_in_words(name: str) -> None:
    with pytest.raises(BadTable, match="Ask for a later day"):
        load_world("2021-06-01", name=name)


@pytest.mark.parametrize("name", NAMES)
def test_every_number_cites_or_says_why_it_is_assumed(name: str) -> None:
    world, known = loaded(name), load_sources()
    for table in ("recipe_goods", "plants", "lanes", "demand", "stocks", "prices"):
        frame = getattr(world, table)
        assert ((frame["source"] != "") | (frame["assumed"] != "")).all(), table
        assert {part for cell in frame["source"] for part in cell.split(";") if part} <= set(known), table


@pytest.mark.parametrize("name", NAMES)
def test_the_base_year_is_an_equilibrium_of_its_own_law(name: str) -> None:
    world = loaded(name)
    year = month_range(f"{world.base_year}-01", f"{world.base_year}-12")
    program = calibrate(world, load_timeline().compile(world, year))
    assert (program.base >= 0).all()


@pytest.mark.parametrize("name", NAMES)
def test_the_sidecar_states_the_hash_of_every_table(name: str) -> None:
    side = yaml.safe_load((FOLDER / name / "tables.meta.yaml").read_text(encoding="utf-8"))
    files = {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in (FOLDER / name).glob("*.csv")}
    assert {table: row["sha256"] for table, row in side["tables"].items()} == files


def test_no_observation_lies_in_the_months_kept_for_tests() -> None:
    for name in NAMES:
        months = loaded(name).observations["month"]
        assert not months.between("2010-07", "2011-12").any()
        assert not len(months) or months.max() <= "2025-09"


@pytest.mark.parametrize(
    ("name", "recipe", "share"), [("tungsten", "mine/W", 0.827), ("gallium-germanium-antimony", "recover/Ga", 0.99)]
)
def test_chinas_share_is_the_published_one(name: str, recipe: str, share: float) -> None:
    plants = loaded(name).plants.query("recipe == @recipe").set_index("place")["base"]
    assert plants["CHN"] / plants.sum() == pytest.approx(share, abs=0.02)


def test_gallium_cannot_outgrow_the_alumina_it_comes_with() -> None:
    world = loaded("gallium-germanium-antimony")
    coef = world.recipe_goods.set_index(["recipe", "good"])["coef"]
    plants = world.plants.set_index(["place", "recipe"])["capacity"]
    most = plants["CHN", "host/alumina"] / -coef["recover/Ga", "feed/Ga"]
    assert plants["CHN", "recover/Ga"] <= most * 1.1
