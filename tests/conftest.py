"""What several rooms' tests share: the world and the runs of June 2025, each made once."""

import pytest
from tests.worlds import seen

from ytterby.policy import Timeline, load_timeline
from ytterby.study import Run, run
from ytterby.world import World

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
