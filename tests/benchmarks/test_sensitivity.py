"""The ranking of weak inputs moves one thing at a time, and by what it says."""

import pytest
from benchmarks.perturbed import Weak, moved, weak_inputs
from benchmarks.sensitivity import effect
from tests.worlds import seen


def test_every_weak_input_has_a_name_of_its_own_and_moves() -> None:
    weak = list(weak_inputs())
    assert len({(w.table, w.name) for w in weak}) == len(weak)
    assert all(w.low < w.high and w.confidence in ("low", "assumed") for w in weak)


def test_moving_one_use_moves_its_first_guess_and_no_other() -> None:
    one = next(w for w in weak_inputs() if w.table == "demand" and w.name == "defence metal/Sm")
    before, after = seen().demand, moved(one, 2.0).demand
    both = before.merge(after, on=["place", "sector", "good"], suffixes=("", "_moved"))
    ratio = both["base_moved"] / both["base"]
    hit = (both["sector"] == "defence") & (both["good"] == "metal/Sm")
    assert (ratio[hit] > 1.3).all()
    assert ratio[~hit].median() == pytest.approx(1.0, abs=0.01)


def test_an_input_that_changes_nothing_scores_nothing_and_a_larger_swing_scores_more() -> None:
    weak = Weak("demand", "x", "low", 0.5, 1.5, "50 % either way")
    base = {("price abroad", "a"): (10.0, 10.0), ("price in China", "b"): (4.0, 4.0)}
    still = effect(weak, base, base, base)
    small = effect(weak, base, {**base, ("price abroad", "a"): (9.0, 9.0)}, base)
    large = effect(weak, base, {**base, ("price abroad", "a"): (5.0, 5.0)}, base)
    assert still.score == 0.0 < small.score < large.score
    assert large.most == "a"
