"""The unit guard: no recipe gives more of an element, or heavier magnets, than goes into it, so mixed bases do not load."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from ytterby.errors import Fault
from ytterby.units import METAL_PER_OXIDE
from ytterby.world.tables import records

__all__ = ["contents", "mixed_bases"]

ROUNDING = 2e-4  # relative; mass fractions are stated with four digits
SPREAD = ("alloy/", "magnet/", "scrap/")  # goods that hold what went into them, spread by mass
WHOLE = ("magnet/", "scrap/")  # goods made of nothing but what the recipe takes; alloys take iron and cobalt as well
Flows = Mapping[str, Mapping[str, float]]  # recipe: good: t per unit of level
Content = dict[str, float]  # element: t of metal in a tonne


def contents(flows: Flows) -> dict[str, Content]:
    """Tonnes of metal of each element in a tonne of every oxide, metal, alloy, magnet and scrap, as the recipes imply.

    >>> contents({"metal/Dy": {"oxide/Dy": -1.2, "metal/Dy": 1.0}})["oxide/Dy"]
    {'Dy': 0.8713}
    """
    found: dict[str, Content] = {}
    for good in {good for goods in flows.values() for good in goods}:
        form, _, element = good.partition("/")
        if form in ("oxide", "metal") and element in METAL_PER_OXIDE:
            found[good] = {element: METAL_PER_OXIDE[element] if form == "oxide" else 1.0}
    changed = True
    while changed:
        changed = False
        for goods in flows.values():
            given = {good: k for good, k in goods.items() if k > 0}
            new = [good for good in given if good not in found]
            known = all(good in found for good, k in goods.items() if k < 0)
            if new and known and len(given) < len(goods) and all(good.startswith(SPREAD) for good in given):
                inside, mass = _sum(goods, found, -1.0), sum(given.values())
                found |= {good: {element: t / mass for element, t in inside.items()} for good in new}
                changed = True
    return found


def mixed_bases(recipe_goods: pd.DataFrame) -> list[Fault]:
    """A fault for each recipe that gives more of an element as oxide or metal, or heavier magnets and scrap, than goes in.

    Magnets are held to their mass only: a grade says what a magnet endures, and diffusion reaches it with less Dy and Tb.
    """
    flows: dict[str, dict[str, float]] = defaultdict(dict)
    where: dict[str, str] = {}
    for row in records(recipe_goods):
        flows[row.recipe][row.good] = row.coef
        where[row.recipe] = row.where
    held, faults = contents(flows), list[Fault]()
    for recipe, goods in flows.items():
        taken = [good for good, k in goods.items() if k < 0]
        if not taken or any(good not in held for good in taken):
            continue
        gone = _sum(goods, held, -1.0)
        come = _sum({good: k for good, k in goods.items() if not good.startswith(SPREAD)}, held, 1.0)
        said = [
            (f"{tonnes:.4g} t of {element} as metal", gone.get(element, 0.0))
            for element, tonnes in come.items()
            if tonnes > gone.get(element, 0.0) * (1.0 + ROUNDING)
        ]
        heavy = sum(k for good, k in goods.items() if k > 0 and good.startswith(WHOLE))
        drawn = -sum(k for k in goods.values() if k < 0)
        if heavy > drawn * (1.0 + ROUNDING):
            said.append((f"{heavy:.4g} t of magnets and scrap", drawn))
        remedy = "Oxide, metal, alloy and magnet mass never mix: state each coefficient in its good's own basis."
        for what, inside in said:
            faults.append(
                Fault(f"{where[recipe]}:coef", f"{recipe} gives {what} out of {inside:.4g} t", "no more than goes in", remedy)
            )
    return faults


def _sum(goods: Mapping[str, float], held: Mapping[str, Content], sign: float) -> Content:
    total: Content = defaultdict(float)
    for good, k in goods.items():
        if k * sign > 0:
            for element, t in held.get(good, {}).items():
                total[element] += abs(k) * t
    return dict(total)
