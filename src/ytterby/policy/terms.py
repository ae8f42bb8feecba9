"""Terms: what each kind of instrument can say. A term left out of an entry is unchanged, ``null`` revokes it."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, model_validator

from ytterby.policy.amounts import FROZEN, Count, Days, Figure, Months, Percent, Positive, Share
from ytterby.policy.scope import EndUse, Place, Scope

__all__ = [
    "TERMS", "Applied", "BanTerms", "Buyer", "Figure", "GeneralLicence", "GreenChannel", "Kind", "LicenceTerms", "OverCompliance",
    "QuotaTerms", "StockpileTerms", "SupportTerms", "TariffTerms", "TechTerms", "Terms", "TriggerTerms", "said",
]  # fmt: skip

Kind = Literal["tariff", "quota", "ban", "export_licence", "tech_control", "support", "stockpile", "trigger"]
Buyer = Literal["trusted", "other", "listed"]
Direction = Literal["import", "export"]
DAYS_A_YEAR = 365.25


class Terms(BaseModel):
    """What all kinds share."""

    model_config = FROZEN

    exempt: tuple[Scope, ...] | None = None  # goods and ways outside the instrument from this entry on


class Listing(Terms):
    """An entity list: how many firms, which, and from what share of ownership their affiliates are on it too."""

    entities: Count | None = None
    names: tuple[str, ...] | None = Field(None, min_length=1)
    affiliates_percent: Percent | None = None

    @model_validator(mode="after")
    def _counted(self) -> Listing:
        if self.names and self.entities and self.entities.value < len(self.names):
            raise ValueError(f"entities: at least the {len(self.names)} named|Count the whole list, or name fewer.")
        return self


class TariffTerms(Terms):
    """A duty. Tariffs add up; those that name the same ``stack`` do not: the highest of them holds."""

    direction: Direction | None = None  # import if never said
    percent: Percent | None = None  # import: on the CIF value; export: on the FOB value
    usd_per_kg: Positive | None = None
    stack: str | None = None


class QuotaTerms(Terms):
    """A tonnage: of trade over the scope's lanes, or of output by the scope's plants.

    With ``over_percent`` or ``over_usd_per_kg`` it is a tariff-rate quota: more may move at that duty, on top of every other.
    """

    tonnes: Positive | None = None
    per: Literal["month", "half", "year"] | None = None  # year if never said; halves and years of the calendar
    counts: Literal["trade", "production"] | None = None  # trade if never said
    direction: Direction | None = None  # at whose border trade is counted: export if never said
    spread: Literal["even", "cumulative", "free"] | None = None  # even if never said (quotas.py)
    carry_over: Share | None = None  # of a period's tonnage: what unused part of it the next period may use; none if never said
    over_percent: Percent | None = None  # import: on the CIF value; export: on the FOB value
    over_usd_per_kg: Positive | None = None


class BanTerms(Listing):
    """A stop; ``share`` is the part of the lane's customary flow that it hits (listed buyers), all if not said."""

    share: Share | None = None


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


class LicenceTerms(Listing):
    """An export licence as a queue: applications, processing, grants (licences.py)."""

    processing_days: Days | None = None  # triangular over low, value, high; granted at once if never said
    approval_share: Share | None = None  # of what is processed; all if never said
    approval_by_end_use: dict[EndUse, Share | None] | None = None
    approval_by_destination: dict[Place, Share | None] | None = None
    approval_by_buyer: dict[Buyer, Share | None] | None = None  # the approval share times this
    buyer_share: dict[Buyer, Share | None] | None = None  # of applications; what is left over is filed by others
    barred_end_uses: tuple[EndUse, ...] | None = None
    validity_months: Months | None = None
    shipments_per_licence: Count | None = None
    tonnes_per_licence: Positive | None = None  # size of one application, read by the drawn queue
    capacity_t_per_month: Positive | None = None  # the authority's, over all lanes of the licence
    caught_share: Share | None = None  # part of the flow that needs the licence (a content rule); all if never said
    caught_by_origin: dict[Place, Share | None] | None = None  # the same for goods of one place, instead of caught_share
    green_channel: GreenChannel | None = None
    general_licence: GeneralLicence | None = None
    over_compliance: OverCompliance | None = None
    de_minimis_percent: Percent | None = None  # content above which foreign-made goods are caught


class TechTerms(Listing):
    """Technology or tools withheld: share of the capacity of plants abroad that stays usable."""

    ceiling: Share | None = None
    review: Literal["prohibited", "presumption of denial", "case by case", "licence"] | None = None


class SupportTerms(Terms):
    """Money behind supply. A floor acts on the market; the rest is recorded and read by the plan room.

    floor_usd_per_kg : the state pays makers what the price falls short of it, on ``floor_tonnes_per_year`` (all if not said).
    offtake_share : part of the beneficiary's output that somebody must buy, or offtake_tonnes_per_year at offtake_usd_per_kg.
    million_usd : the whole sum, where its parts (grant, loan, equity, tax credit) are not told apart.
    """

    beneficiary: str | None = None
    project: str | None = None  # id of the world's project or plant
    floor_usd_per_kg: Positive | None = None
    floor_tonnes_per_year: Positive | None = None
    offtake_share: Share | None = None
    offtake_tonnes_per_year: Positive | None = None
    offtake_usd_per_kg: Positive | None = None
    million_usd: Positive | None = None
    grant_million_usd: Positive | None = None
    loan_million_usd: Positive | None = None
    equity_million_usd: Positive | None = None
    tax_credit_percent: Percent | None = None
    stockpile_tonnes: Positive | None = None


class StockpileTerms(Terms):
    """A state's reserve of each good of the scope, held at the issuer's: what it buys and releases, and by which rule.

    Level: it buys until it holds ``target_tonnes``, releases down to ``keep_tonnes``. Price: it buys at or below
    ``buy_below_usd_per_kg`` (at any price if not said), releases at or above ``release_above_usd_per_kg``. Date: its entries.
    """

    opening_tonnes: Positive | None = None  # held on the entry's first day; nothing if never said
    target_tonnes: Positive | None = None
    keep_tonnes: Positive | None = None
    buy_t_per_month: Positive | None = None
    buy_below_usd_per_kg: Positive | None = None
    release_t_per_month: Positive | None = None
    release_above_usd_per_kg: Positive | None = None
    million_usd: Positive | None = None  # recorded


class Applied(BaseModel):
    """What a trigger does to another instrument: an entry that starts ``after_days`` after the event and lasts ``for_days``."""

    model_config = FROZEN

    instrument: str
    terms: dict[str, Any] | None = Field(None, alias="set")
    suspended: bool | None = None
    after_days: int = Field(0, ge=0, le=3650)
    for_days: int | None = Field(None, ge=1, le=36500)
    note: str | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Applied:
        if self.suspended is None and "terms" not in self.model_fields_set:
            raise ValueError("set or suspended|State what the trigger changes; 'set: null' repeals.")
        return self


class TriggerTerms(Terms):
    """A condition under which other instruments change; `Timeline.fire` applies what it names."""

    condition: str | None = None
    applies_to: tuple[str, ...] | None = None
    applies: tuple[Applied, ...] | None = None
    hazard_per_year: Positive | None = None

    def chance(self, days: float) -> float:
        """Probability that the event comes within some days at a constant hazard; 0 where no rate is stated.

        >>> round(TriggerTerms.model_validate({"hazard_per_year": 0.5}).chance(365.25), 4)
        0.3935
        """
        return 0.0 if self.hazard_per_year is None else -math.expm1(-self.hazard_per_year.value * days / DAYS_A_YEAR)


TERMS: dict[str, type[Terms]] = {
    "tariff": TariffTerms,
    "quota": QuotaTerms,
    "ban": BanTerms,
    "export_licence": LicenceTerms,
    "tech_control": TechTerms,
    "support": SupportTerms,
    "stockpile": StockpileTerms,
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
