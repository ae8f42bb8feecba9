"""The how-to of writing a world is true: what stands on the page is the template, and it loads, closes and solves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ytterby.errors import BadInput, UnknownName
from ytterby.months import month_range
from ytterby.policy import load_timeline
from ytterby.study import run
from ytterby.world import begin, load_world
from ytterby.world.begin import TEMPLATE
from ytterby.world.sound import imbalance

PAGE = Path(__file__).resolve().parents[2] / "docs" / "howto" / "write-a-world.md"
FILES = dict(re.findall(r"`([\w/]+\.(?:csv|yaml))`\n\n```\w+\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S))


@pytest.fixture
def written(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / "graphite" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "graphite" / name).write_text(text, encoding="utf-8")
    return tmp_path / "graphite"


def test_the_page_shows_every_file_of_the_template_as_it_is() -> None:
    template = {p.relative_to(TEMPLATE).as_posix(): p.read_text(encoding="utf-8") for p in TEMPLATE.rglob("*") if p.is_file()}
    assert template == FILES


def test_the_world_of_the_page_closes_and_the_shipped_law_bites_in_it(written: Path) -> None:
    world = load_world(name=str(written))
    assert imbalance(world)["gap"].max() < 1e-9
    months = month_range("2025-03", "2025-05")
    flow = run(world, load_timeline(), months)["flow"].sel(good="graphite/flake", origin="CHN", destination="USA")
    base = world.lanes.query("good == 'graphite/flake' and origin == 'CHN' and destination == 'USA'")["base"].iloc[0]
    assert float(flow.sel(month="2025-05")) < 0.99 * base


def test_a_world_may_cite_its_own_sources(written: Path) -> None:
    plants = written / "plants.csv"
    text = plants.read_text(encoding="utf-8").replace("assumed,,EXAMPLE: replace by a cited figure", "high,my_first_source,")
    plants.write_text(text, encoding="utf-8")
    assert "my_first_source" in set(load_world(name=str(written)).plants["source"])
    assert "my_first_source" not in set(load_world("2025-01-30", name=str(written)).plants["source"])


def test_new_writes_a_folder_once_and_touches_nothing_that_stands(tmp_path: Path) -> None:
    assert "world.yaml" in begin(tmp_path / "mine")
    (tmp_path / "mine" / "world.yaml").write_text("mine", encoding="utf-8")
    for start in ("template", "tungsten"):
        with pytest.raises(BadInput, match="stands there already"):
            begin(tmp_path / "mine", start)
    assert (tmp_path / "mine" / "world.yaml").read_text(encoding="utf-8") == "mine"
    with pytest.raises(UnknownName, match="Did you mean 'tungsten'"):
        begin(tmp_path / "other", "tungstn")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine"]


def test_a_world_begun_from_a_shipped_one_is_that_world(tmp_path: Path) -> None:
    begin(tmp_path / "mine", "tungsten")
    one, other = load_world(name=str(tmp_path / "mine")), load_world(name="tungsten")
    assert one.lanes.equals(other.lanes)
