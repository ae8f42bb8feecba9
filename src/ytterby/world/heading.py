"""The heading of a world, its ``world.yaml``: what is constant in it, before its tables begin."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from ytterby.errors import BadInput, BadMonth, BadTable, Fault
from ytterby.marked import modelled, read_marked
from ytterby.parameters import Parameter

__all__ = ["HEADING", "Baskets", "Heading", "Home", "Mixture", "Rate", "read_heading"]

HEADING = "world.yaml"
FROZEN = ConfigDict(frozen=True, extra="forbid")
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
FIRST = "1900-01"
Year = Annotated[int, Field(ge=1900, le=2100)]


class Rate(Parameter):
    """A rate of tax in force from a month on, until the next one."""

    since: Month = Field(default=FIRST, alias="from")


class Home(BaseModel):
    """The place whose prices lead; elsewhere a good costs that plus premium and freight.

    vat : inside quotations that say so; one rate, or one for each month from which another was in force.
    quotations : name of its market in ``price_series``.    quoted_until : last month whose quotations speak of the base
    years (controls began after it).
    """

    model_config = FROZEN
    place: str
    vat: tuple[Rate, ...] = (Rate(value=0.0, assumed="no quotation with tax"),)
    quotations: str = ""
    quoted_until: Month | None = None

    @field_validator("vat", mode="before")
    @classmethod
    def _one_rate(cls, found: object) -> object:
        return [found] if isinstance(found, dict) else found

    @field_validator("vat")
    @classmethod
    def _rates_in_order(cls, found: tuple[Rate, ...]) -> tuple[Rate, ...]:
        if [rate.since for rate in found] != sorted({rate.since for rate in found}):
            raise ValueError("rates in the order of their months|Sort them, one rate a month.")
        if any(not 0.0 <= rate.value < 1.0 for rate in found):
            raise ValueError("a rate from 0 to below 1|Write 0.13 for 13 %.")
        return found

    def rate(self, month: str) -> Rate:
        """The rate of tax inside a month's quotation; BadMonth before the first."""
        known = [rate for rate in self.vat if rate.since <= month]
        if not known:
            raise BadMonth(Fault("home.vat", month, f"a month from {self.vat[0].since} on", "Add the rate in force then."))
        return known[-1]


class Mixture(BaseModel):
    """Elements that are sold together and counted as one: mass shares, summing to one."""

    model_config = FROZEN
    shares: dict[str, float] = Field(min_length=1)
    source: str | None = None
    assumed: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> Mixture:
        if not self.source and not self.assumed:
            raise ValueError("shares with a source or the reason they are assumed|Add one of the two.")
        if any(share <= 0 for share in self.shares.values()) or abs(sum(self.shares.values()) - 1.0) > 1e-9:
            raise ValueError("positive shares that sum to one|Correct the shares.")
        return self


class Baskets(BaseModel):
    """How ores of known composition come apart: the oxides a separator makes, which are light, and where the rest goes."""

    model_config = FROZEN
    oxides: tuple[str, ...] = Field(min_length=1)
    light: tuple[str, ...] = ()
    mixtures: dict[str, Mixture] = {}
    heavy_concentrate: str = ""
    other: str = "elements not modelled"


class Heading(BaseModel):
    """What a world says of itself before its tables.

    base_years : first and last year its figures describe.    base_year : the one taken unless another is asked for (default: the
    last).    bases : unit of mass of each form (first part of a good's id).
    elements : symbols its goods may contain.    byproducts : goods that may be left over.    markets : place of each
    quotation's market.    hub_buyers : places that a re-export hub may serve; none named means all.
    """

    model_config = FROZEN
    title: str = Field(min_length=3)
    base_years: tuple[Year, Year]
    base_year: Year | None = None
    home: Home
    bases: dict[str, str] = Field(min_length=1)
    elements: tuple[str, ...] = ()
    byproducts: tuple[str, ...] = ()
    markets: dict[str, str] = {}
    hub_buyers: tuple[str, ...] = ()
    baskets: Baskets | None = None

    @property
    def usual_year(self) -> int:
        """The base year of a world loaded without one."""
        return self.base_year or self.base_years[1]

    @field_validator("base_years")
    @classmethod
    def _in_order(cls, found: tuple[int, int]) -> tuple[int, int]:
        if found[0] > found[1]:
            raise ValueError("the first year, then the last|Swap the two.")
        return found


def read_heading(folder: Path) -> Heading:
    """The heading of a world's folder; BadTable with every fault, each as file:line:column."""
    try:
        return modelled(Heading, read_marked(folder / HEADING, f"{folder.name}/{HEADING}"))
    except BadInput as error:
        raise BadTable(error.faults) from None
