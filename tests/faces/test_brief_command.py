"""`ytterby brief` prints one page in four forms, writes files whole, and keeps data and talk apart."""

import json
from pathlib import Path
from typing import Any

import pytest

from ytterby.brief.model import Brief
from ytterby.errors import NothingKnown
from ytterby.faces.cli import run
from ytterby.faces.report import render_html, render_markdown, render_text


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, sample: Brief) -> list[tuple[Any, dict[str, Any]]]:
    calls: list[tuple[Any, dict[str, Any]]] = []

    def answer(paths: Any, **options: Any) -> Brief:
        calls.append((paths, options))
        return sample

    monkeypatch.setattr("ytterby.brief.brief", answer)
    return calls


def test_what_is_typed_reaches_the_room_below(asked: list[Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["brief", "a.txt", "b.txt", "--as-of", "2025-06-13", "--published", "2025-06-12"]) == 0
    paths, options = asked[0]
    assert paths == ["a.txt", "b.txt"]
    assert (options["as_of"], options["published"]) == ("2025-06-13", "2025-06-12")


def test_the_four_forms_are_the_four_faces_of_one_page(
    asked: list[Any], sample: Brief, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {}
    for form in ("text", "json", "html", "md"):
        assert run(["brief", "a.txt", "--format", form]) == 0
        said = capsys.readouterr()
        assert said.err == ""
        found[form] = said.out
    assert json.loads(found["json"]) == json.loads(json.dumps(sample.as_dict()))
    assert found["text"] == render_text(sample)
    assert found["md"] == render_markdown(sample)
    assert found["html"].rstrip() == render_html(sample).rstrip()


def test_a_file_is_written_whole_and_nothing_is_printed(
    asked: list[Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "page.html"
    assert run(["brief", "a.txt", "--format", "html", "--out", str(out)]) == 0
    assert out.read_text("utf-8").endswith("</html>")
    assert list(out.parent.iterdir()) == [out]
    said = capsys.readouterr()
    assert said.out == ""
    assert str(out) in said.err


def test_a_fault_leaves_the_old_file_whole(
    asked: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "page.txt"
    out.write_text("the old page", "utf-8")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert run(["brief", "a.txt", "--out", str(out)]) == 3
    assert out.read_text("utf-8") == "the old page"
    assert list(tmp_path.iterdir()) == [out]
    assert "No space left" in capsys.readouterr().err


def test_a_report_about_nothing_known_is_answered_with_no(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nothing(paths: Any, **options: Any) -> Brief:
        raise NothingKnown("nothing here that the model knows")

    monkeypatch.setattr("ytterby.brief.brief", nothing)
    assert run(["brief", "cakes.txt"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "nothing here that the model knows" in said.err


def test_demo_prints_the_answer_writes_the_page_and_says_how_to_go_on(
    asked: list[Any], sample: Brief, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "demo.html"
    assert run(["demo", "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert said.out == render_text(sample)
    assert str(out) in said.err
    assert "ytterby serve" in said.err
    assert out.is_file()
    assert [Path(path).suffix for path in asked[0][0]] == [".txt", ".txt", ".txt"]


def test_a_brief_fits_the_terminal_and_says_the_same_words(
    asked: list[Any], sample: Brief, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("COLUMNS", "72")
    assert run(["demo", "--out", str(tmp_path / "demo.html")]) == 0
    told = capsys.readouterr().out
    assert told.split() != []
    assert [line for line in told.splitlines() if len(line) > 72 and " " in line.strip().removeprefix("- ")] == []
    assert "".join(told.replace("=", "").split()) == "".join(render_text(sample).replace("=", "").split())
