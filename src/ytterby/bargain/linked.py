"""A linked good of the bargain: a single lane that a party may close, and what each side's surplus from it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict

from ytterby.parameters import Parameter

__all__ = ["Linked", "linked_surplus", "load_linked"]


class _Good(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    title: str
    exporter: str
    importer: str
    revenue_musd_month: Parameter
    margin: Parameter
    elasticity: Parameter


class Linked(BaseModel):
    """The linked goods of the bargain, as shipped in data/bargain/linked.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    ai_chip: _Good


@lru_cache(maxsize=1)
def load_linked() -> Linked:
    """The shipped linked goods."""
    text = (resources.files("ytterby") / "data" / "bargain" / "linked.yaml").read_text(encoding="utf-8")
    return Linked.model_validate(yaml.safe_load(text))


@dataclass(frozen=True)
class LinkedSurplus:
    """kUSD/month that exporter and importer gain from the open lane against the closed one."""

    exporter: float
    importer: float


def linked_surplus(good: _Good) -> LinkedSurplus:
    """Surplus of the open lane against the closed one, kUSD/month.

    The market is one linear demand of elasticity e at the base sales R, served at a constant unit cost of (1 - margin) of the
    price. The seller sets the price, so it earns margin x R; the buyers' triangle under linear demand is R / (2 e) (Marshall's
    consumer surplus).
    """
    sales = good.revenue_musd_month.value * 1000.0
    return LinkedSurplus(good.margin.value * sales, sales / (2.0 * good.elasticity.value))
