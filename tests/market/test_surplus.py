"""Who gains what adds up: party by party to the accounts, and all of them to worth less cost, duties and conduct and all."""

from __future__ import annotations

import numpy as np
import pytest
from tests.market.made_up import free
from tests.market.test_tangent import MONTHS, stirred

from ytterby.market import Behaviour, Outcome, calibrate, solve

ACCOUNTS = ("consumer_surplus", "producer_surplus", "tariff_revenue", "licence_rent", "state_spending")


def of(seed: int, behaviour: Behaviour | None) -> Outcome:
    frames, law = stirred(seed)
    base = free(frames, MONTHS, 2, (("USA", "oxide/NdPr"),), (("JPN", "oxide/NdPr"),))
    return solve(calibrate(frames.world, base, behaviour=behaviour), law)


CASES = [None, Behaviour().with_conduct("CHN:oxide/NdPr=0.6").with_conduct("CHN:magnet/N=0.3")]


@pytest.mark.parametrize("behaviour", CASES, ids=["takers", "exporters with weight"])
@pytest.mark.parametrize("seed", range(4))
def test_parties_add_up_to_the_accounts_of_every_place(seed: int, behaviour: Behaviour | None) -> None:
    found = of(seed, behaviour)
    for month in MONTHS:
        table = found.parties(month)
        for account in ACCOUNTS:
            told = table[table["account"] == account].groupby("place")["value"].sum()
            booked = found.data[account].sel(month=month).to_series()
            np.testing.assert_allclose(told.reindex(booked.index).fillna(0.0), booked, rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize("behaviour", CASES, ids=["takers", "exporters with weight"])
@pytest.mark.parametrize("seed", range(4))
def test_all_gains_are_worth_less_what_things_cost(seed: int, behaviour: Behaviour | None) -> None:
    found = of(seed, behaviour)
    program, act = found.program, found.program.activities
    lane, hold = act["lane"], act["hold"]
    slope = program.h.copy()
    slope[lane] -= program.weights  # a markup is nobody's cost
    for month, solved in zip(MONTHS, found.solved, strict=True):
        x, opening = solved.point.x[: act.count], solved.month.opening
        costs = float(program.c @ x + 0.5 * slope @ x**2 + program.freight @ x[lane])
        carried = float((-program.c[hold] * opening - 0.5 * program.h[hold] * opening**2).sum())
        table = found.parties(month)
        sign = np.where(table["account"] == "state_spending", -1.0, 1.0)
        assert float(sign @ table["value"]) == pytest.approx(-costs - carried, rel=1e-7, abs=1e-3)
