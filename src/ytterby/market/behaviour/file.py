"""How users and exporters behave, where a world states more than its tables: conduct, shapes of demand,
substitution, panic, redesign, thrift.

A world behaves plainly unless somebody states otherwise, with a source or the reason for which it is assumed: linear users that
answer to one price, and exporters that take prices as given.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from ytterby.errors import BadTable, Fault
from ytterby.marked import modelled, read_marked
from ytterby.market.behaviour.forms import Demand, Substitute
from ytterby.market.behaviour.panic import Panic
from ytterby.market.behaviour.redesign import Redesign
from ytterby.market.behaviour.stated import Share, Stated
from ytterby.market.behaviour.thrift import Thrift

if TYPE_CHECKING:
    from ytterby.world import World

__all__ = ["Behaviour", "Conduct"]

FILE = "behaviour.yaml"


class Conduct(Stated):
    """An exporter that knows its weight: a place, one of its goods, and its conduct from 0 (takes prices) to 1 (Cournot).

    destinations : where it acts so; everywhere if none is named.
    """

    place: str
    good: str
    conduct: Share
    destinations: tuple[str, ...] = ()


class Behaviour(BaseModel):
    """What is stated of behaviour beside a world; empty is the default of every world."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    conduct: tuple[Conduct, ...] = ()
    demand: tuple[Demand, ...] = ()
    substitutes: tuple[Substitute, ...] = ()
    panic: Panic | None = None
    redesign: tuple[Redesign, ...] = ()
    thrift: tuple[Thrift, ...] = ()

    @classmethod
    def read(cls, path: Path) -> Behaviour:
        """The behaviour a YAML file states; BadInput with file, line and column of every fault."""
        return modelled(cls, read_marked(path, path.name))

    @classmethod
    def beside(cls, world: World) -> Behaviour | None:
        """What the world's folder states in its ``behaviour.yaml``; None where it has no such file."""
        path = world.folder / FILE if world.folder else None
        return cls.read(path) if path is not None and path.is_file() else None

    def with_conduct(self, words: str) -> Behaviour:
        """This behaviour with one exporter more, told as ``CHN:oxide/Dy=1``; BadTable for anything else.

        >>> Behaviour().with_conduct("CHN:oxide/Dy=0.5").conduct[0].conduct
        0.5
        """
        left, _, number = words.partition("=")
        place, _, good = left.partition(":")
        try:
            degree = float(number)
        except ValueError:
            degree = -1.0
        if not (place and good and 0.0 <= degree <= 1.0):
            remedy = "0 takes prices as given, 1 is Cournot."
            raise BadTable(Fault("conduct", repr(words), "PLACE:GOOD=NUMBER from 0 to 1, like CHN:oxide/Dy=1", remedy))
        row = Conduct(place=place, good=good, conduct=degree, assumed="asked for")
        return self.model_copy(update={"conduct": (*self.conduct, row)})

    def with_panic(self) -> Behaviour:
        """This behaviour with the shipped rule of panic, unless it states its own (math.md §5.10)."""
        return self.model_copy(update={"panic": self.panic or Panic.shipped()})

    def with_redesign(self, sectors: Iterable[str], recipes: Iterable[str] = ()) -> Behaviour:
        """This behaviour with the shipped rows of redesign for these sectors and of thrift for these recipes (math.md §5.11).

        What it states itself comes first.
        """
        redesign = (*self.redesign, *Redesign.shipped(set(sectors)))
        return self.model_copy(update={"redesign": redesign, "thrift": (*self.thrift, *Thrift.shipped(sorted(set(recipes))))})
