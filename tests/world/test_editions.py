"""Which edition a world uses, and why the others lost."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ytterby.evidence import load_sources
from ytterby.world import World
from ytterby.world.tables import folder_of, read_tables
from ytterby.world.visible import newest, ranked

DAYS = {"old": date(2024, 1, 31), "new": date(2025, 1, 31), "late": date(2026, 2, 28), "undated": None}
KEYS = {
    "plants": ["place", "recipe"],
    "demand": ["sector", "good", "place"],
    "origins": ["good", "destination", "end_use", "origin"],
    "facts": ["fact"],
    "fees": ["recipe"],
}


def planted(rows: list[tuple[str, str, int]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["key", "source", "year"])
    return frame.assign(
        assumed=["" if source else "a guess" for source in frame["source"]],
        where=[f"planted.csv:{n + 2}" for n in range(len(rows))],
    )


rows = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from(["", *DAYS]), st.integers(2021, 2026)), min_size=1, max_size=8
).map(planted)
asked = st.sampled_from([None, date(2023, 6, 1), date(2024, 6, 1), date(2025, 6, 13)])


@given(rows, asked, st.sampled_from([None, 2023, 2024]))
def test_the_row_that_lost_nothing_is_the_row_the_world_uses(
    frame: pd.DataFrame, day: date | None, base_year: int | None
) -> None:
    every = ranked(frame, ["key"], DAYS, day, base_year)
    assert sorted(every["where"]) == sorted(frame["where"])
    won = every[every["lost"] == ""]
    assert set(won["where"]) == set(newest(frame, ["key"], DAYS, day, base_year)["where"])
    out = [DAYS.get(source) for source in every["source"]]
    late = [day is not None and one is not None and one > day for one in out]
    assert [("after the day" in lost) for lost in every["lost"]] == late


@pytest.mark.parametrize(
    ("rows", "base_year", "why"),
    [
        ([("a", "", 2024), ("a", "old", 2024)], 2024, "assumed; a cited row goes before"),
        ([("a", "new", 2023), ("a", "old", 2024)], 2024, "speaks of 2023; 2024 is nearer to the base year"),
        ([("a", "old", 2024), ("a", "new", 2024)], 2024, "an edition of 2024-01-31; the newest seen is of 2025-01-31"),
        ([("a", "new", 2024), ("a", "late", 2024)], 2024, "published 2026-02-28, after the day asked for"),
        ([("a", "new", 2024), ("a", "undated", 2024)], 2024, "its source is undated, and a dated view shows none such"),
        ([("a", "new", 2024), ("a", "new", 2024)], 2024, "known since the same day; the row first in the file goes before"),
    ],
)
def test_a_rival_says_why_it_lost(rows: list[tuple[str, str, int]], base_year: int, why: str) -> None:
    found = ranked(planted(rows), ["key"], DAYS, date(2025, 6, 13), base_year)
    assert [lost for lost in found["lost"] if lost] == [why]


@pytest.mark.parametrize("table", KEYS)
@pytest.mark.parametrize("day", [None, "2025-06-13"])
def test_the_shipped_tables_have_the_same_winners_asked_either_way(table: str, day: str | None) -> None:
    days = {source.id: source.published for source in load_sources().values()}
    frame = read_tables(folder_of("rare-earths"))[table]
    known = date.fromisoformat(day) if day else None
    every = ranked(frame, KEYS[table], days, known, 2024)
    assert set(every.loc[every["lost"] == "", "where"]) == set(newest(frame, KEYS[table], days, known, 2024)["where"])


def test_a_guess_names_the_rows_that_made_it(world: World) -> None:
    """Every plant, lane and use starts from rows of the tables; what remains (home sales, surplus) does not."""
    guesses = world.guesses
    from_rows = guesses["kind"].isin(["plant", "lane", "use"])
    assert (guesses["rows"] != "").equals(from_rows)
    assert len(guesses[guesses["kind"] == "lane"]) == int((world.lanes["base"] > 0).sum())
    known = {where for frame in read_tables(folder_of("rare-earths")).values() for where in frame["where"]}
    assert {where for cell in guesses["rows"] for where in cell.split(";") if where} <= known


def test_the_balance_and_the_frames_say_the_same(world: World) -> None:
    guesses = world.guesses
    balanced = dict(zip(guesses["key"], guesses["balanced"], strict=True))
    for row in world.plants[world.plants["base"] > 0].itertuples():
        assert row.base == balanced[row.place, row.recipe]
