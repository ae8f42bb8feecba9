"""Published problems whose printed answers were read again in November 2026: each names its source and where the text was read.

No source with printed numbers was found for a tariff-rate quota, joint output with waste, or a crop carried over two seasons;
those kinds are solved by hand in test_conditions, test_textbook and test_small_kinds.
"""

from __future__ import annotations

import numpy as np
import pytest

from ytterby.market import SmallMarket

DIGITS = 5e-3  # as many as are printed


def test_a_ceiling_on_natural_gas() -> None:
    # R. S. Pindyck and D. L. Rubinfeld, Microeconomics, 8th ed., example 2.10 (page 60, read at 123docz.net/document/11552816):
    # Q = 15.90 + .72 P + .05 x 50 and Q = .02 - 1.8 P + .69 x 50 meet at 6.40; at 3.00 20.6 are supplied, 29.1 wanted, 8.5 short
    gas = SmallMarket().supply("gas", -18.4 / 0.72, 1 / 0.72).demand("gas", 34.52 / 1.8, 1 / 1.8)
    free, held = gas.solve(), gas.ceiling("gas", 3.0).solve()
    assert free.price("gas") == pytest.approx(6.40, rel=DIGITS)
    assert (held.levels["supply gas"], held.levels["demand gas"]) == pytest.approx((20.6, 29.1), abs=0.05)
    assert held.levels["short gas"] == pytest.approx(8.5, abs=0.1)  # printed as the difference of the two rounded figures


def test_an_import_quota_and_who_gains() -> None:
    # T. Osang, ECO 6333 Trade Policy, spring 2018, problem set 2, answer key (read at coursehero.com/file/29701560): demand
    # 45 - 2 P, supply 2 P - 11, world price 8: closed 14 and 17; free 29, 5 and 24 imported; a quota of 10 makes 11.5, 22 and
    # 12; consumer surplus 210.25 and 121, producer surplus 6.25 and 36, rent 35, welfare -24.5
    home = SmallMarket().demand("home", 45 / 2, 1 / 2, name="users").supply("home", 11 / 2, 1 / 2, name="makers")
    world = home.supply("world", 8)
    closed, free = home.solve(), world.ship("world", "home", name="in").solve()
    capped = world.ship("world", "home", cap=10, name="in").solve()
    assert (closed.price("home"), closed.levels["users"]) == pytest.approx((14, 17))
    assert (free.levels["users"], free.levels["makers"], free.levels["in"]) == pytest.approx((29, 5, 24))
    assert (capped.price("home"), capped.levels["users"], capped.levels["makers"]) == pytest.approx((11.5, 22, 12))
    assert [found.surplus["users"] for found in (free, capped)] == pytest.approx([210.25, 121])
    assert [found.surplus["makers"] for found in (free, capped)] == pytest.approx([6.25, 36])
    assert capped.rents["in"] * 10 == pytest.approx(35)
    assert capped.welfare() - free.welfare() == pytest.approx(-24.5)


def test_twenty_units_over_two_periods() -> None:
    # T. Tietenberg, Environmental and Natural Resource Economics, the numerical example of two periods (read in the course notes
    # at coursehero.com/file/6878938): P = 8 - .4 q, cost 2, 20 units, 10 %: 10.2 and 9.8 at 3.91 and 4.10, user cost 1.91
    found = (
        SmallMarket().stock("ground", 20).store("ground", "ground later", interest=0.1)
        .demand("now", 8, 0.4).demand("later", 8, 0.4).ship("ground", "now", 2).ship("ground later", "later", 2)
    ).solve()  # fmt: skip
    assert (found.levels["demand now"], found.levels["demand later"]) == pytest.approx((10.2, 9.8), rel=DIGITS)
    assert (found.price("now"), found.price("later"), found.price("ground")) == pytest.approx((3.91, 4.10, 1.91), rel=DIGITS)


def test_fifty_units_whose_extraction_grows_dearer() -> None:
    # J. Mackenzie, FREC 424, University of Delaware, two-period resource extraction example (read at
    # udel.edu/johnmack/frec424/424_lec07_2period_model.html): demand 200 - 2 P, cost 10 + Q, 50 units, 10 %: 26.67 at 86.67 and
    # 23.33 at 88.33
    mine = SmallMarket().stock("ground", 50).store("ground", "ground later", interest=0.1)
    mine = mine.demand("now", 100, 0.5).ship("ground", "now", 10, slope=1)
    found = mine.demand("later", 100, 0.5).ship("ground later", "later", 10, slope=1).solve()
    assert (found.levels["demand now"], found.price("now")) == pytest.approx((26.67, 86.67), rel=1e-4 * 2)
    assert (found.levels["demand later"], found.price("later")) == pytest.approx((23.33, 88.33), rel=1e-4 * 2)


@pytest.mark.parametrize(("alpha", "quantities"), [(0.6, (0.8562, 0.7000)), (0.625, (0.8396, 0.6888))])
def test_a_duopoly_with_curved_demand_and_rising_costs(alpha: float, quantities: tuple[float, float]) -> None:
    # M. J. Miranda and P. L. Fackler, Applied Computational Economics and Finance, MIT Press 2002, Cournot model, P = Q^-alpha,
    # costs .6 q^2 / 2 and .8 q^2 / 2 (printed by R. Romero-Aguilar's demonstration 5, read at randall-romero.com)
    market = SmallMarket().elastic("m", 1, 1, 1 / alpha)
    for name, slope in (("a", 0.6), ("b", 0.8)):
        market = market.supply("m", 0, slope, name=name, conduct=1)
    found = market.solve()
    assert (found.levels["a"], found.levels["b"]) == pytest.approx(quantities, abs=6e-5)


def test_a_support_price_fills_a_store_that_decays() -> None:
    # C. Gouel, RECS solver, model STO2 after B. D. Wright and J. C. Williams 1988, deterministic steady state (printed at
    # recs-solver.org/sto2.html; parameters in demos/sto2.yaml of christophe-gouel/RECS): elasticities .2, support at 1.02, 2 % of
    # the public stock lost each year: output 1.004, availability 1.3921, public stock .39605
    found = SmallMarket().elastic_supply("m", 1, 1, 0.2).elastic("m", 1, 1, 0.2).floor("m", 1.02).solve()
    output, bought = found.levels["supply m"], found.levels["supply m"] - found.levels["demand m"]
    stock = bought / 0.02
    assert output == pytest.approx(1.004, abs=5e-4)
    assert stock == pytest.approx(0.39605, abs=1e-5)
    assert output + 0.98 * stock == pytest.approx(1.3921, abs=5e-5)


def test_permits_go_where_abatement_is_dear() -> None:
    # A worked exercise (read at justaaa.com/economics/500890): two firms emit 100 t each, abate at 5 a and 2 a, 130 permits:
    # 20 and 50 t abated at 100; the dear one buys 15 of the other's 65
    market = SmallMarket().stock("permits", 130)
    for firm, slope in (("A", 5), ("B", 2)):
        market = market.need(firm, 100).ship("permits", firm).supply(firm, 0, slope, name=f"abated by {firm}")
    found = market.solve()
    assert (found.levels["abated by A"], found.levels["abated by B"]) == pytest.approx((20, 50))
    assert (found.price("permits"), found.flow("permits", "A") - 65) == pytest.approx((100, 15))


def test_a_monopolist_prices_the_peak_and_the_night() -> None:
    # A worked exercise on peak-load pricing (read at homeworklib.com/question/1291215): P = 50 - Q at night, 110 - Q at the peak,
    # marginal cost 20 + Q / 2 in each: 12 at 38 and 36 at 74
    for choke, quantity, price in ((50, 12, 38), (110, 36, 74)):
        found = SmallMarket().demand("m", choke, 1).supply("m", 20, 0.5, conduct=1, name="monopoly").solve()
        assert (found.levels["monopoly"], found.price("m")) == pytest.approx((quantity, price))


def test_a_bridge_that_slows_everybody() -> None:
    # D. Braess, Unternehmensforschung 12 (1968) 258-268, in the numbers of A. Nagurney (read at
    # supernet.isenberg.umass.edu/visuals/transent/tsld013.htm): links 10 f, f + 50, f + 50, 10 f and six travellers: three each
    # way, cost 83
    roads = SmallMarket().stock("1", 6).need("4", 6).ship("1", "2", slope=10).ship("2", "4", 50, slope=1)
    found = roads.ship("1", "3", 50, slope=1).ship("3", "4", slope=10).solve()
    assert [found.flow(*way) for way in (("1", "2"), ("1", "3"))] == pytest.approx([3, 3])
    assert found.price("4") - found.price("1") == pytest.approx(83)


def test_a_specific_tariff_of_a_large_country() -> None:
    # P. R. Krugman, M. Obstfeld and M. J. Melitz, International Economics, problems 1 to 3 on tariffs (answers read at
    # partnerperformance.uonbi.ac.ke/preguntia/13898543): closed at 2 and 1, free at 1.5 with 20 traded; a tariff of .5 makes 1.75
    # and 1.25 with 10 traded, revenue 5, a terms-of-trade gain of 2.5 and an efficiency loss of 1.25 at home
    home = SmallMarket().demand("home", 5, 1 / 20, name="users").supply("home", -1, 1 / 20, name="makers")
    both = home.demand("foreign", 4, 1 / 20).supply("foreign", -2, 1 / 20)
    closed, free = both.solve(), both.ship("foreign", "home", name="s").solve()
    taxed = both.ship("foreign", "home", levy=0.5, name="s").solve()
    assert (closed.price("home"), closed.price("foreign")) == pytest.approx((2, 1))
    assert (free.price("home"), free.levels["s"]) == pytest.approx((1.5, 20))
    assert (taxed.price("home"), taxed.price("foreign"), taxed.levels["s"]) == pytest.approx((1.75, 1.25, 10))
    at_home = sum(taxed.surplus[who] - free.surplus[who] for who in ("users", "makers")) + taxed.revenue["s"]
    assert taxed.revenue["s"] == pytest.approx(5)
    assert at_home == pytest.approx(2.5 - 0.5 * (20 - 10) * 0.25)


def test_canneries_ship_as_the_complementarity_package_prints() -> None:
    # G. B. Dantzig, Linear Programming and Extensions, Princeton 1963, chapter 3.3, as a complementarity problem (TRANSMCP of the
    # GAMS library; answer printed in MCP.md of chkwon/Complementarity.jl): prices .225, .153, .126, at the canneries 0
    distance = {"New York": (2.5, 2.5), "Chicago": (1.7, 1.8), "Topeka": (1.8, 1.4)}
    need = {"New York": 325, "Chicago": 300, "Topeka": 275}
    market = SmallMarket().stock("Seattle", 350).stock("San Diego", 600)
    for place, miles in distance.items():
        market = market.need(place, need[place])
        for origin, far in zip(("Seattle", "San Diego"), miles, strict=True):
            market = market.ship(origin, place, 90 * far / 1000)
    found = market.solve()
    assert [found.price(place) for place in need] == pytest.approx([0.225, 0.153, 0.126])
    assert (found.flow("Seattle", "Chicago"), found.flow("San Diego", "Topeka")) == pytest.approx((300, 275))
    assert np.array([found.price("Seattle"), found.price("San Diego")]) == pytest.approx(0, abs=1e-9)
