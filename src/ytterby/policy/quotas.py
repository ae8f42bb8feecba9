"""Trade quotas as baskets of lanes: a month's tonnage, what of it may move in time, and what may move beyond it at a duty.

A period's tonnage (month, half, year of the calendar) gives each month an even part, ``cap``. What else a month may use:

- ``even`` : nothing; what a month leaves unused is lost;
- ``cumulative`` : what earlier months of the period left unused;
- ``free`` : that, and the even parts of the later months of the period;
- ``carry_over`` : in a period's first month, unused tonnage of the period before, up to this share of its tonnage.

``carry`` is the most that may come from the month before, ``advance`` what may come from later months. What has moved is only
known once the market is solved, so both are limits and the path of months keeps the account (market/path.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ytterby.policy.lanes import Lanes, Mask
from ytterby.policy.spans import Calendar, Caught, Law, Numbers
from ytterby.policy.terms import QuotaTerms

__all__ = ["MONTHS_PER", "WHOLE", "Baskets", "baskets", "quota_words"]

MONTHS_PER = {"month": 1, "half": 6, "year": 12}
WHOLE = 1.0 - 1e-12  # shares of days that add up to a month, up to rounding


@dataclass(frozen=True)
class Baskets:
    """Trade quotas by basket.

    names (group,); side (group,) ``origin`` or ``destination``: whose border counts, who keeps rents and over-quota duty.
    cap, carry, advance (month, group) t; over_duty (month, group) 1, inf where nothing may move beyond the quota;
    over_levy (month, group) USD/kg; member (group, lane) tonnes counted per tonne moved.
    """

    names: tuple[str, ...]
    side: tuple[str, ...]
    cap: Numbers
    carry: Numbers
    advance: Numbers
    over_duty: Numbers
    over_levy: Numbers
    member: Numbers


@dataclass(frozen=True)
class _Basket:
    """One quota over one set of lanes, on a calendar that holds whole years."""

    mask: Mask
    parts: tuple[Caught, ...]


def baskets(laws: Sequence[Law], lanes: Lanes, calendar: Calendar) -> Baskets:
    """One basket per trade quota and exemption, on the months of a calendar. Days without the quota are customary."""
    whole = Calendar.of(_whole_years(calendar))
    chosen = np.searchsorted(whole.first, calendar.first)
    names: list[str] = []
    side: list[str] = []
    masks: list[Numbers] = []
    rows: list[tuple[Numbers, ...]] = []
    for law in laws:
        for number, basket in enumerate(_split(law, lanes)):
            names.append(law.instrument.id if number == 0 else f"{law.instrument.id}#{number + 1}")
            side.append("destination" if _at_entry(basket.parts) else "origin")
            masks.append(basket.mask.astype(np.float64))
            rows.append(tuple(found[chosen] for found in _account(basket, whole, float(lanes.base[basket.mask].sum()))))
    if not names:
        none = np.zeros((len(calendar.months), 0))
        return Baskets((), (), none, none, none, none, none, np.zeros((0, lanes.base.size)))
    cap, carry, advance, over_duty, over_levy = (np.stack(column, axis=1) for column in zip(*rows, strict=True))
    return Baskets(tuple(names), tuple(side), cap, carry, advance, over_duty, over_levy, np.stack(masks))


def quota_words(terms: QuotaTerms) -> str:
    """A trade quota's terms in words: tonnage, spreading, and the duty beyond it."""
    if terms.tonnes is None:
        return "no quota"
    beyond = [f"{terms.over_percent.words()} %"] if terms.over_percent else []
    beyond += [f"{terms.over_usd_per_kg.words()} USD/kg"] if terms.over_usd_per_kg else []
    spread = f", {terms.spread} over the period" if terms.spread and terms.spread != "even" else ""
    return f"quota {terms.tonnes.words()} t a {terms.per or 'year'}{spread}" + (
        f", {' and '.join(beyond)} beyond" if beyond else ""
    )


def _whole_years(calendar: Calendar) -> list[str]:
    """Every month of the calendar's years and of the year before the first: a period's account begins with the one before."""
    years = [int(month[:4]) for month in calendar.months]
    return [f"{year:04d}-{month:02d}" for year in range(max(min(years) - 1, 1), max(years) + 1) for month in range(1, 13)]


def _split(law: Law, lanes: Lanes) -> Iterable[_Basket]:
    found: dict[bytes, list[Caught]] = {}
    for part in law.caught(lanes):
        terms = part.spell.state.terms
        if isinstance(terms, QuotaTerms) and terms.counts != "production" and part.lanes.any():
            found.setdefault(part.lanes.tobytes(), []).append(part)
    return [_Basket(parts[0].lanes, tuple(parts)) for parts in found.values()]


def _at_entry(parts: Sequence[Caught]) -> bool:
    return any(getattr(part.spell.state.terms, "direction", None) == "import" for part in parts)


def _account(basket: _Basket, calendar: Calendar, customary: float) -> tuple[Numbers, Numbers, Numbers, Numbers, Numbers]:
    """(month,) cap, carry, advance, over_duty and over_levy of one basket over whole years."""
    count = len(calendar.months)
    tonnes, bound, hard, duty, levy = (np.zeros(count) for _ in range(5))
    terms_at: list[QuotaTerms | None] = [None] * count
    for part in basket.parts:
        terms = part.spell.state.terms
        if not isinstance(terms, QuotaTerms) or terms.tonnes is None:
            continue
        share = calendar.share(part.spell.start, part.spell.end)
        tonnes += share * terms.tonnes.value / MONTHS_PER[terms.per or "year"]
        bound += share
        for month in np.flatnonzero(share):
            terms_at[month] = terms
        if terms.over_percent is None and terms.over_usd_per_kg is None:
            hard += share
        duty += share * (0.0 if terms.over_percent is None else terms.over_percent.value / 100.0)
        levy += share * (0.0 if terms.over_usd_per_kg is None else terms.over_usd_per_kg.value)
    free = np.where(bound > WHOLE, 0.0, 1.0 - bound)
    cap = np.where(bound > 0.0, tonnes + customary * free, np.inf)
    carry, advance = _in_time(terms_at, tonnes)
    over = np.divide(duty, bound, out=np.full(count, np.inf), where=(bound > 0.0) & (hard == 0.0))
    dear = np.divide(levy, bound, out=np.zeros(count), where=(bound > 0.0) & (hard == 0.0))
    return cap, carry, advance, over, dear


def _in_time(terms_at: Sequence[QuotaTerms | None], tonnes: Numbers) -> tuple[Numbers, Numbers]:
    """(month,) what may be brought over from the month before, and what may be taken from later months of the period."""
    count = len(terms_at)
    carry, advance = np.zeros(count), np.zeros(count)
    for month, terms in enumerate(terms_at):
        if terms is None:
            continue
        length = MONTHS_PER[terms.per or "year"]
        start = month - month % length  # the calendar begins in a January
        if month > start:
            held = terms_at[month - 1] is not None
            carry[month] = np.inf if held and terms.spread in ("cumulative", "free") else 0.0
        elif terms.carry_over is not None:
            before = terms_at[month - 1] if month else None
            last = MONTHS_PER[before.per or "year"] if before is not None else 0
            carry[month] = terms.carry_over.value * float(tonnes[month - last : month].sum()) if last else 0.0
        if terms.spread == "free":
            advance[month] = float(tonnes[month + 1 : start + length].sum())
    return carry, advance
