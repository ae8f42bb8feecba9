"""A small hand-made world with the contract's columns: enough places, goods and lanes to see every kind of law act."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

GOODS = {
    "concentrate/bastnaesite": ("mine", "La;Ce;Nd;Pr;Sm;Dy", "253090", False),
    "oxide/La": ("separation", "La", "284690", False),
    "oxide/Ce": ("separation", "Ce", "284610", False),
    "oxide/NdPr": ("separation", "Nd;Pr", "284690", False),
    "oxide/Sm": ("separation", "Sm", "284690", False),
    "oxide/Eu": ("separation", "Eu", "284690", False),
    "oxide/Dy": ("separation", "Dy", "284690", False),
    "metal/Dy": ("metal", "Dy", "280530", False),
    "magnet/NdFeB": ("magnet", "Nd;Pr", "850511", True),
    "magnet/NdFeB-Dy": ("magnet", "Nd;Pr;Dy;Tb", "850511", True),
    "magnet/SmCo": ("magnet", "Sm", "850511", True),
}
PLACES = ("CHN", "USA", "JPN", "EU", "KOR", "VNM", "IND", "AUS")
SELLERS = {
    "concentrate/bastnaesite": ("USA", "AUS", "CHN"),
    "magnet/NdFeB": ("CHN", "JPN"),
    "magnet/NdFeB-Dy": ("CHN", "JPN", "VNM"),
}


@dataclass(frozen=True)
class World:
    goods: pd.DataFrame
    places: pd.DataFrame
    recipes: pd.DataFrame
    plants: pd.DataFrame
    lanes: pd.DataFrame
    base_year: int = 2024


def world(seed: int = 0) -> World:
    """The stand-in; the seed changes base flows only."""
    draw = np.random.default_rng(seed)
    goods = pd.DataFrame.from_dict(GOODS, orient="index", columns=["stage", "elements", "hs6", "split"])
    rows = []
    for good, (stage, _, _, split) in GOODS.items():
        for origin in SELLERS.get(good, ("CHN",)):
            for destination in PLACES:
                if destination == origin and stage != "magnet":
                    continue
                for use in ("civil", "military") if split else ("any",):
                    rows.append((good, origin, destination, use, float(draw.uniform(1.0, 100.0))))
    lanes = pd.DataFrame(rows, columns=["good", "origin", "destination", "end_use", "base"])
    recipes = pd.DataFrame({"stage": ["mine", "separation", "magnet"]}, index=["mine/clay", "separate", "magnets"])
    plants = pd.DataFrame(
        [
            ("CHN", "mine/clay", 20.0, 25.0),
            ("CHN", "separate", 18.0, 30.0),
            ("JPN", "magnets", 5.0, 8.0),
            ("AUS", "mine/clay", 4.0, 4.0),
        ],
        columns=["place", "recipe", "base", "capacity"],
    )
    places = pd.DataFrame({"name": PLACES}, index=list(PLACES))
    return World(goods, places, recipes, plants, lanes)


WIDE_CODES = {"concentrate": "253090", "oxide": "284690", "metal": "280530", "magnet": "850511"}
WIDE_GOODS = {
    **{
        f"oxide/{e}": ("separation", e)
        for e in ["La", "Ce", "NdPr", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Y", "Sc"]
    },
    **{f"metal/{e}": ("metal", e) for e in ["La", "NdPr", "Sm", "Tb", "Dy", "Ho", "Sc"]},
    **{f"magnet/{grade}": ("magnet", e) for grade, e in (("NdFeB", "NdPr"), ("NdFeB-Dy", "NdPr;Dy;Tb"), ("SmCo", "Sm"))},
    "concentrate/ionic": ("mine", "La;NdPr;Dy;Y"),
}
SMALL_METALS = {
    "concentrate/wolframite": ("mine", "W", "261100"),
    "oxide/W": ("separation", "W", "282590;284180"),
    "metal/W": ("metal", "W", "810194"),
    "alloy/FeW": ("alloy", "W", "720280"),
    "oxide/Mo": ("separation", "Mo", "282570"),
    "metal/In": ("metal", "In", "811292"),
    "metal/Ga": ("metal", "Ga", "811292"),
    "oxide/Ge": ("separation", "Ge", "282560"),
    "metal/Ge": ("metal", "Ge", "811292"),
    "concentrate/stibnite": ("mine", "Sb", "261710"),
    "oxide/Sb": ("separation", "Sb", "282580"),
    "metal/Sb": ("metal", "Sb", "811010"),
}


def wide() -> World:
    """Every rare earth, tungsten and the small metals, sold by China to all and by the US to China; 12 t a month on each lane."""
    table = {
        **{
            good: (stage, held.replace("NdPr", "Nd;Pr"), WIDE_CODES[good.split("/")[0]])
            for good, (stage, held) in WIDE_GOODS.items()
        },
        **SMALL_METALS,
    }
    goods = pd.DataFrame.from_dict(table, orient="index", columns=["stage", "elements", "hs6"])
    goods["split"] = goods["stage"] == "magnet"
    ways = [("CHN", place) for place in PLACES if place != "CHN"] + [("USA", "CHN"), ("JPN", "USA")]
    rows = [
        (good, origin, destination, use, 12.0)
        for good in table
        for origin, destination in ways
        for use in (("civil", "military") if goods.loc[good, "split"] else ("any",))
    ]
    lanes = pd.DataFrame(rows, columns=["good", "origin", "destination", "end_use", "base"])
    small = world()
    return World(goods, small.places, small.recipes, small.plants, lanes)
