"""Text into blocks, sentences and clauses, each with its offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ytterby.evidence.claims import Part
from ytterby.evidence.layout import BULLET

__all__ = ["Block", "Clause", "Sentence", "blocks"]

LONGEST_SENTENCE = 2_000  # characters: the longest of a notice has some 1,500
_ABBREVIATION = re.compile(
    r"(?:\b(?:U\.S|U\.K|U\.S\.A|Mr|Ms|Mrs|Dr|St|No|vs|Inc|Corp|Ltd|Co|approx|e\.g|i\.e|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct"
    r"|Nov|Dec|etc)|\b[A-Z])\.$"
)
_STOP = re.compile(r"[.!?]+[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9])")
# where one sentence holds several assertions: strong marks, or a comma with a word that opens a new clause
_OPENERS = (
    "while|but|although|though|whereas|with|which|who|prompting|signal+ing|creating|causing|forcing|leaving|sending|saying|adding"
    "|reflecting|as well as|yet|so|because|since"
)
_SECOND = "would|will|may|could|can|has|have|had|is|are|was|were"
_CUT = re.compile(
    r"\s*(?:;|—(?!\s*(?:if|unless)\b)|–(?=\s)| - |:(?=\s))\s*"
    rf"|,\s+(?=(?:{_OPENERS}|and (?:{_SECOND}|its|their|the|it|they|that|imports?|exports?)\b)\b)"
    r"|\s+(?=(?:while|although|whereas|but|even as|prompting|because)\b\s)"
    rf"|\s+(?=and (?:{_SECOND}|processes|refines|makes|mines|controls|produces|that)\b)"
    r"|,\s+(?=(?:particularly|especially|focused|aimed) )"
    r"|,?\s+(?=(?:has|have|had) (?:paraly|throttl|disrupt|crippl|driven|caused|created)\w*|created\b)"
    rf"|\s+(?=and (?:the )?[A-Z][\w.]+(?: [A-Z]\w+)? (?:{_SECOND}|cut|raised|lowered|imposed|agreed|said|put|lifted|kept)\b)"
)


@dataclass(frozen=True)
class Clause:
    """A stretch of a sentence that carries one assertion."""

    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """A sentence with its clauses; a short sentence is its own single clause."""

    start: int
    end: int
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Block:
    """A part of a text with its sentences; ``kind`` as the part's."""

    start: int
    end: int
    kind: str
    sentences: tuple[Sentence, ...]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \t\r\n,;:—–-•*\"'“”‘’()":
        start += 1
    while end > start and text[end - 1] in " \t\r\n.,;:!?—–-\"'“”‘’":
        end -= 1
    if text[start:end].count(")") > text[start:end].count("(") and text[end - 1] == ")":
        end -= 1
    return start, end


def _clauses(text: str, start: int, end: int) -> tuple[Clause, ...]:
    cuts = [(m.start(), m.end()) for m in _CUT.finditer(text, start, end)]
    depth = 0
    inside = set()
    for at in range(start, end):
        depth += (text[at] == "(") - (text[at] == ")")
        if depth > 0:
            inside.add(at)
    found, opening = [], start
    for a, b in [c for c in cuts if c[0] not in inside] + [(end, end)]:
        s, e = _trim(text, opening, a)
        if len(text[s:e].split()) >= 2:
            found.append(Clause(s, e))
        opening = b
    return tuple(found)


def _pieces(text: str, start: int, end: int) -> Iterator[Sentence]:
    """A sentence, or several where nothing ends it for pages: what a reader would not take for one."""
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start, start + LONGEST_SENTENCE)
        cut = cut if cut > start else start + LONGEST_SENTENCE
        yield Sentence(start, cut, _clauses(text, start, cut))
        start = cut + 1 if text[cut].isspace() else cut
    if end > start:
        yield Sentence(start, end, _clauses(text, start, end))


def _sentences(text: str, start: int, end: int) -> Iterator[Sentence]:
    opening = start
    for match in [*_STOP.finditer(text, start, end), None]:
        close = end if match is None else match.start() + 1
        if match is not None and _ABBREVIATION.search(text[opening:close]):
            continue
        yield from _pieces(text, *_trim(text, opening, close))
        opening = end if match is None else match.end()


def blocks(text: str, parts: Sequence[Part]) -> list[Block]:
    """The blocks of a text in order, one a part; a list item begins after its bullet."""
    found: list[Block] = []
    for part in parts:
        bullet = BULLET.match(text, part.start, part.end)
        opening = bullet.end() if bullet else part.start
        found.append(Block(part.start, part.end, part.kind, tuple(_sentences(text, opening, part.end))))
    return found
