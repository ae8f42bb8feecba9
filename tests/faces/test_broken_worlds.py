"""Broken worlds, each made from the template by one edit: a clear fault at its place, exit code 3, nothing written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ytterby.faces.cli import run
from ytterby.world.begin import TEMPLATE

Edit = Callable[[Path], object]


def swap(name: str, old: str, new: str) -> Edit:
    def edit(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text, (name, old)
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def add(name: str, text: str) -> Edit:
    return lambda folder: (folder / name).write_text((folder / name).read_text(encoding="utf-8") + text, encoding="utf-8")


def write(name: str, raw: bytes) -> Edit:
    return lambda folder: (folder / name).write_bytes(raw)


def drop(name: str, *words: str) -> Edit:
    """Without the lines that hold a word; without the file if no word is given."""

    def edit(folder: Path) -> None:
        lines = (folder / name).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not any(word in line for word in words)]
        assert len(kept) < len(lines) or not words
        (folder / name).write_text("".join(kept), encoding="utf-8") if words else (folder / name).unlink()

    return edit


def both(*edits: Edit) -> Edit:
    def edit(folder: Path) -> None:
        for one in edits:
            one(folder)

    return edit


LOOP = both(
    add("recipes.csv", "grind/back,mine,Grind spheres back to flake,graphite/flake\n"),
    add("recipe_goods.csv", "grind/back,graphite/flake,3,,x\ngrind/back,graphite/spherical,-1,,x\n"),
)
SERIES = "month,good,market,usd_per_kg,cny_per_tonne,fx_cny_per_usd,includes_vat,source,confidence\n"
OWN = "source_id,title,publisher,date,url,retrieved_via\nusgs_mcs2025,Another thing,X,2025,,\n"

BROKEN: dict[str, tuple[Edit, str, str]] = {  # name: edit, where, what is said
    "no-heading": (drop("world.yaml"), "world.yaml", "No such file"),
    "heading-unclosed": (swap("world.yaml", "[2024, 2024]", "[2024, 2024"), "world.yaml:", "expected YAML"),
    "heading-twice": (add("world.yaml", "title: Again\n"), "world.yaml:9:1:title", "a second time"),
    "heading-misspelt": (swap("world.yaml", "title:", "titel:"), "world.yaml:3:1:titel", "Did you mean 'title'"),
    "heading-list": (write("world.yaml", b"- a\n- b\n"), "world.yaml:1:1", "keys such as title"),
    "heading-empty": (write("world.yaml", b""), "world.yaml:1:1", "nothing"),
    "heading-bytes": (write("world.yaml", b"title: \xff\xfe\x00\n"), "world.yaml:1:1", "not UTF-8"),
    "heading-anchor": (swap("world.yaml", "elements: [C]", "elements: &a [C]"), "world.yaml:7:11", "the anchor 'a'"),
    "heading-norway": (swap("world.yaml", "[C]", "[NO]"), "world.yaml:7", "a bare NO"),
    "heading-deep": (swap("world.yaml", "[C]", "[" * 60 + "]" * 60), "world.yaml:7", "brackets inside each other"),
    "years-reversed": (swap("world.yaml", "[2024, 2024]", "[2025, 2024]"), "world.yaml:4:1:base_years", "the first year"),
    "usual-year-outside": (add("world.yaml", "base_year: 2030\n"), "world.yaml:base_year", "a year from 2024 to 2024"),
    "tax-of-1300-%": (
        swap("world.yaml", "{place: CHN}", "{place: CHN, vat: {value: 13, assumed: x}}"),
        "world.yaml:5:20:home.vat",
        "a rate from 0 to below 1",
    ),
    "home-unknown": (swap("world.yaml", "place: CHN", "place: CNH"), "world.yaml:home.place", "Did you mean 'CHN'"),
    "form-unknown": (swap("goods.csv", "graphite/flake,", "grafite/flake,"), "goods.csv:4:good", "Did you mean 'graphite'"),
    "no-table": (drop("places.csv"), "places.csv", "no such file"),
    "table-misspelt": (lambda f: (f / "stocks.csv").rename(f / "stoks.csv"), "stoks.csv", "Did you mean 'stocks.csv'"),
    "table-empty": (write("plants.csv", b""), "plants.csv:1", "an empty file"),
    "header-only": (write("sectors.csv", b"sector,title,end_use\n"), "sectors.csv:1", "no rows"),
    "column-gone": (swap("plants.csv", ",capacity_per_year", ""), "plants.csv:1", "no column capacity_per_year"),
    "column-misspelt": (swap("freight.csv", "usd_per_kg_1000km", "usd_per_kg_1000"), "freight.csv:1", "'usd_per_kg_1000km'"),
    "column-twice": (swap("places.csv", "lat,lon", "lat,lat"), "places.csv:1", "a second time"),
    "cells-too-many": (swap("plants.csv", "assumed,,EXAMPLE\n", "assumed,,EXAMPLE, too\n"), "plants.csv:5", "9 cells"),
    "quote-open": (add("fees.csv", 'mine/flake,1,,,"open\n'), "fees.csv:4", "expected CSV"),
    "not-utf-8": (write("sectors.csv", "sector,title,end_use\nsteel,Stähle,civil\n".encode("latin-1")), "sectors.csv:2", "UTF-8"),
    "utf-16": (write("sectors.csv", "sector,title,end_use\n".encode("utf-16")), "sectors.csv:1", "not UTF-8"),
    "zero-byte": (swap("sectors.csv", "steel", "ste\0el"), "sectors.csv:3", "a zero byte"),
    "huge": (lambda f: (f / "hubs.csv").write_bytes(b"#" * 20_000_001), "hubs.csv", "20000001 bytes"),
    "place-unknown": (swap("plants.csv", "MOZ,mine", "MZO,mine"), "plants.csv:5:place", "Did you mean 'MOZ'"),
    "recipe-unknown": (swap("plants.csv", "mine/flake", "mine/flak"), "plants.csv:4:recipe", "Did you mean 'mine/flake'"),
    "good-unknown": (swap("demand.csv", "graphite/flake,CHN", "graphite/flakes,CHN"), "demand.csv:3:good", "'graphite/flake'"),
    "sector-unknown": (swap("demand.csv", "steel,graphite", "stell,graphite"), "demand.csv:3:sector", "Did you mean 'steel'"),
    "stage-unknown": (swap("goods.csv", "flake,mine", "flake,mining"), "goods.csv:4:stage", "Did you mean 'mine'"),
    "end-use-unknown": (swap("sectors.csv", "steel,civil", "steel,militray"), "sectors.csv:3:end_use", "Did you mean 'military'"),
    "confidence-unknown": (swap("plants.csv", "assumed,,EXAMPLE:", "sure,,EXAMPLE:"), "plants.csv:4:confidence", "'sure'"),
    "basis-wrong": (swap("goods.csv", "mine,C,t,", "mine,C,kg,"), "goods.csv:4:basis", "expected t"),
    "element-unknown": (swap("goods.csv", "mine,C,t,", "mine,Cs,t,"), "goods.csv:4:elements", "an element of this world"),
    "split-a-word": (swap("goods.csv", "false,Flake", "no,Flake"), "goods.csv:4:split", "true or false"),
    "negative": (swap("demand.csv", "450000", "-450000"), "demand.csv:3:tonnes_per_year", "not negative"),
    "nan": (swap("demand.csv", "450000", "nan"), "demand.csv:3:tonnes_per_year", "a finite number"),
    "infinite": (swap("plants.csv", "1200000", "inf"), "plants.csv:4:base_per_year", "a finite number"),
    "beyond-sense": (swap("plants.csv", "1200000,1500000", "1e300,1e300"), "plants.csv:4:base_per_year", "from 1e-09 to 1e+12"),
    "a-word-for-a-number": (swap("plants.csv", "1200000", "1.2 Mt"), "plants.csv:4:base_per_year", "'1.2 Mt'"),
    "half-a-year": (swap("plants.csv", ",2024,", ",2024.5,"), "plants.csv:4:year", "a whole year"),
    "over-capacity": (swap("plants.csv", "1500000", "150000"), "plants.csv:4:base_per_year", "at most the capacity"),
    "place-twice": (add("places.csv", "CHN,China,156,35,105,china\n"), "places.csv:8", "a second row for CHN"),
    "plant-twice": (add("plants.csv", "MOZ,mine/flake,1,2,2024,low,,x\n"), "plants.csv:9", "a second row for MOZ"),
    "uncited": (swap("freight.csv", ",,EXAMPLE", ",,"), "freight.csv:3", "neither source nor assumed"),
    "source-unknown": (swap("freight.csv", ",,EXAMPLE", ",my_frist_source,"), "freight.csv:3:source", "'my_first_source'"),
    "own-source-taken": (lambda f: (f / "sources" / "own.csv").write_text(OWN), "sources", "Take another id"),
    "name-with-a-star": (swap("places.csv", "ROW,", "R*W,"), "places.csv:7:place", "a plain name"),
    "map-number": (swap("places.csv", ",840,", ",US,"), "places.csv:4:iso_numeric", "up to three digits"),
    "share-in-percent": (swap("origins.csv", "0.45", "45"), "origins.csv:3:share", "at most 1"),
    "fee-takes-all": (swap("fees.csv", "spherical,1.1,,", "spherical,,1,"), "fees.csv:3:share", "a share below 1"),
    "elasticities-disordered": (swap("demand.csv", "0.2,0.4,0.8", "0.8,0.4,0.2"), "demand.csv:3:elasticity", "in that order"),
    "elasticity-zero": (swap("demand.csv", "0.2,0.4,0.8", "0,0,0"), "demand.csv:3:elasticity", "above zero"),
    "spread-unknown": (swap("demand.csv", "flake,CHN", "flake,*"), "demand.csv:3:place", "shares of it"),
    "nobody-supplies": (
        drop("origins.csv", "spherical,USA"),
        "demand.csv:8",
        "graphite/spherical in USA (any): nothing that gives it",
    ),
    "nobody-uses": (
        both(drop("demand.csv", "spherical"), drop("origins.csv", "spherical")),
        "plants.csv:8",
        "graphite/spherical in JPN (any): nothing that takes it",
    ),
    "nothing-moves": (
        both(*(swap("plants.csv", old, "0") for old in ("1200000", "100000", "200000", "320000", "10000"))),
        "plants.csv:2:base_per_year",
        "nothing above zero",
    ),
    "gain-from-nothing": (LOOP, "recipe_goods.csv:", "made from itself with a gain, by grind/back, round/spherical"),
    "coefficient-zero": (swap("recipe_goods.csv", "-2.2", "0"), "recipe_goods.csv:5:coef", "Drop the row"),
    "recipe-of-nothing": (add("recipes.csv", "burn/flake,metal,Burn,graphite/flake\n"), "recipes.csv:5:recipe", "an ore"),
    "level-elsewhere": (
        swap("recipes.csv", "flake,graphite/flake", "flake,graphite/spherical"),
        "recipes.csv:3:level",
        "own goods",
    ),
    "ore-without-baskets": (
        both(
            swap("recipes.csv", "title,level", "title,level,ore"),
            swap("recipes.csv", "flake,graphite/flake", "flake,graphite/flake,flake"),
            swap("recipes.csv", 'purify",graphite/spherical', 'purify",graphite/spherical,'),
        ),
        "recipes.csv:3:ore",
        "baskets in world.yaml",
    ),
    "no-price": (drop("fees.csv", "round/spherical"), "price_assumed.csv", "no price of graphite/spherical"),
    "no-freight": (swap("freight.csv", "*,", "graphite/flake,"), "goods.csv:5:good", "no freight for graphite/spherical"),
    "fact-of-no-kind": (swap("facts.csv", "mining,share", "mining,shares"), "facts.csv:3:kind", "Did you mean 'share'"),
    "quotation-of-no-month": (
        write("price_series.csv", f"{SERIES}2024-13,graphite/flake,X,1,,,no,,low\n".encode()),
        "price_series.csv:2:month",
        "a month like 2025-04",
    ),
    "quotation-without-rate": (
        write("price_series.csv", f"{SERIES}2024-01,graphite/flake,X,,700,0,no,,low\n".encode()),
        "price_series.csv:2:usd_per_kg",
        "with its rate",
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TEMPLATE, tmp_path / "mine"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_world_is_a_clear_fault_at_its_place(name: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit, where, found = BROKEN[name]
    edit(folder)
    before = contents(folder)
    assert run(["world", "check", str(folder)]) == 3
    out, told = capsys.readouterr()
    assert where in told, told
    assert found in " ".join(told.split()), told
    assert "Traceback" not in out + told
    assert contents(folder) == before


def test_every_fault_of_every_file_is_told_at_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("heading-misspelt", "nan", "column-gone", "not-utf-8"):
        BROKEN[name][0](folder)
    assert run(["world", "check", str(folder)]) == 3
    told = capsys.readouterr().err
    assert all(BROKEN[name][1] in told for name in ("heading-misspelt", "nan", "column-gone", "not-utf-8"))


def test_marks_line_ends_and_blank_lines_of_other_systems_are_no_fault(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n") + b"\r\n\r\n")
    (folder / "world.yaml").write_bytes(b"\xef\xbb\xbf" + (folder / "world.yaml").read_bytes().replace(b"\n", b"\r\n"))
    assert run(["world", "check", str(folder)]) == 0


def test_a_folder_that_is_not_there_or_a_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for name in ("tungstn", str(tmp_path / "none"), str(tmp_path / "file")):
        assert run(["world", "check", name]) == 3
    assert "Did you mean 'tungsten'" in capsys.readouterr().err


def test_new_and_check_go_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["world", "new", str(tmp_path / "mine")]) == 0
    assert run(["world", "check", str(tmp_path / "mine")]) == 0
    assert "is sound" in capsys.readouterr().err
    assert run(["world", "new", str(tmp_path / "mine")]) == 3
