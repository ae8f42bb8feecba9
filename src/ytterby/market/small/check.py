"""What a line of a small market must be: each fault is told with the line's name, what was found and what to write."""

from __future__ import annotations

from collections.abc import Sequence, Set

import numpy as np

from ytterby.errors import BadTable, Fault, UnknownName, near_miss
from ytterby.market.small.lines import Line

__all__ = ["known", "lane_makes_sense", "limits_agree", "line_makes_sense", "name_is_new", "numbers"]


def numbers(
    where: str, *, above: float | None = None, below: float | None = None, least: float | None = None, **found: float
) -> None:
    """BadTable unless every number is one, finite, and within what is said: above, below, or at least."""
    bounds = [
        f"{word} {value:g}" for word, value in (("above", above), ("below", below), ("not below", least)) if value is not None
    ]
    expected = "a finite number" + (" " + " and ".join(bounds) if bounds else "")
    faults = []
    for name, value in found.items():
        fine = isinstance(value, int | float | np.number) and not isinstance(value, bool) and bool(np.isfinite(value))
        fine = (
            fine and (above is None or value > above) and (below is None or value < below) and (least is None or value >= least)
        )
        if not fine:
            faults.append(Fault(f"small market, {where}", f"{name} {value!r}", expected, "Correct the line."))
    if faults:
        raise BadTable(faults)


def line_makes_sense(line: Line) -> None:
    """BadTable for a slope, bound or conduct below zero, anything that is no number, or the same market at both ends."""
    where = line.title
    numbers(where, **{"cost" if line.kind != "demand" else "worth": line.c if line.kind != "demand" else -line.c})
    numbers(where, least=0.0, slope=line.h, conduct=line.conduct)
    if not isinstance(line.u, int | float | np.number) or np.isnan(line.u) or line.u < 0:
        raise BadTable(
            Fault(f"small market, {where}", f"bound {line.u!r}", "a number not below 0, inf for none", "Correct the line.")
        )
    for market, tonnes, weight in line.entries:
        numbers(f"{where} in {market}", tonnes=tonnes, weight=weight)
    markets = [market for market, _, _ in line.entries]
    if len(set(markets)) < len(markets):
        expected = "an origin and a destination that differ"
        raise BadTable(
            Fault(f"small market, {where}", f"{markets[0]} twice", expected, "Use the good where it is, without a lane.")
        )


def lane_makes_sense(
    where: str, freight: float, levy: float, tariff: float, export_duty: float, tax: float, loss: float, rate: float
) -> None:
    """BadTable for a duty that takes more than all, a loss or tax of everything, or money that is worth nothing."""
    numbers(where, freight=freight, levy=levy)
    numbers(where, above=-1.0, tariff=tariff, export_duty=export_duty)
    numbers(where, below=1.0, tax=tax, loss=loss)
    numbers(where, above=0.0, rate=rate)


def known(where: str, names: Sequence[str], stated: Sequence[str]) -> None:
    """UnknownName with its neighbour for every name that no line has."""
    unknown = [name for name in names if name not in stated]
    if unknown:
        raise UnknownName(Fault(where, repr(name), "a line stated before", near_miss(name, stated)) for name in unknown)


def limits_agree(kind: str, market: str, price: float, floor: float | None, ceiling: float | None) -> None:
    """BadTable for a second floor or ceiling of a market, or a floor that is not below its ceiling."""
    own, other = (floor, ceiling) if kind == "floor" else (ceiling, floor)
    crossed = other is not None and (price >= other if kind == "floor" else price <= other)
    if own is not None or crossed:
        beside = f"the {kind} of {own:g}" if own is not None else f"the {'ceiling' if kind == 'floor' else 'floor'} of {other:g}"
        said = f"{kind} {price:g} beside {beside}"
        raise BadTable(Fault(f"small market, {market}", said, "one floor, below one ceiling", "Leave out one of them."))


def name_is_new(name: str, taken: Set[str]) -> None:
    """BadTable if a quota has the name of a line or of another quota."""
    if name in taken:
        remedy = "Give each quota a name of its own, not that of a line."
        raise BadTable(Fault(f"small market, quota {name}", f"{name!r} twice", "one line or quota of a name", remedy))
