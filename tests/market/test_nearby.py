"""Months found from a near answer: what they begin from never shows in what they end at."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pytest
from scipy import sparse

from ytterby.market import Options, Problem, equilibrium
from ytterby.market.solver.equilibrium import Engine
from ytterby.months import month_range
from ytterby.policy import Timeline, load_timeline
from ytterby.study import Run, run
from ytterby.world import load_world

WORLD, LAW = load_world(), load_timeline()
MONTHS = month_range("2025-02", "2025-08")


def ban(element: str, destination: str, start: str) -> Mapping[str, object]:
    scope = {"elements": [element], "origins": ["CHN"], "destinations": [destination]}
    history = [{"from": date.fromisoformat(start), "source": "what-if", "set": {}}]
    return {"id": "chn/ban-what-if", "kind": "ban", "issuer": "CHN", "title": "What if", "scope": scope, "history": history}


CHANGES = {
    "a ban on dysprosium": LAW.add(ban("Dy", "JPN", "2025-04-10")),
    "a ban on a by-product": LAW.add(ban("Lu", "KOR", "2025-03-01")),
    "no licences": LAW.amend("chn/licence-medium-heavy-2025", "2025-04-04", suspended=True),
    "a higher duty": LAW.amend("usa/tariff-reciprocal-baseline", "2025-06-01", percent=60),
    "no production quota": LAW.repeal("chn/quota-mining", "2025-05-01"),
}


@pytest.fixture(scope="module")
def base() -> Run:
    return run(WORLD, LAW, MONTHS, Options())


@pytest.mark.parametrize("law", CHANGES.values(), ids=CHANGES)
def test_a_what_if_is_the_law_solved_from_nothing(base: Run, law: Timeline) -> None:
    resumed = run(WORLD, law, MONTHS, Options(), after=base)
    assert sum("near" in month.point.method for month in resumed.outcome.solved) >= 4
    for month in resumed.outcome.solved:
        alone, _ = Engine().solve(month.problem)  # from the middle
        size = np.maximum(np.abs(alone.x), 1e-6)
        assert np.max(np.abs(month.point.x - alone.x) / size) < 1e-6
        np.testing.assert_allclose(month.point.pi, alone.pi, rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(month.point.om, alone.om, rtol=1e-6, atol=1e-6)
    whole = run(WORLD, law, MONTHS, Options())
    for name in ("price", "price_military", "rent", "flow", "shortage", "stock", "producer_surplus", "licence_rent"):
        np.testing.assert_allclose(resumed[name], whole[name], rtol=1e-6, atol=1e-6, err_msg=name)
    assert resumed.certificate.holds


def test_a_what_if_that_changes_nothing_shows_nothing(base: Run) -> None:
    again = base.outcome.resume(base.program, base.regime, 2)
    for name in ("price", "rent", "flow_lane", "consumer_surplus"):
        np.testing.assert_allclose(again.data[name], base.outcome.data[name], rtol=1e-9, atol=1e-9, err_msg=name)


@pytest.mark.parametrize(("typical", "told"), [(3.0, 3.0), (0.5, 1.0), (20.0, 9.5)])
def test_a_price_left_open_is_the_one_nearest_the_typical(typical: float, told: float) -> None:
    """A full maker (cost 1) and a full carrier leave any price from 1 to the users' 9.5 at the maker's; users: 10 - q / 10."""
    A = sparse.csc_matrix(np.array([[1.0, -1.0, 0.0], [0.0, 1.0, -1.0]]))
    cost, slope, bound = np.array([1.0, 0.0, -10.0]), np.array([0.0, 0.0, 0.1]), np.array([5.0, 5.0, np.inf])
    problem = Problem(
        A, A, sparse.csc_matrix((0, 3)), np.zeros(2), np.zeros(0), cost, slope, bound, np.array([typical, 9.0]), np.full(2, 5.0)
    )
    point, residuals = equilibrium(problem)
    assert residuals.holds
    np.testing.assert_allclose(point.x, [5.0, 5.0, 5.0])
    np.testing.assert_allclose(point.pi, [told, 9.5], rtol=1e-5)


def test_a_start_far_off_still_ends_at_the_equilibrium(base: Run) -> None:
    early, late = base.outcome.solved[0], base.outcome.solved[-1]
    assert early.point.sides is not None
    point, residuals = Engine().solve(late.problem, near=early.point.sides)
    assert residuals.holds
    np.testing.assert_allclose(point.pi, late.point.pi, rtol=1e-6, atol=1e-6)
