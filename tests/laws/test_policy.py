"""Laws of law: no law is free trade, months do not know of each other, a tighter law never frees a lane."""

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.policy.standin import world

from ytterby.months import month_range
from ytterby.policy import Timeline, load_timeline

LAW = load_timeline()
WORLD = world()
MONTHS = month_range("2023-01", "2027-03")
WHOLE = LAW.compile(WORLD, MONTHS).data


def test_an_empty_timeline_is_free_trade() -> None:
    data = Timeline().compile(WORLD, MONTHS).data
    assert not any(data[name].values.any() for name in ("duty", "export_duty", "levy", "licensed"))
    assert np.isinf(data["cap"].values).all()
    assert (data["ceiling"].values == 1.0).all()
    assert data.sizes["group"] == 0


@given(st.integers(0, len(MONTHS) - 1), st.integers(1, 12))
@settings(max_examples=12, deadline=None)
def test_a_month_is_the_same_in_any_range_of_months(first: int, count: int) -> None:
    months = MONTHS[first : first + count]
    part = LAW.compile(WORLD, months).data
    for name in ("duty", "export_duty", "levy", "cap", "licensed", "ceiling", "group_cap"):
        np.testing.assert_allclose(part[name].values, WHOLE[name].sel(month=list(months)).values, rtol=1e-12)


@given(st.dates(date(2025, 1, 1), date(2026, 6, 1)), st.integers(1, 400))
@settings(max_examples=10, deadline=None)
def test_a_truce_changes_no_month_after_it_has_lapsed(start: date, days: int) -> None:
    until = date.fromordinal(start.toordinal() + days)
    truce = LAW.amend("usa/tariff-fentanyl-china", start, until=until, percent=0).compile(WORLD, MONTHS).data
    later = [month for month in MONTHS if month > f"{until:%Y-%m}"]
    np.testing.assert_array_equal(truce["duty"].sel(month=later).values, WHOLE["duty"].sel(month=later).values)
    assert (truce["duty"].values <= WHOLE["duty"].values + 1e-12).all()


@given(st.dates(date(2025, 1, 1), date(2026, 12, 1)), st.floats(0.0, 1.0))
@settings(max_examples=10, deadline=None)
def test_one_more_ban_never_raises_a_cap(start: date, share: float) -> None:
    more = LAW.add(
        {
            "id": "chn/made-up", "kind": "ban", "issuer": "CHN", "title": "Made up", "scope": {"stages": ["magnet"]},
            "history": [{"from": start, "source": "what-if", "set": {"share": share}}],
        }
    )  # fmt: skip
    assert (more.compile(WORLD, MONTHS).data["cap"].values <= WHOLE["cap"].values).all()


def test_barred_end_uses_are_capped_at_nothing_while_the_licence_holds() -> None:
    lanes = (WHOLE["good"] == "magnet/NdFeB-Dy") & (WHOLE["origin"] == "CHN") & (WHOLE["end_use"] == "military")
    abroad = lanes & (WHOLE["destination"] != "CHN")
    months = [month for month in MONTHS if month > "2025-04"]
    assert (WHOLE["cap"].sel(month=months).values[:, abroad.values] == 0.0).all()


@given(st.integers(0, 50))
@settings(max_examples=5, deadline=None)
def test_relabelling_lanes_relabels_the_regime(seed: int) -> None:
    mixed = world()
    order = np.random.default_rng(seed).permutation(len(mixed.lanes))
    mixed.lanes[:] = mixed.lanes.iloc[order].to_numpy()
    mixed.lanes["base"] = mixed.lanes["base"].astype(float)
    months = ["2025-05", "2025-07"]
    found = LAW.compile(mixed, months).data
    for name in ("duty", "cap", "licensed"):
        np.testing.assert_allclose(found[name].values, WHOLE[name].sel(month=months).values[:, order], rtol=1e-12)


def test_what_could_not_be_known_changes_no_month_of_a_dated_view() -> None:
    day = "2025-05-01"
    known = LAW.known_on(day)
    with_later = LAW.amend("usa/tariff-fentanyl-china", "2025-06-01", source="t_laufer", percent=77).known_on(day)
    assert with_later == known
