"""Published or hand-solvable equilibria, each a few lines; the source or the algebra stands in the test."""

from __future__ import annotations

import numpy as np
import pytest

from ytterby.errors import NotSolved
from ytterby.market import SmallMarket
from ytterby.market.small import SmallOutcome

EXACT = 1e-6


def miranda_fackler(cap: float = np.inf) -> SmallOutcome:
    """M. J. Miranda and P. L. Fackler, Applied Computational Economics and Finance, MIT Press 2002, section 3.7."""
    market = (
        SmallMarket()
        .supply("1", 9, 1)
        .demand("1", 42, 2)
        .supply("2", 3, 2)
        .demand("2", 54, 3)
        .supply("3", 18, 1)
        .demand("3", 51, 1)
    )
    freight = {("1", "2"): 3, ("1", "3"): 9, ("2", "1"): 3, ("2", "3"): 3, ("3", "1"): 6, ("3", "2"): 3}
    for (origin, destination), cost in freight.items():
        market = market.ship(origin, destination, cost, cap=cap)
    return market.solve()


def test_three_countries_trade_as_miranda_and_fackler_print() -> None:
    found = miranda_fackler()
    assert [found.price(p) for p in "123"] == pytest.approx([24.0, 27.0, 30.0], rel=EXACT)
    exports = [sum(found.flow(p, q) - found.flow(q, p) for q in "123" if q != p) for p in "123"]
    assert exports == pytest.approx([6.0, 3.0, -9.0], rel=EXACT)


def test_three_countries_in_autarky_as_miranda_and_fackler_print() -> None:
    found = miranda_fackler(cap=0.0)
    assert [found.price(p) for p in "123"] == pytest.approx([20.0, 23.4, 34.5], rel=EXACT)


def wheat() -> SmallMarket:
    """P. R. Krugman, M. Obstfeld and M. J. Melitz, International Economics, on the instruments of trade policy,
    problems 1 to 4.

    Home: D = 100 - 20 P, S = 20 + 20 P. Foreign: D* = 80 - 20 P, S* = 40 + 20 P.
    """
    return (
        SmallMarket()
        .demand("home", 5, 1 / 20)
        .supply("home", -1, 1 / 20)
        .demand("foreign", 4, 1 / 20)
        .supply("foreign", -2, 1 / 20)
    )


def test_free_trade_in_wheat() -> None:
    found = wheat().ship("foreign", "home").solve()
    assert (found.price("home"), found.flow("foreign", "home")) == pytest.approx((1.5, 20.0), rel=EXACT)


def test_a_specific_tariff_on_wheat() -> None:
    found = wheat().ship("foreign", "home", levy=0.5).solve()
    assert found.price("home") == pytest.approx(1.75, rel=EXACT)
    assert found.price("foreign") == pytest.approx(1.25, rel=EXACT)
    assert found.flow("foreign", "home") == pytest.approx(10.0, rel=EXACT)


@pytest.mark.parametrize("tariff", [0.0, 0.1, 0.4, 0.9])
def test_an_ad_valorem_tariff_is_a_share_of_the_price_that_results(tariff: float) -> None:
    # 80 - 40 (1 + t) p = 40 p - 40  =>  p = 3 / (2 + t)
    found = wheat().ship("foreign", "home", tariff=tariff).solve()
    assert found.price("foreign") == pytest.approx(3 / (2 + tariff), rel=EXACT)
    assert found.price("home") == pytest.approx((1 + tariff) * 3 / (2 + tariff), rel=EXACT)


def test_a_tariff_counts_freight_and_the_export_duty_before_it() -> None:
    found = SmallMarket().supply("A", 10).demand("B", 100, 1).ship("A", "B", freight=4, tariff=0.25, export_duty=0.1).solve()
    assert found.price("B") == pytest.approx(1.25 * (1.1 * 10 + 4), rel=EXACT)


def test_a_prohibitive_tariff_leaves_two_closed_economies() -> None:
    found = wheat().ship("foreign", "home", tariff=2.0).solve()
    assert found.price("home") == pytest.approx(2.0, rel=EXACT)
    assert found.price("foreign") == pytest.approx(1.0, rel=EXACT)
    assert found.flow("foreign", "home") == 0.0


def test_an_import_quota_earns_the_rent_its_equivalent_tariff_would_raise() -> None:
    found = wheat().ship("foreign", "home", cap=10.0).solve()
    assert found.price("home") == pytest.approx(1.75, rel=EXACT)
    assert found.price("foreign") == pytest.approx(1.25, rel=EXACT)
    assert found.rents["ship foreign > home"] == pytest.approx(0.5, rel=EXACT)


def test_a_quota_over_a_basket_has_one_rent_per_tonne_and_squeezes_the_cheap_good_most() -> None:
    # each good: price 10 + rent r at the dear, 1 + r at the cheap market; demand 20 - p and 11 - p; total 20 - 2 r = 12 => r = 4
    market = (
        SmallMarket()
        .supply("A", 10, good="dear")
        .supply("A", 1, good="cheap")
        .demand("B", 20, 1, good="dear")
        .demand("B", 11, 1, good="cheap")
        .ship("A", "B", good="dear", name="dear")
        .ship("A", "B", good="cheap", name="cheap")
        .quota("tonnes", ["dear", "cheap"], 12.0)
    )
    found = market.solve()
    assert found.rents["tonnes"] == pytest.approx(4.0, rel=EXACT)
    assert found.price("B", "cheap") / 1.0 == pytest.approx(5.0, rel=EXACT)
    assert found.price("B", "dear") / 10.0 == pytest.approx(1.4, rel=EXACT)


def test_a_quota_that_demand_has_outgrown_earns_nothing() -> None:
    found = wheat().ship("foreign", "home", name="wheat").quota("q", ["wheat"], 25.0).solve()
    assert found.rents["q"] == pytest.approx(0.0, abs=1e-9)
    assert found.price("home") == pytest.approx(1.5, rel=EXACT)


@pytest.mark.parametrize(
    ("inside", "price", "rent"),
    [(30.0, 14.0, 0.0), (22.0, 18.0, 0.4), (5.0, 20.0, 0.6)],
    ids=["in-quota tariff binds", "the quota binds", "over-quota tariff binds"],
)
def test_a_tariff_rate_quota_has_three_regimes(inside: float, price: float, rent: float) -> None:
    # world price 10; demand 40 - p; in-quota duty 40 % -> 14 and 26 t; over-quota duty 100 % -> 20 and 20 t
    found = (
        SmallMarket()
        .supply("world", 10)
        .demand("home", 40, 1)
        .ship("world", "home", tariff=0.4, name="in quota")
        .ship("world", "home", tariff=1.0, name="over quota")
        .quota("q", ["in quota"], inside)
        .solve()
    )
    assert found.price("home") == pytest.approx(price, rel=EXACT)
    assert found.rents["q"] == pytest.approx(10 * rent, rel=EXACT, abs=1e-6)


def test_a_full_plant_earns_the_gap_between_price_and_cost() -> None:
    found = SmallMarket().supply("A", 2, capacity=5, name="mine").demand("A", 10, 1).solve()
    assert found.price("A") == pytest.approx(5.0, rel=EXACT)
    assert found.rents["mine"] == pytest.approx(3.0, rel=EXACT)


def test_a_joint_product_nobody_wants_is_worth_nothing_and_the_other_carries_the_cost() -> None:
    # one ore at 10 gives 0.5 Nd and 2 La; Nd: 100 - q; La: 3 - q. La supply far above its satiation of 3 => price 0; Nd = 20
    found = (
        SmallMarket()
        .make("A", {"Nd": 0.5, "La": 2.0}, cost=10, name="mine")
        .demand("A", 100, 1, good="Nd")
        .demand("A", 3, 1, good="La")
        .solve()
    )
    assert found.price("A", "La") == pytest.approx(0.0, abs=1e-9)
    assert found.price("A", "Nd") == pytest.approx(20.0, rel=EXACT)
    assert found.levels["mine"] == pytest.approx(160.0, rel=EXACT)


def test_joint_products_share_the_cost_when_both_are_wanted() -> None:
    # Marshall's beef and hides: cost 12 a beast, one of each; 20 - q and 10 - q  =>  q = 9, prices 11 and 1
    found = (
        SmallMarket().make("A", {"beef": 1.0, "hide": 1.0}, cost=12).demand("A", 20, 1, "beef").demand("A", 10, 1, "hide").solve()
    )
    assert (found.price("A", "beef"), found.price("A", "hide")) == pytest.approx((11.0, 1.0), rel=EXACT)


def test_a_stock_is_carried_over_until_prices_differ_by_the_cost_of_storage() -> None:
    # two months as two places, storage as a lane (Williams and Wright, Storage and Commodity Markets, 1991, ch. 2):
    # 60 t now, 20 t later, demand 100 - q in both, storage 4 => q1 - q2 = ... p2 = p1 + 4, q1 + q2 = 80 => q1 = 42, q2 = 38
    found = (
        SmallMarket()
        .stock("now", 60)
        .stock("later", 20)
        .demand("now", 100, 1)
        .demand("later", 100, 1)
        .ship("now", "later", freight=4)
        .solve()
    )
    assert (found.price("now"), found.price("later")) == pytest.approx((58.0, 62.0), rel=EXACT)
    assert found.flow("now", "later") == pytest.approx(18.0, rel=EXACT)


def test_no_stock_is_carried_into_a_glut() -> None:
    found = SmallMarket().stock("now", 10).stock("later", 60).demand("now", 100, 1).demand("later", 100, 1)
    answer = found.ship("now", "later", freight=4).solve()
    assert answer.flow("now", "later") == 0.0
    assert (answer.price("now"), answer.price("later")) == pytest.approx((90.0, 40.0), rel=EXACT)


def test_goods_go_round_by_a_third_place_when_the_straight_way_is_taxed_enough() -> None:
    market = SmallMarket().supply("A", 10).demand("B", 100, 1).ship("A", "C", 1).ship("C", "B", 1)
    around = market.ship("A", "B", tariff=0.25).solve()
    straight = market.ship("A", "B", tariff=0.15).solve()
    assert (around.flow("A", "B"), around.flow("A", "C")) == pytest.approx((0.0, 88.0), rel=EXACT, abs=1e-6)
    assert straight.flow("A", "B") == pytest.approx(88.5, rel=EXACT)


def test_a_price_can_be_no_lower_than_nothing() -> None:
    found = SmallMarket().stock("A", 50).demand("A", 10, 1).solve()
    assert found.price("A") == pytest.approx(0.0, abs=1e-9)
    assert found.levels["demand A"] == pytest.approx(10.0, rel=EXACT)


def test_users_no_supply_can_reach_stand_still_at_their_choke_price() -> None:
    found = SmallMarket().supply("A", 1, 1).demand("A", 5, 1).demand("B", 7, 1).ship("A", "B", cap=0.0).solve()
    assert found.levels["demand B"] == 0.0
    assert found.price("B") == pytest.approx(7.0)
    assert found.price("A") == pytest.approx(3.0, rel=EXACT)


def test_the_answer_is_certified() -> None:
    found = miranda_fackler()
    assert found.certificate.holds
    assert np.isfinite(list(found.prices.values())).all()


def test_iso_elastic_users_spend_the_same_when_the_elasticity_is_one() -> None:
    # a fixed 8 t, spending 100 whatever the price: 12.5; a tariff on the way leaves the user's price and lowers the maker's
    market = SmallMarket().stock("A", 8).elastic("B", price=10, quantity=10, elasticity=1.0)
    found = market.ship("A", "B", tariff=0.25).solve()
    assert found.price("B") == pytest.approx(12.5, rel=EXACT)
    assert found.price("A") == pytest.approx(10.0, rel=EXACT)


@pytest.mark.parametrize(("elasticity", "price"), [(0.25, 16.0), (0.5, 4.0), (2.0, 2**0.5)])
def test_half_the_quantity_raises_an_iso_elastic_price_by_two_to_the_inverse_elasticity(elasticity: float, price: float) -> None:
    found = SmallMarket().stock("A", 5).elastic("A", price=1, quantity=10, elasticity=elasticity).solve()
    assert found.price("A") == pytest.approx(price, rel=1e-5)


def test_a_semi_log_user_gives_up_at_a_finite_price_and_an_iso_elastic_one_never_does() -> None:
    shut = SmallMarket().supply("A", 1, 1).ship("A", "B", cap=0.0)
    found = shut.elastic("B", price=10, quantity=5, elasticity=0.5, shape="semi-log").solve()
    assert found.levels["demand B"] == 0.0
    assert found.price("B") == pytest.approx(10 * np.exp(2.0), rel=1e-5)
    with pytest.raises(NotSolved, match=r"B.*choke price"):
        shut.elastic("B", price=10, quantity=5, elasticity=0.5).solve()
