"""Published problems with printed answers, and hand-solved ones of other kinds; each cites its source or shows its algebra.

Read again in November 2026: Miranda and Fackler's prices (R. Romero-Aguilar's CompEcon notebook 14), Krugman's and Dantzig's
answers (test_printed), Murphy, Sherali and Soyster's data (OLIGOMCP of the GAMS library). Their quantities, Nagurney's prices and
Pindyck and Rubinfeld's duopoly and wheat are as remembered; each is what its own stated data imply.

Together with test_textbook: trade, tariffs ad valorem and specific, quotas and rents, tariff-rate quotas, capacity rents, joint
output with waste, stocks carried over, price support, transport at least cost, cross effects that no optimisation can state,
Cournot, cartel, leader and fringe, non-linear oligopoly.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from ytterby.errors import BadTable, NotSolved, UnknownName
from ytterby.market import SmallMarket

EXACT = 1e-6


def test_asymmetric_supplies_demands_and_transport_costs_as_nagurney_prints() -> None:
    # A. Nagurney, Network Economics: A Variational Inequality Approach, 2nd ed., Kluwer 1999, chapter 3, spatial price
    # equilibrium in quantities: supply prices 5 s1 + s2 + 2 and 2 s2 + s1 + 3, demand prices -2 d1 - d2 + 28.75 and -4
    # d2 - d1 + 41,
    # transport costs Q11 + .5 Q12 + 1, 2 Q12 + Q22 + 1.5, 3 Q21 + 2 Q11 + 15, 2 Q22 + Q12 + 10. No program has these conditions.
    found = (
        SmallMarket()
        .supply_system(["s1", "s2"], prices=lambda s: np.array([5 * s[0] + s[1] + 2, 2 * s[1] + s[0] + 3]))
        .demand_system(["d1", "d2"], prices=lambda d: np.array([-2 * d[0] - d[1] + 28.75, -4 * d[1] - d[0] + 41]))
        .ship("s1", "d1", 1, slope=1, name="11")
        .ship("s1", "d2", 1.5, slope=2, name="12")
        .ship("s2", "d1", 15, slope=3, name="21")
        .ship("s2", "d2", 10, slope=2, name="22")
        .cross("11", "12", 0.5)
        .cross("12", "22", 1.0)
        .cross("21", "11", 2.0)
        .cross("22", "12", 1.0)
        .solve()
    )
    assert [found.levels[lane] for lane in ("11", "12", "21", "22")] == pytest.approx([1.5, 1.5, 0.0, 2.0], rel=EXACT, abs=1e-9)
    assert [found.price(p) for p in ("s1", "s2", "d1", "d2")] == pytest.approx([19.0, 10.0, 22.25, 25.5], rel=EXACT)
    assert found.certificate.holds


@pytest.mark.parametrize("near", [1.0, 40.0, 500.0])
def test_five_cournot_firms_as_murphy_sherali_and_soyster_print(near: float) -> None:
    # F. H. Murphy, H. D. Sherali and A. L. Soyster, A mathematical programming approach for determining oligopolistic market
    # equilibrium, Mathematical Programming 24 (1982) 92-106: p = 5000^(1/1.1) Q^(-1/1.1), marginal costs c + (q / 5)^(1/b)
    c, b = (10, 8, 6, 4, 2), (1.2, 1.1, 1.0, 0.9, 0.8)

    def cost(i: int) -> Callable[[float], float]:
        return lambda q: c[i] + (max(q, 0.0) / 5.0) ** (1.0 / b[i])

    market = SmallMarket().demand_curve("m", lambda q: (5000.0 / q) ** (1 / 1.1), near=near)
    for i in range(5):
        market = market.supply_curve("m", cost(i), name=f"firm {i + 1}", near=near, conduct=1.0)
    found = market.solve()
    printed = [36.9318, 41.8175, 43.7060, 42.6588, 39.1786]
    assert [found.levels[f"firm {i + 1}"] for i in range(5)] == pytest.approx(
        printed, rel=5e-5
    )  # printed ones differ from the exact in the fifth digit
    assert found.certificate.holds


@pytest.mark.parametrize(
    ("conduct", "firms", "quantities", "price"),
    [
        ((0.0, 0.0), ("", ""), (None, None), 0.0),
        ((1.0, 1.0), ("", ""), (10.0, 10.0), 10.0),
        ((1.0, 1.0), ("cartel", "cartel"), (None, None), 15.0),
        ((0.5, 1.0), ("", ""), (15.0, 7.5), 7.5),
    ],
    ids=["competition", "Cournot", "collusion", "a leader and a follower"],
)
def test_a_duopoly_as_pindyck_and_rubinfeld_print(
    conduct: tuple[float, float], firms: tuple[str, str], quantities: tuple[float | None, ...], price: float
) -> None:
    # R. S. Pindyck and D. L. Rubinfeld, Microeconomics, section 12.2: P = 30 - Q, no cost. Competition 30 at 0, Cournot 10 each
    # at 10, collusion 15 together at 15, the leader 15 and the follower 7.5 at 7.5. The leader knows that the follower
    # answers one
    # more unit by half a unit less, so the price falls by half for him.
    market = SmallMarket().demand("m", 30, 1)
    for name, theta, firm in zip("ab", conduct, firms, strict=True):
        market = market.supply("m", 0, name=name, conduct=theta, firm=firm)
    found = market.solve()
    assert found.price("m") == pytest.approx(price, rel=EXACT, abs=1e-6)
    assert found.levels["demand m"] == pytest.approx(30 - price, rel=EXACT)
    for name, quantity in zip("ab", quantities, strict=True):
        assert quantity is None or found.levels[name] == pytest.approx(quantity, rel=EXACT)


def test_a_support_price_for_wheat_as_pindyck_and_rubinfeld_print() -> None:
    # Microeconomics, example 9.4: 1981 wheat, S = 1800 + 240 P, D = 3550 - 266 P: 2630 at 3.46; supported at 3.70 the
    # government buys 122 million bushels
    market = SmallMarket().supply("wheat", -1800 / 240, 1 / 240).demand("wheat", 3550 / 266, 1 / 266)
    free, held = market.solve(), market.floor("wheat", 3.70).solve()
    assert (free.price("wheat"), free.levels["demand wheat"]) == pytest.approx((3.46, 2630), rel=1e-3)
    assert held.price("wheat") == pytest.approx(3.70, rel=EXACT)
    assert held.levels["supply wheat"] - held.levels["demand wheat"] == pytest.approx(122, rel=5e-3)
    # what is bought and put away is lost: welfare falls by all it cost to grow and by what users no longer take
    users, makers = (held.surplus[name] - free.surplus[name] for name in ("demand wheat", "supply wheat"))
    bought = held.levels["supply wheat"] - held.levels["demand wheat"]
    assert held.welfare() - free.welfare() == pytest.approx(users + makers - 3.70 * bought, rel=EXACT)
    assert held.welfare() < free.welfare()


def test_dantzigs_transport_problem_costs_what_he_prints() -> None:
    # G. B. Dantzig, Linear Programming and Extensions, Princeton 1963, section 3-3: two canneries, three markets, 90 USD a case
    # and thousand miles; the least cost is 153.675
    miles = {
        ("Seattle", "New York"): 2.5,
        ("Seattle", "Chicago"): 1.7,
        ("Seattle", "Topeka"): 1.8,
        ("San Diego", "New York"): 2.5,
        ("San Diego", "Chicago"): 1.8,
        ("San Diego", "Topeka"): 1.4,
    }
    market = SmallMarket().stock("Seattle", 350).stock("San Diego", 600)
    market = market.need("New York", 325).need("Chicago", 300).need("Topeka", 275)
    for (origin, destination), distance in miles.items():
        market = market.ship(origin, destination, 0.09 * distance)
    found = market.solve()
    assert sum(0.09 * miles[way] * found.flow(*way) for way in miles) == pytest.approx(153.675, rel=EXACT)
    assert [found.price(p) for p in ("New York", "Chicago", "Topeka")] == pytest.approx([0.225, 0.153, 0.126], rel=EXACT)


def test_needs_above_all_supply_are_refused_by_name() -> None:
    with pytest.raises(NotSolved, match=r"worst market is B"):
        SmallMarket().stock("A", 5).need("B", 7).ship("A", "B", 1).solve()


def test_demands_that_depend_on_each_others_prices() -> None:
    # 20 - 2 p + r = p and 15 - 3 r + p = 2 (r - 1)  =>  3 p - r = 20, 5 r - p = 17  =>  p = 117 / 14, r = 71 / 14
    found = (
        SmallMarket()
        .demand_system(["a", "b"], quantities=lambda p: np.array([20 - 2 * p[0] + p[1], 15 - 3 * p[1] + p[0]]))
        .supply("a", 0, 1)
        .supply("b", 1, 0.5)
        .solve()
    )
    assert (found.price("a"), found.price("b")) == pytest.approx((117 / 14, 71 / 14), rel=EXACT)


def test_constant_elasticity_demands_with_cross_effects() -> None:
    # ln q = ln k + E ln p with fixed quantities: ln p = E^-1 (ln q - ln k)
    E, k, q = np.array([[-0.8, 0.3], [0.1, -0.5]]), np.array([100.0, 40.0]), np.array([60.0, 50.0])
    found = (
        SmallMarket().stock("a", q[0]).stock("b", q[1]).demand_system(["a", "b"], quantities=lambda p: k * np.exp(E @ np.log(p)))
    ).solve()
    wanted = np.exp(np.linalg.solve(E, np.log(q) - np.log(k)))
    assert [found.price("a"), found.price("b")] == pytest.approx(wanted.tolist(), rel=1e-5)


def test_a_by_product_that_must_be_disposed_of_has_a_negative_price_until_its_users_take_it_all() -> None:
    # one unit costs 1 and gives one x and two of waste, disposal 1.5 each: 10 - q = 1 + 3 => q = 6. Users of waste worth 20 - w:
    # 12 t at a price of 8 => 10 - q = 1 - 2 (20 - 2 q) => q = 49 / 5 = 9.8, price of waste 0.4, of x 0.2
    plant = SmallMarket().make("A", {"x": 1.0, "waste": 2.0}, cost=1).demand("A", 10, 1, "x").floor("A", -1.5, "waste")
    alone, wanted = plant.solve(), plant.demand("A", 20, 1, "waste").solve()
    assert (alone.price("A", "x"), alone.price("A", "waste")) == pytest.approx((4.0, -1.5), rel=EXACT)
    assert (wanted.price("A", "x"), wanted.price("A", "waste")) == pytest.approx((0.2, 0.4), rel=EXACT)


def test_demand_in_steps_settles_on_the_step_that_supply_cuts() -> None:
    # worth 10 for the first 5 t, 6 for the next 3, then from 4 down to nothing at 20; supply 1 + x / 2 meets 8 t at 5
    found = SmallMarket().steps("A", [(0, 10), (5, 10), (5, 6), (8, 6), (8, 4), (20, 0)]).supply("A", 1, 0.5).solve()
    assert (found.price("A"), found.levels["demand A"]) == pytest.approx((5.0, 8.0), rel=EXACT)
    assert found.surplus["demand A"] == pytest.approx(5 * 5 + 3 * 1, rel=EXACT)


def test_supply_in_steps_is_a_cost_ladder() -> None:
    found = SmallMarket().steps("A", [(0, 2), (5, 2), (5, 6), (9, 6)], side="supply").demand("A", 20, 2).solve()
    assert (found.price("A"), found.levels["supply A"]) == pytest.approx((6.0, 7.0), rel=EXACT)


def test_isoelastic_supply_meets_isoelastic_demand() -> None:
    # 5 (p / 10)^.5 = 8 (p / 10)^-.8  =>  (p / 10)^1.3 = 1.6
    found = SmallMarket().elastic_supply("A", 10, 5, 0.5).elastic("A", 10, 8, 0.8).solve()
    assert found.price("A") == pytest.approx(10 * 1.6 ** (1 / 1.3), rel=1e-5)


def test_storage_that_loses_a_share_waits_for_a_price_that_pays_the_loss() -> None:
    # p2 (1 - loss) = p1 + cost with 100 - q in both months: q1 = 60 - k, q2 = 20 + .9 k
    market = SmallMarket().stock("now", 60).stock("later", 20).demand("now", 100, 1).demand("later", 100, 1)
    found = market.activity("store", {"now": -1.0, "later": 0.9}, cost=4.0).solve()
    kept = found.levels["store"]
    assert found.price("later") * 0.9 == pytest.approx(found.price("now") + 4.0, rel=EXACT)
    assert (found.price("now"), found.price("later")) == pytest.approx((40 + kept, 80 - 0.9 * kept), rel=EXACT)


def test_an_exporter_with_weight_sells_less_and_earns_more_than_price_takers() -> None:
    # Cournot exporter facing 100 - q over a duty t on its FOB price and home cost 10: marginal revenue 100 - 2 q = (1 + t) 10
    base = SmallMarket().supply("A", 10).demand("B", 100, 1)
    taker, weighty = (base.ship("A", "B", tariff=0.5, conduct=theta, name="s").solve() for theta in (0.0, 1.0))
    assert taker.levels["s"] == pytest.approx(85.0, rel=EXACT)
    assert weighty.levels["s"] == pytest.approx(42.5, rel=EXACT)
    assert weighty.surplus["s"] > taker.surplus["s"]


def test_a_dominant_exporter_faces_what_the_fringe_leaves() -> None:
    # demand 100 - p, fringe supplies p: residual 100 - 2 p, marginal revenue 50 - q = 10 => q = 40, p = 30; slopes s = b = 1
    market = SmallMarket().demand("m", 100, 1).supply("m", 0, 1, name="fringe").supply("m", 10, name="leader", conduct=0.5)
    found = market.solve()
    assert (found.levels["leader"], found.price("m")) == pytest.approx((40.0, 30.0), rel=EXACT)


def test_accounts_of_a_tariff_as_the_textbook_draws_them() -> None:
    # Krugman, Obstfeld and Melitz's wheat with a levy of 0.5: revenue 5; home users lose, home makers gain, welfare falls abroad
    market = (
        SmallMarket()
        .demand("home", 5, 1 / 20, name="users")
        .supply("home", -1, 1 / 20, name="makers")
        .demand("foreign", 4, 1 / 20)
        .supply("foreign", -2, 1 / 20)
    )
    free, taxed = market.ship("foreign", "home", name="s").solve(), market.ship("foreign", "home", levy=0.5, name="s").solve()
    assert taxed.revenue["s"] == pytest.approx(5.0, rel=EXACT)
    assert taxed.surplus["users"] - free.surplus["users"] == pytest.approx(-(70 + 65) / 2 * 0.25, rel=EXACT)
    assert taxed.surplus["makers"] - free.surplus["makers"] == pytest.approx((50 + 55) / 2 * 0.25, rel=EXACT)
    assert taxed.welfare() - free.welfare() == pytest.approx(-0.5 * (20 - 10) * 0.5, rel=EXACT)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda m: m.steps("A", [(0, 5), (4, 9)]),
        lambda m: m.steps("A", [(1, 5), (4, 3)]),
        lambda m: m.demand_system(["A", "B"]),
        lambda m: m.demand_system(["A", "B"], prices=lambda q: q[:1]),
        lambda m: m.elastic_supply("A", -1, 2, 0.5),
        lambda m: m.supply("A", 1, -1),
        lambda m: m.supply("A", float("nan")),
        lambda m: m.supply("A", 1, conduct=1.0).solve(),
        lambda m: m.steps("A", [(0, 9), (4, 1)]).supply("A", 1, conduct=1.0).solve(),
    ],
)
def test_a_line_that_makes_no_sense_is_refused_with_a_remedy(wrong: Callable[[SmallMarket], object]) -> None:
    with pytest.raises(BadTable, match=r"small market"):
        wrong(SmallMarket())


def test_a_name_nobody_stated_is_refused_with_its_neighbour() -> None:
    market = SmallMarket().supply("A", 1).demand("A", 9, 1)
    with pytest.raises(UnknownName, match=r"demand A"):
        market.cross("supply A", "demnd A", 1.0)
    with pytest.raises(UnknownName, match=r"price"):
        market.solve().price("B")


def test_a_function_that_breaks_down_is_reported_not_guessed() -> None:
    with pytest.raises(NotSolved, match=r"near="):
        SmallMarket().demand_curve("A", lambda q: float("nan") if q > 2 else 10.0 - q).supply("A", 1).solve()


@pytest.mark.parametrize("seed", range(12))
def test_symmetric_cross_effects_maximise_the_surplus_they_come_from(seed: int) -> None:
    # worth a'q - q'Mq/2 with M symmetric and positive definite: the equilibrium under a capacity is the optimum (Samuelson 1952)
    rng = np.random.default_rng(seed)
    k = int(rng.integers(2, 5))
    root = rng.normal(size=(k, k))
    M, a, most = root @ root.T + k * np.eye(k), rng.uniform(20, 60, k), rng.uniform(0.1, 4.0, k)
    market = SmallMarket().demand_system([f"m{i}" for i in range(k)], prices=lambda q: a - M @ q, near=[1e-3] * k)
    for i in range(k):
        market = market.supply(f"m{i}", 5.0, capacity=float(most[i]))
    found = market.solve()
    q = np.array([found.levels[f"demand m{i}"] for i in range(k)])
    best = (a - 5.0) @ q - 0.5 * q @ M @ q
    for _ in range(200):
        other = rng.uniform(0, most)
        assert (a - 5.0) @ other - 0.5 * other @ M @ other <= best + 1e-6 * abs(best)
