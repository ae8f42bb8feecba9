"""Laws of the market, one test each: over random small markets, a made-up world under random law, and a month of the shipped one.

With test_market_equilibria (clearing, accounts, order, units, a user in halves): mass balance, complementarity, zero profit,
primal = dual, accounts with duties, monotone caps, free trade under no law, relabelling, a place in halves, no price without
trade. With ad valorem duties or conduct the market maximises nothing, and a tighter cap may then raise total surplus or lower its
own rent; that law is stated without them.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.laws.test_market_equilibria import market, surplus
from tests.market.made_up import Frames, free, world
from tests.worlds import seen

from ytterby.market import Outcome, Problem, Program, SmallMarket, calibrate, equilibrium, solve
from ytterby.market.conditions import complementarity, loss, net_supply, room_in_group, unit_rent
from ytterby.market.problem import Point
from ytterby.months import month_range
from ytterby.policy import Regime, Timeline, load_timeline
from ytterby.world import World

FEW = settings(max_examples=12, deadline=None)
CLOSE = 1e-5
seeds = st.integers(0, 10**6)
FRAMES = world()
MONTHS = ("2025-01", "2025-02", "2025-03")
PROGRAM = calibrate(FRAMES.world, free(FRAMES, MONTHS))


def random_law(seed: int, duties: bool = True) -> Regime:
    """Duties, levies, caps, ceilings and one quota, drawn for every month."""
    rng, law = np.random.default_rng(seed), free(FRAMES, MONTHS, groups=1)
    lanes, plants = (len(MONTHS), len(FRAMES.lanes)), (len(MONTHS), len(FRAMES.plants))
    base = FRAMES.lanes["base"].to_numpy(float)
    if duties:
        law.data["duty"][:] = rng.choice([0.0, 0.0, 0.1, 0.5], lanes)
        law.data["export_duty"][:] = rng.choice([0.0, 0.0, 0.0, 0.2], lanes)
    law.data["levy"][:] = rng.choice([0.0, 0.0, 0.5], lanes)
    law.data["cap"][:] = rng.choice([np.inf, np.inf, 0.0, 0.5], lanes) * np.maximum(base, 10.0)
    law.data["ceiling"][:] = rng.choice([1.0, 1.0, 0.7, 0.0], plants)
    law.data["member"][0] = rng.choice([0.0, 1.0], len(FRAMES.lanes))
    law.data["group_cap"][:, 0] = rng.uniform(0.2, 1.2, len(MONTHS)) * float(law.data["member"].values[0] @ base)
    return law


def under(seed: int) -> Outcome:
    return solve(PROGRAM, random_law(seed))


@cache
def shipped() -> tuple[World, Program, Outcome]:
    """The shipped world in two months of its law."""
    here = seen()
    base = load_timeline().compile(here, month_range(f"{here.base_year}-01", f"{here.base_year}-12"))
    program = calibrate(here, base)
    return here, program, solve(program, load_timeline().compile(here, ("2025-05", "2025-06")))


def left_over(
    frames: Frames | World, found: Outcome, month: int, opening: np.ndarray
) -> dict[tuple[str, str], tuple[float, float]]:
    """By place and good, from the tables alone: tonnes made, landed or opened with, less what is used, shipped or kept; scale."""
    data, coef = found.data.isel(month=month), frames.recipe_goods
    gone: dict[tuple[str, str], list[float]] = {}

    def book(places: object, goods: object, tonnes: object) -> None:
        for place, good, amount in zip(places, goods, tonnes, strict=True):  # type: ignore[call-overload]
            gone.setdefault((str(place), str(good)), []).append(float(amount))

    for recipe, rows in coef.groupby("recipe"):
        at = np.flatnonzero(data["plant_recipe"].values == recipe)
        for good, k in zip(rows["good"], rows["coef"].astype(float), strict=True):
            book(data["plant_place"].values[at], [good] * len(at), k * data["level"].values[at])
    flow = data["flow_lane"].values
    book(data["lane_origin"].values, data["lane_good"].values, -flow)
    book(data["lane_destination"].values, data["lane_good"].values, flow)
    book(data["use_place"].values, data["use_good"].values, -data["delivered"].values)
    book(data["hold_place"].values, data["hold_good"].values, opening - data["stock"].values)
    book(data["keep_place"].values, data["keep_good"].values, -data["unsold"].values)
    return {key: (sum(amounts), sum(abs(a) for a in amounts)) for key, amounts in gone.items()}


@FEW
@given(seeds)
def test_mass_balance(seed: int) -> None:
    found = under(seed)
    opening = FRAMES.stocks["tonnes"].to_numpy(float)
    for month in range(len(MONTHS)):
        prices = found.data["price"].isel(month=month)
        for (place, good), (left, scale) in left_over(FRAMES, found, month, opening).items():
            assert left >= -1e-5 * scale - 1e-4
            if float(prices.sel(place=place, good=good)) > 1e-6:
                assert left <= 1e-5 * scale + 1e-4
        opening = found.data["stock"].values[month]


def test_mass_balance_of_the_shipped_world() -> None:
    here, program, found = shipped()
    for month, opening in enumerate((program.holds["tonnes"].to_numpy(float), found.data["stock"].values[0])):
        short = {
            key: left for key, (left, scale) in left_over(here, found, month, opening).items() if left < -1e-5 * scale - 1e-4
        }
        assert not short


def judged(problem: Problem, at: Point) -> dict[str, float]:
    """The worst violation of each law, relative to the largest flow and price."""
    flow = 1.0 + float((abs(problem.A) @ at.x).max(initial=0.0))
    price = 1.0 + float(max(np.abs(problem.c).max(initial=0.0), np.abs(at.pi).max(initial=0.0)))
    F, mu = loss(problem, at.x, at.pi, at.om), unit_rent(problem, at.x, at.pi, at.om)
    bounded = np.isfinite(problem.u)
    space = np.where(bounded, problem.u - at.x, 0.0)
    over = at.pi if problem.floor is None else at.pi - problem.floor
    grouped = np.isfinite(problem.g)
    room = room_in_group(problem, at.x)[grouped]
    return {
        "clears": float(complementarity(over / price, net_supply(problem, at.x) / flow).max(initial=0.0)),
        "quotas": float(complementarity(at.om[grouped] / price, room / flow).max(initial=0.0)),
        "bounds": float(complementarity(mu / price, space / flow)[bounded].max(initial=0.0)),
        "profit": float(complementarity(at.x / flow, (F + mu) / price).max(initial=0.0)),
    }


@FEW
@given(seeds)
def test_complementarity(seed: int) -> None:
    months = under(seed).solved
    for month in months:
        found = judged(month.problem, month.point)
        assert max(found["clears"], found["quotas"], found["bounds"]) <= CLOSE


@FEW
@given(seeds)
def test_zero_profit(seed: int) -> None:
    found, law = under(seed), random_law(seed).data
    lane = PROGRAM.activities["lane"]
    row = {(p, g, e): n for n, (p, g, e) in enumerate(PROGRAM.markets[["place", "good", "end_use"]].itertuples(index=False))}
    assert row
    for month, solved in enumerate(found.solved):
        assert judged(solved.problem, solved.point)["profit"] <= CLOSE
        # and by hand: what moves freely costs at its destination what it costs at home, duties and its own cost with it
        pi, x = solved.point.pi, solved.point.x[lane]
        fob, cif = pi[PROGRAM.A.indices[PROGRAM.lane_origin]], pi[PROGRAM.A.indices[PROGRAM.lane_destination]]
        duty, out, levy = (law[name].values[month] for name in ("duty", "export_duty", "levy"))
        landed = (1 + duty) * ((1 + out) * fob + PROGRAM.freight) + levy + PROGRAM.c[lane] + PROGRAM.h[lane] * x
        landed = landed + law["member"].values[0] * solved.point.om[0]
        free_ = (x > 1e-3) & (x < 0.999 * law["cap"].values[month])
        np.testing.assert_allclose(cif[free_], landed[free_], rtol=1e-4, atol=1e-3)


def test_complementarity_and_zero_profit_of_the_shipped_world() -> None:
    for month in shipped()[2].solved:
        assert max(judged(month.problem, month.point).values()) <= CLOSE


def dual(problem: Problem, at: Point) -> float:
    """What all that is scarce is worth: bounds, quotas and what is given, at rents and prices; the area under rising costs."""
    mu, bounded = unit_rent(problem, at.x, at.pi, at.om), np.isfinite(problem.u)
    grouped = np.isfinite(problem.g)
    scarce = float(mu[bounded] @ problem.u[bounded] + at.om[grouped] @ problem.g[grouped] + at.pi @ problem.b)
    return scarce + float(0.5 * (problem.h * at.x**2).sum())


@FEW
@given(seeds)
def test_primal_is_dual_without_ad_valorem_duties(seed: int) -> None:
    for month in solve(PROGRAM, random_law(seed, duties=False)).solved:
        primal, worth = surplus(month.problem, month.point), dual(month.problem, month.point)
        assert primal == pytest.approx(worth, rel=CLOSE, abs=1e-2)


def test_primal_is_dual_in_the_shipped_world_once_duties_are_lifted() -> None:
    month = shipped()[2].solved[0]
    problem = replace(month.problem, B=month.problem.A.copy())
    point, residuals = equilibrium(problem)
    assert residuals.holds
    assert surplus(problem, point) == pytest.approx(dual(problem, point), rel=CLOSE)


@FEW
@given(seeds)
def test_accounts_add_up_with_duties(seed: int) -> None:
    for month in under(seed).solved:
        problem, at = month.problem, month.point
        revenue = float((at.pi @ (problem.A - problem.B)) @ at.x)
        assert surplus(problem, at) == pytest.approx(dual(problem, at) + revenue, rel=CLOSE, abs=1e-2)


def test_accounts_add_up_in_the_shipped_world() -> None:
    for month in shipped()[2].solved:
        problem, at = month.problem, month.point
        revenue = float((at.pi @ (problem.A - problem.B)) @ at.x)
        assert surplus(problem, at) == pytest.approx(dual(problem, at) + revenue, rel=CLOSE)


@FEW
@given(seeds, st.floats(0.1, 0.9))
def test_a_tighter_cap_never_lowers_its_own_rent_nor_raises_total_surplus(seed: int, tighter: float) -> None:
    problem, names = market(seed, duties=False).problem()
    assert names
    at, _ = equilibrium(problem)
    used = np.flatnonzero(np.isfinite(problem.u) & (at.x > 1e-3))
    if not len(used):
        return
    j = int(np.random.default_rng(seed).choice(used))
    u = problem.u.copy()
    u[j] = tighter * at.x[j]
    capped = replace(problem, u=u)
    worse, _ = equilibrium(capped)
    before, after = (float(unit_rent(p, q.x, q.pi, q.om)[j]) for p, q in ((problem, at), (capped, worse)))
    assert after >= before - CLOSE * (1.0 + before)
    assert surplus(capped, worse) <= surplus(problem, at) * (1.0 + CLOSE) + CLOSE
    # with several caps moved at once: rents and caps move against each other, on the whole
    both = replace(problem, u=np.where(np.isfinite(problem.u), tighter * problem.u, problem.u), g=tighter * problem.g)
    moved, _ = equilibrium(both)
    bounded = np.isfinite(problem.u)
    rents = unit_rent(both, moved.x, moved.pi, moved.om) - unit_rent(problem, at.x, at.pi, at.om)
    tightened = (tighter - 1.0) * problem.u[bounded]
    turn = float(rents[bounded] @ tightened + (moved.om - at.om) @ (both.g - problem.g))
    assert turn <= CLOSE * (1.0 + abs(surplus(problem, at)))


def test_trade_is_free_under_an_empty_timeline() -> None:
    here, program, _ = shipped()
    law = Timeline().compile(here, ("2025-05",))
    assert not any(law.data[name].values.any() for name in ("duty", "export_duty", "levy", "licensed"))
    assert np.isinf(law.data["cap"].values).all()
    assert (law.data["ceiling"].values == 1.0).all()
    found = solve(program, law)
    for name in ("tariff_revenue", "licence_rent", "state_spending", "rent"):
        assert float(np.abs(found.data[name].values).max(initial=0.0)) == 0.0
    dropped = load_timeline()
    for instrument in dropped.instruments:
        dropped = dropped.drop(instrument.id)
    again = solve(program, dropped.compile(here, ("2025-05",)))
    np.testing.assert_array_equal(again.data["flow_lane"].values, found.data["flow_lane"].values)


@FEW
@given(seeds)
def test_the_order_of_rows_places_and_goods_does_not_matter(seed: int) -> None:
    rng, law = np.random.default_rng(seed), random_law(seed)
    other, place = world(), {}
    for name in ("lanes", "plants", "demand", "stocks", "prices", "surplus", "recipe_goods"):
        frame = getattr(other, name)
        place[name] = rng.permutation(len(frame))
        setattr(other, name, frame.iloc[place[name]].reset_index(drop=True))
    for name in ("places", "goods", "recipes"):
        frame = getattr(other, name)
        setattr(other, name, frame.iloc[rng.permutation(len(frame))])
    moved = Regime(law.data.isel(lane=place["lanes"], plant=place["plants"]), law.reasons)
    plain, found = solve(PROGRAM, law).data, solve(calibrate(other.world, free(other, MONTHS)), moved).data
    np.testing.assert_allclose(found["flow_lane"].values, plain["flow_lane"].values[:, place["lanes"]], rtol=1e-4, atol=1e-3)
    np.testing.assert_allclose(found["delivered"].values, plain["delivered"].values[:, place["demand"]], rtol=1e-4, atol=1e-3)
    aligned = found["price"].sel(place=plain["place"].values, good=plain["good"].values)
    np.testing.assert_allclose(aligned.values, plain["price"].values, rtol=1e-4, atol=1e-4)


def in_halves(stated: SmallMarket, place: str) -> SmallMarket:
    """A place as two, each with half of every line that touches it, half its stock, and the same prices if nothing is wrong."""

    def half(name: str, i: int) -> str:
        where, _, good = name.partition("/")
        return f"{where} {i}/{good}" if where == place else name

    lines, pieces = [], {}
    for line in stated.lines:
        touches = any(name.partition("/")[0] == place for name, _, _ in line.entries)
        pieces[line.name] = [f"{line.name} {i}" for i in (1, 2)] if touches else [line.name]
        for i, name in zip((1, 2), pieces[line.name], strict=False):
            entries = tuple((half(market_, i), a, w) for market_, a, w in line.entries)
            shared = {"h": 2.0 * line.h, "u": 0.5 * line.u} if touches else {}
            lines.append(replace(line, name=name, entries=entries, lane=None, **shared))  # type: ignore[arg-type]
    given_ = [(half(name, i), t / 2) if half(name, i) != name else (name, t / 2) for name, t in stated.given for i in (1, 2)]
    quotas = [
        (name, {piece: weight for line, weight in weights.items() for piece in pieces[line]}, cap)
        for name, weights, cap in stated.quotas
    ]
    return replace(stated, lines=tuple(lines), given=tuple(given_), quotas=tuple(quotas))


@FEW
@given(seeds)
def test_a_place_in_two_identical_halves_changes_nothing(seed: int) -> None:
    stated = market(seed)
    whole, split = stated.solve(), in_halves(stated, "p0").solve()
    for line in stated.lines:
        if line.h > 0:  # levels without a slope may be shared in many ways
            parts = [f"{line.name} {i}" for i in (1, 2)] if f"{line.name} 1" in split.levels else [line.name]
            assert sum(split.levels[part] for part in parts) == pytest.approx(whole.levels[line.name], rel=1e-4, abs=1e-3)
    for line in stated.lines:
        if line.kind == "demand" and line.entries[0][0].startswith("p0/") and whole.levels[line.name] > 1e-3:
            good = line.entries[0][0].partition("/")[2]
            assert split.price("p0 1", good) == pytest.approx(whole.price("p0", good), rel=1e-4, abs=1e-4)
            assert split.price("p0 2", good) == pytest.approx(whole.price("p0", good), rel=1e-4, abs=1e-4)


def priced_without_trade(frames: Frames | World, found: Outcome, month: int, opening: np.ndarray) -> list[tuple[str, str]]:
    prices = found.data["price"].isel(month=month)
    books = left_over(frames, found, month, opening)
    return [
        key for key, (_, scale) in books.items() if scale == 0.0 and np.isfinite(float(prices.sel(place=key[0], good=key[1])))
    ]


@FEW
@given(seeds)
def test_no_price_without_trade(seed: int) -> None:
    law = random_law(seed)
    law.data["ceiling"][2] = 0.0
    law.data["cap"][2] = 0.0
    found = solve(PROGRAM, law)
    assert not priced_without_trade(FRAMES, found, 2, found.data["stock"].values[1])
    assert np.isnan(found.data["price"].isel(month=2).sel(place="ROW", good="magnet/N"))  # no plant, no store, no lane


def test_no_price_without_trade_in_the_shipped_world() -> None:
    here, _, found = shipped()
    assert not priced_without_trade(here, found, 1, found.data["stock"].values[0])
    assert np.isfinite(found.data["price"].values).any()
