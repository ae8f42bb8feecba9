"""How long the shipped law takes to compile over every lane: ``python -m benchmarks.law``. Time and memory; is nothing lost?

Best of the repeats, one thread; the first compile, which also loads libraries, is told apart. Memory is what Python and numpy had
allocated at most while compiling, beside what the regime itself holds. Then months compiled alone are set against the same months
of the whole: they must be equal, bit by bit.
"""

from __future__ import annotations

import argparse
import os
import time
import tracemalloc
from collections.abc import Sequence

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from ytterby.months import month_range
from ytterby.policy import Regime, Timeline, load_timeline
from ytterby.world import World, load_world

SPANS = {"300 months": ("2001-12", "2026-11"), "all months": ("1990-01", "2026-11")}
MEGA = 1e6


def main() -> None:
    """Print one line per span of months, then the check."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--repeats", type=int, default=5)
    ask.add_argument("--alone", type=int, default=24, help="months compiled alone for the check")
    asked = ask.parse_args()
    clock = time.perf_counter()
    law = load_timeline()
    read = time.perf_counter() - clock
    world = load_world()
    entries = sum(len(one.history) for one in law.instruments)
    print(f"{len(law.instruments)} instruments, {entries} entries, read in {read:.2f} s; {len(world.lanes)} lanes", flush=True)
    for name, (first, last) in SPANS.items():
        months = month_range(first, last)
        cold, _ = _timed(law, world, months)
        warm = min(_timed(law, world, months)[0] for _ in range(asked.repeats))
        peak, regime = _measured(law, world, months)
        held = regime.data.nbytes / MEGA
        print(f"{name} ({len(months)}): {warm:.2f} s, first time {cold:.2f} s; peak {peak / MEGA:.0f} MB, regime {held:.0f}")
    whole = law.compile(world, months)
    chosen = np.linspace(0, len(months) - 1, asked.alone).astype(int)
    apart = [months[at] for at in chosen if not _same(whole, law.compile(world, [months[at]]), months[at])]
    print(f"{len(chosen)} months compiled alone: {'all the same' if not apart else 'DIFFERENT ' + ', '.join(apart)}")


def _timed(law: Timeline, world: World, months: Sequence[str]) -> tuple[float, Regime]:
    clock = time.perf_counter()
    regime = law.compile(world, months)
    return time.perf_counter() - clock, regime


def _measured(law: Timeline, world: World, months: Sequence[str]) -> tuple[float, Regime]:
    tracemalloc.start()
    regime = law.compile(world, months)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return float(peak), regime


def _same(whole: Regime, alone: Regime, month: str) -> bool:
    return all(
        np.array_equal(whole.data[name].sel(month=month).values, found.sel(month=month).values)
        for name, found in alone.data.items()
        if "month" in found.dims and found.dims != ("month",)
    )


if __name__ == "__main__":
    main()
