"""The shipped law over the other worlds: what of the bargain of 2025 closed which lane, and what it left alone."""

import numpy as np
import pytest
from tests.worlds import seen

from ytterby.policy import Regime, load_timeline

LAW = load_timeline()
MONTHS = ("2025-03", "2025-04", "2025-06", "2025-08")


@pytest.fixture(scope="module")
def linked() -> Regime:
    return LAW.compile(seen(name="linked"), MONTHS)


def cap(regime: Regime, month: str, good: str, origin: str, destination: str) -> float:
    lane = regime.lane({"good": good, "origin": origin, "destination": destination})
    return float(regime.data["cap"].sel(month=month)[lane])


@pytest.mark.parametrize("good", ["ethane", "chip_software", "jet_engine", "ai_chip/h20"])
def test_what_the_united_states_withheld_in_june_2025_does_not_reach_china(linked: Regime, good: str) -> None:
    assert cap(linked, "2025-03", good, "USA", "CHN") == np.inf
    assert cap(linked, "2025-06", good, "USA", "CHN") == 0.0
    assert cap(linked, "2025-08", good, "USA", "CHN") > 0.0


@pytest.mark.parametrize(("good", "to"), [("ethane", "IND"), ("chip_software", "EU"), ("jet_engine", "EU")])
def test_and_reaches_others(linked: Regime, good: str, to: str) -> None:
    assert cap(linked, "2025-06", good, "USA", to) == np.inf


def test_software_pays_no_duty_in_the_united_states(linked: Regime) -> None:
    lanes = linked.data["good"].values == "chip_software"
    home = linked.data["destination"].values == "USA"
    assert not linked.data["duty"].values[:, lanes & home].any()


def test_the_share_of_chip_sales_is_a_duty_on_leaving() -> None:
    regime = LAW.compile(seen(name="linked"), ["2025-07", "2025-09", "2026-02"])
    lane = regime.lane({"good": "ai_chip/h20", "origin": "USA", "destination": "CHN"})
    assert regime.data["export_duty"].values[:, lane] == pytest.approx([0.0, 0.15, 0.25])


@pytest.mark.parametrize("name", ["tungsten", "gallium-germanium-antimony"])
def test_minerals_up_to_the_metal_are_spared_by_the_reciprocal_duty(name: str) -> None:
    world = seen(name=name)
    one, other = (law.compile(world, ["2025-06"]) for law in (LAW, LAW.drop("usa/tariff-reciprocal-china")))
    early = np.isin(world.goods["stage"].reindex(world.lanes["good"]).to_numpy(), ["mine", "separation", "metal"])
    same = one.data["duty"].values == other.data["duty"].values
    assert early.any()
    assert same[:, early].all()


def test_chinese_tungsten_pays_section_301_since_september_2024_and_hard_metal_tools_do_not() -> None:
    regime = LAW.compile(seen(name="tungsten"), ["2024-08", "2024-10"])
    for good, expected in (("concentrate/W", 0.25), ("oxide/W", 0.25), ("product/hardmetal", 0.0)):
        lane = regime.lane({"good": good, "origin": "CHN", "destination": "USA"})
        before, after = regime.data["duty"].values[:, lane]
        assert after - before == pytest.approx(expected)


def test_a_bar_on_rare_earth_ore_leaves_the_tungsten_ore_of_the_same_country_alone() -> None:
    world = seen(name="tungsten")
    one, other = (law.compile(world, ["2026-02"]) for law in (LAW, LAW.drop("vnm/ban-raw-ore-2026").drop("mys/ban-raw-ore-2024")))
    assert np.array_equal(one.data["cap"].values, other.data["cap"].values)
    everything = seen()
    ore = everything.lanes
    barred = LAW.compile(everything, ["2026-02"]).data["cap"].values[0]
    raw = (ore["origin"] == "VNM") & ore["good"].str.startswith("concentrate/ionic")
    assert raw.any()
    assert not barred[raw.to_numpy()].any()
