"""The account between months: stocks of makers, what quotas have left over, what state reserves hold (math.md §5.4, §4.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from ytterby.market.problem import Array
from ytterby.market.program import Month, Program
from ytterby.market.stocks import next_opening

if TYPE_CHECKING:
    import xarray as xr

    from ytterby.market.outcome import Solved

__all__ = ["Account"]

_READ = tuple(field.name for field in fields(Month) if field.name not in ("opening", "reserve_held"))


@dataclass(frozen=True)
class Account:
    """What a month opens with: stocks (hold,) t, carried (group,) t, negative where used ahead, held (reserve,) t."""

    stocks: Array
    carried: Array
    held: Array

    @classmethod
    def opening(cls, program: Program, data: xr.Dataset) -> Account:
        """The account of a run's first month: nothing carried, reserves as the law says they opened."""
        held = np.asarray(data["reserve_opening"].to_numpy(), dtype=float) if "reserve_opening" in data.coords else np.zeros(0)
        return cls(program.holds["tonnes"].to_numpy(float), np.zeros(data.sizes["group"]), held)

    def month(self, law: Mapping[str, Array]) -> Month:
        """The month's numbers: the law's, with room in quotas and reserves as the account leaves them."""
        numbers = {name: law[name] for name in _READ}
        numbers["group_cap"] = np.maximum(law["group_cap"] + self.carried + law["group_advance"], 0.0)
        numbers["reserve_buy"] = np.minimum(law["reserve_buy"], np.maximum(law["reserve_target"] - self.held, 0.0))
        numbers["reserve_release"] = np.minimum(law["reserve_release"], np.maximum(self.held - law["reserve_keep"], 0.0))
        return Month(**numbers, opening=self.stocks, reserve_held=self.held)

    def after(self, solved: Solved, law: Mapping[str, Array], following: Mapping[str, Array]) -> Account:
        """The account of the next month, whose law is ``following``."""
        x, extras = solved.point.x, solved.extras
        left = np.where(np.isfinite(solved.month.group_cap), solved.month.group_cap, 0.0) - extras.used(x)
        carried = np.where(np.isfinite(solved.month.group_cap), left - law["group_advance"], 0.0)
        held = self.held.copy()
        held[extras.reserves] += x[extras.parts["buy"]] - x[extras.parts["release"]]
        stocks = next_opening(x[extras.program.activities["hold"]], self.stocks)
        return Account(stocks, np.clip(carried, -law["group_advance"], following["group_carry"]), np.maximum(held, 0.0))
