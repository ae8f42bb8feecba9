"""A typical buyer of magnets at a place: a tonne a month of each grade from the largest supplier, with the usual cover."""

from __future__ import annotations

from ytterby.plan.bill import Bill, Part
from ytterby.units import KG_PER_T
from ytterby.world import World

__all__ = ["typical_buyer"]


def typical_buyer(world: World, place: str, end_use: str = "civil") -> Bill:
    """A bill of one tonne a month of each magnet that the place imports; margin unknown, so no value at risk is computed."""
    parts = []
    lanes = world.lanes[
        (world.lanes["destination"] == place) & (world.lanes["base"] > 0) & world.lanes["good"].str.startswith("magnet/")
    ]
    lanes = lanes[lanes["end_use"].isin([end_use, "any"])]
    for line, (good, rows) in enumerate(lanes.groupby("good", sort=False), start=1):
        supplier = rows.sort_values("base", kind="stable")["origin"].iloc[-1]
        held = world.stocks[(world.stocks["good"] == good) & (world.stocks["place"] == place)]["tonnes"].sum()
        used = world.demand[(world.demand["good"] == good) & (world.demand["place"] == place)]["base"].sum()
        cover = float(held / used) if used > 0 else 0.0
        parts.append(Part(line, str(good), str(good), 1.0, KG_PER_T, str(supplier), place, cover * KG_PER_T, end_use, 0.0))
    return Bill(f"typical buyer in {place}", tuple(parts), ())
