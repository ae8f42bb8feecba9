"""Country outlines for maps: Natural Earth, public domain, 1:110 million, TopoJSON with ISO numeric ids."""

from __future__ import annotations

from pathlib import Path

__all__ = ["country_outlines"]


def country_outlines() -> Path:
    """The file of country outlines; ``World.places["iso_numeric"]`` joins to its ids. Boundaries are those of the source."""
    return Path(__file__).resolve().parents[1] / "data" / "map" / "countries-110m.json"
