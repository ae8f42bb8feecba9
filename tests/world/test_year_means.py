"""A mean of a whole year is a better price of that year than the months we happen to have."""

from pathlib import Path

import pytest

from ytterby.world import World, load_world

LINE = "{month},oxide/Dy,China domestic,{usd},,,no,t_smm_20241231,high\n"


def with_quotations(folder: Path, months: tuple[str, ...], usd: float) -> World:
    with (folder / "price_series.csv").open("a", encoding="utf-8") as file:
        file.writelines(LINE.format(month=month, usd=usd) for month in months)
    return load_world(name=str(folder))


def price(world: World) -> float:
    rows = world.prices[(world.prices["place"] == "CHN") & (world.prices["good"] == "oxide/Dy")]
    return float(rows["usd_per_kg"].iloc[0])


def test_the_mean_of_the_base_year_outranks_its_months_and_the_mean_of_another_year(world: World, folder: Path) -> None:
    assert price(with_quotations(folder, ("2024-06", "2022"), 999.0)) == pytest.approx(price(world), rel=1e-12)


def test_a_mean_of_a_year_is_no_observation_of_a_month(world: World) -> None:
    assert (world.observations["month"].str.len() == len("2024-06")).all()
