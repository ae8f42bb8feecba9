"""Markets badly scaled, cut to pieces, empty, contradictory or impossible: a right answer or a message that says what to do."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from tests.laws.test_market_equilibria import market
from tests.market.made_up import Frames, free, on, world

from ytterby.errors import NotSolved
from ytterby.market import Outcome, SmallMarket, calibrate, certify, equilibrium, solve
from ytterby.market.solver.loops import fed_by_loops
from ytterby.market.solver.pivot import pivoted
from ytterby.market.solver.scale import scale_of

FEW = settings(max_examples=10, deadline=None)
powers = st.floats(-12, 12)


def in_units(mass: float, money: float) -> dict[str, float]:
    """The same problems in other units: what they say of prices and quantities, in the first ones."""
    bent = SmallMarket().elastic_supply("A", 10 * money, 5 * mass, 0.5).elastic("A", 10 * money, 8 * mass, 0.8)
    straight = SmallMarket().supply("A", money, money / mass).demand("A", 10 * money, 2 * money / mass)
    duopoly = SmallMarket().elastic("A", money, mass, 1.6)
    for name, slope in (("a", 0.6), ("b", 0.8)):
        duopoly = duopoly.supply("A", 0, slope * money / mass, name=name, conduct=1)
    E, k = np.array([[-0.8, 0.3], [0.1, -0.5]]), np.array([100.0, 40.0])
    crossed = SmallMarket().stock("a", 60 * mass).stock("b", 50 * mass)
    crossed = crossed.demand_system(
        ["a", "b"], quantities=lambda p: mass * k * np.exp(E @ np.log(p / money)), near=[money, money]
    )
    return {
        "bent": bent.solve().price("A") / money,
        "straight": straight.solve().price("A") / money,
        "duopoly": duopoly.solve().levels["a"] / mass,
        "crossed": crossed.solve().price("a") / money,
    }


@settings(max_examples=5, deadline=None)
@given(powers, powers)
def test_units_do_not_matter_to_lines_that_bend_cross_or_compete(mass: float, money: float) -> None:
    plain, found = in_units(1.0, 1.0), in_units(10.0**mass, 10.0**money)
    assert found == pytest.approx(plain, rel=1e-5)
    assert plain["straight"] == pytest.approx(4.0)


@FEW
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_goods_told_in_grams_and_in_megatonnes_side_by_side(seed: int, units: int) -> None:
    problem, names = market(seed).problem()
    rng = np.random.default_rng(units)
    unit = {good: 10.0 ** rng.uniform(-4, 4) for good in ("ore", "metal", "slag")}
    row = np.array([unit[name.split("/")[1]] for name in names])
    column = row[problem.A.indices[problem.A.indptr[:-1]]]
    R, C = sparse.diags(row), sparse.diags(1.0 / column)
    told = replace(
        problem,
        A=(R @ problem.A @ C).tocsc(),
        B=(R @ problem.B @ C).tocsc(),
        G=(problem.G @ C).tocsc(),
        b=row * problem.b,
        c=problem.c / column,
        h=problem.h / column**2,
        u=problem.u * column,
    )
    at, other = equilibrium(problem)[0], equilibrium(told)[0]
    slopes = problem.h > 0
    np.testing.assert_allclose((other.x / column)[slopes], at.x[slopes], rtol=1e-4, atol=1e-4)


def severed(scale: float, price: float, shape: str = "linear") -> tuple[Frames, Outcome]:
    """The made-up world in other units, with a duty into the USA and a month without Chinese magnets there."""
    frames = world()
    for frame in (frames.plants, frames.lanes, frames.demand, frames.stocks, frames.surplus):
        frame[[name for name in frame.columns if name in ("base", "capacity", "tonnes", "target")]] *= scale
    frames.lanes["freight"] *= price
    frames.prices["usd_per_kg"] *= price
    law = free(frames, ("2025-01", "2025-02"))
    law.data["cap"][1, on(frames, good="magnet/N", origin="CHN", destination="USA")] = 0.0
    law.data["duty"][:, on(frames, destination="USA")] = 0.25
    program = calibrate(frames.world, free(frames, ("2025-01",)), demand=shape)  # type: ignore[arg-type]
    return frames, solve(program, law)


@pytest.mark.parametrize("shape", ["linear", "semi-log"])
@pytest.mark.parametrize(("scale", "price"), [(1e-9, 1e6), (1e-3, 1e-6), (1e9, 1e3), (1e6, 1e-3)])
def test_units_do_not_matter_to_a_world(scale: float, price: float, shape: str) -> None:
    plain, found = severed(1.0, 1.0, shape)[1].data, severed(scale, price, shape)[1].data
    np.testing.assert_allclose(found["flow_lane"].values / scale, plain["flow_lane"].values, rtol=1e-4, atol=1e-2)
    np.testing.assert_allclose(found["price"].values / price, plain["price"].values, rtol=1e-4)


needs = st.floats(0.1, 100.0)


@FEW
@given(needs, needs, st.floats(0.0, 0.9), st.floats(1.01, 5.0))
def test_a_need_beyond_reach_names_market_demand_supply_and_remedy(
    capacity: float, stock: float, loss: float, over: float
) -> None:
    reach = (capacity + stock) * (1.0 - loss)
    asked = SmallMarket().supply("mine", 1, 1, capacity=capacity).stock("mine", stock).ship("mine", "town", 1, loss=loss)
    with pytest.raises(NotSolved) as no:
        asked.need("town", over * reach).solve()
    text = str(no.value)
    assert "market is town" in text
    said = [float(number) for number in re.findall(r"Demand ([\d.e+-]+) t, reachable supply ([\d.e+-]+) t", text)[0]]
    assert said == pytest.approx([over * reach, reach], rel=2e-3)
    assert float(re.findall(r"needs ([\d.e+-]+) t more", text)[0]) == pytest.approx((over - 1.0) * reach, rel=1e-2)
    assert "supply more or open a lane" in text
    assert asked.need("town", reach / over).solve().levels["ship mine > town"] == pytest.approx(
        reach / over / (1 - loss), rel=1e-5
    )


@FEW
@given(st.integers(0, 10**6))
def test_with_every_capacity_at_nothing_users_share_what_is_in_stock(seed: int) -> None:
    stated = market(seed)
    closed = replace(stated, lines=tuple(line if line.kind == "demand" else replace(line, u=0.0) for line in stated.lines))
    found, given_ = closed.solve(), dict(stated.given)
    for line in closed.lines:
        if line.kind == "demand":
            place = line.entries[0][0]
            wanted = min(given_.get(place, 0.0), -line.c / line.h)
            assert found.levels[line.name] == pytest.approx(wanted, rel=1e-5, abs=1e-6)
            assert found.prices[place] == pytest.approx(-line.c - line.h * wanted, rel=1e-5, abs=1e-5)
        else:
            assert found.levels[line.name] == 0.0


@FEW
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_two_markets_that_never_meet_are_solved_as_if_alone(one: int, two: int) -> None:
    first, second = market(one), market(two)
    lines = [
        replace(line, name=f"b {line.name}", entries=tuple((f"b {m}", a, w) for m, a, w in line.entries)) for line in second.lines
    ]
    lines = [line if line.lane is None else replace(line, lane=None) for line in lines]
    both = replace(
        first,
        lines=(*first.lines, *lines),
        given=(*first.given, *((f"b {m}", t) for m, t in second.given)),
        quotas=(*first.quotas, *((f"b {n}", {f"b {k}": v for k, v in w.items()}, cap) for n, w, cap in second.quotas)),
    ).solve()
    for alone, before in ((first.solve(), ""), (second.solve(), "b ")):
        for name, level in alone.levels.items():
            if name.startswith(("demand", "supply", "make")):
                assert both.levels[before + name] == pytest.approx(level, rel=1e-4, abs=1e-4)


@FEW
@given(st.floats(1.0, 100.0), st.floats(1.0, 100.0))
def test_a_support_price_over_the_choke_price_buys_all_and_a_ceiling_under_all_costs_sells_nothing(
    cost: float, gap: float
) -> None:
    stated = SmallMarket().supply("A", cost, 1).demand("A", cost + gap, 1)
    bought = stated.floor("A", cost + 2 * gap).solve()
    assert (bought.levels["demand A"], bought.levels["supply A"]) == pytest.approx((0.0, 2 * gap), rel=1e-5, abs=1e-6)
    short = stated.ceiling("A", 0.5 * cost).solve()
    assert (short.levels["supply A"], short.price("A")) == pytest.approx((0.0, 0.5 * cost), rel=1e-5, abs=1e-6)


@FEW
@given(st.lists(st.floats(0.05, 3.0), min_size=2, max_size=5), st.floats(0.1, 10.0))
def test_a_loop_feeds_itself_only_if_it_leaves_more_than_it_takes(gains: list[float], need: float) -> None:
    # good i + 1 from good i, the last from the first: what goes round comes back times the product of the gains
    k = len(gains)
    A = np.zeros((k, k))
    for i, gain in enumerate(gains):
        A[i, i], A[(i + 1) % k, i] = -1.0, gain
    product = float(np.prod(gains))
    if abs(product - 1.0) < 0.05:
        return
    found = fed_by_loops(sparse.csc_matrix(A), np.ones(k, dtype=bool), np.zeros(k, dtype=bool))
    assert found.all() == (product > 1.0)
    stated = SmallMarket().need("0", need)
    for i, gain in enumerate(gains):
        stated = stated.activity(f"step {i}", {str(i): -1.0, str((i + 1) % k): gain}, cost=1.0)
    if product > 1.0:
        assert stated.solve().levels["step 0"] == pytest.approx(need / (product - 1.0), rel=1e-4)
    else:
        with pytest.raises(NotSolved, match=r"more than can get there"):
            stated.solve()


@FEW
@given(st.integers(0, 10**6))
def test_a_walk_from_vertex_to_vertex_ends_where_the_climb_does(seed: int) -> None:
    problem, _ = market(seed).problem()
    walked = pivoted(problem, scale_of(problem))
    assert walked is not None
    x, y = walked
    markets = problem.shape[0]
    assert certify(problem, x, y[:markets], y[markets:]).holds
    slopes = problem.h > 0
    np.testing.assert_allclose(x[slopes], equilibrium(problem)[0].x[slopes], rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("seed", range(10))
def test_worths_and_costs_scattered_over_nine_orders_of_magnitude(seed: int) -> None:
    rng, stated = np.random.default_rng(seed), market(seed)
    scattered = []
    for line in stated.lines:
        factor = 10.0 ** rng.uniform(-4.5, 4.5)
        scattered.append(replace(line, c=line.c * factor, h=line.h * factor))
    found = replace(stated, lines=tuple(scattered)).solve()
    assert found.certificate.holds
    for line in scattered:
        if line.kind == "demand" and found.levels[line.name] > 1e-3:
            worth = -line.c - line.h * found.levels[line.name]
            assert found.prices[line.entries[0][0]] == pytest.approx(worth, rel=2e-3, abs=1e-2)
