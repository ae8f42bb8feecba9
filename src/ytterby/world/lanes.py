"""Lanes that can trade: those used in the base year, and open ones from every maker and every re-export hub to every user."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date

import pandas as pd

from ytterby.world.tables import matches, records
from ytterby.world.visible import newest

__all__ = ["distance_km", "freight_rates", "open_lanes"]

EARTH_KM = 6371.0
HUB_BUYERS = ("USA", "EU", "JPN", "KOR", "IND", "GBR", "TWN", "CHN")  # places that a hub could serve; the model's budget of lanes
Lane = tuple[str, str, str, str]  # good, origin, destination, end use


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance between two points (latitude, longitude in degrees)."""
    p, q = math.radians(a[0]), math.radians(b[0])
    inner = math.sin(p) * math.sin(q) + math.cos(p) * math.cos(q) * math.cos(math.radians(a[1] - b[1]))
    return EARTH_KM * math.acos(min(1.0, max(-1.0, inner)))


def freight_rates(
    tables: Mapping[str, pd.DataFrame], days: Mapping[str, date | None], as_of: date | None
) -> Callable[[str, str, str], float]:
    """A function of good, origin and destination that returns the freight in USD/kg; it is symmetric."""
    at = {str(r.place): (float(r.lat), float(r.lon)) for r in records(tables["places"])}
    rows = newest(tables["freight"], ["goods"], days, as_of)
    rates = [(str(r.goods), float(r.usd_per_kg), float(r.usd_per_kg_1000km)) for r in records(rows)]

    def freight(good: str, origin: str, destination: str) -> float:
        fixed, per = next((f, p) for pattern, f, p in rates if matches(pattern, good))
        return fixed + per * distance_km(at[origin], at[destination]) / 1000.0

    return freight


def open_lanes(
    makers: Iterable[tuple[str, str]], users: Mapping[tuple[str, str], frozenset[str]], hubs: pd.DataFrame, used: Iterable[Lane]
) -> list[Lane]:
    """Lanes not used in the base year: maker to user, and hub to the large users. users: end uses of each (place, good)."""
    known = set(used)
    by_good: dict[str, set[str]] = {}
    for place, good in makers:
        by_good.setdefault(good, set()).add(place)
    found: dict[Lane, None] = {}
    for (destination, good), end_uses in sorted(users.items()):
        origins = set(by_good.get(good, ()))
        if destination in HUB_BUYERS:
            origins |= {str(r.place) for r in records(hubs) if matches(str(r.goods), good)}
        for origin in sorted(origins - {destination}):
            for end_use in sorted(end_uses):
                lane = (good, origin, destination, end_use)
                if lane not in known:
                    found[lane] = None
    return list(found)
