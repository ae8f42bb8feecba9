"""What each party gets from each pair of moves, in money of the market, discounted over the horizon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from ytterby import months as calendar
from ytterby.bargain.linked import Linked, linked_surplus, load_linked
from ytterby.errors import BadInput, Fault
from ytterby.parameters import load_parameters
from ytterby.policy import Timeline
from ytterby.study import Run, run
from ytterby.world import World

__all__ = ["EASE", "KEEP", "Game", "play", "welfare"]

KEEP, EASE = "keep", "ease"
PARTIES = ("CHN", "USA")
SURPLUS = ("consumer_surplus", "producer_surplus", "tariff_revenue", "licence_rent")


@dataclass(frozen=True, eq=False)
class Game:
    """The two-party game of licences against chip controls.

    payoffs : (party, chn, usa) million USD over the horizon, discounted to its start, against both parties keeping their
    controls; the chn move is what China does with its licences, the usa move what the United States does with its chip
    controls.   bystanders : (place, chn) the same for every other place, from the rare-earth market alone.   keep, ease : the
    two runs of the market.
    """

    payoffs: xr.DataArray
    bystanders: xr.DataArray
    keep: Run
    ease: Run
    start: str
    months: int
    cites: tuple[str, ...]
    assumed: tuple[str, ...]


def china_licences(timeline: Timeline, month: str) -> tuple[str, ...]:
    """Ids of China's export-licence instruments in force in a month."""
    states = timeline.on(calendar.last_day(month))
    return tuple(i.id for i in timeline.instruments if i.kind == "export_licence" and i.issuer == "CHN" and states[i.id].acts)


def welfare(result: Run, start: str) -> xr.DataArray:
    """(month, place) kUSD/month of surplus, revenue and rent, less what floors and reserves cost, from ``start`` on."""
    total = sum(result.outcome.data[name] for name in SURPLUS) - result.outcome.data["state_spending"]
    if not isinstance(total, xr.DataArray):
        raise TypeError("a run without surplus variables")
    return total.sel(month=[m for m in result.months if m >= start])


def play(world: World, timeline: Timeline, start: str, horizon: int = 12, linked: Linked | None = None) -> Game:
    """The game from ``start`` for ``horizon`` months: China keeps or suspends its licences, the United States keeps or lifts
    its chip controls.

    Two runs of the market give the rare-earth side; the linked good's surplus is added to exporter and importer while its lane
    is open. BadInput if no Chinese licence instrument is in force at ``start``.
    """
    linked = linked or load_linked()
    licences = china_licences(timeline, start)
    if not licences:
        remedy = "Choose a start while China's licences are in force (from 2025-04), or a timeline that holds them."
        raise BadInput(Fault("bargain", f"no Chinese export licence in force in {start}", "a law to bargain over", remedy))
    opening = f"{start[:4]}-01"
    months = calendar.month_range(opening, calendar.add_months(start, horizon - 1))
    eased = timeline
    for name in licences:
        eased = eased.amend(name, start=f"{start}-01", source="what-if", suspended=True)
    keep = run(world, timeline, months)
    ease = run(world, eased, months, after=keep)
    gain = welfare(ease, start) - welfare(keep, start)
    rate_per_year = load_parameters("bargain")["discount_per_year"]
    rate = (1.0 + rate_per_year.value) ** (1 / 12) - 1.0
    discount = xr.DataArray((1.0 + rate) ** -np.arange(horizon), dims="month", coords={"month": gain["month"]})
    by_place = (gain * discount).sum("month") / 1000.0
    chip = linked.ai_chip
    surplus = linked_surplus(chip)
    opened = {chip.exporter: surplus.exporter, chip.importer: surplus.importer}
    values = np.zeros((len(PARTIES), 2, 2))
    for i, party in enumerate(PARTIES):
        values[i, 1, :] += float(by_place.sel(place=party))
        values[i, :, 1] += opened.get(party, 0.0) * float(discount.sum()) / 1000.0
    payoffs = xr.DataArray(
        values,
        dims=("party", "chn", "usa"),
        coords={"party": list(PARTIES), "chn": [KEEP, EASE], "usa": [KEEP, EASE]},
        attrs={"units": "million USD", "long_name": "gain against both keeping, discounted"},
    )
    others = [str(p) for p in by_place["place"].to_numpy() if p not in PARTIES]
    bystanders = by_place.sel(place=others).rename("bystanders").assign_attrs(units="million USD")
    cites = (
        *licences,
        *(s for s in (chip.revenue_musd_month.source, chip.margin.source) if s),
        f"run:{keep.study.hash}",
        f"run:{ease.study.hash}",
    )
    reasons = (chip.elasticity.assumed, rate_per_year.assumed)
    return Game(payoffs, bystanders, keep, ease, start, horizon, cites, tuple(r for r in reasons if r))
