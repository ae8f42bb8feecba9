"""The batched solver against the single one; slow because its kernels are compiled the first time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse
from tests.worlds import seen

from ytterby.market import Problem, SmallMarket, certify, equilibrium

pytestmark = pytest.mark.slow


def chain(seed: int) -> Problem:
    """Three places, an ore that makes a metal and a by-product, capped and taxed lanes, a quota."""
    rng = np.random.default_rng(seed)
    market = SmallMarket()
    names = []
    for place in "ABC":
        market = market.supply(place, rng.uniform(1, 5), 0.1, rng.uniform(20, 80), "ore").demand(
            place, rng.uniform(50, 90), 1, "metal"
        )
        market = market.make(place, {"ore": -2.0, "metal": 1.0, "slag": 0.5}, rng.uniform(1, 5), 0.1).demand(place, 3, 1, "slag")
        for other in "ABC":
            if other != place:
                names.append(f"{place}{other}")
                market = market.ship(
                    place, other, 1, tariff=rng.uniform(0, 0.3), cap=20.0, slope=0.01, good="metal", name=names[-1]
                )
    return market.quota("basket", names[:2], 15.0).problem()[0]


def shaken(base: Problem, seed: int) -> Problem:
    rng = np.random.default_rng(seed)
    B = base.B.copy()
    B.data = np.where(B.data < -1.0, B.data * rng.uniform(1.0, 1.2), B.data)
    u = base.u.copy()
    bounded = np.isfinite(u)
    u[bounded] *= rng.choice([0.0, 0.3, 1.0], int(bounded.sum()))
    return replace(base, B=B, u=u, h=base.h * rng.uniform(0.9, 1.1, len(base.h)), g=base.g * rng.uniform(0.2, 2.0))


def test_side_by_side_gives_what_one_at_a_time_gives() -> None:
    from ytterby.market.batch import Batch

    base = chain(1)
    problems = [shaken(base, seed) for seed in range(10)]
    for problem, answer in zip(problems, Batch(base).solve(problems), strict=True):
        assert answer is not None
        point, residuals = answer
        assert residuals.holds
        alone, _ = equilibrium(problem)
        curved = problem.h > 0
        np.testing.assert_allclose(point.x[curved], alone.x[curved], rtol=1e-4, atol=1e-3)


def test_a_problem_without_an_equilibrium_is_none_and_spoils_no_other() -> None:
    from ytterby.market.batch import Batch

    base = chain(2)
    hopeless = replace(base, c=np.full(len(base.c), np.nan))
    found = Batch(base).solve([base, hopeless, shaken(base, 3)])
    assert [answer is None for answer in found] == [False, True, False]


def test_the_compiled_certificate_is_the_certificate() -> None:
    from ytterby.market.batch.judge import judge

    for seed in range(40):
        rng = np.random.default_rng(seed)
        base = chain(seed % 5)
        problem = (
            shaken(base, seed) if seed % 2 else replace(base, g=np.full(len(base.g), np.inf), b=rng.uniform(0, 3, len(base.b)))
        )
        N, n, M = problem.shape
        x, y = rng.normal(5, 5, n), rng.normal(20, 20, N + M)
        if seed % 4 == 0:
            point, _ = equilibrium(problem)
            x, y = point.x * rng.uniform(1 - 1e-5, 1, n), np.concatenate([point.pi, point.om])
        if seed == 7:
            x[3] = np.nan
        plain = certify(problem, x, y[:N], y[N:])
        found = np.empty(5)
        A, G = ((matrix.indptr, matrix.indices, matrix.data) for matrix in (problem.A, problem.G))
        judge(A, G, problem.B.data, problem.b, problem.g, problem.c, problem.h, problem.u, x, y, found)
        expected = (plain.kkt, plain.local, plain.balance, plain.complementarity, plain.worst_market)
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-15)


def test_a_problem_of_another_structure_is_solved_on_its_own() -> None:
    from ytterby.market.batch import Batch

    other = Problem(
        sparse.csc_matrix([[1.0, -1.0]]), sparse.csc_matrix([[1.0, -1.0]]), sparse.csc_matrix((0, 2)), np.zeros(1), np.zeros(0),
        np.array([0.0, -10.0]), np.ones(2), np.full(2, np.inf),
    )  # fmt: skip
    (answer,) = Batch(chain(1)).solve([other])
    assert answer is not None
    assert answer[0].pi[0] == pytest.approx(5.0)


def test_compiled_months_of_the_shipped_world_are_the_plain_ones_and_side_by_side_changes_nothing() -> None:
    from ytterby.market import Options, calibrate, solve
    from ytterby.market.path import solve_many
    from ytterby.market.solver.equilibrium import Engine
    from ytterby.months import month_range
    from ytterby.policy import load_timeline

    world, law, months = seen(), load_timeline(), month_range("2025-01", "2025-12")
    program = calibrate(world, law.compile(world, month_range("2024-01", "2024-12")))
    regime = law.compile(world, months)
    plain, compiled = solve(program, regime), solve(program, regime, options=Options(kernels=True))
    assert "compiled" in compiled.solved[0].point.method
    alone = [Engine(kernels=True).solve(month.problem)[0] for month in plain.solved]  # each from the middle
    assert sum("compiled" in point.method for point in alone) >= 10
    for month, point in zip(plain.solved, alone, strict=True):
        np.testing.assert_allclose(point.pi, month.point.pi, rtol=1e-6, atol=1e-6)
    for name in ("delivered", "stock", "price"):
        a, b = plain.data[name].to_numpy(), compiled.data[name].to_numpy()
        known = np.isfinite(a) & np.isfinite(b)
        np.testing.assert_allclose(b[known], a[known], rtol=1e-5, atol=1e-5)
    cases = [(replace(program, h=program.h * scale), regime) for scale in (0.9, 1.0, 1.1, 1.2, 1.3)]
    together = list(solve_many(cases, options=Options(kernels=True)))
    for case, many in zip(cases, together, strict=True):
        assert isinstance(many, tuple)
        for one, other in zip(solve(*case, options=Options(kernels=True)).solved, many, strict=True):
            assert one.residuals.holds
            assert other.residuals.holds
            uses = program.activities["use"]
            np.testing.assert_allclose(other.point.x[uses], one.point.x[uses], rtol=1e-5, atol=1e-5)


def test_kernels_are_used_from_when_they_are_loaded_and_change_no_answer_and_no_name() -> None:
    from ytterby.market import Options
    from ytterby.policy import load_timeline
    from ytterby.study import run

    world, law, months = seen(), load_timeline(), ("2025-05", "2025-06")
    plain = run(world, law, months, Options())
    Options.load_kernels()
    compiled = run(world, law, months)
    assert "compiled" in compiled.outcome.solved[0].point.method
    assert compiled.study.hash == plain.study.hash
    np.testing.assert_allclose(compiled.outcome.data["delivered"], plain.outcome.data["delivered"], rtol=1e-6, atol=1e-6)


def test_kernels_are_compiled_anew_once_any_file_they_are_made_of_has_changed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from numba import config

    from ytterby.market.batch import compiled as module

    def double(x: float) -> float:
        return x + x

    def compilations() -> int:
        function = module.compiled()(double)
        assert function(2.5) == 5.0
        return sum(function.stats.cache_misses.values())

    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path))
    assert compilations() == 1
    assert compilations() == 0
    monkeypatch.setattr(module, "_sources", lambda: "other files")
    assert compilations() == 1


def test_kernels_compile_where_nothing_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    from numba.core import caching

    from ytterby.market.batch.compiled import compiled

    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])
    double = compiled(nogil=True)(lambda x: x + x)
    assert double(2.5) == 5.0
