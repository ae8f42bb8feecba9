"""Who gains what in a solved month, entry by entry; the accounts by place are their sums (math.md §6.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ytterby.market.books import Books
from ytterby.market.conditions import total_worth
from ytterby.market.problem import Array, Index
from ytterby.market.program import Program

if TYPE_CHECKING:
    from ytterby.market.outcome import Solved

__all__ = ["ACCOUNTS", "accounts", "parties"]

Account = Literal["consumer_surplus", "producer_surplus", "tariff_revenue", "licence_rent", "state_spending"]
ACCOUNTS: tuple[Account, ...] = ("consumer_surplus", "producer_surplus", "tariff_revenue", "licence_rent", "state_spending")


@dataclass(frozen=True)
class _Entry:
    """Values (kUSD/month) at numbered places, under one account and for one sort of party; ``of`` names a column of labels."""

    account: Account
    party: str
    place: Index
    value: Array
    of: NDArray[np.object_]


def _entries(program: Program, s: Solved, rent: Array, books: Books) -> Iterator[_Entry]:
    act, x, pi, problem = program.activities, s.point.x, s.point.pi, s.problem
    at, goods = program.place_of["market"], program.markets["good"].to_numpy(dtype=object)

    use, sectors = act["use"], program.uses["sector"].to_numpy(dtype=object)
    worth = -problem.c[use] * x[use] - 0.5 * problem.h[use] * x[use] ** 2
    if problem.curve is not None:
        worth[problem.curve.of - use.start] = total_worth(problem.curve, x[problem.curve.of])
    if problem.H is not None:
        worth -= 0.5 * x[use] * (problem.H @ x)[use]
    use_at, market = at[program.rows_of("use")], program.rows_of("use")
    yield _Entry("consumer_surplus", "users", use_at, worth - pi[market] * x[use], sectors)
    if program.piece_use is not None:
        part, own = act["piece"], program.piece_use
        gained = -(problem.c[part] + pi[market[own]]) * x[part]
        yield _Entry("consumer_surplus", "users", use_at[own], gained, sectors[own])

    recipes = program.plants["recipe"].to_numpy(dtype=object)
    gain = (problem.B.T @ pi - problem.c) * x - 0.5 * problem.h * x**2  # before rents on its own bound
    yield _Entry("producer_surplus", "makers", program.place_of["plant"], gain[act["plant"]], recipes)
    for kind, party in (("divert", "diverters"), ("allocate", "makers"), ("keep", "makers of what is not sold")):
        rows = program.rows_of(kind)
        yield _Entry("producer_surplus", party, at[rows], gain[act[kind]], goods[rows])
    hold, rows = act["hold"], program.hold_market
    opening = s.month.opening
    carried = -problem.c[hold] * opening - 0.5 * problem.h[hold] * opening**2
    yield _Entry("producer_surplus", "stores", at[rows], gain[hold] + pi[rows] * opening - carried, goods[rows])

    lane, traded = act["lane"], program.lanes["good"].to_numpy(dtype=object)
    origin, destination = program.place_of["origin"], program.place_of["destination"]
    flow = x[lane]
    fob = pi[program.A.indices[program.lane_origin]]
    kept = gain[lane] + 0.5 * program.weights * flow**2 - rent * flow - books.plain_rent
    yield _Entry("producer_surplus", "traders", origin, kept, traded)
    floors, reserves = s.extras.floor_row, s.extras.reserve_row
    yield _Entry("producer_surplus", "makers under a price floor", at[floors], books.floor_gain, goods[floors])
    paid = (s.month.duty * ((1.0 + s.month.export_duty) * fob + program.freight) + s.month.levy) * flow
    yield _Entry("tariff_revenue", "customs, import", destination, paid + books.paid_at_entry, traded)
    paid = s.month.export_duty * fob * flow
    yield _Entry("tariff_revenue", "customs, export", origin, paid + books.paid_at_exit, traded)
    yield _Entry("licence_rent", "holders of licences", origin, rent * flow + books.rent_at_exit, traded)
    yield _Entry("licence_rent", "holders of import quotas", destination, books.rent_at_entry, traded)
    yield _Entry("state_spending", "state, price floors", at[floors], books.floor_cost, goods[floors])
    yield _Entry("state_spending", "state, reserves", at[reserves], books.reserve_cost, goods[reserves])


def accounts(program: Program, s: Solved, rent: Array, books: Books) -> Array:
    """(5, place) consumer and producer surplus, tariff revenue, licence rent, state spending, kUSD/month."""
    out = np.zeros((len(ACCOUNTS), len(program.places)))
    for entry in _entries(program, s, rent, books):
        out[ACCOUNTS.index(entry.account)] += np.bincount(entry.place, entry.value, out.shape[1])
    return out


def parties(s: Solved) -> pd.DataFrame:
    """A row per place, party and what it deals in (a user's sector, a maker's recipe, else the good): account, kUSD/month."""
    program, reading = s.extras.program, s.reading
    sums: dict[tuple[str, str, str, str], float] = {}
    for e in _entries(program, s, reading.rent, reading.books):
        for place, of, value in zip(e.place.tolist(), e.of.tolist(), e.value.tolist(), strict=True):
            key = (program.places[place], e.party, str(of), e.account)
            sums[key] = sums.get(key, 0.0) + value
    rows = [(*key, value) for key, value in sums.items()]
    return pd.DataFrame(rows, columns=["place", "party", "of", "account", "value"])
