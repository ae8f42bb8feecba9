"""What says something else of a number, and which published totals pull on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ytterby.world.asked import Cell
from ytterby.world.ledger import EDITIONS, OBSERVED, Ledger
from ytterby.world.number import Pull, Rival
from ytterby.world.prices import without_tax
from ytterby.world.prior import MONTHS
from ytterby.world.settled import where_printed
from ytterby.world.tables import matches, records
from ytterby.world.trail import ends
from ytterby.world.visible import published

__all__ = ["STATED", "pulls", "rivals"]

# The column of a raw table that a cell of the world comes from, what it is divided by, and the raw unit.
STATED = {
    ("plants", "base"): ("base_per_year", MONTHS, "t/year"),
    ("plants", "capacity"): ("capacity_per_year", MONTHS, "t/year"),
    ("projects", "tonnes"): ("tonnes_per_year", MONTHS, "t/year"),
    ("recipe_goods", "coef"): ("coef", 1.0, "t/t"),
    ("residuals", "observed"): ("value", 1.0, ""),
}
KINDS = {"plants": "plant", "lanes": "lane", "demand": "use"}


def rivals(ledger: Ledger, cell: Cell, row: Any) -> tuple[Rival, ...]:
    """Other figures for a cell, each with the reason it is not used; the nearest editions first."""
    if cell.table == "share":
        return tuple(_stated_shares(ledger, cell))
    if cell.table == "prices":
        return tuple(_quotations(ledger, row))
    if cell.table == "observations":
        return tuple(_printed(ledger, cell, row))
    if cell.table in ("lanes", "demand") and cell.column != "freight":
        return tuple(_guesses(ledger, cell, row))
    if (cell.table, cell.column) not in STATED:
        return ()
    column, over, unit = STATED[cell.table, cell.column]
    table = "facts" if cell.table == "residuals" else cell.table
    key = [str(row.Index if name == "project" else getattr(row, name)) for name in EDITIONS[table]]
    return tuple(_editions(ledger.editions(table, *key), column, over, unit))


def _editions(rows: Iterable[Any], column: str, over: float, unit: str) -> Iterable[Rival]:
    for one in rows:
        if one.lost:
            value = float(getattr(one, column))
            year = f" ({one.year})" if hasattr(one, "year") else ""
            assumed = str(getattr(one, "assumed", ""))
            confidence = str(getattr(one, "confidence", ""))
            yield Rival(value / over, f"{value:,.6g} {unit}{year}".strip(), one.where, one.source, assumed, confidence, one.lost)


def _guesses(ledger: Ledger, cell: Cell, row: Any) -> Iterable[Rival]:
    """Other editions of the share or the total that a flow or a use starts from, scaled to the cell."""
    key = (row.good, row.origin, row.destination, row.end_use) if cell.table == "lanes" else (row.place, row.sector, row.good)
    guess = ledger.guesses.get((KINDS[cell.table], key))
    for where in guess.rows.split(";") if guess else ():
        table, said = ledger.lines[where]
        column = {"origins": "share", "demand_shares": "share", "demand": "tonnes_per_year"}[table]
        if cell.table == "demand" and cell.column != "base":
            if table != "demand":
                continue
            column = cell.column
        own = float(getattr(said, column))
        value = float(getattr(row, cell.column))
        for one in ledger.editions(table, *(getattr(said, name) for name in EDITIONS[table])):
            if one.lost and own > 0:
                other = float(getattr(one, column))
                scaled = other if column == cell.column else value * other / own
                confidence = str(getattr(one, "confidence", ""))
                yield Rival(scaled, f"{column} {other:g}, not {own:g}", one.where, one.source, one.assumed, confidence, one.lost)


def _quotations(ledger: Ledger, row: Any) -> Iterable[Rival]:
    """Quotations of the same good on other markets in the base year, and the level assumed for when there is none."""
    home = ledger.heading.home
    series, year = ledger.tables["price_series"], str(ledger.world.base_year)
    series = series[(series["good"] == row.good) & series["month"].str.startswith(year)]
    used = ledger.prices[row.place, row.good]
    in_use = {end.where for end in ends(used)}
    for (market, source), part in series[~series["where"].isin(in_use)].groupby(["market", "source"], sort=True):
        out = published(str(source), ledger.days)
        if ledger.world.as_of is not None and (out is None or out > ledger.world.as_of):
            continue
        rows = records(part)
        value = sum(without_tax(one, home) for one in rows) / len(rows)
        lost = "another market; the chain of prices starts from home quotations, with premium and freight"
        if market == home.quotations:
            late = home.quoted_until is not None and min(part["month"]) > home.quoted_until
            lost = "after the last month that speaks of the base years" if late else "a mean of the whole year goes before months"
        stated = f"mean of {len(rows)} quotation{'s' if len(rows) > 1 else ''}, {market}"
        yield Rival(value, stated, rows[0].where, str(source), "", rows[0].confidence, lost)
    for one in records(ledger.tables["price_assumed"]):
        if one.good == row.good and (one.place or home.place) == row.place and used.where != one.where:
            lost = "for when no quotation of the five years around is seen"
            stated = f"{one.usd_per_kg:g} USD/kg"
            yield Rival(one.usd_per_kg, stated, one.where, one.source, one.assumed, "" if one.source else "assumed", lost)


def _printed(ledger: Ledger, cell: Cell, row: Any) -> Iterable[Rival]:
    """The same month printed elsewhere; observations are kept side by side and none is an input."""
    for one in ledger.printed[tuple(getattr(row, key) for key in OBSERVED)]:
        if one.Index != cell.row:
            lost = "printed elsewhere; both are kept, and neither is an input of the base year"
            yield Rival(one.value, f"{one.value:g} {one.unit}", where_printed(ledger, one), one.source, "", "", lost)


def _stated_shares(ledger: Ledger, cell: Cell) -> Iterable[Rival]:
    """Published shares of the same place in the same stage: compared with the world, never fitted."""
    goods, stage, element = ledger.world.goods, cell.labels["stage"], cell.labels["element"]
    made = {str(good) for good in goods.index[goods["stage"] == stage]}
    kind = "share-content" if stage == "mine" and element else "share"
    for one in (one for rows in ledger.all_editions("facts") for one in rows):
        named = {good for good in map(str, goods.index) if one.good and matches(one.good, good)}
        held = not element or any(element in str(goods.at[good, "elements"]).split(";") for good in named)
        if one.kind != kind or one.place != cell.labels["place"] or not held or not (kind != "share" or named <= made):
            continue
        lost = one.lost or f"compared with, not fitted: {one.cause}".removesuffix(": ")
        narrower = "" if named == made else f" ({one.good})"
        yield Rival(one.value / 100.0, f"{one.value:g} %{narrower}", one.where, one.source, one.assumed, one.confidence, lost)


def pulls(ledger: Ledger, cell: Cell, row: Any) -> tuple[Pull, ...]:
    """The published totals that count a balanced number, fitted ones first, with what the balanced world makes of each."""
    if cell.table not in KINDS or cell.column != "base":
        return ()
    columns = {"plants": ("place", "recipe"), "demand": ("place", "sector", "good")}
    key = tuple(getattr(row, one) for one in columns.get(cell.table, ("good", "origin", "destination", "end_use")))
    found = [
        Pull(
            one.fact, one.statement, one.observed, one.balanced, one.departure, one.unit, bool(one.fitted), one.source,
            one.assumed, one.cause,
        )
        for one in ledger.pulls.get((KINDS[cell.table], key), [])
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda pull: (not pull.fitted, pull.fact)))
