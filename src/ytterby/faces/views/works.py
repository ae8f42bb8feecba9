"""Works of the register, as a map and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ytterby.faces.charts.points import Point, point_map
from ytterby.faces.figure import Figure
from ytterby.faces.numbers import quantity
from ytterby.faces.sheet import Sheet, columns

if TYPE_CHECKING:
    from ytterby.world import World

__all__ = ["works_figure"]

_HEADS = columns(
    {
        "name": "works",
        "operator": "operator",
        "place": "place",
        "stage": "stage",
        "product": "product",
        "capacity": ("capacity", ""),
        "unit": "unit",
        "figure": "kind of figure",
        "status": "status",
        "start": "since",
        "source": "source",
        "confidence": "confidence",
    }
)


def works_figure(world: World, stage: str = "") -> Figure:
    """Every works of the register that stands at a stage (all if blank): a point on the map and a row of the table."""
    every: list[dict[Any, Any]] = world.facilities.to_dict("records")
    rows = [row for row in every if not stage or row["stage"] == stage]
    points = [Point(row["name"], row["lat"], row["lon"], row["status"], _told(row)) for row in rows if row["lat"] == row["lat"]]
    sheet = Sheet.of(_HEADS, ({**row, "start": _year(row["start"]), "source": row["source"].replace(";", "; ")} for row in rows))
    says = "A point per works, where its register puts it; shape and ink say whether it runs. Capacities are in their own unit."
    title = "Works and what they do" + (f": {stage}" if stage else "")
    return Figure("works", title, says, "", sheet, point_map(points) if points else None)


def _told(row: dict[Any, Any]) -> str:
    held = quantity(row["capacity"], row["unit"]) if row["capacity"] == row["capacity"] else "capacity not stated"
    return f"{row['product']}, {held}, {row['status']} ({row['operator']})"


def _year(value: Any) -> str | None:
    return str(int(value)) if value == value and value is not None else None
