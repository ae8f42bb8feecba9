"""What each kind can say beyond the simplest: tariff-rate quotas, quotas through time, reserves, floors, triggers, buyers."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.policy.standin import world

from ytterby.errors import BadInput, BadLaw, UnknownName
from ytterby.months import month_range
from ytterby.policy import Timeline
from ytterby.policy.terms import said

WORLD = world()
YEARS = month_range("2025-01", "2026-12")


def law(kind: str, issuer: str = "CHN", scope: dict[str, Any] | None = None, name: str = "made-up", **terms: Any) -> Timeline:
    entry = {"from": "2025-01-01", "source": "what-if", "set": terms}
    head = {"id": f"{issuer.lower()}/{name}", "kind": kind, "issuer": issuer, "title": "Made up", "scope": scope or {}}
    return Timeline().add({**head, "history": [entry]})


def stated(timeline: Timeline, name: str, term: str, day: str) -> float:
    return float(getattr(timeline.on(day)[name].terms, term).value)


def test_a_tariff_rate_quota_says_at_whose_border_and_what_lies_beyond() -> None:
    data = law("quota", "USA", {"stages": ["magnet"]}, tonnes=120, direction="import", over_percent=25).compile(WORLD, YEARS).data
    caught = data["member"].values[0].astype(bool)
    assert set(data["destination"].values[caught]) == {"USA"}
    assert data["group_side"].values.tolist() == ["destination"]
    assert set(data["over_duty"].values[:, 0]) == {0.25}
    assert (data["group_cap"].values[:, 0] == 10.0).all()


def test_beyond_a_plain_quota_nothing_moves() -> None:
    data = law("quota", tonnes=120).compile(WORLD, YEARS).data
    assert np.isinf(data["over_duty"].values).all()
    assert data["group_side"].values.tolist() == ["origin"]


def test_a_quota_at_a_foreign_border_is_refused() -> None:
    with pytest.raises(BadLaw, match=r"destinations: \[USA\]"):
        law("quota", "USA", {"destinations": ["JPN"]}, tonnes=120, direction="import")


@given(
    tonnes=st.floats(1.0, 1e5), per=st.sampled_from([("month", 1), ("half", 6), ("year", 12)]), share=st.floats(0.0, 1.0),
    spread=st.sampled_from(["even", "cumulative", "free"]),
)  # fmt: skip
@settings(max_examples=30, deadline=None)
def test_in_a_period_a_month_may_use_no_more_than_the_period_and_what_was_carried(
    tonnes: float, per: tuple[str, int], share: float, spread: str
) -> None:
    name, length = per
    data = law("quota", tonnes=tonnes, per=name, spread=spread, carry_over=share).compile(WORLD, YEARS).data
    cap, carry, ahead = (data[key].values[:, 0] for key in ("group_cap", "group_carry", "group_advance"))
    for first in range(0, len(YEARS), length):
        whole = slice(first, first + length)
        assert cap[whole].sum() == pytest.approx(tonnes)
        assert cap[first] + ahead[first] == pytest.approx(tonnes if spread == "free" else tonnes / length)
        assert ahead[first + length - 1] == 0.0
        assert carry[first] == pytest.approx(share * tonnes if first else 0.0)  # the law begins with the first period
        assert (carry[whole][1:] == (0.0 if spread == "even" else np.inf)).all()


def test_the_account_of_a_quota_is_the_same_in_any_range_of_months() -> None:
    timeline = law("quota", tonnes=12, spread="free", carry_over=0.1).amend("chn/made-up", "2026-04-16", tonnes=24, per="half")
    whole = timeline.compile(WORLD, YEARS).data
    for months in (YEARS[3:7], YEARS[14:16], YEARS[20:]):
        part = timeline.compile(WORLD, months).data
        for name in ("group_cap", "group_carry", "group_advance", "over_duty", "over_levy"):
            np.testing.assert_allclose(part[name].values, whole[name].sel(month=list(months)).values)


def test_a_stockpile_is_a_reserve_at_the_issuer_for_each_good_it_names() -> None:
    terms: dict[str, Any] = {
        "opening_tonnes": 5,
        "target_tonnes": 50,
        "buy_t_per_month": 3,
        "buy_below_usd_per_kg": 200,
        "keep_tonnes": 2,
    }
    data = law("stockpile", "USA", {"goods": ["oxide/Dy", "magnet"]}, **terms).compile(WORLD, YEARS).data
    assert set(data["reserve_good"].values) == {"oxide/Dy", "magnet/NdFeB", "magnet/NdFeB-Dy", "magnet/SmCo"}
    assert set(data["reserve_place"].values) == {"USA"}
    assert set(data["reserve_opening"].values) == {5.0}
    assert (data["reserve_buy"].values == 3.0).all()
    assert (data["reserve_release"].values == 0.0).all()


def test_a_floor_acts_on_goods_it_names_and_only_then() -> None:
    named = law("support", "CHN", {"goods": ["oxide/NdPr"]}, floor_usd_per_kg=110, floor_tonnes_per_year=1200).compile(
        WORLD, YEARS
    )
    assert named.data["support"].values.tolist() == ["chn/made-up:CHN:oxide/NdPr"]
    assert (named.data["floor_price"].values == 110.0).all()
    assert (named.data["floor_tonnes"].values == 100.0).all()
    recorded = law("support", "CHN", floor_usd_per_kg=110, grant_million_usd=5, beneficiary="a maker")
    assert recorded.compile(WORLD, YEARS).data.sizes["support"] == 0


def test_a_trigger_applies_the_entries_it_names_from_its_day_and_they_end() -> None:
    timeline = law("ban", name="stop", share=0.0)
    applies = [{"instrument": "chn/stop", "set": {"share": 1.0}, "after_days": 10, "for_days": 90}]
    timeline = Timeline((*timeline.instruments, *law("trigger", applies=applies, hazard_per_year=0.5).instruments))
    fired = timeline.fire("chn/made-up", on="2025-06-01")
    days = ("2025-06-10", "2025-06-11", "2025-09-08", "2025-09-09")
    assert [stated(fired, "chn/stop", "share", day) for day in days] == [0.0, 1.0, 1.0, 0.0]
    assert stated(timeline, "chn/stop", "share", "2025-07-01") == 0.0


def test_a_trigger_that_cannot_fire_says_why() -> None:
    idle = law("trigger", condition="new sanctions")
    with pytest.raises(BadInput, match="no 'applies'"):
        idle.fire("chn/made-up", on="2025-06-01")
    with pytest.raises(BadInput, match="not yet"):
        idle.fire("chn/made-up", on="2024-06-01")
    with pytest.raises(BadInput, match="a ban"):
        law("ban").fire("chn/made-up", on="2025-06-01")
    lost = law("trigger", applies=[{"instrument": "chn/nowhere", "suspended": True}])
    with pytest.raises(UnknownName, match="chn/nowhere"):
        lost.fire("chn/made-up", on="2025-06-01")


def test_a_truce_rests_until_it_snaps_back_and_a_second_one_extends_it() -> None:
    timeline = law("ban").truce(["chn/made-up"], "2025-05-14", "2025-08-12").truce(["chn/made-up"], "2025-08-12", "2025-11-10")
    days = ("2025-05-13", "2025-05-14", "2025-08-12", "2025-11-09", "2025-11-10")
    status = [timeline.on(day)["chn/made-up"].status for day in days]
    assert status == ["in force", "suspended", "suspended", "suspended", "in force"]
    eased = law("tariff", "USA", percent=145).truce(["usa/made-up"], "2025-05-14", "2025-08-12", percent=30)
    assert [stated(eased, "usa/made-up", "percent", day) for day in ("2025-06-01", "2025-08-12")] == [30, 145]


@given(trusted=st.floats(0.0, 0.7), listed=st.floats(0.0, 0.3), approval=st.floats(0.0, 1.0), for_trusted=st.floats(0.0, 1.0))
@settings(max_examples=20, deadline=None)
def test_approval_over_buyer_classes_is_their_mean(trusted: float, listed: float, approval: float, for_trusted: float) -> None:
    terms: dict[str, Any] = {
        "approval_share": approval, "buyer_share": {"trusted": trusted, "listed": listed},
        "approval_by_buyer": {"trusted": for_trusted, "listed": 0.0},
    }  # fmt: skip
    scope = {"stages": ["separation"]}
    regime = law("export_licence", scope=scope, **terms).compile(WORLD, ["2025-06"])
    lane = regime.lane({"good": "oxide/Dy", "origin": "CHN", "destination": "JPN"})
    expected = approval * (trusted * for_trusted + (1.0 - trusted - listed)) * WORLD.lanes["base"].iloc[lane]
    assert float(regime.data["cap"].values[0, lane]) == pytest.approx(expected, abs=1e-9)


def test_a_content_rule_catches_each_place_by_its_own_share() -> None:
    scope = {"stages": ["magnet"], "except": {"origins": ["CHN"]}}
    terms: dict[str, Any] = {"de_minimis_percent": 0.1, "caught_share": 0.2, "caught_by_origin": {"JPN": 0.6}}
    regime = law("export_licence", scope=scope, **terms).compile(WORLD, ["2025-06"])
    for origin, share in (("JPN", 0.6), ("VNM", 0.2), ("CHN", 0.0)):
        lane = {"good": "magnet/NdFeB-Dy", "origin": origin, "destination": "USA", "end_use": "civil"}
        assert float(regime.data["licensed"].values[0, regime.lane(lane)]) == pytest.approx(share)


def test_a_list_counts_at_least_those_it_names() -> None:
    with pytest.raises(BadLaw, match="at least the 2 named"):
        law("ban", entities=1, names=["One Works", "Two Works"])
    held = law("ban", names=["One Works"], affiliates_percent=50).on("2025-02-01")["chn/made-up"]
    assert "One Works" in said(held.terms)
