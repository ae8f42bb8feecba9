"""What a buyer should do about each exposed part: buy ahead, second source, file a licence, or hold; each with cost and
effect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ytterby import months as calendar
from ytterby.parameters import load_parameters
from ytterby.plan.exposed import Exposure, PartExposure
from ytterby.study import Run
from ytterby.units import KG_PER_T

__all__ = ["Advice", "advise"]

MATERIAL_GAP = 0.01  # a gap of less than 1 % of the horizon's need is noise of the forecast, not a reason to act


@dataclass(frozen=True)
class Advice:
    """One action for one part: what it costs (kUSD), how much shortage it averts (t), how much margin it saves (kUSD), by
    when, and why."""

    part: str
    action: str
    text: str
    by: str | None
    cost_kusd: float | None
    shortage_averted_t: float
    margin_saved_kusd: float
    cites: tuple[str, ...]


def _gap(exposed: PartExposure) -> float:
    """t that the part will lack to the end of the horizon beyond its own stock."""
    return exposed.lost_units * exposed.part.kg_per_unit / KG_PER_T


def _buy_ahead(run: Run, exposed: PartExposure, gap: float) -> Advice | None:
    """Buy the expected gap now, at today's price there, as far as the place is supplied now, and hold it until it is used."""
    price = exposed.price[0] if np.isfinite(exposed.price[0]) else exposed.base_price
    short = [i for i, f in enumerate(exposed.fill) if f < 1.0 - MATERIAL_GAP]
    reachable = exposed.market_fill[0] * exposed.part.need
    amount = min(gap, reachable)
    if not np.isfinite(price) or amount <= 0 or not short:
        return None
    wait = float(np.mean(short))
    holding = load_parameters("plan")["holding_per_month"].value
    cost = amount * (max(price - exposed.base_price, 0.0) + price * holding * wait)
    saved = exposed.value_at_risk / KG_PER_T * amount / gap
    what = f"Buy {amount:.3g} t of {exposed.part.good} now at about {price:.3g} USD/kg for {exposed.part.part}"
    text = f"{what}; it covers {amount / gap:.0%} of the gap."
    return Advice(
        exposed.part.part,
        "buy ahead",
        text,
        f"{exposed.months[0]}-{calendar.days_in(exposed.months[0])}",
        cost,
        amount,
        saved,
        exposed.cites,
    )


def _second_source(run: Run, exposed: PartExposure, gap: float) -> Advice | None:
    """Take the gap from the origin whose lane to the place carries most above its base, at the price there."""
    world, part = run.study.world, exposed.part
    lanes = world.lanes
    mask = (lanes["good"] == part.good) & (lanes["destination"] == part.place) & (lanes["origin"] != part.supplier_place)
    rows = np.flatnonzero((mask & lanes["end_use"].isin([part.end_use, "any"])).to_numpy())
    first = run.months.index(exposed.months[0])
    flow = run.outcome.data["flow_lane"].to_numpy()[first:][:, rows].sum(axis=0)
    if not len(rows) or flow.max(initial=0.0) <= 0:
        return None
    best = rows[int(np.argmax(flow))]
    origin, offered = str(lanes["origin"].iloc[best]), float(flow.max())
    amount = float(min(gap, offered))
    price = np.nanmean(exposed.price) if np.isfinite(exposed.price).any() else exposed.base_price
    cost = float(amount * max(float(price) - exposed.base_price, 0.0))
    saved = exposed.value_at_risk / KG_PER_T * amount / gap
    ships = f"it ships {offered:.3g} t of {part.good} to {part.place} over the horizon"
    text = f"Qualify a supplier in {origin} for {part.part}: {ships}."
    return Advice(part.part, "second source", text, None, cost, amount, saved, exposed.cites)


def _licence(run: Run, exposed: PartExposure) -> Advice | None:
    """File now where a licence stands behind the worst month, unless nothing passes at all: then the end use is barred.

    Where the law does not name what the good holds, customs keep it back under a shared code, and the text says so.
    """
    licence = [name for name in exposed.because if "licence" in name]
    if not licence or max(exposed.fill) <= 0.0:
        return None
    proof = f"with proof of {exposed.part.end_use} end use"
    text = f"Have the supplier file for {exposed.part.good} now, {proof}: {licence[0]} decides the lane."
    named = {law.id: law.scope.elements for law in run.study.timeline.instruments}.get(licence[0])
    holds = set(str(run.study.world.goods.at[exposed.part.good, "elements"]).split(";"))
    if named is not None and not holds & set(named):
        text += " The law does not name it; goods under the same customs code are held as well (assumed share)."
    return Advice(
        exposed.part.part,
        "file licence",
        text,
        f"{exposed.months[0]}-{calendar.days_in(exposed.months[0])}",
        None,
        0.0,
        0.0,
        exposed.cites,
    )


def advise(run: Run, exposed: Exposure) -> tuple[Advice, ...]:
    """Actions for every exposed part, best margin saved per cost first; a part without a material gap gets a reasoned hold."""
    found: list[Advice] = []
    for part in exposed.parts:
        gap, need = _gap(part), part.part.need * len(part.months)
        if gap <= MATERIAL_GAP * need:
            cover = f"stock of {part.days_of_cover:.0f} days and the open lanes"
            text = f"Hold {part.part.part}: {cover} cover the horizon to {exposed.end}."
            found.append(Advice(part.part.part, "hold", text, None, 0.0, 0.0, 0.0, part.cites))
            continue
        found += [a for a in (_licence(run, part), _buy_ahead(run, part, gap), _second_source(run, part, gap)) if a]
    return tuple(sorted(found, key=_rank))


def _rank(advice: Advice) -> tuple[bool, bool, float, str]:
    """Actions whose saving is known first, by what they save over their cost; then filings; holds last."""
    known = advice.margin_saved_kusd > 0.0
    return advice.action == "hold", not known, -(advice.margin_saved_kusd - (advice.cost_kusd or 0.0)), advice.part
