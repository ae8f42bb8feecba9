"""First guesses of every flow from the tables alone: plants, uses, lanes in proportion to uses, surplus. They do not balance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from ytterby.world.tables import matches, records
from ytterby.world.visible import newest

__all__ = ["ERROR", "Market", "Prior", "Quantity", "prior"]

Market = tuple[str, str, str]  # place, good, end use: any, or pool, civil and military of a split good
Tables = Mapping[str, pd.DataFrame]
Days = Mapping[str, date | None]
Spread = tuple[float, float, float]  # elasticity: low, value, high
MONTHS = 12.0
ERROR = {"high": 0.03, "medium": 0.1, "low": 0.25, "assumed": 0.5}  # relative error that a confidence stands for
HOME_ERROR, SURPLUS_ERROR = 0.7, 1.0  # home sales and surplus are what remains; they give way first
SMALLEST_USE = 0.01  # t/month; smaller uses are left out
SHARE_LEFT = 0.05  # smallest guess of home sales and surplus, as a share of output


@dataclass(frozen=True)
class Quantity:
    """A positive quantity to be balanced: what it is, its first guess (t/month), relative error, and its place in each market.

    ``rows``: file:line of the rows of the tables that made the guess; none where it is what remains.
    """

    kind: str  # plant, lane, use, home, surplus
    key: tuple[str, ...]
    guess: float
    error: float
    entries: tuple[tuple[Market, float], ...]
    source: str = ""
    assumed: str = ""
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prior:
    """All quantities, and the rows that stand still in the base year."""

    quantities: tuple[Quantity, ...]
    idle: pd.DataFrame  # plants with capacity and no output: place recipe base capacity source assumed
    capacity: dict[tuple[str, str], float]
    elasticities: dict[tuple[str, str, str], tuple[float, float, float]]
    made: frozenset[tuple[str, str]] = field(default_factory=frozenset)


def prior(
    tables: Tables, coefs: pd.DataFrame, byproducts: Collection[str], days: Days, as_of: date | None, base_year: int
) -> Prior:
    """First guesses of plants, uses, lanes, home sales and surplus (of ``byproducts`` only) in t/month."""
    split = set(tables["goods"].loc[tables["goods"]["split"], "good"])
    recipes: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for row in records(coefs):
        recipes[str(row.recipe)].append((str(row.good), float(row.coef)))
    plants = newest(tables["plants"], ["place", "recipe"], days, as_of, base_year)
    running = plants[plants["base_per_year"] > 0]
    made = {(str(r.place), good) for r in records(running) for good, k in recipes[str(r.recipe)] if k > 0}

    def given(place: str, good: str) -> Market:
        return (place, good, "pool" if good in split else "any")

    def drawn(place: str, good: str, end_use: str = "civil") -> Market:
        return (place, good, end_use if good in split else "any")

    def source(place: str, good: str) -> Market:
        return given(place, good) if (place, good) in made else drawn(place, good)

    found: list[Quantity] = []
    used: dict[Market, float] = defaultdict(float)
    output: dict[tuple[str, str], float] = defaultdict(float)
    for r in records(running):
        place, recipe, level = str(r.place), str(r.recipe), float(r.base_per_year) / MONTHS
        entries = [(given(place, good) if k > 0 else drawn(place, good), k) for good, k in recipes[recipe]]
        for (market, k), (good, _) in zip(entries, recipes[recipe], strict=True):
            if k < 0:
                used[market] -= k * level
            else:
                output[place, good] += k * level
        error = ERROR[str(r.confidence)]
        cited = (str(r.source), str(r.assumed), (str(r.where),))
        found.append(Quantity("plant", (place, recipe), level, error, tuple(entries), *cited))
    uses, elasticities = _uses(tables, days, as_of, drawn)
    for q in uses:
        used[q.entries[0][0]] += q.guess
    found += uses
    lanes = _lanes(tables, days, as_of, used, source)
    found += lanes
    found += _left(made, used, output, lanes, split, byproducts)
    idle = plants[plants["base_per_year"] == 0]
    capacity = {(str(r.place), str(r.recipe)): float(r.capacity_per_year) / MONTHS for r in records(plants)}
    return Prior(tuple(found), idle, capacity, elasticities, frozenset(made))


def _uses(
    tables: Tables, days: Days, as_of: date | None, drawn: Callable[[str, str, str], Market]
) -> tuple[list[Quantity], dict[tuple[str, str, str], Spread]]:
    """Demand of each sector and place: a world total spread by the sector's shares, or a row of its own."""
    end_use = dict(zip(tables["sectors"]["sector"], tables["sectors"]["end_use"], strict=True))
    shares = newest(tables["demand_shares"], ["sector", "place"], days, as_of)
    by_sector = {
        str(s): list(zip(part["place"], part["share"], part["where"], strict=True)) for s, part in shares.groupby("sector")
    }
    found: list[Quantity] = []
    elasticities: dict[tuple[str, str, str], Spread] = {}
    for r in records(newest(tables["demand"], ["sector", "good", "place"], days, as_of)):
        spread = by_sector[r.sector] if r.place == "*" else [(r.place, 1.0, "")]
        total = sum(share for _, share, _ in spread)
        for place, share, where in spread:
            tonnes = r.tonnes_per_year / MONTHS * share / total
            if tonnes < SMALLEST_USE:
                continue
            key = (place, r.sector, r.good)
            market = drawn(place, r.good, end_use[r.sector])
            rows = tuple(row for row in (r.where, where) if row)
            found.append(Quantity("use", key, tonnes, ERROR[r.confidence], ((market, -1.0),), r.source, r.assumed, rows))
            elasticities[key] = (r.elasticity_low, r.elasticity, r.elasticity_high)
    return found, elasticities


def _lanes(
    tables: Tables, days: Days, as_of: date | None, used: Mapping[Market, float], source: Callable[[str, str], Market]
) -> list[Quantity]:
    """Imports of every used market: its use times the share of each origin, by the most specific rule that names it."""
    rules = newest(tables["origins"], ["good", "destination", "end_use", "origin"], days, as_of)
    groups: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
    for r in records(rules):
        groups[r.good, r.destination, r.end_use].append(r)
    order = sorted(groups, key=lambda g: (g[0].endswith("*"), g[1] == "*", g[2] == "*"))
    found: list[Quantity] = []
    for (place, good, end_use), tonnes in used.items():
        use = end_use if end_use in ("civil", "military") else "any"
        group = next((g for g in order if matches(g[0], good) and g[1] in (place, "*") and g[2] in (use, "*")), None)
        for r in groups[group] if group else ():
            if r.origin == place or r.share <= 0 or tonnes <= 0:
                continue
            entries = ((source(r.origin, good), -1.0), ((place, good, end_use), 1.0))
            key = (good, r.origin, place, use)
            cited = (r.source, r.assumed, (r.where,))
            found.append(Quantity("lane", key, tonnes * r.share, ERROR[r.confidence], entries, *cited))
    return found


def _left(
    made: set[tuple[str, str]],
    used: Mapping[Market, float],
    output: Mapping[tuple[str, str], float],
    lanes: list[Quantity],
    split: set[str],
    byproducts: Collection[str],
) -> list[Quantity]:
    """Home sales of split goods, and surplus of by-products: what makers keep or nobody takes."""
    landed: dict[Market, float] = defaultdict(float)
    sent: dict[tuple[str, str], float] = defaultdict(float)
    for q in lanes:
        landed[q.entries[1][0]] += q.guess
        sent[q.key[1], q.key[0]] += q.guess
    found: list[Quantity] = []
    for place, good in sorted(made):
        own = output[place, good]
        if good in split:
            for end_use in ("civil", "military"):
                market = (place, good, end_use)
                if used.get(market, 0.0) <= 0:
                    continue
                guess = max(used[market] - landed[market], SHARE_LEFT * used[market])
                entries = (((place, good, "pool"), -1.0), (market, 1.0))
                found.append(Quantity("home", (place, good, end_use), guess, HOME_ERROR, entries))
        if good in byproducts:
            kept = max(
                own - used.get((place, good, "any"), 0.0) - used.get((place, good, "civil"), 0.0) - sent[place, good],
                SHARE_LEFT * own,
            )
            market = (place, good, "pool" if good in split else "any")
            found.append(Quantity("surplus", (place, good), kept, SURPLUS_ERROR, ((market, -1.0),)))
    return found
