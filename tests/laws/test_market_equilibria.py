"""What holds in every equilibrium, whatever the numbers: random spatial markets with freight, duties, caps, plants and quotas."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ytterby.market import Problem, SmallMarket, certify, equilibrium
from ytterby.market.conditions import complementarity, loss, net_supply, room_in_group, unit_rent
from ytterby.market.problem import Point

LAW = settings(max_examples=30, deadline=None)
CLOSE = 1e-5


def market(seed: int, duties: bool = True, caps: bool = True) -> SmallMarket:
    """Places that make and use two goods, a plant that turns the first into the second and a by-product, lanes between all."""
    rng = np.random.default_rng(seed)
    places = [f"p{i}" for i in range(int(rng.integers(2, 5)))]
    found = SmallMarket()
    for place in places:
        found = found.demand(place, rng.uniform(20, 200), rng.uniform(0.5, 3), "metal")
        if rng.random() < 0.8:
            found = found.supply(place, rng.uniform(1, 20), rng.uniform(0.05, 1), rng.uniform(10, 100), "ore")
        if rng.random() < 0.6:
            found = found.make(place, {"ore": -2.0, "metal": 1.0, "slag": 0.5}, rng.uniform(1, 10), rng.uniform(0.01, 0.5))
        if rng.random() < 0.4:
            found = found.demand(place, rng.uniform(1, 10), rng.uniform(0.1, 1), "slag")
        if rng.random() < 0.3:
            found = found.stock(place, rng.uniform(1, 30), "metal")
    names = []
    for a in places:
        for b in places:
            for good in ("ore", "metal", "slag"):
                if a != b and rng.random() < 0.7:
                    name = f"{good} {a}-{b}"
                    names.append(name)
                    found = found.ship(
                        a,
                        b,
                        rng.uniform(0.1, 3),
                        tariff=float(rng.choice([0, 0, 0.1, 0.5, 1.5])) if duties else 0.0,
                        levy=float(rng.choice([0, 0, 1.0])),
                        export_duty=float(rng.choice([0, 0, 0.2])) if duties else 0.0,
                        cap=float(rng.choice([np.inf, np.inf, 0.0, 5.0])) if caps else np.inf,
                        slope=float(rng.choice([0.0, 0.01])),
                        good=good,
                        name=name,
                    )
    if caps and names:
        found = found.quota("basket", names[::2], rng.uniform(1, 40))
    return found


def solved(market: SmallMarket) -> tuple[Problem, Point]:
    problem, _ = market.problem()
    point, residuals = equilibrium(problem)
    assert residuals.holds
    return problem, point


def surplus(problem: Problem, point: Point) -> float:
    """Willingness to pay less cost of everything done."""
    return float(-(problem.c * point.x + 0.5 * problem.h * point.x**2).sum())


seeds = st.integers(0, 10**6)


@LAW
@given(seeds)
def test_markets_clear_and_nothing_runs_at_a_loss(seed: int) -> None:
    problem, at = solved(market(seed))
    scale = 1.0 + float((abs(problem.A) @ at.x).max(initial=0.0))
    assert complementarity(at.pi, net_supply(problem, at.x) / scale).max(initial=0.0) < CLOSE
    assert complementarity(at.om, room_in_group(problem, at.x) / scale).max(initial=0.0) < CLOSE
    F = loss(problem, at.x, at.pi, at.om)
    mu = unit_rent(problem, at.x, at.pi, at.om)
    worth = 1.0 + np.abs(problem.c).max()
    assert complementarity(at.x / scale, (F + mu) / worth).max(initial=0.0) < CLOSE
    space = np.where(np.isfinite(problem.u), problem.u - at.x, 1.0)
    assert complementarity(mu / worth, np.maximum(space, 0.0) / scale).max(initial=0.0) < CLOSE


@LAW
@given(seeds)
def test_without_ad_valorem_duties_total_surplus_equals_what_all_rents_and_endowments_are_worth(seed: int) -> None:
    problem, at = solved(market(seed, duties=False))
    mu = unit_rent(problem, at.x, at.pi, at.om)
    bounded = np.isfinite(problem.u)
    rents = float((mu[bounded] * problem.u[bounded]).sum() + at.om @ problem.g + at.pi @ problem.b)
    dual = rents + float(0.5 * (problem.h * at.x**2).sum())
    assert surplus(problem, at) == pytest.approx(dual, rel=CLOSE, abs=CLOSE)


@LAW
@given(seeds)
def test_with_duties_surplus_also_holds_the_revenue(seed: int) -> None:
    problem, at = solved(market(seed))
    mu = unit_rent(problem, at.x, at.pi, at.om)
    bounded = np.isfinite(problem.u)
    rents = float((mu[bounded] * problem.u[bounded]).sum() + at.om @ problem.g + at.pi @ problem.b)
    revenue = float((at.pi @ (problem.A - problem.B)) @ at.x)
    dual = rents + revenue + float(0.5 * (problem.h * at.x**2).sum())
    assert surplus(problem, at) == pytest.approx(dual, rel=CLOSE, abs=CLOSE)


@LAW
@given(seeds, st.floats(0.1, 0.9))
def test_without_duties_a_tighter_cap_never_raises_total_surplus(seed: int, tighter: float) -> None:
    problem, at = solved(market(seed, duties=False))
    capped = np.where(np.isfinite(problem.u), problem.u * tighter, problem.u)
    worse = replace(problem, u=capped, g=problem.g * tighter)
    point, residuals = equilibrium(worse)
    assert residuals.holds
    assert surplus(worse, point) <= surplus(problem, at) * (1 + CLOSE) + CLOSE


@LAW
@given(seeds)
def test_the_order_of_places_and_lanes_does_not_matter(seed: int) -> None:
    problem, at = solved(market(seed))
    rng = np.random.default_rng(seed + 1)
    n, j = rng.permutation(problem.shape[0]), rng.permutation(problem.shape[1])
    moved = replace(
        problem,
        A=problem.A[n][:, j].tocsc(),
        B=problem.B[n][:, j].tocsc(),
        G=problem.G[:, j].tocsc(),
        b=problem.b[n],
        c=problem.c[j],
        h=problem.h[j],
        u=problem.u[j],
        names=(),
        activities=(),
    )
    other, residuals = equilibrium(moved)
    assert residuals.holds
    np.testing.assert_allclose(uses(moved, other.x), uses(problem, at.x)[j], rtol=1e-4, atol=1e-4)


def uses(problem: Problem, x: np.ndarray) -> np.ndarray:
    """Levels of activities with a slope: these are unique, free lanes may share a flow in many ways."""
    return np.where(problem.h > 0, x, 0.0)


@LAW
@given(seeds, st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))
def test_units_of_money_and_mass_do_not_matter(seed: int, money: float, mass: float) -> None:
    problem, at = solved(market(seed))
    rescaled = replace(
        problem,
        b=problem.b * mass,
        g=problem.g * mass,
        c=problem.c * money,
        h=problem.h * money / mass,
        u=problem.u * mass,
    )
    other, residuals = equilibrium(rescaled)
    assert residuals.holds
    np.testing.assert_allclose(uses(problem, other.x / mass), uses(problem, at.x), rtol=1e-4, atol=1e-4)


@LAW
@given(seeds)
def test_splitting_a_user_into_two_halves_changes_nothing(seed: int) -> None:
    stated = market(seed)
    lines = []
    for line in stated.lines:
        if line.name.startswith("demand"):
            lines += [replace(line, name=f"{line.name} half {i}", h=2.0 * line.h) for i in range(2)]
        else:
            lines.append(line)
    halves = replace(stated, lines=tuple(lines))
    whole, split = stated.solve(), halves.solve()
    for name, level in whole.levels.items():
        if name.startswith("demand"):
            both = sum(split.levels[f"{name} half {i}"] for i in range(2))
            assert both == pytest.approx(level, rel=1e-4, abs=1e-4)


@LAW
@given(seeds, st.floats(0.01, 1.0))
def test_a_higher_tariff_never_raises_the_flow_it_taxes(seed: int, more: float) -> None:
    rng = np.random.default_rng(seed)
    supply, demand = (rng.uniform(1, 30), rng.uniform(0.1, 2)), (rng.uniform(20, 200), rng.uniform(0.1, 2))
    tariff = rng.uniform(0, 1)
    base = SmallMarket().supply("A", *supply).demand("A", *demand).supply("B", *supply[::-1]).demand("B", *demand)
    low = base.ship("A", "B", 1.0, tariff=tariff).solve()
    high = base.ship("A", "B", 1.0, tariff=tariff + more).solve()
    assert high.flow("A", "B") <= low.flow("A", "B") + CLOSE


@given(seeds)
@settings(max_examples=20, deadline=None)
def test_a_wrong_answer_never_passes_the_certificate(seed: int) -> None:
    problem, at = solved(market(seed))
    rng = np.random.default_rng(seed)
    moved = at.x > 1e-2
    if not moved.any():
        return
    wrong = at.x.copy()
    wrong[rng.choice(np.flatnonzero(moved))] *= 1.0 + rng.choice([-0.05, 0.05])
    assert not certify(problem, wrong, at.pi, at.om).holds
    assert not certify(problem, np.full_like(at.x, np.nan), at.pi, at.om).holds
