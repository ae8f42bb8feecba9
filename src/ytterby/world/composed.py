"""How recipe coefficients were made: as stated, or from the composition of the ore and the recovery of its separation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ytterby.world.ledger import Ledger
from ytterby.world.tables import records
from ytterby.world.trail import Part, leaf, product, ratio, summed

__all__ = ["coefficient", "left_out"]

UNIT = "t/t"
SCALED = "published distributions sum to 98.5 to 102.6 %; they are scaled to 100"


def coefficient(ledger: Ledger, recipe: str, good: str) -> Part:
    """Tonnes of a good per unit of a recipe's level, positive made, negative drawn."""
    row, name = ledger.cites[recipe, good], f"{good} in {recipe}"
    stated = next((one for one in ledger.editions("recipe_goods", recipe, good) if not one.lost), None)
    if stated is not None:
        return leaf(name, float(row.coef), UNIT, stated.where, stated.source, stated.assumed)
    told = ledger.world.recipes.loc[recipe]
    if good == told["level"]:
        return leaf(name, float(row.coef), UNIT, "", row.source, row.assumed, "the level counts tonnes of this good")
    ore, keeps = str(told["ore"]), str(told["keeps"])
    if not good.startswith("oxide/"):
        return _in_ore(ledger, ore, name, _heavy(ledger))
    own = _in_ore(ledger, ore, f"{good} in the ore", [good.split("/")[1]])
    if keeps == "seg":
        own = ratio(
            f"{good} in the feed",
            UNIT,
            "of the heavy part alone",
            [own, _in_ore(ledger, ore, "heavy part of the ore", _heavy(ledger))],
        )
    said = next(one for one in ledger.used("yields") if one.step == "separation")
    recovery = leaf("recovery", said.value, "1", said.where, said.source, said.assumed)
    return product(name, UNIT, "share in the feed times recovery", [own, recovery])


def _heavy(ledger: Ledger) -> list[str]:
    apart = ledger.heading.baskets
    return [element for element in apart.oxides if element not in apart.light] if apart else []


def _in_ore(ledger: Ledger, ore: str, name: str, columns: Iterable[str]) -> Part:
    """Share of some elements in an ore's oxides: each deposit's share by its weight in the ore."""
    mixtures = ledger.heading.baskets.mixtures if ledger.heading.baskets else {}
    wanted = [one for column in columns for one in (mixtures[column].shares if column in mixtures else (column,))]
    deposits = [one for one in ledger.used("ores") if one.ore == ore]
    weights = [leaf(one.deposit, one.weight, "1", one.where, one.source, one.assumed) for one in deposits]
    parts = []
    for one, own in zip(deposits, weights, strict=True):
        rows = [row for row in ledger.used("compositions") if row.deposit == one.deposit]
        cells = {row.element: leaf(row.element, row.share_pct, "%", row.where, row.source, "") for row in rows}
        held = summed("of these elements", "%", "published shares", [cells[element] for element in wanted if element in cells])
        share = ratio(one.deposit, "1", SCALED, [held, summed("all elements", "%", "published shares", cells.values())])
        weight = ratio("weight", "1", "its weight over all weights", [own, summed("all deposits", "1", "weights", weights)])
        parts.append(product(f"from {one.deposit}", UNIT, "weight of the deposit times its share", [weight, share]))
    return summed(name, UNIT, "deposits of the ore together", parts)


def left_out(ledger: Ledger, row: Any) -> Part:
    """What no good of the model carries: a tonne of oxides fed, less what the recipe makes of it, less the rest left out."""
    parts = [leaf("fed", 1.0, UNIT, "", "", "the recipe is written for one tonne of oxides")]
    for good, k in ledger.coefs[row.recipe]:
        if k > 0:
            cite = ledger.cites[row.recipe, good]
            parts.append(leaf(good, -k, UNIT, "", cite.source, cite.assumed, f"coefficient of {row.recipe}"))
    others = ledger.world.left_out
    others = others[(others["recipe"] == row.recipe) & (others["what"] != row.what)]
    parts += [leaf(one.what, -one.coef, UNIT, "", one.source, one.assumed, "left out too") for one in records(others)]
    return summed(row.what, UNIT, "one tonne of oxides less what comes out", parts)
