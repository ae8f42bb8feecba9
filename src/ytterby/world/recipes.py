"""Recipes: joint production from published ore compositions, stoichiometry, yields; what no good carries is left out by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from ytterby.errors import BadTable, Fault
from ytterby.world.heading import Baskets
from ytterby.world.tables import records
from ytterby.world.visible import newest

__all__ = ["baskets", "full_recipes"]

ROUNDING = 1e-12  # of a tonne of oxides
Row = tuple[str, str, float, str, str]  # recipe, good or what is lost, t per unit of level, source, assumed


def baskets(
    tables: Mapping[str, pd.DataFrame], apart: Baskets, days: Mapping[str, date | None], as_of: date | None
) -> pd.DataFrame:
    """Share of each element in an ore's oxides (rows ore, columns elements and ``other``), each row summing to one; ``source``.

    Published distributions sum to 98.5 to 102.6 %; they are scaled to 100. Ores that mix deposits take the stated weights
    of those whose composition is known; an ore of which none is has no row.
    """
    deposits = newest(tables["compositions"], ["deposit", "element"], days, as_of)
    said = deposits.groupby("deposit")["source"].unique()
    wide = deposits.pivot_table(index="deposit", columns="element", values="share_pct", aggfunc="first").fillna(0.0)
    wide = wide.div(wide.sum(axis=1), axis=0)
    single = [*apart.oxides, *(e for mixture in apart.mixtures.values() for e in mixture.shares)]
    wide = wide.reindex(columns=[*wide.columns, *dict.fromkeys(e for e in single if e not in wide.columns)], fill_value=0.0)
    for name, mixture in apart.mixtures.items():
        wide[name] = wide[list(mixture.shares)].sum(axis=1)
    wide["other"] = 1.0 - wide[list(apart.oxides)].sum(axis=1)
    ores = newest(tables["ores"], ["ore", "deposit"], days, as_of)
    rows = {}
    for ore, part in ores.groupby("ore", sort=False):
        weight = part.set_index("deposit")["weight"]
        weight = weight[weight.index.isin(wide.index)]  # of what was published by the day
        if weight.empty:  # the ore's recipes are not known on that day
            continue
        mixed = wide.loc[weight.index, [*apart.oxides, "other"]].mul(weight / weight.sum(), axis=0).sum()
        cited = {*part["source"], *(source for deposit in weight.index for source in said[deposit])} - {""}
        rows[ore] = mixed.to_dict() | {"source": ";".join(sorted(cited))}
    return pd.DataFrame.from_dict(rows, orient="index")


def full_recipes(
    tables: Mapping[str, pd.DataFrame], apart: Baskets | None, days: Mapping[str, date | None], as_of: date | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Coefficients of every recipe (recipe, good, coef, source, assumed) and what they leave out (recipe, what, coef, ...)."""
    stated = newest(tables["recipe_goods"], ["recipe", "good"], days, as_of)
    goods: list[Row] = [(str(r.recipe), str(r.good), float(r.coef), str(r.source), str(r.assumed)) for r in records(stated)]
    goods = _known(goods, tables)
    lost: list[Row] = []
    if apart is not None:
        joint, lost = _separated(tables, apart, days, as_of)
        goods += joint
    coefs = pd.DataFrame(goods, columns=["recipe", "good", "coef", "source", "assumed"])
    return coefs, pd.DataFrame(lost, columns=["recipe", "what", "coef", "source", "assumed"])


def _known(goods: list[Row], tables: Mapping[str, pd.DataFrame]) -> list[Row]:
    """The rows seen, less those of recipes of which another row was not published yet; a level's own good is one anyway."""
    level = dict(zip(tables["recipes"]["recipe"], tables["recipes"]["level"], strict=True))
    seen = {(recipe, good) for recipe, good, *_ in goods}
    late = {
        (str(r.recipe), str(r.good)): float(r.coef) for r in records(tables["recipe_goods"]) if (r.recipe, r.good) not in seen
    }
    itself = "by definition of the recipe's level"
    goods = [*goods, *((*key, coef, "", itself) for key, coef in late.items() if level[key[0]] == key[1] and abs(coef) == 1.0)]
    unknown = {recipe for recipe, good in late if level[recipe] != good}
    return [row for row in goods if row[0] not in unknown]


def _separated(
    tables: Mapping[str, pd.DataFrame], apart: Baskets, days: Mapping[str, date | None], as_of: date | None
) -> tuple[list[Row], list[Row]]:
    """Coefficients and losses of the recipes that name an ore: its mine and its separators."""
    basket = baskets(tables, apart, days, as_of)
    mixed: dict[Any, dict[Any, Any]] = basket.to_dict(orient="index")
    known = records(newest(tables["yields"], ["step", "element"], days, as_of))
    found = next((r for r in known if r.step == "separation"), None)
    if found is None:
        raise BadTable(Fault("yields.csv", "no row seen for separation", "its recovery", "Add a row, assumed if need be."))
    recovery, cited, reason = float(found.value), str(found.source), str(found.assumed)
    goods: list[Row] = []
    out: list[Row] = []
    for row in records(tables["recipes"]):
        recipe, level, ore, keeps = str(row.recipe), str(row.level), str(row.ore), str(row.keeps)
        if ore not in mixed:  # no recipe of an ore, or of one whose composition was not published yet
            continue
        source = str(mixed[ore]["source"])
        share = {e: float(mixed[ore][e]) for e in (*apart.oxides, "other")}
        if not keeps:
            goods.append((recipe, level, 1.0, source, ""))
            continue
        source, assumed = ";".join(part for part in (source, cited) if part), reason if not cited else ""
        goods.append((recipe, level, -1.0, source, ""))
        heavy = [e for e in apart.oxides if e not in apart.light]
        scale = 1.0 / float(sum(share[e] for e in heavy)) if keeps == "seg" else 1.0
        made = {"all": list(apart.oxides), "light": list(apart.light), "light+seg": list(apart.light), "seg": heavy}[keeps]
        goods += [(recipe, f"oxide/{e}", float(share[e]) * scale * recovery, source, assumed) for e in made if share[e] > 0]
        lost = float(sum(share[e] for e in made)) * scale * (1.0 - recovery)
        if keeps == "light+seg":
            goods.append((recipe, apart.heavy_concentrate, float(sum(share[e] for e in heavy)), source, assumed))
        if keeps == "light":
            out.append((recipe, "heavies not separated", float(sum(share[e] for e in heavy)), source, assumed))
        if keeps != "seg" and share["other"] > ROUNDING:
            out.append((recipe, apart.other, float(share["other"]), source, assumed))
        out.append((recipe, "lost in separation", lost, source, assumed))
    return goods, out
