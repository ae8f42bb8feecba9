"""A table for a narrow terminal: cells wrapped in their columns, and what finds no room told under its row."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence

__all__ = ["aligned", "fit", "wide"]

_WORD = 24  # a longer word may be broken to fit its column
_SHORT = 8  # a column of cells no longer than this saves nothing when moved under its row
_INDENT = 4
_GAP = 2
_LABEL = 24  # widest label of a block


def wide(text: str) -> int:
    """How many cells of a terminal a text takes: characters of East Asia take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def aligned(table: Sequence[Sequence[str]], numbers: Sequence[bool]) -> list[str]:
    """Lines of a table whose first row is the heading: words to the left, numbers to the right."""
    widths = [max(map(wide, column)) for column in zip(*table, strict=True)]
    lines = [_line(row, widths, numbers) for row in table]
    return [lines[0], _rule(widths), *lines[1:]]


def fit(table: Sequence[Sequence[str]], numbers: Sequence[bool], width: int) -> list[str]:
    """Lines no wider than ``width``: words wrap in their columns; columns of words that find no room, the last first, are told
    under their row; a block for each row where even the numbers find none.

    A column in which no row says anything is left out.
    """
    said = [k for k in range(len(numbers)) if k == 0 or any(row[k] for row in table[1:])]
    below: list[int] = []
    while said:
        kept = [[row[k] for k in said] for row in table]
        floors = [_floor(column, numbers[k]) for k, column in zip(said, zip(*kept, strict=True), strict=True)]
        room = width - _GAP * (len(said) - 1)
        if sum(floors) <= room:
            return _laid(table, kept, [numbers[k] for k in said], _widths(kept, floors, room), sorted(below), width)
        words = [k for k in said[1:] if not numbers[k] and max(wide(row[k]) for row in table[1:]) > _SHORT]
        if not words:
            break
        said.remove(words[-1])
        below.append(words[-1])
    return _blocks(table, width)


def _widths(kept: Sequence[Sequence[str]], floors: Sequence[int], room: int) -> list[int]:
    """The widths of the columns after the widest that may shrink have shrunk."""
    widths = [max(map(wide, column)) for column in zip(*kept, strict=True)]
    while sum(widths) > room:
        widths[max((k for k in range(len(widths)) if widths[k] > floors[k]), key=lambda k: widths[k])] -= 1
    return widths


def _laid(
    table: Sequence[Sequence[str]],
    kept: Sequence[Sequence[str]],
    numbers: Sequence[bool],
    widths: Sequence[int],
    below: Sequence[int],
    width: int,
) -> list[str]:
    lines = [*_wrapped(kept[0], widths, numbers), _rule(widths)]
    for row, cells in zip(table[1:], kept[1:], strict=True):
        lines += _wrapped(cells, widths, numbers)
        for k in below:
            if row[k] not in ("", "–"):
                lines += [" " * _INDENT + line for line in _wrap(f"{table[0][k]}: {row[k]}", width - _INDENT)]
    return lines


def _floor(column: Sequence[str], number: bool) -> int:
    """The least width of a column: numbers, the words of a heading and all but very long words stay whole."""
    head = max(map(wide, column[0].split() or [""]))
    if number:
        return max([head, *map(wide, column[1:])])
    return max([head, *(min(wide(word), _WORD) for cell in column[1:] for word in cell.split())])


def _wrapped(row: Sequence[str], widths: Sequence[int], numbers: Sequence[bool]) -> list[str]:
    parts = [_wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
    deep = max(map(len, parts))
    filled = [[*part, *[""] * (deep - len(part))] for part in parts]
    return [_line(line, widths, numbers) for line in zip(*filled, strict=True)]


def _blocks(table: Sequence[Sequence[str]], width: int) -> list[str]:
    """Every row as lines ``heading  value``, the value below where a word of it would break; empty cells are left out."""
    heads = table[0]
    label = min(max(map(wide, heads)), _LABEL, width // 2)
    room = max(width - label - _GAP, 1)
    lines: list[str] = []
    for row in table[1:]:
        for head, cell in zip(heads, row, strict=True):
            if cell in ("", "–"):
                continue
            if max(map(wide, cell.split()), default=0) > room:
                lines += [*_wrap(head, width), *_wrap(cell, width)]
            else:
                lines += _wrapped((head, cell), (label, room), (False, False))
        lines.append("─" * min(width, label))
    return lines


def _wrap(text: str, width: int) -> list[str]:
    if wide(text) <= width:
        return [text]
    lines: list[str] = []
    for line in textwrap.wrap(text, width, break_on_hyphens=False):
        held = ""
        for character in line:
            if held and wide(held + character) > width:
                lines.append(held)
                held = ""
            held += character
        lines.append(held)
    return lines


def _rule(widths: Sequence[int]) -> str:
    return (" " * _GAP).join("─" * width for width in widths)


def _line(cells: Sequence[str], widths: Sequence[int], numbers: Sequence[bool]) -> str:
    return (" " * _GAP).join(_pad(c, w, n) for c, w, n in zip(cells, widths, numbers, strict=True)).rstrip()


def _pad(text: str, width: int, right: bool) -> str:
    gap = " " * (width - wide(text))
    return gap + text if right else text + gap
