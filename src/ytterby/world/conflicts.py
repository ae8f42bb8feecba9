"""Figures that contradict each other, side by side: every edition and rival of a fact, which one is used, by which rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from ytterby.world.ledger import EDITIONS, Ledger, ledger_of
from ytterby.world.model import World
from ytterby.world.prior import ERROR, MONTHS
from ytterby.world.settled import where_printed
from ytterby.world.tables import records

__all__ = ["conflicts"]

COLUMNS = (
    "subject", "statement", "value", "low", "high", "unit", "year", "confidence", "source", "assumed", "used", "rule", "world",
    "apart", "where",
)  # fmt: skip
# The figure that a raw table states, its unit, and what its rows are about.
FIGURES = {
    "facts": ("value", ""),
    "plants": ("base_per_year", "t/year"),
    "projects": ("tonnes_per_year", "t/year"),
    "recipe_goods": ("coef", "t/t"),
    "compositions": ("share_pct", "%"),
    "yields": ("value", "1"),
    "demand": ("tonnes_per_year", "t/year"),
    "demand_shares": ("share", "1"),
    "origins": ("share", "1"),
    "stocks": ("months_held", "months"),
    "premium": ("share", "1"),
}
BOTH = "kept side by side; trade is observed, never an input of the base year"
MEAN = "kept side by side; a price takes the mean of the quotations of a month"
Row = dict[str, Any]


def conflicts(world: World) -> pd.DataFrame:
    """Every fact with several editions or rival figures, the widest apart first, the figure in use first in each.

    Columns: ``subject`` (table and labels; rows of one subject belong together), ``statement``, ``value`` with ``low`` and
    ``high`` (the relative error its confidence stands for; blank where none is stated), ``unit``, ``year``, ``confidence``,
    ``source``, ``assumed``, ``used`` (bool), ``rule`` (why it is used, or why it lost), ``world`` (what the balanced world says,
    in the same unit; blank where nothing is balanced), ``apart`` (widest difference over the figure in use), ``where``
    (file:line). Of a dated world only what was known on the day. Subjects of which no row is cited are left out.
    """
    ledger = ledger_of(world)
    groups = [*_editions(ledger), *_nameplates(ledger), *_observations(ledger)]
    rows = []
    for group in groups:
        values = [row["value"] for row in group]
        used = next((row["value"] for row in group if row["used"]), values[0])
        apart = (max(values) - min(values)) / abs(used) if used else 0.0
        rows += [{**row, "apart": apart} for row in group]
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    found["_order"] = range(len(found))
    found = found.sort_values(["apart", "_order"], ascending=[False, True], kind="stable")
    return found.drop(columns="_order").reset_index(drop=True)


def _editions(ledger: Ledger) -> Iterator[list[Row]]:
    for table, (column, unit) in FIGURES.items():
        for rows in ledger.all_editions(table):
            known = [row for row in rows if "after the day" not in row.lost and "undated" not in row.lost]
            if len(known) < 2 or not any(row.source for row in known):
                continue
            key = [str(getattr(known[0], name)) for name in EDITIONS[table]]
            yield [_row(ledger, table, key, row, known, column, unit) for row in known]


def _row(ledger: Ledger, table: str, key: list[str], row: Any, known: list[Any], column: str, unit: str) -> Row:
    confidence = str(getattr(row, "confidence", "")) or ("" if row.source else "assumed")
    said, in_use = _said(ledger, table, key, row)
    return {
        "subject": " ".join([table, *key]),
        "statement": said,
        **_interval(float(getattr(row, column)), confidence),
        "unit": unit or ("%" if str(row.kind).startswith("share") else "t/year"),
        "year": int(row.year) if hasattr(row, "year") else None,
        "confidence": confidence,
        "source": row.source,
        "assumed": getattr(row, "assumed", ""),
        "used": not row.lost,
        "rule": row.lost or _won(row, known),
        "world": in_use,
        "where": row.where,
    }


def _interval(value: float, confidence: str) -> Mapping[str, float | None]:
    error = ERROR.get(confidence)
    spread = abs(value) * error if error is not None else None
    return {"value": value, "low": None if spread is None else value - spread, "high": None if spread is None else value + spread}


def _said(ledger: Ledger, table: str, key: list[str], row: Any) -> tuple[str, float | None]:
    """What a row states in words, and what the balanced world says of it."""
    if table == "facts":
        world = next((one.balanced for one in records(ledger.world.residuals) if one.fact == row.fact), None)
        return str(row.statement), world
    if table == "plants":
        plants = ledger.world.plants
        held = plants[(plants["place"] == key[0]) & (plants["recipe"] == key[1])]["base"]
        return f"{key[1]} in {key[0]}, level", MONTHS * float(held.iloc[0]) if len(held) else None
    return f"{table.replace('_', ' ')}: {', '.join(key)}", None


def _won(row: Any, known: list[Any]) -> str:
    """Why the row in use is in use."""
    rivals = [one for one in known if one.where != row.where]
    if row.source and not any(one.source for one in rivals):
        return "the only row that cites; assumed rows give way"
    if hasattr(row, "year") and any("nearer to the base year" in one.lost for one in rivals):
        return f"speaks of {row.year}, nearest to the base year"
    if any(one.lost.startswith("an edition of") for one in rivals):
        return f"the newest edition seen, of {row.published}"
    return "the first row of the file among equals"


def _nameplates(ledger: Ledger) -> Iterator[list[Row]]:
    """Works against their plant row: the sum of their nameplates, and the capacity the world holds."""
    for one in records(ledger.world.residuals):
        if not one.fact.startswith("nameplates "):
            continue
        _, recipe, place = one.fact.split(" ")
        both = {"subject": one.fact, "unit": one.unit, "year": None, "confidence": "", "world": one.balanced, "where": ""}
        plants = ledger.world.plants
        held = next((row for row in records(plants[(plants["place"] == place) & (plants["recipe"] == recipe)])), None)
        cited = {"source": held.source if held else "", "assumed": held.assumed if held else "several plant rows together"}
        row = f"capacity of {recipe} in {place}, plant row"
        rule = "the plant row; works are listed beside it and do not move it"
        stated = {"source": one.source, "assumed": one.assumed, "statement": one.statement, "rule": one.cause}
        yield [
            {**both, **cited, "statement": row, **_interval(one.balanced, ""), "used": True, "rule": rule},
            {**both, **stated, **_interval(one.observed, ""), "used": False},
        ]


def _observations(ledger: Ledger) -> Iterator[list[Row]]:
    for key, rows in ledger.printed.items():
        if len({(row.source, row.value) for row in rows}) < 2:
            continue
        labels = " ".join(str(part) for part in key[:-1] if part)
        rule = MEAN if key[2].startswith("price") else BOTH
        about: Row = {"subject": f"observations {labels}", "statement": labels, "unit": key[-1], "confidence": "", "assumed": ""}
        about |= {"used": False, "rule": rule, "world": None}
        yield [
            {
                **about,
                **_interval(row.value, ""),
                "year": int(row.month[:4]),
                "source": row.source,
                "where": where_printed(ledger, row),
            }
            for row in rows
        ]
