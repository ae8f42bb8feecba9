"""Costs under which the base year is an equilibrium: positive mathematical programming (math.md §5).

R. E. Howitt, Positive Mathematical Programming, American Journal of Agricultural Economics 77(2), 1995, 329-342: unit costs are
set so that observed levels satisfy the first-order conditions at observed prices, and rising marginal cost keeps them unique.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from ytterby.market.behaviour.conduct import with_conduct
from ytterby.market.behaviour.demand import with_demand
from ytterby.market.behaviour.file import Behaviour
from ytterby.market.build import Draft, drafted
from ytterby.market.parameters import Parameters
from ytterby.market.problem import Array, Curve
from ytterby.market.program import Program
from ytterby.market.projects.works import full_cost
from ytterby.market.stocks import store_value

if TYPE_CHECKING:
    import xarray as xr

    from ytterby.policy import Regime
    from ytterby.world import World

__all__ = ["calibrate", "leak"]

LEAST_WORTH = 1e-3  # USD/kg: what a user of a good with a base price of nothing would pay at most, so that use stays bounded


def calibrate(
    world: World,
    regime_base: Regime,
    parameters: Parameters | None = None,
    demand: Literal["linear", "semi-log"] = "linear",
    behaviour: Behaviour | None = None,
) -> Program:
    """The program whose equilibrium under the base year's mean regime is the base year.

    world: frames of the world room, quantities t/month, prices USD/kg. regime_base: a Regime; its months are averaged.
    demand: through the base point with the row's elasticity there; linear is choked at p0 (1 + 1/e), semi-log at p0 exp(1/e).
    behaviour: what is stated beyond the tables; the base year is an equilibrium all the same.
    BadTable, with every fault at once, when base flows do not balance or a market has no price.
    """
    p = parameters or Parameters.shipped()
    draft = drafted(world)
    wedge = mean_wedges(regime_base.data)
    price = draft.price
    c, h, u = np.zeros(draft.count), np.zeros(draft.count), np.full(draft.count, np.inf)
    residuals = [
        _lanes(draft, p, wedge, price, c, h),
        _plants(draft, p, price, c, h, u),
    ]
    _uses(draft, price, c, h, u)
    curve = _curve(draft, price) if demand == "semi-log" else None
    _holds(draft, p, price, c, h, u)
    _kept(draft, p, price, c, h)
    _diversion(draft, p, price, c, h, u)
    program = replace(draft.program(c, h, u, p, pd.concat(residuals, ignore_index=True), curve), behaviour=behaviour)
    if behaviour and (behaviour.demand or behaviour.substitutes):
        program = with_demand(program, behaviour.demand, behaviour.substitutes)
    return with_conduct(program, wedge, behaviour.conduct) if behaviour and behaviour.conduct else program


def mean_wedges(data: xr.Dataset) -> dict[str, Array]:
    """The mean over the months of duty, export_duty and levy by lane, and the largest cap."""
    found = {name: data[name].transpose("month", "lane").to_numpy().mean(axis=0) for name in ("duty", "export_duty", "levy")}
    found["cap"] = data["cap"].transpose("month", "lane").to_numpy().max(axis=0)
    return found


def _lanes(draft: Draft, p: Parameters, wedge: dict[str, Array], price: Array, c: Array, h: Array) -> pd.DataFrame:
    """Used lanes break even at base flow and prices; unused ones would lose at least the opening premium (math.md §5.1)."""
    part = draft.slices["lane"]
    base = draft.base[part]
    fob, cif = price[draft.lane_from], price[draft.lane_to]
    duty = 1.0 + wedge["duty"]
    landed = duty * ((1.0 + wedge["export_duty"]) * fob + draft.freight) + wedge["levy"]
    slope = p.lane_slope * cif / np.maximum(base + p.lane_reach * draft.flow[draft.lane_to], 1e-9)
    gap = cif - landed
    barred = wedge["cap"] <= 0
    unused = np.where(barred, 0.0, np.maximum(gap, 0.0)) + p.lane_opening * cif
    own = np.where(base > 0, gap - slope * base, unused)
    c[part], h[part] = own, slope
    lanes = draft.lanes
    return pd.DataFrame(
        {
            "kind": "lane",
            "place": lanes["destination"],
            "good_or_recipe": lanes["good"],
            "partner": lanes["origin"],
            "base": base,
            "known": landed - fob,
            "markup": 0.0,
            "residual": np.where(base > 0, gap, np.where(barred, 0.0, np.maximum(gap, 0.0))),
            "share": np.where(base > 0, gap, np.where(barred, 0.0, np.maximum(gap, 0.0))) / np.maximum(cif, 1e-12),
        }
    )


def _plants(draft: Draft, p: Parameters, price: Array, c: Array, h: Array, u: Array) -> pd.DataFrame:
    """A plant's base margin is its processing cost; one standing still would lose what opening costs, or its stated extra cost.

    The stated extra cost of another way to make a good doubles towards the plant's capacity (math.md §5.2).
    """
    part = draft.slices["plant"]
    base, capacity = draft.base[part], draft.plants["capacity"].to_numpy(float)
    revenue, margin = np.zeros(len(base)), np.zeros(len(base))
    for j in range(len(base)):
        rows, coef = draft.plant_entries[j]
        value = coef * price[rows]
        revenue[j], margin[j] = value[coef > 0].sum(), value.sum()
    size = np.where(base > 0, base, np.maximum(capacity, 1e-9))
    turnover = np.maximum(revenue, 1e-9)
    stated = draft.world.recipes.get("extra", pd.Series(dtype=float)).reindex(draft.plants["recipe"]).to_numpy(float)
    extra = np.where(stated > 0, stated, p.plant_opening * turnover)
    slope = np.where((base > 0) | ~(stated > 0), p.plant_slope * turnover, stated) / size
    own = np.where(base > 0, margin - slope * base, np.maximum(margin, 0.0) + extra)
    full = full_cost(draft, p, margin, revenue)
    waits = np.isfinite(full)
    slope[waits] = (1.0 - p.project_running) * full[waits] / np.maximum(capacity[waits], 1e-9)
    own[waits] = p.project_running * full[waits]
    c[part], h[part], u[part] = own, slope, capacity
    return pd.DataFrame(
        {
            "kind": "plant",
            "place": draft.plants["place"],
            "good_or_recipe": draft.plants["recipe"],
            "partner": "",
            "base": base,
            "known": 0.0,
            "markup": 0.0,
            "residual": margin,
            "share": margin / turnover,
        }
    )


def _paid(price: Array) -> Array:
    """The base price by use, or ``LEAST_WORTH`` where there is none."""
    return np.where(price > 0, price, LEAST_WORTH)


def _uses(draft: Draft, price: Array, c: Array, h: Array, u: Array) -> None:
    """Linear demand through the base point with the row's elasticity there, choked at p0 (1 + 1/e) (math.md §5.3)."""
    part = draft.slices["use"]
    p0, base = _paid(price[draft.use_market]), draft.uses["base"].to_numpy(float)
    elasticity = draft.uses["elasticity"].to_numpy(float)
    c[part] = -p0 * (1.0 + 1.0 / elasticity)
    h[part] = p0 / (elasticity * np.maximum(base, 1e-12))
    u[part] = np.where(base > 0, np.inf, 0.0)


def _curve(draft: Draft, price: Array) -> Curve:
    """Semi-log demand of every use with a base: log price falls in a straight line (math.md §5.3)."""
    part = draft.slices["use"]
    base = draft.uses["base"].to_numpy(float)
    used = np.flatnonzero(base > 0)
    p0 = _paid(price[draft.use_market])
    elasticity = draft.uses["elasticity"].to_numpy(float)
    return Curve("semi-log", used + part.start, p0[used], base[used], elasticity[used])


def _holds(draft: Draft, p: Parameters, price: Array, c: Array, h: Array, u: Array) -> None:
    """Stores, each valued around its own cover (math.md §5.4)."""
    part = draft.slices["hold"]
    c[part], h[part], u[part] = store_value(price[draft.hold_market], draft.cover, p.stock_slope)


def _kept(draft: Draft, p: Parameters, price: Array, c: Array, h: Array) -> None:
    """What the base year made and did not sell is kept, the last tonne at the base price (math.md §5.5)."""
    part = draft.slices["keep"]
    p0 = price[draft.keep_market]
    c[part] = -p0 * (1.0 + p.unsold_slope)
    h[part] = p.unsold_slope * p0 / np.maximum(draft.base[part], 1e-12)


def leak(price: Array, civil: Array, p: Parameters) -> tuple[Array, Array, Array]:
    """Cost, slope and bound of passing civil goods on to military users, USD/kg, per t/month, t/month (math.md §5.6).

    price USD/kg and civil use t/month of each place in the base year.
    """
    bound = p.diversion_share * civil
    return p.diversion_cost * price, p.diversion_slope * price / np.maximum(bound, 1e-12), bound


def _diversion(draft: Draft, p: Parameters, price: Array, c: Array, h: Array, u: Array) -> None:
    part = draft.slices["divert"]
    c[part], h[part], u[part] = leak(price[draft.divert_market], draft.flow[draft.divert_market], p)
