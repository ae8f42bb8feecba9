"""Derivatives agree with what a small change does, and kinks are seen where up and down differ."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from ytterby.errors import UnknownName
from ytterby.market import Problem, SmallMarket, equilibrium
from ytterby.market.derivative import Nudge, derivative

STEP = 1e-5
LAW = settings(max_examples=25, deadline=None)


def spatial(seed: int) -> SmallMarket:
    """Places with sloped makers and users, duties, caps and a quota, one plant with a by-product."""
    rng = np.random.default_rng(seed)
    places = [f"p{i}" for i in range(int(rng.integers(2, 5)))]
    found, lanes = SmallMarket(), []
    for place in places:
        found = found.demand(place, rng.uniform(20, 90), rng.uniform(0.5, 3)).supply(
            place, rng.uniform(1, 30), rng.uniform(0.1, 2)
        )
        found = found.make(place, {"": -1.0, "alloy": 0.8, "slag": 0.3}, rng.uniform(1, 5), rng.uniform(0.1, 1))
        found = found.demand(place, rng.uniform(40, 120), rng.uniform(0.5, 3), "alloy")
    for a in places:
        for b in places:
            if a != b:
                tariff, cap = float(rng.choice([0.0, 0.25])), float(rng.choice([np.inf, 3.0]))
                lanes.append(f"{a}-{b}")
                found = found.ship(a, b, rng.uniform(0.5, 4), tariff=tariff, cap=cap, slope=0.05, name=lanes[-1])
    return found.quota("basket", lanes[::2], rng.uniform(2, 20))


def moved(problem: Problem, nudge: Nudge, step: float) -> Problem:
    B = problem.B
    if nudge.B is not None:
        B = sparse.csc_matrix((B.data + step * nudge.B, B.indices, B.indptr), shape=B.shape)
    add = {k: getattr(problem, k) + step * v for k, v in vars(nudge).items() if v is not None and k != "B"}
    return replace(problem, B=B, **add)


@LAW
@given(st.integers(0, 10**6))
def test_a_derivative_is_what_a_small_change_does_unless_a_kink_is_named(seed: int) -> None:
    problem, _ = spatial(seed).problem()
    point, _ = equilibrium(problem)
    rng = np.random.default_rng(seed + 1)
    origin = problem.A.data < 0
    nudge = Nudge(
        c=rng.normal(size=problem.shape[1]),
        B=np.where(origin, rng.normal(size=len(origin)), 0.0) * 0.01,
        u=np.where(np.isfinite(problem.u), rng.normal(size=problem.shape[1]), 0.0),
        g=rng.normal(size=problem.shape[2]),
    )
    exact = derivative(problem, point, nudge)
    up, _ = equilibrium(moved(problem, nudge, STEP))
    down, _ = equilibrium(moved(problem, nudge, -STEP))
    rise, fall = (up.pi - point.pi) / STEP, (point.pi - down.pi) / STEP
    smooth = np.abs(rise - fall) < 1e-3 * (1.0 + np.abs(rise))
    if not exact.kinked and smooth.all():
        trades = np.isfinite(exact.pi)
        np.testing.assert_allclose(exact.pi[trades], 0.5 * (rise + fall)[trades], rtol=1e-3, atol=1e-3)
        np.testing.assert_allclose(exact.x, (up.x - down.x) / (2 * STEP), rtol=2e-3, atol=2e-3)


def test_most_random_markets_have_no_kink() -> None:
    kinked = 0
    for seed in range(20):
        problem, _ = spatial(seed).problem()
        point, _ = equilibrium(problem)
        kinked += derivative(problem, point, Nudge(c=np.ones(problem.shape[1]))).kinked
    assert kinked <= 2


def test_a_levy_is_borne_by_the_less_elastic_side() -> None:
    # demand 10 - x, supply 3 x: price at home rises by b / (b + s) with slopes b = 1 of demand and s = 3 of supply
    found = SmallMarket().supply("A", 0, 3).demand("B", 10, 1).ship("A", "B", levy=1.0, name="s").solve().slope("s", "levy")
    assert found.prices["B"] == pytest.approx(1 / 4, rel=1e-8)
    assert found.prices["A"] == pytest.approx(-3 / 4, rel=1e-8)
    assert not found.kinks


def test_a_quota_that_just_binds_is_a_kink() -> None:
    free = SmallMarket().supply("A", 0, 1).demand("B", 10, 1).ship("A", "B", name="s")
    assert free.solve().levels["s"] == pytest.approx(5.0)
    assert "q" in free.quota("q", ["s"], 5.0).solve().slope("q", "quota").kinks
    assert not free.quota("q", ["s"], 4.0).solve().slope("q", "quota").kinks
    assert free.quota("q", ["s"], 4.0).solve().slope("q", "quota").rents["q"] == pytest.approx(-2.0, rel=1e-8)


def test_slopes_of_functions_cross_effects_and_conduct_are_exact_too() -> None:
    def market(levy: float) -> SmallMarket:
        return (
            SmallMarket()
            .demand_curve("m", lambda q: 100.0 / q**0.7, near=5)
            .supply("A", 1, 0.2)
            .ship("A", "m", 1, tariff=0.1, levy=levy, conduct=0.6, name="s")
            .supply_curve("m", lambda q: 2 + q**1.5, name="fringe")
        )

    exact = market(1.0).solve().slope("s", "levy")
    up, down = market(1.0 + STEP).solve(), market(1.0 - STEP).solve()
    assert exact.prices["m"] == pytest.approx((up.price("m") - down.price("m")) / (2 * STEP), rel=1e-4)
    assert exact.levels["s"] == pytest.approx((up.levels["s"] - down.levels["s"]) / (2 * STEP), rel=1e-4)


@pytest.mark.parametrize("instrument", ["tariff", "export_duty", "freight", "tax", "levy", "cost", "bound"])
def test_every_instrument_of_a_lane_has_its_own_slope(instrument: str) -> None:
    def price(step: float) -> float:
        numbers: dict[str, Any] = {
            "tariff": 0.2,
            "export_duty": 0.1,
            "freight": 2.0,
            "tax": 0.05,
            "levy": 0.5,
            "cap": np.inf,
            "cost": 0.0,
        }
        if instrument == "bound":
            numbers["cap"] = 3.0 + step
        else:
            numbers[instrument] += step
        numbers["levy"] += numbers.pop("cost")
        return SmallMarket().supply("A", 1, 0.5).demand("B", 30, 2).ship("A", "B", name="s", **numbers).solve().price("B")

    keywords: dict[str, Any] = {"tariff": 0.2, "export_duty": 0.1, "freight": 2.0, "tax": 0.05, "levy": 0.5}
    cap = 3.0 if instrument == "bound" else np.inf
    found = SmallMarket().supply("A", 1, 0.5).demand("B", 30, 2).ship("A", "B", name="s", cap=cap, **keywords).solve()
    assert found.slope("s", instrument).prices["B"] == pytest.approx((price(STEP) - price(-STEP)) / (2 * STEP), rel=1e-5)


def test_an_instrument_nobody_has_is_refused() -> None:
    found = SmallMarket().supply("A", 1, 1).demand("A", 9, 1).solve()
    for name, instrument in (("supply A", "tarif"), ("suply A", "cost"), ("supply A", "tariff")):
        with pytest.raises(UnknownName, match="slope"):
            found.slope(name, instrument)
