"""What is read is data: it can make claims and nothing else; a file made to exhaust its reader is refused in bounded time."""

import io
import os
import re
import socket
import subprocess
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.evidence.hostile import TRUE, articles
from tests.evidence.made_pdf import lines, pdf

from ytterby.errors import BadDocument, YtterbyError
from ytterby.evidence import child, documents, read, read_text
from ytterby.faces.cli import run
from ytterby.policy import load_timeline

ARTICLES = articles()
UNSEEN = ("comment", "hidden", "script")


def test_there_are_fifty() -> None:
    assert len(ARTICLES) == 50


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder in which no process may start and no socket may open; what is left in it afterwards is told."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a text made the reader act")

    for owner, name in ((socket, "socket"), (subprocess, "Popen"), (os, "system"), (os, "remove")):
        monkeypatch.setattr(owner, name, refuse)
    monkeypatch.setenv("YTTERBY_WORKSPACE", str(tmp_path / "own"))
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    return tmp_path


@pytest.mark.parametrize("name", ARTICLES)
def test_a_hostile_article_gives_claims_with_quotes_and_nothing_else(closed: Path, name: str) -> None:
    law = load_timeline().digest
    (closed / "article").write_text(ARTICLES[name], encoding="utf-8", newline="")
    found = read([closed / "article"])
    texts = {document.id: document.text for document in found.documents}
    assert all(texts[claim.doc][claim.start : claim.end] == claim.quote for claim in found.claims)
    assert 70.0 in [claim.value for claim in found.claims if claim.kind == "share"], "the truth is read"
    if name.startswith(UNSEEN):
        assert {claim.quote for claim in found.claims} == {TRUE.rstrip(".")}
    assert load_timeline().digest == law
    assert list((closed / "cwd").iterdir()) == []
    assert not (closed / "own").exists()


@pytest.mark.parametrize("form", ["table", "md", "csv", "json", "jsonl"])
def test_nothing_of_an_article_reaches_the_terminal_or_a_sheet_alive(
    tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("terminal", "c1", "formula", "html-in-text"):
        text = ARTICLES[name].replace(TRUE, f"{TRUE[:-1]}, =1+1 \x1b[31m\x9b2J <b>say</b> officials.")
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    assert run(["news", "read", str(tmp_path), "--format", form]) == 0
    out = capsys.readouterr().out
    assert out.count("rare earths") >= 4
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", out)
    if form == "csv":
        assert not re.search(r"(?m)(?:^|,)\"?[=+@]", out)


def packed(megabytes: int) -> bytes:
    """A content stream of so many megabytes of text, deflated twice to some kilobytes; made without holding it."""
    squeeze, again = zlib.compressobj(1), zlib.compressobj(9)
    piece = b"(China controls gallium) Tj T* " * (2**20 // 31)
    out = b"".join(again.compress(squeeze.compress(piece)) for _ in range(megabytes))
    return out + again.compress(squeeze.flush()) + again.flush()


LAUGHS = '<!DOCTYPE rss [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)


OPERATORS = b"q 1 0 0 1 0 0 cm BT /F1 9 Tf (a) Tj ET Q "


def bombs() -> dict[str, bytes]:
    one = pdf([lines("x")])
    loop = one.replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")
    return {
        "pdf-deflated-twice": pdf([packed(150)], "/Filter [/FlateDecode /FlateDecode]"),
        "pdf-page-loop": loop,
        "pdf-count": one.replace(b"/Count 1", b"/Count 99999999"),
        "pdf-many-operators": pdf(
            [zlib.compress(b"q 1 0 0 1 0 0 cm BT /F1 9 Tf (a) Tj ET Q " * 700_000, 1)], "/Filter /FlateDecode"
        ),
        "html-open-tags": b"<html>" + b"<a " * 60_000,
        "html-deep": b"<html>" + b"<div>" * 300_000 + b"x",
        "html-comments": b"<html>" + b"<!--" * 100_000,
        "feed-laughs": f'<?xml version="1.0"?>{LAUGHS}]><rss><item><title>&j;</title></item></rss>'.encode(),
        "feed-open-items": b"<rss>" + b"<item>" * 200_000,
        "zip": b"PK\x03\x04" + os.urandom(5000),
        "gzip": zlib.compress(b"China bans gallium. " * 100_000),
        "empty": b"",
        "blank": b" \n" * 100_000,
    }


BOMBS = bombs()


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_or_read_within_the_caps(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "CPU_SECONDS", 2)
    monkeypatch.setattr(child, "MEGABYTES", 600)
    found, faults = documents("bomb", "bomb", BOMBS[name], None)
    assert found or faults
    assert sum(len(document.text) for document in found) < 2_000_000
    assert all(fault.remedy for fault in faults)


def test_what_asks_for_too_much_time_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "CPU_SECONDS", 1)
    _, faults = documents("bomb", "bomb.html", BOMBS["html-open-tags"], None)
    assert "too much time or memory" in faults[0].found


def test_an_entity_a_feed_defines_means_nothing() -> None:
    found, faults = documents("feed", "feed.xml", BOMBS["feed-laughs"], None)
    assert found == []
    assert "undefined entity" in faults[0].found


def test_a_text_of_thirty_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as out:
        out.truncate(30_000_000)
    with pytest.raises(BadDocument, match="30,000,000 bytes"):
        read([path])


def test_a_long_text_is_read_as_far_as_is_said(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text(f"{TRUE}\n" + f"{'nothing is said here of anything at all ' * 40}\n" * 700, encoding="utf-8")
    found = read([path])
    assert [claim.kind for claim in found.claims] == ["share"]
    assert any("only the first 1,000,000 characters" in line for line in found.unread)


NASTY = st.sampled_from(
    [
        *("<", ">", "<a ", "</", "<!--", "-->", "<![CDATA[", "]]>", "<item>", "</item>", "<entry>", "<title>", "</title>", '"'),
        *("<table>", "<tr>", "<td>", "<pre>", "</pre>", "<li>", "</ul>", "<script>", "&#x0;", "&a;", "\0", "\ud800", "\u202e"),
        "China bans gallium. ",
    ]
)


@settings(max_examples=150)
@given(st.sampled_from(["<html>", "<rss>", "<feed>", ""]), st.lists(NASTY, max_size=40).map("".join))
def test_any_markup_gives_documents_or_faults(opening: str, body: str) -> None:
    found, faults = documents("any", "any", (opening + body).encode("utf-8", errors="surrogatepass"), None)
    for document in found:
        assert all(0 <= part.start < part.end <= len(document.text) for part in document.parts)
        assert [part.start for part in document.parts] == sorted(part.start for part in document.parts)
    assert all(fault.where.startswith("any") for fault in faults)


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_any_pasted_text_gives_a_reading_or_a_refusal(text: str) -> None:
    try:
        found = read_text(text)
    except YtterbyError:
        return
    stored = found.documents[0].text
    assert all(stored[claim.start : claim.end] == claim.quote for claim in found.claims)


def test_standard_input_is_read_as_a_file_is(monkeypatch: pytest.MonkeyPatch) -> None:
    class Given:
        buffer = io.BytesIO(TRUE.encode())

    monkeypatch.setattr("sys.stdin", Given())
    assert [claim.kind for claim in read(["-"]).claims] == ["share"]
