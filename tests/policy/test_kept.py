"""Compiling again: what is kept of the last compile never shows in the next."""

from dataclasses import replace

import numpy as np
import pytest

from ytterby.months import month_range
from ytterby.policy import Regime, Timeline, load_timeline
from ytterby.world import load_world

LAW = load_timeline()
MONTHS = month_range("2025-03", "2026-12")
CHANGES = {
    "a licence that rests": LAW.amend("chn/licence-medium-heavy-2025", "2025-10-01", suspended=True),
    "a duty that rises": LAW.amend("usa/tariff-reciprocal-baseline", "2026-02-01", percent=35),
    "a production quota that ends": LAW.repeal("chn/quota-mining", "2025-07-01"),
    "a law that never was": LAW.drop("chn/licence-medium-heavy-2025"),
}


def alike(one: Regime, other: Regime) -> bool:
    return one.data.identical(other.data)


@pytest.mark.parametrize("changed", CHANGES.values(), ids=CHANGES)
def test_a_law_compiled_after_others_is_the_law_compiled_alone(changed: Timeline) -> None:
    world = load_world()
    first = LAW.compile(world, MONTHS)
    after = changed.compile(world, MONTHS)
    assert alike(after, changed.compile(replace(world), MONTHS)), "a copy of the world has nothing kept"
    assert not alike(after, first)
    assert alike(first, LAW.compile(world, MONTHS))


def test_another_world_or_other_months_are_not_answered_from_what_is_kept() -> None:
    world = load_world()
    LAW.compile(world, MONTHS)
    fewer = replace(world, lanes=world.lanes.iloc[:100])
    assert alike(LAW.compile(fewer, MONTHS), LAW.compile(replace(fewer), MONTHS))
    later = LAW.compile(world, MONTHS[5:9])
    np.testing.assert_array_equal(later.data["cap"], LAW.compile(world, MONTHS).data["cap"][5:9])
