"""How each number of a World was made, table by table, down to rows of its folder.

Each function takes the ledger and one row of a frame and returns the part whose value is the cell. What no function knows is
taken as it stands: cited by its row's source, or assumed for its row's reason.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ytterby.world.balanced import demand_base, lane_base, plant_base, plant_flows, surplus_left
from ytterby.world.composed import coefficient, left_out
from ytterby.world.ledger import Ledger
from ytterby.world.load import HEADROOM
from ytterby.world.prior import MONTHS
from ytterby.world.settled import observed, residual
from ytterby.world.tables import matches
from ytterby.world.trail import Part, leaf, product, summed

__all__ = ["UNITS", "making"]

UNITS = {
    ("plants", "base"): "t/month",
    ("plants", "capacity"): "t/month",
    ("lanes", "base"): "t/month",
    ("lanes", "freight"): "USD/kg",
    ("demand", "base"): "t/month",
    ("demand", "elasticity_low"): "1",
    ("demand", "elasticity"): "1",
    ("demand", "elasticity_high"): "1",
    ("stocks", "tonnes"): "t",
    ("stocks", "target"): "t",
    ("prices", "usd_per_kg"): "USD/kg",
    ("recipe_goods", "coef"): "t/t",
    ("left_out", "coef"): "t/t",
    ("surplus", "tonnes"): "t/month",
    ("projects", "tonnes"): "t/month",
    ("places", "lat"): "degrees",
    ("places", "lon"): "degrees",
    ("residuals", "departure"): "1",
    ("facilities", "level"): "t/month",
    ("facilities", "lat"): "degrees",
    ("facilities", "lon"): "degrees",
}
ON_THE_MAP = "a point inside the place, read off a map: it stands for the place on maps and in freight"


def making(ledger: Ledger, table: str, row: Any, column: str) -> Part:
    """The part whose value is a cell of the world, made as the loader made it."""
    made = _MAKERS.get((table, column))
    return made(ledger, row, column) if made else stated(ledger, table, row, column)


def stated(ledger: Ledger, table: str, row: Any, column: str) -> Part:
    """A cell as its row states it."""
    unit = UNITS.get((table, column)) or str(getattr(row, "unit", ""))
    source, assumed = str(getattr(row, "source", "")), str(getattr(row, "assumed", ""))
    where = next((str(one.where) for one in ledger.editions(table, str(row.Index)) if not one.lost), "")
    return leaf(column, float(getattr(row, column)), unit, where, source, assumed)


def _capacity(ledger: Ledger, row: Any, column: str) -> Part:
    guess = ledger.guesses.get(("plant", (row.place, row.recipe)))
    said = ledger.lines[guess.rows.split(";")[0]][1] if guess else _edition(ledger, "plants", row.place, row.recipe)
    told = f"{said.capacity_per_year:,.6g} t a year over 12 months"
    held = leaf("capacity stated", said.capacity_per_year / MONTHS, "t/month", said.where, said.source, said.assumed, told)
    if guess is None:
        return held
    lifted = "a plant that the balance lifts over its stated capacity keeps this much room"
    room = product(
        "base with room", "t/month", "base times headroom", [leaf("room", HEADROOM, "1", "", "", lifted), plant_base(ledger, row)]
    )
    rule = "the larger of the stated capacity and the base with room"
    largest = held if held.value >= room.value else room
    return Part("capacity", largest.value, "t/month", "most", rule, source=held.source, assumed=held.assumed, parts=(held, room))


def _edition(ledger: Ledger, table: str, *key: str) -> Any:
    return next(one for one in ledger.editions(table, *key) if not one.lost)


def _spread(ledger: Ledger, row: Any, column: str) -> Part:
    guess = ledger.guesses["use", (row.place, row.sector, row.good)]
    said = ledger.lines[guess.rows.split(";")[0]][1]
    return leaf(column, float(getattr(said, column)), "1", said.where, said.source, said.assumed)


def _freight(ledger: Ledger, row: Any, column: str) -> Part:
    return ledger.freight.part(row.good, row.origin, row.destination)


def _price(ledger: Ledger, row: Any, column: str) -> Part:
    return ledger.prices[row.place, row.good]


def _stock(ledger: Ledger, row: Any, column: str) -> Part:
    rules = sorted(ledger.used("stocks"), key=lambda rule: str(rule.place) == "*")
    rule = next(one for one in rules if one.place in (row.place, "*") and matches(str(one.goods), row.good))
    kept = {"tonnes": "months_held", "target": "months_target"}[column]
    months = leaf("months of cover", float(getattr(rule, kept)), "months", rule.where, rule.source, rule.assumed)
    return product(column, "t", "months of cover times a month's use", [months, _use(ledger, row.place, row.good)])


def _use(ledger: Ledger, place: str, good: str) -> Part:
    parts = [
        leaf(f"{one.sector} in {place}", one.base, "t/month", "", one.source, one.assumed, "balanced use: see table demand")
        for one in ledger.uses_of.get((place, good), [])
    ]
    parts += [part for part in plant_flows(ledger, place, good, -1.0) if part.value > 0]
    return summed(f"{good} used in {place}", "t/month", "sectors and plants, balanced", parts)


def _project(ledger: Ledger, row: Any, column: str) -> Part:
    said = _edition(ledger, "projects", str(row.Index))
    told = f"{said.tonnes_per_year:,.6g} t a year over 12 months"
    return leaf("output when running", said.tonnes_per_year / MONTHS, "t/month", said.where, said.source, said.assumed, told)


def _point(ledger: Ledger, row: Any, column: str) -> Part:
    return leaf(column, float(getattr(row, column)), "degrees", "", "", ON_THE_MAP)


_MAKERS: dict[tuple[str, str], Callable[[Ledger, Any, str], Part]] = {
    ("plants", "base"): lambda ledger, row, _: plant_base(ledger, row),
    ("plants", "capacity"): _capacity,
    ("lanes", "base"): lambda ledger, row, _: lane_base(ledger, row),
    ("lanes", "freight"): _freight,
    ("demand", "base"): lambda ledger, row, _: demand_base(ledger, row),
    ("demand", "elasticity_low"): _spread,
    ("demand", "elasticity"): _spread,
    ("demand", "elasticity_high"): _spread,
    ("stocks", "tonnes"): _stock,
    ("stocks", "target"): _stock,
    ("prices", "usd_per_kg"): _price,
    ("recipe_goods", "coef"): lambda ledger, row, _: coefficient(ledger, row.recipe, row.good),
    ("left_out", "coef"): lambda ledger, row, _: left_out(ledger, row),
    ("surplus", "tonnes"): lambda ledger, row, _: surplus_left(ledger, row),
    ("projects", "tonnes"): _project,
    ("places", "lat"): _point,
    ("places", "lon"): _point,
    ("observations", "value"): lambda ledger, row, _: observed(ledger, row),
    ("residuals", "observed"): residual,
    ("residuals", "balanced"): residual,
    ("residuals", "departure"): residual,
}
