"""Exporters that know their weight: the base year stands, both limits are those of hand-solved markets, and profits add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.market.made_up import Frames, free, on, two_exporters, world

from ytterby.errors import BadTable
from ytterby.market import Behaviour, Program, SmallMarket, calibrate, solve
from ytterby.policy import Regime

GOOD = "concentrate/bast"
MONTHS = ("2025-01",)


def with_levy(frames: Frames, levy: float, duty: float = 0.0) -> Regime:
    law = free(frames, MONTHS)
    law.data["levy"][:, on(frames, origin="CHN")] = levy
    law.data["duty"][:, on(frames, destination="JPN")] = duty
    return law


def by_hand(program: Program, plain: Program, levy: float, duty: float, conduct: dict[str, float]) -> tuple[float, list[float]]:
    """The same market stated line by line, its markups by the small door's own rule: price in JPN and flow of each lane."""
    act, market = program.activities, SmallMarket()
    c, h = program.c, plain.h
    for i, place in enumerate(program.plants["place"]):
        market = market.supply(place, float(c[act["plant"]][i]), float(h[act["plant"]][i]))
    market = market.demand("JPN", -float(c[act["use"]][0]), float(h[act["use"]][0]))
    for i, (place, own) in enumerate(zip(program.lanes["origin"], c[act["lane"]], strict=True)):
        cost = float(own) + (levy if place == "CHN" else 0.0) + (1 + duty) * float(program.freight[i])
        market = market.ship(
            place,
            "JPN",
            cost / (1 + duty),
            tariff=duty,
            slope=float(h[act["lane"]][i]),
            conduct=conduct.get(place, 0.0),
            name=place,
        )
    found = market.solve()
    return found.price("JPN"), [found.levels[place] for place in program.lanes["origin"]]


@settings(max_examples=15, deadline=None)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(-1, 3), st.floats(0, 0.5), st.floats(1.0, 3.0))
def test_one_and_two_exporters_sell_what_the_hand_stated_market_sells(
    first: float, second: float, levy: float, duty: float, elasticity: float
) -> None:
    frames = two_exporters(elasticity)
    stated = Behaviour().with_conduct(f"CHN:{GOOD}={first}").with_conduct(f"USA:{GOOD}={second}")
    law = with_levy(frames, levy, duty)
    program, plain = (
        calibrate(frames.world, free(frames, MONTHS), behaviour=stated),
        calibrate(frames.world, free(frames, MONTHS)),
    )
    found = solve(program, law)
    price, flows = by_hand(program, plain, levy, duty, {"CHN": first, "USA": second})
    assert float(found.data["price"].sel(place="JPN", good=GOOD)[0]) == pytest.approx(price, rel=1e-5)
    np.testing.assert_allclose(found.data["flow_lane"][0], flows, rtol=1e-4, atol=1e-4)


def test_a_lone_cournot_exporter_passes_on_less_of_a_levy() -> None:
    # p = a - b q; marginal cost c + s q: a price-taker passes on b / (b + s) of a levy, a Cournot exporter b / (2 b + s)
    frames = two_exporters(elsewhere=0.0)
    for conduct in (0.0, 1.0):
        program = calibrate(frames.world, free(frames, MONTHS), behaviour=Behaviour().with_conduct(f"CHN:{GOOD}={conduct}"))
        plain = calibrate(frames.world, free(frames, MONTHS))
        b, s = (float(plain.h[plain.activities[kind]][0]) for kind in ("use", "plant"))
        s += float(plain.h[plain.activities["lane"]][0])
        before, after = (
            float(solve(program, with_levy(frames, t)).data["price"].sel(place="JPN", good=GOOD)[0]) for t in (0, 0.2)
        )
        assert (after - before) / 0.2 == pytest.approx(b / ((1 + conduct) * b + s), rel=1e-5)


@pytest.mark.parametrize("conduct", [0.0, 0.3, 1.0])
def test_whatever_the_conduct_the_base_year_stands(conduct: float) -> None:
    frames = world()
    law = free(frames, MONTHS)
    law.data["duty"][:, on(frames, destination="USA")] = 0.1
    stated = Behaviour().with_conduct(f"CHN:oxide/Dy={conduct}").with_conduct(f"CHN:magnet/N={conduct}")
    program = calibrate(frames.world, law, behaviour=stated)
    found = solve(program, law)
    np.testing.assert_allclose(found.data["flow_lane"][0], frames.lanes["base"], atol=1e-4)
    base = program.residuals[program.residuals["kind"] == "lane"]
    assert (base["markup"] >= 0).all()
    assert (base["markup"] > 0).any() == (conduct > 0)
    np.testing.assert_allclose(found.data["markup"][0], base["markup"], rtol=1e-5, atol=1e-6)
    plain = calibrate(frames.world, law).residuals
    np.testing.assert_allclose(base["residual"] + base["markup"], plain[plain["kind"] == "lane"]["residual"], atol=1e-9)


def test_the_markup_is_profit_and_no_cost() -> None:
    frames = two_exporters()
    law = with_levy(frames, 0.5, 0.2)
    program = calibrate(frames.world, free(frames, MONTHS), behaviour=Behaviour().with_conduct(f"CHN:{GOOD}=1"))
    found = solve(program, law)
    names = ("consumer_surplus", "producer_surplus", "tariff_revenue", "licence_rent")
    accounts = sum(float(found.data[name].sum()) for name in names)
    problem, x = found.solved[0].problem, found.solved[0].point.x
    assert program.weight is not None
    true = problem.h.copy()
    true[program.activities["lane"]] -= program.weight
    duties = float(found.data["tariff_revenue"].sum())
    levied = 0.5 * x[program.activities["lane"]][0]
    cost = problem.c.copy()
    cost[program.activities["lane"]] -= 0.2 * program.freight + law.data["levy"].to_numpy()[0]
    assert duties > levied
    assert accounts == pytest.approx(float(-(cost @ x) - 0.5 * true @ x**2), rel=1e-6)


def test_under_a_cap_the_price_is_that_of_price_takers() -> None:
    frames = two_exporters()
    law = free(frames, MONTHS)
    law.data["cap"][:, 0] = 99.0
    prices = []
    for conduct in (0, 1):
        program = calibrate(frames.world, free(frames, MONTHS), behaviour=Behaviour().with_conduct(f"CHN:{GOOD}={conduct}"))
        prices.append(float(solve(program, law).data["price"].sel(place="JPN", good=GOOD)[0]))
    assert prices[0] == pytest.approx(prices[1], rel=1e-6)


def test_conduct_of_nobody_is_refused_with_the_near_miss() -> None:
    frames = world()
    stated = Behaviour().with_conduct("CHN:oxide/Dyy=1").with_conduct("JPN:oxide/Dy=1").with_conduct("CHN:oxide/La=1")
    with pytest.raises(BadTable) as refused:
        calibrate(frames.world, free(frames, MONTHS), behaviour=stated.with_conduct("CHN:oxide/La=0.5"))
    assert len(refused.value.faults) == 3
    assert "oxide/Dy'" in str(refused.value)
    for words in ("CHN=1", "CHN:oxide/Dy=2", "CHN:oxide/Dy", "oxide/Dy=x"):
        with pytest.raises(BadTable, match="PLACE:GOOD"):
            Behaviour().with_conduct(words)


def test_exporters_of_no_conduct_change_nothing() -> None:
    frames = world()
    law = free(frames, MONTHS)
    program = calibrate(frames.world, law, behaviour=Behaviour().with_conduct("CHN:oxide/Dy=0"))
    plain = calibrate(frames.world, law)
    assert np.array_equal(program.c, plain.c)
    assert np.array_equal(program.h, plain.h)
