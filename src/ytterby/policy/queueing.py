"""From a licence's terms to the queue's: which lanes are alike, what holds for them on each day, and the caps that result."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from ytterby.months import DAYS_A_MONTH
from ytterby.policy.buyers import factors
from ytterby.policy.drawing import drawn
from ytterby.policy.lanes import Codes, Lanes, Mask
from ytterby.policy.licences import Way, shipped
from ytterby.policy.scope import Scope
from ytterby.policy.spans import Calendar, Law, Numbers
from ytterby.policy.state import Spell
from ytterby.policy.terms import Figure, GeneralLicence, GreenChannel, LicenceTerms

__all__ = ["Caps", "held_too", "licence_caps"]


@dataclass(frozen=True)
class Caps:
    """What one instrument lets pass, on the months and lanes that it touches: everywhere else it says nothing.

    rows, columns : months and lanes by number, ascending.    cap : (row, column) t/month, inf where it does not act.
    licensed : (row, column) share of the month in which a licence is needed.
    """

    rows: Codes
    columns: Codes
    cap: Numbers
    licensed: Numbers

    def at(self, month: int, lane: int) -> float:
        """The cap of one lane in one month, t/month; inf where the instrument does not act."""
        row, column = np.searchsorted(self.rows, month), np.searchsorted(self.columns, lane)
        inside = row < self.rows.size and column < self.columns.size
        if not inside or self.rows[row] != month or self.columns[column] != lane:
            return math.inf
        return float(self.cap[row, column])


@dataclass(frozen=True)
class _Terms:
    """A spell's terms per lane, all (lane,): caught share, free share, approval, trusted share, approval in the green channel."""

    caught: Numbers
    free: Numbers
    approval: Numbers
    trusted: Numbers
    trusted_approval: Numbers

    def stacked(self) -> Numbers:
        return np.stack([self.caught, self.free, self.approval, self.trusted, self.trusted_approval])


def licence_caps(law: Law, lanes: Lanes, calendar: Calendar, rng: np.random.Generator | None = None) -> Caps | None:
    """The caps of one licence instrument, or None if it touches no lane in these months. The queue runs from its first day.

    rng : draw single applications (drawing.py) in place of the mean queue.
    """
    acting = [spell for spell in law.spells if spell.state.acts and spell.start < calendar.end]
    if not acting:
        return None
    start = acting[0].start
    spells = [spell for spell in law.spells if start <= spell.start < calendar.end]
    per_spell = [_lane_terms(law, spell, lanes) for spell in spells]
    if not any(terms.caught.any() for terms in per_spell):
        return None
    table = np.concatenate([terms.stacked() for terms in per_spell]).T  # (lane, spell x 5)
    if rng is None:
        rows, inverse = _alike(table)
    else:  # applications are filed lane by lane
        rows, inverse = table, np.arange(lanes.base.size)
    weights = np.bincount(inverse, weights=lanes.base, minlength=len(rows)) / DAYS_A_MONTH
    ways = [_way(spell, rows[:, 5 * index : 5 * index + 5].T) for index, spell in enumerate(spells)]
    ends = [min(spell.end, calendar.end) for spell in spells]
    which = np.repeat(np.arange(len(spells)), [(end - spell.start).days for spell, end in zip(spells, ends, strict=True)])
    if rng is None:
        passed = shipped(ways, which, weights)
    else:
        passed = drawn(ways, which, weights, np.stack([_sizes(spell, lanes.base) for spell in spells]), rng)
    caught = np.stack([rows[:, 5 * index] * spell.state.acts for index, spell in enumerate(spells)])[which]
    return _by_month(passed, caught, start, calendar, inverse, lanes.base)


def _by_month(passed: Numbers, caught: Numbers, start: date, calendar: Calendar, inverse: Codes, base: Numbers) -> Caps:
    """Monthly means of the daily shares; a day before the law is a day of customary flow."""
    offset = calendar.first - start.toordinal()
    rows = np.flatnonzero(offset + calendar.days > 0)
    columns = np.flatnonzero(np.asarray(caught.any(axis=0))[inverse])
    of = inverse[columns]
    caps, licensed = np.zeros((rows.size, columns.size)), np.zeros((rows.size, columns.size))
    for row, month in enumerate(rows):
        days = int(calendar.days[month])
        low, high = max(int(offset[month]), 0), int(offset[month]) + days
        before = days - (high - low)
        held = (caught[low:high].sum(axis=0) / days)[of]
        share = ((passed[low:high].sum(axis=0) + before) / days)[of]
        caps[row] = np.where(held > 0.0, base[columns] * share, np.inf)
        licensed[row] = held
    return Caps(rows, columns, caps, licensed)


def _way(spell: Spell, rows: Numbers) -> Way:
    terms = spell.state.terms
    if not isinstance(terms, LicenceTerms) or not spell.state.acts:
        zero = np.zeros(rows.shape[1])
        return Way(False, zero, zero, zero, zero, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 1, np.inf)
    _, free, approval, trusted, trusted_approval = rows
    green = terms.green_channel
    return Way(
        acts=True,
        free=free,
        approval=approval,
        trusted=trusted,
        trusted_approval=trusted_approval,
        days=_days(terms.processing_days),
        green_days=_days(green.processing_days if green else terms.processing_days),
        shipments=_shipments(terms),
        capacity=np.inf if terms.capacity_t_per_month is None else terms.capacity_t_per_month.value / DAYS_A_MONTH,
    )


def _sizes(spell: Spell, base: Numbers) -> Numbers:
    """(lane,) t of one application: what the licence says, no more than a month of the lane's customary flow."""
    terms = spell.state.terms
    stated = terms.tonnes_per_licence if isinstance(terms, LicenceTerms) else None
    return base if stated is None else np.minimum(base, stated.value)


def _days(figure: Figure | None) -> tuple[float, float, float]:
    if figure is None:
        return (0.0, 0.0, 0.0)
    low, high = figure.span
    return (low, figure.value, high)


def _shipments(terms: LicenceTerms) -> int:
    """Monthly shipments one licence can make: as many as it allows, within its validity; one if neither is said."""
    limits = [figure.value for figure in (terms.shipments_per_licence, terms.validity_months) if figure is not None]
    return max(1, int(min(limits))) if limits else 1


def _alike(table: Numbers) -> tuple[Numbers, npt.NDArray[np.intp]]:
    """The different rows, in order of first appearance, and which of them each row is."""
    seen: dict[bytes, int] = {}
    which = np.array([seen.setdefault(row.tobytes(), len(seen)) for row in np.ascontiguousarray(table)], dtype=np.intp)
    return table[np.unique(which, return_index=True)[1]], which


def _lane_terms(law: Law, spell: Spell, lanes: Lanes) -> _Terms:
    """What the licence says of each lane in a spell; nothing at all where it rests."""
    size, terms = lanes.base.size, spell.state.terms
    zeros, ones = np.zeros(size), np.ones(size)
    if not isinstance(terms, LicenceTerms) or not spell.state.acts:
        return _Terms(zeros, ones, ones, zeros, ones)
    scope = law.instrument.scope
    caught = np.where(scope.on(lanes), _caught_share(terms, lanes), 0.0)
    caught = held_too(scope, terms, lanes, caught)
    for exempt in terms.exempt or ():
        caught = np.where(exempt.on(lanes), 0.0, caught)
    approval = _approval(terms, lanes)
    barred = np.array([use in (terms.barred_end_uses or ()) for use in lanes.uses], dtype=np.bool_)[lanes.end_use]
    general, green = terms.general_licence, terms.green_channel
    free_of = zeros if general is None else general.share.value * _eligible(general, lanes) * ~barred
    trusted = zeros if green is None else green.trusted_share.value * _eligible(green, lanes) * ~barred
    ordinary, in_channel = factors(terms, np.asarray(trusted, dtype=np.float64))
    faster = in_channel * (ones * green.approval_share.value if green and green.approval_share else approval)
    approval = np.clip(approval * ordinary, 0.0, 1.0)
    return _Terms(
        caught=caught,
        free=np.asarray(1.0 - caught * (1.0 - free_of), dtype=np.float64),
        approval=np.where(barred, 0.0, approval),
        trusted=np.where(caught > 0.0, trusted, 0.0),
        trusted_approval=np.where(barred, 0.0, np.clip(faster, 0.0, 1.0)),
    )


def held_too(scope: Scope, terms: LicenceTerms, lanes: Lanes, caught: Numbers) -> Numbers:
    """(lane,) share caught with over-compliance: of free goods under a controlled code, what customs holds (math.md §1.13)."""
    if terms.over_compliance is None:
        return caught
    held = scope.on_codes(lanes, terms.over_compliance.hs6)
    return np.where(held, terms.over_compliance.held_share.value, caught)


def _caught_share(terms: LicenceTerms, lanes: Lanes) -> Numbers:
    """(lane,) part of the flow that needs the licence: its origin's share, else the general one, else all."""
    found = np.full(lanes.base.size, 1.0 if terms.caught_share is None else terms.caught_share.value)
    for place, figure in (terms.caught_by_origin or {}).items():
        if figure is not None:
            found[lanes.places_named([place])[lanes.origin]] = figure.value
    return found


def _approval(terms: LicenceTerms, lanes: Lanes) -> Numbers:
    """(lane,) approval share: the destination's, else the general one; the end use's if that is smaller."""
    general = 1.0 if terms.approval_share is None else terms.approval_share.value
    found = np.full(lanes.base.size, general)
    for place, figure in (terms.approval_by_destination or {}).items():
        if figure is not None:
            found[lanes.places_named([place])[lanes.destination]] = figure.value
    for use, figure in (terms.approval_by_end_use or {}).items():
        if figure is not None and use in lanes.uses:
            hit = lanes.end_use == lanes.uses.index(use)
            found[hit] = np.minimum(found[hit], figure.value)
    return found


def _eligible(channel: GreenChannel | GeneralLicence, lanes: Lanes) -> Mask:
    """(lane,) True where a channel is open: its destinations, its end uses, none of the elements it leaves out."""
    out = set(channel.except_elements or ())
    goods = np.array([not (content & out) for content in lanes.elements], dtype=np.bool_)
    found = goods[lanes.good]
    if channel.destinations is not None:
        found &= lanes.places_named(channel.destinations)[lanes.destination]
    if channel.end_uses is not None:
        found &= np.array([use in channel.end_uses for use in lanes.uses], dtype=np.bool_)[lanes.end_use]
    return found
