"""The bibliography of a world: the shipped sources and those in the ``sources`` folder of its own."""

from __future__ import annotations

from pathlib import Path

from ytterby.errors import BadTable, Fault
from ytterby.evidence import Source, load_sources

__all__ = ["library"]


def library(folder: Path) -> dict[str, Source]:
    """Every source a row of the world may cite; BadTable with the faults of its own lists, or an id that means two things."""
    shipped = load_sources()
    own = load_sources(folder / "sources") if (folder / "sources").is_dir() else {}
    twice = [name for name, source in own.items() if name in shipped and shipped[name].title != source.title]
    if twice:
        remedy = "Take another id: sources that are shipped keep theirs."
        raise BadTable(Fault(f"{folder.name}/sources", repr(name), f"{shipped[name].title!r}", remedy) for name in twice)
    return shipped | own
