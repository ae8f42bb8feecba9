"""Figures that contradict each other stand side by side, and what is asked of the world is answered from its own rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from ytterby.errors import UnknownName
from ytterby.evidence import load_sources
from ytterby.world import World, conflicts, inventory, load_world, shares
from ytterby.world.asked import cell_of
from ytterby.world.explain import explain_cell
from ytterby.world.ledger import Ledger
from ytterby.world.tables import records


@pytest.mark.parametrize("dated", [False, True])
def test_each_subject_has_rivals_at_most_one_in_use_and_a_rule_for_each(dated: bool, world: World, june: World) -> None:
    found = conflicts(june if dated else world)
    known = load_sources()
    for subject, rows in found.groupby("subject", sort=False):
        assert len(rows) >= 2, subject
        assert rows["used"].sum() <= 1, subject
        assert rows["used"].sum() == 1 or str(subject).startswith("observations"), subject
        assert (rows["rule"] != "").all()
        assert (rows["source"] != "").any()
        assert rows["apart"].nunique() == 1
    banded = found.dropna(subset=["low"])
    assert (banded["low"] <= banded["value"]).all()
    assert (banded["value"] <= banded["high"]).all()
    assert (found["apart"].diff().dropna() <= 1e-12).all()
    for cell in found["source"]:
        for source in filter(None, cell.split(";")):
            out = known[source].published
            assert not dated or (out is not None and june.as_of is not None and out <= june.as_of)


def test_a_planted_rival_appears_with_its_reason(world: World, folder: Path) -> None:
    before = set(conflicts(world)["subject"])
    plants = folder / "plants.csv"
    text = plants.read_text()
    plants.write_text(text + "USA,mine/monazite,1234,2000,2021,high,usgs_mcs2024,\n")
    found = conflicts(load_world(name=str(folder)))
    rows = found[found["subject"] == "plants USA mine/monazite"]
    assert 1234.0 in list(rows["value"])
    assert rows.loc[rows["value"] == 1234.0, "confidence"].item() == "high"
    assert before <= set(found["subject"])


def test_the_figure_in_use_is_the_guess_the_balance_started_from(world: World) -> None:
    found = conflicts(world)
    used = found[found["used"] & found["subject"].str.startswith("plants ")]
    guesses = {" ".join(("plants", *row.key)): 12 * row.guess for row in records(world.guesses) if row.kind == "plant"}
    for subject, value in zip(used["subject"], used["value"], strict=True):
        if subject in guesses:
            assert guesses[subject] == pytest.approx(value)


def test_an_inventory_of_everything_has_shares_that_sum_to_one_by_stage(world: World) -> None:
    found = inventory(world)
    assert set(found["section"]) == {"makes"}
    for _, rows in found.groupby("what"):
        assert rows["share"].sum() == pytest.approx(1.0)


def test_an_inventory_of_a_good_closes(world: World) -> None:
    """What is made of a good is used or left over: the market of the whole world."""
    for good in ("oxide/Dy", "oxide/Ce", "metal/NdPr", "magnet/NdFeB-high"):
        sums = inventory(world, good).groupby("section")["value"].sum()
        assert sums["makes"] == pytest.approx(sums["uses"] + sums.get("left over", 0.0), rel=1e-8)


def test_an_inventory_of_a_place_has_its_rows_and_no_others(world: World) -> None:
    found = inventory(world, "Japan")
    assert set(found["place"]) == {"JPN"}
    assert len(found[found["section"] == "plant"]) == (world.plants["place"] == "JPN").sum()
    assert found.loc[found["section"] == "imports", "value"].sum() == pytest.approx(
        world.lanes.loc[world.lanes["destination"] == "JPN", "base"].sum()
    )


@pytest.mark.parametrize("subject", ["", "separation", "oxide/Dy", "Dy", "CHN"])
def test_every_row_of_an_inventory_cites_or_says_why(subject: str, world: World) -> None:
    found = inventory(world, subject)
    made = found[found["value"] > 0]
    assert ((made["source"] != "") | (made["assumed"] != "")).all()


@pytest.mark.parametrize("subject", ["", "oxide/Ce", "magnet/SmCo", "MYS"])
def test_every_number_of_an_inventory_can_be_asked_why(subject: str, world: World) -> None:
    found = inventory(world, subject)
    books = Ledger(world)
    for row in records(found.iloc[:: max(1, len(found) // 40)]):
        cell = cell_of(world, row.asked)
        if cell.table == "share":
            assert shares(world, cell.labels["stage"])["share"][cell.labels["place"]] == row.share
        elif not (cell.table == "plants" and row.section in ("makes", "uses")):
            assert explain_cell(books, cell).value == row.value


def test_what_nobody_has_is_answered_with_the_near_miss(world: World) -> None:
    with pytest.raises(UnknownName, match="Did you mean 'oxide/"):
        inventory(world, "oxide/Dyy")
