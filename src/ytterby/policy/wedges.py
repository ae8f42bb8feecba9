"""Duties: tariffs in force, stacked, as monthly means over lanes. Days count: a duty of 30 % from 16 April is 15 % in April."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ytterby.policy.lanes import Lanes
from ytterby.policy.spans import Calendar, Caught, Law, Numbers, segments
from ytterby.policy.terms import TariffTerms

__all__ = ["Wedges", "tariff_words", "wedges"]


@dataclass(frozen=True)
class Wedges:
    """(month, lane) import duty (1, on CIF), export duty (1, on FOB), levy (USD/kg)."""

    duty: Numbers
    export_duty: Numbers
    levy: Numbers


def tariff_words(terms: TariffTerms) -> str:
    """A tariff's terms in words."""
    rates = []
    if terms.percent is not None:
        rates.append(f"{terms.percent.words()} %")
    if terms.usd_per_kg is not None:
        rates.append(f"{terms.usd_per_kg.words()} USD/kg")
    stack = f", the highest of '{terms.stack}' holds" if terms.stack else ""
    return f"{terms.direction or 'import'} duty {' and '.join(rates) or 'none'}{stack}"


def wedges(laws: Sequence[Law], lanes: Lanes, calendar: Calendar) -> Wedges:
    """Duties of all tariffs: those of one stack do not add up, the highest holds on each day."""
    shape = (len(calendar.months), lanes.base.size)
    found = Wedges(np.zeros(shape), np.zeros(shape), np.zeros(shape))
    stacks: dict[str, list[Law]] = defaultdict(list)
    for law in laws:
        caught = law.caught(lanes)
        stack = next((spell.state.terms.stack for spell in law.spells if isinstance(spell.state.terms, TariffTerms)
                      and spell.state.terms.stack), None)  # fmt: skip
        if caught and stack:
            stacks[f"{stack} of {law.instrument.issuer}"].append(law)
        else:
            for part in caught:
                _add(found, [part], calendar.share(part.spell.start, part.spell.end))
    for members in stacks.values():
        parts = [part for law in members for part in law.caught(lanes)]
        for start, end in segments(members):
            share = calendar.share(start, end)
            if share.any():
                _add(found, [part for part in parts if part.spell.start <= start < part.spell.end], share)
    return found


def _add(found: Wedges, parts: Sequence[Caught], share: Numbers) -> None:
    """Adds the highest of the parts' rates on each lane, weighted by the share of each month."""
    months = np.flatnonzero(share)
    if not months.size:
        return
    span = slice(int(months[0]), int(months[-1]) + 1)
    for direction, field in (("import", found.duty), ("export", found.export_duty)):
        rate = np.zeros(field.shape[1])
        for part in parts:
            terms = part.spell.state.terms
            if isinstance(terms, TariffTerms) and terms.percent is not None and (terms.direction or "import") == direction:
                rate = np.maximum(rate, part.lanes * terms.percent.value / 100.0)
        if rate.any():
            field[span] += share[span, None] * rate
    levy = np.zeros(found.levy.shape[1])
    for part in parts:
        terms = part.spell.state.terms
        if isinstance(terms, TariffTerms) and terms.usd_per_kg is not None:
            levy = np.maximum(levy, part.lanes * terms.usd_per_kg.value)
    if levy.any():
        found.levy[span] += share[span, None] * levy
