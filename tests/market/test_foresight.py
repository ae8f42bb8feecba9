"""Months that see ahead: what must hold whatever is foreseen."""

from __future__ import annotations

import numpy as np
import pytest
from tests.market.made_up import Frames, free, on, world

from ytterby.errors import BadTable
from ytterby.market import Options, calibrate, solve
from ytterby.months import month_range
from ytterby.policy import Regime

MONTHS = month_range("2025-01", "2025-08")


def closed(frames: Frames, months: tuple[str, ...] = MONTHS, start: int = 4) -> Regime:
    """China ships no magnets to the USA from the fifth month on."""
    law = free(frames, months)
    law.data["cap"][start:, on(frames, good="magnet/N", origin="CHN", destination="USA")] = 0.0
    return law


def american(found: object, name: str = "stock") -> np.ndarray:
    data = found.data  # type: ignore[attr-defined]
    at = (data["hold_place"] == "USA") & (data["hold_good"] == "magnet/N")
    return np.asarray(data[name].to_numpy()[:, at.to_numpy()].ravel())


@pytest.mark.parametrize("ahead", [2, 4, 12])
def test_where_nothing_changes_foresight_changes_nothing(ahead: int) -> None:
    frames = world()
    program, law = calibrate(frames.world, free(frames, MONTHS)), free(frames, MONTHS)
    myopic, seeing = solve(program, law), solve(program, law, options=Options(ahead=ahead))
    np.testing.assert_allclose(seeing.data["delivered"], myopic.data["delivered"], rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(seeing.data["stock"], myopic.data["stock"], rtol=1e-4, atol=1e-4)
    assert seeing.certificate.holds


def test_a_closure_that_is_foreseen_fills_stores_before_it_and_spreads_the_jump_of_prices() -> None:
    frames = world()
    program, law = calibrate(frames.world, free(frames, MONTHS)), closed(frames)
    myopic, seeing = solve(program, law), solve(program, law, options=Options(ahead=4))
    assert american(seeing)[3] > 1.05 * american(myopic)[3]
    prices = [found.data["price"].sel(place="USA", good="magnet/N").to_numpy() for found in (myopic, seeing)]
    assert prices[1][3] > prices[0][3]
    assert np.diff(np.log(prices[1])).max() < np.diff(np.log(prices[0])).max()


def test_a_closure_nobody_announced_is_met_as_a_surprise() -> None:
    frames = world()
    program, law = calibrate(frames.world, free(frames, MONTHS)), closed(frames)
    forecasts = {month: free(frames, MONTHS[n + 1 :]) for n, month in enumerate(MONTHS[:4])}
    surprised = solve(program, law, options=Options(ahead=4), forecasts=forecasts)
    calm = solve(program, free(frames, MONTHS), options=Options(ahead=4))
    np.testing.assert_allclose(american(surprised)[:4], american(calm)[:4], rtol=1e-4)
    assert american(surprised)[4] < american(calm)[4]


def test_floors_and_tariff_quotas_can_be_foreseen() -> None:
    frames = world()
    base = free(frames, MONTHS, groups=1, floors=(("CHN", "oxide/NdPr"),))
    program = calibrate(frames.world, free(frames, MONTHS))
    members = on(frames, origin="CHN", destination="USA", good="magnet/N")
    base.data["member"][0, members] = 1.0
    base.data["group_cap"][4:, 0] = 200.0
    base.data["over_duty"][:, 0] = 0.4
    base.data["floor_price"][3:] = 65.0
    seeing, myopic = solve(program, base, options=Options(ahead=3)), solve(program, base)
    assert seeing.certificate.holds
    assert american(seeing)[3] > american(myopic)[3]
    assert float(seeing.data["state_spending"].sel(place="CHN")[5]) > 0.0


@pytest.mark.parametrize("ahead", [0, 13])
def test_foresight_has_its_limits(ahead: int) -> None:
    with pytest.raises(BadTable, match="ahead"):
        Options(ahead=ahead)
