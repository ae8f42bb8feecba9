"""What quotas, floors and reserves cost and earn in a solved month, in kUSD and tonnes (math.md §4.1, §6.3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ytterby.market.extras import Extras
from ytterby.market.problem import Array, Point
from ytterby.market.program import Month

__all__ = ["Books", "read_books"]


@dataclass(frozen=True)
class Books:
    """One month's entries.

    beyond : (lane,) t moved beyond a tariff-rate quota.    paid_at_entry, paid_at_exit : (lane,) what it paid for that on top.
    plain_rent : (lane,) rent of plain quotas, part of the lane's gain.    rent_at_entry, rent_at_exit : (lane,) of all quotas.
    floor_cost : (floor,) what the state adds to the market price.    floor_gain : rent where the floor covers part of the output.
    reserve_cost : (reserve,) purchases less sales.    held : (reserve of the regime,) t at the end of the month.
    """

    beyond: Array
    paid_at_entry: Array
    paid_at_exit: Array
    plain_rent: Array
    rent_at_entry: Array
    rent_at_exit: Array
    floor_cost: Array
    floor_gain: Array
    reserve_cost: Array
    held: Array


def read_books(extras: Extras, month: Month, point: Point) -> Books:
    """The entries of a solved month."""
    program, tiers = extras.program, extras.tiers
    x = np.concatenate([point.x, np.zeros(max(extras.parts["release"].stop - len(point.x), 0))])
    part = {name: x[where] for name, where in extras.parts.items()}
    lanes = len(program.lanes)
    flow = x[program.activities["lane"]]
    beyond, at_entry, at_exit, within = (np.zeros(lanes) for _ in range(4))
    beyond[tiers], within[tiers] = part["beyond"], part["within"]
    if len(tiers):
        on_cif, on_fob, levy_in, levy_out, _ = extras.beyond_rates(month)
        fob = point.pi[program.A.indices[program.lane_origin[tiers]]]
        freight, base = program.freight[tiers], 1.0 + month.export_duty[tiers]
        duty, dear = month.duty[tiers], part["beyond"]
        cif, raised = base * fob + freight, (base + on_fob) * fob + freight
        at_entry[tiers] = ((duty + on_cif) * raised - duty * cif + levy_in) * dear
        at_exit[tiers] = (on_fob * fob + levy_out) * dear
    plain, rents = np.zeros(lanes), [np.zeros(lanes), np.zeros(lanes)]
    member = extras.member.tocsr()
    for group in np.flatnonzero(point.om > 0).tolist():
        counted = member.getrow(group).toarray().ravel() * (within if extras.dear[group] else flow)
        rents[int(extras.at_origin[group])] += point.om[group] * counted
        if not extras.dear[group]:
            plain += point.om[group] * counted
    row = extras.floor_row
    gate = len(program.markets) + len(tiers) + np.arange(len(extras.floors))
    floor = month.floor_price[extras.floors]
    held = month.reserve_held.copy()
    held[extras.reserves] += part["buy"] - part["release"]
    return Books(
        beyond=beyond,
        paid_at_entry=at_entry,
        paid_at_exit=at_exit,
        plain_rent=plain,
        rent_at_entry=rents[0],
        rent_at_exit=rents[1],
        floor_cost=(floor - point.pi[row]) * part["backed"],
        floor_gain=(floor - point.pi[gate]) * part["backed"] if len(gate) else np.zeros(0),
        reserve_cost=point.pi[extras.reserve_row] * (part["buy"] - part["release"]),
        held=np.maximum(held, 0.0),
    )
