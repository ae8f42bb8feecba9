"""Money and reserves of a state as monthly arrays: price floors for makers, purchases and releases of a stockpile.

A floor acts on the goods its scope names by ``goods``, at the scope's origins (the issuer's own makers if none): makers get the
floor for what they sell below it, the state pays the difference. A stockpile acts at the issuer's market of each good it names.
Everything else that supports say (grants, loans, offtake) is kept for the plan room and moves nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ytterby.policy.lanes import Lanes, Plants
from ytterby.policy.spans import Calendar, Law, Numbers
from ytterby.policy.terms import StockpileTerms, SupportTerms

__all__ = ["Floors", "Reserves", "floors", "reserves"]

MOST_DAYS = 0.5  # a floor without a tonnage acts in the months in which it holds on at least half the days
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Floors:
    """Price floors: names, place and good (support,); price (month, support) USD/kg, 0 where none; tonnes t/month, inf if all."""

    names: tuple[str, ...]
    place: tuple[str, ...]
    good: tuple[str, ...]
    price: Numbers
    tonnes: Numbers


@dataclass(frozen=True)
class Reserves:
    """Stockpiles: names, place, good and opening tonnes (reserve,), and by (month, reserve) what holds.

    buy, release t/month; below USD/kg, inf at any price; above USD/kg; target t, inf if none; keep t.
    """

    names: tuple[str, ...]
    place: tuple[str, ...]
    good: tuple[str, ...]
    opening: Numbers
    buy: Numbers
    below: Numbers
    release: Numbers
    above: Numbers
    target: Numbers
    keep: Numbers


def _goods(law: Law, known: Sequence[str]) -> list[str]:
    """The goods of the world that the scope names; none where it names goods only by element or stage."""
    named = law.instrument.scope.goods or ()
    return [good for good in known if any(good == one or good.startswith(f"{one}/") for one in named)]


def _mean(law: Law, calendar: Calendar, name: str, idle: float) -> Numbers:
    """(month,) mean of a term over the days on which it is said; ``idle`` in months that never say it."""
    total, days = np.zeros(len(calendar.months)), np.zeros(len(calendar.months))
    for spell in law.spells:
        figure = getattr(spell.state.terms, name) if spell.state.acts else None
        if figure is not None:
            share = calendar.share(spell.start, spell.end)
            total += share * figure.value
            days += share
    return np.asarray(np.divide(total, days, out=np.full(len(days), idle), where=days > 0.0))


def _share(law: Law, calendar: Calendar, name: str) -> Numbers:
    """(month,) share of the days on which a term is said."""
    days = np.zeros(len(calendar.months))
    for spell in law.spells:
        if spell.state.acts and getattr(spell.state.terms, name) is not None:
            days += calendar.share(spell.start, spell.end)
    return np.minimum(days, 1.0)


def floors(laws: Sequence[Law], lanes: Lanes, plants: Plants, calendar: Calendar) -> Floors:
    """Every price floor of the laws, one for each place and good that the law names."""
    rows = list(_floor_rows(laws, lanes, plants, calendar))
    names, place, good, price, tonnes = (tuple(column) for column in zip(*rows, strict=True)) if rows else ((),) * 5
    return Floors(names, place, good, _table(price, calendar), _table(tonnes, calendar))


def _floor_rows(
    laws: Sequence[Law], lanes: Lanes, plants: Plants, calendar: Calendar
) -> Iterator[tuple[str, str, str, Numbers, Numbers]]:
    for law in laws:
        if not any(isinstance(s.state.terms, SupportTerms) and s.state.terms.floor_usd_per_kg for s in law.spells):
            continue
        share = _share(law, calendar, "floor_usd_per_kg")
        level = _mean(law, calendar, "floor_usd_per_kg", 0.0)
        yearly = _mean(law, calendar, "floor_tonnes_per_year", np.inf)
        counted = np.isfinite(yearly)
        price = np.where(counted | (share >= MOST_DAYS), level, 0.0)
        tonnes = np.where(counted, np.where(counted, yearly, 0.0) / MONTHS_A_YEAR * share, np.inf)
        for place in law.instrument.scope.origins or (law.instrument.issuer,):
            for good in _goods(law, lanes.goods) if place in plants.place else ():
                yield f"{law.instrument.id}:{place}:{good}", place, good, price, tonnes


def reserves(laws: Sequence[Law], lanes: Lanes, calendar: Calendar) -> Reserves:
    """Every stockpile of the laws, one for each good that the law names."""
    names, place, good, opening = [], [], [], []
    columns: dict[str, list[Numbers]] = {name: [] for name in ("buy", "below", "release", "above", "target", "keep")}
    for law in laws:
        found = {
            "buy": _mean(law, calendar, "buy_t_per_month", 0.0) * _share(law, calendar, "buy_t_per_month"),
            "below": _mean(law, calendar, "buy_below_usd_per_kg", np.inf),
            "release": _mean(law, calendar, "release_t_per_month", 0.0) * _share(law, calendar, "release_t_per_month"),
            "above": _mean(law, calendar, "release_above_usd_per_kg", 0.0),
            "target": _mean(law, calendar, "target_tonnes", np.inf),
            "keep": _mean(law, calendar, "keep_tonnes", 0.0),
        }
        for name in _goods(law, lanes.goods):
            names.append(f"{law.instrument.id}:{name}")
            place.append(law.instrument.issuer)
            good.append(name)
            opening.append(_opening(law))
            for key, column in columns.items():
                column.append(found[key])
    table = {key: _table(tuple(column), calendar) for key, column in columns.items()}
    return Reserves(tuple(names), tuple(place), tuple(good), np.array(opening, dtype=np.float64), **table)


def _opening(law: Law) -> float:
    stated = [
        spell.state.terms.opening_tonnes.value
        for spell in law.spells
        if isinstance(spell.state.terms, StockpileTerms) and spell.state.terms.opening_tonnes is not None
    ]
    return stated[0] if stated else 0.0


def _table(columns: Sequence[Numbers], calendar: Calendar) -> Numbers:
    return np.stack(columns, axis=1) if columns else np.zeros((len(calendar.months), 0))
