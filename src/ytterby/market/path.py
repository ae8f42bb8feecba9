"""Months in a row: each a static equilibrium, linked by what the one before left: stocks, quotas, reserves (math.md §5.4, §4.1).

Foresight is myopic: nobody knows next month's law. What stands in for foresight is the stock rule, a decreasing value of the
last tonne kept, so stores run down in a shortage and are rebuilt after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from ytterby.errors import BadTable, Fault, UnknownName, near_miss
from ytterby.market.account import Account
from ytterby.market.extras import Extras
from ytterby.market.outcome import Outcome, Solved, outcome
from ytterby.market.problem import Array
from ytterby.market.program import Program
from ytterby.market.solve import Engine

if TYPE_CHECKING:
    import xarray as xr

    from ytterby.policy import Regime

__all__ = ["Options", "solve"]


@dataclass(frozen=True)
class Options:
    """How a path is solved.

    carry : stocks pass from month to month (False: every month opens with the first month's stocks).
    kernels : climb with compiled kernels, several times faster once they are loaded; the answers agree to rounding.
    """

    carry: bool = True
    kernels: bool = False


def solve(
    program: Program,
    regime: Regime,
    months: Sequence[str] | None = None,
    options: Options | None = None,
    known: Sequence[Solved] = (),
) -> Outcome:
    """Certified equilibria of the months under a regime, each opening with the stock the last one left.

    regime: a Regime whose ``data`` holds the months; its lanes and plants are the program's. ``known``: first months already
    solved under the same law. UnknownName for a month the regime does not hold; NotSolved, naming month, market, demand,
    reachable supply and stock, if a month has no certified equilibrium; BadTable for a regime of another world.
    """
    options = options or Options()
    carry = options.carry
    data = regime.data
    held = [str(month) for month in data["month"].values]
    wanted = tuple(held if months is None else months)
    _refuse_unknown(wanted, held)
    _refuse_another_world(program, data)
    law = {name: _by_month(data, name, dim) for name, dim in _SHAPES}
    member = sparse.csc_matrix(data["member"].transpose("group", "lane").to_numpy().astype(float))
    extras = Extras.of(program, data, member)
    account = Account.opening(program, data)
    engine, solved = Engine(options.kernels), list(known[: len(wanted)])
    last: Solved | None = None
    for number, name in enumerate(wanted):
        now = {key: value[held.index(name)] for key, value in law.items()}
        month = account.month(now) if carry or number == 0 else Account.opening(program, data).month(now)
        if number < len(solved):
            last = solved[number]
        else:
            if last is None or not month.same(last.month):
                problem = extras.problem(month)
                last = Solved(month, problem, *engine.solve(problem, f"month {name}"), extras)
            solved.append(last)
        if carry and number + 1 < len(wanted):
            following = {key: value[held.index(wanted[number + 1])] for key, value in law.items()}
            account = account.after(last, now, following)
    return outcome(program, wanted, data, solved)


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
    return np.asarray(data[name].transpose("month", dim).to_numpy(), dtype=float)


def _refuse_unknown(wanted: tuple[str, ...], known: list[str]) -> None:
    unknown = [month for month in wanted if month not in known]
    if unknown:
        raise UnknownName(Fault("months", repr(m), "a month of the regime", near_miss(m, known)) for m in unknown)
