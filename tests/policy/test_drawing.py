"""Licences drawn application by application: the mean over draws is the mean queue, up to what a capacity bends."""

from __future__ import annotations

import numpy as np
import pytest
from tests.policy.standin import world

from ytterby.errors import BadInput
from ytterby.months import month_range
from ytterby.policy import Timeline, load_timeline
from ytterby.policy.drawing import drawn
from ytterby.policy.licences import Way, shipped

DRAWS = 400
FOUR = 4.0  # standard errors: 5 cases x 8 months x 2 lanes, a false alarm once in two hundred tries, and seeds are fixed
WEIGHTS = np.array([3.0, 0.4])  # t a day on two lanes
SIZES = np.array([5.0, 2.0])  # t an application
DAYS = 240


def way(
    approval: float, trusted: float = 0.0, days: tuple[float, float, float] = (20.0, 45.0, 90.0), free: float = 0.0,
    shipments: int = 1, capacity: float = np.inf, *, acts: bool = True, copies: int = DRAWS,
) -> Way:  # fmt: skip
    ones, quick = np.ones(2 * copies), (5.0, 10.0, 20.0)
    by_lane = np.tile([approval, 0.5 * approval], copies)
    return Way(acts, ones * free, by_lane, ones * trusted, ones * approval, days, quick, shipments, capacity)


CASES = {
    "approval widens": [way(0.2), way(0.8)],
    "a channel opens": [way(0.6), way(0.6, trusted=0.5)],
    "a channel closes": [way(0.7, trusted=0.6), way(0.4)],
    "several shipments": [way(0.9, shipments=3), way(0.9, shipments=3, free=0.25)],
    "a rest, then slower": [way(1.0, days=(10.0, 10.0, 10.0)), way(1.0, acts=False), way(0.5, days=(0.0, 60.0, 60.0))],
}


def months(daily: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """(draw, month, lane) tonnes of eight months of thirty days; draws stand side by side as lanes."""
    return np.asarray((daily * weights).reshape(8, 30, -1, 2).sum(axis=1).swapaxes(0, 1))


@pytest.mark.parametrize("name", CASES)
def test_the_mean_over_draws_is_the_mean_queue(name: str) -> None:
    ways = CASES[name]
    which = np.repeat(np.arange(len(ways)), [90, 150] if len(ways) == 2 else [90, 30, 120])
    weights, sizes = np.tile(WEIGHTS, DRAWS), np.tile(SIZES, (len(ways), DRAWS))
    found = months(drawn(ways, which, weights, sizes, np.random.default_rng(11)), weights)
    mean = months(shipped(ways, which, weights), weights)[0]
    spread = np.maximum(found.var(axis=0, ddof=1), mean * SIZES)  # of a rare event no draw may show, at least a Poisson count's
    assert (np.abs(found.mean(axis=0) - mean) <= FOUR * np.sqrt(spread / DRAWS) + 1e-6).all()
    assert found.std(axis=0).max() > 0.1  # they are draws


def test_under_a_capacity_draws_pass_less_than_a_smooth_flow_and_the_smaller_the_applications_the_less_is_lost() -> None:
    ways = [way(1.0, days=(5.0, 10.0, 20.0), capacity=3.6, copies=1)]  # just above what is filed, where most is lost
    which, tries = np.zeros(DAYS, dtype=np.intp), 15
    mean = float((shipped(ways, which, WEIGHTS) * WEIGHTS).sum())
    gaps = []
    for size in (2.0, 0.2):
        sizes = np.tile(SIZES * size, (1, 1))
        total = np.array(
            [(drawn(ways, which, WEIGHTS, sizes, np.random.default_rng(seed)) * WEIGHTS).sum() for seed in range(tries)]
        )
        assert total.mean() <= mean + SIZES.max() * size + FOUR * total.std(ddof=1) / np.sqrt(tries)
        gaps.append(1.0 - float(total.mean()) / mean)
    assert gaps[1] < gaps[0] < 0.05
    assert abs(gaps[1]) < 0.02


def test_no_draw_lets_more_pass_than_was_filed() -> None:
    ways, which = [way(0.5, trusted=0.3), way(1.0)], np.repeat([0, 1], [90, 150])
    weights, sizes = np.tile(WEIGHTS, DRAWS), np.tile(SIZES, (2, DRAWS))
    passed = np.cumsum(drawn(ways, which, weights, sizes, np.random.default_rng(5)) * weights, axis=0)
    filed = np.cumsum(np.ones_like(passed) * weights, axis=0)
    assert (passed <= filed + sizes[0] + 1e-9).all()


def test_a_draw_is_one_regime_for_one_seed_in_any_range_of_months_and_whatever_else_the_law_holds() -> None:
    names = ("chn/licence-medium-heavy-2025", "chn/licence-foreign-made-2025")
    law, frames = Timeline(tuple(load_timeline()[name] for name in names)), world()
    whole = law.compile(frames, month_range("2025-05", "2025-08"), draw=7).data["cap"]
    part = law.compile(frames, ["2025-06", "2025-07"], draw=7).data["cap"]
    np.testing.assert_array_equal(part.values, whole.sel(month=["2025-06", "2025-07"]).values)
    fewer = law.drop(names[1]).compile(frames, ["2025-06"], draw=7).data["cap"]
    np.testing.assert_array_equal(fewer.values, part.values[:1])
    other = law.compile(frames, ["2025-06"], draw=8).data["cap"]
    assert (other.values != part.values[:1]).any()
    first, second = (law.compile(frames, ["2025-06"], draw=np.random.default_rng(3)).data for _ in range(2))
    assert first.equals(second)


def test_drawn_caps_are_finite_exactly_where_mean_caps_are_and_agree_on_average() -> None:
    terms = {"processing_days": {"low": 20, "value": 45, "high": 90}, "approval_share": 0.8, "tonnes_per_licence": 4}
    head = {"id": "chn/made-up", "kind": "export_licence", "issuer": "CHN", "title": "Made up", "scope": {"stages": ["magnet"]}}
    law = Timeline().add({**head, "history": [{"from": "2025-01-01", "source": "what-if", "set": terms}]})
    frames, when = world(), month_range("2024-12", "2025-08")
    mean = law.compile(frames, when).data["cap"].values
    found = np.array([law.compile(frames, when, draw=seed).data["cap"].values for seed in range(12)])
    assert (np.isfinite(found) == np.isfinite(mean)).all()
    caught = np.isfinite(mean[-1])
    total = found[:, 1:, caught].sum(axis=2)
    expected = mean[1:, caught].sum(axis=1)
    error = np.sqrt(np.maximum(total.var(axis=0, ddof=1), expected * 4.0) / 12)
    assert (np.abs(total.mean(axis=0) - expected) <= FOUR * error + 1e-6).all()


def test_a_negative_seed_is_refused_and_named() -> None:
    with pytest.raises(BadInput, match="a seed that is not negative"):
        load_timeline().compile(world(), ("2025-06",), draw=-1)
