"""Myopic months against those that see ahead, in 2025: ``python -m benchmarks.foresight --write docs/foresight.md``.

The months run to the end of 2026, so that a year of foresight is whole in every month of 2025, the year that is shown. Who sees
ahead sees the law that had been published by that month's end. Takes about two minutes of one core.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from ytterby.faces.numbers import three
from ytterby.market import Behaviour, Options
from ytterby.months import month_range
from ytterby.policy import load_timeline
from ytterby.study import Run, run
from ytterby.world import load_world

KNOWN = "2025-12-31"
MONTHS = month_range("2025-01", "2026-12")
SHOWN = month_range("2025-01", "2025-12")
HOME = "CHN"
PRICES = (("oxide/Dy", "JPN"), ("oxide/Y", "USA"), ("magnet/NdFeB-high", "USA"), ("oxide/NdPr", "JPN"))


@dataclass(frozen=True)
class Case:
    """One way to look ahead, its run and the CPU seconds it took."""

    name: str
    run: Run
    seconds: float


def cases(ahead: Sequence[int]) -> list[Case]:
    """Myopic months, the same with panic, and months that see ahead; one law, one world."""
    world, law = load_world(KNOWN), load_timeline().known_on(KNOWN)
    run(world, law, MONTHS[:2])  # what must be loaded is loaded
    asked = [("myopic", Options(), None), ("myopic, panic", Options(), Behaviour().with_panic())]
    asked += [(f"{n} months", Options(ahead=n), None) for n in ahead]
    found = []
    for name, options, behaviour in asked:
        clock = time.process_time()
        solved = run(world, law, MONTHS, options, behaviour=behaviour)
        found.append(Case(name, solved, time.process_time() - clock))
    return found


def rows(found: Sequence[Case]) -> list[tuple[str, ...]]:
    """The table: a row per number, a column per case."""
    told: list[tuple[str, Callable[[Case], str]]] = []
    for good, place in PRICES:
        told.append((f"{good} in {place}, highest price (USD/kg)", partial(_highest, good, place)))
        told.append((f"{good} in {place}, largest rise in a month", partial(_jump, good, place)))
    told += [
        ("magnets missing outside China, 2025 (t)", lambda c: three(float(_missing(c).sum()))),
        ("magnets missing outside China, worst month (t)", lambda c: _peak(_missing(c))),
        ("magnets in store outside China, most (t)", lambda c: _peak(_kept(c))),
        ("magnets in store outside China, least (t)", lambda c: _peak(_kept(c), least=True)),
        ("surplus of users and makers outside China, less myopic (million USD)", lambda c: _gain(c, found[0], home=False)),
        ("surplus of users and makers in China, less myopic (million USD)", lambda c: _gain(c, found[0], home=True)),
        ("CPU, 24 months with the labelled outcome (s)", lambda c: three(c.seconds)),
        ("worst month's distance from equilibrium (local)", lambda c: f"{c.run.certificate.local:.0e}"),
    ]
    return [(title, *(tell(case) for case in found)) for title, tell in told]


def _price(case: Case, good: str, place: str) -> np.ndarray:
    return np.asarray(case.run["price"].sel(month=list(SHOWN), good=good, place=place).to_numpy())


def _missing(case: Case) -> np.ndarray:
    short = case.run["shortage"].sel(month=list(SHOWN))
    magnets = [str(good) for good in short["good"].to_numpy() if str(good).startswith("magnet/")]
    abroad = [str(place) for place in short["place"].to_numpy() if str(place) != HOME]
    return np.asarray(short.sel(good=magnets, place=abroad).sum(["good", "place", "sector"]).to_numpy())


def _kept(case: Case) -> np.ndarray:
    stock = case.run["stock"].sel(month=list(SHOWN))
    magnets = [str(good) for good in stock["good"].to_numpy() if str(good).startswith("magnet/")]
    abroad = [str(place) for place in stock["place"].to_numpy() if str(place) != HOME]
    return np.asarray(stock.sel(good=magnets, place=abroad).sum(["good", "place"]).to_numpy())


def _gain(case: Case, other: Case, home: bool) -> str:
    def total(run: Run) -> float:
        both = run["consumer_surplus"] + run["producer_surplus"]
        places = [str(place) for place in both["place"].to_numpy() if (str(place) == HOME) == home]
        return float(both.sel(month=list(SHOWN), place=places).sum()) / 1000.0

    return three(total(case.run) - total(other.run))


def _peak(values: np.ndarray, least: bool = False) -> str:
    at = int(np.nanargmin(values) if least else np.nanargmax(values))
    return f"{three(float(values[at]))} ({SHOWN[at]})"


def _highest(good: str, place: str, case: Case) -> str:
    return _peak(_price(case, good, place))


def _jump(good: str, place: str, case: Case) -> str:
    values = _price(case, good, place)
    rise = values[1:] / values[:-1] - 1.0
    at = int(np.nanargmax(rise))
    return f"{three(100.0 * float(rise[at]))} % ({SHOWN[at + 1]})"


def page(found: Sequence[Case]) -> str:
    """The table as a page."""
    heads = ["", *(case.name for case in found)]
    lines = ["# How far makers see", "", "Made by `python -m benchmarks.foresight --write docs/foresight.md`.", "", WHY, ""]
    lines += [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows(found)]
    return "\n".join([*lines, ""])


WHY = f"""The shipped world and law as known on {KNOWN}, projects among them. Who sees ahead knows the prices of the coming
months exactly, and the law as it had been published by that month's end (math.md §5.7); myopic months have the rule of stocks
instead (§5.4), with panic if asked for (§5.10). Surplus counts stores at what their keepers then thought them worth.

**What foresight does.** April's controls were published in April, so nobody could fill stores before them. Who sees ahead keeps
what is there for the months to come: prices jump at once instead of rising until June, more is missing in the first months, and
stores never run as low. Panic does the same to a lesser degree, and with less to compute.

**The default is myopic.** Knowing prices exactly is more than any maker does, and European lines stood still in June 2025 with
four to six weeks of magnets as their custom (rec_2025_inventory). A myopic path can be taken up in its middle, differentiated
and drawn thousands of times. Look ahead, or let keepers panic, where prices of the first months matter, or where a deadline is on
the books, such as the end of a truce: makers then fill their stores before it."""


def main() -> None:
    """Print the table, or write the page."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--ahead", nargs="+", type=int, default=[3, 6, 12])
    ask.add_argument("--write", type=Path, help="write the page here")
    asked = ask.parse_args()
    text = page(cases(asked.ahead))
    if asked.write:
        asked.write.write_text(text, encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
