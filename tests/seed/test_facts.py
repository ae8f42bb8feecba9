"""The facts of the reports: each is put to the model; misses are marked with their cause in the file and never deleted."""

from pathlib import Path

import pytest

from ytterby.brief import FactRow, load_facts, verify

FACTS = Path(__file__).with_name("facts.yaml")


@pytest.fixture(scope="module")
def table() -> dict[str, FactRow]:
    return {row.id: row for row in verify()}


def test_the_table_shows_every_fact_of_the_file(table: dict[str, FactRow]) -> None:
    assert list(table) == [fact.id for fact in load_facts(FACTS)]


def test_a_miss_shows_its_cause_and_a_hit_shows_none(table: dict[str, FactRow]) -> None:
    for row in table.values():
        assert bool(row.cause) != row.hit


@pytest.mark.parametrize("fact", [f.id for f in load_facts(FACTS)])
def test_every_fact_has_a_finite_model_value_inside_or_outside_its_band(fact: str, table: dict[str, FactRow]) -> None:
    row = table[fact]
    low, high = next(f.hit for f in load_facts(FACTS) if f.id == fact)
    assert abs(row.model) < float("inf")
    assert row.hit == (low <= row.model <= high)
