"""From a folder of tables to a balanced World, as it could be known on a day."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

import pandas as pd

from ytterby.errors import BadMonth, BadTable, Fault
from ytterby.months import day
from ytterby.world.alternatives import with_extra
from ytterby.world.checks import check_tables
from ytterby.world.heading import Heading, read_heading
from ytterby.world.lanes import Freight, Lane, freight_rates, open_lanes
from ytterby.world.library import library
from ytterby.world.model import World
from ytterby.world.observe import observations
from ytterby.world.prices import base_prices
from ytterby.world.prior import MONTHS, Prior, prior
from ytterby.world.recipes import full_recipes
from ytterby.world.reconcile import balanced, observed
from ytterby.world.registers import contradictions, facilities, studies
from ytterby.world.sound import check
from ytterby.world.tables import FOLDER, edition_of, editions_of, folder_of, matches, read_tables, records
from ytterby.world.visible import newest

__all__ = ["load_world"]

HEADROOM = 1.02  # capacity over base where the balance lifts a plant over its stated capacity
T = TypeVar("T")
LATER = "Ask for a later day, or add a row that is assumed."
Coefs = Mapping[str, Sequence[tuple[str, float]]]
Days = Mapping[str, date | None]
Tonnes = Mapping[tuple[str, tuple[str, ...]], float]


def load_world(as_of: str | date | None = None, base_year: int | None = None, name: str = "rare-earths") -> World:
    """The balanced world of a base year, as it could be known on a day (None: everything we know).

    as_of : ``2025-06-13``, ``2025-06`` (its first day) or a date; rows whose sources came out later are not seen, and of the
    editions seen the newest wins.
    base_year : by default the one the world names as usual.
    name : a shipped world, or a folder in its format. Returns frozen tables; t/month, USD/kg, t (decision 0001).
    BadTable with every fault of the tables, BadMonth for a day or base year we cannot serve, NotSolved if the flows cannot close.

    >>> world = load_world("2025-06-13")
    >>> sorted(world.lanes.loc[world.lanes["good"] == "concentrate/mt-weld", "origin"].unique())
    ['AUS']
    """
    folder = folder_of(name)
    read = _shipped if folder.parent == FOLDER else _read
    found = read(folder, "")
    base_year = found.heading.usual_year if base_year is None else base_year
    first, last = found.heading.base_years
    edition = edition_of(folder, base_year)
    if edition:
        found = read(folder, edition)
    elif not first <= base_year <= last:
        years = ", ".join(map(str, sorted({*editions_of(folder), *range(first, last + 1)})))
        only = "Only these years have enough figures for a balance."
        raise BadMonth(Fault("load_world(base_year=)", str(base_year), f"one of {years}", only))
    return _built(found, name, None if as_of is None else day(as_of), base_year)


@dataclass(frozen=True)
class _Folder:
    """What stands in a world's folder, checked."""

    heading: Heading
    tables: Mapping[str, pd.DataFrame]
    days: Mapping[str, date | None]  # when each source was out


def _read(folder: Path, edition: str) -> _Folder:
    """Heading, tables and sources of a folder, checked; BadTable with every fault of every file."""
    faults: list[Fault] = []
    heading, tables, sources = (
        _kept(read_heading, folder, faults),
        _kept(partial(read_tables, edition=edition), folder, faults),
        _kept(library, folder, faults),
    )
    if heading is None or tables is None or sources is None:
        raise BadTable(faults)
    check_tables(tables, heading, sources, folder.name)
    return _Folder(heading, tables, {source.id: source.published for source in sources.values()})


def _kept(read: Callable[[Path], T], folder: Path, faults: list[Fault]) -> T | None:
    try:
        return read(folder)
    except BadTable as error:
        faults += error.faults
        return None


_shipped = cache(_read)  # a shipped folder does not change while we run; a user's own may


def _built(found: _Folder, name: str, as_of: date | None, base_year: int) -> World:
    heading, tables, days = found.heading, found.tables, found.days
    coefs, left_out = full_recipes(tables, heading.baskets, days, as_of)
    by_recipe = {str(r): list(zip(part["good"], part["coef"], strict=True)) for r, part in coefs.groupby("recipe", sort=False)}
    if _unseen(tables, coefs, days, as_of):
        raise _too_early(tables, heading, days, as_of)
    guess = prior(tables, coefs, heading.byproducts, days, as_of, base_year)
    facts = observed(tables, days, as_of, base_year)
    try:
        level, residuals = balanced(guess, facts, by_recipe)
    except BadTable as error:
        raise BadTable(error.faults if as_of is None else [replace(fault, remedy=LATER) for fault in error.faults]) from None
    tonnes = {(q.kind, q.key): float(v) for q, v in zip(guess.quantities, level, strict=True)}
    plants = _plants(guess, tonnes)
    demand = _demand(guess, tonnes, tables["sectors"])
    freight = freight_rates(tables, days, as_of)
    users = _users(guess, plants, by_recipe, demand, tables["goods"])
    hubs = newest(tables["hubs"], ["place"], days, as_of)
    lanes = _lanes(guess, tonnes, tables["goods"], hubs, heading.hub_buyers, plants, by_recipe, users, freight)
    surplus = pd.DataFrame(
        [(*q.key, tonnes["surplus", q.key]) for q in guess.quantities if q.kind == "surplus"], columns=["place", "good", "tonnes"]
    )
    stocks = _stocks(newest(tables["stocks"], ["place", "goods"], days, as_of), plants, by_recipe, demand)
    made = {(p, good) for p, recipe in zip(plants["place"], plants["recipe"], strict=True) for good, _ in by_recipe[recipe]}
    ends = {(p, g) for side in ("origin", "destination") for p, g in zip(lanes[side], lanes["good"], strict=True)}
    needed = made | ends | set(zip(demand["place"], demand["good"], strict=True)) | set(users)
    works = facilities(tables, by_recipe, days, as_of)
    today = base_year >= heading.base_years[0]  # nameplates speak of today, not of an earlier edition
    against = contradictions(works if today else works.iloc[:0], plants, base_year)
    world = World(
        name=name,
        as_of=as_of,
        base_year=base_year,
        places=_indexed(tables["places"], "place"),
        goods=_indexed(tables["goods"], "good"),
        recipes=with_extra(tables, coefs, days, as_of),
        recipe_goods=coefs,
        plants=plants,
        lanes=lanes,
        demand=demand,
        stocks=stocks,
        prices=base_prices(tables, heading, coefs, needed, freight, days, as_of, base_year),
        sectors=_indexed(tables["sectors"], "sector"),
        observations=observations(tables, heading.markets, days, as_of),
        projects=_projects(newest(tables["projects"], ["project"], days, as_of)),
        facilities=works,
        studies=studies(tables, days, as_of),
        surplus=surplus,
        residuals=pd.concat([residuals, against], ignore_index=True) if len(against) else residuals,
        left_out=left_out,
        guesses=_guesses(guess, tonnes),
    )
    check(world)
    return world


def _too_early(tables: Mapping[str, pd.DataFrame], heading: Heading, days: Days, as_of: date | None) -> BadMonth | BadTable:
    """The fault of a day on which too little was known: the first day that would do, or every row where no day does."""

    def unseen(day: date | None) -> list[Fault]:
        return _unseen(tables, full_recipes(tables, heading.baskets, days, day)[0], days, day)

    faults = unseen(as_of)
    later = sorted({day for day in days.values() if day is not None and as_of is not None and day > as_of})
    first = bisect(later, False, key=lambda day: not unseen(day))
    if first == len(later):
        return BadTable(faults)
    missing = "; ".join(str(fault.found) for fault in faults[:2])
    why = f"Too little had been published before: {missing}."
    return BadMonth(Fault("load_world(as_of=)", str(as_of), f"{later[first]} or later", why))


def _unseen(tables: Mapping[str, pd.DataFrame], coefs: pd.DataFrame, days: Days, as_of: date | None) -> list[Fault]:
    """What plants do and what shipping costs, where nothing that could be known on the day says so."""
    known = set(coefs["recipe"])
    rules = [str(rule) for rule in newest(tables["freight"], ["goods"], days, as_of)["goods"]]
    faults = {
        f"recipe_goods.csv, {r.recipe}": Fault(
            str(r.where), f"nothing known of recipe {r.recipe} on that day", "its goods", LATER
        )
        for r in records(tables["plants"])
        if r.recipe not in known
    }
    faults |= {
        f"freight.csv, {r.good}": Fault(str(r.where), f"no freight of {r.good} known on that day", "a rule of freight.csv", LATER)
        for r in records(tables["goods"])
        if not any(matches(rule, str(r.good)) for rule in rules)
    }
    return list(faults.values())


def _indexed(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    return frame.drop(columns="where").set_index(key)


def _guesses(guess: Prior, tonnes: Tonnes) -> pd.DataFrame:
    rows = [
        (q.kind, q.key, q.guess, tonnes[q.kind, q.key], q.error, ";".join(q.rows), q.source, q.assumed) for q in guess.quantities
    ]
    return pd.DataFrame(rows, columns=["kind", "key", "guess", "balanced", "error", "rows", "source", "assumed"])


def _plants(guess: Prior, tonnes: Tonnes) -> pd.DataFrame:
    rows = []
    for q in guess.quantities:
        if q.kind == "plant":
            base = tonnes["plant", q.key]
            rows.append((*q.key, base, max(guess.capacity[q.key[0], q.key[1]], HEADROOM * base), q.source, q.assumed))
    for r in records(guess.idle):
        rows.append((r.place, r.recipe, 0.0, r.capacity_per_year / MONTHS, r.source, r.assumed))
    return pd.DataFrame(rows, columns=["place", "recipe", "base", "capacity", "source", "assumed"])


def _demand(guess: Prior, tonnes: Tonnes, sectors: pd.DataFrame) -> pd.DataFrame:
    end_use = dict(zip(sectors["sector"], sectors["end_use"], strict=True))
    split = {q.entries[0][0][1] for q in guess.quantities if q.kind == "use" and q.entries[0][0][2] != "any"}
    rows = []
    for q in guess.quantities:
        if q.kind == "use":
            place, sector, good = q.key
            use = end_use[sector] if good in split else "any"
            spread = guess.elasticities[place, sector, good]
            rows.append((place, sector, good, use, tonnes["use", q.key], *spread, q.source, q.assumed))
    columns = [
        "place",
        "sector",
        "good",
        "end_use",
        "base",
        "elasticity_low",
        "elasticity",
        "elasticity_high",
        "source",
        "assumed",
    ]
    return pd.DataFrame(rows, columns=columns)


def _users(
    guess: Prior, plants: pd.DataFrame, coefs: Coefs, demand: pd.DataFrame, goods: pd.DataFrame
) -> dict[tuple[str, str], frozenset[str]]:
    split = set(goods.loc[goods["split"], "good"])
    found: dict[tuple[str, str], set[str]] = {}
    for place, good, end_use in zip(demand["place"], demand["good"], demand["end_use"], strict=True):
        found.setdefault((place, good), set()).add(end_use)
    for place, recipe in zip(plants["place"], plants["recipe"], strict=True):
        for good, k in coefs[recipe]:
            if k < 0:
                found.setdefault((place, good), set()).add("civil" if good in split else "any")
    for q in guess.quantities:
        if q.kind == "lane":
            found.setdefault((q.key[2], q.key[0]), set()).add(q.key[3])
    return {key: frozenset(uses) for key, uses in found.items()}


def _lanes(
    guess: Prior,
    tonnes: Tonnes,
    goods: pd.DataFrame,
    hubs: pd.DataFrame,
    hub_buyers: Sequence[str],
    plants: pd.DataFrame,
    coefs: Coefs,
    users: Mapping[tuple[str, str], frozenset[str]],
    freight: Freight,
) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = [
        (*q.key, tonnes["lane", q.key], q.source, q.assumed) for q in guess.quantities if q.kind == "lane"
    ]
    used: list[Lane] = [(q.key[0], q.key[1], q.key[2], q.key[3]) for q in guess.quantities if q.kind == "lane"]
    makers = [(p, g) for p, recipe in zip(plants["place"], plants["recipe"], strict=True) for g, k in coefs[recipe] if k > 0]
    reason = "no trade assumed in the base year; a maker or a re-export hub could sell to this user"
    rows += [(*lane, 0.0, "", reason) for lane in open_lanes(makers, users, hubs, hub_buyers, used)]
    frame = pd.DataFrame(rows, columns=["good", "origin", "destination", "end_use", "base", "source", "assumed"])
    frame.insert(
        5, "freight", [freight(g, o, d) for g, o, d in zip(frame["good"], frame["origin"], frame["destination"], strict=True)]
    )
    order = {good: n for n, good in enumerate(goods["good"])}
    frame["_order"] = frame["good"].map(order)
    return (
        frame.sort_values(["_order", "origin", "destination", "end_use"], kind="stable")
        .drop(columns="_order")
        .reset_index(drop=True)
    )


def _stocks(rules: pd.DataFrame, plants: pd.DataFrame, coefs: Coefs, demand: pd.DataFrame) -> pd.DataFrame:
    """Stocks at users: months of cover times monthly use."""
    used: dict[tuple[str, str], float] = {}
    for place, good, base in zip(demand["place"], demand["good"], demand["base"], strict=True):
        used[place, good] = used.get((place, good), 0.0) + base
    for place, recipe, base in zip(plants["place"], plants["recipe"], plants["base"], strict=True):
        for good, k in coefs[recipe]:
            if k < 0 < base:
                used[place, good] = used.get((place, good), 0.0) - k * base
    ranked = sorted(records(rules), key=lambda rule: str(rule.place) == "*")
    rows = []
    for (place, good), tonnes in sorted(used.items()):
        rule = next((r for r in ranked if r.place in (place, "*") and matches(str(r.goods), good)), None)
        if rule is not None:
            held, target = float(rule.months_held) * tonnes, float(rule.months_target) * tonnes
            rows.append((place, good, held, target, rule.source, rule.assumed))
    return pd.DataFrame(rows, columns=["place", "good", "tonnes", "target", "source", "assumed"])


def _projects(frame: pd.DataFrame) -> pd.DataFrame:
    found = frame.assign(tonnes=frame["tonnes_per_year"] / MONTHS).drop(columns=["where", "tonnes_per_year"])
    return found.set_index("project")
