"""What is only compared: published facts against the balanced year, and observations as they were printed."""

from __future__ import annotations

from typing import Any

from ytterby.world.balanced import plant_base
from ytterby.world.ledger import Ledger
from ytterby.world.prior import MONTHS, Quantity
from ytterby.world.reconcile import weights
from ytterby.world.tables import matches, records
from ytterby.world.trail import Part, leaf, product, ratio, summed

__all__ = ["fact_row", "observed", "residual"]


def fact_row(ledger: Ledger, fact: str) -> Any | None:
    """The row of table facts in use for a fact; None where the residual is of another kind (a plant, nameplates)."""
    return next((one for one in ledger.editions("facts", fact) if not one.lost), None)


def residual(ledger: Ledger, row: Any, column: str) -> Part:
    """What a fact states, what the balanced year makes of it, or how far the two are apart."""
    if column == "observed":
        said = fact_row(ledger, row.fact)
        return leaf("stated", row.observed, row.unit, said.where if said else "", row.source, row.assumed)
    if column == "balanced":
        return _in_the_world(ledger, row)
    parts = [residual(ledger, row, "balanced"), residual(ledger, row, "observed")]
    less = leaf("less one", -1.0, "1", "", "", "a departure is counted from what is stated")
    return summed("departure", "1", "world over stated, less one", [ratio("world over stated", "1", "", parts), less])


def _in_the_world(ledger: Ledger, row: Any) -> Part:
    fact = fact_row(ledger, row.fact)
    if fact is not None:
        return _counted(ledger, row, fact)
    kind, recipe, place = row.fact.split(" ")
    plants = ledger.world.plants
    rows = [one for one in records(plants[plants["place"] == place]) if matches(recipe, one.recipe)]
    year = leaf("months", MONTHS, "months", "", "", "a year of the base year's mean months")
    if kind == "use":
        uses = [one for one in ledger.guesses.values() if one.kind == "use" and one.source == row.source]
        parts = [
            leaf(one.key[0], one.balanced, "t/month", one.rows.split(";")[0], one.source, one.assumed, "balanced use")
            for one in uses
            if one.key[1:] == (recipe, place)
        ]
    elif kind == "plant":
        parts = [plant_base(ledger, one) for one in rows]
    else:
        parts = [
            leaf(one.recipe, one.capacity, "t/month", "", one.source, one.assumed, "capacity: see table plants") for one in rows
        ]
    return product("world", row.unit, "twelve months of the plant rows", [year, summed(recipe, "t/month", "plant rows", parts)])


def _counted(ledger: Ledger, row: Any, fact: Any) -> Part:
    scale, counts, whole = weights(fact, ledger.quantities, ledger.coefs)
    balanced = [guess.balanced for guess in ledger.guesses.values()]
    part = _sum(f"counted in {row.fact}", scale, counts, ledger.quantities, balanced)
    if not whole:
        return part
    return ratio("world", row.unit, "share in per cent", [part, _sum("of all places", 1.0, whole, ledger.quantities, balanced)])


def _sum(name: str, scale: float, counts: list[float], quantities: tuple[Quantity, ...], balanced: list[float]) -> Part:
    parts = [
        leaf(
            f"{q.kind} {' '.join(q.key)}",
            scale * k * x,
            "",
            ";".join(q.rows[:1]),
            q.source,
            q.assumed,
            f"counts {scale * k:.4g} times",
        )
        for k, q, x in zip(counts, quantities, balanced, strict=True)
        if k
    ]
    return summed(name, "", "balanced flows that the fact counts", parts)


def observed(ledger: Ledger, row: Any) -> Part:
    """An observation as printed."""
    return leaf("observed", row.value, row.unit, where_printed(ledger, row), row.source, "")


def where_printed(ledger: Ledger, row: Any) -> str:
    """The file:line an observation stands in."""
    if row.what.startswith("trade"):
        return ledger.lines_of.get((row.month, row.good, row.source, row.value, row.place, row.partner), "")
    known = ledger.lines_of
    own = (where for key, where in known.items() if key[:4] == (row.month, row.good, row.source, row.value))
    return next(own, "")
