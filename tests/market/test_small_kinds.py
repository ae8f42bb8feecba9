"""Kinds of problem that the small door states in a few lines, each solved by hand in its comment."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from ytterby.errors import BadTable, NotSolved, UnknownName
from ytterby.market import SmallMarket

EXACT = 1e-6


def test_a_bridge_makes_every_driver_slower() -> None:
    # D. Braess, Über ein Paradoxon aus der Verkehrsplanung, Unternehmensforschung 12 (1968): 6 drivers, links 10 x and 50 + x,
    # a bridge of 10 + x; 83 minutes without it and 92 with it
    roads = SmallMarket().stock("from", 6).need("to", 6).ship("from", "a", slope=10).ship("a", "to", 50, slope=1)
    roads = roads.ship("from", "b", 50, slope=1).ship("b", "to", slope=10)
    before, after = roads.solve(), roads.ship("a", "b", 10, slope=1).solve()
    assert before.price("to") - before.price("from") == pytest.approx(83, rel=EXACT)
    assert after.price("to") - after.price("from") == pytest.approx(92, rel=EXACT)
    assert after.flow("a", "b") == pytest.approx(2, rel=EXACT)


def test_what_is_in_the_ground_earns_the_rate_of_interest() -> None:
    # H. Hotelling, The economics of exhaustible resources, Journal of Political Economy 39 (1931): price less extraction cost
    # rises at the rate of interest. Demand 20 - q, cost 2, 30 t, three years at 10 %: 54 - 3.31 r = 30
    mine = SmallMarket().stock("ground 0", 30)
    for year in range(3):
        mine = mine.demand(f"year {year}", 20, 1).ship(f"ground {year}", f"year {year}", 2)
        mine = mine.store(f"ground {year - 1}", f"ground {year}", interest=0.1) if year else mine
    found, rent = mine.solve(), 24 / 3.31
    assert [found.price(f"year {t}") for t in range(3)] == pytest.approx([2 + rent * 1.1**t for t in range(3)], rel=EXACT)
    assert found.revenue["ship ground 0 > year 0"] == 0.0
    assert not any(name.startswith("store") for name in found.revenue)  # interest is nobody's duty


def test_the_peak_pays_for_capacity_that_day_and_night_share() -> None:
    # running 10, capacity 20 for day and night; day 100 - q at 30: 70; night 60 - q at 10: 50, not full
    works = (
        SmallMarket().make("works", {"day": 1, "night": 1}, cost=20, name="capacity").demand("day", 100, 1).demand("night", 60, 1)
    )
    for time in ("day", "night"):
        works = works.activity(f"run by {time}", {f"works/{time}": -1, time: 1}, 10)
    found = works.solve()
    assert (found.price("day"), found.price("night"), found.levels["capacity"]) == pytest.approx((30, 10, 70), rel=EXACT)


def test_a_blending_mandate_taxes_one_good_and_feeds_the_other() -> None:
    # petrol at 40, ethanol at 70, a tenth must be ethanol: 43 a unit, 57 sold; a certificate is worth 30
    market = SmallMarket().supply("F", 40, name="petrol").supply("F", 70, name="ethanol").demand("F", 100, 1)
    found = market.quota("mandate", {"petrol": 0.1, "ethanol": -0.9}, 0.0).solve()
    assert (found.price("F"), found.levels["ethanol"], found.rents["mandate"]) == pytest.approx((43, 5.7, 30), rel=EXACT)


def test_imports_of_at_least_so_much_earn_a_negative_rent() -> None:
    market = SmallMarket().supply("A", 10).supply("B", 6).demand("B", 20, 1).ship("A", "B", name="imports")
    found = market.quota("at least", {"imports": -1}, -3).solve()
    assert (found.levels["imports"], found.price("B"), found.rents["at least"]) == pytest.approx((3, 6, 4), rel=EXACT)
    with pytest.raises(NotSolved, match=r"quota at least asks for 3 t more than its members can move"):
        SmallMarket().supply("A", 10).demand("A", 20, 1).quota("at least", ["supply A"], -3).solve()


def test_a_ceiling_leaves_users_short() -> None:
    # supply p, demand 10 - p, at most 3: 3 sold, 7 wanted
    found = SmallMarket().supply("A", 0, 1).demand("A", 10, 1).ceiling("A", 3).solve()
    assert (found.price("A"), found.levels["supply A"], found.levels["short A"]) == pytest.approx((3, 3, 4), rel=EXACT)
    assert np.isnan(found.welfare())
    loose = SmallMarket().supply("A", 0, 1).demand("A", 10, 1).ceiling("A", 6).solve()
    assert (loose.price("A"), loose.levels["short A"], loose.welfare()) == pytest.approx((5, 0, 25), rel=EXACT, abs=1e-9)


def test_permits_to_pollute_cost_the_same_whoever_needs_them() -> None:
    # dirty 10 + x with 1 a tonne, clean 20 + x with a half, demand 60 - q / 2, 20 permits:
    # p = 10 + d + r = 20 + e + r / 2 = 60 - (d + e) / 2 and d + e / 2 = 20  =>  r = 260 / 11
    market = SmallMarket().supply("A", 10, 1, name="dirty").supply("A", 20, 1, name="clean").demand("A", 60, 0.5)
    found = market.quota("permits", {"dirty": 1, "clean": 0.5}, 20).solve()
    assert found.rents["permits"] == pytest.approx(260 / 11, rel=EXACT)
    assert found.levels["dirty"] + 0.5 * found.levels["clean"] == pytest.approx(20, rel=EXACT)


def test_a_line_of_a_looped_grid_is_a_quota_on_what_flows_through_it() -> None:
    # three nodes alike: a third of the difference between both plants flows between them, at most 2, so they differ by 6:
    # g1 = g2 + 6, 100 - g1 - g2 = 10 + g1 + r / 3 = 20 + g2 - r / 3  =>  r = 6, g2 = 76 / 3
    market = SmallMarket().supply("hub", 10, 1, name="g1").supply("hub", 20, 1, name="g2").demand("hub", 100, 1)
    found = market.quota("wire", {"g1": 1 / 3, "g2": -1 / 3}, 2).solve()
    assert (found.rents["wire"], found.levels["g2"]) == pytest.approx((6, 76 / 3), rel=EXACT)


def test_a_monopsonist_buys_less_than_a_price_taker() -> None:
    # worth 20 - 2 q, supply 2 + q: competition 6 at 8; a single buyer 20 - 2 q = 2 + 2 q at 4.5 and 6.5
    market = SmallMarket().supply("A", 2, 1)
    many, one = (market.demand("A", 20, 2, conduct=theta, name="d").solve() for theta in (0.0, 1.0))
    assert (many.levels["d"], many.price("A")) == pytest.approx((6, 8), rel=EXACT)
    assert (one.levels["d"], one.price("A")) == pytest.approx((4.5, 6.5), rel=EXACT)
    assert one.surplus["d"] > many.surplus["d"]


def test_a_monopolist_asks_each_market_what_it_bears() -> None:
    found = (
        SmallMarket().supply("M", 20).demand("a", 100, 1).demand("b", 60, 0.5)
        .ship("M", "a", conduct=1, firm="m").ship("M", "b", conduct=1, firm="m")
    ).solve()  # fmt: skip
    assert (found.price("a"), found.price("b")) == pytest.approx((60, 40), rel=EXACT)


def test_firms_with_plants_of_their_own_meet_in_several_markets() -> None:
    # Nash and Cournot: at every market a firm's marginal revenue is what its next tonne costs there
    slopes, freight = {"X": 1.0, "Y": 2.0}, {"X": 3.0, "Y": 5.0}
    market = SmallMarket().demand("X", 100, slopes["X"]).demand("Y", 80, slopes["Y"])
    for firm, cost, slope in (("1", 10, 0.5), ("2", 12, 0.4)):
        market = market.supply(firm, cost, slope)
        for place, price in freight.items():
            market = market.ship(firm, place, price, firm=firm, conduct=1)
    found = market.solve()
    for firm in "12":
        for place, slope in slopes.items():
            revenue = found.price(place) - slope * found.flow(firm, place)
            assert revenue == pytest.approx(found.price(firm) + freight[place], rel=EXACT)


def test_a_leader_before_two_followers() -> None:
    # 100 - Q, cost 10: the leader sells 45, each follower 15; two followers take up two thirds of what he adds
    market = SmallMarket().demand("m", 100, 1).supply("m", 10, conduct=1 / 3, name="leader")
    found = market.supply("m", 10, conduct=1, name="one").supply("m", 10, conduct=1, name="two").solve()
    assert (found.levels["leader"], found.levels["one"], found.price("m")) == pytest.approx((45, 15, 25), rel=EXACT)


def test_coal_that_needs_steel_and_steel_that_needs_coal() -> None:
    # W. Leontief: x = A x + d with .5 coal a tonne of steel and .1 steel a tonne of coal, 10 and 5 wanted
    chain = (
        SmallMarket().need("e", 10, "steel").need("e", 5, "coal").supply("e", 3, good="ore")
        .make("e", {"steel": 1, "coal": -0.5, "ore": -1.5}, 2, name="mill").make("e", {"coal": 1, "steel": -0.1}, 1, name="pit")
    )  # fmt: skip
    found = chain.solve()
    assert (found.levels["mill"], found.levels["pit"]) == pytest.approx(tuple(np.linalg.solve([[1, -0.1], [-0.5, 1]], [10, 5])))
    wasteful = chain.make("e", {"coal": 1, "steel": -3.0}, 1, name="deep pit").quota("shut", ["pit"], 0)
    with pytest.raises(NotSolved, match=r"more than can get there"):
        wasteful.solve()


def test_scrap_that_comes_back_pays_for_part_of_what_it_was() -> None:
    # metal 10 from ore or from scrap at .9 and 2; use gives back half a tonne: scrap 7, service 10 - 3.5
    found = (
        SmallMarket().supply("A", 10, good="ore").make("A", {"ore": -1, "metal": 1}, name="smelt")
        .make("A", {"scrap": -1, "metal": 0.9}, 2, name="recycle")
        .make("A", {"metal": -1, "service": 1, "scrap": 0.5}, name="use")
        .demand("A", 100, 1, "service")
    ).solve()  # fmt: skip
    assert (found.price("A", "scrap"), found.price("A", "service")) == pytest.approx((7.0, 6.5), rel=EXACT)


def test_two_moneys() -> None:
    # 10 dollars and 2 of freight at .9 euros a dollar, a tenth of duty on that: 11.88 euros
    found = SmallMarket().supply("us", 10).demand("eu", 100, 1).ship("us", "eu", 2, tariff=0.1, rate=0.9, name="s").solve()
    assert found.price("eu") == pytest.approx(11.88, rel=EXACT)
    assert found.revenue["s"] == pytest.approx(1.08 * found.levels["s"], rel=EXACT)
    assert found.slope("s", "tariff").prices["eu"] == pytest.approx(10.8, rel=EXACT)


def test_stocks_carried_at_interest_with_waste() -> None:
    market = SmallMarket().stock("now", 60).stock("later", 20).demand("now", 100, 1).demand("later", 100, 1)
    found = market.store("now", "later", 4, interest=0.05, loss=0.1).solve()
    kept = found.flow("now", "later")
    assert found.price("later") * 0.9 == pytest.approx(1.05 * (found.price("now") + 4), rel=EXACT)
    assert found.price("later") == pytest.approx(80 - 0.9 * kept, rel=EXACT)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda m: m.demand("A", "10", 1), r"choke '10'"),
        (lambda m: m.supply("A", 1, capacity=float("nan")), r"bound nan"),
        (lambda m: m.ship("A", "A"), r"A twice"),
        (lambda m: m.ship("A", "B", loss=1.5), r"loss 1.5.*below 1"),
        (lambda m: m.ship("A", "B", tax=1), r"tax 1"),
        (lambda m: m.ship("A", "B", tariff=-1.2), r"tariff -1.2.*above -1"),
        (lambda m: m.ship("A", "B", rate=0), r"rate 0"),
        (lambda m: m.stock("A", -3), r"tonnes -3"),
        (lambda m: m.need("A", float("inf")), r"tonnes inf"),
        (lambda m: m.floor("A", 5).floor("A", 6), r"floor 6 beside the floor of 5"),
        (lambda m: m.floor("A", 5).ceiling("A", 4), r"ceiling 4 beside the floor of 5"),
        (lambda m: m.ceiling("A", 4).floor("A", 5), r"floor 5 beside the ceiling of 4"),
        (lambda m: m.supply("A", 1).quota("q", ["supply A"], float("nan")), r"cap nan"),
        (lambda m: m.supply("A", 1).quota("q", ["supply A"], 2).quota("q", ["supply A"], 3), r"'q' twice"),
        (lambda m: m.supply("A", 1, name="q").quota("q", ["q"], 2), r"'q' twice"),
        (lambda m: m.steps("A", [(0, 9), (4, None)]), r"price None"),
        (lambda m: m.supply_curve("A", lambda x: 1 / (x - 1)), r"cost nan"),
        (lambda m: m.make("A", {"x": float("inf")}), r"A/x inf"),
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_is_refused_where_it_is_stated(wrong: Callable[[SmallMarket], object], said: str) -> None:
    with pytest.raises(BadTable, match=said):
        wrong(SmallMarket())


def test_a_place_nobody_stated_has_no_flow() -> None:
    found = SmallMarket().supply("A", 1).demand("B", 9, 1).ship("A", "B").solve()
    with pytest.raises(UnknownName, match=r"market of this problem"):
        found.flow("A", "C")


@pytest.mark.parametrize(
    ("market", "said"),
    [
        (SmallMarket().need("A", 3), r"Demand 3 t, reachable supply 0 t.*A needs 3 t more than can get there"),
        (SmallMarket().stock("A", 5).need("B", 7).ship("A", "B", 1), r"market is B.*supply 5 t.*B needs 2 t more"),
        (
            SmallMarket().supply("A", 1, 1, capacity=4).need("B", 7).ship("A", "B", 1, loss=0.5),
            r"Demand 7 t, reachable supply 2 t.*B needs 5 t more",
        ),
        (
            SmallMarket().supply("A", 9, 1).demand("B", 9, 1).ship("A", "B", 1, levy=-2).ship("B", "A", 1, levy=-2),
            r"ship A > B, ship B > A: the more they run the more they earn",
        ),
        (SmallMarket().supply("A", 1).demand("A", 9, 1).floor("A", 5), r"supply A: the more they run"),
        (SmallMarket().supply("A", 3).demand("A", 10, 0), r"supply A, demand A: the more they run"),
        (SmallMarket().elastic("A", 5, 5, 0.5), r"users of A never give up and nothing reaches them"),
        (SmallMarket().elastic("m", 10, 100, 0.5).supply("m", 5, conduct=1), r"market is m"),
    ],
)  # fmt: skip
def test_a_market_without_equilibrium_says_which_and_why(market: SmallMarket, said: str) -> None:
    with pytest.raises(NotSolved, match=said):
        market.solve()


def test_nothing_stated_is_nothing_solved() -> None:
    assert SmallMarket().solve().prices == {}


def test_a_firm_with_a_cost_function_or_a_slope_on_top_keeps_its_weight() -> None:
    # 100 - q, cost 10 told as a function, or 10 and 2 x told as a function with a slope on top: 45 at 55, 22.5 at 77.5
    market = SmallMarket().demand("m", 100, 1)
    told = market.supply_curve("m", lambda x: 10.0, near=10, name="s", conduct=1)
    assert told.solve().levels["s"] == pytest.approx(45, rel=EXACT)
    assert told.cross("s", "s", 2.0).solve().levels["s"] == pytest.approx(22.5, rel=EXACT)
    bent = SmallMarket().elastic("m", 10, 100, 2.0, name="d").supply("m", 4)
    dearer = bent.cross("d", "d", 0.01).solve()  # worth 10 (q / 100)^-1/2 - q / 100 = 4
    q = dearer.levels["d"]
    assert 10 * (q / 100) ** -0.5 - 0.01 * q == pytest.approx(4, rel=EXACT)


def test_a_duopoly_in_goods_that_replace_each_other() -> None:
    # p_i = 100 - q_i - q_j / 2, cost 10, each sells one good: 100 - 2 q - q / 2 = 10  =>  q = 36 (A. Dixit's linear demands)
    market = SmallMarket().demand_system(["a", "b"], prices=lambda q: np.array([100 - q[0] - q[1] / 2, 100 - q[1] - q[0] / 2]))
    found = market.supply("a", 10, conduct=1).supply("b", 10, conduct=1).solve()
    assert (found.levels["supply a"], found.price("a")) == pytest.approx((36, 46), rel=EXACT)


def test_freight_and_processing_that_rise_as_any_function() -> None:
    # a road of 1 + .15 (f / 4)^4 hours (Bureau of Public Roads) beside one of 1.15: four take it; a duty counts the freight
    roads = SmallMarket().stock("o", 6).need("d", 6).ship("o", "d", lambda f: 1 + 0.15 * (f / 4) ** 4, name="road")
    found = roads.ship("o", "d", 1.15, name="way round").solve()
    assert (found.levels["road"], found.price("d") - found.price("o")) == pytest.approx((4, 1.15), rel=1e-5)
    taxed = SmallMarket().supply("A", 10).need("B", 2).ship("A", "B", lambda f: f**2, tariff=0.5, name="s").solve()
    assert (taxed.price("B"), taxed.revenue["s"]) == pytest.approx((21, 14), rel=EXACT)
    assert taxed.slope("s", "tariff").prices["B"] == pytest.approx(14, rel=EXACT)
    works = SmallMarket().need("A", 3, "metal").supply("A", 1, good="ore").make("A", {"ore": -2, "metal": 1}, lambda x: x**2)
    assert works.solve().price("A", "metal") == pytest.approx(11, rel=EXACT)
