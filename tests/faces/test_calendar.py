"""Coming dates on the command line and as an iCalendar file: whole, stable, and as the standard folds and escapes them."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ytterby.faces.cli import run
from ytterby.faces.ics import calendar_text
from ytterby.policy import Coming, load_timeline
from ytterby.world import World

STAMP = date(2026, 1, 1)


def read(text: str) -> list[dict[str, str]]:
    """The events of a calendar, unfolded and unescaped, by name."""
    lines = text.replace("\r\n ", "").split("\r\n")
    events: list[dict[str, str]] = []
    for line in lines:
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events and ":" in line and not line.startswith(("BEGIN", "END:VCALENDAR")):
            name, _, value = line.partition(":")
            out = value.replace("\\\\", "\0").replace("\\,", ",").replace("\\;", ";").replace("\\n", "\n").replace("\0", "\\")
            events[-1][name] = out
    return events


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=120)


@given(title=WORDS, note=WORDS, day=st.dates(date(2000, 1, 1), date(2100, 1, 1)))
@settings(max_examples=40, deadline=None)
def test_every_line_is_at_most_75_octets_and_reads_back(title: str, note: str, day: date) -> None:
    text = calendar_text([Coming(day, "chn/x", "in force", title, ("a", "b"), note)], STAMP)
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    event = read(text)[0]
    assert event["SUMMARY"] == f"{title}: in force"
    assert note in event["DESCRIPTION"]
    assert event["DTSTART;VALUE=DATE"] == f"{day:%Y%m%d}"


def test_a_date_keeps_its_uid_when_its_words_change_and_no_two_dates_share_one() -> None:
    coming = load_timeline().calendar("2025-01-01")
    one = coming[0]
    again = Coming(one.day, one.instrument, one.what, "Another title", (), "another note")
    assert read(calendar_text([one], STAMP))[0]["UID"] == read(calendar_text([again], date(2027, 1, 1)))[0]["UID"]
    uids = [event["UID"] for event in read(calendar_text(coming, STAMP))]
    assert len(uids) == len(set(uids)) == len(coming)


def test_the_command_lists_the_lapses_ahead_and_writes_the_file_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "law.ics"
    words = ["policy", "calendar", "--from", "2026-07-01", "--until", "2026-12-31", "--issuer", "CHN", "--format", "csv"]
    assert run([*words, "--ics", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "2026-11-10,snaps back into force" in printed  # Busan's year is over
    assert out.read_bytes().count(b"BEGIN:VEVENT") == len(printed.strip().splitlines()) - 1
    first = out.read_bytes()
    assert run([*words, "--ics", str(out)]) == 0
    assert out.read_bytes() == first


def test_the_first_licences_of_june_2025_expire_half_a_year_later() -> None:
    found = [one for one in load_timeline().calendar("2025-12-01") if "expire" in one.what]
    assert date(2025, 12, 11) in [one.day for one in found if one.instrument == "chn/licence-medium-heavy-2025"]


def test_a_lane_may_be_several_words_with_or_without_an_arrow(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, june_world: World
) -> None:
    monkeypatch.setattr("ytterby.world.load_world", lambda *_, **__: june_world)
    answers = []
    for lane in (["CHN->USA", "oxide/Dy"], ["CHN>USA oxide/Dy"], ["CHN", "USA", "oxide/Dy"]):
        assert run(["policy", "why", *lane, "2025-06", "--format", "csv"]) == 0
        answers.append(capsys.readouterr().out)
    assert answers[0] == answers[1] == answers[2]
    assert run(["policy", "why", "2025-06"]) == 2


def test_a_folder_is_checked_as_a_whole_with_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = "kind: trigger\nissuer: CHN\ntitle: Made up\nhistory:\n  - from: 2027-01-01\n    source: what-if\n    set:\n"
    (tmp_path / "chn").mkdir()
    (tmp_path / "chn" / "one.yaml").write_text(f"id: chn/one\n{head}      applies_to: [chn/two]\n", encoding="utf-8")
    (tmp_path / "chn" / "three.yaml").write_text(f"id: chn/tree\n{head}      condition: war\n", encoding="utf-8")
    assert run(["policy", "check", str(tmp_path)]) == 3
    told = capsys.readouterr().err
    assert "chn/one.yaml:9:history[0].set.applies_to[0]" in told
    assert "chn/three.yaml:1:id" in told
    (tmp_path / "chn" / "three.yaml").unlink()
    (tmp_path / "chn" / "two.yaml").write_text(f"id: chn/two\n{head}      condition: war\n", encoding="utf-8")
    assert run(["policy", "check", str(tmp_path)]) == 0


def test_a_lane_of_another_world_is_asked_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "why", "CHN", "JPN", "oxide/W", "2025-06", "--world", "tungsten", "--format", "csv"]) == 0
    assert "chn/licence-five-metals-2025" in capsys.readouterr().out
