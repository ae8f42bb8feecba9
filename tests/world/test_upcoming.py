"""A world with its projects: the same base year, and all that a new plant needs; a folder's projects are checked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.worlds import seen

from ytterby.errors import BadTable
from ytterby.market import calibrate, solve
from ytterby.months import month_range
from ytterby.policy import load_timeline
from ytterby.study import run
from ytterby.world import begin, check, load_world

HEAD = "project,title,place,recipe,stage,tonnes_per_year,start,status,source,assumed\n"
KELLYTON = "kellyton,Kellyton,USA,round/spherical,separation,12500,2025-06,construction,,a test\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    begin(tmp_path / "graphite")
    return tmp_path / "graphite"


def test_a_world_with_projects_is_sound_and_keeps_its_rows() -> None:
    world = seen()
    upcoming = world.with_projects()
    check(replace(upcoming, plants=upcoming.plants.iloc[: len(world.plants)]))  # a place may have several works of one recipe
    for name in ("plants", "lanes", "prices"):
        old, new = getattr(world, name), getattr(upcoming, name)
        pd.testing.assert_frame_equal(new.iloc[: len(old)][list(old.columns)], old)
    assert (upcoming.plants["base"].iloc[len(world.plants) :] == 0).all()
    assert (upcoming.lanes["base"].iloc[len(world.lanes) :] == 0).all()
    assert upcoming.with_projects() is upcoming


def test_runs_of_one_world_can_be_compared_however_many_others_were_made_between() -> None:
    world = seen("2025-06-13")
    first = world.with_projects("2026-06")
    for month in month_range("2025-01", "2027-12"):
        for other in (world, seen()):
            other.with_projects(month)
    assert world.with_projects("2026-06") is first


def test_every_lane_waits_for_projects_that_make_or_use_its_good_at_its_end() -> None:
    upcoming = seen().with_projects()
    coefs = upcoming.recipe_goods
    ends: dict[str, set[tuple[str, str, str]]] = {}
    for name, place, recipe in upcoming.plants[["project", "place", "recipe"]].itertuples(index=False, name=None):
        rows = coefs[coefs["recipe"] == recipe]
        sides = zip(rows["good"], np.where(rows["coef"] > 0, "origin", "destination"), strict=True)
        ends[name] = {(side, place, good) for good, side in sides}
    columns = ["good", "origin", "destination", "project"]
    waiting = upcoming.lanes[upcoming.lanes["project"] != ""][columns]
    for good, origin, destination, names in waiting.itertuples(index=False, name=None):
        for name in names.split(";"):
            assert {("origin", origin, good), ("destination", destination, good)} & ends[name]


def test_a_later_day_sees_more_projects_and_an_earlier_end_fewer() -> None:
    counts = [len(seen(day).with_projects().plants) - len(seen(day).plants) for day in ("2025-06-13", "2026-11-01")]
    assert counts[0] < counts[1]
    assert len(seen().with_projects("2026-01").plants) < len(seen().with_projects("2030-01").plants)


def test_a_folder_states_projects_and_a_run_opens_them(folder: Path) -> None:
    (folder / "projects.csv").write_text(HEAD + KELLYTON)
    world = load_world(name=str(folder))
    found = run(world, load_timeline(), month_range("2025-05", "2025-07"))
    assert [(one.project, one.opens) for one in found.outcome.projects] == [("kellyton", "2025-06")]
    level = found.outcome.data["level"].to_numpy()[:, -1]
    assert level[0] == 0.0
    assert level[1] > 0.0


def test_statuses_and_months_of_projects_are_checked(folder: Path) -> None:
    (folder / "projects.csv").write_text(HEAD + KELLYTON.replace("construction", "building"))
    with pytest.raises(BadTable, match=r"projects.csv:2:status.*'building'"):
        load_world(name=str(folder))
    (folder / "projects.csv").write_text(HEAD + KELLYTON.replace("2025-06", "soon"))
    with pytest.raises(BadTable, match=r"projects.csv:2:start.*'soon'"):
        load_world(name=str(folder))


def test_a_program_without_projects_is_the_program_it_was() -> None:
    world = seen()
    months = month_range("2024-01", "2024-12")
    law = load_timeline().compile(world, months)
    program = calibrate(world, law)
    assert solve(program, law, months[:1]).projects == ()
