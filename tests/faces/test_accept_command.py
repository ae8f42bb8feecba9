"""``news accept`` by hand: shown, accepted once, counted in by the other commands, taken back."""

import json
from pathlib import Path

import pytest

from ytterby.faces.cli import run

NOTICE = """Notice on export controls

Published 12 January 2027

China's commerce ministry said on 12 January 2027 that from 1 March 2027 exporters of tungsten and yttrium to Japan need a
licence valid for six months. Military users are excluded. Imports of magnets from Japan carry a duty of 25 percent.
"""
LICENCE = "chn/licence-w-y-jpn-2027"


@pytest.fixture
def notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YTTERBY_WORKSPACE", str(tmp_path / "own"))
    path = tmp_path / "notice.txt"
    path.write_text(NOTICE, encoding="utf-8")
    return path


def rows(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return found


def test_a_dry_run_shows_and_writes_nothing(notice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["news", "accept", str(notice), "--dry-run", "--format", "json"]) == 0
    assert {row["verdict"] for row in rows(capsys)} == {"new"}
    assert not (tmp_path / "own").exists()


def test_what_is_accepted_counts_until_it_is_taken_back(notice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def shown(*words: str) -> set[object]:
        assert run(["policy", "show", "--at", "2027-03", "--issuer", "CHN", "--format", "json", *words]) == 0
        return {row["instrument"] for row in rows(capsys)}

    assert LICENCE not in shown()
    assert run(["news", "accept", str(notice), "--only", LICENCE]) == 0
    capsys.readouterr()
    assert LICENCE in shown()
    assert LICENCE not in shown("--law", "shipped")
    assert run(["policy", "why", "CHN", "JPN", "oxide/Y", "2027-03", "--format", "json"]) == 0
    assert LICENCE in capsys.readouterr().out

    assert run(["news", "accept", str(notice), "--only", LICENCE, "--format", "json"]) == 0
    assert {row["verdict"] for row in rows(capsys)} == {"in the law already"}
    assert run(["news", "accept", "--log", "--format", "json"]) == 0
    (act,) = rows(capsys)
    assert run(["news", "accept", "--undo", str(act["id"])]) == 0
    capsys.readouterr()
    assert LICENCE not in shown()


def test_a_misspelt_instrument_or_id_is_named_and_nothing_is_written(
    notice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["news", "accept", str(notice), "--only", "chn/licence-w-y-jpm-2027"]) == 3
    assert f"Did you mean '{LICENCE}'" in capsys.readouterr().err
    assert run(["news", "accept", "--undo", "12345678"]) == 3
    assert run(["news", "accept"]) == 2
    assert not (tmp_path / "own").exists()


def test_a_report_without_law_is_answered_with_no(notice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notice.write_text("The price of antimony rose by 12% in May 2026.", encoding="utf-8")
    assert run(["news", "accept", str(notice)]) == 1
    assert "(no rows)" in capsys.readouterr().out


def test_claims_on_law_that_lead_to_nothing_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YTTERBY_WORKSPACE", str(tmp_path / "own"))
    path = tmp_path / "note.txt"
    path.write_text("Published 12 January 2027\n\nImports of magnets carry a duty of 25 percent.\n", encoding="utf-8")
    assert run(["news", "accept", str(path), "--dry-run"]) == 1
    assert "Not put into law: 1 claim naming no party that acts (note-001)." in capsys.readouterr().err


def test_what_replaces_the_law_is_shown_before_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YTTERBY_WORKSPACE", str(tmp_path / "own"))
    path = tmp_path / "note.txt"
    path.write_text(
        "Published 10 June 2025\n\nThe United States levies a duty of 77 percent on goods from China.\n", encoding="utf-8"
    )
    assert run(["news", "accept", str(path), "--dry-run", "--replace", "--format", "json"]) == 0
    (row,) = rows(capsys)
    assert str(row["effect"]).startswith("instead of what the law says: percent ")
    assert row["start"] == "2025-06-10"
