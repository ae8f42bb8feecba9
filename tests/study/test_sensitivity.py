"""What a number hangs on agrees with solving every month anew under a law a little moved."""

from __future__ import annotations

import math

import pytest

from ytterby.errors import BadInput, BadLaw, UnknownName
from ytterby.market import Options
from ytterby.policy import Timeline
from ytterby.study import Run, run
from ytterby.world import World

MONTHS = ("2025-03", "2025-04", "2025-05")
NUDGE = 1e-4  # of a figure
ASKED = [
    ("price", {"good": "oxide/Dy", "place": "JPN"}),
    ("flow", {"good": "magnet/NdFeB-high", "origin": "CHN", "destination": "EU"}),
    ("shortage", {"good": "oxide/Y", "place": "USA"}),
    ("tariff_revenue", {"place": "USA"}),
    ("consumer_surplus", {"place": "EU"}),
    ("stock", {"good": "magnet/NdFeB-high", "place": "JPN"}),
]


@pytest.fixture(scope="module")
def spring(june_world: World, june_law: Timeline) -> Run:
    return run(june_world, june_law, MONTHS)


@pytest.mark.parametrize(("variable", "labels"), ASKED, ids=[variable for variable, _ in ASKED])
def test_the_strongest_levers_act_as_a_law_solved_anew(spring: Run, variable: str, labels: dict[str, str]) -> None:
    found = spring.sensitivity(variable, month="2025-05", **labels)
    assert found.value == pytest.approx(float(spring[variable].sel({"month": "2025-05", **labels}).sum()))
    assert [abs(lever.tenth) for lever in found.levers if not math.isnan(lever.tenth)] == sorted(
        (abs(lever.tenth) for lever in found.levers if not math.isnan(lever.tenth)), reverse=True
    )
    tried = 0
    for lever in [one for one in found.levers if one.smooth][:3]:
        step = NUDGE * (abs(lever.value) or 1.0)
        told = []
        for side in (1, -1):
            law = spring.study.timeline.restated(lever.figure, lever.value + side * step)
            again = run(spring.study.world, law, MONTHS, after=spring)
            told.append(float(again[variable].sel({"month": "2025-05", **labels}).sum()))
        slope = (told[0] - told[1]) / (2 * step)
        assert slope == pytest.approx(lever.more, rel=5e-3, abs=1e-8 * abs(found.value) / step)
        tried += 1
    assert tried >= 2


def test_where_the_law_bends_more_and_less_differ_and_each_is_right(spring: Run) -> None:
    labels = {"month": "2025-05", "good": "oxide/Dy", "place": "JPN"}
    bent = [one for one in spring.sensitivity("price", **labels).levers if not one.smooth and not one.edges]
    bent = [one for one in bent if not math.isnan(one.more + one.less)]
    for lever in bent[:2]:
        step, base = NUDGE * (abs(lever.value) or 1.0), float(spring["price"].sel(labels))
        for side, slope in ((1, lever.more), (-1, lever.less)):
            law = spring.study.timeline.restated(lever.figure, lever.value + side * step)
            price = float(run(spring.study.world, law, MONTHS, after=spring)["price"].sel(labels))
            assert (price - base) / (side * step) == pytest.approx(slope, rel=5e-3, abs=1e-6)


def test_more_of_a_licence_makes_its_good_cheaper_abroad(spring: Run) -> None:
    found = spring.sensitivity("price", month="2025-05", good="oxide/Dy", place="JPN")
    approval = next(one for one in found.levers if one.figure == "chn/licence-medium-heavy-2025#0:approval_share")
    assert approval.more < 0
    assert approval.instrument == "chn/licence-medium-heavy-2025"
    assert not any(one.instrument == "chn/licence-tungsten-2025" for one in found.levers)


def test_what_cannot_be_asked_is_refused(spring: Run, june_world: World, june_law: Timeline) -> None:
    with pytest.raises(UnknownName, match="oxide/Dx"):
        spring.sensitivity("price", month="2025-05", good="oxide/Dx", place="JPN")
    with pytest.raises(UnknownName, match="month"):
        spring.sensitivity("price", good="oxide/Dy", place="JPN")
    ahead = run(june_world, june_law, MONTHS[:2], Options(ahead=2))
    with pytest.raises(BadInput, match="myopic"):
        ahead.sensitivity("price", month="2025-03", good="oxide/Dy", place="JPN")


def test_a_figure_is_restated_only_within_what_its_term_can_say(june_law: Timeline) -> None:
    name = "chn/licence-medium-heavy-2025#0:approval_share"
    law = june_law.restated(name, 0.9)
    assert law.digest != june_law.digest
    assert june_law.restated(name, 0.75).digest == june_law.digest
    with pytest.raises(BadLaw):
        june_law.restated(name, 1.2)
