"""Base-year prices without value-added tax: quotations at home, processing along the chain, freight and premium abroad."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from ytterby.errors import BadTable, Fault
from ytterby.months import months_between
from ytterby.world.heading import Heading, Home, Mixture
from ytterby.world.lanes import Freight
from ytterby.world.tables import matches, records
from ytterby.world.trail import Part, combined, leaf, mean, product, ratio, summed
from ytterby.world.visible import newest, seen

__all__ = ["base_prices", "price_parts", "without_tax"]

OLDEST = 60  # months before the base year beyond which a quotation says nothing of it
YEAR = 4  # letters of a month that names a whole year: the mean of that year, which outranks its months
NEWEST = 6  # months after the base year up to which one does
LAST = "9999-12"
USD = "USD/kg"
Fee = tuple[float, float, str, str, str]  # USD/kg of level, share of the worth, where, source, assumed
ZERO = leaf("nothing", 0.0, USD, "", "", "what is not worth its processing is given away")


def base_prices(
    tables: Mapping[str, pd.DataFrame],
    heading: Heading,
    recipe_goods: pd.DataFrame,
    needed: Iterable[tuple[str, str]],
    freight: Freight,
    days: Mapping[str, date | None],
    as_of: date | None,
    base_year: int,
) -> pd.DataFrame:
    """place, good, usd_per_kg, source, assumed: one row for every (place, good) needed, by the rules of `price_parts`."""
    found = price_parts(tables, heading, recipe_goods, needed, freight, days, as_of, base_year)
    rows = [(place, good, part.value, part.source, part.assumed) for (place, good), part in found.items()]
    return pd.DataFrame(rows, columns=["place", "good", "usd_per_kg", "source", "assumed"])


def price_parts(
    tables: Mapping[str, pd.DataFrame],
    heading: Heading,
    recipe_goods: pd.DataFrame,
    needed: Iterable[tuple[str, str]],
    freight: Freight,
    days: Mapping[str, date | None],
    as_of: date | None,
    base_year: int,
) -> dict[tuple[str, str], Part]:
    """The price of every (place, good) needed, in USD/kg, with the parts it is made of; BadTable names goods without a price.

    At home: goods of ``price_assumed`` at the mean of the base year's months, or the nearest quotation of the five years
    before it and the half year after, or the row itself; what is made of them at inputs plus fee; what they are made of at
    its worth less the maker's part. Abroad: a row that names the place; else home price, premium (tax not refunded) and
    freight from home; what is bought for its contents at the home price less freight.
    """
    stated = newest(tables["price_assumed"], ["good", "place"], days, as_of)
    home = _quoted(tables, heading, stated, days, as_of, base_year)
    coefs = {str(r): records(rows) for r, rows in recipe_goods.groupby("recipe", sort=False)}
    bought = _chained(tables["recipes"], coefs, home, newest(tables["fees"], ["recipe"], days, as_of), heading.home.place)
    named = {(str(r.place), str(r.good)): r for r in records(stated) if r.place}
    premium = records(newest(tables["premium"], ["goods"], days, as_of))
    wanted = sorted(set(needed))
    _refuse_unpriced({good for place, good in wanted if (place, good) not in named} - set(home))
    titles = dict(zip(tables["places"]["place"], tables["places"]["name"], strict=True))
    centre = (heading.home.place, str(titles[heading.home.place]))

    def at(place: str, good: str) -> Part:
        if (place, good) in named and place != centre[0]:
            row = named[place, good]
            cited = (str(row.where), str(row.source), str(row.assumed))
            return leaf(f"{good} in {place}", float(row.usd_per_kg), USD, *cited)
        return _at(place, good, home[good], good in bought, premium, freight, centre)

    return {(place, good): at(place, good) for place, good in wanted}


def _refuse_unpriced(goods: set[str]) -> None:
    if goods:
        remedy = "Add a row of price_assumed.csv, or a fee of a recipe whose other goods have prices."
        raise BadTable(Fault("price_assumed.csv", f"no price of {good}", "one for every good", remedy) for good in sorted(goods))


def _quoted(
    tables: Mapping[str, pd.DataFrame],
    heading: Heading,
    stated: pd.DataFrame,
    days: Mapping[str, date | None],
    as_of: date | None,
    base_year: int,
) -> dict[str, Part]:
    months = _quotations(tables, heading, days, as_of)
    found: dict[str, Part] = {}
    for row in [r for r in records(stated) if r.place in ("", heading.home.place)]:
        good = str(row.good)
        whole = months.get(good, {}).get(str(base_year))
        apart = {m: _apart(m, base_year) for m in months.get(good, {}) if len(m) > YEAR}
        apart = {m: n for m, n in apart.items() if n <= (OLDEST if m[:YEAR] <= str(base_year) else NEWEST)}
        near = 0 if whole else min(apart.values(), default=OLDEST + 1)
        chosen = [whole] if whole else [months[good][m] for m, n in sorted(apart.items()) if n == near]
        name = f"{good} in {heading.home.place}"
        if near > OLDEST:
            found[good] = leaf(name, float(row.usd_per_kg), USD, str(row.where), str(row.source), str(row.assumed))
        else:
            this = f"the year {base_year}" if whole else f"{len(chosen)} months of {base_year}"
            which = this if near == 0 else f"the nearest quotation, {near} months away"
            found[good] = mean(name, USD, f"mean of {which}, without value-added tax", chosen)
    return found


def _quotations(
    tables: Mapping[str, pd.DataFrame], heading: Heading, days: Mapping[str, date | None], as_of: date | None
) -> dict[str, dict[str, Part]]:
    """Home quotations without tax by good and month; mixtures from their elements where they have none of their own."""
    home = heading.home
    series = seen(tables["price_series"], days, as_of)
    series = series[(series["market"] == home.quotations) & (series["month"] <= (home.quoted_until or LAST))]
    quoted: dict[str, dict[str, list[Part]]] = defaultdict(lambda: defaultdict(list))
    for r in records(series):
        rate = 100 * home.rate(str(r.month)).value
        told = f"quotation with tax, less {rate:g} %" if r.includes_vat == "yes" else "quotation without tax"
        value = without_tax(r, home)
        quoted[str(r.good)][str(r.month)].append(leaf(f"{r.good} {r.month}", value, USD, str(r.where), str(r.source), "", told))
    found = {
        good: {m: q[0] if len(q) == 1 else mean(f"{good} {m}", USD, "mean of quotations", q) for m, q in by.items()}
        for good, by in quoted.items()
    }
    for name, mixture in (heading.baskets.mixtures if heading.baskets else {}).items():
        good, parts = f"oxide/{name}", {e: found.get(f"oxide/{e}", {}) for e in mixture.shares}
        shared = [m for m in next(iter(parts.values())) if all(m in by for by in parts.values())]
        mixed = {m: _mixed(f"{good} {m}", mixture, {e: by[m] for e, by in parts.items()}) for m in shared}
        found[good] = {**mixed, **found.get(good, {})}
    return found


def without_tax(row: Any, home: Home) -> float:
    """USD/kg of a quotation without the tax of its month; in yuan by its own exchange rate where it was quoted so."""
    usd = row.cny_per_tonne / 1000.0 / row.fx_cny_per_usd if row.cny_per_tonne == row.cny_per_tonne else row.usd_per_kg
    return float(usd / (1.0 + home.rate(str(row.month)).value if row.includes_vat == "yes" else 1.0))


def _mixed(name: str, mixture: Mixture, quoted: Mapping[str, Part]) -> Part:
    cited = ("", mixture.source or "", mixture.assumed or "")
    parts = [
        product(f"{e} in it", USD, "share of the mix times its quotation", [leaf("share", share, "1", *cited), quoted[e]])
        for e, share in mixture.shares.items()
    ]
    return summed(name, USD, f"from {' and '.join(mixture.shares)}", parts)


def _apart(month: str, year: int) -> int:
    """Months from a quotation's month, or the nearest month of its bare year, to the base year."""
    if month[:4] == str(year):
        return 0
    if month < str(year):
        return months_between(month if "-" in month else f"{month}-12", f"{year}-01")
    return months_between(f"{year}-12", month if "-" in month else f"{month}-01")


def _fee(recipe: str, fees: pd.DataFrame) -> Fee | None:
    exact = fees[fees["recipe"] == recipe]
    rows = exact if len(exact) else fees[[matches(p, recipe) for p in fees["recipe"]]]
    if rows.empty:
        return None
    row = rows.iloc[0]
    share = float(row["share"]) if row["share"] == row["share"] else 0.0
    fixed = float(row["usd_per_kg"]) if row["usd_per_kg"] == row["usd_per_kg"] else 0.0
    return fixed, share, str(row["where"]), str(row["source"]), str(row["assumed"])


def _chained(
    recipes: pd.DataFrame, coefs: Mapping[str, list[Any]], price: dict[str, Part], fees: pd.DataFrame, home: str
) -> set[str]:
    """The goods priced by what they give; ``price`` gains these and the ones priced by what they take.

    A recipe with a fee and one good of unknown price gives it: the level it makes, or an input. The first in the table wins.
    """
    bought: set[str] = set()
    fee = {str(r.recipe): _fee(str(r.recipe), fees) for r in records(recipes)}
    waiting = True
    while waiting:
        waiting = False
        for row in records(recipes):
            recipe, kept = str(row.recipe), fee[str(row.recipe)]
            unknown = [one for one in coefs.get(recipe, ()) if one.good not in price]
            if kept is None or len(unknown) != 1 or (unknown[0].coef > 0 and unknown[0].good != row.level):
                continue
            one, others = unknown[0], [other for other in coefs[recipe] if other is not unknown[0]]
            price[one.good] = (_made if one.coef > 0 else _feed)(f"{one.good} in {home}", one, others, price, kept)
            bought |= {one.good} if one.coef < 0 else set()
            waiting = True
    return bought


def _made(name: str, made: Any, others: Sequence[Any], price: Mapping[str, Part], fee: Fee) -> Part:
    fixed, share, where, source, assumed = fee
    reason = f"inputs at base prices plus a fee of {fixed:g} USD/kg" + (f": {assumed}" if assumed else "")
    parts = [_times(row, price[row.good]) for row in others]
    parts.append(leaf("fee", fixed, USD, where, source, assumed))
    cost = summed(name, USD, "what goes into it at home prices, less what else comes out, and the maker's fee", parts, reason)
    kept = (1.0 - share) * float(made.coef)
    if kept == 1.0:
        return cost
    per = leaf("of each unit sold", kept, "1", where, source, assumed or "output per unit of level, less the maker's share")
    return ratio(name, USD, "cost over what of it is sold and not the maker's share", [cost, per], reason)


def _feed(name: str, used: Any, others: Sequence[Any], price: Mapping[str, Part], fee: Fee) -> Part:
    fixed, share, where, source, assumed = fee
    made = [_times(row, price[row.good], 1.0) for row in others if row.coef > 0]
    worth = summed("goods in it", USD, "what comes out of it at home prices", made)
    reason = f"goods in it at base prices ({worth.value:.2f} USD/kg) less the maker's part" + (f": {assumed}" if assumed else "")
    kept = product("maker's part", USD, "share of the worth", [leaf("share", -share, "1", where, source, assumed), worth])
    parts = [worth, kept, leaf("maker's fee", -fixed, USD, where, source, assumed)]
    parts += [_times(row, price[row.good], -1.0) for row in others if row.coef < 0]
    paid = summed(name, USD, "what its goods are worth less what the maker keeps and adds", parts, reason)
    if used.coef != -1.0:
        per = leaf("of it per unit of level", -float(used.coef), "1", "", str(used.source), str(used.assumed), "recipe")
        paid = ratio(name, USD, "paid per unit of level over what of it goes in", [paid, per], reason)
    return paid if paid.value >= 0 else combined(name, USD, "most", "a price is not negative", [paid, ZERO], reason)


def _times(row: Any, price: Part, sign: float | None = None) -> Part:
    """Kilograms per unit of level times price: what goes in counts as cost, what comes out against it, unless a sign is given."""
    rule = f"coefficient of recipe {row.recipe}"
    per = -float(row.coef) if sign is None else sign * abs(float(row.coef))
    return product(
        str(row.good),
        USD,
        "kilograms times price",
        [leaf("per kg", per, "kg/kg", "", str(row.source), str(row.assumed), rule), price],
    )


def _at(
    place: str, good: str, home: Part, bought: bool, premium: Sequence[Any], freight: Freight, centre: tuple[str, str]
) -> Part:
    """The price at a place: at home as it is, abroad with premium and freight; what is bought for its contents is worth less."""
    name, (at_home, title) = f"{good} in {place}", centre
    if place == at_home:
        return replace(home, name=name)
    if bought:
        reason = f"{home.assumed}; less freight to {title}"
        away = freight.part(good, place, at_home)
        most = min(1.0, home.value / away.value) if away.value > 0 else 1.0
        sent = product(
            away.name, USD, "at most the price itself", [leaf("less", -most, "1", "", "", "a price is not negative"), away]
        )
        return summed(name, USD, f"what {title} pays, less freight from there", [home, sent], reason)
    row = next((r for r in premium if matches(str(r.goods), good)), None)
    parts = [home]
    if row is not None:
        tax = leaf("premium abroad", float(row.share), "1", str(row.where), str(row.source), str(row.assumed))
        parts.append(product("premium", USD, "share of the home price", [tax, home]))
    parts.append(freight.part(good, at_home, place))
    more = f" a premium of {100 * row.share:g} % and" if row is not None and row.share else ""
    why = f"{home.assumed}; {title}'s price plus{more} freight".removeprefix("; ")
    return summed(name, USD, "home price, premium and freight", parts, why)
