"""Demand that learns: users who have paid a high price for long enough do without for good, or nearly (math.md §5.11)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from typing import Annotated

import numpy as np
import yaml
from pydantic import Field

from ytterby.errors import Fault, UnknownName, near_miss
from ytterby.market.behaviour.stated import Months, Share, Stated, named
from ytterby.market.outcome import Solved
from ytterby.market.problem import Array, Problem
from ytterby.market.program import Program

__all__ = ["Learning", "Redesign"]

ROUNDING = 1e-9  # of a price
Ratio = Annotated[float, Field(ge=1.0, allow_inf_nan=False)]
Most = Annotated[float, Field(ge=0.0, lt=1.0, allow_inf_nan=False)]


class Redesign(Stated):
    """How users of some sectors learn to do without some goods.

    sector, good : names, ``;``-separated, with ``*`` for anything; of several rows the first that names a use holds.
    price : times the base price above which redesign pays. months : in a row above it before the first is adopted.
    pace : part of base demand that goes each further month. most : what can go in all. back : what returns a month below it.
    """

    sector: str
    good: str = "*"
    price: Ratio
    months: Months
    pace: Share
    most: Most
    back: Share

    @staticmethod
    def shipped(sectors: Collection[str]) -> tuple[Redesign, ...]:
        """The shipped rows (data/market/redesign.yaml) that name one of these sectors."""
        return tuple(row for row in _rows() if any(named(row.sector, sector) for sector in sectors))


@lru_cache(maxsize=1)
def _rows() -> tuple[Redesign, ...]:
    text = (resources.files("ytterby") / "data" / "market" / "redesign.yaml").read_text(encoding="utf-8")
    return tuple(Redesign.model_validate(row) for row in yaml.safe_load(text))


class Learning:
    """The rule along one path: ``gone`` (use,), the part of base demand that has been redesigned away.

    UnknownName for a row that names no use of the program.
    """

    def __init__(self, program: Program, rows: Sequence[Redesign]) -> None:
        uses = list(zip(program.uses["sector"].astype(str), program.uses["good"].astype(str), strict=True))
        which = [next((n for n, row in enumerate(rows) if named(row.sector, s) and named(row.good, g)), -1) for s, g in uses]
        _refuse_unused(program, rows)
        self._use = program.activities["use"]
        self._market = program.rows_of("use")
        self._price = program.markets["price"].to_numpy(float)[self._market]
        self._learns = np.array(which) >= 0
        columns = {name: np.array([getattr(rows[n], name) if n >= 0 else 0.0 for n in which]) for name in _NUMBERS}
        self._above, self._months = columns["price"] * self._price, columns["months"]
        self._pace, self._most, self._back = columns["pace"], columns["most"], columns["back"]
        self._run = np.zeros(len(uses))
        self.gone: Array = np.zeros(len(uses))

    def key(self, number: int) -> bytes:
        """What the month's problem depends on: what has gone."""
        return bytes(self.gone.tobytes())

    def on(self, problem: Problem, number: int) -> Problem:
        """The month's problem with the demand that is left: the same worth at a smaller scale."""
        if not self.gone.any():
            return problem
        left = 1.0 - self.gone
        h = problem.h.copy()
        h[self._use] /= left
        curve = problem.curve
        if curve is not None:
            of = curve.of - self._use.start
            bent = (of >= 0) & (of < len(left))
            curve = replace(curve, quantity=np.where(bent, curve.quantity * left[np.where(bent, of, 0)], curve.quantity))
        return replace(problem, h=h, curve=curve)

    def after(self, solved: Solved, number: int) -> None:
        """What has gone after a month at its prices."""
        dear = self._learns & (self._price > 0) & (solved.point.pi[self._market] >= self._above * (1.0 - ROUNDING))
        self._run = np.where(dear, self._run + 1.0, 0.0)
        learned = np.minimum(self.gone + self._pace, np.maximum(self._most, self.gone))
        kept = np.maximum(self.gone - self._back, 0.0)
        self.gone = np.where(dear, np.where(self._run > self._months, learned, self.gone), kept)


_NUMBERS = ("price", "months", "pace", "most", "back")


def _refuse_unused(program: Program, rows: Sequence[Redesign]) -> None:
    sectors, goods = sorted(set(program.uses["sector"].astype(str))), sorted(set(program.uses["good"].astype(str)))
    faults = []
    for n, row in enumerate(rows):
        for word, patterns, known in (("sector", row.sector, sectors), ("good", row.good, goods)):
            if not any(named(patterns, name) for name in known):
                remedy = near_miss(patterns, known)
                faults.append(Fault(f"redesign, row {n + 1}, {word}", repr(patterns), f"a {word} of the world", remedy))
    if faults:
        raise UnknownName(faults)
