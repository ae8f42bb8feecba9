"""Each condition of docs/math.md by number: its function on numbers that can be checked by hand, and the market that follows."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from tests.market.made_up import free, on, world
from tests.policy.standin import world as standin

from ytterby.market import Parameters, SmallMarket, calibrate, equilibrium, solve
from ytterby.market.behaviour.file import Behaviour
from ytterby.market.calibrate import leak
from ytterby.market.conditions import (
    ad_valorem,
    loss,
    marginal_cost,
    net_supply,
    over_floor,
    room_in_group,
    specific,
    unit_rent,
    worth,
)
from ytterby.market.extras import Extras
from ytterby.market.problem import Curve
from ytterby.market.small.form import Sales, markup_slope
from ytterby.market.small.pieces import ladder
from ytterby.market.solver.crossed import crossed
from ytterby.market.stocks import store_value
from ytterby.policy.buyers import factors
from ytterby.policy.lanes import read_lanes
from ytterby.policy.queueing import held_too
from ytterby.policy.scope import Scope
from ytterby.policy.terms import LicenceTerms

EXACT = 1e-6
MATH = (Path(__file__).resolve().parents[2] / "docs" / "math.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([^|]+) \| (\d+\.\d+) \| `([\w.]+)` \| `(\w+)` \|$", MATH, re.M)


def test_a_by_product_nobody_wants_has_price_zero() -> None:
    # §1.1: ore at 10 gives 0.5 Nd and 2 La; Nd worth 100 - q, La 3 - q: La is left over at 0, so Nd costs 20 and 80 are used
    market = SmallMarket().make("A", {"Nd": 0.5, "La": 2.0}, 10).demand("A", 100, 1, "Nd").demand("A", 3, 1, "La")
    found = market.solve()
    assert net_supply(found.problem, np.array([160.0, 80.0, 3.0])).tolist() == [0.0, 317.0]
    assert (found.price("A", "La"), found.price("A", "Nd")) == pytest.approx((0.0, 20.0), rel=EXACT, abs=1e-9)


def test_a_group_cap_earns_one_rent_per_tonne() -> None:
    # §1.2: 20 - q and 11 - q at costs of 10 and 1, 12 t in all: 10 - r + 10 - r = 12
    market = SmallMarket().supply("A", 10, good="x").supply("A", 1, good="y").demand("A", 20, 1, "x").demand("A", 11, 1, "y")
    found = market.quota("both", ["supply A/x", "supply A/y"], 12).solve()
    assert room_in_group(found.problem, np.array([5.0, 4.0, 5.0, 4.0])).tolist() == [3.0]
    assert found.rents["both"] == pytest.approx(4.0, rel=EXACT)


def test_linear_demand_meets_linear_supply() -> None:
    # §1.3: 10 - 2 q = 1 + q at q = 3, p = 4
    found = SmallMarket().demand("A", 10, 2).supply("A", 1, 1).solve()
    assert marginal_cost(found.problem, np.array([3.0, 3.0])).tolist() == [-4.0, 4.0]
    assert (found.price("A"), found.levels["supply A"]) == pytest.approx((4.0, 3.0), rel=EXACT)


def test_nothing_runs_at_a_loss() -> None:
    # §1.4: at a price of 4 a maker at 6 stands still and would lose 2
    found = SmallMarket().demand("A", 10, 2).supply("A", 1, 1).supply("A", 6, name="dear").solve()
    assert loss(found.problem, np.array([3.0, 3.0, 0.0]), np.array([4.0]), np.zeros(0)).tolist() == [0.0, 0.0, 2.0]
    assert found.levels["dear"] == 0.0


def test_a_full_plant_earns_the_gap() -> None:
    # §1.5: 5 t at a cost of 2, worth 10 - 5
    found = SmallMarket().supply("A", 2, capacity=5).demand("A", 10, 1).solve()
    assert unit_rent(found.problem, np.array([5.0, 5.0]), np.array([5.0]), np.zeros(0)).tolist() == [3.0, 0.0]
    assert (found.price("A"), found.rents["supply A"]) == pytest.approx((5.0, 3.0), rel=EXACT)


def test_iso_elastic_demand_for_a_fixed_stock() -> None:
    # §1.7: half of 10 t at an elasticity of 1/2: four times the price of 1
    curve = Curve("iso-elastic", np.array([0]), np.array([1.0]), np.array([10.0]), np.array([0.5]))
    assert worth(curve, np.array([5.0])).tolist() == [4.0]
    assert SmallMarket().stock("A", 5).elastic("A", 1, 10, 0.5).solve().price("A") == pytest.approx(4.0, rel=EXACT)


def test_demands_that_look_at_each_others_prices() -> None:
    # §1.8: 20 - 2 p + r and 15 - 3 r + p, supplied at cost q and 1 + q / 2: 3 p - r = 20, 5 r - p = 17
    market = SmallMarket().demand_system(["a", "b"], quantities=lambda p: np.array([20 - 2 * p[0] + p[1], 15 - 3 * p[1] + p[0]]))
    problem, _ = market.supply("a", 0, 1).supply("b", 1, 0.5).problem()
    assert problem.cross is not None
    point, residuals = crossed(problem, problem.cross, equilibrium)
    assert residuals.holds
    assert point.pi.tolist() == pytest.approx([117 / 14, 71 / 14], rel=EXACT)


@pytest.mark.parametrize(("conduct", "sold", "price"), [(0.0, 90.0, 10.0), (0.5, 60.0, 40.0), (1.0, 45.0, 55.0)])
def test_an_exporter_from_price_taker_to_cournot(conduct: float, sold: float, price: float) -> None:
    # §1.8: 100 - q, cost 10: 100 - q - conduct q = 10
    alone = Sales((0,), np.ones(1), np.ones(1), np.array([conduct]), (1,))
    assert markup_slope(alone, [1.0]).tolist() == [[conduct]]
    found = SmallMarket().supply("A", 10).demand("B", 100, 1).ship("A", "B", conduct=conduct, name="s").solve()
    assert (found.levels["s"], found.price("B")) == pytest.approx((sold, price), rel=EXACT)


def test_waste_costs_what_its_disposal_costs() -> None:
    # §1.9: a unit costs 1 and gives one x and two of waste at 1.5 each: x = 4; a support price of 6 buys what is left over
    found = SmallMarket().make("A", {"x": 1, "w": 2}, 1).demand("A", 10, 1, "x").floor("A", -1.5, "w").solve()
    assert over_floor(found.problem, np.array([4.0, -1.5])).tolist() == [4.0, 0.0]
    assert (found.price("A", "x"), found.price("A", "w")) == pytest.approx((4.0, -1.5), rel=EXACT)
    held = SmallMarket().supply("A", 0, 1).demand("A", 10, 1).floor("A", 6).solve()
    assert held.levels["supply A"] - held.levels["demand A"] == pytest.approx(2.0, rel=EXACT)


def test_ad_valorem_duties_on_either_side() -> None:
    # §1.10: 10 at home, 10 % on FOB, freight 4, 25 % on CIF: 1.25 x (11 + 4) = 18.75; a tax of 20 % on arrival makes it 23.4375
    assert float(ad_valorem(0.25, 0.1)) == pytest.approx(1.375)
    way = {"freight": 4.0, "tariff": 0.25, "export_duty": 0.1, "name": "s"}
    for tax, price in ((0.0, 18.75), (0.2, 23.4375)):
        found = SmallMarket().supply("A", 10).demand("B", 100, 1).ship("A", "B", tax=tax, **way).solve()  # type: ignore[arg-type]
        assert found.price("B") == pytest.approx(price, rel=EXACT)
        assert found.revenue["s"] == pytest.approx((price - 14.0) * (100.0 - price), rel=EXACT)


def test_a_levy_and_freight_under_a_duty() -> None:
    # §1.11: freight 4 under a duty of a quarter is 5, and 2 more by weight: 10 x 1.25 + 7
    assert float(specific(4.0, 0.25, 2.0)) == 7.0
    found = SmallMarket().supply("A", 10).demand("B", 100, 1).ship("A", "B", 4, tariff=0.25, levy=2).solve()
    assert found.price("B") == pytest.approx(19.5, rel=EXACT)


def test_trusted_and_other_buyers() -> None:
    # §1.12: half trusted and approved, a fifth listed and refused, the rest approved by half: .5 + .15; and two classes with
    # 6 and 2 t of rights, both worth 10 - q at a cost of 1: rents of 3 and 7
    share = {"value": 0.5, "assumed": "for the test"}
    terms = LicenceTerms.model_validate(
        {
            "buyer_share": {"trusted": share, "listed": share | {"value": 0.2}},
            "approval_by_buyer": {"trusted": share | {"value": 1.0}, "listed": share | {"value": 0.0}, "other": share},
        }
    )
    approved, _ = factors(terms, np.zeros(1))
    assert approved.tolist() == pytest.approx([0.65])
    market = SmallMarket().supply("A", 1)
    for name, rights in (("trusted", 6), ("other", 2)):
        market = market.demand(name, 10, 1).ship("A", name).quota(name, [f"ship A > {name}"], rights)
    found = market.solve()
    assert (found.rents["trusted"], found.rents["other"]) == pytest.approx((3.0, 7.0), rel=EXACT)


def test_over_compliance_holds_what_shares_the_code() -> None:
    # §1.13: magnets with Dy are controlled; of those without, under the same code, customs holds two fifths
    lanes = read_lanes(standin())
    scope = Scope.model_validate({"elements": ["Dy"], "stages": ["magnet"], "origins": ["CHN"]})
    share = {"value": 0.4, "assumed": "for the test"}
    terms = LicenceTerms.model_validate({"over_compliance": {"hs6": ["850511"], "held_share": share}})
    caught = held_too(scope, terms, lanes, np.where(scope.on(lanes), 1.0, 0.0))
    frame = standin().lanes
    out = ((frame["origin"] == "CHN") & (frame["destination"] != "CHN")).to_numpy()
    for good, wanted in (("magnet/NdFeB-Dy", 1.0), ("magnet/NdFeB", 0.4), ("oxide/Dy", 0.0)):
        assert set(caught[out & (frame["good"] == good).to_numpy()]) == {wanted}


def test_demand_in_pieces() -> None:
    # §1.14: worth 10 for 5 t, 6 for 3 more; a cost of 1 + x / 2 meets 8 t at 5
    points = [(0.0, 10.0), (5.0, 10.0), (5.0, 6.0), (8.0, 6.0)]
    assert [(line.c, line.h, line.u) for line in ladder("A", points, "demand", "d")] == [(-10.0, 0.0, 5.0), (-6.0, 0.0, 3.0)]
    found = SmallMarket().steps("A", points).supply("A", 1, 0.5).solve()
    assert (found.price("A"), found.levels["demand A"]) == pytest.approx((5.0, 8.0), rel=EXACT)


def test_iso_elastic_supply() -> None:
    # §1.15: 5 t at 10 with an elasticity of 1/2: 20 needed, 10 (20 / 5)^2
    assert SmallMarket().elastic_supply("A", 10, 5, 0.5).need("A", 20).solve().price("A") == pytest.approx(160.0, rel=EXACT)


def test_a_tariff_rate_quota_in_a_world() -> None:
    # §4.1: beyond 100 t a duty of 30 % on top: the last tonne moves beyond, so a tonne of quota is worth .3 x CIF
    frames = world()
    law = free(frames, ("2025-01",), groups=1)
    members = on(frames, good="magnet/N", destination="USA", end_use="civil")
    law.data["member"][0] = members.astype(float)
    law.data["group_side"][0], law.data["group_cap"][:, 0], law.data["over_duty"][:, 0] = "destination", 100.0, 0.3
    found = solve(calibrate(frames.world, free(frames, ("2025-01",))), law)
    extras: Extras = found.solved[0].extras
    on_cif, on_fob, at_entry, at_exit, may = extras.beyond_rates(found.solved[0].month)
    assert (set(on_cif), set(on_fob), set(at_entry), set(at_exit), set(may)) == ({0.3}, {0.0}, {0.0}, {0.0}, {True})
    lane = int(np.flatnonzero(members & on(frames, origin="CHN"))[0])
    cif = float(found.data["price"].sel(good="magnet/N", place="CHN")[0]) + frames.lanes["freight"].iloc[lane]
    assert found.data["beyond"].values[0, lane] > 1.0
    assert float(found.data["group_rent"][0, 0]) == pytest.approx(0.3 * cif, rel=1e-5)


def test_a_store_keeps_what_its_last_tonne_is_worth() -> None:
    # §5.4: cover 50 at 10: the last of S kept is worth 20 - S / 5; 50 there, users 20 - q: q = S / 5, S = 125 / 3
    cost, slope, _ = store_value(np.array([10.0]), np.array([50.0]), 1.0)
    assert (float(cost[0]), float(slope[0])) == pytest.approx((-20.0, 0.2))
    found = SmallMarket().stock("A", 50).demand("A", 20, 1).activity("keep", {"A": -1}, float(cost[0]), float(slope[0])).solve()
    assert (found.levels["keep"], found.price("A")) == pytest.approx((125 / 3, 35 / 3), rel=EXACT)


def test_civil_goods_leak_to_military_users() -> None:
    # §5.6: at 10 with 100 t of civil use passing on costs 4 + 1.5 d, at most 2; civil 110 - q with 100 there, military 20 - 2 d
    # and nothing else: 20 - 2 d = 10 + d + 4 + 1.5 d
    p = Parameters.shipped()
    cost, slope, bound = leak(np.array([10.0]), np.array([100.0]), p)
    assert (float(cost[0]), float(slope[0]), float(bound[0])) == pytest.approx((4.0, 1.5, 2.0))
    market = SmallMarket().stock("civil", 100).demand("civil", 110, 1).demand("military", 20, 2)
    way = {"civil": -1.0, "military": 1.0}
    found = market.activity("divert", way, float(cost[0]), float(slope[0]), float(bound[0])).solve()
    assert found.levels["divert"] == pytest.approx(4 / 3, rel=EXACT)


def test_a_strategic_exporter_of_a_world() -> None:
    # §5.8: the base year stays an equilibrium whatever its conduct, the residual of its lanes falling by the markup
    frames, months = world(), ("2025-01",)
    strategic = Behaviour().with_conduct("CHN:oxide/Dy=1")
    taker, one = (calibrate(frames.world, free(frames, months), behaviour=b) for b in (None, strategic))
    base, found = solve(taker, free(frames, months)).data, solve(one, free(frames, months)).data
    np.testing.assert_allclose(found["flow_lane"].values, base["flow_lane"].values, rtol=1e-5, atol=1e-5)
    markup = one.residuals["markup"].to_numpy()
    assert markup.max() > 0.0
    gone = taker.residuals["residual"].to_numpy() - one.residuals["residual"].to_numpy()
    np.testing.assert_allclose(gone, markup, atol=1e-9)


@pytest.mark.parametrize(("condition", "number", "function", "test"), ROWS, ids=[row[0] for row in ROWS])
def test_the_table_of_conditions_names_what_there_is(condition: str, number: str, function: str, test: str) -> None:
    parts = f"ytterby.{function}".split(".")
    at = next(i for i in range(len(parts), 0, -1) if _module(".".join(parts[:i])))
    found: object = import_module(".".join(parts[:at]))
    for name in parts[at:]:
        found = getattr(found, name)
    assert f"§{number}" in (found.__doc__ or ""), f"{function} does not cite {number} ({condition})"
    mine = Path(__file__).read_text(encoding="utf-8").split(f"def {test}(")
    assert len(mine) == 2
    assert f"# §{number}:" in mine[1].split("\ndef ")[0]
    assert f"**{number} " in MATH


def _module(name: str) -> bool:
    try:
        import_module(name)
    except ModuleNotFoundError:
        return False
    return True


def test_every_condition_asked_for_is_in_the_table() -> None:
    assert len(ROWS) >= 19
    assert len({row[3] for row in ROWS}) == len(ROWS)


CITED = re.findall(r"`((?:market|policy|world|study)\.[a-z_]+(?:\.\w+)*)`", MATH)


@pytest.mark.parametrize("name", sorted(set(CITED)))
def test_every_function_the_page_cites_exists(name: str) -> None:
    parts = f"ytterby.{name}".split(".")
    at = next(i for i in range(len(parts), 0, -1) if _module(".".join(parts[:i])))
    found: object = import_module(".".join(parts[:at]))
    for part in parts[at:]:
        found = getattr(found, part)


def test_every_section_that_code_cites_is_on_the_page() -> None:
    source = Path(__file__).resolve().parents[2] / "src" / "ytterby"
    numbered = set(re.findall(r"\*\*(\d+\.\d+) ", MATH))
    chapters = set(re.findall(r"^## (\d+)\.", MATH, re.M))
    for path in sorted(source.rglob("*.py")):
        for said in re.findall(r"math\.md((?:[ ,]*§\d+(?:\.\d+)?)+)", path.read_text(encoding="utf-8")):
            for number in re.findall(r"§(\d+(?:\.\d+)?)", said):
                assert number in (numbered if "." in number else chapters), f"{path.name} cites §{number}"
