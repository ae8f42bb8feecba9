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


@pytest.mark.parametrize("ahead", [0, 13])
def test_foresight_has_its_limits(ahead: int) -> None:
    with pytest.raises(BadTable, match="ahead"):
        Options(ahead=ahead)
