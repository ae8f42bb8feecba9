"""How users and exporters behave, where a world states more than its tables: shapes of demand, substitution, conduct.

A world behaves plainly unless somebody states otherwise, with a source or the reason for which it is assumed: linear users that
answer to one price, and exporters that take prices as given.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ytterby.errors import BadTable, Fault
from ytterby.marked import modelled, read_marked

__all__ = ["Behaviour", "Conduct"]

Share = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str | None = None
    assumed: str | None = None

    @model_validator(mode="after")
    def _rests_on_something(self) -> _Row:
        if not self.source and not self.assumed:
            raise ValueError("a source or the reason it is assumed|Add source or assumed.")
        return self


class Conduct(_Row):
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

    @classmethod
    def read(cls, path: Path) -> Behaviour:
        """The behaviour a YAML file states; BadInput with file, line and column of every fault."""
        return modelled(cls, read_marked(path, path.name))

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
