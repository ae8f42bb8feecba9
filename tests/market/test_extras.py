"""Quotas with a dear way beyond them, quotas through time, price floors and state reserves in a made-up world."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.market.made_up import Frames, free, on, world

from ytterby.market import Outcome, Program, calibrate, solve
from ytterby.months import month_range
from ytterby.policy import Regime

MONTHS = month_range("2025-01", "2025-12")
FRAMES = world()
PROGRAM = calibrate(FRAMES.world, free(FRAMES, MONTHS))
AMERICA = on(FRAMES, good="magnet/N", destination="USA", end_use="civil")
LANE = int(np.flatnonzero(AMERICA & on(FRAMES, origin="CHN"))[0])


def quota(tonnes: float, over: float = np.inf, months: tuple[str, ...] = MONTHS[:1], side: str = "destination") -> Regime:
    """A quota on civil magnets into the USA with a duty beyond it."""
    law = free(FRAMES, months, groups=1)
    law.data["member"][0] = AMERICA.astype(float)
    law.data["group_cap"][:, 0] = tonnes
    law.data["over_duty"][:, 0] = over
    law.data["group_side"][0] = side
    return law


def tariff(rate: float, months: tuple[str, ...] = MONTHS[:1]) -> Regime:
    law = free(FRAMES, months)
    law.data["duty"][:, AMERICA] = rate
    return law


def moved(found: Outcome, month: int = 0) -> float:
    return float(found.data["flow_lane"].to_numpy()[month, AMERICA].sum())


def total(program: Program, found: Outcome) -> list[tuple[float, float]]:
    """By month: what the accounts add up to, and worth less cost of resources."""
    pairs = []
    for m, month in enumerate(found.solved):
        x, problem, law, count = month.point.x, month.problem, month.month, program.activities.count
        costs = program.c * x[:count] + 0.5 * program.h * x[:count] ** 2
        freight = float(program.freight @ x[program.activities["lane"]])
        hold = program.activities["hold"]
        carried = float((-problem.c[hold] * law.opening - 0.5 * problem.h[hold] * law.opening**2).sum())
        names = ("consumer_surplus", "producer_surplus", "tariff_revenue", "licence_rent")
        booked = sum(float(found.data[name][m].sum()) for name in names) - float(found.data["state_spending"][m].sum())
        pairs.append((booked, -float(costs.sum()) - freight - carried))
    return pairs


@pytest.mark.parametrize("side", ["origin", "destination"])
def test_a_quota_of_nothing_with_a_duty_beyond_is_that_duty(side: str) -> None:
    first = solve(PROGRAM, quota(0.0, 0.3, side=side)).data
    law = tariff(0.3)
    if side == "origin":
        law.data["duty"][:], law.data["export_duty"][:, AMERICA] = 0.0, 0.3
    second = solve(PROGRAM, law).data
    for name in ("flow_lane", "price", "delivered", "tariff_revenue"):
        np.testing.assert_allclose(first[name].values, second[name].values, rtol=1e-5, atol=1e-4)


def test_a_quota_nobody_reaches_changes_nothing() -> None:
    first, second = solve(PROGRAM, quota(1e6, 0.3)).data, solve(PROGRAM, free(FRAMES, MONTHS[:1])).data
    for name in ("flow_lane", "price", "delivered"):
        np.testing.assert_allclose(first[name].values, second[name].values, rtol=1e-6, atol=1e-5)
    assert not first["beyond"].values.any()


@given(tonnes=st.just(0.0) | st.floats(1e-3, 320.0), over=st.floats(0.01, 1.0))  # a kilogram is the certificate's least flow
@settings(max_examples=12, deadline=None)
def test_a_rent_never_exceeds_the_duty_beyond_and_equals_it_where_something_moves_beyond(tonnes: float, over: float) -> None:
    found = solve(PROGRAM, quota(tonnes, over)).data
    hard = solve(PROGRAM, quota(tonnes)).data
    rent = float(found["group_rent"].values[0, 0])
    beyond = found["beyond"].values[0]
    for lane in np.flatnonzero(AMERICA):
        fob = float(found["price"].sel(good="magnet/N", place=FRAMES.lanes["origin"].iloc[lane]).values[0])
        cif = fob + FRAMES.lanes["freight"].iloc[lane]
        if found["flow_lane"].values[0, lane] > 1e-3:
            assert rent <= over * cif * (1 + 1e-6)
        if beyond[lane] > 1e-3:
            assert rent == pytest.approx(over * cif, rel=1e-5)
    assert rent <= float(hard["group_rent"].values[0, 0]) * (1 + 1e-6) + 1e-6
    within = float(found["flow_lane"].values[0, AMERICA].sum() - beyond[AMERICA].sum())
    assert within <= tonnes * (1 + 1e-6) + 1e-6


@pytest.mark.parametrize("side", ["origin", "destination"])
def test_accounts_with_two_tiers_add_up_and_the_rent_stays_at_the_quota_s_border(side: str) -> None:
    law = quota(100.0, 0.3, side=side)
    law.data["duty"][:, AMERICA], law.data["levy"][:, AMERICA], law.data["over_levy"][:] = 0.1, 0.2, 0.5
    found = solve(PROGRAM, law)
    assert 0.0 < float(found.data["beyond"].sum()) < moved(found)
    for booked, worth in total(PROGRAM, found):
        assert booked == pytest.approx(worth, rel=1e-6, abs=1e-2)
    rent = float(found.data["group_rent"].values[0, 0]) * 100.0
    keeper = {"origin": "CHN", "destination": "USA"}[side]
    assert float(found.data["licence_rent"].sel(place=keeper)[0]) == pytest.approx(rent, rel=1e-5)


def spread(how: str, carry_over: float = 0.0) -> Regime:
    """A yearly quota of 1200 t into the USA; in the fourth to sixth month little moves."""
    law = quota(100.0, months=MONTHS)
    law.data["group_carry"][1:] = 0.0 if how == "even" else np.inf
    law.data["group_advance"][:, 0] = [1200.0 - 100.0 * (n + 1) for n in range(12)] if how == "free" else 0.0
    law.data["cap"][3:6, AMERICA] = 10.0
    return law


def test_an_even_quota_loses_what_is_not_used_and_a_cumulative_one_makes_up_for_it() -> None:
    even, later = (solve(PROGRAM, spread(how)) for how in ("even", "cumulative"))
    assert max(moved(even, month) for month in range(12)) <= 100.0 * (1 + 1e-6)
    assert moved(later, 6) > 150.0
    cumulative = np.cumsum([moved(later, month) for month in range(12)])
    assert (cumulative <= 100.0 * np.arange(1, 13) * (1 + 1e-6) + 1e-6).all()


def test_a_free_quota_is_used_first_come_first_served_and_never_beyond_the_year() -> None:
    found = solve(PROGRAM, spread("free"))
    untouched = moved(solve(PROGRAM, free(FRAMES, MONTHS[:1])))
    flows = [moved(found, month) for month in range(12)]
    assert flows[0] == pytest.approx(untouched, rel=1e-4)
    assert sum(flows) <= 1200.0 * (1 + 1e-6)
    assert flows[-1] < 1e-3


def test_a_resumed_path_keeps_the_account_of_its_quotas() -> None:
    law, changed = spread("cumulative"), spread("cumulative")
    changed.data["duty"][8:, AMERICA] = 0.2
    whole = solve(PROGRAM, changed).data
    resumed = solve(PROGRAM, law).resume(PROGRAM, changed, 8).data
    np.testing.assert_allclose(resumed["flow_lane"].values, whole["flow_lane"].values, rtol=1e-6, atol=1e-6)


def floored(price: float, tonnes: float = np.inf, frames: Frames = FRAMES) -> Outcome:
    law = free(frames, MONTHS[:1], floors=(("JPN", "magnet/N"),))
    law.data["floor_price"][:], law.data["floor_tonnes"][:] = price, tonnes
    return solve(PROGRAM, law)


def made(found: Outcome) -> float:
    return float(found.data["level"].to_numpy()[0, 4])


def test_a_floor_below_the_price_does_nothing() -> None:
    assert made(floored(50.0)) == pytest.approx(400.0, rel=1e-5)
    assert float(floored(50.0).data["state_spending"].sum()) == pytest.approx(0.0, abs=1e-3)


def test_a_floor_above_the_price_pays_makers_the_difference_and_they_make_more() -> None:
    found = floored(100.0)
    price = float(found.data["price"].sel(good="magnet/N", place="JPN")[0])
    assert made(found) > 410.0
    assert price < 77.0
    paid = float(found.data["state_spending"].sel(place="JPN")[0])
    assert paid == pytest.approx((100.0 - price) * made(found), rel=1e-5)
    for booked, worth in total(PROGRAM, found):
        assert booked == pytest.approx(worth, rel=1e-6, abs=1e-2)


def test_a_floor_on_part_of_the_output_costs_no_more_than_that_part() -> None:
    found = floored(100.0, tonnes=50.0)
    price = float(found.data["price"].sel(good="magnet/N", place="JPN")[0])
    assert float(found.data["state_spending"].sum()) == pytest.approx((100.0 - price) * 50.0, rel=1e-5)


def test_a_reserve_buys_to_its_target_and_releases_when_the_price_is_high() -> None:
    law = free(FRAMES, MONTHS, reserves=(("USA", "magnet/N"),))
    law.data["reserve_buy"][:6], law.data["reserve_target"][:] = 20.0, 70.0
    law.data["reserve_below"][:] = 200.0
    law.data["reserve_release"][6:], law.data["reserve_above"][:], law.data["reserve_keep"][:] = 30.0, 90.0, 10.0
    law.data["cap"][8:, LANE] = 0.0
    found = solve(PROGRAM, law)
    held = found.data["reserve_held"].values[:, 0]
    np.testing.assert_allclose(held[:6], [20, 40, 60, 70, 70, 70], rtol=1e-5)
    assert held[7] == pytest.approx(70.0, rel=1e-5)  # the price is below what it asks
    np.testing.assert_allclose(held[8:], [40, 10, 10, 10], rtol=1e-4)
    without = free(FRAMES, MONTHS)
    without.data["cap"][8:, LANE] = 0.0
    dear = solve(PROGRAM, without).data["price"].sel(good="magnet/N", place="USA").values
    price = found.data["price"].sel(good="magnet/N", place="USA").values
    assert price[0] > dear[0]
    assert price[8] < dear[8]


def test_a_reserve_that_outbids_nobody_buys_nothing() -> None:
    law = free(FRAMES, MONTHS[:1], reserves=(("USA", "magnet/N"),))
    law.data["reserve_buy"][:], law.data["reserve_below"][:] = 20.0, 10.0
    assert float(solve(PROGRAM, law).data["reserve_held"][0, 0]) == pytest.approx(0.0, abs=1e-6)
