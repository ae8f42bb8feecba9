"""Bytes -> text: the encoding is guessed once, and the same bytes always give the same text."""

from __future__ import annotations

import codecs
import re

__all__ = ["decode", "whole"]

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,100}encoding=[\"']([\w.:-]{2,40})|<meta[^>]{0,200}charset=[\"']?([\w.:-]{2,40})", re.I)
_SURROGATES = re.compile("[\ud800-\udfff]")


def whole(text: str) -> str:
    """The text with halves of surrogate pairs, which no file can hold, as U+FFFD; offsets stay."""
    return _SURROGATES.sub("\ufffd", text)


def decode(raw: bytes) -> tuple[str, str]:
    """Text of bytes and a note on what had to be guessed.

    By byte-order mark; as UTF-16 where every other byte of Latin text is zero; as UTF-8; as a page declares. A text that is
    UTF-8 but for some bytes keeps its UTF-8 and has those bytes read as Windows-1252; one without any whole UTF-8 sequence
    beyond ASCII is Windows-1252 throughout.
    """
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return whole(raw.decode(name, errors="replace")), ""
    head = raw[:2000]
    for skipped, name in ((0, "utf-16-be"), (1, "utf-16-le")):
        if len(head) >= 8 and head[skipped::2].count(0) > 0.8 * len(head[skipped::2]) and head[1 - skipped :: 2].count(0) == 0:
            return whole(raw.decode(name, errors="replace")), f"no byte-order mark: read as {name.upper()}"
    try:
        return raw.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.search(head)
    if declared:
        name = (declared[1] or declared[2]).decode("ascii")
        try:
            if codecs.lookup(name).name not in ("utf-8", "ascii") and codecs.lookup(name)._is_text_encoding:
                return whole(raw.decode(name, errors="replace")), f"read as {name}, which it declares"
        except (LookupError, UnicodeError):
            pass
    return _mixed(raw)


def _mixed(raw: bytes) -> tuple[str, str]:
    loose = raw.decode("utf-8", errors="surrogateescape")
    broken = sum("\udc80" <= c <= "\udcff" for c in loose)
    if sum(c > "\x7f" for c in loose) == broken:
        return raw.decode("cp1252", errors="replace"), "read as Windows-1252"

    def mended(found: re.Match[str]) -> str:
        return bytes([ord(found[0]) - 0xDC00]).decode("cp1252", errors="replace")

    text = re.sub("[\udc80-\udcff]", mended, loose)
    return text, f"mixed encodings: {broken} bytes that are not UTF-8 were read as Windows-1252"
