"""Bytes -> documents: files, folders, feeds and standard input as text, with its parts and the day of publication."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from ytterby.errors import BadDocument, Fault
from ytterby.evidence.child import LARGEST_TEXT, converted
from ytterby.evidence.claims import Document, Part
from ytterby.evidence.decode import decode, whole
from ytterby.evidence.feed import is_feed, items
from ytterby.evidence.language import disguised, foreign
from ytterby.evidence.layout import layout
from ytterby.evidence.markup import page
from ytterby.evidence.published import published as day_published
from ytterby.evidence.published import stated_day

__all__ = ["document", "documents", "load"]

LARGEST_FILE = 10_000_000  # bytes: uploads are capped before parsing; an article is a few kilobytes
SMALL_PAGE = 100_000  # characters: a larger page of HTML is parsed in a child with caps on time and memory
_OPEN_TAG = re.compile(
    r"<[^>]{2000}"
)  # so is one with a tag that is not closed for long: the parser tries such tags again and again
SUFFIXES = (".txt", ".md", ".html", ".htm", ".xml", ".rss", ".atom", ".pdf")
FEW_ODD = 16  # characters that no text holds, and that a short text may yet hold by accident
_ODD = re.compile("[\x00-\x08\x0b\x0e-\x1f\ufffd]")
_MARKUP = re.compile(r"\s*(?:<\?xml|<!doctype|<html|<rss|<feed|<rdf|<!--|<head|<body)", re.I)


def _refusal(path: str, raw: bytes, text: str) -> Fault | None:
    """Why a decoded text cannot be read, if so."""
    if not text.strip():
        found = "an empty file" if not raw.strip() else "no text"
        return Fault(path, found, "text in English", "Give a file with text; a scanned PDF has none.")
    sample = text[:20_000]
    odd = len(_ODD.findall(sample))
    if odd > max(FEW_ODD, 0.02 * len(sample)):
        return Fault(path, "binary data", "text", "Give .txt, .html, .xml or .pdf.")
    other = foreign(sample)
    if other:
        return Fault(
            path,
            f"text in {other}, that is not in English",
            "text in English",
            "The reader knows English only: give a translation.",
        )
    return None


def _too_large(path: str, size: int) -> BadDocument:
    expected = f"at most {LARGEST_FILE:,} bytes"
    return BadDocument(Fault(path, f"{size:,} bytes", expected, "Split it; an article is a few kilobytes."))


def _made(
    name: str,
    path: str,
    raw: bytes,
    text: str,
    parts: Sequence[Part],
    given: date | None,
    stated: str | None,
    notes: Sequence[str],
) -> Document:
    """The document of a text; BadDocument if the text cannot be read."""
    fault = _refusal(path, raw, text)
    if fault is not None:
        raise BadDocument(fault)
    told = [note for note in (*notes, disguised(text)) if note]
    if len(text) > LARGEST_TEXT:
        text = text[:LARGEST_TEXT]
        told.append(f"only the first {LARGEST_TEXT:,} characters were read")
    kept = tuple(part for part in (parts or layout(text)) if part.end <= len(text))
    day_of, basis = (given, "given") if given is not None else day_published(text, stated)
    return Document(name, path, text, day_of, basis, hashlib.sha256(raw).hexdigest(), "; ".join(told), kept)


def document(name: str, path: str, raw: bytes, published: date | None) -> Document:
    """The document that bytes hold (not a feed); BadDocument if they hold no text that can be read."""
    if len(raw) > LARGEST_FILE:
        raise _too_large(path, len(raw))
    if raw[:1024].lstrip().startswith(b"%PDF-"):
        found = converted("pdf", path, raw)
        return _made(name, path, raw, whole(found.text), (), published, found.stated, [found.note])
    text, note = decode(raw)
    if not _MARKUP.match(text[:200]):
        return _made(name, path, raw, text, (), published, None, [note])
    seen, parts, stated = _page(path, text)
    return _made(name, path, raw, seen, parts, published, stated, [note])


def _page(path: str, text: str) -> tuple[str, tuple[Part, ...], str | None]:
    """Visible text, parts and stated date of a page; large pages are parsed in a child."""
    if len(text) <= SMALL_PAGE and not _OPEN_TAG.search(text):
        return page(text)
    found = converted("html", path, text.encode("utf-8", errors="replace"))
    return found.text, tuple(Part(*part) for part in found.parts), found.stated


def documents(name: str, path: str, raw: bytes, published: date | None) -> tuple[list[Document], list[Fault]]:
    """The document that bytes hold, or one for each item if they are a feed, and a fault for each that cannot be read."""
    if len(raw) > LARGEST_FILE:
        return [], list(_too_large(path, len(raw)).faults)
    text = "" if raw[:1024].lstrip().startswith(b"%PDF-") else decode(raw)[0]
    found: list[Document] = []
    if not is_feed(text):
        try:
            return [document(name, path, raw, published)], []
        except BadDocument as refused:
            return [], list(refused.faults)
    kept, faults = items(text, path)
    for number, item in enumerate(kept, start=1):
        where = f"{path}#{item.link or number}"
        own = f"<h1>{item.title}</h1>\n{item.body if '<' in item.body else f'<p>{item.body}</p>'}"
        try:
            seen, parts, _ = _page(where, own)
            given = published or stated_day(item.stated)
            made = _made(f"{name}-{number}", where, own.encode("utf-8", errors="replace"), seen, parts, given, None, [])
            found.append(made if published or given is None else _dated_by_feed(made))
        except BadDocument as refused:
            faults += refused.faults
    if not kept and not faults:
        faults.append(Fault(path, "a feed without items", "items with a title or text", "Check the address, or read it later."))
    return found, faults


def _dated_by_feed(made: Document) -> Document:
    from dataclasses import replace

    return replace(made, published_basis="stated in the feed")


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
    kept: list[Document] = []
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
                faults.extend(_too_large(shown, size).faults)
                continue
            raw = path.read_bytes() if path is not None else sys.stdin.buffer.read(LARGEST_FILE + 1)
        except OSError as error:
            faults.append(Fault(shown, error.strerror or "an unreadable file", "a readable file", "Check its permissions."))
            continue
        found, refused = documents(name, shown, raw, published)
        kept += found
        faults += refused
        names.update(one.id for one in found)
    return kept, faults
