from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from tests.market.made_up import Frames, free, on, world

from ytterby.errors import BadTable, NotSolved, UnknownName
from ytterby.market import Options, Outcome, calibrate, solve
from ytterby.market.solver.equilibrium import Engine
from ytterby.months import month_range
from ytterby.policy import Regime

MONTHS = month_range("2025-01", "2025-12")


def cut_off(frames: Frames, months: tuple[str, ...] = MONTHS, start: int = 3, stop: int = 8) -> Regime:
    """China ships no magnets to the USA from the fourth to the eighth month."""
    law = free(frames, months)
    law.data["cap"][start:stop, on(frames, good="magnet/N", origin="CHN", destination="USA")] = 0.0
    return law


def solved(law: Regime | None = None) -> tuple[Frames, Outcome]:
    frames = world()
    return frames, solve(calibrate(frames.world, free(frames, MONTHS)), law or cut_off(frames))


def american(data: xr.DataArray, place: str = "USA", good: str = "magnet/N") -> np.ndarray:
    return data.sel(place=place, good=good).to_numpy()


def test_an_outcome_holds_what_the_contract_promises() -> None:
    frames, found = solved()
    promised = {
        "flow_lane": ("month", "lane"),
        "price": ("month", "good", "place"),
        "price_military": ("month", "good", "place"),
        "wanted": ("month", "use"),
        "delivered": ("month", "use"),
        "shortage": ("month", "use"),
        "level": ("month", "plant"),
        "utilisation": ("month", "plant"),
        "stock": ("month", "hold"),
        "rent": ("month", "lane"),
        "group_rent": ("month", "group"),
        "consumer_surplus": ("month", "place"),
        "producer_surplus": ("month", "place"),
        "tariff_revenue": ("month", "place"),
        "licence_rent": ("month", "place"),
    }
    for name, dims in promised.items():
        assert found.data[name].dims == dims
        assert found.data[name].attrs["units"]
    assert list(found.data["lane_origin"].to_numpy()) == list(frames.lanes["origin"])
    assert list(found.certificate.by_month) == list(MONTHS)
    assert found.certificate.kkt <= 1e-6
    assert found.certificate.local <= 1e-3


def test_a_cut_off_parts_prices_and_stores_run_down_then_are_rebuilt() -> None:
    frames, found = solved()
    abroad, at_home = american(found.data["price"]), american(found.data["price"], place="CHN")
    assert (abroad[3:8] > 1.2 * abroad[2]).all()
    assert (at_home[3:8] < at_home[2]).all()
    stock = found.data["stock"].to_numpy()[:, int(np.flatnonzero(frames.stocks["place"] == "USA")[0])]
    shut = stock[2:8]
    assert ((np.diff(shut) < 0) | (shut[1:] <= 1e-6 * shut[0])).all()  # it falls until it is empty
    assert shut[-1] < 0.5 * shut[0]
    assert stock[8] > stock[7]
    assert stock[-1] == pytest.approx(stock[0], rel=0.05)


def test_a_barred_lane_shows_what_opening_it_would_earn() -> None:
    frames, found = solved()
    lane = np.flatnonzero(on(frames, good="magnet/N", origin="CHN", destination="USA", end_use="civil"))[0]
    rent = found.data["rent"].to_numpy()[:, lane]
    assert rent[2] == 0.0
    assert rent[4] > 10.0
    assert found.data["flow_lane"].to_numpy()[4, lane] == 0.0


def test_what_a_capped_lane_earns_goes_to_the_origin_as_licence_rent() -> None:
    frames = world()
    law = free(frames, MONTHS[:1])
    lanes = on(frames, good="magnet/N", origin="CHN", destination="USA", end_use="civil")
    law.data["cap"][:, lanes] = 100.0
    found = solve(calibrate(frames.world, free(frames, MONTHS[:1])), law)
    rent = float(found.data["rent"].to_numpy()[0, lanes][0])
    assert rent > 0.0
    assert float(found.data["licence_rent"].sel(place="CHN")[0]) == pytest.approx(100.0 * rent, rel=1e-6)


def test_a_quota_over_a_basket_binds_every_member() -> None:
    frames = world()
    law = free(frames, MONTHS[:1], groups=1)
    members = on(frames, origin="CHN", good="oxide/Dy") | on(frames, origin="CHN", good="oxide/NdPr")
    law.data["member"][0, members] = 1.0
    law.data["group_cap"][:, 0] = 0.5 * frames.lanes["base"][members].sum()
    found = solve(calibrate(frames.world, free(frames, MONTHS[:1])), law)
    moved = float(found.data["flow_lane"].to_numpy()[0, members].sum())
    assert moved == pytest.approx(float(law.data["group_cap"][0, 0]), rel=1e-6)
    assert float(found.data["group_rent"][0, 0]) > 0.0
    dearer = american(found.data["price"], "JPN", "oxide/NdPr")[0] / 66.0
    assert dearer > american(found.data["price"], "JPN", "oxide/Dy")[0] / 275.0 > 1.0


def test_military_users_go_short_when_only_civil_lanes_stay_open_and_diversion_is_capped() -> None:
    frames = world()
    law = free(frames, MONTHS[:3])
    law.data["cap"][:, on(frames, good="magnet/N", destination="USA", end_use="military")] = 0.0
    found = solve(calibrate(frames.world, free(frames, MONTHS[:3])), law)
    use = int(np.flatnonzero((frames.demand["sector"] == "defence") & (frames.demand["place"] == "USA"))[0])
    civil = int(np.flatnonzero((frames.demand["sector"] == "motors") & (frames.demand["place"] == "USA"))[0])
    short = found.data["shortage"].to_numpy()
    assert short[0, use] > 5.0
    assert short[0, use] / 20.0 > 10 * short[0, civil] / 300.0
    diverted = found.data["diverted"].sel(divert=found.data["divert_place"] == "USA").to_numpy()[0, 0]
    assert 0.0 < diverted <= 0.02 * 300.0 * (1 + 1e-6)
    military = float(found.data["price_military"].sel(good="magnet/N", place="USA")[0])
    assert military > 2.0 * american(found.data["price"])[0]


def test_months_that_pose_the_same_problem_are_solved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    frames = world()
    law = free(frames, MONTHS)
    program = calibrate(frames.world, law)
    calls = []
    original = Engine.solve

    def counted(self: Engine, *args: object) -> object:
        calls.append(1)
        return original(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Engine, "solve", counted)
    solve(program, law)
    assert len(calls) <= 2


def test_resuming_after_the_first_change_gives_what_solving_all_months_gives() -> None:
    frames = world()
    program = calibrate(frames.world, free(frames, MONTHS))
    base = solve(program, free(frames, MONTHS))
    law = cut_off(frames)
    resumed, whole = base.resume(program, law, 3), solve(program, law)
    for name in ("flow_lane", "price", "stock", "rent"):
        np.testing.assert_allclose(resumed.data[name], whole.data[name], rtol=1e-5, atol=1e-5)
    assert list(resumed.certificate.by_month) == list(MONTHS)


def test_stocks_need_not_be_carried() -> None:
    frames = world()
    program, law = calibrate(frames.world, free(frames, MONTHS)), cut_off(frames)
    found = solve(program, law, options=Options(carry=False))
    prices = american(found.data["price"])
    np.testing.assert_allclose(prices[3:8], prices[3], rtol=1e-6)


def test_some_months_of_a_regime_can_be_asked_for_and_an_unknown_one_is_refused() -> None:
    frames = world()
    program, law = calibrate(frames.world, free(frames, MONTHS)), cut_off(frames)
    assert list(solve(program, law, ["2025-02", "2025-03"]).data["month"].to_numpy()) == ["2025-02", "2025-03"]
    with pytest.raises(UnknownName, match="2026-01"):
        solve(program, law, ["2026-01"])


def test_a_regime_of_another_world_is_refused() -> None:
    frames, smaller = world(), world()
    smaller.lanes = smaller.lanes.iloc[1:].reset_index(drop=True)
    program = calibrate(frames.world, free(frames, MONTHS))
    with pytest.raises(BadTable, match="same world"):
        solve(program, free(smaller, MONTHS))


def test_surpluses_revenue_and_rents_add_up_to_worth_less_cost() -> None:
    frames = world()
    law = cut_off(frames)
    law.data["duty"][:, on(frames, destination="USA")] = 0.25
    law.data["export_duty"][:, on(frames, origin="CHN", good="oxide/Dy")] = 0.1
    law.data["levy"][:, on(frames, origin="USA")] = 0.3
    law.data["cap"][5:, on(frames, origin="CHN", destination="JPN")] = 40.0
    program = calibrate(frames.world, free(frames, MONTHS))
    found = solve(program, law)
    hold = program.activities["hold"]
    for m, month in enumerate(found.solved):
        x, problem = month.point.x, month.problem
        costs = problem.c * x + 0.5 * problem.h * x**2
        lane = program.activities["lane"]
        levies = float((month.month.duty * program.freight + month.month.levy) @ x[lane])  # paid inside c, not a resource
        opening = month.month.opening
        carried = float((-problem.c[hold] * opening - 0.5 * problem.h[hold] * opening**2).sum())
        worth = -float(costs.sum()) + levies - carried
        names = ("consumer_surplus", "producer_surplus", "tariff_revenue", "licence_rent")
        total = sum(float(found.data[name][m].sum()) for name in names)
        assert total == pytest.approx(worth, rel=1e-6, abs=1e-3)


def test_a_month_without_an_equilibrium_names_the_month_and_what_is_wrong() -> None:
    frames = world()
    law = free(frames, MONTHS[:2])
    program = calibrate(frames.world, law)
    law.data["levy"][1, 0] = np.nan
    with pytest.raises(NotSolved, match="month 2025-02") as error:
        solve(program, law)
    assert "nan" in str(error.value)


def test_a_world_cut_to_pieces_still_has_an_answer() -> None:
    frames = world()
    law = free(frames, MONTHS[:2])
    program = calibrate(frames.world, law)
    law.data["cap"][:] = 0.0
    found = solve(program, law)
    assert found.certificate.holds
    assert found.data["flow_lane"].to_numpy().max() == 0.0
    law.data["ceiling"][:] = 0.0
    found = solve(program, law)
    assert np.isnan(american(found.data["price"], "ROW")).all()
    assert float(found.data["shortage"].sum()) > 0.0
