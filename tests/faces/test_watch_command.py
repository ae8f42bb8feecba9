"""``news watch`` by hand: what is new is told once; bad sources are named; shares are read as people write them."""

import json
from pathlib import Path

import pytest

from ytterby.faces.cli import run

NOTICE = "China said on 12 June 2025 that from 1 August 2025 exporters of yttrium to Japan need a licence valid for six months."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YTTERBY_WORKSPACE", str(tmp_path / "own"))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "notice.txt").write_text(NOTICE, encoding="utf-8")
    return tmp_path / "in"


def test_a_look_tells_what_is_new_and_the_next_tells_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["news", "watch", str(folder), "--as-of", "2025-06-13", "--format", "json"]
    assert run(words) == 0
    told = capsys.readouterr()
    rows = json.loads(told.out)
    assert {row["event"] for row in rows} >= {"new document", "new law announced"}
    assert "1 new document" in told.err
    assert run(words) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_source_that_cannot_be_read_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["news", "watch", "nowhere", "--as-of", "2025-06-13"]) == 3
    assert "nowhere: found no such file" in capsys.readouterr().err
    assert run(["news", "watch", "nowhere", str(folder), "--as-of", "2025-06-13"]) == 0


@pytest.mark.parametrize("share", ["five", "-5%", "nan%", "inf"])
def test_a_share_that_is_none_is_wrong_usage(folder: Path, share: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["news", "watch", str(folder), "--at-least", share]) == 2
    assert "5% or 0.05" in capsys.readouterr().err


def test_a_bill_that_cannot_be_read_leaves_the_news_untold(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bom.csv").write_text("part,good\n", encoding="utf-8")
    words = ["news", "watch", str(folder), "--as-of", "2025-06-13", "--format", "json"]
    assert run([*words, "--bom", str(tmp_path / "bom.csv")]) == 3
    capsys.readouterr()
    assert run(words) == 0
    assert json.loads(capsys.readouterr().out)


def test_a_smallest_change_without_a_result_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["news", "watch", str(tmp_path), "--state", str(tmp_path / "seen.sqlite"), "--at-least", "5%"]) == 2
    assert "give --bom BOM.csv or --study STUDY.yaml" in capsys.readouterr().err
    assert not (tmp_path / "seen.sqlite").exists()
