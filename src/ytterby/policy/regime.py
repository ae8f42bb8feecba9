"""Regime: law as monthly arrays over a world's lanes and plants, with the instruments behind every cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import xarray as xr

from ytterby.errors import Fault, UnknownName, near_miss
from ytterby.months import month_of

__all__ = ["Because", "Regime"]


@dataclass(frozen=True)
class Because:
    """One instrument behind a cell: what it is, since when and until when its terms hold, who says so, and what it does."""

    instrument: str
    title: str
    start: date
    until: date | None
    source: tuple[str, ...]
    effect: str


@dataclass(frozen=True)
class Regime:
    """The monthly regime of a world.

    data : dims month, lane, group, plant; duty, export_duty (1), levy (USD/kg), cap (t/month), licensed (1), group_cap (t/month),
    member (1), ceiling (1).
    """

    data: xr.Dataset
    reasons: Callable[[str, int], tuple[Because, ...]] = field(repr=False, compare=False)

    @property
    def months(self) -> tuple[str, ...]:
        """The months the regime covers."""
        return tuple(str(month) for month in self.data["month"].values)

    def because(self, month: str | date, lane: int | Mapping[str, str]) -> tuple[Because, ...]:
        """The instruments that shape a lane in a month; a lane is its number or its good, origin, destination (and end_use)."""
        when = month_of(month)
        if when not in self.months:
            raise UnknownName(Fault("month", repr(when), "a month of this regime", near_miss(when, self.months)))
        return self.reasons(when, self.lane(lane))

    def lane(self, lane: int | Mapping[str, str]) -> int:
        """The number of a lane; UnknownName if no lane, or more than one, answers to the labels."""
        if not isinstance(lane, Mapping):
            if not 0 <= int(lane) < self.data.sizes["lane"]:
                raise UnknownName(
                    Fault("lane", str(lane), f"0 to {self.data.sizes['lane'] - 1}", "Lanes are in the world's order.")
                )
            return int(lane)
        hit = np.ones(self.data.sizes["lane"], dtype=np.bool_)
        for name, label in lane.items():
            values = [str(value) for value in self.data[name].values]
            if label not in values:
                raise UnknownName(Fault(name, repr(label), f"a {name} of a lane", near_miss(label, sorted(set(values)))))
            hit &= np.array([value == label for value in values])
        found = np.flatnonzero(hit)
        if found.size != 1:
            words = ", ".join(f"{name} {label}" for name, label in lane.items())
            raise UnknownName(
                Fault("lane", f"{found.size} lanes with {words}", "one lane", "Name good, origin, destination and end_use.")
            )
        return int(found[0])
