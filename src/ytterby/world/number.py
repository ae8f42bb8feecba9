"""What one number of the world rests on: its making, the totals that pull on it, what says something else, and who said it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ytterby.evidence import Source
from ytterby.world.trail import Part

__all__ = ["Number", "Pull", "Rival"]


@dataclass(frozen=True)
class Rival:
    """A figure that says something else of the same thing, in the number's own unit, and why the world does not use it.

    stated : the figure as its row states it. where : file:line.
    """

    value: float
    stated: str
    where: str
    source: str
    assumed: str
    confidence: str
    lost: str


@dataclass(frozen=True)
class Pull:
    """A published total that counts this number: what it states and what the balanced world makes of it, in its own unit."""

    fact: str
    statement: str
    stated: float
    world: float
    departure: float
    unit: str
    fitted: bool
    source: str
    assumed: str
    cause: str


@dataclass(frozen=True)
class Number:
    """A number of the world explained.

    table, row, column : where it stands in the World. labels : what it is about. part : how it was made, down to rows of files.
    rule : the same in one sentence. moved : by what share the balance moved the first guess, None where nothing was balanced.
    sources : every publication on the trail. assumed : every reason on the trail, each once.
    """

    table: str
    row: str
    column: str
    labels: Mapping[str, str]
    value: float
    unit: str
    rule: str
    part: Part
    moved: float | None
    pulls: tuple[Pull, ...]
    rivals: tuple[Rival, ...]
    sources: tuple[Source, ...]
    assumed: tuple[str, ...]

    def lines(self) -> Iterator[tuple[int, Part]]:
        """Every part with its depth, the number itself first."""
        yield from _walk(self.part, 0)


def _walk(part: Part, depth: int) -> Iterator[tuple[int, Part]]:
    yield depth, part
    for one in part.parts:
        yield from _walk(one, depth + 1)
