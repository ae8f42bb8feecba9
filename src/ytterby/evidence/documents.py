"""Bytes -> documents: files, folders and standard input as text, with the day of publication and how we know it."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path

import yaml

from ytterby.errors import BadDocument, BadMonth, Fault
from ytterby.evidence.claims import Document
from ytterby.evidence.dates import days_near, whens
from ytterby.evidence.lexicon import plain
from ytterby.months import day

__all__ = ["document", "load"]

LARGEST_FILE = 10_000_000  # bytes: uploads are capped before parsing; an article is a few kilobytes
LARGEST_TEXT = 1_000_000  # code points read of one document: some 200 articles' worth
SUFFIXES = (".txt", ".md", ".html", ".htm", ".xml", ".pdf")
_BLOCKS = {
    "p",
    "div",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "br",
    "tr",
    "title",
    "section",
    "article",
    "blockquote",
    "td",
    "th",
    "item",
    "description",
}
_SILENT = {"script", "style", "noscript", "svg", "template", "nav", "footer", "form"}
_LABELLED = re.compile(r"\b(?:published|posted|updated|date|dated|issued)\s*(?:on|:)?\s*(?P<date>[^\n]{6,40})", re.I)
EVENT_SPAN = timedelta(days=14)  # how long after an event a text that dates itself by it may have been written
_HEAD = 600  # code points at the top of a document in which a bare date is its dateline


class _Html(HTMLParser):
    """Visible text of a page, one line a block, and the date its metadata states."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.stated: str | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens a line at a block; reads the date of a meta or time element."""
        told = dict(attrs)
        if tag in _SILENT:
            self._silent += 1
        if tag in _BLOCKS:
            self.parts.append("\n")
        name = (told.get("property") or told.get("name") or told.get("itemprop") or "").lower()
        if tag == "meta" and name in ("article:published_time", "date", "dc.date", "pubdate", "datepublished", "publish-date"):
            self.stated = self.stated or told.get("content")
        if tag == "time":
            self.stated = self.stated or told.get("datetime")

    def handle_endtag(self, tag: str) -> None:
        """Closes a block's line."""
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Keeps what a reader would see."""
        if not self._silent:
            self.parts.append(data)


def _decode(raw: bytes) -> tuple[str, str]:
    """Text of bytes and a note on what had to be guessed; the same bytes always give the same text.

    By byte-order mark, else UTF-8. A text that is UTF-8 but for some bytes keeps its UTF-8 and has those bytes read as
    Windows-1252; one without any whole UTF-8 sequence beyond ASCII is Windows-1252 throughout.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace"), ""
    try:
        return raw.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        loose = raw.decode("utf-8", errors="surrogateescape")
    broken = sum("\udc80" <= c <= "\udcff" for c in loose)
    whole = sum(c > "\x7f" for c in loose) - broken
    if whole == 0:
        return raw.decode("cp1252", errors="replace"), "read as Windows-1252"

    def mended(c: str) -> str:
        return bytes([ord(c) - 0xDC00]).decode("cp1252", errors="replace") if "\udc80" <= c <= "\udcff" else c

    text = "".join(map(mended, loose))
    return text, f"mixed encodings: {broken} bytes that are not UTF-8 were read as Windows-1252"


def _pdf(path: str, raw: bytes) -> str:
    """Text of a PDF's pages; BadDocument if it cannot be parsed."""
    from io import BytesIO

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(BytesIO(raw))
        return "\n".join(page.extract_text() or "" for page in reader.pages[:200])
    except (PyPdfError, ValueError, KeyError, RecursionError) as error:
        raise BadDocument(
            Fault(
                path,
                f"a PDF that does not parse ({type(error).__name__})",
                "a PDF with text",
                "Save it again, or paste its text.",
            )
        ) from None


@cache
def _events() -> tuple[tuple[str, date, tuple[re.Pattern[str], ...]], ...]:
    """Named events with their day and the words that all must stand in a text that names them."""
    folder = resources.files("ytterby") / "data" / "evidence"
    rows = yaml.safe_load((folder / "events.yaml").read_text(encoding="utf-8"))
    return tuple((row["name"], row["day"], tuple(re.compile(w, re.I) for w in row["words"])) for row in rows)


def _by_event(body: str) -> tuple[date | None, str]:
    """The earliest day on which a text can have been written, by the newest event it names and the dates it gives around it."""
    named = [(when, name) for name, when, words in _events() if all(word.search(body) for word in words)]
    if not named:
        return None, "the text does not say"
    newest, name = max(named)
    past = [found for found in days_near(body, newest) if newest <= found <= newest + EVENT_SPAN]
    if past:
        return max(past), f"inferred: newest day it gives around {name} ({newest})"
    return newest, f"inferred: names {name} ({newest}); it may be some days later"


def _published(text: str, stated: str | None) -> tuple[date | None, str]:
    """The day of publication that a document itself supports, and the ground for it."""
    if stated:
        try:
            return day(stated[:10]), "stated in its metadata"
        except BadMonth:
            pass
    head = plain(text[:_HEAD])
    label = _LABELLED.search(head)
    for where, ground in ((label["date"] if label else "", "labelled as its date"), (head, "dateline")):
        full = [w for w in whens(where, 0, len(where), None) if len(w.date) == 10]
        if full:
            return day(full[0].date), ground
    body = plain(text)
    full = [w for w in whens(body, 0, len(body), None) if len(w.date) == 10 and day(w.date) <= date.today()]
    if full:
        return max(day(w.date) for w in full), "newest full date in the text; it may be older than the document"
    return _by_event(body)


def _refusal(path: str, raw: bytes, text: str) -> Fault | None:
    """Why a decoded text cannot be read, if so."""
    if not text.strip():
        return Fault(
            path,
            "an empty file" if not raw.strip() else "no text",
            "text in English",
            "Give a file with text; a scanned PDF has none.",
        )
    sample = text[:20_000]
    odd = sum(c == "\ufffd" or (ord(c) < 32 and c not in "\t\r\n\f") for c in sample)
    if odd > 0.02 * len(sample) or "\0" in sample:
        return Fault(path, "binary data", "text", "Give .txt, .html, .xml or .pdf.")
    letters = [c for c in sample if c.isalpha()]
    if letters and sum(c.isascii() or ord(c) < 0x250 for c in letters) < 0.6 * len(letters):
        return Fault(path, "text that is not in English", "text in English", "The reader knows English only: give a translation.")
    return None


def document(name: str, path: str, raw: bytes, published: date | None) -> Document:
    """The document that bytes hold; BadDocument if they hold no text that can be read."""
    if len(raw) > LARGEST_FILE:
        raise BadDocument(
            Fault(path, f"{len(raw)} bytes", f"at most {LARGEST_FILE} bytes", "Split it; an article is a few kilobytes.")
        )
    stated, note = None, ""
    if raw[:5] == b"%PDF-":
        text = _pdf(path, raw)
    else:
        text, note = _decode(raw)
        if re.match(r"\s*(?:<\?xml|<!doctype|<html|<rss|<feed)", text[:200], re.I):
            page = _Html()
            page.feed(text)
            stated = page.stated
            text = re.sub(r"\n\s*\n+", "\n", "".join(page.parts)).strip()
    fault = _refusal(path, raw, text)
    if fault is not None:
        raise BadDocument(fault)
    if len(text) > LARGEST_TEXT:
        text, note = text[:LARGEST_TEXT], f"only the first {LARGEST_TEXT:,} characters were read"
    day_of, basis = (published, "given") if published is not None else _published(text, stated)
    return Document(name, path, text, day_of, basis, hashlib.sha256(raw).hexdigest(), note)


def _files(paths: Sequence[Path | str]) -> Iterator[tuple[str, Path | None]]:
    for given in paths:
        if str(given) == "-":
            yield "-", None
            continue
        path = Path(given)
        if path.is_dir():
            yield from ((str(p), p) for p in sorted(path.rglob("*")) if p.suffix.lower() in SUFFIXES)
        else:
            yield str(path), path


def load(paths: Sequence[Path | str], published: date | None) -> tuple[list[Document], list[Fault]]:
    """The documents of files, folders and ``-`` (standard input), and a fault for each that cannot be read."""
    documents: list[Document] = []
    faults: list[Fault] = []
    names: set[str] = set()
    for shown, path in _files(paths):
        if path is not None and not path.is_file():
            faults.append(Fault(shown, "no such file", "a document", "Check the path."))
            continue
        name = stem = path.stem if path is not None else "stdin"
        count = 2
        while name in names:
            name, count = f"{stem}-{count}", count + 1
        try:
            size = path.stat().st_size if path is not None else 0
            if size > LARGEST_FILE:
                raise BadDocument(
                    Fault(shown, f"{size} bytes", f"at most {LARGEST_FILE} bytes", "Split it; an article is a few kilobytes.")
                )
            raw = path.read_bytes() if path is not None else sys.stdin.buffer.read(LARGEST_FILE + 1)
            documents.append(document(name, shown, raw, published))
            names.add(name)
        except BadDocument as refused:
            faults.extend(refused.faults)
        except OSError as error:
            faults.append(Fault(shown, error.strerror or "an unreadable file", "a readable file", "Check its permissions."))
    return documents, faults
