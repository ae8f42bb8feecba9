"""Which cell of a World some words mean: a table, labels in any order, and a column."""

from __future__ import annotations

import shlex
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ytterby.errors import Fault, UnknownName, near_miss
from ytterby.world.find import find
from ytterby.world.model import TABLES, World

__all__ = ["Cell", "cell_of", "labels_of", "numbers_of", "row_labels"]

# Other words for a table.
ALIASES = {"plant": "plants", "lane": "lanes", "flow": "lanes", "price": "prices", "stock": "stocks", "use": "demand"}
ALIASES |= {"recipe": "recipe_goods", "coefficient": "recipe_goods", "observation": "observations", "project": "projects"}
ALIASES |= {"fact": "residuals", "residual": "residuals", "facility": "facilities", "works": "facilities", "study": "studies"}
ALIASES |= {"place": "places", "shares": "share"}
WORDS = ("source", "assumed", "cause", "statement", "unit", "note", "title", "name", "published")  # columns that are no labels
SHOWN = 12  # rows that an ambiguous question lists


@dataclass(frozen=True)
class Cell:
    """One cell: table, index of the row, column, and the labels of the row; table ``share`` has labels only."""

    table: str
    row: Hashable
    column: str
    labels: Mapping[str, str]


def numbers_of(frame: pd.DataFrame) -> list[str]:
    """The columns of a table that hold numbers."""
    return [str(column) for column in frame.columns if frame[column].dtype.kind in "fiu" and frame[column].dtype != bool]


def labels_of(frame: pd.DataFrame) -> list[str]:
    """The columns of a table that say what a row is about."""
    return [str(column) for column in frame.columns if frame[column].dtype.kind not in "fiub" and column not in WORDS]


def cell_of(world: World, asked: str) -> Cell:
    """The cell that some words mean; UnknownName with the near misses or the rows that fit."""
    words = _split(asked)
    if not words:
        raise UnknownName(Fault("explain", "nothing", "a table and labels, like plants CHN separate/ionic", "Name a number."))
    known = sorted({*TABLES, *ALIASES, "share"})
    table = ALIASES.get(words[0].casefold(), words[0].casefold())
    if table not in (*TABLES, "share"):
        raise UnknownName(Fault("explain", repr(words[0]), "a table of the world, or share", near_miss(words[0], known)))
    if table == "share":
        return Cell("share", "", "share", _share(world, words[1:]))
    frame: pd.DataFrame = getattr(world, table)
    column, rest = _column(table, frame, words[1:])
    rows = _rows(world, table, frame, rest)
    if len(rows) > 1:
        listed = "; ".join(" ".join(row_labels(frame, label).values()) for label in rows[:SHOWN])
        more = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
        raise UnknownName(Fault("explain", f"{len(rows)} rows for {asked!r}", "one row", f"Add a label: {listed}{more}."))
    return Cell(table, rows[0], column, row_labels(frame, rows[0]))


def _split(asked: str) -> list[str]:
    """Words; a label that holds blanks stands in quotation marks."""
    try:
        return shlex.split(asked)
    except ValueError:
        return asked.split()


def row_labels(frame: pd.DataFrame, label: Hashable) -> dict[str, str]:
    """What a row is about, by column; a named index comes first."""
    own = {str(frame.index.name): str(label)} if frame.index.name else {}
    return own | {column: str(frame.at[label, column]) for column in labels_of(frame)}


def _column(table: str, frame: pd.DataFrame, words: Sequence[str]) -> tuple[str, list[str]]:
    numbers = numbers_of(frame)
    if not numbers:
        raise UnknownName(Fault("explain", repr(table), "a table that holds numbers", "Its rows are names: see world show."))
    named = [word for word in words if word in numbers]
    return (named[0] if named else numbers[0]), [word for word in words if word not in numbers]


def _rows(world: World, table: str, frame: pd.DataFrame, words: Sequence[str]) -> list[Hashable]:
    """The rows that carry every word, each in a column of its own, in order where a word fits several (origin, destination)."""
    if len(words) == 1 and words[0].isdigit() and frame.index.name is None:
        at = int(words[0])
        if at not in frame.index:
            raise UnknownName(Fault("explain", words[0], f"a row of {table}, 0 to {len(frame) - 1}", "Give another number."))
        return [at]
    columns = ([str(frame.index.name)] if frame.index.name else []) + labels_of(frame)
    cells = frame.reset_index() if frame.index.name else frame
    held = pd.Series(True, index=cells.index)
    free = list(columns)
    for word in words:
        fits = [(column, value) for column in free for value in _meant(world, column, word) if (cells[column] == value).any()]
        if not fits:
            values = sorted({str(value) for column in columns for value in cells[column]})
            raise UnknownName(Fault("explain", repr(word), f"a label of {table}", near_miss(word, values)))
        column = fits[0][0]
        held &= cells[column].isin([value for name, value in fits if name == column])
        free.remove(column)
    rows = list(frame.index[held.to_numpy()])
    if not rows:
        raise UnknownName(
            Fault("explain", repr(" ".join(words)), f"a row of {table}", "Each label is known, but no row has them all.")
        )
    return rows


def _meant(world: World, column: str, word: str) -> tuple[str, ...]:
    """The values a word means in a column: itself, and for places and goods what `find` makes of it."""
    if column in ("place", "good", "origin", "destination", "partner"):
        try:
            return (word, *find(world, word))
        except UnknownName:
            return (word,)
    return (word, word.casefold(), word.upper())


def _share(world: World, words: Sequence[str]) -> dict[str, str]:
    """Stage, element and place of a share, in any order."""
    stages = list(dict.fromkeys(str(stage) for stage in world.goods["stage"]))
    elements = {part for cell in world.goods["elements"] for part in str(cell).split(";") if part}
    found = {"stage": "", "element": "", "place": ""}
    for word in words:
        if word.casefold() in stages:
            found["stage"] = word.casefold()
        elif word.capitalize() in elements and word not in world.places.index:
            found["element"] = word.capitalize()
        else:
            places = [name for name in find(world, word) if name in world.places.index]
            if not places:
                raise UnknownName(Fault("explain share", repr(word), "a stage, an element or a place", near_miss(word, stages)))
            found["place"] = places[0]
    missing = [key for key in ("stage", "place") if not found[key]]
    if missing:
        raise UnknownName(
            Fault("explain share", " ".join(words) or "nothing", f"a {' and a '.join(missing)}", near_miss("", stages))
        )
    return found
