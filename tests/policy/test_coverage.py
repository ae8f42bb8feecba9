"""The ledger: what of the recorded history of policy is law here, where, and what is not and why."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from ytterby.policy import load_timeline
from ytterby.policy.reading import SHIPPED

FACTS = Path(__file__).resolve().parents[3] / "shared" / "facts"
LEDGERS = sorted(SHIPPED.glob("coverage-*.csv"))
NOT_HERE = ("not law", "outside the worlds")
LAW = load_timeline()


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def recorded() -> dict[str, str]:
    """Key of every recorded event, spell of duty, control and support; the state that acts."""
    keys = {row["event_id"]: row["actor"] for row in rows(FACTS / "policy_events.csv")}
    for row in rows(FACTS / "tariff_timeline.csv"):
        keys[f"tariff {row['from_country']}>{row['to_country']} {row['component']} {row['date_from']}"] = row["from_country"]
    for row in rows(FACTS / "control_list.csv"):
        issuer = row["jurisdiction"]
        keys[f"control {issuer}>{row['target']} {row['element_or_material']} {row['date_from']}"] = issuer
    for row in rows(FACTS / "government_support.csv"):
        keys[f"support {row['country']} {row['recipient']}: {row['instrument']} {row['date']}"] = row["country"]
    return keys


def test_every_law_that_a_trigger_moves_is_in_the_law() -> None:
    known = {law.id for law in LAW.instruments}
    for law in LAW.instruments:
        for entry in law.history:
            named = {*(getattr(entry.terms, "applies_to", None) or ())}
            named |= {applied.instrument for applied in getattr(entry.terms, "applies", None) or ()}
            assert named <= known, f"{law.id} of {entry.start}: {sorted(named - known)}"


@pytest.mark.parametrize("path", LEDGERS, ids=lambda path: path.stem)
def test_every_row_names_an_entry_of_the_law_or_a_reason(path: Path) -> None:
    assert rows(path)
    for row in rows(path):
        assert list(row) == ["event", "instrument", "entry_from", "status", "why"]
        if row["status"] == "law":
            days = {str(day) for entry in LAW[row["instrument"]].history for day in (entry.start, entry.until)}
            assert row["entry_from"] in days, f"{row['event']}: {row['instrument']} has no entry of {row['entry_from']}"
        else:
            assert row["status"] in NOT_HERE, row
            assert row["why"], row
            assert (row["instrument"], row["entry_from"]) == ("", ""), row


@pytest.mark.parametrize("path", LEDGERS, ids=lambda path: path.stem)
def test_no_event_stands_in_a_ledger_twice(path: Path) -> None:
    assert [event for event, times in Counter(row["event"] for row in rows(path)).items() if times > 1] == []


@pytest.mark.skipif(not FACTS.exists(), reason="the recorded facts are not beside the repository")
def test_every_recorded_event_of_others_than_china_is_covered_once() -> None:
    expected = {key for key, actor in recorded().items() if actor not in ("CHN", "WTO")}
    listed = Counter(row["event"] for row in rows(SHIPPED / "coverage-rest.csv"))
    assert expected - listed.keys() == set()
    assert listed.keys() - expected == set()
    assert max(listed.values()) == 1


@pytest.mark.skipif(not FACTS.exists() or len(LEDGERS) < 2, reason="the recorded facts or the ledger of China are not here")
def test_every_recorded_event_of_china_and_the_dispute_is_covered_once() -> None:
    expected = {row["event_id"] for row in rows(FACTS / "policy_events.csv") if row["actor"] in ("CHN", "WTO")}
    listed = Counter(row["event"] for row in rows(SHIPPED / "coverage-chn.csv"))
    assert expected - listed.keys() == set()
    assert all(listed[event] == 1 for event in expected)
