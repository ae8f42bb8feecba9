"""Problems at the edge: whatever clarabel alone solves is solved, and nothing uncertified is returned."""

from __future__ import annotations

import pytest
from benchmarks.degenerate import FAMILIES, posed
from benchmarks.spatial import family

from ytterby.errors import NotSolved
from ytterby.market import Problem, certify, equilibrium
from ytterby.market.solver.wedges import wedge_fixed_point


def _clarabel(problem: Problem) -> bool:
    x, pi, om, _ = wedge_fixed_point(problem)
    return certify(problem, x, pi, om).holds


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("seed", [101, 102])
def test_what_clarabel_alone_solves_is_solved(name: str, seed: int) -> None:
    problem = posed(name, "XS", seed)
    try:
        point, residuals = equilibrium(problem)
    except NotSolved:
        assert not _clarabel(problem)
    else:
        assert residuals.holds
        assert certify(problem, point.x, point.pi, point.om).holds


@pytest.mark.slow
def test_unlike_problems_side_by_side_are_certified_or_none_and_no_fewer_than_clarabel_alone_solves() -> None:
    from ytterby.market.batch import Batch

    base = family("XS", 103, 1)[0]
    batch = Batch(base)
    problems = [posed(name, "XS", 103) for name in FAMILIES]
    problems = [problem for problem in problems if batch.fits(problem)] * 2
    assert len(problems) > 12
    found = batch.solve(problems)
    for problem, answer in zip(problems, found, strict=True):
        assert answer is not None or not _clarabel(problem)
        assert answer is None or certify(problem, answer[0].x, answer[0].pi, answer[0].om).holds
