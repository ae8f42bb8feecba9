"""What policy reads of a world: its lanes as integer codes and its goods' contents, so that a scope is one look-up per lane."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from ytterby.policy.words import EU_MEMBERS, folded_code

__all__ = ["Codes", "Frames", "Lanes", "Mask", "Numbers", "Plants", "read_lanes", "read_plants"]

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]


class Frames(Protocol):
    """The tables of a world that law reads (`ytterby.world.World` has them)."""

    @property
    def goods(self) -> pd.DataFrame:
        """Goods by id: stage, elements, hs6."""

    @property
    def recipes(self) -> pd.DataFrame:
        """Recipes by id: stage."""

    @property
    def plants(self) -> pd.DataFrame:
        """Plants: place, recipe, base, capacity."""

    @property
    def lanes(self) -> pd.DataFrame:
        """Lanes: good, origin, destination, end_use, base."""


@dataclass(frozen=True)
class Lanes:
    """Lanes in the world's order.

    good, origin, destination, end_use : (lane,) codes into ``goods``, ``places``, ``places``, ``uses``.
    base : (lane,) t/month, the customary flow.    abroad : (lane,) True where the lane crosses a border.
    stages, elements, codes : per good: its stage, the symbols it contains, its six-digit customs codes.
    """

    goods: tuple[str, ...]
    places: tuple[str, ...]
    uses: tuple[str, ...]
    stages: tuple[str, ...]
    elements: tuple[frozenset[str], ...]
    codes: tuple[frozenset[str], ...]
    good: Codes
    origin: Codes
    destination: Codes
    end_use: Codes
    base: Numbers

    @property
    def abroad(self) -> Mask:
        """(lane,) True where origin and destination differ: only such lanes meet a customs officer."""
        return np.asarray(self.origin != self.destination)

    def places_named(self, names: Iterable[str]) -> Mask:
        """(place,) True for the places a law means: EU stands for its members too."""
        named = set(names)
        if "EU" in named:
            named |= set(EU_MEMBERS)
        return np.array([place in named for place in self.places], dtype=np.bool_)

    def words(self, lane: int) -> str:
        """One lane in words: good, origin > destination, end use."""
        return (
            f"{self.goods[self.good[lane]]} {self.places[self.origin[lane]]} > {self.places[self.destination[lane]]}"
            f" ({self.uses[self.end_use[lane]]})"
        )


@dataclass(frozen=True)
class Plants:
    """Plants in the world's order: place and stage of each, base and capacity in level t/month."""

    place: tuple[str, ...]
    stage: tuple[str, ...]
    base: Numbers
    capacity: Numbers


def _split(cell: object) -> frozenset[str]:
    return frozenset(part.strip() for part in str(cell).split(";") if part.strip() and str(cell) != "nan")


def _coded(column: pd.Series) -> tuple[Codes, tuple[str, ...]]:
    codes, names = pd.factorize(column)
    return codes.astype(np.intp), tuple(str(name) for name in names)


def read_lanes(world: Frames) -> Lanes:
    """The lanes of a world, read once per compile."""
    frame, table = world.lanes, world.goods
    good, goods = _coded(frame["good"])
    ends, places = _coded(pd.concat([frame["origin"], frame["destination"]], ignore_index=True))
    end_use, uses = _coded(frame["end_use"])
    count = len(frame)
    known = table.loc[list(goods)]
    return Lanes(
        goods=goods,
        places=places,
        uses=uses,
        stages=tuple(str(stage) for stage in known["stage"]),
        elements=tuple(_split(cell) for cell in known["elements"]),
        codes=tuple(frozenset(folded_code(code)[:6] for code in _split(cell)) for cell in known["hs6"]),
        good=good,
        origin=ends[:count],
        destination=ends[count:],
        end_use=end_use,
        base=frame["base"].to_numpy(dtype=np.float64),
    )


def read_plants(world: Frames) -> Plants:
    """The plants of a world with the stage of each one's recipe."""
    frame = world.plants
    stage = world.recipes["stage"]
    return Plants(
        place=tuple(str(place) for place in frame["place"]),
        stage=tuple(str(stage[recipe]) for recipe in frame["recipe"]),
        base=frame["base"].to_numpy(dtype=np.float64),
        capacity=frame["capacity"].to_numpy(dtype=np.float64),
    )
