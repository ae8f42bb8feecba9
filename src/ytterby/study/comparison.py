"""Two runs side by side: where a change of law shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ytterby.errors import BadInput, Fault
from ytterby.study.study import Run

__all__ = ["Comparison", "Difference", "compare"]


@dataclass(frozen=True)
class Difference:
    """One cell that differs between two runs."""

    variable: str
    labels: dict[str, str]
    base: float
    hit: float
    unit: str

    @property
    def change(self) -> float:
        """The hit less the base, in the unit of the variable."""
        return self.hit - self.base


@dataclass(frozen=True, eq=False)
class Comparison:
    """A base run and a hit run over the same world and months."""

    base: Run
    hit: Run

    def __getitem__(self, name: str) -> xr.DataArray:
        """The hit less the base by label."""
        difference = self.hit[name] - self.base[name]
        difference.attrs.update(self.base[name].attrs)
        return difference

    def rows(self, name: str, top: int = 10, **labels: str | list[str]) -> tuple[Difference, ...]:
        """The ``top`` cells that differ most in absolute value, largest first, within the given labels."""
        base, hit = self.base[name].sel(labels), self.hit[name].sel(labels)
        return _largest(name, base, hit, _size(base, hit), top, {k: v for k, v in labels.items() if isinstance(v, str)})

    def peaks(self, name: str, top: int = 10) -> tuple[Difference, ...]:
        """Like ``rows``, but each place and good (or lane, or use) once, in the month in which it differs most."""
        base, hit = self.base[name], self.hit[name]
        size = _size(base, hit)
        axis = base.get_axis_num("month")
        peak = np.expand_dims(np.argmax(size, axis=axis), axis)
        kept = np.zeros_like(size)
        np.put_along_axis(kept, peak, np.take_along_axis(size, peak, axis), axis)
        return _largest(name, base, hit, kept, top, {})


def _size(base: xr.DataArray, hit: xr.DataArray) -> NDArray[np.float64]:
    """How far apart the cells are, 0 where there is nothing in one of them."""
    change = np.abs((hit - base).to_numpy())
    return np.where(np.isfinite(change), change, 0.0)


def _largest(
    name: str, base: xr.DataArray, hit: xr.DataArray, size: NDArray[np.float64], top: int, fixed: dict[str, str]
) -> tuple[Difference, ...]:
    order = np.argsort(-size.ravel(), kind="stable")[:top]
    unit = str(base.attrs.get("units", ""))
    before, after = base.to_numpy(), hit.to_numpy()
    found = []
    for flat in order[size.ravel()[order] > 0]:
        spot = np.unravel_index(flat, base.shape)
        where = {str(dim): str(base[dim].to_numpy()[i]) for dim, i in zip(base.dims, spot, strict=True)}
        found.append(Difference(name, {**where, **fixed}, float(before[spot]), float(after[spot]), unit))
    return tuple(found)


def compare(base: Run, hit: Run) -> Comparison:
    """The two runs side by side; BadInput unless they share world and months."""
    if base.study.world is not hit.study.world or base.months != hit.months:
        remedy = "Run both with the same world and the same months."
        raise BadInput(
            Fault(
                "compare",
                f"{base.months[0]}..{base.months[-1]} and {hit.months[0]}..{hit.months[-1]}",
                "one world and one span of months",
                remedy,
            )
        )
    return Comparison(base, hit)
