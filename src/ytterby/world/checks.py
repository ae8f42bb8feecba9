"""Whether the tables of a world may be balanced: every structural fault at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from ytterby.errors import BadTable, Fault, near_miss
from ytterby.world.basis import mixed_bases
from ytterby.world.heading import HEADING, Heading
from ytterby.world.registers import PERIODS
from ytterby.world.sense import senseless
from ytterby.world.tables import matches, records

__all__ = ["CONFIDENCE", "check_tables"]

STAGES = ("mine", "separation", "metal", "alloy", "magnet", "scrap", "product")  # of law too (policy/words.py)
CONFIDENCE = ("high", "medium", "low", "assumed")
KINDS = ("level", "output", "lane", "demand", "share", "share-content", "output-of", "demand-content")
REFERENCES = {  # table: column -> table it points to; patterns may end in *
    "recipes": {"level": "goods"},
    "recipe_goods": {"recipe": "recipes", "good": "goods"},
    "plants": {"place": "places", "recipe": "recipes"},
    "demand": {"sector": "sectors", "good": "goods", "place": "places"},
    "demand_shares": {"sector": "sectors", "place": "places"},
    "origins": {"good": "goods", "destination": "places", "origin": "places"},
    "hubs": {"place": "places", "goods": "goods"},
    "facts": {
        "recipe": "recipes",
        "good": "goods",
        "place": "places",
        "origin": "places",
        "destination": "places",
        "sector": "sectors",
    },
    "price_assumed": {"good": "goods"},
    "fees": {"recipe": "recipes"},
    "freight": {"goods": "goods"},
    "premium": {"goods": "goods"},
    "stocks": {"place": "places", "goods": "goods"},
    "projects": {"place": "places", "recipe": "recipes"},
    "trade_series": {"good": "goods"},
    "observed": {"good": "goods"},
    "facilities": {"place": "places", "recipe": "recipes", "good": "goods"},
    "studies": {"place": "places"},
}
WORDS = {
    "places": "a place of this world",
    "goods": "a good of this world",
    "recipes": "a recipe of this world",
    "sectors": "a sector of this world",
}
KEYS = {"places": "place", "goods": "good", "recipes": "recipe", "sectors": "sector"}
VOCABULARY = {
    ("goods", "stage"): STAGES,
    ("recipes", "stage"): STAGES,
    ("recipes", "keeps"): ("", "all", "light", "light+seg", "seg"),
    ("facts", "kind"): KINDS,
    ("facts", "fit"): ("yes", "no"),
    ("sectors", "end_use"): ("civil", "military"),
    ("facilities", "unit"): ("", *PERIODS),
    ("facilities", "figure"): ("", "nameplate", "quota", "output", "plan", "total", "former"),
    ("facilities", "status"): ("operating", "idle", "construction", "planned"),
    ("projects", "status"): ("operating", "ramping up", "construction", "financed", "planned", "proposed", "stopped"),
    ("studies", "tax"): ("", "pre", "post"),
    **{
        (table, "confidence"): CONFIDENCE
        for table in (
            "plants",
            "demand",
            "origins",
            "facts",
            "compositions",
            "price_series",
            "trade_series",
            "observed",
            "facilities",
            "studies",
        )
    },
}


def check_tables(tables: Mapping[str, pd.DataFrame], heading: Heading, library: Collection[str], folder: str) -> None:
    """Nothing if every name is known, no key stands twice and capacities hold their base; BadTable with every fault otherwise."""
    faults = [
        *_heading(heading, tables, f"{folder}/{HEADING}"),
        *_references(tables),
        *_vocabulary(tables),
        *_goods(tables["goods"], heading),
        *_duplicates(tables),
        *_plants(tables["plants"]),
        *mixed_bases(tables["recipe_goods"]),
        *_works(tables["facilities"], set(tables["places"]["place"])),
        *_recipes(tables, heading),
        *_freight(tables),
        *senseless(tables, heading, library, folder),
    ]
    if faults:
        raise BadTable(faults)


def _heading(heading: Heading, tables: Mapping[str, pd.DataFrame], where: str) -> list[Fault]:
    """Faults of names in the heading that no table knows."""
    places, goods = list(tables["places"]["place"]), list(tables["goods"]["good"])
    apart = heading.baskets
    named = [("home.place", heading.home.place, places, WORDS["places"])]
    named += [(f"markets.{market}", place, places, WORDS["places"]) for market, place in heading.markets.items()]
    named += [("hub_buyers", place, places, WORDS["places"]) for place in heading.hub_buyers]
    named += [("byproducts", good, goods, WORDS["goods"]) for good in heading.byproducts]
    if apart is not None:
        named += [("baskets.oxides", f"oxide/{name}", goods, WORDS["goods"]) for name in apart.oxides]
        named += [("baskets.light", name, list(apart.oxides), "one of baskets.oxides") for name in apart.light]
        if apart.heavy_concentrate:
            named.append(("baskets.heavy_concentrate", apart.heavy_concentrate, goods, WORDS["goods"]))
    return [
        Fault(f"{where}:{path}", repr(name), expected, near_miss(name, known))
        for path, name, known, expected in named
        if name not in known
    ]


def _references(tables: Mapping[str, pd.DataFrame]) -> list[Fault]:
    faults = []
    for table, columns in REFERENCES.items():
        for column, target in columns.items():
            known = list(tables[target][KEYS[target]])
            for cell, where in zip(tables[table][column], tables[table]["where"], strict=True):
                for part in str(cell).split(";") if cell else ():
                    if not any(matches(part, name) for name in known):
                        faults.append(Fault(f"{where}:{column}", repr(part), WORDS[target], near_miss(part, known)))
    return faults


def _vocabulary(tables: Mapping[str, pd.DataFrame]) -> list[Fault]:
    return [
        Fault(
            f"{where}:{column}",
            repr(cell),
            f"one of {', '.join(word or 'blank' for word in words)}",
            near_miss(str(cell), list(words)),
        )
        for (table, column), words in VOCABULARY.items()
        for cell, where in zip(tables[table][column], tables[table]["where"], strict=True)
        if cell not in words
    ]


def _goods(goods: pd.DataFrame, heading: Heading) -> list[Fault]:
    faults = []
    for r in records(goods):
        form = str(r.good).split("/")[0]
        expected = heading.bases.get(form)
        if expected is None:
            known = list(heading.bases)
            faults.append(Fault(f"{r.where}:good", repr(form), f"a form named in bases of {HEADING}", near_miss(form, known)))
        elif r.basis != expected:
            remedy = "Masses of different bases never mix: correct the basis."
            faults.append(Fault(f"{r.where}:basis", repr(r.basis), expected, remedy))
        for element in str(r.elements).split(";") if r.elements or heading.elements else ():
            if element not in heading.elements:
                remedy = near_miss(element, heading.elements)
                faults.append(Fault(f"{r.where}:elements", repr(element), "an element of this world", remedy))
    return faults


def _recipes(tables: Mapping[str, pd.DataFrame], heading: Heading) -> list[Fault]:
    """Faults of recipes that no row makes, and of ores whose contents nothing states."""
    faults = []
    stated, ores = set(tables["recipe_goods"]["recipe"]), list(tables["ores"]["ore"])
    for r in records(tables["recipes"]):
        if not r.ore and r.recipe not in stated:
            remedy = "Add its goods, output positive, input negative."
            faults.append(Fault(f"{r.where}:recipe", repr(r.recipe), "rows of recipe_goods.csv or an ore", remedy))
        if r.ore and heading.baskets is None:
            faults.append(Fault(f"{r.where}:ore", repr(r.ore), f"baskets in {HEADING}", "State the oxides ores come apart into."))
        if r.ore and r.ore not in ores:
            faults.append(Fault(f"{r.where}:ore", repr(r.ore), "an ore of ores.csv", near_miss(str(r.ore), ores)))
    deposits, elements = list(tables["compositions"]["deposit"]), heading.elements
    for r in records(tables["ores"]):
        if r.deposit not in deposits:
            remedy = near_miss(str(r.deposit), deposits)
            faults.append(Fault(f"{r.where}:deposit", repr(r.deposit), "a deposit of compositions.csv", remedy))
    for r in records(tables["compositions"]):
        if r.element not in elements:
            remedy = near_miss(str(r.element), elements)
            faults.append(Fault(f"{r.where}:element", repr(r.element), "an element of this world", remedy))
    return faults


def _freight(tables: Mapping[str, pd.DataFrame]) -> list[Fault]:
    rules = list(tables["freight"]["goods"])
    return [
        Fault(f"{r.where}:good", f"no freight for {r.good}", "a rule of freight.csv", "Add a row that names it, such as '*'.")
        for r in records(tables["goods"])
        if not any(matches(rule, str(r.good)) for rule in rules)
    ]


def _duplicates(tables: Mapping[str, pd.DataFrame]) -> list[Fault]:
    keys = {name: [key] for name, key in KEYS.items()} | {
        "demand": ["sector", "good", "place", "source"],
        "demand_shares": ["sector", "place", "source"],
        "plants": ["place", "recipe", "year", "source"],
        "recipe_goods": ["recipe", "good", "source"],
        "origins": ["good", "destination", "end_use", "origin", "source"],
        "facts": ["fact", "year", "source"],
        "price_assumed": ["good", "place", "source"],
        "compositions": ["deposit", "element", "source"],
        "facilities": ["facility"],
        "studies": ["project", "study", "date", "tax", "source"],
    }
    faults = []
    for table, columns in keys.items():
        frame = tables[table]
        for _, r in frame[frame.duplicated(columns)].iterrows():
            named = ", ".join(str(r[column]) for column in columns)
            faults.append(Fault(str(r["where"]), f"a second row for {named}", "one row per key", "Delete one of the two."))
    return faults


def _plants(plants: pd.DataFrame) -> list[Fault]:
    over = plants[plants["base_per_year"] > plants["capacity_per_year"]]
    return [
        Fault(
            f"{r.where}:base_per_year",
            f"{r.base_per_year:g} t a year",
            f"at most the capacity of {r.capacity_per_year:g}",
            "Correct one.",
        )
        for r in records(over)
    ]


def _works(works: pd.DataFrame, places: set[str]) -> list[Fault]:
    """A capacity says its unit, basis and kind; a works stands in its own country where the world has it."""
    faults = []
    known = set(works["facility"])
    for r in records(works):
        blank = [column for column in ("unit", "basis", "figure") if not getattr(r, column)]
        if r.capacity == r.capacity and blank:
            said = f"a capacity without {', '.join(blank)}"
            faults.append(Fault(str(r.where), said, "unit, basis and kind of figure", "State what the capacity counts."))
        if r.country in places and r.place != r.country:
            faults.append(Fault(f"{r.where}:place", repr(r.place), repr(r.country), "The world has the works' own country."))
        if r.within and r.within not in known:
            near = near_miss(r.within, sorted(known))
            faults.append(Fault(f"{r.where}:within", repr(r.within), "a works of this register", near))
    return faults
