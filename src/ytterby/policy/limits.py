"""Bans, production quotas and technology controls as monthly limits: caps on lanes, ceilings on plants."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ytterby.policy.lanes import Lanes, Mask, Plants
from ytterby.policy.queueing import Caps
from ytterby.policy.quotas import MONTHS_PER, WHOLE
from ytterby.policy.spans import Calendar, Law, Numbers
from ytterby.policy.terms import BanTerms, QuotaTerms, TechTerms

__all__ = ["ban_caps", "ceiling", "ceilings"]


def ban_caps(law: Law, lanes: Lanes, calendar: Calendar) -> Caps | None:
    """The caps of one ban: customary flow less what is stopped, for the days it is stopped; None if it touches no lane."""
    parts = [(part, calendar.share(part.spell.start, part.spell.end)) for part in law.caught(lanes)]
    parts = [(part, share) for part, share in parts if share.any() and part.lanes.any()]
    if not parts:
        return None
    rows = np.flatnonzero(np.any([share > 0.0 for _, share in parts], axis=0))
    columns = np.flatnonzero(np.any([part.lanes for part, _ in parts], axis=0))
    stopped = np.zeros((rows.size, columns.size))
    for part, share in parts:
        terms = part.spell.state.terms
        hit = 1.0 if not isinstance(terms, BanTerms) or terms.share is None else terms.share.value
        stopped += share[rows, None] * (hit * part.lanes[columns])
    if not stopped.any():
        return None
    left = np.where(stopped > WHOLE, 0.0, 1.0 - stopped)
    return Caps(rows, columns, np.where(stopped > 0.0, lanes.base[columns] * left, np.inf), np.zeros_like(stopped))


def ceilings(limits: Iterable[Numbers | None], plants: Plants, calendar: Calendar) -> Numbers:
    """(month, plant) share of capacity that law leaves usable; several laws on a plant: the lowest holds."""
    found = np.ones((len(calendar.months), plants.base.size))
    for limit in limits:
        if limit is not None:
            found = np.minimum(found, limit)
    return np.clip(found, 0.0, 1.0)


def ceiling(law: Law, plants: Plants, calendar: Calendar, base_year: int) -> Numbers | None:
    """(month, plant) share of capacity that one law leaves usable, inf where it says nothing; None if it says so everywhere."""
    hit = law.instrument.scope.on_plants(plants)
    if not hit.any():
        return None
    usable, covered = np.zeros((len(calendar.months), plants.base.size)), np.zeros(len(calendar.months))
    for spell in law.spells:
        terms = spell.state.terms
        share = calendar.share(spell.start, spell.end)
        if not spell.state.acts or not share.any():
            continue
        if isinstance(terms, TechTerms) and terms.ceiling is not None:
            usable += share[:, None] * (terms.ceiling.value * hit)
            covered += share
        elif isinstance(terms, QuotaTerms) and terms.counts == "production" and terms.tonnes is not None:
            month = terms.tonnes.value / MONTHS_PER[terms.per or "year"]
            usable += share[:, None] * _allotted(month, _in_year(law, base_year), hit, plants)
            covered += share
    return np.where(hit, usable + (1.0 - covered)[:, None], np.inf)


def _allotted(tonnes: float, in_base_year: float | None, hit: Mask, plants: Plants) -> Numbers:
    """(plant,) usable share when a monthly tonnage is allotted by customary output.

    Where the base year's own quota is smaller than what the plants made in it, the rest (imported feed, unrecorded output) lay
    outside the quota: that part of each plant's capacity stays free, the covered part moves with the quota.
    """
    made = float(plants.base[hit].sum())
    if made <= 0.0:
        return np.ones(plants.base.size) * hit
    covered = 1.0 if in_base_year is None else min(1.0, in_base_year / made)
    growth = tonnes / (made * covered) if covered > 0.0 else 1.0
    share = np.divide(plants.base, plants.capacity, out=np.ones_like(plants.base), where=plants.capacity > 0.0)
    return np.asarray(np.clip(covered * share * growth + (1.0 - covered), 0.0, 1.0) * hit)


def _in_year(law: Law, year: int) -> float | None:
    """Mean monthly tonnage of a production quota over the days of a year on which it held; None if it never did."""
    calendar = Calendar.of([f"{year:04d}-{month:02d}" for month in range(1, 13)])
    tonnes = weight = 0.0
    for spell in law.spells:
        terms = spell.state.terms
        if spell.state.acts and isinstance(terms, QuotaTerms) and terms.tonnes is not None:
            share = float(calendar.share(spell.start, spell.end).sum())
            tonnes += share * terms.tonnes.value / MONTHS_PER[terms.per or "year"]
            weight += share
    return tonnes / weight if weight > 0.0 else None
