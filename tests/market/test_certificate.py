"""The certificate on its own: true answers by hand, wrong answers of every kind, the yardstick's judge where it is at hand."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from scipy import sparse

from ytterby.errors import NotSolved
from ytterby.market import Problem, certify, equilibrium
from ytterby.market.certificate import KKT, LOCAL

BENCH = Path(__file__).resolve().parents[3] / "shared" / "bench"


def one_market(cap: float = np.inf) -> Problem:
    """A maker with cost q, a user who pays 10 - q: 5 t at 5 USD/kg."""
    A, G = sparse.csc_matrix([[1.0, -1.0]]), sparse.csc_matrix((0, 2))
    return Problem(A, A, G, np.zeros(1), np.zeros(0), np.array([0.0, -10.0]), np.ones(2), np.array([cap, np.inf]))


def test_the_true_answer_passes() -> None:
    assert certify(one_market(), np.array([5.0, 5.0]), np.array([5.0]), np.zeros(0)).kkt == 0.0
    assert certify(one_market(2.0), np.array([2.0, 2.0]), np.array([8.0]), np.zeros(0)).kkt == 0.0


@pytest.mark.parametrize(
    ("x", "pi"),
    [
        ([5.0, 5.1], 5.0),  # more used than made
        ([5.1, 5.0], 5.0),  # something left over at a price
        ([5.0, 5.0], 5.1),  # a user who loses
        ([4.9, 4.9], 5.0),  # a maker who leaves money
        ([-1.0, -1.0], 5.0),
        ([5.0, 5.0], -5.0),
        ([np.nan, 5.0], 5.0),
        ([5.0, 5.0], np.inf),
    ],
)
def test_every_kind_of_wrong_answer_fails(x: list[float], pi: float) -> None:
    assert not certify(one_market(), np.array(x), np.array([pi]), np.zeros(0)).holds


def test_a_small_market_that_is_a_tenth_wrong_passes_kkt_and_fails_local() -> None:
    A = sparse.csc_matrix([[1.0, -1.0, 0.0, 0.0], [0.0, 0.0, 1.0, -1.0]])
    big = 1e7
    c, h = np.array([0.0, -10.0, 0.0, -10.0]), np.array([1 / big, 1 / big, 1.0, 1.0])
    problem = Problem(A, A, sparse.csc_matrix((0, 4)), np.zeros(2), np.zeros(0), c, h, np.full(4, np.inf))
    found = certify(problem, np.array([5 * big, 5 * big, 5.5, 5.0]), np.array([5.0, 5.0]), np.zeros(0))
    assert found.kkt <= KKT
    assert found.local > LOCAL
    assert not found.holds


def test_an_activity_that_makes_money_from_nothing_without_bound_has_no_equilibrium() -> None:
    A = sparse.csc_matrix([[1.0, -1.0]])
    free_money = Problem(
        A, A, sparse.csc_matrix((0, 2)), np.zeros(1), np.zeros(0), np.array([-1.0, -10.0]), np.zeros(2), np.full(2, np.inf)
    )
    with pytest.raises(NotSolved, match="no certified equilibrium"):
        equilibrium(free_money)


def yardstick(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"yardstick_{name}", BENCH / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not BENCH.exists(), reason="the yardstick lives beside the repository")
@pytest.mark.parametrize("seed", [101, 102])
@pytest.mark.parametrize("kind", ["adv", "qp"])
def test_the_yardsticks_judge_agrees_on_its_own_problems(seed: int, kind: str) -> None:
    generate, check = yardstick("generate"), yardstick("check")
    instance = generate.make("XS", kind, seed=seed)
    for member in range(4):
        i = generate.scenario(instance, member)
        problem = Problem(i.A, i.B, i.G, i.b, i.g, i.c, i.h, i.u)
        point, residuals = equilibrium(problem)
        judged = check.kkt(i, point.x, point.pi, point.om)
        assert judged["kkt"] <= KKT
        assert judged["local"] <= LOCAL
        assert residuals.kkt == pytest.approx(judged["kkt"], rel=1e-6, abs=1e-12)
        assert residuals.local == pytest.approx(judged["local"], rel=1e-6, abs=1e-12)
