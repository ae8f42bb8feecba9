"""Shapes of demand and substitution between goods as a behaviour file states them (math.md §5.12)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ytterby.market.behaviour.stated import Share, Stated

__all__ = ["Demand", "Step", "Substitute"]

Multiple = Annotated[float, Field(gt=0.0, le=1e6, allow_inf_nan=False)]


class Step(BaseModel):
    """A part of a use that goes all at once: this share of base use, at this multiple of the base price.

    Above one it leaves there (something else takes its place), below one it would join.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    price: Multiple
    share: Share

    @model_validator(mode="after")
    def _off_the_base(self) -> Step:
        if self.price == 1.0 or self.share == 0.0:
            raise ValueError(
                "a price above or below 1, and a share above 0|At the base price itself the base year would be no answer."
            )
        return self


class Demand(Stated):
    """How some uses answer to their price. sector, good, place : which uses, ``*`` for anything, ``;`` between names.

    shape : linear (the default of every use), semi-log, or iso-elastic.    choke : the multiple of the base price at which what
    is left gives up; semi-log without one stops at exp(1 / elasticity) or at 10,000, whichever comes first.
    steps : parts of the use that leave or join at once; the rest keeps the shape, and all of it together the elasticity of its
    row.
    """

    sector: str = "*"
    good: str = "*"
    place: str = "*"
    shape: Literal["linear", "semi-log", "iso-elastic"] = "linear"
    choke: Multiple | None = None
    steps: tuple[Step, ...] = ()

    @model_validator(mode="after")
    def _sensible(self) -> Demand:
        if self.shape == "iso-elastic" and (self.choke is None or self.choke <= 1.0):
            raise ValueError("a choke above 1 beside iso-elastic|Say at which multiple of the base price the last user gives up.")
        if self.choke is not None and (self.shape == "linear" or self.choke <= 1.0):
            raise ValueError(
                "a choke above 1 beside a bent shape|Linear demand is choked by its elasticity, at 1 + 1/elasticity."
            )
        if sum(step.share for step in self.steps if step.price > 1.0) >= 1.0:
            raise ValueError("steps that leave a rest|Their shares above the base price must sum to less than 1.")
        return self


class Substitute(Stated):
    """A use that answers to another good's price too: where both goods are used by one sector at one place.

    elasticity : per cent by which use of ``good`` rises when ``other`` costs one per cent more; below zero they go together.
    """

    sector: str = "*"
    place: str = "*"
    good: str
    other: str
    elasticity: Annotated[float, Field(ge=-100.0, le=100.0, allow_inf_nan=False)]

    @model_validator(mode="after")
    def _two_goods(self) -> Substitute:
        if self.good == self.other:
            raise ValueError("two different goods|A good's answer to its own price is its row's elasticity.")
        return self
