"""Terms: what each kind of instrument can say. A term left out of an entry is unchanged, ``null`` revokes it."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from ytterby.policy.scope import EndUse, Place, Scope

__all__ = [
    "TERMS", "BanTerms", "Figure", "GeneralLicence", "GreenChannel", "Kind", "LicenceTerms", "OverCompliance", "QuotaTerms",
    "SupportTerms", "TariffTerms", "TechTerms", "Terms", "TriggerTerms", "said",
]  # fmt: skip

Kind = Literal["tariff", "quota", "ban", "export_licence", "tech_control", "support", "trigger"]
FROZEN = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Figure(BaseModel):
    """A number with its range; a bare number in a file is a figure whose source is the entry's.

    source : another publication than the entry's.    assumed : why we took it, where nothing published says.
    """

    model_config = FROZEN

    value: float
    low: float | None = None
    high: float | None = None
    source: str | None = None
    assumed: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, found: Any) -> Any:
        if isinstance(found, (int, float)) and not isinstance(found, bool):
            return {"value": found}
        return found

    @model_validator(mode="after")
    def _ordered(self) -> Figure:
        low, high = self.span
        if not low <= self.value <= high:
            raise ValueError("low <= value <= high|Put the three in order.")
        if self.source and self.assumed:
            raise ValueError("a source or a reason, not both|Keep 'source' if the publication states the number, else 'assumed'.")
        return self

    @property
    def span(self) -> tuple[float, float]:
        """Lowest and highest value; the value itself where no range is given."""
        return (self.value if self.low is None else self.low, self.value if self.high is None else self.high)

    def words(self) -> str:
        """The value, its range in brackets, and whether it is assumed."""
        low, high = self.span
        band = "" if low == high else f" [{low:g} to {high:g}]"
        return f"{self.value:g}{band}{' (assumed)' if self.assumed else ''}"


def _bounded(low: float, high: float, words: str) -> AfterValidator:
    def check(figure: Figure) -> Figure:
        if not (low <= figure.span[0] and figure.span[1] <= high):
            raise ValueError(f"{words}|Check the unit and the sign.")
        return figure

    return AfterValidator(check)


Share = Annotated[Figure, _bounded(0.0, 1.0, "a share between 0 and 1")]
Percent = Annotated[Figure, _bounded(0.0, 10_000.0, "a rate in percent, not negative")]
Positive = Annotated[Figure, _bounded(0.0, math.inf, "a number that is not negative")]
Count = Annotated[Figure, _bounded(1.0, math.inf, "a count of at least 1")]
Days = Annotated[Figure, _bounded(0.0, 3_650.0, "days, at most ten years")]
Months = Annotated[Figure, _bounded(0.1, 120.0, "months, at most ten years")]


class Terms(BaseModel):
    """What all kinds share."""

    model_config = FROZEN

    exempt: tuple[Scope, ...] | None = None  # goods and ways outside the instrument from this entry on


class TariffTerms(Terms):
    """A duty. Tariffs add up; those that name the same ``stack`` do not: the highest of them holds."""

    direction: Literal["import", "export"] | None = None  # import if never said
    percent: Percent | None = None  # import: on the CIF value; export: on the FOB value
    usd_per_kg: Positive | None = None
    stack: str | None = None


class QuotaTerms(Terms):
    """A tonnage: of trade over the scope's lanes, or of output by the scope's plants."""

    tonnes: Positive | None = None
    per: Literal["month", "half", "year"] | None = None  # year if never said
    counts: Literal["trade", "production"] | None = None  # trade if never said


class BanTerms(Terms):
    """A stop; ``share`` is the part of the lane's customary flow that it hits (listed buyers), all if never said."""

    share: Share | None = None
    entities: Count | None = None


class GreenChannel(BaseModel):
    """A faster way for trusted buyers; fields left out mean all that the licence catches."""

    model_config = FROZEN

    trusted_share: Share
    processing_days: Days
    approval_share: Share | None = None
    except_elements: tuple[str, ...] | None = None
    destinations: tuple[Place, ...] | None = None
    end_uses: tuple[EndUse, ...] | None = None


class GeneralLicence(BaseModel):
    """A licence for many shipments over a year: this share of customary flow needs no single licence."""

    model_config = FROZEN

    share: Share
    except_elements: tuple[str, ...] | None = None
    destinations: tuple[Place, ...] | None = None
    end_uses: tuple[EndUse, ...] | None = None


class OverCompliance(BaseModel):
    """Goods not controlled that pass customs under the same code: this share of their flow is held like controlled goods."""

    model_config = FROZEN

    hs6: tuple[Annotated[str, Field(pattern=r"^\d{6}$")], ...]
    held_share: Share


class LicenceTerms(Terms):
    """An export licence as a queue: applications, processing, grants (licences.py)."""

    processing_days: Days | None = None  # triangular over low, value, high; granted at once if never said
    approval_share: Share | None = None  # of what is processed; all if never said
    approval_by_end_use: dict[EndUse, Share | None] | None = None
    approval_by_destination: dict[Place, Share | None] | None = None
    barred_end_uses: tuple[EndUse, ...] | None = None
    validity_months: Months | None = None
    shipments_per_licence: Count | None = None
    capacity_t_per_month: Positive | None = None  # the authority's, over all lanes of the licence
    caught_share: Share | None = None  # part of the flow that needs the licence (a content rule); all if never said
    green_channel: GreenChannel | None = None
    general_licence: GeneralLicence | None = None
    over_compliance: OverCompliance | None = None
    de_minimis_percent: Percent | None = None  # content above which foreign-made goods are caught


class TechTerms(Terms):
    """Technology or tools withheld: share of the capacity of plants abroad that stays usable."""

    ceiling: Share | None = None
    review: Literal["prohibited", "presumption of denial", "case by case", "licence"] | None = None
    entities: Count | None = None


class SupportTerms(Terms):
    """Money behind supply; recorded, and read by the plan room: it moves no lane by itself."""

    floor_usd_per_kg: Positive | None = None
    million_usd: Positive | None = None
    offtake_share: Share | None = None
    stockpile_tonnes: Positive | None = None


class TriggerTerms(Terms):
    """A condition under which other instruments change; recorded, and read by the bargain room."""

    condition: str | None = None
    applies_to: tuple[str, ...] | None = None
    hazard_per_year: Positive | None = None


TERMS: dict[str, type[Terms]] = {
    "tariff": TariffTerms,
    "quota": QuotaTerms,
    "ban": BanTerms,
    "export_licence": LicenceTerms,
    "tech_control": TechTerms,
    "support": SupportTerms,
    "trigger": TriggerTerms,
}


def said(terms: Any) -> str:
    """Terms in words: every term that is set, with its figures and their ranges.

    >>> said(TariffTerms.model_validate({"percent": 25}))
    'percent 25'
    """
    if isinstance(terms, Figure):
        return terms.words()
    if isinstance(terms, Scope):
        return terms.words()
    if isinstance(terms, BaseModel):
        parts = [(name, getattr(terms, name)) for name in type(terms).model_fields]
    elif isinstance(terms, dict):
        parts = list(terms.items())
    elif isinstance(terms, tuple):
        return ", ".join(said(part) for part in terms)
    else:
        return str(terms)
    shown = (f"{name.replace('_', ' ')} {said(value)}" for name, value in parts if value is not None)
    text = "; ".join(shown)
    return text if isinstance(terms, BaseModel) and hasattr(terms, "exempt") else f"({text})"
