"""Which inputs of a world are weak, and that world with one moved: by the error its confidence stands for, or to its range."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ytterby.parameters import load_parameters
from ytterby.policy import Timeline
from ytterby.world import World, load_world
from ytterby.world.audit import CONFIDENCE, sureness
from ytterby.world.prior import ERROR
from ytterby.world.tables import folder_of

Row = dict[str, str]
LOSSES = 0.05  # reduction to metal: the formula is known, only what is lost in the cell is not
RARE = ("Nd", "Pr", "Sm", "Gd", "Tb", "Dy", "Y")


@dataclass(frozen=True)
class Weak:
    """A low or assumed input: its table and name there, how sure, and the two values, or factors on its rows, it is moved to."""

    table: str
    name: str
    confidence: str
    low: float
    high: float
    words: str


def _always(row: Row) -> bool:
    return True


# table -> (columns that name a group of rows, columns that move, which rows count)
TABLES: dict[str, tuple[tuple[str, ...], tuple[str, ...], Callable[[Row], bool]]] = {
    "demand": (("sector", "good"), ("tonnes_per_year",), _always),
    "demand_shares": (("sector", "place"), ("share",), _always),
    "facts": (("fact",), ("value",), lambda row: row["fit"] == "yes"),
    "stocks": (("place", "goods"), ("months_held", "months_target"), _always),
    "compositions": (("deposit", "element"), ("share_pct",), lambda row: row["element"] in RARE and float(row["share_pct"]) > 0),
    "recipe_goods": (("recipe", "good"), ("coef",), lambda row: float(row["coef"]) < 0),
    "ores": (("ore", "deposit"), ("weight",), lambda row: float(row["weight"]) < 1),
    "plants": (("place", "recipe"), ("base_per_year", "capacity_per_year"), _always),
    "origins": (("good", "destination", "end_use"), ("share",), lambda row: row["origin"] == "CHN"),
    "fees": (("recipe",), ("usd_per_kg", "share"), _always),
    "price_assumed": (("good",), ("usd_per_kg",), _always),
    "price_series": (("good",), ("usd_per_kg", "cny_per_tonne"), _always),
    "freight": (("goods",), ("usd_per_kg", "usd_per_kg_1000km"), _always),
    "premium": (("goods",), ("share",), lambda row: float(row["share"]) > 0),
}


def weak_inputs(name: str = "rare-earths") -> Iterator[Weak]:
    """Every group of rows of a world whose surest row is low or assumed, after elasticities by sector and assumed behaviour."""
    for sector in _read(folder_of(name) / "demand.csv")["sector"].unique():
        yield Weak("elasticity", sector, "assumed", 0.0, 1.0, "its low and high")
    for label, parameter in load_parameters("market").items():
        if parameter.low is not None and parameter.high is not None:
            words = f"{parameter.low:g} to {parameter.high:g}"
            yield Weak("behaviour", label, "assumed", parameter.low, parameter.high, words)
    for table, (keys, _, counts) in TABLES.items():
        groups: dict[str, list[str]] = {}
        for row in _rows(_read(folder_of(name) / f"{table}.csv")):
            if counts(row):
                groups.setdefault(" ".join(row[key] for key in keys), []).append(sureness(row))
        for group, found in groups.items():
            sure = min(found, key=CONFIDENCE.index)
            if sure in ("low", "assumed"):
                error = LOSSES if table == "recipe_goods" and group.startswith("metal/") else ERROR[sure]
                yield Weak(table, group, sure, 1 - error, 1 + error, f"{error:.0%} either way")


def weak_law(law: Timeline) -> Iterator[Weak]:
    """Every figure of the law that has a range."""
    for one in law.uncertain():
        yield Weak("law", one.name, "assumed" if one.assumed else "low", one.low, one.high, f"{one.low:g} to {one.high:g}")


def moved(weak: Weak, value: float, name: str = "rare-earths") -> World:
    """The world with one weak input moved, loaded as a user's own folder would be. An element's share takes from the rest."""
    with tempfile.TemporaryDirectory(prefix="world-") as place:
        folder = Path(shutil.copytree(folder_of(name), Path(place) / "world"))
        table, keys, columns = _where(weak)
        frame = _read(folder / f"{table}.csv")
        at = frame[list(keys)].agg(" ".join, axis=1) == weak.name
        if weak.table == "elasticity":
            frame.loc[at, "elasticity"] = frame.loc[at, "elasticity_high" if value else "elasticity_low"]
        elif weak.table == "compositions":
            _ore(frame, at, value)
        else:
            counts = TABLES[weak.table][2]
            at &= frame.apply(lambda row: counts(row.to_dict()), axis=1)
            top = 1.0 if weak.table == "origins" else float("inf")
            for column in columns:
                frame.loc[at, column] = [cell and f"{min(float(cell) * value, top):.12g}" for cell in frame.loc[at, column]]
        frame.to_csv(folder / f"{table}.csv", index=False)
        return load_world(name=str(folder))


def _where(weak: Weak) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    if weak.table == "elasticity":
        return "demand", ("sector",), ()
    return weak.table, *TABLES[weak.table][:2]


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, keep_default_na=False, dtype=str)


def _rows(frame: pd.DataFrame) -> list[Row]:
    return [{str(column): str(cell) for column, cell in row.items()} for row in frame.to_dict("records")]


def _ore(frame: pd.DataFrame, at: pd.Series[bool], factor: float) -> None:
    same = (frame["deposit"] == frame.loc[at, "deposit"].iloc[0]) & ~at
    share, rest = frame.loc[at, "share_pct"].astype(float).sum(), frame.loc[same, "share_pct"].astype(float).sum()
    frame.loc[at, "share_pct"] = [f"{float(cell) * factor:.12g}" for cell in frame.loc[at, "share_pct"]]
    room = (rest + share * (1 - factor)) / rest
    frame.loc[same, "share_pct"] = [f"{float(cell) * room:.12g}" for cell in frame.loc[same, "share_pct"]]
