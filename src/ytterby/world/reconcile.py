"""The base year that closes: first guesses and published totals put into one balance, and how far each raw fact had to give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from ytterby.errors import BadTable
from ytterby.world.balance import Array, nearest, one_sided
from ytterby.world.prior import ERROR, MONTHS, Market, Prior, Quantity
from ytterby.world.tables import matches, records
from ytterby.world.visible import newest

__all__ = ["balanced", "counted", "observed", "weights"]

FACT_WEIGHT = (
    4.0  # a published total counts this much more than a first guess of the same confidence: many guesses stand against it
)
Coefs = Mapping[str, Sequence[tuple[str, float]]]


def observed(
    tables: Mapping[str, pd.DataFrame], days: Mapping[str, date | None], as_of: date | None, base_year: int
) -> pd.DataFrame:
    """The facts one could know, newest edition of each."""
    return newest(tables["facts"], ["fact"], days, as_of, base_year)


def balanced(prior: Prior, facts: pd.DataFrame, coefs: Coefs) -> tuple[Array, pd.DataFrame]:
    """Balanced t/month of every quantity, and the residual of every fact (fact, observed, balanced, departure, source, cause).

    BadTable names every market that nothing supplies or nothing takes from, NotSolved those that still do not close.
    """
    markets: dict[Market, int] = {}
    for q in prior.quantities:
        for market, _ in q.entries:
            markets.setdefault(market, len(markets))
    names = [" ".join((good, "in", place, f"({use})")) for place, good, use in markets]
    entries = [[(markets[market], k) for market, k in q.entries] for q in prior.quantities]
    guess, weight = [q.guess for q in prior.quantities], [1.0 / q.error**2 for q in prior.quantities]
    fitted = [r for r in records(facts) if r.fit == "yes" and r.value > 0]
    for r in fitted:
        parts = [(n, k) for n, k in enumerate(counted(r, prior.quantities, coefs)) if k]
        if not parts:
            continue
        names.append(f"fact {r.fact}")
        for n, k in parts:
            entries[n].append((len(names) - 1, k))
        entries.append([(len(names) - 1, -1.0)])
        guess.append(float(r.value) / MONTHS)
        weight.append(FACT_WEIGHT / ERROR[str(r.confidence)] ** 2)
    _refuse_one_sided(prior.quantities, entries, names)
    x = nearest(np.array(guess), np.array(weight), entries, names)[: len(prior.quantities)]
    return x, _residuals(facts, prior.quantities, coefs, x)


def _refuse_one_sided(
    quantities: Sequence[Quantity], entries: Sequence[Sequence[tuple[int, float]]], names: Sequence[str]
) -> None:
    """BadTable names every market without supply or use, at the line of a row that needs it."""
    stuck = one_sided(entries, names)
    if not stuck:
        return
    rows = {names[n]: q.rows[0] for q, parts in zip(quantities, entries, strict=False) if q.rows for n, _ in parts}
    raise BadTable(replace(one, where=rows.get(one.where, one.where), found=f"{one.where}: {one.found}") for one in stuck)


def counted(fact: Any, quantities: Sequence[Quantity], coefs: Coefs) -> list[float]:
    """How much each quantity counts in a fact: the rows of the linear sum that the fact states."""
    rule = {"level": _level, "output": _output, "lane": _lane, "demand": _demand}.get(str(fact.kind))
    return [rule(fact, q, coefs) if rule else 0.0 for q in quantities]


def _named(pattern: str, text: str) -> bool:
    return not pattern or matches(pattern, text)


def _level(fact: Any, q: Quantity, coefs: Coefs) -> float:
    return float(q.kind == "plant" and _named(fact.place, q.key[0]) and _named(fact.recipe, q.key[1]))


def _output(fact: Any, q: Quantity, coefs: Coefs) -> float:
    if q.kind != "plant" or not _named(fact.place, q.key[0]) or not _named(fact.recipe, q.key[1]):
        return 0.0
    return sum(k for good, k in coefs[q.key[1]] if k > 0 and matches(fact.good, good))


def _lane(fact: Any, q: Quantity, coefs: Coefs) -> float:
    if q.kind != "lane":
        return 0.0
    good, origin, destination, end_use = q.key
    named = matches(fact.good, good) and _named(fact.origin, origin) and _named(fact.destination, destination)
    return float(named and _named(fact.end_use, end_use))


def _demand(fact: Any, q: Quantity, coefs: Coefs) -> float:
    if q.kind != "use":
        return 0.0
    place, sector, good = q.key
    return float(matches(fact.good, good) and _named(fact.place, place) and _named(fact.sector, sector))


def weights(fact: Any, quantities: Sequence[Quantity], coefs: Coefs) -> tuple[float, list[float], list[float]]:
    """Scale, and how much each quantity counts in what a fact states and in what it is a share of (no such: empty)."""
    kind = str(fact.kind)
    if kind == "share":
        return 100.0, _each(_output, fact, quantities, coefs), _each(_output, fact._replace(place="*"), quantities, coefs)
    if kind == "share-content":
        return (
            100.0,
            _each(_ore_content, fact, quantities, coefs),
            _each(_ore_content, fact._replace(place="*"), quantities, coefs),
        )
    if kind == "output-of":
        return MONTHS, [_ore_content(fact, q, coefs) * _level(fact, q, coefs) for q in quantities], []
    if kind == "demand-content":
        return MONTHS, [_demand(fact, q, coefs) * _metal(q.key[2], coefs) if q.kind == "use" else 0.0 for q in quantities], []
    return MONTHS, counted(fact, quantities, coefs), []


def _each(rule: Callable[[Any, Quantity, Coefs], float], fact: Any, quantities: Sequence[Quantity], coefs: Coefs) -> list[float]:
    return [rule(fact, q, coefs) for q in quantities]


def _value(fact: Any, quantities: Sequence[Quantity], coefs: Coefs, x: Array) -> float:
    """What the balanced year says of a fact, in the fact's own unit (t a year or %)."""
    scale, part, whole = weights(fact, quantities, coefs)
    total = float(np.dot(whole, x)) if whole else 1.0
    return float(scale * np.dot(part, x) / total) if total > 0 else 0.0


def _ore_content(fact: Any, q: Quantity, coefs: Coefs) -> float:
    """Tonnes of oxides that a tonne of a mine's concentrate yields when everything in it is separated."""
    if q.kind != "plant" or not q.key[1].startswith("mine/") or not _named(fact.place, q.key[0]):
        return 0.0
    made = coefs.get(q.key[1].replace("mine/", "separate/"), ())
    return sum(k for good, k in made if k > 0 and matches(fact.good, good))


def _metal(good: str, coefs: Coefs) -> float:
    """Tonnes of metal in a tonne of a metal, an alloy or a magnet; of a magnet what its alloy holds, for swarf holds the same."""
    if good.startswith("metal/"):
        return 1.0
    parts = [(part, -k) for part, k in coefs.get(good, ()) if k < 0]
    return sum((1.0 if part.startswith("alloy/") else k) * _metal(part, coefs) for part, k in parts)


def _residuals(facts: pd.DataFrame, quantities: Sequence[Quantity], coefs: Coefs, x: Array) -> pd.DataFrame:
    rows = []
    for r in records(facts):
        found = _value(r, quantities, coefs, x)
        unit = "%" if str(r.kind).startswith("share") else "t/year"
        rows.append((r.fact, r.statement, r.value, found, unit, r.fit == "yes", r.source, r.assumed, r.cause))
    for q, v in zip(quantities, x, strict=True):
        if q.kind == "plant" and q.source:
            said = f"{q.key[1]} in {q.key[0]}, level"
            cause = "the plants before and after it pull; a balanced year has no stock change, and other editions differ"
            rows.append(
                (f"plant {q.key[1]} {q.key[0]}", said, q.guess * MONTHS, v * MONTHS, "t/year", True, q.source, q.assumed, cause)
            )
    uses: dict[tuple[str, str, str], list[tuple[float, float]]] = {}
    for q, v in zip(quantities, x, strict=True):
        if q.kind == "use" and q.source:
            uses.setdefault((q.key[1], q.key[2], q.source), []).append((q.guess, v))
    for (sector, good, source), parts in uses.items():
        said, cause = f"{good} in {sector}, use", "what is made and traded pulls; uses by element are published for few years"
        stated, found = (MONTHS * sum(part[n] for part in parts) for n in (0, 1))
        rows.append((f"use {sector} {good}", said, stated, found, "t/year", True, source, "", cause))
    frame = pd.DataFrame(
        rows, columns=["fact", "statement", "observed", "balanced", "unit", "fitted", "source", "assumed", "cause"]
    )
    frame.insert(4, "departure", (frame["balanced"] - frame["observed"]) / frame["observed"].where(frame["observed"] > 0))
    return frame
