"""A page of HTML -> its visible text, one part a line, and the day its metadata states."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

from ytterby.evidence.claims import Part
from ytterby.evidence.layout import BULLET, layout, sorted_out

__all__ = ["page"]

_KINDS = {
    "title": "heading",
    **{f"h{n}": "heading" for n in range(1, 7)},
    "li": "item",
    "caption": "caption",
    "figcaption": "caption",
}
_BREAKS = {
    *_KINDS, "p", "div", "br", "hr", "section", "article", "main", "header", "blockquote", "ul", "ol", "dl", "dt", "dd", "table",
    "tr", "figure", "pre", "address", "body",
}  # fmt: skip
_SILENT = {
    "script", "style", "noscript", "svg", "math", "template", "nav", "footer", "iframe", "object", "select", "option",
    "textarea", "button",
}  # fmt: skip
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_DATES = (
    "article:published_time",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.date",
    "pubdate",
    "datepublished",
    "publish-date",
)
_LINKED = re.compile(r"\"datePublished\"\s*:\s*\"([^\"]{10,40})\"")
LONGEST_CELL = 300  # characters: a row with a longer cell is a page laid out as a table, and its cells are paragraphs


class _Page(HTMLParser):
    """Keeps what a reader would see, cut where a line would end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[tuple[str, str]] = []
        self.stated: str | None = None
        self._words: list[str] = []
        self._kind = ""
        self._open: list[tuple[str, bool]] = []
        self._count: Counter[str] = Counter()
        self._unseen = 0
        self._row: list[str] | None = None
        self._numbers: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Ends a line at a block; reads the date of a meta or time element; notes what is hidden."""
        told = {name: value or "" for name, value in attrs}
        self._dated(tag, told)
        if tag == "tr":
            self._end_row()
            self._row = []
        elif self._row is not None and tag in ("p", "div", "br"):
            self._words.append(" ")
        elif tag in _BREAKS:
            self._end_line(_KINDS.get(tag, ""))
        if tag in ("ul", "ol"):
            self._numbers.append(0 if tag == "ol" else -1)
        elif tag == "li" and self._numbers and self._numbers[-1] >= 0:
            self._numbers[-1] += 1
        if tag not in _VOID:
            unseen = tag in _SILENT or "hidden" in told or _HIDDEN.search(told.get("style", "")) is not None
            self._open.append((tag, unseen))
            self._count[tag] += 1
            self._unseen += unseen

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element closed in its own tag has no text."""
        self._dated(tag, {name: value or "" for name, value in attrs})
        if tag in _BREAKS:
            self._end_line("")

    def handle_endtag(self, tag: str) -> None:
        """Closes an element and what was left open in it."""
        if not self._count[tag]:
            return
        if tag == "pre" and self._row is None:
            raw, self._words = "".join(self._words), []
            self.lines += [(" ".join(raw[part.start : part.end].split()), part.kind) for part in layout(raw)]
        elif tag in ("td", "th") and self._row is not None:
            self._row.append(self._take())
        elif tag == "tr":
            self._end_row()
        elif tag in _BREAKS and self._row is None:
            self._end_line("")
            self._kind = ""
        if tag in ("ul", "ol") and self._numbers:
            self._numbers.pop()
        name = ""
        while name != tag:
            name, unseen = self._open.pop()
            self._count[name] -= 1
            self._unseen -= unseen

    def handle_data(self, data: str) -> None:
        """Keeps what is seen."""
        if not self._unseen:
            self._words.append(data)
        elif self.stated is None and self._open and self._open[-1][0] == "script":
            linked = _LINKED.search(data)
            self.stated = linked[1] if linked else None

    def close(self) -> None:
        """Keeps what an unfinished page left open."""
        super().close()
        self._end_row()

    def _dated(self, tag: str, told: dict[str, str]) -> None:
        name = (told.get("property") or told.get("name") or told.get("itemprop") or "").lower()
        if tag == "meta" and name in _DATES:
            self.stated = self.stated or told.get("content")
        elif tag == "time":
            self.stated = self.stated or told.get("datetime")

    def _take(self) -> str:
        taken, self._words = " ".join("".join(self._words).split()), []
        return taken

    def _end_line(self, following: str) -> None:
        """Ends the line; the next is of the kind given. A line not yet begun keeps its kind: <li><p>."""
        if self._row is not None:
            self._row.append(self._take())
        elif self._count["pre"]:
            self._words.append("\n")
        elif line := self._take():
            self.lines.append((self._mark(line) + line, self._kind))
            self._kind = following
        else:
            self._kind = following or self._kind

    def _mark(self, line: str) -> str:
        if self._kind != "item" or BULLET.match(line):
            return ""
        number = self._numbers[-1] if self._numbers else 0
        return f"{number}. " if number > 0 else "- "

    def _end_row(self) -> None:
        """Ends a row of a table: its cells on one line, unless they are paragraphs."""
        if self._row is None:
            self._end_line("")
            return
        cells = [cell for cell in (*self._row, self._take()) if cell]
        self._row = None
        if len(cells) < 2 or any(len(cell) > LONGEST_CELL for cell in cells):
            self.lines += [(cell, "") for cell in cells]
        else:
            self.lines.append((" | ".join(cells), "row"))


def page(html: str) -> tuple[str, tuple[Part, ...], str | None]:
    """The visible text of a page, its parts, and the date its metadata states, if it does."""
    seen = _Page()
    seen.feed(html)
    seen.close()
    spans, at = [], 0
    for line, kind in seen.lines:
        spans.append((at, at + len(line), kind))
        at += len(line) + 1
    text = "\n".join(line for line, _ in seen.lines)
    return text, sorted_out(text, spans), seen.stated
