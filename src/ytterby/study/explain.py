"""Why a number is what it is: the law, the binding conditions and the sources behind one cell of a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from ytterby.errors import Fault, UnknownName, near_miss
from ytterby.policy import Regime
from ytterby.world import World

__all__ = ["Case", "Explanation", "cell", "explain"]

BINDING_RENT = 1e-3  # USD/kg: a cap with less rent than this does not bind in any way that shows at three digits
BINDING_USE = 0.999  # share of capacity from which a plant counts as full
PER_UNIT = ("USD/kg", "1")  # prices, rents and shares: a sum of them over places or goods means nothing
PLACE_DIMS = ("place", "destination")
SHOWN = 6  # lanes and rows told of each sort: a screenful


@dataclass(frozen=True)
class Explanation:
    """One number with what stands behind it.

    ``because`` holds instrument ids, ``binding`` conditions in words, ``sources`` source ids, ``assumed`` reasons with
    what they are about.
    """

    variable: str
    labels: dict[str, str]
    value: float
    unit: str
    because: tuple[str, ...]
    binding: tuple[str, ...]
    sources: tuple[str, ...]
    assumed: tuple[str, ...]
    run: str


@dataclass(frozen=True, eq=False)
class Case:
    """What an explanation looks into: the world, the regime, the market's data and the name of the run."""

    world: World
    regime: Regime
    data: xr.Dataset
    run: str


def _unique(items: Iterable[object]) -> tuple[str, ...]:
    """Every item once, in order, without blanks."""
    words = (part.strip() for item in items if isinstance(item, str) for part in item.split(";"))
    return tuple(dict.fromkeys(word for word in words if word))


def _named(row: pd.Series) -> str:
    """What a row of the world is about: its good or recipe, its way or place, its users."""
    way = f"{row['origin']}->{row['destination']}" if "origin" in row.index else row.get("place")
    words = (row.get("recipe"), row.get("good"), row.get("sector"), way)
    return " ".join(str(word) for word in words if isinstance(word, str))


def _makers(case: Case, good: str | None, place: str | None) -> pd.DataFrame:
    """The plants at the place that make the good."""
    plants, goods = case.world.plants, case.world.recipe_goods
    if good is None or place is None:
        return plants.iloc[:0]
    outputs = goods[(goods["good"] == good) & (goods["coef"] > 0)]["recipe"]
    return plants[(plants["place"] == place) & plants["recipe"].isin(outputs)]


def _lanes(case: Case, good: str | None, place: str | None, origin: str | None, makers: pd.DataFrame) -> list[int]:
    """Lanes that bring the good, and one step up those that bring the inputs of its makers; the largest first."""
    lanes, recipes = case.world.lanes, case.world.recipe_goods
    inputs = recipes[recipes["recipe"].isin(makers["recipe"]) & (recipes["coef"] < 0)]["good"]
    mask = lanes["good"].isin(inputs) if origin is None else pd.Series(False, index=lanes.index)
    own = pd.Series(True, index=lanes.index) if good is None else lanes["good"] == good
    mask |= own if origin is None else own & (lanes["origin"] == origin)
    if place is not None:
        mask &= lanes["destination"] == place
    rows = np.flatnonzero(mask.to_numpy())
    size = np.maximum(lanes["base"].to_numpy(dtype=float)[rows], 0.0)
    return [int(row) for row in rows[np.argsort(-size, kind="stable")]]


def _binding(case: Case, month: str, lanes: list[int], makers: pd.DataFrame) -> list[str]:
    """The caps with rent or below customary flow, and the plants that run full, in words."""
    data, frame = case.data.sel(month=month), case.world.lanes
    cap = case.regime.data["cap"].sel(month=month).to_numpy()
    rent, flow, use = data["rent"].to_numpy(), data["flow_lane"].to_numpy(), data["utilisation"].to_numpy()
    words = []
    for lane in lanes:
        row = frame.iloc[lane]
        base = float(row["base"])
        if rent[lane] > BINDING_RENT or cap[lane] < base:
            user = "" if row["end_use"] == "any" else f", {row['end_use']}"
            moved = f"{flow[lane]:.3g} of a customary {base:.3g} t, cap {cap[lane]:.3g} t, rent {rent[lane]:.3g} USD/kg"
            words.append(f"{row['good']} {row['origin']}->{row['destination']}{user}: {moved}")
    full = [f"{row['recipe']} in {row['place']} runs full" for i, row in makers.iterrows() if use[int(str(i))] >= BINDING_USE]
    come = [
        f"project {row['project']} makes it in {row['place']}, {data['level'].to_numpy()[int(str(i))]:.3g} t of {row['recipe']}"
        for i, row in makers.iterrows()
        if row.get("project") and use[int(str(i))] > 0
    ]
    return words[:SHOWN] + full + come


def cell(array: xr.DataArray, variable: str, labels: dict[str, str]) -> float:
    """One cell of a variable read by label; amounts are summed over a label left out, NaN where there is nothing.

    UnknownName if a label is missing (the month; of a price or a share every one) or does not exist.
    """
    for name, label in labels.items():
        known = [str(v) for v in array[name].to_numpy()] if name in array.dims else []
        if label not in known:
            remedy = near_miss(label if known else name, known or [str(d) for d in array.dims])
            raise UnknownName(Fault(variable, f"{name}={label!r}", "a label of the variable", remedy))
    needed = [str(dim) for dim in array.dims if dim == "month" or array.attrs.get("units") in PER_UNIT]
    if missing := [dim for dim in needed if dim not in labels]:
        asked = " and ".join(f"{dim}={array[dim].to_numpy()[-1]}" for dim in missing)
        wanted = "a month, and of a price or a share every label: their sum means nothing"
        raise UnknownName(Fault(variable, f"no {', no '.join(missing)}", wanted, f"Add {asked}, for example."))
    return float(array.sel(labels).sum(min_count=1))


def explain(case: Case, array: xr.DataArray, variable: str, labels: dict[str, str]) -> Explanation:
    """What stands behind one cell of ``array``, a variable read by label; labels as its dims (month, good, place, ...).

    The lanes that bring the good to the place are followed and, one step up, those of the inputs of its makers there.
    Amounts are summed over a label left out; a month must be given, and of a price or a share every label. UnknownName if a
    label is missing or does not exist.
    """
    told = cell(array, variable, labels)
    world, month = case.world, labels["month"]
    good, place = labels.get("good"), next((labels[dim] for dim in PLACE_DIMS if dim in labels), None)
    makers = _makers(case, good, place)
    lanes = _lanes(case, good, place, labels.get("origin"), makers)
    reasons = [reason for lane in lanes[: 2 * SHOWN] for reason in case.regime.because(month, lane)]
    sources: list[object] = [name for reason in reasons for name in reason.source]
    assumed: list[str] = []
    tables = {
        "trade": world.lanes.iloc[lanes[:SHOWN]],
        "plant": makers,
        "price": world.prices,
        "demand": world.demand,
        "stock": world.stocks,
    }
    for table, frame in tables.items():
        rows = frame
        if good is not None and frame is not makers and "good" in frame.columns:
            rows = rows[rows["good"] == good]
        if place is not None and "place" in frame.columns:
            rows = rows[rows["place"] == place]
        sources += list(rows["source"].iloc[:SHOWN])
        assumed += [
            f"{table} of {_named(row)}: {row['assumed']}"
            for _, row in rows.iloc[:SHOWN].iterrows()
            if isinstance(row["assumed"], str) and row["assumed"]
        ]
    return Explanation(
        variable,
        dict(labels),
        told,
        str(array.attrs.get("units", "")),
        _unique(reason.instrument for reason in reasons),
        tuple(_binding(case, month, lanes, makers)),
        _unique(sources),
        tuple(dict.fromkeys(assumed)),
        case.run,
    )
