"""The shipped law bites in the worlds beside rare earths."""

from __future__ import annotations

from functools import cache

import pytest

from ytterby.months import month_range
from ytterby.policy import load_timeline
from ytterby.study import Run, run
from ytterby.world import load_world

BAN = "chn/ban-gallium-germanium-antimony-usa-2024"
GOODS = ("metal/Ga", "metal/Ge", "metal/Sb", "oxide/Ge", "oxide/Sb")


@cache
def solved(name: str, first: str, last: str, without: str = "") -> Run:
    law = load_timeline()
    return run(load_world(name=name), law.drop(without) if without else law, month_range(first, last))


@pytest.mark.parametrize("good", GOODS)
def test_the_ban_of_december_2024_stops_what_went_to_the_united_states_until_it_rests(good: str) -> None:
    flow = solved("gallium-germanium-antimony", "2024-11", "2025-12")["flow"].sel(good=good, origin="CHN", destination="USA")
    before, banned, rested = (float(flow.sel(month=month)) for month in ("2024-11", "2025-06", "2025-12"))
    assert before > 0
    assert banned == pytest.approx(0, abs=1e-9 * before)
    assert rested > 0


@pytest.mark.parametrize("good", GOODS)
def test_the_ban_makes_goods_dear_where_they_are_barred_and_cheap_where_they_are_made(good: str) -> None:
    spell = ("gallium-germanium-antimony", "2024-11", "2025-12")
    rise = (solved(*spell)["price"] / solved(*spell, BAN)["price"]).sel(good=good, month="2025-10")
    assert float(rise.sel(place="USA")) > 1.01
    assert float(rise.sel(place="CHN")) <= 1 + 1e-9


@pytest.mark.parametrize("good", ["metal/Ga", "metal/Ge", "oxide/Sb"])
def test_what_the_ban_stops_comes_in_part_through_third_places(good: str) -> None:
    spell = ("gallium-germanium-antimony", "2024-11", "2025-12")
    into = [solved(*spell, *drop)["flow"].sel(good=good, destination="USA", month="2025-10") for drop in ((), (BAN,))]
    hit, free = (flow.drop_sel(origin="CHN").sum() for flow in into)
    lost = float(into[1].sel(origin="CHN"))
    assert 0 < float(hit - free) < lost


@pytest.mark.parametrize("good", ["ai_chip/h20", "chip_software", "ethane", "jet_engine"])
def test_duties_cut_and_controls_stop_the_linked_lanes_until_the_truce_holds(good: str) -> None:
    flow = solved("linked", "2025-03", "2025-08")["flow"].sel(origin="USA", destination="CHN", good=good)
    march, april, june, august = (float(flow.sel(month=f"2025-{month}")) for month in ("03", "04", "06", "08"))
    assert april < 0.7 * march
    assert june == pytest.approx(0, abs=1e-9 * march)
    assert august > 0.7 * march


def test_us_duties_on_chinese_tools_of_tungsten_divert_them() -> None:
    found = solved("tungsten", "2024-12", "2025-05")["flow"].sel(origin="CHN", good="product/hardmetal")
    assert float(found.sel(destination="USA", month="2025-05")) < 0.5 * float(found.sel(destination="USA", month="2024-12"))
