"""Uncertain figures of a law: every number with a range, by name, and the law with other values in their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ytterby.errors import BadInput, Fault, UnknownName, near_miss
from ytterby.policy.instruments import Instrument, instrument_from

__all__ = ["Uncertain", "drawn", "uncertain"]


@dataclass(frozen=True)
class Uncertain:
    """A figure with a range. ``name`` : instrument, number of the entry, and term: ``chn/licence...#0:processing_days``."""

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
            figure["value"] = float(values[name])
    return instrument_from(data)
