"""Licences as a queue: nothing for weeks, then a bulge, then a level; whatever the terms, no more is granted than was asked."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ytterby.policy.licences import Way, cumulative, shipped

ONE = np.ones(1)
SHARE = st.floats(0.0, 1.0)


def way(
    approval: float = 1.0, trusted: float = 0.0, days: tuple[float, float, float] = (25.0, 63.0, 120.0), *, acts: bool = True,
    free: float = 0.0, green: tuple[float, float, float] = (7.0, 15.0, 45.0), shipments: int = 1, capacity: float = np.inf,
) -> Way:  # fmt: skip
    return Way(acts, ONE * free, ONE * approval, ONE * trusted, ONE * approval, days, green, shipments, capacity)


def run(ways: list[Way], lengths: list[int]) -> np.ndarray:
    which = np.repeat(np.arange(len(ways)), lengths)
    return shipped(ways, which, ONE)[:, 0]


def test_nothing_ships_before_the_fastest_file_is_through() -> None:
    passed = run([way(0.75)], [400])
    assert not passed[:25].any()
    assert passed[60] > 0.0


def test_the_level_is_the_approval_share() -> None:
    assert run([way(0.75)], [400])[-1] == pytest.approx(0.75)


def test_opening_a_green_channel_releases_a_bulge_and_then_a_level() -> None:
    passed = run([way(0.75), way(0.75, trusted=0.5)], [68, 332])
    assert passed[68:130].max() > 0.75 + 1e-6
    assert passed[-1] == pytest.approx(0.75)
    assert passed.sum() > run([way(0.75)], [400]).sum()


def test_widening_approval_brings_back_what_was_held() -> None:
    held = run([way(0.0)], [100])
    assert not held.any()
    passed = run([way(0.0), way(0.8)], [100, 300])
    assert passed.max() > 0.8
    assert passed[-1] == pytest.approx(0.8)


@given(approval=SHARE, trusted=SHARE, later=SHARE, lengths=st.lists(st.integers(1, 120), min_size=2, max_size=4))
@settings(max_examples=40, deadline=None)
def test_no_more_is_granted_than_was_asked(approval: float, trusted: float, later: float, lengths: list[int]) -> None:
    ways = [way(approval, trusted), way(later, approval), way(approval, later), way(later, trusted)][: len(lengths)]
    passed = run(ways, lengths)
    assert (passed >= -1e-12).all()
    asked = np.arange(1, passed.size + 1)
    assert (np.cumsum(passed) <= asked + 1e-9).all()


@given(low=st.integers(0, 60), mode=st.integers(0, 60), high=st.integers(1, 60))
def test_processing_times_are_a_distribution(low: int, mode: int, high: int) -> None:
    edges = cumulative(np.arange(200.0), low, low + mode, low + mode + high)
    assert (np.diff(edges) >= -1e-12).all()
    assert edges[0] >= 0.0
    assert edges[-1] == pytest.approx(1.0)


@given(
    free=SHARE, approval=SHARE, trusted=SHARE, shipments=st.integers(1, 12), capacity=st.sampled_from([0.0, 0.3, 2.0, np.inf]),
    days=st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60)), rest=st.booleans(),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_what_passes_is_never_negative_nor_missing(
    free: float, approval: float, trusted: float, shipments: int, capacity: float, days: tuple[int, int, int], rest: bool
) -> None:
    low, mode, high = days[0], days[0] + days[1], sum(days)
    first = way(approval, trusted, (low, mode, high), free=free, shipments=shipments, capacity=capacity)
    passed = run([first, way(acts=not rest), first], [150, 60, 150])
    assert np.isfinite(passed).all()
    assert (passed >= -1e-12).all()
    assert (passed[:150] >= free - 1e-12).all()


def test_a_capacity_holds_grants_down_and_the_queue_grows() -> None:
    passed = run([way(1.0, days=(10.0, 20.0, 30.0), capacity=0.4)], [300])
    assert passed.max() <= 0.4 + 1e-9


def test_capacity_set_free_later_releases_what_waited() -> None:
    slow, fast = way(1.0, days=(10.0, 20.0, 30.0), capacity=0.4), way(1.0, days=(10.0, 20.0, 30.0))
    passed = run([slow, fast], [200, 200])
    assert passed[200:].max() > 1.0
    assert passed.sum() <= 400.0


def test_a_single_shipment_licence_is_used_once_and_several_shipments_follow_monthly() -> None:
    single = run([way(days=(10.0, 10.0, 10.0))], [365])
    yearly = run([way(days=(10.0, 10.0, 10.0), shipments=6)], [365])
    assert single[200] == pytest.approx(1.0)
    assert yearly[40:180].mean() == pytest.approx(1.0, abs=0.05)


def test_a_day_without_the_licence_is_a_day_of_customary_flow_and_forgets_the_queue() -> None:
    passed = run([way(), way(acts=False), way()], [100, 30, 100])
    assert (passed[100:130] == 1.0).all()
    assert not passed[130:155].any()


def test_slower_terms_do_not_touch_files_lodged_before_them() -> None:
    quick, slow = (10.0, 10.0, 10.0), (90.0, 90.0, 90.0)
    passed = run([way(days=quick), way(days=slow)], [50, 200])
    assert passed[50:60].mean() == pytest.approx(1.0, abs=0.11)
    assert not passed[62:138].any()
