"""The unit guard: no recipe gives more of an element than goes into it, so an oxide counted as metal does not load."""

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
    """A fault for each recipe and element whose outputs hold more metal than its inputs."""
    flows: dict[str, dict[str, float]] = defaultdict(dict)
    where: dict[str, str] = {}
    for row in records(recipe_goods):
        flows[row.recipe][row.good] = row.coef
        where[row.recipe] = row.where
    held, faults = contents(flows), []
    for recipe, goods in flows.items():
        taken = [good for good, k in goods.items() if k < 0]
        if not taken or any(good not in held for good in taken):
            continue
        gone, come = _sum(goods, held, -1.0), _sum(goods, held, 1.0)
        for element, tonnes in come.items():
            if tonnes > gone.get(element, 0.0) * (1.0 + ROUNDING):
                faults.append(
                    Fault(
                        f"{where[recipe]}:coef",
                        f"{recipe} gives {tonnes:.4g} t of {element} as metal out of {gone.get(element, 0.0):.4g} t",
                        "no more than goes in",
                        "Oxide, metal, alloy and magnet mass never mix: state each coefficient in its good's own basis.",
                    )
                )
    return faults


def _sum(goods: Mapping[str, float], held: Mapping[str, Content], sign: float) -> Content:
    total: Content = defaultdict(float)
    for good, k in goods.items():
        if k * sign > 0:
            for element, t in held.get(good, {}).items():
                total[element] += abs(k) * t
    return dict(total)
