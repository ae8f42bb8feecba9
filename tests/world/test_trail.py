"""Where a number comes from: the parts make the number, and every trail ends in sources or in a reason."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ytterby.evidence import load_sources
from ytterby.world import World
from ytterby.world.heading import read_heading
from ytterby.world.lanes import freight_rates
from ytterby.world.prices import price_parts
from ytterby.world.tables import folder_of, read_tables, records
from ytterby.world.trail import Part, combined, ends, ids, leaf

MADE: dict[str, Callable[[list[float]], float]] = {
    "sum": sum,
    "product": math.prod,
    "mean": lambda values: sum(values) / len(values),
    "ratio": lambda values: values[0] / values[1],
    "most": max,
}


KNOWN = load_sources()


def misses(part: Part) -> list[str]:
    """What is wrong with a trail: parts that do not make their whole, ends that neither cite nor say why."""
    found = [f"{part.name}: no source {one}" for one in ids(part.source) if one not in KNOWN]
    if part.by in MADE:
        made = MADE[part.by]([one.value for one in part.parts])
        if not math.isclose(made, part.value, rel_tol=1e-9, abs_tol=1e-12):
            found.append(f"{part.name}: {part.by} of parts is {made}, not {part.value}")
        lost = {one for below in part.parts for one in ids(below.source)} - set(ids(part.source))
        found += [f"{part.name}: cites less than its parts, {sorted(lost)}"] if lost else []
    if not part.parts and not part.source and not part.assumed:
        found.append(f"{part.name}: the trail ends without source or reason")
    return found + [line for one in part.parts for line in misses(one)]


def test_the_walk_sees_what_it_should() -> None:
    good = leaf("a", 2.0, "t", "x.csv:2", "usgs_mcs2024", "")
    assert misses(combined("whole", "t", "sum", "", [good, good])) == []
    wrong = Part("whole", 5.0, "t", "sum", "", source="usgs_mcs2024", parts=(good, good))
    bare = Part("bare", 1.0, "t", "row", "")
    assert len(misses(wrong)) == len(misses(bare)) == 1


@given(st.lists(st.floats(0.1, 100.0), min_size=2, max_size=5), st.sampled_from(sorted(MADE)))
def test_a_combination_is_what_it_says(values: list[float], by: str) -> None:
    parts = [leaf(str(n), value, "t", "", "", "planted") for n, value in enumerate(values)]
    assert misses(combined("whole", "t", by, "", parts)) == []
    assert len(list(ends(combined("whole", "t", by, "", parts)))) == len(values)


@pytest.mark.parametrize("day", [None, "2025-06-13"])
def test_every_price_is_made_of_what_it_says(day: str | None, world: World, june: World) -> None:
    found = june if day else world
    days = {source.id: source.published for source in load_sources().values()}
    tables = read_tables(folder_of(found.name))
    freight = freight_rates(tables, days, found.as_of)
    needed = list(zip(found.prices["place"], found.prices["good"], strict=True))
    heading = read_heading(folder_of(found.name))
    parts = price_parts(tables, heading, found.recipe_goods, needed, freight, days, found.as_of, found.base_year)
    assert [line for part in parts.values() for line in misses(part)] == []
    for row in records(found.prices):
        assert parts[row.place, row.good].value == row.usd_per_kg
        assert parts[row.place, row.good].source == row.source


def test_freight_is_its_parts_both_ways(world: World) -> None:
    days = {source.id: source.published for source in load_sources().values()}
    freight = freight_rates(read_tables(folder_of("rare-earths")), days, None)
    for row in records(world.lanes.drop_duplicates(["origin", "destination"])):
        part = freight.part(row.good, row.origin, row.destination)
        assert misses(part) == []
        assert part.value == pytest.approx(row.freight, rel=1e-12)
        assert freight(row.good, row.destination, row.origin) == pytest.approx(row.freight, rel=1e-12)
