"""The parts of a text with their sentences, each with its offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ytterby.evidence.claims import Part
from ytterby.evidence.layout import BULLET

__all__ = ["Block", "Sentence", "blocks"]

_ABBREVIATION = re.compile(
    r"(?:\b(?:U\.S|U\.K|U\.S\.A|Mr|Ms|Mrs|Dr|St|No|Nos|Art|vs|Inc|Corp|Ltd|Co|approx|e\.g|i\.e|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
    r"|Sept?|Oct|Nov|Dec|etc|cf)"
    r"|\b[A-Z])\.$"
)
_ROMAN = re.compile(r"\s*(?:[IVX]{1,5}|Article \d{1,3})[.:)]\s+")
_STOP = re.compile(r"[.!?]+[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])")
LONGEST_SENTENCE = 2_000  # characters: the longest of a notice has some 1,500


@dataclass(frozen=True)
class Sentence:
    """A sentence: its offsets without the marks around it."""

    start: int
    end: int


@dataclass(frozen=True)
class Block:
    """A part of a text with its sentences; ``kind`` as the part's; ``leads``: it ends in a colon and opens a list."""

    start: int
    end: int
    kind: str
    leads: bool
    sentences: tuple[Sentence, ...]


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without spaces, quotes and marks at its ends."""
    while start < end and text[start] in " \t\r\n,;:—–-•*|\"'“”‘’(":
        start += 1
    while end > start and text[end - 1] in " \t\r\n.,;:!?—–-|\"'“”‘’":
        end -= 1
    part = text[start:end]
    if part.endswith(")") and part.count(")") > part.count("("):
        end -= 1
    return start, end


def _pieces(text: str, start: int, end: int) -> Iterator[Sentence]:
    """A sentence, or several where nothing ends it for pages: what a reader would not take for one."""
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start, start + LONGEST_SENTENCE)
        cut = cut if cut > start else start + LONGEST_SENTENCE
        yield Sentence(start, cut)
        start = cut + 1 if text[cut].isspace() else cut
    if end > start:
        yield Sentence(start, end)


def _sentences(text: str, start: int, end: int) -> Iterator[Sentence]:
    opening = start
    for match in [*_STOP.finditer(text, start, end), None]:
        close = end if match is None else match.start() + 1
        if match is not None and _ABBREVIATION.search(text, max(opening, close - 8), close):
            continue
        yield from _pieces(text, *trim(text, opening, close))
        opening = end if match is None else match.end()


def blocks(text: str, parts: Sequence[Part]) -> list[Block]:
    """The blocks of a text in order, one a part; a list item begins after its bullet."""
    found: list[Block] = []
    for part in parts:
        bullet = BULLET.match(text, part.start, part.end)
        roman = _ROMAN.match(text, part.start, part.end)
        opening = bullet.end() if bullet else roman.end() if roman else part.start
        leads = text[part.start : part.end].rstrip().endswith(":")
        found.append(Block(part.start, part.end, part.kind, leads, tuple(_sentences(text, opening, part.end))))
    return found
