"""The model's number for a fact: one function for each way a fact can be put to the model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from ytterby import months as calendar
from ytterby.bargain import play, verdict
from ytterby.policy import Timeline, load_timeline
from ytterby.study import Run, run
from ytterby.world import World, load_world

__all__ = ["MEASURES", "Bench"]


@dataclass(frozen=True, eq=False)
class Bench:
    """The world of the facts and the runs they need, each solved once."""

    as_of: str
    start: str
    end: str

    @cached_property
    def world(self) -> World:
        """The world as known on the as-of date."""
        return load_world(self.as_of)

    @cached_property
    def law(self) -> Timeline:
        """The law as it stands in the shipped files: what happened."""
        return load_timeline()

    @cached_property
    def happened(self) -> Run:
        """The run under the law that was in force, hindsight of law only."""
        return run(self.world, self.law, calendar.month_range(self.start, self.end))

    @lru_cache(maxsize=8)  # noqa: B019  a bench lives as long as the table it fills
    def known(self, day: str) -> Run:
        """The run under the law known on a day."""
        return run(self.world, self.law.known_on(day), calendar.month_range(self.start, self.end), after=self.happened)

    def lanes(self, prefixes: Sequence[str], origin: str | None = None, destinations: Sequence[str] | None = None) -> np.ndarray:
        """Rows of lanes whose good starts with a prefix, between the places given."""
        frame = self.world.lanes
        mask = frame["good"].str.startswith(tuple(prefixes))
        if origin is not None:
            mask &= frame["origin"] == origin
        if destinations is not None:
            mask &= frame["destination"].isin(destinations)
        return np.flatnonzero(mask.to_numpy())

    def base(self, rows: np.ndarray) -> float:
        """t/month of the base year on the lanes."""
        return float(self.world.lanes["base"].to_numpy(dtype=float)[rows].sum())


def _moved(result: Run, rows: np.ndarray, month: str) -> float:
    return float(result.outcome.data["flow_lane"].sel(month=month).to_numpy()[rows].sum())


def share(bench: Bench, stage: str, place: str) -> float:
    """Percent of the world's base output of a stage that is made at a place, in tonnes."""
    goods, recipes, plants = bench.world.goods, bench.world.recipe_goods, bench.world.plants
    made = recipes[(recipes["coef"] > 0) & recipes["good"].isin(goods.index[goods["stage"] == stage])]
    per_level = made.groupby("recipe")["coef"].sum()
    tonnes = plants["base"].astype(float) * plants["recipe"].map(per_level).fillna(0.0)
    return 100.0 * float(tonnes[plants["place"] == place].sum() / tonnes.sum())


def exports(bench: Bench, prefixes: Sequence[str], month: str, destination: str | None = None, origin: str = "CHN") -> float:
    """Tonnes of the goods that left the origin in a month under the law that was in force."""
    return _moved(bench.happened, bench.lanes(prefixes, origin, [destination] if destination else None), month)


def base_exports(bench: Bench, prefixes: Sequence[str], month: str, destination: str | None = None, origin: str = "CHN") -> float:
    """What the naive rival says: the same tonnes as in a mean month of the base year."""
    return bench.base(bench.lanes(prefixes, origin, [destination] if destination else None))


def trade_change(bench: Bench, prefixes: Sequence[str], origin: str, month: str, destination: str | None = None) -> float:
    """Percent change of a trade against a mean month of the base year."""
    rows = bench.lanes(prefixes, origin, [destination] if destination else None)
    return 100.0 * (_moved(bench.happened, rows, month) / bench.base(rows) - 1.0)


def share_shift(bench: Bench, prefixes: Sequence[str], origin: str, destinations: Sequence[str], month: str) -> float:
    """Points by which the destinations' part of an origin's exports rose against the base year."""
    part, whole = bench.lanes(prefixes, origin, destinations), bench.lanes(prefixes, origin)
    now = _moved(bench.happened, part, month) / _moved(bench.happened, whole, month)
    return 100.0 * (now - bench.base(part) / bench.base(whole))


def import_share(bench: Bench, prefixes: Sequence[str], origin: str, destination: str) -> float:
    """Percent of a place's base imports of the goods that come from an origin."""
    return (
        100.0 * bench.base(bench.lanes(prefixes, origin, [destination])) / bench.base(bench.lanes(prefixes, None, [destination]))
    )


def law_price(bench: Bench, good: str, before: str, after: str, month: str) -> float:
    """Percent by which what was learned between two days moves a price abroad in a month (median of places outside China)."""
    cells = [bench.known(day)["price"].sel(good=good, month=month).drop_sel(place="CHN").to_numpy() for day in (before, after)]
    return 100.0 * float(np.nanmedian(cells[1] / cells[0] - 1.0))


def _short_share(result: Run, place: str, sector: str, months: Sequence[str]) -> float:
    """Share of the magnets wanted by a sector at a place that is missing over months, in tonnes."""
    goods = [g for g in result["wanted"]["good"].to_numpy() if str(g).startswith("magnet/")]
    cell = {"place": place, "sector": sector, "good": goods, "month": list(months)}
    wanted = float(result["wanted"].sel(cell).sum())
    return float(result["shortage"].sel(cell).sum()) / wanted if wanted > 0 else 0.0


def relief_gap(bench: Bench, sector: str, than: str, places: Sequence[str], before: str, after: str, until: str) -> float:
    """Points by which a sector's shortage falls more than another's through what was learned between two days."""
    months = calendar.month_range(after[:7], until)

    def relief(name: str) -> float:
        falls = [
            _short_share(bench.known(before), p, name, months) - _short_share(bench.known(after), p, name, months) for p in places
        ]
        return float(np.mean(falls))

    return 100.0 * (relief(sector) - relief(than))


def lane_relief(bench: Bench, good: str, origin: str, destination: str, before: str, after: str, month: str) -> float:
    """Points of base flow that a lane gains through what was learned between two days."""
    rows = bench.lanes([good], origin, [destination])
    return 100.0 * (_moved(bench.known(after), rows, month) - _moved(bench.known(before), rows, month)) / bench.base(rows)


def short(bench: Bench, place: str, sectors: Sequence[str], month: str) -> float:
    """Percent of the magnets wanted by sectors at a place that is missing in a month (mean of the sectors)."""
    return 100.0 * float(np.mean([_short_share(bench.happened, place, sector, [month]) for sector in sectors]))


def least_flow(bench: Bench, prefixes: Sequence[str], origin: str, destination: str, start: str, end: str, known: str) -> float:
    """Least monthly flow, percent of the base, over months under the law known on a day."""
    rows = bench.lanes(prefixes, origin, [destination])
    flows = [_moved(bench.known(known), rows, month) for month in calendar.month_range(start, end)]
    return 100.0 * min(flows) / bench.base(rows)


def duty(bench: Bench, good: str, origin: str, destination: str, day: str) -> float:
    """Percent of import duty on a lane in the month that begins with or contains a day."""
    month = calendar.month_of(day)
    regime = bench.law.compile(bench.world, (month,))
    rows = bench.lanes([good], origin, [destination])
    return 100.0 * float(regime.data["duty"].sel(month=month).to_numpy()[rows].max(initial=0.0))


def duty_change(bench: Bench, good: str, origin: str, destination: str, start: str, end: str) -> float:
    """Points by which the import duty on a lane changed from the law of one day to that of another."""
    rates = [bench.law.duty_on(day, good, origin, destination, bench.world) for day in (start, end)]
    return 100.0 * (rates[1] - rates[0])


def mutual_gain(bench: Bench, start: str) -> float:
    """Million USD that the party that gains least gets when both ease, against both keeping their controls."""
    game = play(bench.world, bench.law.known_on(bench.as_of), start)
    eased = next(d for d in verdict(game).deals if d.chn == "ease" and d.usa == "ease")
    return min(eased.payoff_chn, eased.payoff_usa)


def instrument_on(bench: Bench, element: str, issuer: str, kind: str, day: str) -> float:
    """1 if an issuer has an instrument of a kind in force on a day that names an element, else 0."""
    states = bench.law.on(day)
    found = [i for i in bench.law.instruments if i.issuer == issuer and i.kind == kind and states[i.id].acts]
    return float(any(element in (i.scope.elements or ()) for i in found))


MEASURES: dict[str, Callable[..., float]] = {
    f.__name__: f
    for f in (
        share,
        exports,
        trade_change,
        share_shift,
        import_share,
        law_price,
        relief_gap,
        lane_relief,
        short,
        least_flow,
        duty,
        duty_change,
        mutual_gain,
        instrument_on,
    )
}
