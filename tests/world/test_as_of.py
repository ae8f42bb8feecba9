from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from tests.worlds import seen

from ytterby.errors import BadMonth, BadTable
from ytterby.evidence import load_sources
from ytterby.months import day
from ytterby.world import World, load_world
from ytterby.world.model import TABLES
from ytterby.world.tables import COLUMNS
from ytterby.world.visible import newest

SLOW = pytest.mark.slow
DAYS = {"old": date(2024, 1, 31), "new": date(2025, 1, 31), "late": date(2026, 2, 28), "undated": None}


def rows(*sources: str) -> pd.DataFrame:
    value = range(1, len(sources) + 1)
    reason = ["" if s else "a guess" for s in sources]
    return pd.DataFrame({"key": "a", "value": value, "source": sources, "assumed": reason, "where": "planted.csv:2"})


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [(date(2023, 12, 31), ""), (date(2024, 1, 30), ""), (date(2024, 1, 31), "old"), (date(2025, 6, 13), "new"), (None, "late")],
)
def test_the_newest_edition_that_was_out_wins(as_of: date | None, expected: str) -> None:
    planted = rows("", "late", "old", "new", "undated")
    found = newest(planted, ["key"], DAYS, as_of)
    assert list(found["source"]) == [expected]
    assert (found["assumed"].iloc[0] != "") == (expected == "")


def test_a_row_with_two_sources_waits_for_the_later() -> None:
    assert newest(rows("old;new"), ["key"], DAYS, date(2024, 6, 1)).empty
    assert len(newest(rows("old;new"), ["key"], DAYS, date(2025, 6, 1))) == 1


def test_an_undated_source_is_never_seen_in_a_dated_view() -> None:
    assert newest(rows("undated"), ["key"], DAYS, date(2030, 1, 1)).empty


def test_a_year_nearer_to_the_base_year_goes_before_a_newer_edition() -> None:
    planted = rows("new", "old").assign(year=[2023, 2024])
    assert list(newest(planted, ["key"], DAYS, None, 2024)["source"]) == ["old"]


def test_an_unknown_source_is_named_with_its_line() -> None:
    with pytest.raises(BadTable, match=r"planted.csv:2.*'nwe'.*Did you mean 'new'"):
        newest(rows("nwe"), ["key"], DAYS, None)


@pytest.mark.parametrize("as_of", ["2023-06-30", "2024-06-01", pytest.param("2025-02-15", marks=SLOW), "2025-06-13"])
def test_no_row_cites_what_came_later(as_of: str) -> None:
    world, known, day = seen(as_of), load_sources(), date.fromisoformat(as_of)
    for table in (
        "recipe_goods",
        "plants",
        "lanes",
        "demand",
        "stocks",
        "prices",
        "residuals",
        "projects",
        "observations",
        "left_out",
    ):
        for cell in getattr(world, table)["source"].unique():
            for part in filter(None, cell.split(";")):
                out = known[part].published
                assert out is not None, (table, part)
                assert out <= day, (table, part)


def test_june_2025_knows_the_edition_of_2025_and_not_that_of_2026(world: World, june: World) -> None:
    def cited(found: World) -> str:
        plants = found.plants
        return str(plants.loc[(plants["place"] == "AUS") & (plants["recipe"] == "mine/mt-weld"), "source"].iloc[0])

    assert (cited(june), cited(world)) == ("usgs_mcs2025", "usgs_mcs2026")


def test_a_planted_later_edition_changes_nothing_before_its_day(folder: Path, june: World) -> None:
    plants = folder / "plants.csv"
    plants.write_text(plants.read_text() + "CHN,mine/ionic,99999,120000,2024,high,t_mag_sep25,\n")
    before, after = load_world("2025-06-13", name=str(folder)), load_world("2025-11-01", name=str(folder))
    pd.testing.assert_frame_equal(before.plants, june.plants)
    ionic = after.plants[(after.plants["place"] == "CHN") & (after.plants["recipe"] == "mine/ionic")]
    assert list(ionic["source"]) == ["t_mag_sep25"]


PLANTED = [pytest.param(2009, "2012-06-30", marks=SLOW), pytest.param(2019, "2021-06-30", marks=SLOW), (2024, "2025-06-13")]


def plant_rows(table: Path, late: str) -> bool:
    """Twins of a table's rows with numbers a tenth smaller, stated by a later source; whether there were any."""
    with table.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns, rows = list(dict.fromkeys([*(reader.fieldnames or ()), "source"])), list(reader)
    spec = dict(part.split(":") for part in COLUMNS[table.stem].split())
    numbers = [name for name, kind in spec.items() if kind in ("number", "maybe") and name in columns]
    twins = []
    for row in [row for row in rows if row.get("source") or row.get("assumed")]:
        twin = row | {"source": late} | ({"assumed": ""} if "assumed" in columns else {})
        twin |= {name: str(0.9 * float(row[name])) for name in numbers if row[name] and name != "start"}
        twin |= {"facility": f"planted-{row['facility']}"} if "facility" in columns else {}
        twins.append(twin)
    loose = {*numbers, "assumed", "confidence", "statement", "cause", "note"}
    unique = {tuple(v for k, v in twin.items() if k not in loose): twin for twin in reversed(twins)}
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows([*rows, *unique.values()])
    return bool(twins)


@pytest.mark.parametrize(("year", "day"), PLANTED)
def test_planted_later_rows_of_every_table_change_nothing_before_their_day(folder: Path, year: int, day: str) -> None:
    """Every table with sources gets twins of its rows, a tenth smaller, from a later source: an earlier view is the same in every
    frame, derived ones included, and a later view is not."""
    parts = (folder, folder / str(year))
    tables = [table for part in parts for table in sorted(part.glob("*.csv")) if "source:" in COLUMNS[table.stem]]
    text = " ".join(table.read_text(encoding="utf-8") for table in tables)
    known = {name: source.published for name, source in load_sources().items() if source.published and name not in text}
    late = max(known, key=lambda name: (known[name], name))
    assert {table.stem for table in tables if plant_rows(table, late)} == {n for n, c in COLUMNS.items() if "source:" in c}
    before, now = seen(day, year), load_world(day, base_year=year, name=str(folder))
    for table in TABLES:
        left, right = getattr(before, table), getattr(now, table)
        if table == "guesses":
            left, right = left.drop(columns="rows"), right.drop(columns="rows")
        pd.testing.assert_frame_equal(left, right, obj=table)
    world = load_world(known[late], base_year=year, name=str(folder))
    for table in ("recipe_goods", "plants", "demand", "lanes", "stocks", "prices", "residuals", "facilities", "studies"):
        cited = {part for cell in getattr(world, table)["source"] for part in cell.split(";")}
        assert late in cited, table


def test_a_day_before_the_world_was_known_names_the_first_day_that_would_do() -> None:
    with pytest.raises(BadMonth) as refused:
        load_world("1999-01-01")
    (fault,) = refused.value.faults
    first = day(str(fault.expected).split()[0])
    assert load_world(first).as_of == first
    with pytest.raises(BadMonth):
        load_world(first - timedelta(days=1))
