"""How the answer of a small market moves with one of its instruments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ytterby.errors import Fault, UnknownName, near_miss
from ytterby.market.derivative import Nudge, derivative
from ytterby.market.problem import Array, Point, Problem
from ytterby.market.small.lines import Line

__all__ = ["Slope", "slope_of"]

OF_LINES = ("cost", "bound", "tariff", "levy", "export_duty", "freight", "tax")
OF_OTHERS = ("quota", "stock")


@dataclass(frozen=True)
class Slope:
    """How fast prices (by market, NaN where nothing trades), levels (by line) and rents of quotas move per unit of an instrument.

    kinks : lines, markets and quotas on an edge, about to start, stop, fill up or lose their price. Where there are any, the
    equilibrium moves differently up and down, and the numbers hold for the side on which they stay as they are.
    """

    prices: dict[str, float]
    levels: dict[str, float]
    rents: dict[str, float]
    kinks: tuple[str, ...]


def slope_of(
    lines: Sequence[Line],
    quotas: Sequence[str],
    markets: Sequence[str],
    problem: Problem,
    point: Point,
    name: str,
    instrument: str,
) -> Slope:
    """The slope with respect to an instrument of a line, a quota's tonnes or a market's stock; UnknownName with the near miss."""
    titles = [line.title for line in lines]
    known = {"quota": list(quotas), "stock": list(markets)}.get(instrument, titles)
    if instrument not in (*OF_LINES, *OF_OTHERS):
        every = (*OF_LINES, *OF_OTHERS)
        raise UnknownName(Fault("slope", repr(instrument), "an instrument", near_miss(instrument, list(every))))
    if name not in known:
        raise UnknownName(Fault(f"slope of {instrument}", repr(name), "a line, quota or market stated", near_miss(name, known)))
    at = [i for i, title in enumerate(titles) if title == name]
    found = derivative(problem, point, _nudge(lines, quotas, markets, problem, point, at, name, instrument))
    levels: dict[str, float] = {}
    for title, rate in zip(titles, found.x.tolist(), strict=True):
        levels[title] = levels.get(title, 0.0) + rate
    called = {"activity": titles, "market": list(markets), "group": list(quotas)}
    return Slope(
        dict(zip(markets, found.pi.tolist(), strict=True)),
        levels,
        dict(zip(quotas, found.om.tolist(), strict=True)),
        tuple(dict.fromkeys(called[kind][i] for kind, i in found.kinks)),
    )


def _nudge(
    lines: Sequence[Line],
    quotas: Sequence[str],
    markets: Sequence[str],
    problem: Problem,
    point: Point,
    at: Sequence[int],
    name: str,
    instrument: str,
) -> Nudge:
    if instrument == "quota":
        return Nudge(g=_one(len(quotas), [list(quotas).index(name)]))
    if instrument == "stock":
        return Nudge(b=_one(len(markets), [list(markets).index(name)]))
    n = len(lines)
    if instrument == "bound":
        return Nudge(u=_one(n, at))
    if instrument in ("cost", "levy"):
        return Nudge(c=_one(n, at))
    c, B = np.zeros(n), np.zeros(len(problem.B.data))
    for i in at:
        way = lines[i].lane
        if way is None:
            said = "A maker or user has cost and bound."
            raise UnknownName(Fault(f"slope of {instrument}", repr(name), "a lane", said))
        c[i] = way.rate * {"freight": 1.0 + way.tariff, "tariff": way.freight_at(float(point.x[i]))}.get(instrument, 0.0)
        for k in range(problem.B.indptr[i], problem.B.indptr[i + 1]):
            market, tonnes = markets[problem.B.indices[k]], float(problem.A.data[k])
            if market == way.origin and tonnes < 0:
                B[k] = -way.rate * {"tariff": 1.0 + way.export_duty, "export_duty": 1.0 + way.tariff}.get(instrument, 0.0)
            elif market == way.destination and tonnes > 0 and instrument == "tax":
                B[k] = -tonnes
    return Nudge(c=c, B=B)


def _one(size: int, at: Sequence[int]) -> Array:
    found = np.zeros(size)
    found[list(at)] = 1.0
    return found
