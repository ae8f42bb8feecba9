"""What several rooms' tests share: the world and the runs of June 2025, each made once.

No test is failed for its time: examples have no deadline. In CI (the variable CI is set) examples are the same in every run, so
that a submission is judged on what it changed; elsewhere they differ from run to run and go on searching.
"""

import os
import tempfile

import pytest
from hypothesis import settings
from tests.worlds import seen

from ytterby.policy import Timeline, load_timeline
from ytterby.study import Run, run
from ytterby.world import World

settings.register_profile("ytterby", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("ytterby")

# what the person at this machine has accepted as law is no part of a test
os.environ["YTTERBY_WORKSPACE"] = tempfile.mkdtemp(prefix="ytterby-workspace-")

AS_OF = "2025-06-13"
MONTHS = ("2025-03", "2025-04", "2025-05", "2025-06", "2025-07", "2025-08")


@pytest.fixture(scope="session")
def june_world() -> World:
    return seen(AS_OF)


@pytest.fixture(scope="session")
def june_law() -> Timeline:
    return load_timeline().known_on(AS_OF)


@pytest.fixture(scope="session")
def june_run(june_world: World, june_law: Timeline) -> Run:
    return run(june_world, june_law, MONTHS)


@pytest.fixture(scope="session")
def free_run(june_world: World, june_law: Timeline) -> Run:
    lifted = june_law
    for instrument in june_law.instruments:
        lifted = lifted.drop(instrument.id)
    return run(june_world, lifted, MONTHS)
