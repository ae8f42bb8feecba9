"""Explain any number of a World: how it was made, which totals pull on it, what says something else, and who said it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from ytterby.world.asked import Cell, cell_of
from ytterby.world.ledger import Ledger, ledger_of
from ytterby.world.makings import UNITS, making
from ytterby.world.model import World
from ytterby.world.number import Number
from ytterby.world.rivals import pulls, rivals
from ytterby.world.shares import share_part
from ytterby.world.trail import Part, ends, ids

__all__ = ["explain_cell", "explain_number"]

SAME = 1e-9  # a cell that differs from its making by more was changed after loading


def explain_number(world: World, asked: str) -> Number:
    """One number of a world, asked for in words: a table, labels or a row's index, and a column where there are several.

    ``"plants CHN separate/ionic"``, ``"price oxide/Dy USA"``, ``"lane magnet/NdFeB-low CHN USA civil"``, ``"plants 3 capacity"``,
    ``"share separation CHN"``, ``"share magnet Dy CHN"``. UnknownName lists the rows that the words may mean.

    >>> from ytterby.world import load_world
    >>> found = explain_number(load_world(), "price oxide/Dy CHN")
    >>> found.unit, found.part.by, [rival.lost != "" for rival in found.rivals].count(False)
    ('USD/kg', 'mean', 0)
    """
    ledger = ledger_of(world)
    cell = cell_of(world, asked)
    if cell.table == "share":
        part = share_part(ledger, **cell.labels)
        return _number(ledger, cell, part.value, part)
    return explain_cell(ledger, cell)


def explain_cell(ledger: Ledger, cell: Cell) -> Number:
    """The number in one cell of a table."""
    row = ledger.row(cell.table, cell.row)
    value = float(getattr(row, cell.column))
    part = making(ledger, cell.table, row, cell.column)
    if not math.isclose(value, part.value, rel_tol=SAME, abs_tol=SAME):
        changed = "the world holds another value than its tables make: it was changed after loading"
        part = Part(part.name, value, part.unit, "chosen", changed, assumed=changed, parts=(part,))
    return _number(ledger, cell, value, part, row)


def _number(ledger: Ledger, cell: Cell, value: float, part: Part, row: Any = None) -> Number:
    unit = UNITS.get((cell.table, cell.column)) or part.unit
    trail = [one for end in ends(part) for one in ids(end.source)]
    reasons = [end.assumed for end in ends(part) if end.assumed]
    guess = part.parts[0] if part.by == "balance" else None
    said = pulls(ledger, cell, row)
    against = rivals(ledger, cell, row)
    cited = [*ids(part.source), *trail, *(one for rival in against for one in ids(rival.source))]
    cited += [one for pull in said for one in ids(pull.source)]
    return Number(
        table=cell.table,
        row=str(cell.row),
        column=cell.column,
        labels=cell.labels,
        value=value,
        unit=unit,
        rule=part.rule,
        part=replace(part, unit=unit),
        moved=value / guess.value - 1.0 if guess and guess.value else None,
        pulls=said,
        rivals=against,
        sources=tuple(ledger.sources[one] for one in dict.fromkeys(cited)),
        assumed=tuple(dict.fromkeys(reasons)),
    )
