"""Text -> parts: headings, list items, table rows, captions, paragraphs and comments, each with its offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ytterby.evidence.claims import Part

__all__ = ["BULLET", "layout", "sorted_out"]

BULLET = re.compile(r"\s*(?:[-*•·–▪■●○◦‣]|\d{1,2}[.)]|\([a-z0-9]{1,3}\))\s+")
_CAPTION = re.compile(
    r"^\s*(?:table|figure|fig\.|chart|exhibit|map|annex table|source|sources|notes?)\s*(?:\d[\w.]*)?\s*[:.–—-]\s", re.I
)
_COLUMNS = re.compile(r"\t|\s\|\s|\S {3,}(?=\S)")
_FURNITURE = re.compile(
    r"^\s*(?:leave a reply|comments?\b|\d+ comments?|your email address|spread the word|categories:|share this|related\b"
    r"|read more|subscribe)",
    re.I,
)
_OPENS_COMMENTS = re.compile(r"\s*(?:leave a reply|comments?\b|categories:|spread)", re.I)
_AVATAR = re.compile(r"\bAvatar\s*$")
HEADING_WORDS = 14  # a line of at most so many words that ends without a full stop is a heading
WIDEST_WRAP = 130  # characters: lines of hard-wrapped text are no longer
WRAPPED = 0.3  # share of line breaks before a small letter that shows a text to be hard-wrapped; in lists it is about nil


def _kind(line: str) -> str:
    body = line.strip()
    if BULLET.match(line):
        return "item"
    if _CAPTION.match(line):
        return "caption"
    if ("\t" in body or "|" in body or "   " in body) and len(_COLUMNS.findall(body)) >= 2:
        return "row"
    return "heading" if len(body.split()) <= HEADING_WORDS and body[-1] not in ".!?" else "text"


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.splitlines(keepends=True):
        yield at, at + len(line)
        at += len(line)


def _wrap_width(text: str, spans: Sequence[tuple[int, int]]) -> int:
    """The width at which a text was wrapped by hand; 0 if its lines are paragraphs."""
    bodies = [text[start:end].strip() for start, end in spans]
    breaks = [(a, b) for a, b in pairwise(bodies) if a and b]
    width = max((len(text[start:end].rstrip()) for start, end in spans), default=0)
    small = sum(b[0].islower() for _, b in breaks)
    return width if breaks and width <= WIDEST_WRAP and small >= WRAPPED * len(breaks) else 0


def _goes_on(line: str, following: str, width: int) -> bool:
    """Whether the next line of a wrapped text continues this one: it starts small, or its first word had no room here."""
    body, after = line.rstrip(), following.strip()
    if not body.strip() or not after or BULLET.match(following):
        return False
    return after[0].islower() or len(body) + 1 + len(after.split(maxsplit=1)[0]) > width


def layout(text: str) -> tuple[Part, ...]:
    """The parts of a plain text in order: a line is a part, unless the text was wrapped by hand, where lines are joined."""
    spans = list(_lines(text))
    width = _wrap_width(text, spans)
    joined: list[tuple[int, int]] = []
    before = ""
    for start, end in spans:
        line = text[start:end]
        if width and joined and _goes_on(before, line, width):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
        before = line
    return sorted_out(text, [(start, end, "") for start, end in joined])


def sorted_out(text: str, spans: Sequence[tuple[int, int, str]]) -> tuple[Part, ...]:
    """Parts of given spans: a span without a kind takes it by its look; a site's furniture goes, what follows it is comment."""
    found: list[Part] = []
    comments = False
    for start, end, kind in spans:
        body = text[start:end]
        if not body.strip():
            continue
        if _FURNITURE.match(body):
            comments = comments or _OPENS_COMMENTS.match(body) is not None
        elif not _AVATAR.search(body):
            found.append(Part(start, end, "comment" if comments else kind or _kind(body)))
    return tuple(found)
