"""Watching: each document once, however often it is killed; a bad one stops nothing; only what matters is told."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import httpx
import pytest
from tests.worlds import seen

from ytterby.brief import Inbox, Stake, watch
from ytterby.brief import watching as module
from ytterby.brief.live import fetch
from ytterby.brief.stakes import Result, moved
from ytterby.errors import BadDocument, BadInput, Fault
from ytterby.evidence import Claim, Document
from ytterby.plan import read_bill, sample_bill
from ytterby.policy import Timeline, load_timeline

DAY = date(2025, 6, 13)
NOTICE = "China said on 12 June 2025 that from 1 August 2025 exporters of yttrium to Japan need a licence valid for six months."
SHARES = "China mines {} per cent of all rare earths in 2024."


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    with Inbox(tmp_path / "state" / "watch.sqlite") as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.fixture(scope="module")
def law() -> Timeline:
    return load_timeline()


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_what_is_new_is_told_once_and_the_same_words_are_the_same_document(inbox: Inbox, folder: Path, law: Timeline) -> None:
    put(folder, "a.txt", SHARES.format(70))
    put(folder, "b.txt", f"  {SHARES.format(70).upper()}\n")
    first = watch([str(folder)], inbox, law, DAY)
    assert len(first.kept) == len(inbox) == 1
    assert len(watch([str(folder)], inbox, law, DAY).kept) == 1, "not yet told"
    inbox.tell(first.kept)
    assert watch([str(folder)], inbox, law, DAY).kept == ()
    put(folder, "c.txt", SHARES.format(80))
    second = watch([str(folder)], inbox, law, DAY)
    assert [one.document.path for one in second.kept] == [str(folder / "c.txt")]
    assert [pair.type for pair in second.conflicts] == ["conflict"]


def test_what_is_kept_comes_back_as_it_was(inbox: Inbox) -> None:
    document = Document("wire", "wire.txt", SHARES.format(70), DAY, "given", "0" * 64, "a note")
    claim = Claim("wire-1", "wire", "share", 0, 5, "China", actors=("CHN",), value=70.0, unit="%", qualifier="exact")
    inbox.keep(document, [claim], DAY)
    (kept,) = inbox.untold()
    name = kept.document.id
    assert name.startswith("wire@")
    assert kept.document == Document(name, "wire.txt", document.text, DAY, "given", "0" * 64, "a note")
    assert kept.claims == (Claim(f"{name}-1", name, *list(vars(claim).values())[2:]),)


def test_a_bad_file_or_text_stops_nothing(inbox: Inbox, folder: Path, law: Timeline, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(document: Document) -> list[Claim]:
        if "poison" in document.text:
            raise RecursionError
        return []

    monkeypatch.setattr(module, "extract", breaks)
    put(folder, "a.txt", "This text is poison for the reader of rare earths.")
    put(folder, "b.txt", SHARES.format(70))
    (folder / "c.txt").write_bytes(b"\0\1\2" * 900)
    (folder / "d.pdf").write_bytes(b"%PDF-1.4 broken")
    found = watch([str(folder), "nowhere", str(folder / "b.txt")], inbox, law, DAY)
    assert [bool(one.failed) for one in found.kept] == [True, False]
    assert len(found.faults) == 4
    assert {fault.where for fault in found.faults} >= {"nowhere", str(folder / "c.txt"), str(folder / "d.pdf")}
    assert watch([str(folder)], inbox, law, DAY).faults == (), "told once"


def test_a_file_that_ends_the_process_again_and_again_is_set_aside(
    inbox: Inbox, folder: Path, law: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(_: Document) -> list[Claim]:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "extract", dies)
    put(folder, "a.txt", SHARES.format(70))
    for _ in range(module.MOST_TRIES):
        with pytest.raises(KeyboardInterrupt):
            watch([str(folder)], inbox, law, DAY)
    put(folder, "b.txt", "")
    assert "set aside" in str(watch([str(folder)], inbox, law, DAY).faults[0])


def test_a_text_that_takes_too_long_is_given_up(
    inbox: Inbox, folder: Path, law: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "READ_SECONDS", 0.05)
    monkeypatch.setattr(module, "extract", lambda _: time.sleep(30))
    put(folder, "a.txt", SHARES.format(70))
    (kept,) = watch([str(folder)], inbox, law, DAY).kept
    assert "TimeoutError" in kept.failed


LOOKS = """
    # Reads a line, forks a process that takes one look, says its number, waits for its end: imports are paid for once.
    import os, sys
    from datetime import date
    from pathlib import Path
    from ytterby.brief import Inbox, watch
    from ytterby.evidence import read_text
    from ytterby.policy import load_timeline
    law = load_timeline()
    read_text("China mines 70 per cent of all rare earths.")
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            with Inbox(Path(sys.argv[2])) as inbox:
                found = watch([sys.argv[1]], inbox, law, date(2025, 6, 13))
                inbox.tell(found.kept)
            os._exit(0)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)
"""


def wait_for(state: Path, documents: int) -> None:
    """Until so many documents are in a state that another process writes."""
    while True:
        with contextlib.suppress(sqlite3.OperationalError), closing(sqlite3.connect(f"file:{state}?mode=ro", uri=True)) as base:
            if base.execute("SELECT count(*) FROM item").fetchone()[0] >= documents:
                return
        time.sleep(0.001)


@pytest.mark.parametrize("kills", [(7,), pytest.param((0, 1, 7, 20, 41, 60, 71, 80), marks=pytest.mark.slow)])
def test_no_kill_loses_or_doubles_a_document(tmp_path: Path, folder: Path, kills: tuple[int, ...]) -> None:
    """Killed (-9) with ever more documents in, until one look gets through: then all are kept, each once, and told."""
    for number in range(90):
        put(folder, f"{number:03}.txt", f"{SHARES.format(number + 1)} Report {number} says so. {NOTICE}")
    state, script = tmp_path / "watch.sqlite", tmp_path / "looks.py"
    script.write_text(textwrap.dedent(LOOKS), encoding="utf-8")
    command = [sys.executable, str(script), str(folder), str(state)]
    kept = [0]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as looks:
        assert looks.stdin is not None
        assert looks.stdout is not None
        for enough in (*kills, None):
            looks.stdin.write("look\n")
            looks.stdin.flush()
            child = int(looks.stdout.readline())
            if enough is not None:
                wait_for(state, enough)
                with contextlib.suppress(ProcessLookupError):  # a quick machine: the look got through
                    os.kill(child, signal.SIGKILL)
            assert looks.stdout.readline() == "ended\n"
            with Inbox(state) as inbox:
                found = inbox.newest(1000)
            kept.append(len(found))
            assert len({one.document.text for one in found}) == len(found)
            assert all(one.claims for one in found)
        looks.stdin.close()
    assert kept == sorted(kept), "nothing stored is lost"
    assert kept[-2] > 0, "some looks were cut short with documents in"
    assert kept[-1] == 90
    with Inbox(state) as inbox:
        assert inbox.untold() == ()


def test_a_file_that_is_no_inbox_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("my notes " * 100, encoding="utf-8")
    with pytest.raises(BadInput, match="--state"):
        Inbox(path)
    assert path.read_text(encoding="utf-8") == "my notes " * 100


def test_only_what_moves_a_bill_by_enough_is_told(inbox: Inbox, folder: Path, law: Timeline) -> None:
    put(folder, "dull.txt", SHARES.format(70))
    put(
        folder,
        "far.txt",
        "On 12 June 2025 the United States announced tariffs of 25 percent on lithium from Chile from 1 July 2025.",
    )
    put(
        folder,
        "near.txt",
        "On 12 June 2025 the United States announced tariffs of 60 percent on magnets from China from 1 July 2025.",
    )
    stake = Stake.of_bill(read_bill(sample_bill(), seen("2025-06-13"), skip_bad=True))
    found = watch([str(folder)], inbox, law, DAY, lambda: seen("2025-06-13"), [stake], 0.05)
    assert {alert.path for alert in found.alerts} == {str(folder / "near.txt")}
    assert all(abs(row.share) >= 0.05 for alert in found.alerts for row in alert.moved)
    assert found.faults == ()


def test_a_saved_study_is_asked_month_by_month(inbox: Inbox, folder: Path, law: Timeline, tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    path.write_text(
        "title: Yttrium in Japan\nmonths: 2025-06..2025-10\nresults:\n"
        "  - {variable: price, where: {good: oxide/Y, place: JPN}}\n",
        encoding="utf-8",
    )
    put(folder, "notice.txt", NOTICE)
    found = watch([str(folder)], inbox, law, DAY, lambda: seen("2025-06-13"), [Stake.of_study(path)], 0.0)
    (alert,) = found.alerts
    assert {row.what for row in alert.moved} == {f"price, oxide/Y, JPN, 2025-{month:02}" for month in range(6, 11)}
    before = [row for row in alert.moved if row.what.endswith(("06", "07"))]
    assert all(row.share == 0 for row in before), "nothing changes before the notice holds"
    path.write_text("title: Yttrium in Japan\nresults:\n  - {variable: price, where: {good: oxide/Yt}}\n", encoding="utf-8")
    with pytest.raises(BadInput, match="oxide/Y"):
        watch([str(folder)], inbox, law, DAY, lambda: seen("2025-06-13"), [Stake.of_study(path)], 0.0)


def test_a_change_from_nothing_is_measured_by_what_there_is_to_lose() -> None:
    def one(value: float) -> dict[str, Result]:
        return {"x": Result(value, "USD", 1000.0)}

    assert moved(one(0.0), one(0.4), 0.05) == ()
    assert moved(one(0.0), one(5.0), 0.05)[0].share == 0.5
    assert moved(one(100.0), one(94.0), 0.05)[0].share == pytest.approx(-0.06)


FEED = b"""<rss version="2.0"><channel><item><title>One</title>
<description>China mines 70 per cent of all rare earths.</description>
</item></channel></rss>"""


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    named = {"feeds.example.org": "93.184.216.34", "inner.example.org": "10.0.0.7", "local.example.org": "127.0.0.1"}

    def resolve(host: str, port: int, **_: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        if host not in named:
            raise socket.gaierror(-2, "Name or service not known")
        return [(2, 1, 6, "", (named[host], port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


def served(answers: dict[str, httpx.Response]) -> httpx.MockTransport:
    return httpx.MockTransport(lambda request: answers[str(request.url)])


@pytest.mark.usefixtures("public")
def test_a_feed_is_fetched_and_not_again_while_it_stays_the_same(
    inbox: Inbox, law: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers.get("if-none-match"))
        return httpx.Response(304) if asked[-1] == '"1"' else httpx.Response(200, content=FEED, headers={"etag": '"1"'})

    transport = httpx.MockTransport(answer)
    monkeypatch.setattr(module, "fetch", lambda address, etag, modified: fetch(address, etag, modified, transport))
    url = "https://feeds.example.org/feed.xml"
    first, second = (watch([url], inbox, law, DAY) for _ in range(2))
    assert asked == [None, '"1"']
    assert [len(one.kept) for one in (first, second)] == [1, 1]
    assert first.kept == second.kept


@pytest.mark.usefixtures("public")
@pytest.mark.parametrize(
    ("url", "answer", "said"),
    [
        ("http://feeds.example.org/", None, "https"),
        ("https://user:pass@feeds.example.org/", None, "https"),
        ("https://inner.example.org/", None, "not public"),
        ("https://local.example.org/", None, "not public"),
        ("https://nobody.example.org/", None, "nobody knows"),
        ("https://feeds.example.org/", httpx.Response(302, headers={"location": "https://inner.example.org/x"}), "not public"),
        ("https://feeds.example.org/", httpx.Response(302, headers={"location": "file:///etc/passwd"}), "https"),
        ("https://feeds.example.org/", httpx.Response(302, headers={"location": "/"}), "redirects"),
        ("https://feeds.example.org/", httpx.Response(500), "500"),
        ("https://feeds.example.org/", httpx.Response(200, content=b"x" * 10_000_001), "more than"),
    ],
)
def test_only_public_https_addresses_are_asked(url: str, answer: httpx.Response | None, said: str) -> None:
    transport = httpx.MockTransport(lambda _: answer or pytest.fail("asked"))
    with pytest.raises(BadDocument, match=said):
        fetch(url, transport=transport)


def test_a_feed_that_fails_leaves_the_folder_read(
    inbox: Inbox, folder: Path, law: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise BadDocument(Fault("https://feeds.example.org", "no answer", "a feed", "Try later."))

    monkeypatch.setattr(module, "fetch", fails)
    put(folder, "a.txt", SHARES.format(70))
    found = watch(["https://feeds.example.org", str(folder)], inbox, law, DAY)
    assert (len(found.kept), len(found.faults)) == (1, 1)


def test_a_state_that_cannot_be_written_is_a_fault_of_the_disk(tmp_path: Path) -> None:
    (tmp_path / "watch.sqlite").mkdir()
    with pytest.raises(OSError, match="unable to open"):
        Inbox(tmp_path / "watch.sqlite")
