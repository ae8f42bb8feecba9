"""Accepting what documents announce: nothing is law before, once is enough, every act can be taken back, no sentence is kept."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ytterby.errors import BadLaw, UnknownName
from ytterby.evidence import Claim, Document, Reading, read_text
from ytterby.policy import Ledger, Proposal, load_timeline, propose

NOTICE = """Notice on export controls

Published 12 January 2027

China's commerce ministry said on 12 January 2027 that from 1 March 2027 exporters of tungsten and yttrium to Japan need a
licence valid for six months. Military users are excluded. Imports of magnets from Japan carry a duty of 25 percent.
"""
DAY = date(2027, 1, 20)
LICENCE, DUTY = "chn/licence-w-y-jpn-2027", "chn/tariff-magnets-jpn-2027"


def said(text: str, kind: str, published: date, **fields: Any) -> Reading:
    """A reading of one text with one claim, made by hand."""
    document = Document("wire", "wire.txt", text, published, "given", "0" * 64)
    return Reading((document,), (Claim("wire-1", "wire", kind, 0, len(text), text, **fields),), (), (), True)


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_text(NOTICE, "notice")


@pytest.fixture(scope="module")
def proposals(reading: Reading) -> tuple[Proposal, ...]:
    return tuple(p for p in propose(reading.claims, load_timeline(), date(2027, 1, 12)) if p.status == "new")


def test_what_is_accepted_is_law_from_the_day_it_was_published(
    tmp_path: Path, reading: Reading, proposals: tuple[Proposal, ...]
) -> None:
    assert {p.instrument for p in proposals} == {LICENCE, DUTY}
    Ledger(tmp_path).accept(proposals, reading, DAY)
    law = Ledger(tmp_path).law(load_timeline())
    assert [change.what for change in load_timeline().diff(law)] == ["added", "added"]
    assert law.on("2027-03-01")[LICENCE].status == "in force"
    unseen = law.known_on("2027-01-11")
    assert unseen.digest == load_timeline().known_on("2027-01-11").digest


def test_no_sentence_of_a_document_is_kept(tmp_path: Path, proposals: tuple[Proposal, ...], reading: Reading) -> None:
    ledger = Ledger(tmp_path)
    ledger.accept(proposals, reading, DAY)
    stored = ledger.path.read_text(encoding="utf-8")
    assert not [claim.quote for claim in reading.claims if claim.quote in stored]
    for cited in ledger.standing[0].claims:
        assert NOTICE[cited.start : cited.end]
        assert len(cited.quote_sha256) == 64


def test_a_condition_is_kept_by_its_place_and_not_by_its_words(tmp_path: Path) -> None:
    text = "Tokyo could halt exports of plating tools if shipments of germanium to its plants are cut."
    reading = said(text, "trigger", date(2026, 5, 4), actors=("JPN",), objects=("Ge",), modality="conditional")
    conditions = [p for p in propose(reading.claims, load_timeline(), "2026-05-04") if p.status == "new"]
    assert conditions
    ledger = Ledger(tmp_path)
    ledger.accept(conditions, reading, DAY)
    assert "germanium to its" not in ledger.path.read_text(encoding="utf-8")
    (trigger,) = [law for law in ledger.law(load_timeline()).instruments if law.id == conditions[0].instrument]
    assert "wire from character 0 to 90" in str(trigger.history[0].terms)


def test_a_notice_accepted_is_known_when_read_again_anywhere(
    tmp_path: Path, reading: Reading, proposals: tuple[Proposal, ...]
) -> None:
    ledger = Ledger(tmp_path)
    ledger.accept(proposals, reading, DAY)
    law = ledger.law(load_timeline())
    again = read_text(f"By wire.\n{NOTICE}", "copy")
    found = propose(again.claims, law, date(2027, 1, 12))
    assert found
    for proposal in found:
        assert proposal.status == "same" or ledger.knows(proposal, again)


def test_what_was_accepted_can_be_taken_back_and_the_log_keeps_both(
    tmp_path: Path, reading: Reading, proposals: tuple[Proposal, ...]
) -> None:
    ledger = Ledger(tmp_path)
    first, second = ledger.accept(proposals, reading, DAY)
    ledger.undo(first)
    assert [act.id for act in ledger.standing] == [second]
    assert [act.act for act in Ledger(tmp_path).acts] == ["accept", "accept", "undo"]
    with pytest.raises(UnknownName, match=second):
        ledger.undo(first)
    ledger.undo(second)
    assert Ledger(tmp_path).law(load_timeline()).digest == load_timeline().digest


def test_a_line_half_written_is_no_act_and_is_written_over(
    tmp_path: Path, reading: Reading, proposals: tuple[Proposal, ...]
) -> None:
    ledger = Ledger(tmp_path)
    ledger.accept(proposals[:1], reading, DAY)
    whole = ledger.path.read_bytes()
    ledger.path.write_bytes(whole + b'{"act": "accept", "id": "12')
    assert len(Ledger(tmp_path).acts) == 1
    Ledger(tmp_path).accept(proposals[1:], reading, DAY)
    assert ledger.path.read_bytes().startswith(whole)
    assert len(Ledger(tmp_path).standing) == 2


def test_a_line_that_is_no_act_is_named_with_its_number(tmp_path: Path) -> None:
    (tmp_path / "accepted.jsonl").write_text('{"act": "steal"}\n[]\n', encoding="utf-8")
    with pytest.raises(BadLaw) as told:
        Ledger(tmp_path)
    assert [fault.where.rpartition(":")[2] for fault in told.value.faults] == ["1", "2"]


def test_an_act_that_no_longer_fits_says_how_to_take_it_back(
    tmp_path: Path, reading: Reading, proposals: tuple[Proposal, ...]
) -> None:
    ledger = Ledger(tmp_path)
    (name, *_) = ledger.accept(proposals, reading, DAY)
    with pytest.raises(BadLaw, match=f"news accept --undo {name}"):
        ledger.law(ledger.law(load_timeline()))


def test_what_contradicts_the_law_has_the_entry_that_would_replace_it(tmp_path: Path) -> None:
    text = "The duty of the United States on goods from China stands at 77 percent."
    fields = {"actors": ("USA",), "targets": ("CHN",), "objects": ("goods",), "value": 77.0, "unit": "%", "qualifier": "exact"}
    reading = said(text, "tariff", date(2025, 6, 10), **fields)
    law = load_timeline().known_on("2025-06-10")
    against = [p for p in propose(reading.claims, law, "2025-06-10") if p.status == "contradicts"]
    assert against
    assert all(p.amendment is None for p in against)
    replaceable = [p for p in against if p.instead is not None]
    ledger = Ledger(tmp_path)
    ledger.accept(replaceable, reading, DAY)
    after = ledger.law(load_timeline())
    (told,) = propose(reading.claims, after, "2025-06-10")
    assert (told.status, "77 percent" in told.mapping) == ("same", True)
    assert ledger.standing[0].replaces
