"""Flat market arrays read by label: lanes, uses, plants and holdings unstacked to their named dims."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from ytterby.errors import Fault, UnknownName, near_miss
from ytterby.world import World

__all__ = ["VARIABLES", "labelled", "unstack"]

# name asked for -> (variable of the Outcome, its flat dim or None, the dims it is read by)
VARIABLES: dict[str, tuple[str, str | None, tuple[str, ...]]] = {
    "flow": ("flow_lane", "lane", ("good", "origin", "destination")),
    "rent": ("rent", "lane", ("good", "origin", "destination", "end_use")),
    "markup": ("markup", "lane", ("good", "origin", "destination", "end_use")),
    "price": ("price", None, ()),
    "price_military": ("price_military", None, ()),
    "wanted": ("wanted", "use", ("sector", "place", "good")),
    "delivered": ("delivered", "use", ("sector", "place", "good")),
    "shortage": ("shortage", "use", ("sector", "place", "good")),
    "redesigned": ("redesigned", "use", ("sector", "place", "good")),
    "level": ("level", "plant", ("recipe", "place")),
    "utilisation": ("utilisation", "plant", ("recipe", "place")),
    "stock": ("stock", "hold", ("place", "good")),
    "group_rent": ("group_rent", None, ()),
    "consumer_surplus": ("consumer_surplus", None, ()),
    "producer_surplus": ("producer_surplus", None, ()),
    "tariff_revenue": ("tariff_revenue", None, ()),
    "licence_rent": ("licence_rent", None, ()),
    "state_spending": ("state_spending", None, ()),
    "reserve_held": ("reserve_held", None, ()),
    "beyond": ("beyond", "lane", ("good", "origin", "destination")),
}


def _order(world: World, dim: str, found: Sequence[str]) -> list[str]:
    frames = {
        "good": world.goods,
        "place": world.places,
        "origin": world.places,
        "destination": world.places,
        "sector": world.sectors,
    }
    if dim in frames:
        present = set(found)
        return [str(name) for name in frames[dim].index if name in present]
    return sorted(set(found))


def unstack(flat: xr.DataArray, dim: str, dims: Sequence[str], world: World) -> xr.DataArray:
    """The array with its flat ``dim`` spread over named ``dims`` (after month); NaN where there is no such lane or use.

    Cells that share labels (a civil and a military lane, say) add up; rents and shares take their largest.
    """
    months = flat["month"].to_numpy()
    values = flat.transpose("month", dim).to_numpy()
    labels = [_order(world, name, [str(v) for v in flat[f"{dim}_{name}"].to_numpy()]) for name in dims]
    codes = [
        np.array([axis.index(str(v)) for v in flat[f"{dim}_{name}"].to_numpy()], dtype=int)
        for axis, name in zip(labels, dims, strict=True)
    ]
    shape = tuple(len(axis) for axis in labels)
    cell = np.ravel_multi_index(tuple(codes), shape) if values.shape[1] else np.zeros(0, dtype=int)
    dense = np.full((len(months), int(np.prod(shape))), np.nan)
    dense[:, cell] = -np.inf if flat.attrs.get("units") in ("1", "USD/kg") else 0.0
    if flat.attrs.get("units") in ("1", "USD/kg"):
        for column, target in enumerate(cell):
            dense[:, target] = np.fmax(dense[:, target], values[:, column])
    else:
        for column, target in enumerate(cell):
            dense[:, target] += values[:, column]
    coords = {"month": months, **dict(zip(dims, labels, strict=True))}
    return xr.DataArray(
        dense.reshape(len(months), *shape), dims=("month", *dims), coords=coords, attrs=dict(flat.attrs), name=flat.name
    )


def labelled(data: xr.Dataset, name: str, world: World) -> xr.DataArray:
    """The variable asked for, read by label (see VARIABLES); UnknownName with the near miss if there is none."""
    if name not in VARIABLES:
        raise UnknownName(Fault("run", repr(name), "a variable of a run", near_miss(name, list(VARIABLES))))
    variable, dim, dims = VARIABLES[name]
    flat = data[variable]
    if dim is None:
        return flat.rename(split_good="good") if "split_good" in flat.dims else flat
    return unstack(flat, dim, dims, world).rename(name)
