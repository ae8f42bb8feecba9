"""Compiling: a timeline, a world and months become a Regime. Scopes are looked up once; everything else is arrays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from ytterby.policy.lanes import Frames, Lanes, read_lanes, read_plants
from ytterby.policy.limits import Baskets, ban_caps, baskets, ceilings
from ytterby.policy.queueing import Caps, licence_caps
from ytterby.policy.regime import Because, Regime
from ytterby.policy.spans import Calendar, Caught, Law, Numbers
from ytterby.policy.state import Spell
from ytterby.policy.terms import LicenceTerms, QuotaTerms, TariffTerms
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
    "member": ("1", "tonnes counted per tonne moved"),
    "ceiling": ("1", "share of plant capacity usable; 1 where free"),
}


def compile_timeline(timeline: Timeline, world: Frames, months: Sequence[str]) -> Regime:
    """The regime of a timeline for a world over months. Each month is what it would be in any other range of months."""
    calendar = Calendar.of(months)
    lanes, plants = read_lanes(world), read_plants(world)
    laws = [Law.of(law) for law in timeline.instruments]
    kind = {name: [law for law in laws if law.instrument.kind == name] for name in ("tariff", "quota", "ban", "export_licence")}
    tariffs = wedges(kind["tariff"], lanes, calendar)
    found: dict[str, Caps] = {}
    for law in (*kind["ban"], *kind["export_licence"]):
        caps = ban_caps(law, lanes, calendar) if law.instrument.kind == "ban" else licence_caps(law, lanes, calendar)
        if caps is not None:
            found[law.instrument.id] = caps
    groups = baskets(kind["quota"], lanes, calendar)
    year = int(getattr(world, "base_year", 2024))  # the contract's base year
    limits = [law for law in laws if law.instrument.kind in ("quota", "tech_control")]
    ceiling = ceilings(limits, plants, calendar, year)
    data = _dataset(world, calendar, tariffs, found, groups, ceiling)
    reasons = _Reasons(laws, lanes, calendar, found)
    return Regime(data, reasons)


def _dataset(
    world: Frames, calendar: Calendar, tariffs: Wedges, caps: dict[str, Caps], groups: Baskets, ceiling: Numbers
) -> xr.Dataset:
    shape = tariffs.duty.shape
    cap, licensed = np.full(shape, np.inf), np.zeros(shape)
    for one in caps.values():
        cap, licensed = np.minimum(cap, one.cap), np.maximum(licensed, one.licensed)
    flat = ("month", "lane")
    arrays: dict[str, tuple[tuple[str, ...], Numbers]] = {
        "duty": (flat, tariffs.duty),
        "export_duty": (flat, tariffs.export_duty),
        "levy": (flat, tariffs.levy),
        "cap": (flat, cap),
        "licensed": (flat, np.clip(licensed, 0.0, 1.0)),
        "group_cap": (("month", "group"), groups.cap),
        "member": (("group", "lane"), groups.member),
        "ceiling": (("month", "plant"), ceiling),
    }
    coords: dict[str, object] = {
        "month": list(calendar.months),
        "lane": np.arange(shape[1]),
        "group": np.array(groups.names, dtype=str),
        "plant": np.arange(ceiling.shape[1]),
    }
    for name in ("good", "origin", "destination", "end_use"):
        coords[name] = ("lane", world.lanes[name].astype(str).to_numpy(dtype=str))
    for name in ("place", "recipe"):
        coords[name] = ("plant", world.plants[name].astype(str).to_numpy(dtype=str))
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
        if caps is not None and np.isfinite(caps.cap[month, lane]):
            base = self._lanes.base[lane]
            what = (
                "barred" if caps.cap[month, lane] == 0.0 else f"cap {caps.cap[month, lane]:.4g} of customary {base:.4g} t/month"
            )
            how = f"licence on {span}, " if isinstance(terms, LicenceTerms) else f"stopped on {span}, "
            return how + what
        if isinstance(terms, QuotaTerms) and terms.counts != "production" and terms.tonnes is not None:
            return f"quota {terms.tonnes.words()} t a {terms.per or 'year'} over the basket, {span}"
        return ""


def _because(law: Law, spell: Spell, effect: str) -> Because:
    cited = dict.fromkeys(source for entry in spell.state.entries.values() for source in entry.source)
    until = None if spell.end == date.max else spell.end
    return Because(law.instrument.id, law.instrument.title, spell.start, until, tuple(cited), effect)
