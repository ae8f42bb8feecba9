"""The trail of a number: the parts it was made of, down to rows of tables with their sources or the reason they are assumed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Part", "combined", "ends", "ids", "joined", "leaf", "mean", "product", "ratio", "summed"]


_MADE: dict[str, Callable[[Sequence[float]], float]] = {
    "sum": sum,
    "product": math.prod,
    "mean": lambda values: sum(values) / len(values),
    "ratio": lambda values: values[0] / values[1],
    "most": max,
}


@dataclass(frozen=True)
class Part:
    """One number on the way to another: what it is, how it was made, and from which parts.

    by : ``row`` (a cell of a table or a stated constant; nothing below it), ``sum``, ``product``, ``mean`` or ``ratio`` of the
    parts, ``most`` (the largest of them), ``balance`` (the first part is the guess that the balance moved), ``chosen`` (the first
    part is used, the others say why).
    where : file:line of the row. source : ids, ``;``-separated. assumed : the reason where no source carries it alone.
    """

    name: str
    value: float
    unit: str
    by: str
    rule: str
    where: str = ""
    source: str = ""
    assumed: str = ""
    parts: tuple[Part, ...] = ()


def leaf(name: str, value: float, unit: str, where: str, source: str, assumed: str, rule: str = "") -> Part:
    """A number that stands in a table as it is: cited, or assumed for a reason."""
    told = rule or ("stated by the source" if source else "assumed")
    return Part(name, value, unit, "row", told, where, source, assumed)


def combined(name: str, unit: str, by: str, rule: str, parts: Iterable[Part], assumed: str = "") -> Part:
    """A number made of parts by ``sum``, ``product``, ``mean``, ``ratio`` or ``most``; it cites what its parts cite."""
    kept = tuple(parts)
    made = _MADE[by]([part.value for part in kept])
    return Part(name, made, unit, by, rule, source=joined(part.source for part in kept), assumed=assumed, parts=kept)


def summed(name: str, unit: str, rule: str, parts: Iterable[Part], assumed: str = "") -> Part:
    """The sum of parts."""
    return combined(name, unit, "sum", rule, parts, assumed)


def product(name: str, unit: str, rule: str, parts: Iterable[Part], assumed: str = "") -> Part:
    """The product of parts."""
    return combined(name, unit, "product", rule, parts, assumed)


def mean(name: str, unit: str, rule: str, parts: Iterable[Part], assumed: str = "") -> Part:
    """The plain mean of parts."""
    return combined(name, unit, "mean", rule, parts, assumed)


def ratio(name: str, unit: str, rule: str, parts: Iterable[Part], assumed: str = "") -> Part:
    """The first part over the second."""
    return combined(name, unit, "ratio", rule, parts, assumed)


def ends(part: Part) -> Iterator[Part]:
    """The parts with nothing below them: where the trail ends."""
    if not part.parts:
        yield part
    for one in part.parts:
        yield from ends(one)


def ids(cell: str) -> tuple[str, ...]:
    """The source ids of a cell, in order, each once.

    >>> ids("b;a;;b")
    ('b', 'a')
    """
    return tuple(dict.fromkeys(one.strip() for one in cell.split(";") if one.strip()))


def joined(cells: Iterable[str]) -> str:
    """The source ids of several cells as one, sorted.

    >>> joined(["b;a", "", "a;c"])
    'a;b;c'
    """
    return ";".join(sorted({one for cell in cells for one in ids(cell)}))
