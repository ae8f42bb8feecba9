"""Panic: those who fear to run short want a larger store for a while (math.md §5.10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ytterby.market.behaviour.stated import Months, Share, Stated
from ytterby.market.outcome import Solved
from ytterby.market.problem import Array, Problem
from ytterby.market.program import Program
from ytterby.parameters import load_parameters

if TYPE_CHECKING:
    import xarray as xr

    from ytterby.policy import Regime

__all__ = ["Fear", "Panic"]

LESS = 1e-9  # of a lane's base flow: a cap lower by more restricts it


class Panic(Stated):
    """How stores answer to alarm.

    months : of customary supply that a store wants beyond its target when all of that supply is in doubt.
    fades : part of an alarm that is left a month later. short : of last month's customary supply, the part whose absence, at a
    price above the base year's, is alarm by itself.
    """

    months: Months
    fades: Share
    short: Share

    @classmethod
    def shipped(cls) -> Panic:
        """The shipped rule (data/market/panic/parameters.yaml, with ranges and reasons)."""
        rows = load_parameters("market/panic")
        return cls(
            **{name: row.value for name, row in rows.items()},
            source=";".join(row.source for row in rows.values() if row.source),
            assumed="; ".join(row.assumed for row in rows.values() if row.assumed),
        )


class Fear:
    """The rule along one path: ``alarm`` (hold,), the part of its customary supply that each store's keeper fears for."""

    def __init__(
        self, program: Program, months: Sequence[str], panic: Panic, law: xr.Dataset, forecasts: Mapping[str, Regime]
    ) -> None:
        self._program, self._panic = program, panic
        self._hold = program.activities["hold"]
        lanes, holds = program.lanes, program.holds
        at = {key: n for n, key in enumerate(zip(holds["place"], holds["good"], strict=True))}
        self._to = np.array([at.get(key, -1) for key in zip(lanes["destination"], lanes["good"], strict=True)], dtype=int)
        self._brings = np.flatnonzero(self._to >= 0)
        self._made = _makers(program, at)
        self._supply = self._arrived(program.base)
        target = np.where(holds["target"].to_numpy(float) > 0, holds["target"], holds["tonnes"]).astype(float)
        self._cover = np.maximum(target, 1e-12)
        self._price = program.markets["price"].to_numpy(float)[program.hold_market]
        self._news = self._announced(law, months, forecasts)
        self.alarm: Array = self._news[0].copy()
        self._now = 0

    def key(self, number: int) -> bytes:
        """What the month's problem depends on: the alarm of every keeper."""
        return bytes(self.alarm.tobytes())

    def on(self, problem: Problem, number: int) -> Problem:
        """The month's problem with the stores that are wanted now; their first tonne is worth what it was."""
        if not self.alarm.any():
            return problem
        alarm = self.alarm * self._panic.fades ** max(number - self._now, 0)  # months ahead: as it fades without new cause
        h = problem.h.copy()
        h[self._hold] /= 1.0 + self._panic.months * alarm * self._supply / self._cover
        return replace(problem, h=h)

    def after(self, solved: Solved, number: int) -> None:
        """The alarm of the next month: what is left of this one's, what is announced, or what did not arrive."""
        self._now = number + 1
        missing = 1.0 - self._arrived(solved.point.x) / np.maximum(self._supply, 1e-12)
        dear = solved.point.pi[self._program.hold_market] > self._price * (1.0 + LESS)
        short = np.where((missing > self._panic.short) & dear & (self._supply > 0), missing, 0.0)
        news = self._news[number + 1] if number + 1 < len(self._news) else np.zeros(len(short))
        self.alarm = np.maximum.reduce([self._panic.fades * self.alarm, np.clip(short, 0.0, 1.0), news])
        self.alarm[self.alarm < LESS] = 0.0

    def _arrived(self, x: Array) -> Array:
        """(hold,) t/month that lanes brought and plants made of each store's good at its place, by any lane."""
        flow = x[self._program.activities["lane"]]
        found = np.bincount(self._to[self._brings], flow[self._brings], self._made.shape[0])
        return np.asarray(found + self._made @ x[self._program.activities["plant"]])

    def _announced(self, law: xr.Dataset, months: Sequence[str], forecasts: Mapping[str, Regime]) -> list[Array]:
        """By month, (hold,) the part of customary supply newly under a control, in force or published for later."""
        held = [str(month) for month in law["month"].values]
        base = self._program.lanes["base"].to_numpy(float)
        in_force = _restricted(law, base)
        found, before = [], None
        for month in months:
            now = in_force[held.index(month)]
            if month in forecasts:
                now = now | _restricted(forecasts[month].data, base).any(axis=0)
            fresh = np.zeros(len(base), dtype=bool) if before is None else now & ~before
            lanes = self._brings[fresh[self._brings]]
            part = np.bincount(self._to[lanes], base[lanes], self._made.shape[0]) / np.maximum(self._supply, 1e-12)
            found.append(np.clip(part, 0.0, 1.0))
            before = now
        return found


def _makers(program: Program, stores: Mapping[tuple[str, str], int]) -> sparse.csr_matrix:
    """(hold, plant) t per unit of level that a plant makes of a store's good at its place."""
    keys = zip(program.markets["place"], program.markets["good"], strict=True)
    store = np.array([stores.get(key, -1) for key in keys], dtype=int)
    made = sparse.coo_matrix(program.A[:, program.activities["plant"]])
    gives = (made.data > 0) & (store[made.row] >= 0)
    entries = (made.data[gives], (store[made.row[gives]], made.col[gives]))
    return sparse.csr_matrix(entries, shape=(len(stores), made.shape[1]))


def _restricted(law: xr.Dataset, base: Array) -> NDArray[np.bool_]:
    """(month, lane) whether law needs a licence or caps the lane below its customary flow."""
    capped = law["cap"].transpose("month", "lane").to_numpy() < base * (1.0 - LESS)
    if "licensed" in law:
        capped = capped | (law["licensed"].transpose("month", "lane").to_numpy() > 0)
    return np.asarray(capped & (base > 0))
