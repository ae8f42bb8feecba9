"""One path under way: which problem its next month poses, and what the answer leaves to the month after (math.md §5.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from ytterby.errors import BadTable, Fault, NotSolved
from ytterby.market.account import Account
from ytterby.market.certificate import Residuals, certify
from ytterby.market.extras import Extras
from ytterby.market.foresight import expecting, first_of, stacked
from ytterby.market.grounded import grounded
from ytterby.market.outcome import Solved
from ytterby.market.problem import Array, Point, Problem, Start
from ytterby.market.program import Month, Program
from ytterby.market.rules import Rules

if TYPE_CHECKING:
    import xarray as xr

    from ytterby.policy import Regime

__all__ = ["Walk", "law_of"]


class Walk:
    """A path under way: poses its next month, takes the answer, and opens the month after with what is left.

    ahead : months that are seen, the present one with them; 1 is myopic. forecasts : by month, the law of the months after as it
    was known then; without one the law that comes is foreseen.
    """

    def __init__(
        self,
        program: Program,
        regime: Regime,
        months: tuple[str, ...],
        carry: bool,
        known: Sequence[Solved] = (),
        ahead: int = 1,
        forecasts: Mapping[str, Regime] | None = None,
        rules: Rules | None = None,
        near: Sequence[Solved] = (),
    ) -> None:
        self.months, self._program, self._forecasts = months, program, forecasts or {}
        self._extras, self._law = _read(program, regime, months)
        self._opening = self._account = Account.opening(program, regime.data)
        self._carry, self._ahead = carry, ahead if carry else 1
        hold, price = program.activities["hold"], program.markets["price"].to_numpy(float)[program.hold_market]
        self._hold, self._market = hold, program.hold_market
        self._service = price * program.parameters.stock_slope
        self.rules = rules or Rules(program, months, regime.data)
        self._near = near
        self.solved: list[Solved] = []
        for last in known[: len(months)]:
            self._keep(last)
        self._month: Month | None = None
        self._problem: Problem | None = None

    @property
    def where(self) -> str:
        """The month that is posed next, for an error."""
        return f"month {self.months[len(self.solved)]}"

    @property
    def near(self) -> Start | None:
        """Where the search for the next month may begin: at the near path's month, changed as the month before was."""
        number = len(self.solved)
        before = self.solved[-1].point.sides if self.solved else None
        if number >= len(self._near):
            return before
        here = self._near[number].point.sides
        then = self._near[number - 1].point.sides if number else None
        if here is None or before is None or then is None or not (here.alike(before) and here.alike(then)):
            return here or before
        return here.changed_as(then, before)

    def pose(self) -> Problem | None:
        """The next month's problem, None at the end; a month that poses the last one's problem again takes its answer."""
        while len(self.solved) < len(self.months):
            number = len(self.solved)
            self._month = (self._account if self._carry else self._opening).month(self._law[number])
            seen = min(self._ahead, len(self.months) - number)
            same = number > 0 and self._month.same(self.solved[-1].month) and self.rules.still(number)
            if seen > 1 or not same:
                self._problem = self.rules.on(self._extras.problem(self._month), number)
                if seen > 1:
                    return self._with_months_ahead(self._problem, seen)
                self._problem = grounded(self._problem, self._program, [self._problem])
                return self._problem
            self._keep(self.solved[-1])
        return None

    def settle(self, point: Point, residuals: Residuals) -> None:
        """Takes the answer to the month that was posed last."""
        assert self._month is not None  # noqa: S101
        assert self._problem is not None  # noqa: S101
        N, n, _ = self._problem.shape
        if len(point.x) > n:
            later = point.pi[N + self._market]
            self._problem = expecting(self._problem, self._hold, self._service, later)
            point = first_of(point, self._problem)
            residuals = certify(self._problem, point.x, point.pi, point.om)
            if not residuals.holds:
                raise NotSolved(f"{self.where}: the month taken out of the months ahead misses its certificate by {residuals}")
        self._keep(Solved(self._month, self._problem, point, residuals, self._extras))

    def _with_months_ahead(self, now: Problem, seen: int) -> Problem:
        """This month and those after it as one problem; quotas and reserves ahead open as if nothing were carried to them."""
        at = len(self.solved)
        later = self.months[at + 1 : at + seen]
        forecast = self._forecasts.get(self.months[at])
        if forecast is None:
            extras, law, account = self._extras, self._law[at + 1 : at + seen], self._account
        else:
            extras, law = _read(self._program, forecast, later)
            account = Account.opening(self._program, forecast.data)
        empty = replace(account, stocks=np.zeros_like(account.stocks), carried=np.zeros_like(account.carried))
        months = [now, *(self.rules.on(extras.problem(empty.month(one)), at + k) for k, one in enumerate(law, start=1))]
        found = grounded(stacked(months, self._hold, self._market, self._service), self._program, months)
        self._problem = replace(now, u=found.u[: now.shape[1]])
        return found

    def _keep(self, last: Solved) -> None:
        number = len(self.solved)
        self.solved.append(last)
        self.rules.after(last, number)
        if self._carry and number + 1 < len(self.months):
            self._account = self._account.after(last, self._law[number], self._law[number + 1])


_SHAPES = (
    ("duty", "lane"),
    ("export_duty", "lane"),
    ("levy", "lane"),
    ("cap", "lane"),
    ("group_cap", "group"),
    ("group_carry", "group"),
    ("group_advance", "group"),
    ("over_duty", "group"),
    ("over_levy", "group"),
    ("ceiling", "plant"),
    ("floor_price", "support"),
    ("floor_tonnes", "support"),
    ("reserve_buy", "reserve"),
    ("reserve_below", "reserve"),
    ("reserve_release", "reserve"),
    ("reserve_above", "reserve"),
    ("reserve_target", "reserve"),
    ("reserve_keep", "reserve"),
)


def _read(program: Program, regime: Regime, months: Sequence[str]) -> tuple[Extras, list[dict[str, Array]]]:
    """What a regime adds to a program, and its numbers month by month."""
    data = regime.data
    _refuse_another_world(program, data)
    member = sparse.csc_matrix(data.variables["member"].transpose("group", "lane").values.astype(float))
    return Extras.of(program, data, member), law_of(data, months)


def law_of(data: xr.Dataset, months: Sequence[str]) -> list[dict[str, Array]]:
    """The numbers of a regime month by month, by the names of its variables."""
    held = [str(month) for month in data["month"].values]
    law = {name: _by_month(data, name, dim) for name, dim in _SHAPES}
    return [{key: value[held.index(name)] for key, value in law.items()} for name in months]


def _refuse_another_world(program: Program, data: xr.Dataset) -> None:
    for dim, rows in (("lane", len(program.lanes)), ("plant", len(program.plants))):
        if data.sizes[dim] != rows:
            raise BadTable(
                Fault(
                    "regime",
                    f"{data.sizes[dim]} {dim}s",
                    f"the {rows} {dim}s of the program",
                    "Compile the law for the same world.",
                )
            )


def _by_month(data: xr.Dataset, name: str, dim: str) -> Array:
    return np.asarray(data.variables[name].transpose("month", dim).values, dtype=float)
