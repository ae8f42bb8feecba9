"""What exporters that know their weight add in the base year, and how much of that the base year's prices bear."""

from __future__ import annotations

from dataclasses import dataclass

from ytterby.market import Behaviour, Program
from ytterby.world import World

__all__ = ["Markup", "markups"]


@dataclass(frozen=True)
class Markup:
    """One exporter in the base year: tonnes a month it sells abroad, its mean markup (USD/kg) and that as a share of the price.

    borne : the highest conduct at which a further tonne would still have brought revenue.
    """

    place: str
    good: str
    conduct: float
    tonnes: float
    markup: float
    share: float
    borne: float


def markups(world: World, program: Program, behaviour: Behaviour | None) -> tuple[Markup, ...]:
    """A row per exporter stated, in that order; empty where all take prices."""
    found, base = [], program.residuals
    lanes = base[(base["kind"] == "lane").to_numpy()]
    price = world.prices.set_index(["place", "good"])["usd_per_kg"]
    for rule in behaviour.conduct if behaviour else ():
        own = lanes[(lanes["partner"] == rule.place) & (lanes["good_or_recipe"] == rule.good) & (lanes["markup"] > 0)]
        sold, added = float(own["base"].sum()), float((own["markup"] * own["base"]).sum())
        paid = sum(float(price[to, rule.good]) * float(base) for to, base in zip(own["place"], own["base"], strict=True))
        share = added / paid if paid else 0.0
        borne = min(1.0, rule.conduct / share) if share else 1.0
        found.append(Markup(rule.place, rule.good, rule.conduct, sold, added / sold if sold else 0.0, share, borne))
    return tuple(found)
