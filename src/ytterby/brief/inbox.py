"""Inbox: what a watch has seen, each document once, kept through a kill at any moment.

A SQLite file in WAL mode: a document and its claims enter in one transaction, or not at all; what was read but not yet told is
told at the next look. A power cut may take the last documents, which are then read again; it never leaves half of one.
Documents are the same if their words are, wherever they came from.
"""

from __future__ import annotations

import errno
import hashlib
import json
import re
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ytterby.errors import BadInput, Fault
from ytterby.evidence import Claim, Document

__all__ = ["Inbox", "Kept", "content_digest"]

VERSION = 1
PATIENCE = 30.0  # seconds to wait for another process that writes
_TABLES = """
CREATE TABLE IF NOT EXISTS input (sha256 TEXT PRIMARY KEY, started INTEGER NOT NULL, done INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS item (
    number INTEGER PRIMARY KEY, digest TEXT UNIQUE NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL, seen TEXT NOT NULL,
    published TEXT, basis TEXT NOT NULL, sha256 TEXT NOT NULL, note TEXT NOT NULL, text BLOB NOT NULL, claims TEXT NOT NULL,
    failed TEXT NOT NULL, told INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS feed (url TEXT PRIMARY KEY, etag TEXT, modified TEXT);
"""
_COLUMNS = "number, name, path, seen, published, basis, sha256, note, text, claims, failed"


@dataclass(frozen=True)
class Kept:
    """One document of an inbox with its claims; ``failed`` says why there are none, if reading it went wrong."""

    number: int
    document: Document
    claims: tuple[Claim, ...]
    seen: date
    failed: str


def content_digest(text: str) -> str:
    """A digest of the words of a text: case, punctuation and layout do not count."""
    return hashlib.sha256(" ".join(re.findall(r"\w+", text.casefold())).encode("utf-8", errors="replace")).hexdigest()


class Inbox:
    """The documents in one file, made if it is not there; close it, or use it in a ``with``."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        try:
            self._base = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
            self._do("PRAGMA journal_mode=WAL")
            self._do("PRAGMA synchronous=NORMAL")
            (version,) = self._do("PRAGMA user_version").fetchone()
            if version not in (0, VERSION):
                found, remedy = f"an inbox of version {version}", "Name another file for --state."
                raise BadInput(Fault(str(path), found, f"version {VERSION}", remedy))
            self._base.executescript(f"BEGIN; {_TABLES} PRAGMA user_version={VERSION}; COMMIT;")
        except sqlite3.OperationalError as error:
            raise self._fault(error) from None
        except sqlite3.DatabaseError as error:
            self._base.close()
            remedy = "Move it away, or name another file for --state; documents are then read anew."
            raise BadInput(Fault(str(path), f"no inbox ({error})", "a file that `news watch` made", remedy)) from None

    def _do(self, words: str, given: Sequence[object] = ()) -> sqlite3.Cursor:
        """One statement; OSError where the disk is full, read-only or held by another process too long."""
        try:
            return self._base.execute(words, given)
        except sqlite3.OperationalError as error:
            raise self._fault(error) from None

    def _fault(self, error: sqlite3.Error) -> OSError:
        return OSError(errno.EIO, str(error), str(self.path))

    def __enter__(self) -> Inbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file."""
        self._base.close()

    def done(self, sha256: str) -> bool:
        """Whether bytes with this digest have been read through."""
        found = self._do("SELECT done FROM input WHERE sha256 = ?", (sha256,)).fetchone()
        return bool(found and found[0])

    def begin(self, sha256: str) -> int:
        """Notes that the bytes are about to be read; how often that was begun and not brought to an end."""
        self._do("INSERT INTO input VALUES (?, 1, 0) ON CONFLICT (sha256) DO UPDATE SET started = started + 1", (sha256,))
        return int(self._do("SELECT started FROM input WHERE sha256 = ?", (sha256,)).fetchone()[0])

    def end(self, sha256: str) -> None:
        """Notes that the bytes have been read through."""
        self._do("INSERT INTO input VALUES (?, 1, 1) ON CONFLICT (sha256) DO UPDATE SET done = 1", (sha256,))

    def knows(self, text: str) -> bool:
        """Whether a document with these words is kept."""
        found = self._do("SELECT 1 FROM item WHERE digest = ?", (content_digest(text),)).fetchone()
        return found is not None

    def keep(self, document: Document, claims: Sequence[Claim], seen: date, failed: str = "") -> None:
        """Keeps a document with its claims, whole or not at all; nothing changes if its words are known."""
        digest = content_digest(document.text)
        name = f"{document.id}@{digest[:8]}"
        told = json.dumps([{**claim.as_dict(), "id": claim.id.replace(claim.doc, name, 1), "doc": name} for claim in claims])
        published = document.published.isoformat() if document.published else None
        packed = zlib.compress(document.text.encode("utf-8", errors="replace"))
        row = (digest, name, document.path, seen.isoformat(), published, document.published_basis, document.sha256, document.note)
        self._do(
            "INSERT OR IGNORE INTO item (digest, name, path, seen, published, basis, sha256, note, text, claims, failed, told)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
            (*row, packed, told, failed),
        )

    def untold(self) -> tuple[Kept, ...]:
        """What was kept and not yet told, in order of arrival."""
        rows = self._do(f"SELECT {_COLUMNS} FROM item WHERE told = 0 ORDER BY number")  # noqa: S608 - our own columns
        return tuple(map(_kept, rows))

    def newest(self, most: int) -> tuple[Kept, ...]:
        """The documents that arrived last, in order of arrival."""
        rows = self._do(f"SELECT {_COLUMNS} FROM item ORDER BY number DESC LIMIT ?", (most,))  # noqa: S608
        return tuple(map(_kept, rows))[::-1]

    def tell(self, kept: Iterable[Kept]) -> None:
        """Notes that documents have been told."""
        self._do("BEGIN IMMEDIATE")
        for one in kept:
            self._do("UPDATE item SET told = 1 WHERE number = ?", (one.number,))
        self._do("COMMIT")

    def __len__(self) -> int:
        return int(self._do("SELECT count(*) FROM item").fetchone()[0])

    def stamps(self, url: str) -> tuple[str | None, str | None]:
        """The ETag and Last-Modified that a feed's server gave last."""
        found = self._do("SELECT etag, modified FROM feed WHERE url = ?", (url,)).fetchone()
        return (found[0], found[1]) if found else (None, None)

    def stamp(self, url: str, etag: str | None, modified: str | None) -> None:
        """Keeps what a feed's server said of its version."""
        self._do("INSERT OR REPLACE INTO feed VALUES (?, ?, ?)", (url, etag, modified))


def _kept(row: tuple[int, str, str, str, str | None, str, str, str, bytes, str, str]) -> Kept:
    number, name, path, seen, published, basis, sha256, note, packed, told, failed = row
    day = date.fromisoformat(published) if published else None
    document = Document(name, path, zlib.decompress(packed).decode("utf-8"), day, basis, sha256, note)
    lists = ("actors", "targets", "objects")
    claims = tuple(Claim(**{**one, **{key: tuple(one[key]) for key in lists}}) for one in json.loads(told))
    return Kept(number, document, claims, date.fromisoformat(seen), failed)
