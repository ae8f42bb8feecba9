from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ytterby.errors import BadTable, Fault
from ytterby.world import World, check, load_world


def faults_of(folder: Path) -> list[Fault]:
    with pytest.raises(BadTable) as caught:
        load_world(name=str(folder))
    return list(caught.value.faults)


def swap(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


SPOILED = [
    ("plants.csv", "CHN,mine/bayan-obo,189000", "CNH,mine/bayan-obo,189000", "'CNH'"),
    ("goods.csv", "oxide/La,separation,La,REO", "oxide/La,separation,La,metal", "'metal'"),
    ("goods.csv", "oxide/Dy,separation,Dy,", "oxide/Dy,separation,Dys,", "'Dys'"),
    ("demand.csv", "ev,magnet/NdFeB-low", "evs,magnet/NdFeB-low", "'evs'"),
    ("plants.csv", "CHN,mine/bastnaesite,61860,70000", "CHN,mine/bastnaesite,-61860,70000", "-61860"),
    ("plants.csv", "CHN,mine/bastnaesite,61860,70000", "CHN,mine/bastnaesite,nan,70000", "'nan'"),
    ("plants.csv", "CHN,mine/bastnaesite,61860,70000", "CHN,mine/bastnaesite,61860,7000", "61860"),
    ("plants.csv", "usgs_mcs2026,", "usgs_mcs2027,", "'usgs_mcs2027'"),
    ("places.csv", "CHN,China", "USA,China", "a second row for USA"),
    ("facts.csv", "fact,statement", "fakt,statement", "'fakt'"),
    ("yields.csv", "separation,*,0.95,rec_usgs_myb_facilities,", "separation,*,0.95,,", "neither source nor assumed"),
]


@pytest.mark.parametrize(("table", "old", "new", "found"), SPOILED, ids=[row[3] + str(n) for n, row in enumerate(SPOILED)])
def test_a_spoiled_cell_is_named_with_file_and_line(folder: Path, table: str, old: str, new: str, found: str) -> None:
    swap(folder / table, old, new)
    said = [str(fault) for fault in faults_of(folder)]
    assert any(found in line and f"{table}:" in line for line in said), said


def test_all_faults_of_all_files_come_at_once(folder: Path) -> None:
    swap(folder / "plants.csv", "CHN,mine/bayan-obo", "CNH,mine/bayan-obo")
    swap(folder / "demand.csv", "ev,magnet/NdFeB-low", "evs,magnet/NdFeB-low")
    said = " ".join(str(fault) for fault in faults_of(folder))
    assert "CNH" in said
    assert "evs" in said


def test_a_missing_file_and_a_file_of_bytes_are_faults(folder: Path) -> None:
    (folder / "freight.csv").unlink()
    (folder / "fees.csv").write_bytes(b"\xff\xfe\x00")
    said = [str(fault) for fault in faults_of(folder)]
    assert any("freight.csv: found no such file" in line for line in said)
    assert any("not UTF-8" in line for line in said)


HEADINGS = [
    ("place: CHN", "place: CNH", "world.yaml:home.place: found 'CNH'", "Did you mean 'CHN'"),
    ("oxide: REO", "oxide: metal", "goods.csv:", "'REO', expected metal"),
    ("elements: [La, Ce", "elements: [La, C", "goods.csv:", "'Ce', expected an element"),
    ("base_years: [2023, 2025]", "base_years: [2025, 2023]", "world.yaml:3:1:base_years", "the first year, then the last"),
    ("hub_buyers:", "hub_buyer:", "world.yaml:18:1:hub_buyer", "Did you mean 'hub_buyers'"),
    ("value: 0.13,", "value: much,", "world.yaml:10:23:home.vat[2].value", "'much'"),
    ("Nd: 0.75", "Nd: 0.70", "world.yaml:", "sum to one"),
    ("title: Rare", "title: Rare\ntitle: Rare", "world.yaml:3:1:title", "a second time"),
]


@pytest.mark.parametrize(("old", "new", "where", "found"), HEADINGS, ids=[row[3] for row in HEADINGS])
def test_a_spoiled_heading_is_named_with_file_line_and_column(folder: Path, old: str, new: str, where: str, found: str) -> None:
    swap(folder / "world.yaml", old, new)
    said = [str(fault) for fault in faults_of(folder)]
    assert any(where in line and found in line for line in said), said


def test_tables_that_a_world_can_do_without_may_be_missing(folder: Path) -> None:
    for name in ("hubs", "projects", "stocks", "trade_series", "facts"):
        (folder / f"{name}.csv").unlink()
    assert load_world(name=str(folder)).stocks.empty


def test_a_flow_that_does_not_close_is_named(world: World) -> None:
    lanes = world.lanes.copy()
    lanes["base"] *= 1.0 + 0.01 * (lanes["good"] == "oxide/Dy")
    with pytest.raises(BadTable, match="oxide/Dy in"):
        check(replace(world, lanes=lanes))


def test_numbers_keys_and_citations_of_a_world_are_checked(world: World) -> None:
    demand = world.demand.copy()
    demand.loc[0, "elasticity"] = float("nan")
    demand.loc[1, ["source", "assumed"]] = ""
    plants = world.plants.copy()
    plants.loc[0, "capacity"] = 0.0
    with pytest.raises(BadTable) as caught:
        check(replace(world, demand=demand, plants=plants))
    said = str(caught.value)
    assert "demand, row 0, elasticity" in said
    assert "demand, row 1: found neither source nor assumed" in said
    assert "plants, row 0" in said
