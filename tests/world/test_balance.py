from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ytterby.errors import NotSolved
from ytterby.world.balance import nearest

sizes = st.floats(0.01, 1e5)
errors = st.floats(0.03, 1.0)


@given(st.lists(st.tuples(sizes, errors), min_size=1, max_size=6), st.lists(st.tuples(sizes, errors), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_supplies_and_uses_meet_and_stay_positive(gives: list[tuple[float, float]], takes: list[tuple[float, float]]) -> None:
    x0 = np.array([x for x, _ in gives + takes])
    weight = np.array([1.0 / e**2 for _, e in gives + takes])
    x = nearest(x0, weight, [[(0, 1.0)]] * len(gives) + [[(0, -1.0)]] * len(takes), ["market"])
    assert (x > 0).all()
    assert x[: len(gives)].sum() == pytest.approx(x[len(gives) :].sum(), rel=1e-9)


@given(sizes, sizes, errors, errors)
@settings(max_examples=60, deadline=None)
def test_the_answer_is_a_stationary_point_of_the_entropy(a: float, b: float, ea: float, eb: float) -> None:
    x = nearest(np.array([a, b]), np.array([ea**-2, eb**-2]), [[(0, 1.0)], [(0, -1.0)]], ["a = b"])
    gradient = np.log(x / np.array([a, b])) * np.array([ea**-2, eb**-2])
    assert gradient[0] == pytest.approx(-gradient[1], rel=1e-5, abs=1e-5)


def test_the_surer_figure_moves_less() -> None:
    sure, unsure = nearest(np.array([100.0, 150.0]), np.array([1000.0, 4.0]), [[(0, 1.0)], [(0, -1.0)]], ["a = b"])
    assert abs(sure - 100) < abs(unsure - 150)


def test_figures_that_agree_stay_as_they_are() -> None:
    x = nearest(np.array([3.0, 1.0, 2.0]), np.ones(3), [[(0, 1.0)], [(0, -1.0)], [(0, -1.0)]], ["a = b + c"])
    assert x == pytest.approx([3.0, 1.0, 2.0])


def test_a_market_that_nobody_takes_from_is_named() -> None:
    with pytest.raises(NotSolved, match=r"oxide/Tb in EST.*nothing that takes it"):
        nearest(np.array([1.0]), np.ones(1), [[(0, 1.0)]], ["oxide/Tb in EST (any)"])
