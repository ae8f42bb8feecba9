"""Earlier base years under the law of their own time."""

from __future__ import annotations

import numpy as np
import pytest
from tests.worlds import base_month, seen

from ytterby.market import calibrate, solve
from ytterby.months import month_range
from ytterby.policy import load_timeline


@pytest.mark.parametrize("year", [2009, 2019])
def test_a_base_year_is_an_equilibrium_of_its_own_mean_law(year: int) -> None:
    world = seen(base_year=year)
    base = load_timeline().compile(world, month_range(f"{year}-01", f"{year}-12"))
    program = calibrate(world, base)
    program, mean = base_month(program, base)
    found = solve(program, mean).data
    np.testing.assert_allclose(found["flow_lane"].to_numpy()[0], world.lanes["base"].to_numpy(float), rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(found["level"].to_numpy()[0], world.plants["base"].to_numpy(float), rtol=1e-4, atol=1e-3)
    np.testing.assert_allclose(found["delivered"].to_numpy()[0], world.demand["base"].to_numpy(float), rtol=1e-4, atol=1e-4)
    prices = found["price"].isel(month=0)
    for place, good, base_price in world.prices[["place", "good", "usd_per_kg"]].itertuples(index=False):
        price = float(prices.sel(place=place, good=good))
        assert np.isnan(price) or abs(price - base_price) <= 1e-4 * base_price


def test_base_flows_of_2009_fit_the_law_of_2009() -> None:
    """Export duty is felt and the export quota, which was not used up, does not bind."""
    world = seen(base_year=2009)
    law = load_timeline().compile(world, month_range("2009-01", "2009-12")).data
    lanes = world.lanes["base"].to_numpy(float)
    counted = lanes @ law["member"].transpose("lane", "group").to_numpy()
    caps = law["group_cap"].transpose("month", "group").to_numpy()
    assert np.isfinite(caps).any()
    assert (counted <= caps.mean(axis=0)).all()
    sent = (world.lanes["origin"] == "CHN").to_numpy() & (world.lanes["good"] == "oxide/NdPr").to_numpy()
    assert (law["export_duty"].transpose("month", "lane").to_numpy()[:, sent] > 0).all()
