"""Lanes that can trade: those used in the base year, and open ones from every maker and every re-export hub to every user."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from ytterby.world.tables import matches, records
from ytterby.world.trail import Part, leaf, product, summed
from ytterby.world.visible import newest

__all__ = ["Freight", "distance_km", "freight_rates", "open_lanes"]

EARTH_KM = 6371.0
Lane = tuple[str, str, str, str]  # good, origin, destination, end use


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance between two points (latitude, longitude in degrees)."""
    p, q = math.radians(a[0]), math.radians(b[0])
    inner = math.sin(p) * math.sin(q) + math.cos(p) * math.cos(q) * math.cos(math.radians(a[1] - b[1]))
    return EARTH_KM * math.acos(min(1.0, max(-1.0, inner)))


@dataclass(frozen=True)
class Freight:
    """Freight between two places in USD/kg, the same both ways: a fixed part, and a rate times the great circle."""

    at: Mapping[str, tuple[float, float]]
    rates: tuple[Any, ...]  # rows of table freight

    def __call__(self, good: str, origin: str, destination: str) -> float:
        """USD/kg of a good from an origin to a destination."""
        row = self._row(good)
        return float(row.usd_per_kg + row.usd_per_kg_1000km * self._thousands(origin, destination))

    def part(self, good: str, origin: str, destination: str) -> Part:
        """The same with what it is made of."""
        row = self._row(good)
        cited = (str(row.where), str(row.source), str(row.assumed))
        rate = leaf("rate", float(row.usd_per_kg_1000km), "USD/kg/1000 km", *cited)
        far = "great circle between the points that stand for the two places in table places"
        way = leaf("distance", self._thousands(origin, destination), "1000 km", "", "", far)
        fixed = leaf("fixed part", float(row.usd_per_kg), "USD/kg", *cited)
        parts = [fixed, product("by distance", "USD/kg", "rate times distance", [rate, way])]
        return summed(f"freight {origin} to {destination}", "USD/kg", "a fixed part and a rate by distance", parts)

    def _row(self, good: str) -> Any:
        return next(row for row in self.rates if matches(str(row.goods), good))

    def _thousands(self, origin: str, destination: str) -> float:
        return distance_km(self.at[origin], self.at[destination]) / 1000.0


def freight_rates(tables: Mapping[str, pd.DataFrame], days: Mapping[str, date | None], as_of: date | None) -> Freight:
    """Freight as one could know it on a day."""
    at = {str(r.place): (float(r.lat), float(r.lon)) for r in records(tables["places"])}
    return Freight(at, tuple(records(newest(tables["freight"], ["goods"], days, as_of))))


def open_lanes(
    makers: Iterable[tuple[str, str]],
    users: Mapping[tuple[str, str], frozenset[str]],
    hubs: pd.DataFrame,
    hub_buyers: Collection[str],
    used: Iterable[Lane],
) -> list[Lane]:
    """Lanes not used in the base year: maker to user, and hub to ``hub_buyers`` (none named: to all).

    users: end uses of each (place, good).
    """
    known = set(used)
    by_good: dict[str, set[str]] = {}
    for place, good in makers:
        by_good.setdefault(good, set()).add(place)
    found: dict[Lane, None] = {}
    for (destination, good), end_uses in sorted(users.items()):
        origins = set(by_good.get(good, ()))
        if not hub_buyers or destination in hub_buyers:
            origins |= {str(r.place) for r in records(hubs) if matches(str(r.goods), good)}
        for origin in sorted(origins - {destination}):
            for end_use in sorted(end_uses):
                lane = (good, origin, destination, end_use)
                if lane not in known:
                    found[lane] = None
    return list(found)
