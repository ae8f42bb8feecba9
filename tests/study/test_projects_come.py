"""Projects in a run: on unless told otherwise, the same for every law, and told by name."""

from __future__ import annotations

import numpy as np
from tests.worlds import seen

from ytterby.months import month_range
from ytterby.policy import load_timeline
from ytterby.study import compare, run, standing
from ytterby.world import World

MONTHS = ("2026-11", "2026-12", "2027-01")
DAY = "2026-11-01"


def world() -> World:
    return seen(DAY)


def test_projects_come_on_line_unless_told_otherwise() -> None:
    law = load_timeline().known_on(DAY)
    with_them, without = run(world(), law, MONTHS), run(world(), law, MONTHS, projects=False)
    opened = {project.project: project.opens for project in with_them.outcome.projects}
    assert opened["caremag"] == "2026-12"
    assert without.outcome.projects == ()
    assert with_them.study.hash != without.study.hash
    caremag = (with_them.study.world.plants["project"] == "caremag").to_numpy()
    level = with_them.outcome.data["level"].to_numpy()[:, caremag][:, 0]
    assert level[0] == 0.0
    assert level[1] > 0.0


def test_nothing_changes_before_the_first_project_comes() -> None:
    world, law = seen("2025-06-13"), load_timeline().known_on("2025-06-13")
    months = month_range("2025-01", "2025-05")
    runs = [run(world, law, months, projects=asked) for asked in (True, False)]
    opened = min(project.opens for project in runs[0].outcome.projects if project.opens)
    assert opened == months[-1]
    prices, plain = (one["price"].sel(month=list(months[:-1])).to_numpy() for one in runs)
    np.testing.assert_allclose(prices, plain, rtol=1e-6)
    assert not np.allclose(runs[0]["price"].to_numpy()[-1], runs[1]["price"].to_numpy()[-1], rtol=1e-4, equal_nan=True)


def test_a_law_is_compared_with_another_over_the_same_projects() -> None:
    law = load_timeline().known_on(DAY)
    base = run(world(), law, MONTHS)
    hit = run(world(), law.drop(law.instruments[0].id), MONTHS, after=base)
    assert compare(base, hit)["price"].sizes["month"] == 3
    plain = run(world(), law, MONTHS, projects=False)
    assert not run(world(), law, MONTHS, after=plain).with_projects


def test_who_makes_what_counts_a_project_from_its_month_on() -> None:
    found = run(world(), load_timeline().known_on(DAY), MONTHS)
    before, after = (standing(found, month, "separation")["capacity"].get("EU", 0.0) for month in ("2026-11", "2026-12"))
    assert after > before
    shares = standing(found, "2027-01", "magnet")["share"]
    assert np.isclose(shares.sum(), 1.0)
