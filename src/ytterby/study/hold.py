"""Who holds what over whom: the rent of a closed lane per kilogram, and how many weeks the other side lasts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ytterby.errors import Fault, UnknownName, near_miss
from ytterby.months import DAYS_A_MONTH
from ytterby.study.study import Run

__all__ = ["Leverage", "leverage"]

WEEKS_PER_MONTH = DAYS_A_MONTH / 7


@dataclass(frozen=True)
class Leverage:
    """What ``holder`` holds over ``over`` through one good in one month.

    share     : the holder's part of the place's base imports.
    rent      : USD/kg on the holder's capped lanes and its export quotas, weighted by volume: what one more tonne would be worth
                to the place.
    weeks     : how long the place's stock at the start of the month covers what no longer arrives; inf where nothing is missing.
    shortage  : t/month that users wanted at the base price and do not get.
    rent_paid : kUSD/month of licence rent on what still arrives.
    stake     : kUSD/month, the rent on all that the holder customarily sends: how much hangs on the lane.
    """

    month: str
    holder: str
    over: str
    good: str
    share: float
    rent: float
    weeks: float
    shortage: float
    rent_paid: float
    stake: float


def _quota_rent(run: Run, month: str) -> NDArray[np.float64]:
    """(lane,) USD/kg of export quotas over the lane."""
    law, rent = run.regime.data, run.outcome.data["group_rent"].sel(month=month).to_numpy()
    own = np.where(law["group_side"].to_numpy() == "origin", rent, 0.0)
    return np.asarray(own @ law["member"].transpose("group", "lane").to_numpy(), dtype=float)


def leverage(run: Run, month: str, holder: str) -> tuple[Leverage, ...]:
    """Leverage of ``holder`` over every place and good it delivers to in the base, the largest stake first.

    UnknownName for a month that the run does not hold, or a place that the world does not.
    """
    world = run.study.world
    asked = (("month", month, list(run.months), "a month of the run"), ("holder", holder, list(world.places.index), "a place"))
    if faults := [
        Fault(word, repr(name), wanted, near_miss(name, known)) for word, name, known, wanted in asked if name not in known
    ]:
        raise UnknownName(faults)
    lanes = world.lanes
    data = run.outcome.data.sel(month=month)
    flow, rent = data["flow_lane"].to_numpy(), data["rent"].to_numpy() + _quota_rent(run, month)
    base = lanes["base"].to_numpy(dtype=float)
    stock = run["stock"]
    before = run.months[max(run.months.index(month) - 1, 0)]
    shortage = run["shortage"].sel(month=month).sum("sector")
    found = []
    groups: dict[tuple[str, str], list[int]] = {}
    for row, (to_good, to_place) in enumerate(lanes[["good", "destination"]].itertuples(index=False)):
        groups.setdefault((str(to_good), str(to_place)), []).append(row)
    for (good, place), members in groups.items():
        rows = np.array(members)
        own = rows[lanes["origin"].to_numpy()[rows] == holder]
        if place == holder or not base[own].sum() > 0:
            continue
        inflow = float(base[rows].sum())
        share = float(base[own].sum()) / inflow
        paid = float((rent[own] * flow[own]).sum())
        per_kg = paid / float(flow[own].sum()) if flow[own].sum() > 0 else float(rent[own].max())
        held = 0.0
        if good in stock["good"].to_numpy() and place in stock["place"].to_numpy():
            held = float(np.nan_to_num(stock.sel(month=before, good=good, place=place)))
        lost = inflow - float(flow[rows].sum())
        weeks = held / lost * WEEKS_PER_MONTH if lost > 1e-9 else float("inf")
        short = 0.0
        if good in shortage["good"].to_numpy() and place in shortage["place"].to_numpy():
            short = float(np.nan_to_num(shortage.sel(good=good, place=place)))
        found.append(Leverage(month, holder, place, good, share, per_kg, weeks, short, paid, per_kg * float(base[own].sum())))
    return tuple(sorted(found, key=lambda row: (-row.stake, row.weeks, row.good, row.over)))
