"""Assumed behaviour: slopes and premiums that no statistic states, each with range and reason in data/market/parameters.yaml."""

from __future__ import annotations

from dataclasses import dataclass, fields

from ytterby.errors import Fault, UnknownName, near_miss
from ytterby.parameters import load_parameters

__all__ = ["Parameters"]


@dataclass(frozen=True)
class Parameters:
    """Behaviour of one calibration, all shares of a price or of a flow; meaning in math.md §5."""

    lane_slope: float
    lane_reach: float
    lane_opening: float
    plant_slope: float
    plant_opening: float
    stock_slope: float
    unsold_slope: float
    diversion_cost: float
    diversion_slope: float
    diversion_share: float
    reserve_bid: float
    project_cost: float
    project_running: float

    @classmethod
    def shipped(cls, **changes: float) -> Parameters:
        """The shipped values with some replaced; UnknownName for a name that is not a parameter.

        >>> Parameters.shipped(lane_slope=0.4).lane_slope
        0.4
        """
        names = [field.name for field in fields(cls)]
        unknown = [name for name in changes if name not in names]
        if unknown:
            raise UnknownName(Fault("market parameters", repr(n), "a parameter", near_miss(n, names)) for n in unknown)
        return cls(**{name: row.value for name, row in load_parameters("market").items()} | changes)
