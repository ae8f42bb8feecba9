"""A sheet: the rows behind a table, a chart, a CSV file or a JSON answer; every face prints the same one."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any, TypeAlias

from ytterby.faces.narrow import aligned, fit
from ytterby.faces.numbers import three

__all__ = ["FORMATS", "Cell", "Column", "Sheet", "columns", "inert", "json_text", "plain", "render"]

FORMATS = ("table", "json", "csv", "md")
Cell: TypeAlias = str | float | int | bool | None
_LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")  # what a spreadsheet takes for a formula
_STEERING = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")  # beside what JSON escapes anyway
_CONTROLS = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f]")
_WIDEST = 72  # widest text column where each row is one line; the full text is in csv and json


@dataclass(frozen=True)
class Column:
    """One column: its key in JSON and CSV, its heading, its unit, and whether it holds numbers."""

    key: str
    title: str
    unit: str = ""
    number: bool = False

    @property
    def heading(self) -> str:
        """Title with the unit, as printed."""
        shown = "%" if self.unit == "1" else self.unit
        return f"{self.title} ({shown})" if shown else self.title


def columns(told: Mapping[str, str | tuple[str, str]]) -> tuple[Column, ...]:
    """Columns by key: a title alone holds words, a title with a unit holds numbers.

    >>> [column.heading for column in columns({"place": "place", "share": ("share", "1")})]
    ['place', 'share (%)']
    """
    return tuple(
        Column(key, words) if isinstance(words, str) else Column(key, words[0], words[1], True) for key, words in told.items()
    )


@dataclass(frozen=True)
class Sheet:
    """Rows under named columns. A share (unit ``1``) is printed in percent and exported as it is."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def dicts(self) -> list[dict[str, Cell]]:
        """The rows as dictionaries by column key."""
        keys = [column.key for column in self.columns]
        return [dict(zip(keys, row, strict=True)) for row in self.rows]

    def shown(self) -> list[list[str]]:
        """The rows as printed: three digits for numbers, a dash for what is unknown."""
        return [[_shown(cell, column) for cell, column in zip(row, self.columns, strict=True)] for row in self.rows]

    @classmethod
    def of(cls, columns: Iterable[Column], rows: Iterable[Mapping[str, Any]]) -> Sheet:
        """A sheet from dictionaries; a missing key is an unknown cell."""
        kept = tuple(columns)
        return cls(kept, tuple(tuple(_cell(row.get(column.key)) for column in kept) for row in rows))


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if hasattr(value, "item"):
        return _cell(value.item())
    if isinstance(value, list | tuple | set | frozenset):
        return "; ".join(str(part) for part in value)
    return str(value)


def _shown(cell: Cell, column: Column) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float) and column.number:
        return three(100 * cell if column.unit == "1" else cell)
    if cell is None:
        return "–"
    return str(cell)


def inert(text: str) -> str:
    """Text that no spreadsheet runs: an apostrophe before a leading formula sign, NUL removed, line ends made one.

    >>> inert("=1+1"), inert("  @cmd"), inert("Dy")
    ("'=1+1", "'  @cmd", 'Dy')
    """
    live = text.startswith(_LIVE) or text.lstrip().startswith(_LIVE)
    kept = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    return f"'{kept}" if live else kept


def plain(value: Any) -> Any:
    """The value as plain JSON types: dataclasses become objects, NaN and infinity become null and ``"inf"``."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(part) for part in value]
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return ("inf" if value > 0 else "-inf") if math.isinf(value) else value
    if value is None or isinstance(value, str | bool | int):
        return value
    return plain(value.item()) if hasattr(value, "item") else str(value)


def json_text(value: Any, indent: int | None = 2) -> str:
    """JSON that any reader takes, with the text as it stands; what would steer a terminal is written as its number."""
    told = json.dumps(plain(value), ensure_ascii=False, allow_nan=False, indent=indent)
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", told)


def render(sheet: Sheet, form: str, width: int | None = None) -> str:
    """The sheet as ``table`` (aligned text), ``json``, ``csv`` or ``md``; ends with a newline.

    A table is laid out for a terminal of ``width`` characters, with every text in full; without a width each row is one line.
    """
    writers = {"table": lambda s: _text(s, width), "json": lambda s: json_text(s.dicts()), "csv": _csv, "md": _markdown}
    return writers[form](sheet).rstrip("\n") + "\n"


def _csv(sheet: Sheet) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_CONTROLS.sub("", inert(cell)) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()


def _markdown(sheet: Sheet) -> str:
    def line(cells: Iterable[str]) -> str:
        return (
            "| "
            + " | ".join(_CONTROLS.sub("", cell).replace("|", "\\|").replace("\n", " ").replace("<", "&lt;") for cell in cells)
            + " |"
        )

    rule = "| " + " | ".join("---:" if column.number else "---" for column in sheet.columns) + " |"
    return "\n".join([line(column.heading for column in sheet.columns), rule, *(line(row) for row in sheet.shown())])


def _text(sheet: Sheet, width: int | None) -> str:
    if not sheet.rows:
        return "(no rows)"
    cells = [[_line(cell) for cell in row] for row in [[c.heading for c in sheet.columns], *sheet.shown()]]
    numbers = [column.number for column in sheet.columns]
    if width is not None:
        return "\n".join(fit(cells, numbers, width))
    return "\n".join(aligned([[_clip(cell) for cell in row] for row in cells], numbers))


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _clip(line: str) -> str:
    return line if len(line) <= _WIDEST else line[: _WIDEST - 1] + "…"
