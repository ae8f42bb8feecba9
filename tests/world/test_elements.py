"""Every rare earth but promethium is there: made, used and priced."""

from __future__ import annotations

import pytest

from ytterby.units import METAL_PER_OXIDE
from ytterby.world import World
from ytterby.world.heading import read_heading
from ytterby.world.tables import folder_of

ATOMIC = {  # standard atomic weights, IUPAC 2021
    "Sc": 44.955907, "Y": 88.905838, "La": 138.90547, "Ce": 140.116, "Pr": 140.90766, "Nd": 144.242, "Sm": 150.36, "Eu": 151.964,
    "Gd": 157.25, "Tb": 158.925354, "Dy": 162.500, "Ho": 164.930329, "Er": 167.259, "Tm": 168.934219, "Yb": 173.045,
    "Lu": 174.96669, "O": 15.999,
}  # fmt: skip
OXYGEN = {"Ce": 2.0, "Pr": 11.0 / 6.0, "Tb": 7.0 / 4.0}  # atoms per atom of metal; 1.5 elsewhere


@pytest.mark.parametrize("element", [e for e in ATOMIC if e != "O"])
def test_the_metal_in_an_oxide_follows_from_its_formula(element: str) -> None:
    metal = ATOMIC[element]
    assert METAL_PER_OXIDE[element] == pytest.approx(metal / (metal + OXYGEN.get(element, 1.5) * ATOMIC["O"]), abs=6e-5)


def test_all_rare_earths_but_promethium_are_made_used_and_priced(world: World) -> None:
    goods = world.goods[world.goods["stage"] == "separation"]
    carried = {e for cell in goods["elements"] for e in cell.split(";")}
    assert carried == set(read_heading(folder_of("rare-earths")).elements)
    assert len(carried) == 16
    makes = set(world.recipe_goods.loc[world.recipe_goods["coef"] > 0, "good"])
    takes = set(world.demand["good"]) | set(world.recipe_goods.loc[world.recipe_goods["coef"] < 0, "good"])
    assert set(goods.index) <= makes & takes & set(world.prices["good"])
