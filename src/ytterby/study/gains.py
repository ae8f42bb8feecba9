"""Who gains what in a month of a run: users by sector, makers by stage, traders, stores, customs, licence holders, states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ytterby.errors import Fault, UnknownName, near_miss

if TYPE_CHECKING:
    from ytterby.study.study import Run

__all__ = ["Gain", "gains"]


@dataclass(frozen=True)
class Gain:
    """One party of one place: what it deals in (a user's sector, a maker's stage, else the good), kUSD/month, its account.

    Spending of a state is a loss and stands below zero: all gains of a month add up to its welfare.
    """

    place: str
    party: str
    of: str
    account: str
    value: float


def gains(run: Run, month: str) -> tuple[Gain, ...]:
    """Every party with a gain or a loss, the largest first; UnknownName for a month the run does not hold."""
    if month not in run.months:
        raise UnknownName(Fault("gains", repr(month), "a month of the run", near_miss(month, list(run.months))))
    stage = {str(recipe): str(name) for recipe, name in run.study.world.recipes["stage"].items()}
    sums: dict[tuple[str, str, str, str], float] = {}
    for place, party, of, account, value in run.outcome.parties(month).itertuples(index=False, name=None):
        key = (place, party, stage.get(of, of) if party == "makers" else of, account)
        sums[key] = sums.get(key, 0.0) + (-value if account == "state_spending" else value)
    rows = [Gain(*key, value) for key, value in sums.items() if value]
    return tuple(sorted(rows, key=lambda row: -abs(row.value)))
