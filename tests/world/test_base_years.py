from __future__ import annotations

from pathlib import Path

import pytest
from tests.worlds import seen

from ytterby.errors import BadMonth, BadTable
from ytterby.evidence import load_sources
from ytterby.world import World, check, load_world
from ytterby.world.heading import read_heading
from ytterby.world.model import TABLES
from ytterby.world.sound import imbalance
from ytterby.world.tables import FOLDER, editions_of, folder_of, read_tables

OWN = editions_of(folder_of("rare-earths"))
YEARS = (*OWN, 2023, 2024, 2025)
HELD_OUT = [("2010-07", "2011-12"), ("2025-10", "9999-12")]  # trade and prices of these months are kept for scoring


def of(year: int, day: str | None = None) -> World:
    return seen(day, year)


def share(world: World, good: str, place: str) -> float:
    made = world.plants.merge(world.recipe_goods[world.recipe_goods["coef"] > 0], on="recipe")
    made = made[made["good"].str.startswith(good)]
    tonnes = (made["base"] * made["coef"]).groupby(made["place"]).sum()
    return float(tonnes.get(place, 0.0) / tonnes.sum())


def test_2009_and_2019_have_tables_of_their_own() -> None:
    assert OWN == (2009, 2019)


@pytest.mark.parametrize("year", YEARS)
def test_every_base_year_closes_in_every_market(year: int) -> None:
    world = of(year)
    check(world)
    assert imbalance(world)["gap"].max() <= 1e-9
    assert world.base_year == year


@pytest.mark.parametrize("year", OWN)
def test_flows_of_a_year_rest_on_rows_of_that_year_alone(year: int) -> None:
    """A guess names the file and line of its rows: plants, uses and origins of another year make none of them."""
    rows = {row.split(":")[0] for cell in of(year).guesses["rows"] for row in cell.split(";") if row}
    assert rows
    assert rows <= {f"{year}/plants.csv", f"{year}/demand.csv", f"{year}/demand_shares.csv", f"{year}/origins.csv", *SHARED[year]}


SHARED = {2009: set[str](), 2019: {"rare-earths/demand_shares.csv"}}


@pytest.mark.parametrize("year", OWN)
def test_each_row_of_an_own_year_speaks_of_it_or_of_the_year_beside(year: int) -> None:
    tables = read_tables(folder_of("rare-earths"), str(year))
    assert tables["plants"]["year"].between(year - 1, year).all()
    fitted = tables["facts"][tables["facts"]["fit"] == "yes"]
    assert fitted["year"].between(year - 2, year).all()


def test_a_plant_that_did_not_exist_is_not_there() -> None:
    then = set(zip(of(2009).plants["place"], of(2009).plants["recipe"], strict=True))
    assert not {(p, r) for p, r in then if p in ("AUS", "VNM") or r in ("separate/mt-weld", "mine/mountain-pass")}
    later = set(zip(of(2019).plants["place"], of(2019).plants["recipe"], strict=True))
    assert {("AUS", "mine/mt-weld"), ("MYS", "separate/mt-weld"), ("USA", "mine/mountain-pass")} <= later
    assert not {(p, r) for p, r in later if p == "USA" and r.startswith("separate/")}


def test_shares_move_with_the_years_as_sources_say() -> None:
    """Japan made a fifth of sintered magnets in 2010 and a sixteenth in 2019; China mined 97 % in 2009 and 60 % in 2019."""
    japan = [share(of(year), "magnet/NdFeB", "JPN") for year in (2009, 2019, 2024)]
    assert japan[0] > 2 * japan[1]
    assert 0.15 <= japan[0] <= 0.23
    china = [share(of(year), "concentrate/", "CHN") for year in (2009, 2019)]
    assert china[0] > 0.94
    assert 0.55 <= china[1] <= 0.63


def test_magnets_grow_and_heavy_rare_earth_in_them_shrinks() -> None:
    def magnets(world: World) -> float:
        return float(world.demand.loc[world.demand["good"].str.startswith("magnet/NdFeB"), "base"].sum())

    def dysprosium(world: World) -> float:
        use = world.recipe_goods[(world.recipe_goods["good"] == "metal/Dy") & (world.recipe_goods["coef"] < 0)]
        return -float((world.plants.merge(use, on="recipe")[["base", "coef"]].prod(axis=1)).sum())

    tonnes = [magnets(of(year)) for year in (2009, 2019, 2024)]
    assert tonnes == sorted(tonnes)
    content = [dysprosium(of(year)) / magnets(of(year)) for year in (2009, 2019)]
    assert content[0] > content[1]


def test_no_base_price_of_an_own_year_rests_on_a_later_quotation() -> None:
    for year in OWN:
        cited = {part for cell in of(year).prices["source"] for part in cell.split(";") if part}
        series = read_tables(folder_of("rare-earths"))["price_series"]
        later = set(series.loc[series["month"] > f"{year + 1}-06", "source"]) - set(
            series.loc[series["month"] <= f"{year + 1}-06", "source"]
        )
        assert not cited & later


def test_tax_in_a_quotation_is_that_of_its_month() -> None:
    home = read_heading(folder_of("rare-earths")).home
    rates = [home.rate(month).value for month in ("2009-01", "2018-04", "2018-05", "2019-03", "2019-04", "2025-09")]
    assert rates == [0.17, 0.17, 0.16, 0.16, 0.13, 0.13]
    with pytest.raises(BadMonth, match=r"home\.vat.*1993-12"):
        home.rate("1993-12")


def test_a_year_without_figures_is_refused_with_those_that_have_them() -> None:
    with pytest.raises(BadMonth, match=r"2012.*one of 2009, 2019, 2023, 2024, 2025"):
        load_world(base_year=2012)


def test_a_spoiled_row_of_an_edition_is_named_with_its_folder(folder: Path) -> None:
    plants = folder / "2009" / "plants.csv"
    plants.write_text(plants.read_text(encoding="utf-8").replace("IND,mine/monazite", "INN,mine/monazite", 1), encoding="utf-8")
    (folder / "2009" / "plant.csv").write_text("place\n", encoding="utf-8")
    with pytest.raises(BadTable) as caught:
        load_world(base_year=2009, name=str(folder))
    assert "2009/plant.csv: found a table we do not know" in str(caught.value)
    (folder / "2009" / "plant.csv").unlink()
    with pytest.raises(BadTable, match=r"2009/plants\.csv:\d+:place: found 'INN'"):
        load_world(base_year=2009, name=str(folder))
    assert load_world(name=str(folder)).base_year == 2024  # another year does not read that folder


SLOW = pytest.mark.slow
AS_OF = [
    (2009, "2010-06-30"),
    pytest.param(2009, "2011-03-31", marks=SLOW),
    (2019, "2020-01-31"),
    pytest.param(2019, "2023-06-30", marks=SLOW),
]


@pytest.mark.parametrize(("year", "day"), AS_OF)
def test_no_row_of_an_earlier_view_cites_what_came_later(year: int, day: str) -> None:
    known, world = load_sources(), of(year, day)
    for table in TABLES:
        frame = getattr(world, table)
        for cell in frame["source"].unique() if "source" in frame else ():
            for part in filter(None, cell.split(";")):
                out = known[part].published
                assert out is not None, (table, part)
                assert out.isoformat() <= day, (table, part)


@pytest.mark.parametrize("edition", ["", *map(str, OWN)])
@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.iterdir() if path.is_dir()))
def test_no_input_row_speaks_of_a_month_kept_for_scoring(name: str, edition: str) -> None:
    """Prices and published flows that make the base; observations (trade_series) may."""
    tables = read_tables(FOLDER / name, edition)
    for first, last in HELD_OUT:
        assert not tables["price_series"]["month"].between(first, last).any()
    flows = tables["facts"][tables["facts"]["kind"] == "lane"]
    assert not flows["year"].between(2010, 2011).any()
    assert not tables["facts"]["year"].gt(2025).any()
    assert not tables["plants"]["year"].gt(2025).any()
