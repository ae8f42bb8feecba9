"""A made-up world of four places and seven goods with the columns of decision 0001; balanced by construction, no real data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd
import xarray as xr

from ytterby.policy import Regime
from ytterby.world import World

PLACES = ("CHN", "USA", "JPN", "ROW")
BASKET = {"La": 0.3, "NdPr": 0.2, "Dy": 0.01}  # t of oxide per t of concentrate
PRICE = {"concentrate/bast": 5.0, "oxide/La": 1.0, "oxide/NdPr": 60.0, "oxide/Dy": 250.0, "magnet/N": 70.0}
Place = tuple[str, str]  # place, good
SPLIT = {"oxide/Dy", "magnet/N"}
ABROAD = {"CHN": 1.0, "USA": 1.12, "JPN": 1.1, "ROW": 1.15}


def price(place: str, good: str) -> float:
    return PRICE[good] * ABROAD[place]


@dataclass
class Frames:
    """The frames of a world that the market reads, open to change."""

    places: pd.DataFrame
    goods: pd.DataFrame
    recipes: pd.DataFrame
    recipe_goods: pd.DataFrame
    plants: pd.DataFrame
    lanes: pd.DataFrame
    demand: pd.DataFrame
    stocks: pd.DataFrame
    prices: pd.DataFrame
    surplus: pd.DataFrame

    @property
    def world(self) -> World:
        """As the market's door wants it."""
        return cast(World, self)


def world() -> Frames:
    """CHN mines, separates and makes magnets for all; USA mines and ships concentrate; JPN makes some magnets."""
    goods = pd.DataFrame(
        {
            "good": list(PRICE),
            "stage": ["mine", "separation", "separation", "separation", "magnet"],
            "split": [good in SPLIT for good in PRICE],
        }
    ).set_index("good")
    recipes = pd.DataFrame(
        {"recipe": ["mine", "separate", "magnets"], "level": ["concentrate/bast", "concentrate/bast", "magnet/N"]}
    )
    recipe_goods = pd.DataFrame(
        [("mine", "concentrate/bast", 1.0), ("separate", "concentrate/bast", -1.0)]
        + [("separate", f"oxide/{e}", share) for e, share in BASKET.items()]
        + [("magnets", "oxide/NdPr", -0.35), ("magnets", "oxide/Dy", -0.02), ("magnets", "magnet/N", 1.0)],
        columns=["recipe", "good", "coef"],
    )
    separated = 10_000.0
    made = {e: share * separated for e, share in BASKET.items()}
    magnets = {"CHN": 4000.0, "JPN": 400.0}
    plants = pd.DataFrame(
        [
            ("CHN", "mine", 8000.0, 9000.0),
            ("USA", "mine", 2000.0, 2500.0),
            ("CHN", "separate", separated, 12_000.0),
            ("CHN", "magnets", magnets["CHN"], 5000.0),
            ("JPN", "magnets", magnets["JPN"], 500.0),
            ("USA", "separate", 0.0, 300.0),
        ],
        columns=["place", "recipe", "base", "capacity"],
    )
    demand, lanes = [], []

    def lane(good: str, origin: str, destination: str, end_use: str, base: float) -> None:
        lanes.append((good, origin, destination, end_use, base, 0.02 * PRICE[good]))

    lane("concentrate/bast", "USA", "CHN", "any", 2000.0)
    abroad = {"USA": 300.0, "JPN": 500.0, "ROW": 700.0}
    for place, tonnes in abroad.items():
        demand.append((place, "motors", "magnet/N", "civil", tonnes, 0.3))
    demand.append(("USA", "defence", "magnet/N", "military", 20.0, 0.15))
    demand.append(("JPN", "defence", "magnet/N", "military", 5.0, 0.15))
    lane("magnet/N", "CHN", "USA", "civil", 300.0)
    lane("magnet/N", "CHN", "USA", "military", 15.0)
    lane("magnet/N", "JPN", "USA", "military", 5.0)
    lane("magnet/N", "CHN", "JPN", "civil", 110.0)
    lane("magnet/N", "CHN", "ROW", "civil", 700.0)
    lane("magnet/N", "JPN", "USA", "civil", 0.0)
    lane("magnet/N", "ROW", "USA", "civil", 0.0)
    exported = 300.0 + 15.0 + 110.0 + 700.0
    demand.append(("CHN", "motors", "magnet/N", "civil", magnets["CHN"] - exported, 0.3))
    for e in ("NdPr", "Dy"):
        need = {"NdPr": 0.35, "Dy": 0.02}[e]
        good, civil = f"oxide/{e}", "civil" if f"oxide/{e}" in SPLIT else "any"
        other = 0.02 * made[e]
        for place in ("USA", "JPN", "ROW"):
            demand.append((place, "industry", good, civil, other, 0.4))
        lane(good, "CHN", "USA", civil, other)
        lane(good, "CHN", "ROW", civil, other)
        lane(good, "CHN", "JPN", civil, other + need * magnets["JPN"])
        home = made[e] - 3 * other - need * (magnets["CHN"] + magnets["JPN"])
        demand.append(("CHN", "industry", good, civil, home, 0.4))
    demand.append(("CHN", "catalyst", "oxide/La", "any", 0.5 * made["La"], 0.5))
    demand.append(("USA", "catalyst", "oxide/La", "any", 0.2 * made["La"], 0.5))
    lane("oxide/La", "CHN", "USA", "any", 0.2 * made["La"])
    stocks = pd.DataFrame(
        [("JPN", "oxide/Dy", 16.0, 16.0), ("USA", "magnet/N", 300.0, 300.0), ("JPN", "oxide/NdPr", 100.0, 100.0)],
        columns=["place", "good", "tonnes", "target"],
    )
    return Frames(
        places=pd.DataFrame({"name": PLACES}, index=pd.Index(PLACES, name="place")),
        goods=goods,
        recipes=recipes.set_index("recipe"),
        recipe_goods=recipe_goods,
        plants=plants,
        lanes=pd.DataFrame(lanes, columns=["good", "origin", "destination", "end_use", "base", "freight"]),
        demand=pd.DataFrame(demand, columns=["place", "sector", "good", "end_use", "base", "elasticity"]),
        stocks=stocks,
        prices=pd.DataFrame([(p, g, price(p, g)) for p in PLACES for g in PRICE], columns=["place", "good", "usd_per_kg"]),
        surplus=pd.DataFrame([("CHN", "oxide/La", 0.3 * made["La"])], columns=["place", "good", "tonnes"]),
    )


def two_exporters(elasticity: float = 1.6, elsewhere: float = 60.0) -> Frames:
    """CHN and USA mine and ship to JPN, where one sector uses it at a stated elasticity."""
    found = world()
    shipped = {"CHN": 100.0, "USA": elsewhere}
    found.plants = pd.DataFrame(
        [(place, "mine", tonnes, 10 * tonnes) for place, tonnes in shipped.items() if tonnes], columns=found.plants.columns
    )
    found.lanes = pd.DataFrame(
        [("concentrate/bast", place, "JPN", "any", tonnes, 0.1) for place, tonnes in shipped.items() if tonnes],
        columns=found.lanes.columns,
    )
    found.demand = pd.DataFrame(
        [("JPN", "works", "concentrate/bast", "any", sum(shipped.values()), elasticity)], columns=found.demand.columns
    )
    found.stocks, found.surplus = found.stocks.iloc[:0], found.surplus.iloc[:0]
    return found


def free(
    frames: Frames, months: tuple[str, ...], groups: int = 0, floors: tuple[Place, ...] = (), reserves: tuple[Place, ...] = ()
) -> Regime:
    """No law at all: no wedge, no cap, and floors and reserves (place, good) that do nothing yet."""
    lanes, plants, m = len(frames.lanes), len(frames.plants), len(months)
    basket, support, reserve = (m, groups), (m, len(floors)), (m, len(reserves))
    return Regime(
        data=xr.Dataset(
            {
                "duty": (("month", "lane"), np.zeros((m, lanes))),
                "export_duty": (("month", "lane"), np.zeros((m, lanes))),
                "levy": (("month", "lane"), np.zeros((m, lanes))),
                "cap": (("month", "lane"), np.full((m, lanes), np.inf)),
                "group_cap": (("month", "group"), np.full((m, groups), np.inf)),
                "member": (("group", "lane"), np.zeros((groups, lanes))),
                "ceiling": (("month", "plant"), np.ones((m, plants))),
                **{name: (("month", "group"), np.zeros(basket)) for name in ("group_carry", "group_advance", "over_levy")},
                "over_duty": (("month", "group"), np.full(basket, np.inf)),
                "floor_price": (("month", "support"), np.zeros(support)),
                "floor_tonnes": (("month", "support"), np.full(support, np.inf)),
                **{
                    f"reserve_{name}": (("month", "reserve"), np.full(reserve, value))
                    for name, value in (
                        ("buy", 0.0),
                        ("below", np.inf),
                        ("release", 0.0),
                        ("above", 0.0),
                        ("target", np.inf),
                        ("keep", 0.0),
                    )
                },
            },
            coords={
                "month": list(months),
                "group": [f"group {i}" for i in range(groups)],
                "group_side": ("group", ["origin"] * groups),
                "support": [f"floor {i}" for i in range(len(floors))],
                "support_place": ("support", [place for place, _ in floors]),
                "support_good": ("support", [good for _, good in floors]),
                "reserve": [f"reserve {i}" for i in range(len(reserves))],
                "reserve_place": ("reserve", [place for place, _ in reserves]),
                "reserve_good": ("reserve", [good for _, good in reserves]),
                "reserve_opening": ("reserve", np.zeros(len(reserves))),
            },
        ),
        reasons=lambda month, lane: (),
    )


def on(frames: Frames, **labels: str) -> np.ndarray:
    """Which lanes carry these labels."""
    mask = np.ones(len(frames.lanes), dtype=bool)
    for name, value in labels.items():
        mask &= (frames.lanes[name] == value).to_numpy()
    return mask
