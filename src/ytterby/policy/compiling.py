"""Compiling: a timeline, a world and months become a Regime. Scopes are looked up once; everything else is arrays."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from ytterby.policy.kept import Bench, bench_of
from ytterby.policy.lanes import Frames, Lanes
from ytterby.policy.limits import ban_caps, ceiling, ceilings
from ytterby.policy.queueing import Caps, licence_caps
from ytterby.policy.quotas import Baskets, baskets, quota_words
from ytterby.policy.regime import Because, Regime
from ytterby.policy.spans import Calendar, Caught, Law, Numbers
from ytterby.policy.state import Spell
from ytterby.policy.supports import Floors, Reserves, floors, reserves
from ytterby.policy.terms import TERMS, LicenceTerms, QuotaTerms, TariffTerms
from ytterby.policy.wedges import Wedges, tariff_words, wedges

if TYPE_CHECKING:
    from ytterby.policy.timeline import Timeline

__all__ = ["compile_timeline"]

MEANINGS = {
    "duty": ("1", "ad valorem import duties in force, stacked, on the CIF value"),
    "export_duty": ("1", "ad valorem export duties on the FOB value"),
    "levy": ("USD/kg", "specific duties"),
    "cap": ("t/month", "largest flow that law and licences allow; inf where none, 0 where barred"),
    "licensed": ("1", "share of the month in which a licence is needed"),
    "group_cap": ("t/month", "quotas over baskets of lanes"),
    "group_carry": ("t", "most of a quota that the month before may leave to this one; inf where all of it"),
    "group_advance": ("t", "what a month may use ahead of the later months of a quota's period"),
    "over_duty": ("1", "ad valorem duty on what moves beyond a quota; inf where nothing may"),
    "over_levy": ("USD/kg", "specific duty on what moves beyond a quota"),
    "member": ("1", "tonnes counted per tonne moved"),
    "ceiling": ("1", "share of plant capacity usable; 1 where free"),
    "floor_price": ("USD/kg", "price the state guarantees to makers; 0 where none"),
    "floor_tonnes": ("t/month", "output that a price floor covers; inf where all"),
    "reserve_buy": ("t/month", "most a state's reserve buys"),
    "reserve_below": ("USD/kg", "price at or below which it buys; inf where any"),
    "reserve_release": ("t/month", "most it releases"),
    "reserve_above": ("USD/kg", "price at or above which it releases"),
    "reserve_target": ("t", "holding beyond which it buys nothing; inf where none"),
    "reserve_keep": ("t", "holding below which it releases nothing"),
}


def compile_timeline(timeline: Timeline, world: Frames, months: Sequence[str], draw: int | None = None) -> Regime:
    """The regime of a timeline for a world over months. Each month is what it would be in any other range of months.

    draw : seed of one draw of every licence queue; each instrument draws by itself, whatever else the law holds.
    """
    calendar = Calendar.of(months)
    bench = bench_of(world)
    lanes, plants = bench.lanes, bench.plants
    laws = [bench.law(law) for law in timeline.instruments]
    kind = {name: [law for law in laws if law.instrument.kind == name] for name in TERMS}
    tariffs = wedges(kind["tariff"], lanes, calendar)
    found: dict[str, Caps] = {}
    for law in (*kind["ban"], *kind["export_licence"]):
        make = partial(_caps, law, lanes, calendar, draw)
        caps = make() if draw is not None else bench.keep(law.instrument, ("caps", calendar.months), make)
        if caps is not None:
            found[law.instrument.id] = caps
    groups = baskets(kind["quota"], lanes, calendar)
    year = int(getattr(world, "base_year", 2024))  # the contract's base year
    limits = [
        bench.keep(law.instrument, ("ceiling", calendar.months), partial(ceiling, law, plants, calendar, year))
        for law in laws
        if law.instrument.kind in ("quota", "tech_control")
    ]
    usable = ceilings(limits, plants, calendar)
    money = floors(kind["support"], lanes, plants, calendar), reserves(kind["stockpile"], lanes, calendar)
    data = _dataset(bench, calendar, tariffs, found, groups, usable, money)
    reasons = _Reasons(laws, lanes, calendar, found)
    return Regime(data, reasons)


def _caps(law: Law, lanes: Lanes, calendar: Calendar, draw: int | None) -> Caps | None:
    if law.instrument.kind == "ban":
        return ban_caps(law, lanes, calendar)
    return licence_caps(law, lanes, calendar, None if draw is None else _lots(draw, law.instrument.id))


def _lots(seed: int, instrument: str) -> np.random.Generator:
    return np.random.default_rng([seed, *hashlib.sha256(instrument.encode()).digest()])


def _dataset(
    bench: Bench,
    calendar: Calendar,
    tariffs: Wedges,
    caps: dict[str, Caps],
    groups: Baskets,
    usable: Numbers,
    money: tuple[Floors, Reserves],
) -> xr.Dataset:
    shape = tariffs.duty.shape
    cap, licensed = np.full(shape, np.inf), np.zeros(shape)
    for one in caps.values():
        where = np.ix_(one.rows, one.columns)
        cap[where], licensed[where] = np.minimum(cap[where], one.cap), np.maximum(licensed[where], one.licensed)
    flat, basket, held = ("month", "lane"), ("month", "group"), ("month", "reserve")
    floor, reserve = money
    arrays: dict[str, tuple[tuple[str, ...], Numbers]] = {
        "duty": (flat, tariffs.duty),
        "export_duty": (flat, tariffs.export_duty),
        "levy": (flat, tariffs.levy),
        "cap": (flat, cap),
        "licensed": (flat, np.clip(licensed, 0.0, 1.0)),
        "group_cap": (basket, groups.cap),
        "group_carry": (basket, groups.carry),
        "group_advance": (basket, groups.advance),
        "over_duty": (basket, groups.over_duty),
        "over_levy": (basket, groups.over_levy),
        "member": (("group", "lane"), groups.member),
        "ceiling": (("month", "plant"), usable),
        "floor_price": (("month", "support"), floor.price),
        "floor_tonnes": (("month", "support"), floor.tonnes),
        "reserve_buy": (held, reserve.buy),
        "reserve_below": (held, reserve.below),
        "reserve_release": (held, reserve.release),
        "reserve_above": (held, reserve.above),
        "reserve_target": (held, reserve.target),
        "reserve_keep": (held, reserve.keep),
    }
    coords: dict[str, object] = {
        **bench.labels,
        "month": list(calendar.months),
        "lane": np.arange(shape[1]),
        "group": np.array(groups.names, dtype=str),
        "group_side": ("group", np.array(groups.side, dtype=str)),
        "plant": np.arange(usable.shape[1]),
        "support": np.array(floor.names, dtype=str),
        "support_place": ("support", np.array(floor.place, dtype=str)),
        "support_good": ("support", np.array(floor.good, dtype=str)),
        "reserve": np.array(reserve.names, dtype=str),
        "reserve_place": ("reserve", np.array(reserve.place, dtype=str)),
        "reserve_good": ("reserve", np.array(reserve.good, dtype=str)),
        "reserve_opening": ("reserve", reserve.opening),
    }
    variables = {
        name: (dims, values, {"units": MEANINGS[name][0], "long_name": MEANINGS[name][1]})
        for name, (dims, values) in arrays.items()
    }
    return xr.Dataset(variables, coords=coords)


class _Reasons:
    """Why a lane is as it is in a month: the spells of the instruments that catch it. Looked up only when asked."""

    def __init__(self, laws: Sequence[Law], lanes: Lanes, calendar: Calendar, caps: dict[str, Caps]) -> None:
        self._laws, self._lanes, self._calendar, self._caps = laws, lanes, calendar, caps
        self._caught: dict[str, tuple[Caught, ...]] | None = None

    def __call__(self, month: str, lane: int) -> tuple[Because, ...]:
        number = self._calendar.months.index(month)
        found: list[Because] = []
        for law in self._laws:
            here = [(spell, days) for spell in self._spells(law, lane) if (days := self._days(spell, number))]
            if law.instrument.kind != "tariff" and here:  # one flow behind all spells of the month, one reason
                here = [(here[-1][0], sum(days for _, days in here))]
            for spell, days in here:
                effect = self._effect(law, spell, number, lane, days)
                if effect:
                    found.append(_because(law, spell, effect))
        return tuple(found)

    def _days(self, spell: Spell, month: int) -> int:
        return round(float(self._calendar.share(spell.start, spell.end)[month]) * int(self._calendar.days[month]))

    def _spells(self, law: Law, lane: int) -> list[Spell]:
        if self._caught is None:
            self._caught = {one.instrument.id: one.caught(self._lanes) for one in self._laws}
        direct = [part.spell for part in self._caught[law.instrument.id] if part.lanes[lane]]
        held = [
            spell
            for spell in law.spells
            if spell.state.acts
            and isinstance(spell.state.terms, LicenceTerms)
            and spell.state.terms.over_compliance is not None
            and law.instrument.scope.on_codes(self._lanes, spell.state.terms.over_compliance.hs6)[lane]
        ]
        return direct + held

    def _effect(self, law: Law, spell: Spell, month: int, lane: int, days: int) -> str:
        terms = spell.state.terms
        span = f"{days} of {self._calendar.days[month]} days"
        if isinstance(terms, TariffTerms):
            rated = terms.percent is not None or terms.usd_per_kg is not None
            return f"{tariff_words(terms)} on {span}" if rated else ""
        caps = self._caps.get(law.instrument.id)
        cap = math.inf if caps is None else caps.at(month, lane)
        if math.isfinite(cap):
            what = "barred" if cap == 0.0 else f"cap {cap:.4g} of customary {self._lanes.base[lane]:.4g} t/month"
            how = f"licence on {span}, " if isinstance(terms, LicenceTerms) else f"stopped on {span}, "
            return how + what
        if isinstance(terms, QuotaTerms) and terms.counts != "production" and terms.tonnes is not None:
            return f"{quota_words(terms)} over the basket, {span}"
        return ""


def _because(law: Law, spell: Spell, effect: str) -> Because:
    cited = dict.fromkeys(source for entry in spell.state.entries.values() for source in entry.source)
    until = None if spell.end == date.max else spell.end
    return Because(law.instrument.id, law.instrument.title, spell.start, until, tuple(cited), effect)
