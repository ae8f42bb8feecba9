"""Who can wait longer: the months of a stand-off until what a place's users miss passes what they bear."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ytterby.parameters import load_parameters
from ytterby.study import Run

__all__ = ["Endurance", "endurance"]


@dataclass(frozen=True)
class Endurance:
    """One place in a stand-off.

    months : from the start to the first month in which the value-weighted share of wanted goods that is missing passes the
    tolerance; None if not within the horizon.   worst : the largest share missing.   worst_good : the good with most value
    missing in that month.
    """

    place: str
    months: int | None
    horizon: int
    worst: float
    worst_month: str
    worst_good: str
    worst_sector: str


def endurance(
    result: Run, start: str, tolerance: float | None = None, goods: tuple[str, ...] | None = None
) -> tuple[Endurance, ...]:
    """Endurance of every place with users, least first. Weights are base prices.

    tolerance : share of wanted value that may be missing, by default the shipped assumption.   goods : by default every magnet.
    """
    bears = load_parameters("bargain")["tolerance"].value if tolerance is None else tolerance
    data = result.outcome.data.sel(month=[m for m in result.months if m >= start])
    months = [str(m) for m in data["month"].to_numpy()]
    wanted, shortage = data["wanted"], data["shortage"]
    good = wanted["use_good"].to_numpy()
    chosen = np.array([str(g).startswith("magnet/") if goods is None else g in goods for g in good])
    prices = result.study.world.prices.set_index(["good", "place"])["usd_per_kg"]
    value = np.array([float(prices.get((g, p), 0.0)) for g, p in zip(good, wanted["use_place"].to_numpy(), strict=True)])
    found = []
    for place in dict.fromkeys(str(p) for p in wanted["use_place"].to_numpy()):
        rows = np.flatnonzero(chosen & (wanted["use_place"].to_numpy() == place))
        need = (wanted.to_numpy()[:, rows] * value[rows]).sum(axis=1)
        if not len(rows) or not need.max(initial=0.0) > 0:
            continue
        missing = shortage.to_numpy()[:, rows] * value[rows]
        share = missing.sum(axis=1) / np.where(need > 0, need, 1.0)
        over = np.flatnonzero(share > bears)
        worst = int(np.argmax(share))
        cell = rows[int(np.argmax(missing[worst]))]
        first = int(over[0]) if len(over) else None
        worst_sector = str(wanted["use_sector"].to_numpy()[cell])
        found.append(Endurance(place, first, len(months), float(share[worst]), months[worst], str(good[cell]), worst_sector))
    return tuple(sorted(found, key=lambda e: (len(months) if e.months is None else e.months, -e.worst, e.place)))
