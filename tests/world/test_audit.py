"""The ledger of what was looked up again says what the tables still say."""

import csv

import pytest

from ytterby.evidence import load_sources
from ytterby.world import rows_by_confidence
from ytterby.world.audit import CONFIDENCE, VERDICTS, checked, checked_by_table, named
from ytterby.world.tables import folder_of

LEDGER = checked().to_dict("records")


def rows_of(table: str) -> list[dict[str, str]]:
    with (folder_of("rare-earths") / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("entry", [e for e in LEDGER if e["column"]], ids=lambda e: f"{e['table']}-{e['row']}")
def test_a_checked_row_stands_once_and_says_what_the_ledger_says(entry: dict[str, str]) -> None:
    hits = named(rows_of(entry["table"]), entry["row"])
    assert hits, "no such row"
    assert {hit[entry["column"]] for hit in hits} == {entry["is"]}


def test_an_entry_has_a_known_verdict_known_sources_and_a_reason() -> None:
    known = load_sources()
    for entry in LEDGER:
        assert entry["verdict"] in VERDICTS
        assert entry["reason"]
        assert all(part in known for part in entry["source"].split(";") if part), entry["row"]
        assert (entry["was"] != entry["is"]) or entry["verdict"] != "corrected", entry["row"]


def test_every_row_of_a_citing_table_is_counted_once() -> None:
    counts = rows_by_confidence()
    assert (counts[list(CONFIDENCE)].sum(axis=1) == counts["rows"]).all()
    assert counts.loc["plants", "rows"] == len(rows_of("plants"))


def test_what_was_checked_adds_up_by_verdict() -> None:
    assert int(checked_by_table()["rows"].sum()) == sum(int(entry["rows"]) for entry in LEDGER)
