from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tests.market.made_up import free, on, world

from ytterby.errors import BadTable
from ytterby.market import Parameters, calibrate, solve

MONTHS = ("2025-01", "2025-02")


def test_free_trade_under_an_empty_regime_reproduces_the_base_year() -> None:
    frames = world()
    law = free(frames, MONTHS)
    found = solve(calibrate(frames.world, law), law)
    np.testing.assert_allclose(found.data["flow_lane"][0], frames.lanes["base"], atol=1e-4)
    np.testing.assert_allclose(found.data["level"][0], frames.plants["base"], rtol=1e-6, atol=1e-4)
    np.testing.assert_allclose(found.data["delivered"][0], frames.demand["base"], rtol=1e-6)
    np.testing.assert_allclose(found.data["stock"][-1], frames.stocks["tonnes"], rtol=1e-6)
    for place, good, base in frames.prices.itertuples(index=False):
        price = float(found.data["price"].sel(place=place, good=good)[0])
        assert np.isnan(price) or price == pytest.approx(base, rel=1e-6)
    assert found.certificate.holds


def test_the_base_law_is_part_of_the_base_year() -> None:
    frames = world()
    law = free(frames, MONTHS)
    law.data["duty"][:, on(frames, destination="USA")] = 0.1
    law.data["levy"][:, on(frames, origin="USA")] = 0.2
    found = solve(calibrate(frames.world, law), law)
    np.testing.assert_allclose(found.data["flow_lane"][0], frames.lanes["base"], atol=1e-4)
    lifted = solve(calibrate(frames.world, law), free(frames, MONTHS))
    assert float(lifted.data["price"].sel(good="magnet/N", place="USA")[0]) < float(
        found.data["price"].sel(good="magnet/N", place="USA")[0]
    )


@pytest.mark.parametrize("name", ["lane_slope", "plant_slope", "stock_slope", "unsold_slope", "diversion_cost"])
def test_assumed_slopes_move_answers_but_never_the_base_year(name: str) -> None:
    frames = world()
    law = free(frames, MONTHS)
    other = Parameters.shipped(**{name: 3.0 * getattr(Parameters.shipped(), name)})
    found = solve(calibrate(frames.world, law, other), law)
    np.testing.assert_allclose(found.data["flow_lane"][0], frames.lanes["base"], atol=1e-4)


def test_what_freight_and_duties_leave_unexplained_is_shown_for_every_lane_and_plant() -> None:
    frames = world()
    program = calibrate(frames.world, free(frames, MONTHS))
    lanes = program.residuals[program.residuals["kind"] == "lane"]
    assert len(lanes) == len(frames.lanes)
    assert len(program.residuals) == len(frames.lanes) + len(frames.plants)
    row = lanes[(lanes["good_or_recipe"] == "magnet/N") & (lanes["partner"] == "CHN") & (lanes["place"] == "JPN")].iloc[0]
    assert row["residual"] == pytest.approx(77.0 - 70.0 - 1.4)


def test_every_unbalanced_market_and_missing_price_is_named_at_once() -> None:
    frames = world()
    frames.prices = frames.prices[~frames.prices["good"].isin(["oxide/La", "oxide/NdPr"])]
    with pytest.raises(BadTable) as missing:
        calibrate(frames.world, free(frames, MONTHS))
    assert "oxide/La in USA" in str(missing.value)
    assert "oxide/NdPr in JPN" in str(missing.value)
    frames = world()
    frames.demand.loc[frames.demand["place"] == "JPN", "base"] += 1.0
    with pytest.raises(BadTable) as short:
        calibrate(frames.world, free(frames, MONTHS))
    assert len(short.value.faults) >= 3
    assert "JPN" in str(short.value)


def test_semi_log_demand_has_the_same_base_and_dearer_shortages() -> None:
    frames = world()
    law = free(frames, MONTHS)
    straight, bent = calibrate(frames.world, law), calibrate(frames.world, law, demand="semi-log")
    np.testing.assert_allclose(solve(bent, law).data["flow_lane"][0], frames.lanes["base"], atol=1e-3)
    law.data["cap"][:, on(frames, origin="CHN", good="oxide/Dy")] = 0.5
    prices = [solve(program, law).data["price"].sel(place="JPN", good="oxide/Dy").to_numpy()[0] for program in (straight, bent)]
    assert prices[1] > prices[0] > 275.0


def test_names_of_places_and_the_order_of_rows_change_nothing() -> None:
    frames, law = world(), free(world(), MONTHS)
    law.data["duty"][:, on(frames, destination="USA")] = 0.25
    plain = solve(calibrate(frames.world, free(frames, MONTHS)), law)
    renamed, new = world(), {"CHN": "ZZZ", "USA": "BBB", "JPN": "AAA", "ROW": "CCC"}
    for frame in (renamed.plants, renamed.demand, renamed.stocks, renamed.prices):
        frame["place"] = frame["place"].map(new)
    for end in ("origin", "destination"):
        renamed.lanes[end] = renamed.lanes[end].map(new)
    renamed.places = renamed.places.rename(index=new)
    renamed.demand = renamed.demand.iloc[::-1].reset_index(drop=True)
    renamed.plants = renamed.plants.iloc[::-1].reset_index(drop=True)
    other = solve(calibrate(renamed.world, free(renamed, MONTHS)), law)
    np.testing.assert_allclose(other.data["flow_lane"], plain.data["flow_lane"], rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(other.data["level"].to_numpy()[:, ::-1], plain.data["level"], rtol=1e-6, atol=1e-6)


def test_a_place_split_into_two_halves_trades_what_the_whole_did() -> None:
    frames, law = world(), free(world(), MONTHS)
    whole = calibrate(frames.world, law)
    halves = world()
    halves.places = pd.concat([halves.places, halves.places.loc[["ROW"]].rename(index={"ROW": "RO2"})])
    for name, keys in (("demand", ["base"]), ("lanes", ["base"]), ("stocks", ["tonnes", "target"])):
        frame = getattr(halves, name)
        ends = ["destination", "origin"] if name == "lanes" else ["place"]
        here = (frame[ends] == "ROW").any(axis=1)
        twin = frame[here].replace({end: {"ROW": "RO2"} for end in ends})
        frame.loc[here, keys] /= 2
        twin[keys] /= 2
        setattr(halves, name, pd.concat([frame, twin], ignore_index=True))
    twin = halves.prices[halves.prices["place"] == "ROW"].assign(place="RO2")
    halves.prices = pd.concat([halves.prices, twin], ignore_index=True)
    both = calibrate(halves.world, free(halves, MONTHS))
    cut, cut_both = free(frames, MONTHS), free(halves, MONTHS)
    cut.data["ceiling"][:, 3] = 0.5
    cut_both.data["ceiling"][:, 3] = 0.5
    one, two = solve(whole, cut), solve(both, cut_both)
    used = one.data["delivered"].groupby("use_place").sum()
    used_both = two.data["delivered"].groupby("use_place").sum()
    assert used.sel(use_place="JPN").to_numpy() == pytest.approx(used_both.sel(use_place="JPN").to_numpy(), rel=1e-3)
    parts = used_both.sel(use_place="ROW") + used_both.sel(use_place="RO2")
    assert used.sel(use_place="ROW").to_numpy() == pytest.approx(parts.to_numpy(), rel=1e-3)
