"""Uncertain figures of a law: every number with a range, by name, and the law with other values in their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ytterby.errors import BadInput, Fault, UnknownName, near_miss
from ytterby.policy.instruments import Instrument, instrument_from
from ytterby.policy.state import spells

__all__ = ["Uncertain", "acting", "drawn", "restated", "uncertain"]


@dataclass(frozen=True)
class Uncertain:
    """A figure with its range. ``name`` : instrument, number of the entry, and term: ``chn/licence...#0:processing_days``."""

    name: str
    low: float
    value: float
    high: float
    assumed: str | None


def _walk(found: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(found, dict):
        if "value" in found:
            yield path, found
        else:
            for key, part in found.items():
                yield from _walk(part, f"{path}.{key}" if path else str(key))


def _figures(data: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, entry in enumerate(data["history"]):
        for path, figure in _walk(entry.get("set"), ""):
            yield f"{data['id']}#{number}:{path}", figure


def uncertain(instruments: Sequence[Instrument]) -> tuple[Uncertain, ...]:
    """Every figure whose range is wider than a point, in order of instrument, entry and term."""
    found = []
    for law in instruments:
        for name, figure in _figures(law.data()):
            low, high = figure.get("low", figure["value"]), figure.get("high", figure["value"])
            low, high = figure["value"] if low is None else low, figure["value"] if high is None else high
            if low < high:
                found.append(Uncertain(name, low, figure["value"], high, figure.get("assumed")))
    return tuple(found)


def acting(instruments: Sequence[Instrument], first: date, end: date) -> tuple[Uncertain, ...]:
    """Every figure that is in force on a day from ``first`` up to, not including, ``end``; one without a range is its own."""
    found = []
    for law in instruments:
        used = _in_force(law, first, end)
        for name, figure in _figures(law.data()) if used else ():
            number, _, path = name.removeprefix(f"{law.id}#").partition(":")
            if (int(number), path.split(".")[0]) in used:
                value = figure["value"]
                low, high = (value if figure.get(side) is None else figure[side] for side in ("low", "high"))
                found.append(Uncertain(name, low, value, high, figure.get("assumed")))
    return tuple(found)


def _in_force(law: Instrument, first: date, end: date) -> set[tuple[int, str]]:
    """Number of entry and term of all that holds in some spell; of terms by destination or end use, every entry's."""
    found: set[tuple[int, str]] = set()
    for spell in spells(law, first, end) if law.history[0].start < end else ():
        if not spell.state.acts:
            continue
        for number, entry in enumerate(law.history):
            for term in entry.terms.model_fields_set if entry.terms is not None and entry.holds(spell.start) else ():
                if spell.state.entries.get(term) is entry or isinstance(getattr(entry.terms, term), dict):
                    found.add((number, term))
    return found


def restated(instruments: Sequence[Instrument], name: str, value: float) -> tuple[Instrument, ...]:
    """The instruments with another value for one figure, its range widened to hold it; BadLaw where the term cannot take it."""
    return tuple(_with(law, {name: value}) for law in instruments)


def drawn(instruments: Sequence[Instrument], values: Mapping[str, float]) -> tuple[Instrument, ...]:
    """The instruments with other values for the figures named, ranges kept.

    Raises UnknownName for a name no figure has, BadInput for a value outside its figure's range; all of them at once.
    """
    known = {one.name: one for one in uncertain(instruments)}
    strange = [
        Fault("figures", repr(name), "a figure with a range", near_miss(name, list(known)))
        for name in values
        if name not in known
    ]
    if strange:
        raise UnknownName(strange)
    outside = [
        Fault(name, f"{value:g}", f"{known[name].low:g} to {known[name].high:g}", "Draw inside the range, or amend the law.")
        for name, value in values.items()
        if not known[name].low <= value <= known[name].high
    ]
    if outside:
        raise BadInput(outside)
    return tuple(_with(law, values) for law in instruments)


def _with(law: Instrument, values: Mapping[str, float]) -> Instrument:
    if not any(name.startswith(f"{law.id}#") for name in values):
        return law
    data = law.data()
    for name, figure in _figures(data):
        if name in values:
            value = figure["value"] = float(values[name])
            for side, outer in (("low", min), ("high", max)):
                if figure.get(side) is not None:
                    figure[side] = outer(figure[side], value)
    return instrument_from(data)
