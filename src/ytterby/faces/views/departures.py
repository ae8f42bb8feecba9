"""Published figures beside the balanced year, the widest departure first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ytterby.faces.sheet import Sheet, columns

if TYPE_CHECKING:
    from ytterby.world import World

__all__ = ["departures"]

_HEADS = columns(
    {
        "fact": "published figure",
        "observed": ("stated", ""),
        "balanced": ("world", ""),
        "unit": "unit",
        "departure": ("departure", "1"),
        "held": "held to it",
        "source": "source",
        "cause": "cause",
    }
)


def departures(world: World, most: int) -> Sheet:
    """The figures a base year departs from most: statement, stated, balanced, departure, whether it was fitted, source, cause."""
    rows = world.worst(most).to_dict("records")
    return Sheet.of(
        _HEADS,
        (
            {
                **{key: row[key] for key in ("observed", "balanced", "unit", "departure", "cause")},
                "fact": row["statement"],
                "held": "yes" if row["fitted"] else "compared only",
                "source": row["source"].replace(";", ", ") or "assumed",
            }
            for row in rows
        ),
    )
