"""The facts of the reports: each is put to the model; misses are marked with their cause in the file and never deleted."""

from pathlib import Path

import pytest

from ytterby.brief import FactRow, verify
from ytterby.brief.facts import Fact, load_facts

FACTS = Path(__file__).with_name("facts.yaml")


@pytest.fixture(scope="module")
def table() -> dict[str, FactRow]:
    return {row.id: row for row in verify()}


def test_the_table_shows_every_fact_of_the_file(table: dict[str, FactRow]) -> None:
    assert list(table) == [fact.id for fact in load_facts(FACTS)]


def test_a_miss_shows_its_cause_and_a_hit_shows_none(table: dict[str, FactRow]) -> None:
    for row in table.values():
        assert bool(row.cause) != row.hit


@pytest.mark.parametrize("fact", load_facts(FACTS), ids=lambda fact: fact.id)
def test_a_fact_hits_unless_the_file_says_that_the_model_misses_it(fact: Fact, table: dict[str, FactRow]) -> None:
    row = table[fact.id]
    assert row.hit != fact.missed, f"model {row.model:.4g} {row.unit}, observed {row.observed:.4g}, hit band {fact.hit}"
