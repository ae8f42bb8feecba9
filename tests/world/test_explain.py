"""Every number of the world can be asked where it comes from, and the trail ends in sources or in a reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.world.test_trail import misses
from tests.worlds import seen

from ytterby.errors import UnknownName
from ytterby.evidence import load_sources
from ytterby.world import World, explain_number, load_world
from ytterby.world.asked import Cell, numbers_of, row_labels
from ytterby.world.explain import explain_cell
from ytterby.world.ledger import Ledger
from ytterby.world.model import TABLES
from ytterby.world.tables import FOLDER, editions_of


def cells(world: World, table: str) -> list[Cell]:
    frame = getattr(world, table)
    return [
        Cell(table, row, column, {})
        for column in numbers_of(frame)
        for row, value in frame[column].items()
        if not np.isnan(float(value))
    ]


@pytest.fixture(scope="module", params=["all", pytest.param("june", marks=pytest.mark.slow)])
def books(request: pytest.FixtureRequest, world: World, june: World) -> Ledger:
    return Ledger(world if request.param == "all" else june)


@pytest.mark.parametrize("table", TABLES)
def test_every_number_of_every_table_ends_in_sources_or_a_reason(books: Ledger, table: str) -> None:
    known = load_sources()
    for cell in cells(books.world, table):
        found = explain_cell(books, cell)
        assert misses(found.part) == [], cell
        assert found.value == float(getattr(books.world, table).at[cell.row, cell.column])
        assert found.part.value == pytest.approx(found.value, rel=1e-9, abs=1e-9), cell
        assert "changed after loading" not in found.rule, cell
        assert found.sources or found.assumed, cell
        assert all(known[source.id] == source for source in found.sources)
        for rival in found.rivals:
            assert rival.lost, (cell, rival)
            assert rival.source or rival.assumed, (cell, rival)


@pytest.mark.parametrize("year", [2009, 2019])
def test_numbers_of_an_earlier_base_year_end_in_its_own_rows(year: int) -> None:
    books = Ledger(seen(base_year=year))
    for table in ("prices", "plants", "demand", "residuals", "stocks"):
        for cell in cells(books.world, table)[::7]:
            found = explain_cell(books, cell)
            assert misses(found.part) == [], cell
            assert found.part.value == pytest.approx(found.value, rel=1e-9, abs=1e-9), cell
            assert "changed after loading" not in found.rule, cell


OTHERS = sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and path.name != "rare-earths")


EARLIER = [pytest.param("rare-earths", year, marks=pytest.mark.slow) for year in editions_of(FOLDER / "rare-earths")]


@pytest.mark.parametrize(("name", "base_year"), [*((name, None) for name in OTHERS), *EARLIER])
def test_every_number_of_the_other_worlds_and_base_years_does_so_too(name: str, base_year: int | None) -> None:
    books = Ledger(load_world(name=name, base_year=base_year))
    for table in TABLES:
        for cell in cells(books.world, table):
            found = explain_cell(books, cell)
            assert misses(found.part) == [], cell
            assert "changed after loading" not in found.rule, cell
            assert found.sources or found.assumed, cell


def test_a_table_without_numbers_says_so(world: World) -> None:
    with pytest.raises(UnknownName, match="a table that holds numbers"):
        explain_number(world, "sectors ev")


ASKED = {
    "plants CHN separate/ionic": ("plants", "base", {"place": "CHN", "recipe": "separate/ionic"}),
    "plant separate/ionic China": ("plants", "base", {"place": "CHN", "recipe": "separate/ionic"}),
    "price oxide/Dy USA": ("prices", "usd_per_kg", {"place": "USA", "good": "oxide/Dy"}),
    "price United\\ States oxide/Dy": ("prices", "usd_per_kg", {"place": "USA", "good": "oxide/Dy"}),
    "lane magnet/NdFeB-low CHN USA civil": ("lanes", "base", {"origin": "CHN", "destination": "USA", "end_use": "civil"}),
    "lane freight magnet/NdFeB-low CHN USA civil": ("lanes", "freight", {"origin": "CHN", "destination": "USA"}),
    "plants AUS mine/mt-weld capacity": ("plants", "capacity", {"place": "AUS"}),
    "stocks JPN oxide/Dy target": ("stocks", "target", {"place": "JPN", "good": "oxide/Dy"}),
    "fact share-magnet-chn": ("residuals", "observed", {"fact": "share-magnet-chn"}),
    "project lynas-hre2": ("projects", "tonnes", {"project": "lynas-hre2"}),
}


@pytest.mark.parametrize("words", ASKED)
def test_words_in_any_order_find_the_cell(words: str, world: World) -> None:
    found = explain_number(world, words)
    table, column, labels = ASKED[words]
    assert (found.table, found.column) == (table, column)
    assert labels.items() <= dict(found.labels).items()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Name a number"),
        ("plant", "rows for 'plant'"),
        ("plats CHN", "Did you mean 'plants'"),
        ("price oxide/Dx USA", "Did you mean 'oxide/"),
        ("price oxide/Dy ESP", "found 'ESP'"),
        ("plants 99999", "a row of plants"),
        ("lane magnet/NdFeB-low CHN USA", "civil; "),
        ("plants USA separate/mt-weld", "no row has them all"),
        ("share separation", "a place"),
        ("share CHN", "a stage"),
        ("share separation nowhere", "a place"),
        ("price 'oxide/Dy", "found"),
    ],
)
def test_words_that_mean_no_number_are_answered_with_what_to_do(words: str, said: str, world: World) -> None:
    with pytest.raises(UnknownName) as caught:
        explain_number(world, words)
    assert said in str(caught.value)


def test_each_row_is_found_again_by_its_own_labels(world: World) -> None:
    for table in ("plants", "lanes"):
        frame = getattr(world, table)
        row = frame.index[len(frame) // 2]
        words = " ".join(row_labels(frame, row).values())
        assert explain_number(world, f"{table} {words}").row == str(row)
        assert explain_number(world, f"{table} {row}").row == str(row)


def test_a_rival_is_a_row_of_the_same_thing_that_another_day_would_use(world: World, june: World) -> None:
    """The mine of Australia: the edition of 2026 halves what June 2025 knew, and each world names the other's row."""
    now, then = (explain_number(found, "plants AUS mine/mt-weld") for found in (world, june))
    assert any(rival.value == then.part.parts[0].value and rival.source == "usgs_mcs2025" for rival in now.rivals)
    late = [rival for rival in then.rivals if rival.source == "usgs_mcs2026"]
    assert [rival.lost for rival in late] == ["published 2026-02-28, after the day asked for"]


def test_a_plant_names_the_totals_that_pull_on_it_and_how_far_it_moved(world: World) -> None:
    found = explain_number(world, "plants CHN mine/bayan-obo")
    assert "mine-chn" in [pull.fact for pull in found.pulls if pull.fitted]
    assert found.moved == pytest.approx(found.value / found.part.parts[0].value - 1)
    stated = world.residuals.set_index("fact").loc["mine-chn"]
    assert next(pull.world for pull in found.pulls if pull.fact == "mine-chn") == stated["balanced"]


def test_a_number_changed_by_hand_says_so(world: World) -> None:
    plants = world.plants.assign(base=world.plants["base"] * 0.5)
    found = explain_number(replace(world, plants=plants), "plants 0")
    assert "changed after loading" in found.rule
    assert found.value == plants["base"].iloc[0]
    assert found.part.parts[0].value == pytest.approx(2 * found.value)


def test_a_share_lists_what_sources_state(world: World) -> None:
    found: Any = explain_number(world, "share magnet CHN")
    assert 0.0 < found.value < 1.0
    stated = world.residuals.set_index("fact").loc["share-magnet-chn"]
    assert stated["observed"] / 100 in [rival.value for rival in found.rivals]
