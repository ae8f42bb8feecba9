"""Whether the figures of a world's tables make sense together: what one cell alone does not show, each fault at its line."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

import pandas as pd

from ytterby.errors import Fault, near_miss
from ytterby.world.heading import HEADING, Heading
from ytterby.world.tables import records

__all__ = ["senseless"]

NAMED = {"places": "place", "goods": "good", "recipes": "recipe", "sectors": "sector"}
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]*(/[A-Za-z0-9][A-Za-z0-9_.+-]*)*")
GAIN = 1e-9  # of a good made from itself: more than rounding
Tables = Mapping[str, pd.DataFrame]


def senseless(tables: Tables, heading: Heading, library: Collection[str], folder: str) -> list[Fault]:
    """Every fault of names, sources, shares, elasticities, recipes, quotations and years."""
    return [
        *_empty(tables, folder),
        *_names(tables),
        *_sources(tables, library),
        *_shares(tables),
        *_elasticities(tables["demand"]),
        *_uses(tables),
        *_recipes(tables),
        *_circles(tables),
        *_quotations(tables["price_series"]),
        *_years(tables, heading, folder),
    ]


def _empty(tables: Tables, folder: str) -> Iterator[Fault]:
    needed = ("places", "goods", "sectors", "recipes", "recipe_goods", "plants", "demand", "freight", "price_assumed")
    for name in needed:
        if tables[name].empty:
            yield Fault(f"{folder}/{name}.csv:1", "no rows", "at least one", "Add the rows, below the header.")
    for name, column in (("plants", "base_per_year"), ("demand", "tonnes_per_year")):
        if len(tables[name]) and not (tables[name][column] > 0).any():
            yield Fault(
                f"{folder}/{name}.csv:2:{column}", "nothing above zero", "a world in which something moves", "Add tonnes."
            )


def _names(tables: Tables) -> Iterator[Fault]:
    for table, column in NAMED.items():
        for name, where in zip(tables[table][column], tables[table]["where"], strict=True):
            if name and not NAME.fullmatch(name):
                remedy = "Use letters, digits, _ . + - and / between parts."
                yield Fault(f"{where}:{column}", repr(name), "a plain name such as metal/Dy or USA", remedy)
    for codes, where in zip(tables["places"]["iso_numeric"], tables["places"]["where"], strict=True):
        if not all(re.fullmatch(r"\d{1,3}", code) for code in codes.split(";") if code):
            remedy = "Write the ISO 3166 numbers, parted by semicolons, or leave it blank."
            yield Fault(f"{where}:iso_numeric", repr(codes), "numbers of up to three digits", remedy)


def _sources(tables: Tables, library: Collection[str]) -> Iterator[Fault]:
    for frame in tables.values():
        if "source" in frame:
            for cell, where in zip(frame["source"], frame["where"], strict=True):
                for part in filter(None, str(cell).split(";")):
                    if part not in library:
                        near = near_miss(part, list(library)).split(" Known")[0]
                        near = "" if near.startswith("Known") else f"{near} "
                        yield Fault(f"{where}:source", repr(part), "the id of a source", f"{near}List it in sources/*.csv.")


def _shares(tables: Tables) -> Iterator[Fault]:
    for r in records(tables["origins"]):
        if r.share > 1.0:
            yield Fault(f"{r.where}:share", f"{r.share:g}", "a share of at most 1", "Write 0.25 for a quarter.")
    for r in records(tables["fees"]):
        if not math.isnan(r.share) and not 0.0 <= r.share < 1.0:
            yield Fault(f"{r.where}:share", f"{r.share:g}", "a share below 1", "Write 0.4 for 40 %.")


def _elasticities(demand: pd.DataFrame) -> Iterator[Fault]:
    for r in records(demand):
        if not 0.0 < r.elasticity_low <= r.elasticity <= r.elasticity_high:
            found = f"{r.elasticity_low:g}, {r.elasticity:g}, {r.elasticity_high:g}"
            yield Fault(f"{r.where}:elasticity", found, "low, value, high above zero in that order", "Write absolute values.")


def _uses(tables: Tables) -> Iterator[Fault]:
    shares = tables["demand_shares"].groupby("sector")["share"].sum()
    for r in records(tables["demand"]):
        if r.place == "*" and not shares.get(r.sector, 0.0) > 0:
            remedy = "Add the sector's shares by place, or name a place."
            yield Fault(f"{r.where}:place", f"'*' for sector {r.sector}", "shares of it in demand_shares.csv", remedy)


def _recipes(tables: Tables) -> Iterator[Fault]:
    goods: dict[str, set[str]] = defaultdict(set)
    for r in records(tables["recipe_goods"]):
        goods[r.recipe].add(r.good)
        if r.coef == 0:
            yield Fault(f"{r.where}:coef", "0", "tonnes per unit of level, output positive, input negative", "Drop the row.")
    for r in records(tables["recipes"]):
        if not r.ore and goods[r.recipe] and r.level not in goods[r.recipe]:
            near = near_miss(str(r.level), sorted(goods[r.recipe]))
            yield Fault(f"{r.where}:level", repr(r.level), "one of the recipe's own goods", near)


def _circles(tables: Tables) -> Iterator[Fault]:
    """Recipes of one input that together give more of a good than they take, round and round."""
    parts: dict[str, dict[str, float]] = defaultdict(dict)
    at: dict[str, str] = {}
    for r in records(tables["recipe_goods"]):
        parts[r.recipe].setdefault(r.good, float(r.coef))
        at.setdefault(r.recipe, str(r.where))
    edges = []
    for recipe, found in parts.items():
        takes = [(good, -k) for good, k in found.items() if k < 0]
        if len(takes) == 1:
            edges += [(takes[0][0], good, math.log(k / takes[0][1]), recipe) for good, k in found.items() if k > 0]
    best = {good: 0.0 for edge in edges for good in edge[:2]}
    came: dict[str, tuple[str, str]] = {}
    last = ""
    for _ in range(len(best) + 1):
        last = ""
        for start, end, gain, recipe in edges:
            if best[start] + gain > best[end] + GAIN:
                best[end], came[end], last = best[start] + gain, (start, recipe), end
    if last:
        for _ in range(len(best)):
            last = came[last][0]
        circle, good = [came[last][1]], came[last][0]
        while good != last:
            circle.append(came[good][1])
            good = came[good][0]
        named = ", ".join(sorted(set(circle)))
        remedy = "Let each step lose what it loses, or drop one of them."
        yield Fault(
            at[circle[0]], f"{last} made from itself with a gain, by {named}", "recipes that lose on the way round", remedy
        )


def _quotations(series: pd.DataFrame) -> Iterator[Fault]:
    for r in records(series):
        if math.isnan(r.usd_per_kg) and (math.isnan(r.cny_per_tonne) or not r.fx_cny_per_usd > 0):
            remedy = "Give usd_per_kg, or cny_per_tonne with fx_cny_per_usd."
            yield Fault(f"{r.where}:usd_per_kg", "no price", "one in USD, or one in CNY with its rate", remedy)
        elif r.fx_cny_per_usd <= 0:
            yield Fault(f"{r.where}:fx_cny_per_usd", f"{r.fx_cny_per_usd:g}", "a rate above zero", "Correct the rate.")


def _years(tables: Tables, heading: Heading, folder: str) -> Iterator[Fault]:
    first, last = heading.base_years
    if not first <= heading.usual_year <= last:
        yield Fault(f"{folder}/{HEADING}:base_year", str(heading.base_year), f"a year from {first} to {last}", "Correct one.")
