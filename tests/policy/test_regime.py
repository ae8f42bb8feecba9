"""The regime a timeline compiles to: the contract's variables, days counted, reasons behind every cell."""

import math
import pickle
from collections.abc import Mapping

import numpy as np
import pytest
from tests.policy.standin import world

from ytterby.errors import BadMonth, UnknownName
from ytterby.months import month_range
from ytterby.policy import Timeline, load_timeline

LAW = load_timeline()
WORLD = world()
LICENCE = "chn/licence-medium-heavy-2025"
CIVIL = {"good": "magnet/NdFeB-Dy", "origin": "CHN", "destination": "EU", "end_use": "civil"}


def law(kind: str, issuer: str = "CHN", scope: Mapping[str, object] | None = None, **entry: object) -> Timeline:
    history = [{"from": "2025-04-04", "source": "what-if", **entry}]
    head = {"id": f"{issuer.lower()}/made-up", "kind": kind, "issuer": issuer, "title": "Made up", "scope": scope or {}}
    return Timeline().add({**head, "history": history})


def test_the_regime_has_the_variables_dims_and_units_of_the_contract() -> None:
    data = LAW.compile(WORLD, ["2025-04", "2025-05"]).data
    dims = {name: data[name].dims for name in data.data_vars}
    flat = ("month", "lane")
    assert dims == {
        **dict.fromkeys(("duty", "export_duty", "levy", "cap", "licensed"), flat),
        **dict.fromkeys(("group_cap", "group_carry", "group_advance", "over_duty", "over_levy"), ("month", "group")),
        "member": ("group", "lane"), "ceiling": ("month", "plant"),
        **dict.fromkeys(("floor_price", "floor_tonnes"), ("month", "support")),
        **dict.fromkeys(
            ("reserve_buy", "reserve_below", "reserve_release", "reserve_above", "reserve_target", "reserve_keep"),
            ("month", "reserve"),
        ),
    }  # fmt: skip
    assert data["levy"].attrs["units"] == "USD/kg"
    assert list(data["good"].values) == list(WORLD.lanes["good"])
    assert not any(np.isnan(data[name].values).any() for name in data.data_vars)


def test_nothing_then_a_bulge_then_a_level() -> None:
    regime = LAW.known_on("2025-11-30").compile(WORLD, month_range("2025-01", "2025-11"))
    lane = regime.lane(CIVIL)
    caps = dict(zip(regime.months, regime.data["cap"].values[:, lane] / WORLD.lanes["base"].to_numpy()[lane], strict=True))
    assert math.isinf(caps["2025-03"])
    assert 0.1 <= caps["2025-04"] < 0.101  # three customary days, and hardly a file through
    assert caps["2025-05"] < 0.2
    assert max(caps["2025-06"], caps["2025-07"], caps["2025-08"]) > caps["2025-10"]
    assert caps["2025-10"] == pytest.approx(caps["2025-11"], rel=0.02)


def test_samarium_gains_nothing_from_the_green_channel() -> None:
    shut = LAW.amend(LICENCE, "2025-06-07", green_channel=None).amend(LICENCE, "2025-06-11", green_channel=None)
    for good, gains in (("magnet/SmCo", False), ("magnet/NdFeB-Dy", True)):
        lane = {"good": good, "origin": "CHN", "destination": "USA", "end_use": "civil"}
        with_channel, without = (one.compile(WORLD, ["2025-06"]) for one in (LAW, shut))
        number = with_channel.lane(lane)
        more = float((with_channel.data["cap"] - without.data["cap"]).values[0, number])
        assert (more > 0.0) is gains


def test_a_specific_duty_is_a_levy_and_an_export_duty_its_own_field() -> None:
    data = law("tariff", "USA", {"origins": ["CHN"]}, set={"usd_per_kg": 3}).compile(WORLD, ["2025-05"]).data
    assert set(np.unique(data["levy"].values)) == {0.0, 3.0}
    assert not data["duty"].any()
    data = (
        law("tariff", scope={"stages": ["separation"]}, set={"percent": 15, "direction": "export"})
        .compile(WORLD, ["2025-04"])
        .data
    )
    assert float(data["export_duty"].max()) == pytest.approx(0.15 * 27 / 30)
    assert not data["duty"].any()


def test_domestic_lanes_meet_no_customs_officer() -> None:
    data = law("ban", set={}).compile(WORLD, ["2025-05"]).data
    home = (data["origin"] == data["destination"]).values
    assert home.any()
    assert np.isinf(data["cap"].values[:, home]).all()
    assert (data["cap"].values[:, (data["origin"] == "CHN").values & ~home] == 0.0).all()


def test_a_ban_on_part_of_the_buyers_leaves_the_rest_their_customary_flow() -> None:
    regime = law("ban", scope={"destinations": ["JPN"]}, set={"share": 0.25}).compile(WORLD, ["2025-05"])
    lane = regime.lane({"good": "oxide/Dy", "origin": "CHN", "destination": "JPN"})
    assert float(regime.data["cap"].values[0, lane]) == pytest.approx(0.75 * WORLD.lanes["base"].iloc[lane])


def test_a_trade_quota_is_a_basket_with_a_monthly_share_of_its_tonnage() -> None:
    scope = {"stages": ["separation"]}
    data = law("quota", scope=scope, set={"tonnes": 24, "per": "year"}).compile(WORLD, ["2025-03", "2025-05"]).data
    assert data["group_cap"].values.ravel().tolist() == [math.inf, 2.0]
    caught = data["good"].str.startswith("oxide/") & (data["origin"] == "CHN") & (data["destination"] != "CHN")
    assert (data["member"].values[0].astype(bool) == caught.values).all()


def test_a_production_quota_allots_by_customary_output() -> None:
    scope = {"stages": ["mine"]}
    data = law("quota", scope=scope, set={"tonnes": 120, "per": "year", "counts": "production"}).compile(WORLD, ["2025-05"]).data
    made = dict(zip(zip(data["place"].values, data["recipe"].values, strict=True), data["ceiling"].values[0], strict=True))
    assert made["CHN", "mine/clay"] == pytest.approx(10 / 25)
    assert made["AUS", "mine/clay"] == 1.0


def test_output_that_the_base_year_s_quota_does_not_explain_lies_outside_it() -> None:
    scope = {"stages": ["mine"]}
    entry = {"tonnes": 120, "per": "year", "counts": "production"}  # 10 a month in the base year, where the plant made 20
    made = Timeline().add(
        {
            **law("quota", scope=scope, set=entry)["chn/made-up"].data(),
            "history": [{"from": "2024-01-01", "source": "what-if", "set": entry}],
        }
    )
    halved = made.amend("chn/made-up", "2026-01-01", tonnes=60)
    for timeline, month, share in ((made, "2024-05", 0.5 * 0.8 + 0.5), (halved, "2026-05", 0.5 * 0.8 * 0.5 + 0.5)):
        data = timeline.compile(WORLD, [month]).data
        plant = ((data["place"] == "CHN") & (data["recipe"] == "mine/clay")).values
        assert float(data["ceiling"].values[0, plant][0]) == pytest.approx(share)


def test_a_technology_control_lowers_ceilings_abroad() -> None:
    scope = {"stages": ["magnet"], "destinations": ["JPN"]}
    data = law("tech_control", scope=scope, set={"ceiling": 0.5}).compile(WORLD, ["2025-05"]).data
    assert data["ceiling"].values[0].tolist() == [1.0, 1.0, 0.5, 1.0]


def test_a_law_on_the_union_reaches_its_members() -> None:
    other = world()
    other.lanes["destination"] = other.lanes["destination"].replace("EU", "DEU")
    data = law("ban", scope={"destinations": ["EU"]}, set={}).compile(other, ["2025-05"]).data
    assert (data["cap"].values[:, ((data["destination"] == "DEU") & (data["origin"] == "CHN")).values] == 0.0).all()


def test_reasons_stand_behind_exactly_the_lanes_that_law_touches() -> None:
    regime = LAW.compile(WORLD, ["2025-06"])
    data = regime.data
    for lane in range(data.sizes["lane"]):
        touched = bool(
            data["duty"].values[0, lane] or data["export_duty"].values[0, lane] or np.isfinite(data["cap"].values[0, lane])
        )
        assert bool(regime.because("2025-06", lane)) is touched


def test_a_lane_or_month_that_is_not_there_names_the_near_miss() -> None:
    regime = LAW.compile(WORLD, ["2025-06"])
    with pytest.raises(UnknownName, match="Did you mean 'oxide/Dy'"):
        regime.lane({"good": "oxide/Dys", "origin": "CHN", "destination": "JPN"})
    with pytest.raises(UnknownName, match="a month of this regime"):
        regime.because("2025-07", 0)
    with pytest.raises(UnknownName, match="one lane"):
        regime.lane({"good": "oxide/Dy"})
    with pytest.raises(BadMonth, match="a month twice"):
        LAW.compile(WORLD, ["2025-06", "2025-06"])


def test_a_regime_survives_the_way_to_another_process() -> None:
    regime = LAW.compile(WORLD, ["2025-06"])
    copy = pickle.loads(pickle.dumps(regime))
    assert copy.data.equals(regime.data)
    lane = regime.lane(CIVIL)
    assert copy.because("2025-06", lane) == regime.because("2025-06", lane)


def test_each_instrument_gives_one_reason_for_a_cap() -> None:
    regime = LAW.compile(WORLD, ["2025-06"])
    reasons = [one for one in regime.because("2025-06", CIVIL) if one.instrument == LICENCE]
    assert len(reasons) == 1
    assert "30 of 30 days" in reasons[0].effect


def test_forty_years_at_once_are_the_same_bits_as_each_month_alone() -> None:
    whole = LAW.compile(WORLD, month_range("1990-01", "2026-11"))
    lanes = range(0, len(WORLD.lanes), 9)
    for month in ("1990-01", "2010-10", "2019-05", "2025-04", "2025-06", "2026-11"):
        alone = LAW.compile(WORLD, [month])
        for name, found in alone.data.items():
            if "month" in found.dims:
                np.testing.assert_array_equal(
                    found.values[0], whole.data[name].sel(month=month).values, err_msg=f"{name} {month}"
                )
        assert [alone.because(month, lane) for lane in lanes] == [whole.because(month, lane) for lane in lanes]
