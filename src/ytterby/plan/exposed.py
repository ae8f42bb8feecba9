"""What of a company's stops, when, what it costs, and because of which notice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ytterby import months as calendar
from ytterby.months import DAYS_A_MONTH
from ytterby.plan.bill import Bill, Part
from ytterby.study import Run
from ytterby.units import KG_PER_T

__all__ = ["Exposure", "PartExposure", "exposure"]


@dataclass(frozen=True)
class PartExposure:
    """One part under one run.

    fill : by month, share of the part's need that arrives if the firm stays with its supplier place.   market_fill : share
    that users of that end use get at that place from all origins.   days_of_cover : stock against need.   line_stop : first
    day without material, or None within the horizon.   lost_units, value_at_risk : units not built and margin lost, USD, to
    the end of the horizon.   dearer : USD more paid for what arrives than at base prices.   because : instruments in force on
    the lane in its worst month.
    """

    part: Part
    months: tuple[str, ...]
    fill: tuple[float, ...]
    market_fill: tuple[float, ...]
    price: tuple[float, ...]
    base_price: float
    days_of_cover: float
    line_stop: str | None
    lost_units: float
    value_at_risk: float
    dearer: float
    because: tuple[str, ...]
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Exposure:
    """A bill under a run, the part with most value at risk first; ``faults`` are the lines that could not be used."""

    bill: str
    run: str
    start: str
    end: str
    parts: tuple[PartExposure, ...]
    value_at_risk: float
    faults: tuple[str, ...]


def _lanes(run: Run, part: Part) -> np.ndarray:
    lanes = run.study.world.lanes
    mask = (lanes["good"] == part.good) & (lanes["origin"] == part.supplier_place) & (lanes["destination"] == part.place)
    return np.flatnonzero((mask & lanes["end_use"].isin([part.end_use, "any"])).to_numpy())


def _lane_fill(run: Run, rows: np.ndarray, span: slice) -> np.ndarray | None:
    """Flow against base flow on the supplier's lanes by month, at most 1; None where the base has no such flow."""
    base = float(run.study.world.lanes["base"].to_numpy(dtype=float)[rows].sum())
    if base <= 0:
        return None
    flow = run.outcome.data["flow_lane"].to_numpy()[span][:, rows].sum(axis=1)
    filled: np.ndarray = np.minimum(flow / base, 1.0)
    return filled


def _market_fill(run: Run, part: Part, span: slice) -> np.ndarray:
    """Delivered against wanted for users of the part's end use at its place by month; 1 where no such users are modelled."""
    data = run.outcome.data
    wanted = data["wanted"]
    rows = np.flatnonzero(
        (wanted["use_good"].to_numpy() == part.good)
        & (wanted["use_place"].to_numpy() == part.place)
        & np.isin(wanted["use_end_use"].to_numpy(), [part.end_use, "any"])
    )
    need = wanted.to_numpy()[span][:, rows].sum(axis=1)
    got = data["delivered"].to_numpy()[span][:, rows].sum(axis=1)
    filled: np.ndarray = np.where(need > 0, np.minimum(got / np.where(need > 0, need, 1.0), 1.0), 1.0)
    return filled


def _lane_reasons(run: Run, rows: np.ndarray, month: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found = [reason for lane in rows for reason in run.regime.because(month, int(lane))]
    return tuple(dict.fromkeys(r.instrument for r in found)), tuple(dict.fromkeys(name for r in found for name in r.source))


def _prices(run: Run, part: Part, span: slice) -> tuple[np.ndarray, float]:
    """Price at the part's place by month and in the base year, USD/kg; NaN where nothing trades or the world has no price."""
    name = "price_military" if part.end_use == "military" and part.good in run["price_military"]["good"].to_numpy() else "price"
    array = run[name]
    known = part.good in array["good"].to_numpy() and part.place in array["place"].to_numpy()
    price = array.sel(good=part.good, place=part.place).to_numpy()[span] if known else np.full(len(run.months[span]), np.nan)
    rows = run.study.world.prices
    base = rows[(rows["good"] == part.good) & (rows["place"] == part.place)]["usd_per_kg"]
    return price, float(base.iloc[0]) if len(base) else float("nan")


def _line_stop(part: Part, months: tuple[str, ...], fill: np.ndarray) -> tuple[str | None, float]:
    """First day on which the part's stock is gone and its supply does not cover the need, and units lost to the end."""
    stock, stop, lost = part.stock_units, None, 0.0
    for month, share in zip(months, fill, strict=True):
        gap = part.units_per_month * (1.0 - share)
        if gap > stock + 1e-9 * part.units_per_month:
            if stop is None:
                into = int(stock / gap * calendar.days_in(month))
                stop = f"{month}-{min(into, calendar.days_in(month) - 1) + 1:02d}"
            lost += gap - stock
        stock = max(stock - gap, 0.0)
    return stop, lost


def _part_exposure(run: Run, part: Part, span: slice) -> PartExposure:
    months = run.months[span]
    market = _market_fill(run, part, span)
    rows = _lanes(run, part)
    own = _lane_fill(run, rows, span) if part.supplier_place != part.place else None
    fill = market if own is None else own
    price, base_price = _prices(run, part, span)
    stop, lost = _line_stop(part, months, fill)
    paid = np.nan_to_num(np.maximum(price - base_price, 0.0)) * part.need * fill
    because, cites = _lane_reasons(run, rows, months[int(np.argmin(fill))])
    cover = part.stock_units / part.units_per_month * DAYS_A_MONTH if part.units_per_month > 0 else float("inf")
    return PartExposure(
        part=part,
        months=months,
        fill=tuple(float(f) for f in fill),
        market_fill=tuple(float(f) for f in market),
        price=tuple(float(p) for p in price),
        base_price=base_price,
        days_of_cover=cover,
        line_stop=stop,
        lost_units=float(lost),
        value_at_risk=float(lost) * part.margin_usd_per_unit,
        dearer=float(paid.sum()) * KG_PER_T,
        because=because,
        cites=(*cites, f"run:{run.study.hash}"),
    )


def exposure(run: Run, bill: Bill, start: str | None = None) -> Exposure:
    """What of the bill stops, when and because of what, from ``start`` (default: the as-of month) to the end of the run.

    Stock counts as it stands at ``start``. Where the base has no flow from the supplier's place the share that all users there
    get is used.
    """
    now = start or (calendar.month_of(run.study.world.as_of) if run.study.world.as_of else run.months[0])
    first = run.months.index(now) if now in run.months else 0
    span = slice(first, len(run.months))
    parts = sorted((_part_exposure(run, part, span) for part in bill.parts), key=lambda p: (-p.value_at_risk, p.part.part))
    total = sum(part.value_at_risk for part in parts)
    faults = tuple(str(fault) for fault in bill.faults)
    return Exposure(bill.path, run.study.hash, run.months[first], run.months[-1], tuple(parts), total, faults)
