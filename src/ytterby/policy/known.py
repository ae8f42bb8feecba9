"""What of an instrument could be known on a day; nothing published later may leak into a dated view."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel

from ytterby.evidence import load_sources
from ytterby.policy.instruments import Entry, Instrument
from ytterby.policy.terms import Figure

__all__ = ["known_instrument", "published"]


def published(source: str, entry: Entry) -> date | None:
    """The day a source of an entry appeared: the library's, else the entry's own; None if nobody says (a what-if)."""
    found = load_sources().get(source)
    return found.published if found is not None else entry.published


def known_instrument(law: Instrument, day: date) -> Instrument | None:
    """The instrument with the entries one could cite on a day, each with only the sources out by then; None if there is none."""
    entries = tuple(entry for entry in (_known_entry(entry, day) for entry in law.history) if entry is not None)
    return law.model_copy(update={"history": entries}) if entries else None


def _out(sources: tuple[str, ...], entry: Entry, day: date) -> tuple[str, ...]:
    return tuple(name for name in sources if (when := published(name, entry)) is not None and when <= day)


def _known_entry(entry: Entry, day: date) -> Entry | None:
    sources = _out(entry.source, entry, day)
    if not sources:
        return None
    changes: dict[str, Any] = {"source": sources}
    fields = set(entry.model_fields_set)
    if entry.until_source is not None:
        ends = _out(entry.until_source, entry, day)
        changes["until_source"] = ends or None
        if not ends:
            changes["until"] = None
            fields -= {"until", "until_source"}
    if entry.terms is not None:
        late = {name for name in entry.terms.model_fields_set if _late(getattr(entry.terms, name), entry, day)}
        if late:
            kept = {name: getattr(entry.terms, name) for name in entry.terms.model_fields_set - late}
            changes["terms"] = type(entry.terms).model_validate(kept)
    known = entry.model_copy(update=changes)
    object.__setattr__(known, "__pydantic_fields_set__", fields)
    return known


def _late(found: Any, entry: Entry, day: date) -> bool:
    """True if a term rests on a figure whose own source came out after the day."""
    if isinstance(found, Figure):
        return found.source is not None and not _out((found.source,), entry, day)
    if isinstance(found, BaseModel):
        return any(_late(getattr(found, name), entry, day) for name in type(found).model_fields)
    if isinstance(found, dict):
        return any(_late(value, entry, day) for value in found.values())
    return False
