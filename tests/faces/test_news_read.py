"""``news read`` on every kind of document: a claim a line, with the field names of the annotation guide."""

import json
from dataclasses import fields
from pathlib import Path

import pytest
from tests.evidence.made_pdf import lines, pdf

from ytterby.evidence import Claim
from ytterby.faces.cli import run

SENTENCE = "China mines about 70 per cent of all rare earths."
FIELDS = [
    *("id", "doc", "kind", "start", "end", "quote", "actors", "targets", "objects", "aspect", "value", "value_from", "value_to"),
    *("unit", "qualifier", "date", "date_end", "modality", "speaker", "confidence"),
]
DOCUMENTS = {
    "a.txt": SENTENCE.encode(),
    "a.md": f"# Share\n\n{SENTENCE}\n".encode(),
    "a.html": f"<html><body><h1>Share</h1><p>{SENTENCE}</p></body></html>".encode(),
    "a.pdf": pdf([lines(SENTENCE)]),
    "a.rss": f"<rss><item><title>Share</title><description>{SENTENCE}</description></item></rss>".encode(),
    "a.atom": f"<feed><entry><title>Share</title><summary>{SENTENCE}</summary></entry></feed>".encode(),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_claim_is_a_line_with_the_fields_of_the_guide(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / name).write_bytes(DOCUMENTS[name])
    assert run(["news", "read", str(tmp_path / name), "--published", "2026-05-04", "--format", "jsonl"]) == 0
    (told,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert list(told) == FIELDS == [field.name for field in fields(Claim)]
    assert (told["kind"], told["value"], told["quote"]) == ("share", 70.0, SENTENCE.rstrip("."))


def test_a_text_without_claims_gives_no_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("Nothing of note happened on the quay.", encoding="utf-8")
    assert run(["news", "read", str(tmp_path), "--format", "jsonl"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("form", ["table", "csv", "md", "json"])
def test_every_form_is_printed(tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(SENTENCE, encoding="utf-8")
    assert run(["news", "read", str(tmp_path), "--format", form]) == 0
    assert "70" in capsys.readouterr().out
