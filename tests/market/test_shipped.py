"""The shipped world under the shipped law: what must hold whatever its numbers are."""

from __future__ import annotations

from functools import cache

import numpy as np
from tests.worlds import base_month, seen

from ytterby.market import Outcome, Program, calibrate, solve
from ytterby.months import month_range
from ytterby.policy import Regime, load_timeline
from ytterby.world import World

MONTHS = month_range("2025-01", "2025-12")


@cache
def shipped() -> tuple[World, Regime, Program]:
    world = seen()
    base = load_timeline().compile(world, month_range(f"{world.base_year}-01", f"{world.base_year}-12"))
    return world, base, calibrate(world, base)


@cache
def last_year() -> Outcome:
    world, _, program = shipped()
    return solve(program, load_timeline().compile(world, MONTHS))


def test_with_stores_at_their_targets_the_base_year_is_an_equilibrium_of_its_own_mean_law() -> None:
    world, base, program = shipped()
    program, mean = base_month(program, base)
    found = solve(program, mean)
    flows, lanes = found.data["flow_lane"].to_numpy()[0], world.lanes["base"].to_numpy(float)
    np.testing.assert_allclose(flows, lanes, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(found.data["level"].to_numpy()[0], world.plants["base"].to_numpy(float), rtol=1e-4, atol=1e-3)
    np.testing.assert_allclose(found.data["delivered"].to_numpy()[0], world.demand["base"].to_numpy(float), rtol=1e-4, atol=1e-4)
    prices = found.data["price"].isel(month=0)
    for place, good, base_price in world.prices[["place", "good", "usd_per_kg"]].itertuples(index=False):
        price = float(prices.sel(place=place, good=good))
        assert np.isnan(price) or abs(price - base_price) <= 1e-4 * base_price


def test_every_month_of_the_shipped_law_is_certified() -> None:
    certificate = last_year().certificate
    assert certificate.holds
    assert list(certificate.by_month) == list(MONTHS)


def test_flows_respect_every_cap_of_the_law() -> None:
    world, _, _ = shipped()
    law = load_timeline().compile(world, MONTHS).data
    flows = last_year().data["flow_lane"].to_numpy()
    cap = law["cap"].transpose("month", "lane").to_numpy()
    assert (flows <= cap * (1 + 1e-6) + 1e-6).all()
    counted = flows @ law["member"].transpose("lane", "group").to_numpy()
    assert (counted <= law["group_cap"].transpose("month", "group").to_numpy() * (1 + 1e-6) + 1e-6).all()


def test_controls_part_prices_abroad_up_at_home_down() -> None:
    prices = last_year().data["price"].sel(good="oxide/Dy")
    before, during = prices.sel(month="2025-01"), prices.sel(month="2025-05")
    assert float(during.sel(place="CHN")) < float(before.sel(place="CHN"))
    assert float(during.sel(place="JPN")) > float(before.sel(place="JPN"))


def test_what_freight_leaves_unexplained_is_listed_for_every_lane_and_plant() -> None:
    world, _, program = shipped()
    assert len(program.residuals) == len(world.lanes) + len(world.plants)
    assert np.isfinite(program.residuals["residual"]).all()
