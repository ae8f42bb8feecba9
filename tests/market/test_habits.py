"""Panic of those who keep stores, and users who learn: worked by hand in a world of one mine, and as laws in a larger one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.market.made_up import Frames, free, on, world

from ytterby.errors import BadInput, UnknownName
from ytterby.market import Behaviour, Options, Outcome, calibrate, solve
from ytterby.market.behaviour.panic import Panic
from ytterby.market.behaviour.redesign import Redesign
from ytterby.market.behaviour.thrift import Thrift
from ytterby.months import month_range
from ytterby.policy import Regime

MONTHS = month_range("2025-01", "2025-10")
PANIC = Panic(months=2.0, fades=0.8, short=0.1, assumed="a test")
LEARN = Redesign(sector="smelters", price=1.2, months=2, pace=0.1, most=0.25, back=0.05, assumed="a test")


def one_mine(stock: float = 0.0) -> Frames:
    """A mines 100 t of ore of its 200 at 10 USD/kg and uses them, elasticity 1: supply 20 (p - 5), use 200 - 10 p."""
    frames = Frames(
        places=pd.DataFrame({"name": ["A", "B"]}, index=pd.Index(["A", "B"], name="place")),
        goods=pd.DataFrame({"stage": ["mine"], "split": [False]}, index=pd.Index(["ore"], name="good")),
        recipes=pd.DataFrame({"level": ["ore"]}, index=pd.Index(["mine"], name="recipe")),
        recipe_goods=pd.DataFrame([("mine", "ore", 1.0)], columns=["recipe", "good", "coef"]),
        plants=pd.DataFrame([("A", "mine", 100.0, 200.0)], columns=["place", "recipe", "base", "capacity"]),
        lanes=pd.DataFrame(
            [("ore", "A", "B", "any", 0.0, 0.4)], columns=["good", "origin", "destination", "end_use", "base", "freight"]
        ),
        demand=pd.DataFrame(
            [("A", "smelters", "ore", "any", 100.0, 1.0)], columns=["place", "sector", "good", "end_use", "base", "elasticity"]
        ),
        stocks=pd.DataFrame([("A", "ore", stock, stock)], columns=["place", "good", "tonnes", "target"]),
        prices=pd.DataFrame([("A", "ore", 10.0), ("B", "ore", 9.0)], columns=["place", "good", "usd_per_kg"]),
        surplus=pd.DataFrame({"place": [], "good": [], "tonnes": []}),
    )
    return replace(frames, stocks=frames.stocks.iloc[: int(stock > 0)])


def mined(behaviour: Behaviour, share: float, start: int, stop: int, stock: float = 0.0) -> Outcome:
    """The mine may run at a share of its capacity in some months."""
    frames = one_mine(stock)
    law = free(frames, MONTHS)
    law.data["ceiling"][start:stop] = share
    return solve(calibrate(frames.world, free(frames, MONTHS), behaviour=behaviour), law)


def price(found: Outcome) -> np.ndarray:
    return np.asarray(found.data["price"].sel(good="ore", place="A").to_numpy())


def test_what_did_not_arrive_raises_the_store_that_is_wanted_and_the_wish_fades() -> None:
    calm, afraid = (mined(Behaviour(panic=p), 0.4, 1, 2, stock=100.0) for p in (None, PANIC))
    assert price(calm)[1] == price(afraid)[1] == pytest.approx(11.0)  # 80 t mined, 90 used, 90 kept
    assert price(calm)[2] == pytest.approx(410.0 / 40.0)
    # a fifth was missing: two months of it make a store of 140 t, whose first tonne is worth as much as before
    assert price(afraid)[2] == pytest.approx(490.0 / 44.0)
    kept = (20.0 - 490.0 / 44.0) * 14.0
    assert afraid.data["stock"].to_numpy()[2, 0] == pytest.approx(kept)
    target = 100.0 + 200.0 * 0.2 * 0.8
    assert price(afraid)[3] == pytest.approx((300.0 + 2.0 * target - kept) / (30.0 + target / 10.0))


def test_nothing_is_made_or_lost_by_panic() -> None:
    found = mined(Behaviour(panic=PANIC), 0.3, 2, 5, stock=100.0).data
    stock = np.concatenate([[100.0], found["stock"].to_numpy()[:, 0]])
    np.testing.assert_allclose(found["level"].to_numpy()[:, 0], found["delivered"].to_numpy()[:, 0] + np.diff(stock), atol=1e-6)


def controlled(frames: Frames, start: int) -> Regime:
    """China's magnets need a licence from some month on, which is given to all who ask."""
    law = free(frames, MONTHS)
    licensed = np.zeros((len(MONTHS), len(frames.lanes)))
    licensed[start:, on(frames, good="magnet/N", origin="CHN")] = 1.0
    law.data["licensed"] = (("month", "lane"), licensed)
    return law


def american(found: Outcome) -> np.ndarray:
    at = (found.data["hold_place"] == "USA").to_numpy()
    return np.asarray(found.data["stock"].to_numpy()[:, at][:, 0])


def test_a_control_alarms_when_it_is_published_and_not_before() -> None:
    frames = world()
    program = calibrate(frames.world, free(frames, MONTHS), behaviour=Behaviour(panic=PANIC))
    calm = calibrate(frames.world, free(frames, MONTHS))
    law = controlled(frames, 6)
    forecasts = {m: controlled(frames, 6 if n >= 3 else 99) for n, m in enumerate(MONTHS)}
    at_start, at_news, plain = solve(program, law), solve(program, law, forecasts=forecasts), solve(calm, law)
    np.testing.assert_allclose(american(at_start)[:6], american(plain)[:6], rtol=1e-6)
    assert american(at_start)[6] > 1.1 * american(plain)[6]
    np.testing.assert_allclose(american(at_news)[:3], american(plain)[:3], rtol=1e-6)
    assert american(at_news)[3] > 1.1 * american(plain)[3]
    peak = int(american(at_start).argmax())
    assert (np.diff(american(at_start)[peak:]) <= 1e-9).all()


@settings(max_examples=5, deadline=None)
@given(months=st.floats(0.0, 6.0), start=st.integers(1, 8))
def test_panic_of_no_months_is_none_and_of_more_months_keeps_more(months: float, start: int) -> None:
    frames = world()
    base, law = free(frames, MONTHS), controlled(frames, start)
    kept = []
    for wished in (None, 0.0, months, months + 1.0):
        panic = None if wished is None else PANIC.model_copy(update={"months": wished})
        found = solve(calibrate(frames.world, base, behaviour=Behaviour(panic=panic)), law)
        assert found.certificate.holds
        kept.append(american(found)[start])
    assert kept[0] == pytest.approx(kept[1], rel=1e-9)
    assert kept[1] <= kept[2] * (1 + 1e-6)
    assert kept[2] < kept[3]


def test_panic_and_foresight_go_together() -> None:
    frames = world()
    program = calibrate(frames.world, free(frames, MONTHS), behaviour=Behaviour(panic=PANIC))
    found = solve(program, controlled(frames, 4), options=Options(ahead=3))
    assert found.certificate.holds
    assert american(found)[4] > american(found)[3]


def test_users_learn_after_months_of_a_high_price_and_forget_slowly() -> None:
    found = mined(Behaviour(redesign=(LEARN,)), 0.25, 1, 7)
    # 50 t are 15 USD/kg; dear in February, March and April: a tenth of demand goes in May, two in June, a quarter after
    left = np.array([1.0, 1.0, 1.0, 1.0, 0.9, 0.8, 0.75])
    mined_ = np.array([100.0] + [50.0] * 6)
    np.testing.assert_allclose(price(found)[:7], 20.0 - 0.1 * mined_ / left, rtol=1e-6)
    np.testing.assert_allclose(found.data["redesigned"].to_numpy()[:7, 0], 100.0 * (1.0 - left), atol=1e-6)
    np.testing.assert_allclose(found.data["redesigned"].to_numpy()[7:, 0], [25.0, 20.0, 15.0], atol=1e-6)
    # less is wanted: use 0.75 (200 - 10 p) against 20 (p - 5)
    assert price(found)[7] == pytest.approx(250.0 / 27.5)
    np.testing.assert_allclose(found.data["wanted"] + found.data["redesigned"], 100.0)


def test_a_price_that_is_not_high_for_long_enough_teaches_nothing() -> None:
    short = mined(Behaviour(redesign=(LEARN,)), 0.25, 1, 3)
    assert short.data["redesigned"].to_numpy().max() == 0.0
    plain = mined(Behaviour(), 0.25, 1, 3)
    np.testing.assert_array_equal(price(short), price(plain))


def test_bent_demand_learns_too() -> None:
    frames = one_mine()
    law = free(frames, MONTHS)
    law.data["ceiling"][1:] = 0.25
    stated = Behaviour(redesign=(LEARN,))
    found = solve(calibrate(frames.world, free(frames, MONTHS), demand="semi-log", behaviour=stated), law)
    assert price(found)[4] == pytest.approx(10.0 * np.exp(1.0 - 50.0 / 90.0), rel=1e-6)


@pytest.mark.parametrize("months", [0, 2, 4])
def test_a_longer_delay_never_teaches_sooner(months: int) -> None:
    rows = [LEARN.model_copy(update={"months": float(n)}) for n in (months, months + 1)]
    first = [
        np.flatnonzero(mined(Behaviour(redesign=(row,)), 0.25, 1, 10).data["redesigned"].to_numpy()[:, 0])[0] for row in rows
    ]
    assert first[0] < first[1]


@pytest.mark.parametrize("shared", [2, 5, 8])
def test_a_path_taken_up_in_the_middle_remembers(shared: int) -> None:
    whole = mined(Behaviour(panic=PANIC, redesign=(LEARN,)), 0.25, 1, 6, stock=100.0)
    frames = one_mine(100.0)
    law = free(frames, MONTHS)
    law.data["ceiling"][1:6] = 0.25
    again = whole.resume(whole.program, law, shared)
    np.testing.assert_allclose(again.data["stock"], whole.data["stock"], rtol=1e-12)
    np.testing.assert_allclose(again.data["redesigned"], whole.data["redesigned"], rtol=1e-12)


def test_surpluses_add_up_in_a_month_of_panic_and_learning() -> None:
    found = mined(Behaviour(panic=PANIC, redesign=(LEARN,)), 0.25, 1, 6, stock=100.0)
    program = found.program
    hold = program.activities["hold"]
    for m, month in enumerate(found.solved):
        x, problem, opening = month.point.x, month.problem, month.month.opening
        carried = float((-problem.c[hold] * opening - 0.5 * problem.h[hold] * opening**2).sum())
        worth = -float((problem.c * x + 0.5 * problem.h * x**2).sum()) - carried
        names = ("consumer_surplus", "producer_surplus", "tariff_revenue", "licence_rent")
        assert sum(float(found.data[name][m].sum()) for name in names) == pytest.approx(worth, rel=1e-6, abs=1e-3)


def test_rows_that_name_nothing_or_nonsense_are_refused() -> None:
    frames = one_mine()
    wrong = Behaviour(redesign=(LEARN.model_copy(update={"sector": "smelter"}),))
    with pytest.raises(UnknownName, match="smelters"):
        solve(calibrate(frames.world, free(frames, MONTHS), behaviour=wrong), free(frames, MONTHS))
    with pytest.raises(ValidationError):
        Redesign(sector="*", price=0.5, months=1, pace=0.1, most=0.2, back=0.0, assumed="x")
    with pytest.raises(ValidationError):
        Panic(months=-1.0, fades=0.5, short=0.1, assumed="x")


def test_a_file_states_panic_and_redesign_with_the_place_of_every_fault(tmp_path: Path) -> None:
    file = tmp_path / "habits.yaml"
    row = "{sector: '*', price: 2, months: 6, pace: 0.1, most: 0.3, back: 0, assumed: why}"
    file.write_text(f"panic: {{months: 1, fades: 0.9, short: 0.2, assumed: why}}\nredesign:\n  - {row}\n")
    stated = Behaviour.read(file)
    assert stated.panic is not None
    assert (stated.panic.months, stated.redesign[0].good) == (1.0, "*")
    file.write_text("panic: {months: 1, fades: 2, short: 0.2, assumed: why}\n")
    with pytest.raises(BadInput, match=r"habits.yaml:1:.*fades"):
        Behaviour.read(file)


def test_the_shipped_rules_rest_on_something_and_fit_the_shipped_sectors() -> None:
    assert Panic.shipped().months > 0
    rows = Redesign.shipped(["ev", "catalysts"])
    assert any("ev" in row.sector for row in rows)
    assert all(row.source or row.assumed for row in rows)


def thrifting(thrift: Thrift | None) -> Outcome:
    """Ore can also be made for 3 USD/kg more, doubling towards 100 t; from February the mine gives 50 t."""
    frames = one_mine()
    frames.recipes.loc["leach"] = "ore"
    frames.recipes["extra"] = [0.0, 3.0]
    leach = pd.DataFrame([("leach", "ore", 1.0)], columns=["recipe", "good", "coef"])
    frames.recipe_goods = pd.concat([frames.recipe_goods, leach], ignore_index=True)
    tank = pd.DataFrame([("A", "leach", 0.0, 100.0)], columns=["place", "recipe", "base", "capacity"])
    frames.plants = pd.concat([frames.plants, tank], ignore_index=True)
    law = free(frames, MONTHS)
    law.data["ceiling"][1:, 0] = 0.25
    stated = Behaviour(thrift=(thrift,) if thrift else ())
    return solve(calibrate(frames.world, free(frames, MONTHS), behaviour=stated), law)


def test_another_way_is_open_at_once_unless_taking_it_up_is_stated() -> None:
    # it costs 13 + 0.03 x; 50 t are 15 USD/kg, so 2 / 0.13 t of it pay
    assert thrifting(None).data["level"].to_numpy()[1:, 1] == pytest.approx(2.0 / 0.13)
    row = Thrift(recipe="leach", pilot=0.05, months=2, pace=0.05, back=0.01, assumed="a test")
    level = thrifting(row).data["level"].to_numpy()[:, 1]
    assert level[:6] == pytest.approx([0.0, 5.0, 5.0, 5.0, 10.0, 15.0])
    assert level[6:] == pytest.approx(2.0 / 0.13)


def test_a_row_of_thrift_names_a_recipe_at_rest() -> None:
    with pytest.raises(UnknownName, match="leach"):
        thrifting(Thrift(recipe="mine", pilot=0.05, months=2, pace=0.05, back=0.01, assumed="a test"))
    with pytest.raises(ValidationError):
        Thrift(recipe="leach", pilot=0.0, months=2, pace=0.05, back=0.01, assumed="it could never begin")
