"""A run on one screen: what is missing, which prices have parted, who gains by the law; the rest is asked for by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from ytterby.faces.sheet import Sheet, columns

if TYPE_CHECKING:
    from ytterby.study import Run

__all__ = ["gain_sheet", "summary_sheets"]

_ROWS = 6  # of each table: three of them make a screen
_SHOWS = 1e-3  # share of what is wanted, or of a price: less is no row of a summary


def summary_sheets(run: Run, month: str) -> dict[str, Sheet]:
    """Missing goods, prices that moved, and rents and duties by place, in one month; the title of each with its rows."""
    return {
        f"Missing most in {month}, by worth": _missing(run, month),
        f"Prices off the base year in {month}, by the money they move": _prices(run, month),
        f"What the law pays whom in {month}": _rents(run, month),
    }


def _base(run: Run) -> dict[tuple[str, str], float]:
    prices = run.study.world.prices
    return {(str(g), str(p)): float(v) for p, g, v in prices[["place", "good", "usd_per_kg"]].itertuples(index=False)}


def _cells(array: xr.DataArray) -> Iterator[tuple[dict[str, str], float]]:
    """Labels and value of every cell that exists."""
    values = array.to_numpy()
    for spot in np.argwhere(np.isfinite(values)):
        where = {str(dim): str(array[dim].to_numpy()[i]) for dim, i in zip(array.dims, spot, strict=True)}
        yield where, float(values[tuple(spot)])


def _missing(run: Run, month: str) -> Sheet:
    short, wanted, base = run["shortage"].sel(month=month), run["wanted"].sel(month=month), _base(run)
    rows: list[dict[str, Any]] = []
    for at, lack in _cells(short):
        need = float(wanted.sel(at))
        if lack > _SHOWS * need:
            rows.append({**at, "t": lack, "share": lack / need, "worth": lack * base.get((at["good"], at["place"]), 0.0)})
    heads = columns(
        {"place": "place", "sector": "users", "good": "good", "t": ("missing", "t/month"), "share": ("of what is wanted", "1"),
         "worth": ("worth", "kUSD")}
    )  # fmt: skip
    return Sheet.of(heads, sorted(rows, key=lambda row: -row["worth"])[:_ROWS])


def _prices(run: Run, month: str) -> Sheet:
    """Of each good the place whose price has moved most, by the money that moves there."""
    price, base = run["price"].sel(month=month), _base(run)
    arrives = {(at["good"], at["destination"]): t for at, t in _cells(run["flow"].sel(month=month).sum("origin"))}
    most: dict[str, dict[str, Any]] = {}
    for at, now in _cells(price):
        good, before = at["good"], base.get((at["good"], at["place"]), 0.0)
        if before <= 0 or abs(now / before - 1.0) <= _SHOWS:
            continue
        weight = abs(now - before) * arrives.get((good, at["place"]), 0.0)
        if good not in most or weight > most[good]["weight"]:
            most[good] = {**at, "base": before, "now": now, "change": now / before - 1.0, "weight": weight}
    heads = columns(
        {
            "good": "good",
            "place": "place",
            "base": (f"base year {run.study.world.base_year}", "USD/kg"),
            "now": ("now", "USD/kg"),
            "change": ("change", "1"),
        }
    )
    return Sheet.of(heads, sorted(most.values(), key=lambda row: -row["weight"])[:_ROWS])


def _rents(run: Run, month: str) -> Sheet:
    names = {"tariff_revenue": "duties", "licence_rent": "licence and quota rents", "state_spending": "spent by the state"}
    rows: list[dict[str, Any]] = []
    for name, title in names.items():
        rows += [{**at, "what": title, "value": value} for at, value in _cells(run[name].sel(month=month)) if abs(value) >= 1.0]
    heads = columns({"place": "place", "what": "what", "value": ("sum", "kUSD/month")})
    return Sheet.of(heads, sorted(rows, key=lambda row: -abs(row["value"]))[:_ROWS])


def gain_sheet(run: Run, month: str) -> Sheet:
    """Every party's gain of a month, the largest first."""
    heads = columns(
        {
            "place": "place",
            "party": "party",
            "of": "sector, stage or good",
            "account": "account",
            "value": ("surplus, revenue or rent", "kUSD/month"),
        }
    )
    rows = ({**vars(row), "account": row.account.replace("_", " ")} for row in run.gains(month))
    return Sheet.of(heads, rows)
