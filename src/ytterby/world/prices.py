"""Base-year prices without value-added tax: quotations in China, processing down the chain, freight and premium abroad."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from ytterby.months import months_between
from ytterby.world.lanes import Freight
from ytterby.world.tables import matches, records
from ytterby.world.trail import Part, leaf, mean, product, summed
from ytterby.world.visible import newest, seen

__all__ = ["base_prices", "price_parts"]

HOME = "CHN"
VAT = 0.13  # China's rate since 2019-04
OLDEST = 60  # months before the base year beyond which a quotation says nothing of it
ND_SHARE = 0.75  # of NdPr, as in units.METAL_PER_OXIDE
CONTROLLED = "2025-04"  # quotations from the month controls began are no guide to a base year before them
USD = "USD/kg"


def base_prices(
    tables: Mapping[str, pd.DataFrame],
    recipe_goods: pd.DataFrame,
    needed: Iterable[tuple[str, str]],
    freight: Freight,
    days: Mapping[str, date | None],
    as_of: date | None,
    base_year: int,
) -> pd.DataFrame:
    """place, good, usd_per_kg, source, assumed: one row for every (place, good) needed, by the rules of `price_parts`."""
    found = price_parts(tables, recipe_goods, needed, freight, days, as_of, base_year)
    rows = [(place, good, part.value, part.source, part.assumed) for (place, good), part in found.items()]
    return pd.DataFrame(rows, columns=["place", "good", "usd_per_kg", "source", "assumed"])


def price_parts(
    tables: Mapping[str, pd.DataFrame],
    recipe_goods: pd.DataFrame,
    needed: Iterable[tuple[str, str]],
    freight: Freight,
    days: Mapping[str, date | None],
    as_of: date | None,
    base_year: int,
) -> dict[tuple[str, str], Part]:
    """The price of every (place, good) needed, in USD/kg, with the parts it is made of.

    Home prices: oxides the mean of the base year's months, or the nearest quotation of the five years around it; metals and
    magnets inputs plus fee; concentrates what the buyer's oxides are worth less his fee. Abroad: home price, a premium for tax
    not refunded, freight from China; concentrates less freight at the mine.
    """
    home = _oxides(tables, days, as_of, base_year)
    coefs = {str(r): records(rows) for r, rows in recipe_goods.groupby("recipe", sort=False)}
    fees = newest(tables["fees"], ["recipe"], days, as_of)
    for recipe in [name for prefix in ("metal/", "magnet/") for name in coefs if name.startswith(prefix)]:
        home[recipe] = _made(recipe, coefs, home, fees)
    bought: dict[str, Part] = {}
    for recipe in sorted((name for name in coefs if name.startswith("separate/")), key=lambda name: name != "separate/seg"):
        inputs = [row.good for row in coefs[recipe] if row.coef < 0]
        if not recipe.endswith("-light") and inputs[0] not in bought:
            bought[inputs[0]] = _feed(recipe, coefs, home | bought, fees)
    premium = records(newest(tables["premium"], ["goods"], days, as_of))
    return {(place, good): _at(place, good, (home | bought)[good], premium, freight) for place, good in sorted(set(needed))}


def _oxides(
    tables: Mapping[str, pd.DataFrame], days: Mapping[str, date | None], as_of: date | None, base_year: int
) -> dict[str, Part]:
    months = _quotations(tables, days, as_of)
    found: dict[str, Part] = {}
    for row in records(tables["price_assumed"]):
        good = str(row.good)
        apart = {m: _apart(m, base_year) for m in months.get(good, {})}
        near = min(apart.values(), default=OLDEST + 1)
        chosen = [months[good][m] for m, n in sorted(apart.items()) if n == near]
        name = f"{good} in {HOME}"
        if near > OLDEST:
            found[good] = leaf(name, float(row.usd_per_kg), USD, str(row.where), "", str(row.assumed))
        else:
            which = f"the months of {base_year}" if near == 0 else f"the nearest quotation, {near} months away"
            found[good] = mean(name, USD, f"mean of {which}, without value-added tax", chosen)
    return found


def _quotations(
    tables: Mapping[str, pd.DataFrame], days: Mapping[str, date | None], as_of: date | None
) -> dict[str, dict[str, Part]]:
    """China's quotations without tax by good and month; NdPr from Nd and Pr where it has none of its own."""
    series = seen(tables["price_series"], days, as_of)
    series = series[(series["market"] == "China domestic") & (series["month"] < CONTROLLED)]
    quoted: dict[str, dict[str, list[Part]]] = defaultdict(lambda: defaultdict(list))
    for r in records(series):
        usd = r.cny_per_tonne / 1000.0 / r.fx_cny_per_usd if r.cny_per_tonne == r.cny_per_tonne else r.usd_per_kg
        told = f"quotation with tax, less {100 * VAT:g} %" if r.includes_vat == "yes" else "quotation without tax"
        value = usd / (1.0 + VAT if r.includes_vat == "yes" else 1.0)
        quoted[str(r.good)][str(r.month)].append(leaf(f"{r.good} {r.month}", value, USD, str(r.where), str(r.source), "", told))
    found = {
        good: {m: q[0] if len(q) == 1 else mean(f"{good} {m}", USD, "mean of quotations", q) for m, q in by.items()}
        for good, by in quoted.items()
    }
    nd, pr, both = (found.get(f"oxide/{e}", {}) for e in ("Nd", "Pr", "NdPr"))
    mixed = {m: _mixed(nd[m], pr[m], m) for m in nd if m in pr}
    found["oxide/NdPr"] = {**mixed, **both}
    return found


def _mixed(nd: Part, pr: Part, month: str) -> Part:
    split = "three parts of Nd to one of Pr, as in the oxide that is sold"
    parts = [
        product(f"{symbol} in it", USD, "share of the mix times its quotation", [leaf("share", share, "1", "", "", split), part])
        for symbol, share, part in (("Nd", ND_SHARE, nd), ("Pr", 1.0 - ND_SHARE, pr))
    ]
    return summed(f"oxide/NdPr {month}", USD, "from Nd and Pr", parts)


def _apart(month: str, year: int) -> int:
    if month[:4] == str(year):
        return 0
    return months_between(month, f"{year}-01") if month < f"{year}-01" else months_between(f"{year}-12", month)


def _fee(recipe: str, fees: pd.DataFrame) -> tuple[float, float, str, str, str]:
    exact = fees[fees["recipe"] == recipe]
    row = (exact if len(exact) else fees[[matches(p, recipe) for p in fees["recipe"]]]).iloc[0]
    share = float(row["share"]) if row["share"] == row["share"] else 0.0
    fixed = float(row["usd_per_kg"]) if row["usd_per_kg"] == row["usd_per_kg"] else 0.0
    return fixed, share, str(row["where"]), str(row["source"]), str(row["assumed"])


def _made(recipe: str, coefs: Mapping[str, list[Any]], price: Mapping[str, Part], fees: pd.DataFrame) -> Part:
    fixed, _, where, source, assumed = _fee(recipe, fees)
    reason = f"inputs at base prices plus a fee of {fixed:g} USD/kg" + (f": {assumed}" if assumed else "")
    parts = [_times(row, price[row.good]) for row in coefs[recipe] if row.coef < 0]
    parts.append(leaf("fee", fixed, USD, where, source, assumed))
    return summed(f"{recipe} in {HOME}", USD, "what goes into it at home prices, and the maker's fee", parts, reason)


def _feed(recipe: str, coefs: Mapping[str, list[Any]], price: Mapping[str, Part], fees: pd.DataFrame) -> Part:
    fixed, share, where, source, assumed = _fee(recipe, fees)
    good = str(next(row.good for row in coefs[recipe] if row.coef < 0))
    made = [_times(row, price[row.good]) for row in coefs[recipe] if row.coef > 0]
    worth = summed("oxides in it", USD, "what comes out of it at home prices", made)
    reason = f"oxides in it at base prices ({worth.value:.2f} USD/kg) less the separator's part" + (
        f": {assumed}" if assumed else ""
    )
    kept = product("separator's part", USD, "share of the worth", [leaf("share", -share, "1", where, source, assumed), worth])
    parts = [worth, kept, leaf("separator's fee", -fixed, USD, where, source, assumed)]
    return summed(f"{good} in {HOME}", USD, "what its oxides are worth less what separation keeps", parts, reason)


def _times(row: Any, price: Part) -> Part:
    rule = f"coefficient of recipe {row.recipe}"
    per = leaf("per kg", abs(float(row.coef)), "kg/kg", "", str(row.source), str(row.assumed), rule)
    return product(str(row.good), USD, "kilograms times price", [per, price])


def _at(place: str, good: str, home: Part, premium: Sequence[Any], freight: Freight) -> Part:
    """The price at a place: at home as it is, abroad with premium and freight; a concentrate is worth less where it is mined."""
    name = f"{good} in {place}"
    if place == HOME:
        return replace(home, name=name)
    if good.startswith("concentrate/"):
        reason = f"{home.assumed}; less freight to China"
        away = freight.part(good, place, HOME)
        most = min(1.0, home.value / away.value) if away.value > 0 else 1.0
        sent = product(
            away.name, USD, "at most the price itself", [leaf("less", -most, "1", "", "", "a price is not negative"), away]
        )
        return summed(name, USD, "what China pays, less freight from the mine", [home, sent], reason)
    row = next(r for r in premium if matches(r.goods, good))
    share = float(row.share)
    why = (
        f"China's price plus {100 * share:g} % (tax not refunded on export) and freight"
        if share
        else "China's price plus freight"
    )
    tax = leaf("tax not refunded on export", share, "1", str(row.where), str(row.source), str(row.assumed))
    parts = [
        home,
        product("premium", USD, "share of the home price", [tax, home]),
        freight.part(good, HOME, place),
    ]
    return summed(name, USD, "home price, premium and freight", parts, f"{home.assumed}; {why}".removeprefix("; "))
