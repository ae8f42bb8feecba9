"""Base-year prices without value-added tax: quotations in China, processing down the chain, freight and premium abroad."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import pandas as pd

from ytterby.months import months_between
from ytterby.world.tables import matches, records
from ytterby.world.visible import newest, seen

__all__ = ["base_prices"]

HOME = "CHN"
VAT = 0.13  # China's rate since 2019-04
OLDEST = 60  # months before the base year beyond which a quotation says nothing of it
ND_SHARE = 0.75  # of NdPr, as in units.METAL_PER_OXIDE
CONTROLLED = "2025-04"  # quotations from the month controls began are no guide to a base year before them
Row = tuple[float, str, str]  # USD/kg, source, assumed
Freight = Callable[[str, str, str], float]


def base_prices(
    tables: Mapping[str, pd.DataFrame],
    coefs: Mapping[str, Sequence[tuple[str, float]]],
    needed: Iterable[tuple[str, str]],
    freight: Freight,
    days: Mapping[str, date | None],
    as_of: date | None,
    base_year: int,
) -> pd.DataFrame:
    """place, good, usd_per_kg, source, assumed: one row for every (place, good) needed.

    Home prices: oxides the mean of the base year's months, or the nearest quotation of the five years around it; metals and
    magnets inputs plus fee; concentrates what the buyer's oxides are worth less his fee. Abroad: home price, a premium for tax
    not refunded, freight from China; concentrates less freight at the mine.
    """
    home = _oxides(tables, days, as_of, base_year)
    fees = newest(tables["fees"], ["recipe"], days, as_of)
    for recipe in [name for prefix in ("metal/", "magnet/") for name in coefs if name.startswith(prefix)]:
        home[recipe] = _made(recipe, coefs, home, fees)
    bought: dict[str, Row] = {}
    for recipe in sorted((name for name in coefs if name.startswith("separate/")), key=lambda name: name != "separate/seg"):
        inputs = [good for good, k in coefs[recipe] if k < 0]
        if not recipe.endswith("-light") and inputs[0] not in bought:
            bought[inputs[0]] = _feed(recipe, coefs, home | bought, fees)
    premium = [(str(r.goods), float(r.share)) for r in records(newest(tables["premium"], ["goods"], days, as_of))]
    rows = [_abroad(place, good, home | bought, premium, freight) for place, good in sorted(set(needed))]
    return pd.DataFrame(rows, columns=["place", "good", "usd_per_kg", "source", "assumed"])


def _oxides(
    tables: Mapping[str, pd.DataFrame], days: Mapping[str, date | None], as_of: date | None, base_year: int
) -> dict[str, Row]:
    series = seen(tables["price_series"], days, as_of)
    series = series[(series["market"] == "China domestic") & (series["month"] < CONTROLLED)]
    quoted: dict[str, dict[str, list[tuple[float, str]]]] = defaultdict(lambda: defaultdict(list))
    for r in records(series):
        usd = r.cny_per_tonne / 1000.0 / r.fx_cny_per_usd if r.cny_per_tonne == r.cny_per_tonne else r.usd_per_kg
        quoted[str(r.good)][str(r.month)].append((usd / (1.0 + VAT if r.includes_vat == "yes" else 1.0), str(r.source)))
    mean = {good: {m: (sum(v for v, _ in q) / len(q), {s for _, s in q}) for m, q in by.items()} for good, by in quoted.items()}
    nd, pr, both = (mean.get(f"oxide/{e}", {}) for e in ("Nd", "Pr", "NdPr"))
    mixed = {m: (ND_SHARE * nd[m][0] + (1 - ND_SHARE) * pr[m][0], nd[m][1] | pr[m][1]) for m in nd if m in pr}
    mean["oxide/NdPr"] = {**mixed, **both}
    found: dict[str, Row] = {}
    for row in records(tables["price_assumed"]):
        good = str(row.good)
        apart = {m: _apart(m, base_year) for m in mean.get(good, {})}
        near = min(apart.values(), default=OLDEST + 1)
        chosen = [mean[good][m] for m, n in sorted(apart.items()) if n == near]
        if near > OLDEST:
            found[good] = (float(row.usd_per_kg), "", str(row.assumed))
        else:
            cited = ";".join(sorted(set().union(*(s for _, s in chosen))))
            found[good] = (sum(v for v, _ in chosen) / len(chosen), cited, "")
    return found


def _apart(month: str, year: int) -> int:
    if month[:4] == str(year):
        return 0
    return months_between(month, f"{year}-01") if month < f"{year}-01" else months_between(f"{year}-12", month)


def _fee(recipe: str, fees: pd.DataFrame) -> tuple[float, float, str, str]:
    exact = fees[fees["recipe"] == recipe]
    row = (exact if len(exact) else fees[[matches(p, recipe) for p in fees["recipe"]]]).iloc[0]
    share = float(row["share"]) if row["share"] == row["share"] else 0.0
    fixed = float(row["usd_per_kg"]) if row["usd_per_kg"] == row["usd_per_kg"] else 0.0
    return fixed, share, str(row["source"]), str(row["assumed"])


def _sum(parts: Iterable[tuple[float, Row]]) -> tuple[float, set[str]]:
    value, cited = 0.0, set()
    for k, (usd, source, _) in parts:
        value += k * usd
        cited |= {s for s in source.split(";") if s}
    return value, cited


def _made(recipe: str, coefs: Mapping[str, Sequence[tuple[str, float]]], price: Mapping[str, Row], fees: pd.DataFrame) -> Row:
    fixed, _, source, assumed = _fee(recipe, fees)
    cost, cited = _sum((-k, price[good]) for good, k in coefs[recipe] if k < 0)
    reason = f"inputs at base prices plus a fee of {fixed:g} USD/kg" + (f": {assumed}" if assumed else "")
    return (cost + fixed, ";".join(sorted(cited | ({source} if source else set()))), reason)


def _feed(recipe: str, coefs: Mapping[str, Sequence[tuple[str, float]]], price: Mapping[str, Row], fees: pd.DataFrame) -> Row:
    fixed, share, source, assumed = _fee(recipe, fees)
    worth, cited = _sum((k, price[good]) for good, k in coefs[recipe] if k > 0)
    reason = f"oxides in it at base prices ({worth:.2f} USD/kg) less the separator's part" + (f": {assumed}" if assumed else "")
    return (worth * (1.0 - share) - fixed, ";".join(sorted(cited | ({source} if source else set()))), reason)


def _abroad(
    place: str, good: str, price: Mapping[str, Row], premium: Sequence[tuple[str, float]], freight: Freight
) -> tuple[str, str, float, str, str]:
    usd, source, assumed = price[good]
    if place == HOME:
        return place, good, usd, source, assumed
    if good.startswith("concentrate/"):
        return place, good, max(usd - freight(good, place, HOME), 0.0), source, f"{assumed}; less freight to China"
    share = next(share for pattern, share in premium if matches(pattern, good))
    why = (
        f"China's price plus {100 * share:g} % (tax not refunded on export) and freight"
        if share
        else "China's price plus freight"
    )
    value = usd * (1.0 + share) + freight(good, HOME, place)
    return place, good, value, source, f"{assumed}; {why}".removeprefix("; ")
