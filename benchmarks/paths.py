"""Months, what-ifs and ensembles on the shipped world: ``python -m benchmarks.paths``, CPU time of one thread.

A what-if cuts every cap by three tenths from the middle of 24 months on; only months from there on are solved. A draw
scales the slope of every use and lane around its base point; each path carries its stocks over 24 months.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from ytterby.errors import NotSolved
from ytterby.market import Options, Outcome, Program, calibrate, solve
from ytterby.market.path import solve_many
from ytterby.months import month_range
from ytterby.policy import Regime, load_timeline
from ytterby.world import load_world

MONTHS = month_range("2025-01", "2026-12")


def main() -> None:
    """Print start-up, one month, 24 months, what-ifs and draws, each with how it was counted."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--draws", type=int, default=128)
    ask.add_argument("--repeats", type=int, default=20)
    asked = ask.parse_args()
    clock = time.process_time()
    world, law = load_world(), load_timeline()
    print(f"world and law {time.process_time() - clock:.2f} s: {len(world.lanes)} lanes, {len(world.plants)} plants")
    program = calibrate(world, law.compile(world, month_range(f"{world.base_year}-01", f"{world.base_year}-12")))
    regime = law.compile(world, MONTHS)
    for kernels in (False, True):
        options = Options(kernels=kernels)
        clock = time.process_time()
        first = solve(program, regime, MONTHS, options)
        print(f"kernels {kernels}: first 24 months, with what must be loaded, {time.process_time() - clock:.2f} s")
        for name, seconds in _repeated(program, regime, first, options, asked.repeats).items():
            middle, late = np.percentile(seconds, [50, 95]) * 1e3
            print(f"  {name}: {middle:.1f} ms, p95 {late:.1f} ms, with the labelled outcome")
    clock, failed = time.process_time(), 0
    for path in solve_many(((drawn, regime) for drawn in _draws(program, asked.draws)), MONTHS, Options(kernels=True)):
        failed += isinstance(path, NotSolved)
    each = (time.process_time() - clock) / asked.draws
    print(f"{asked.draws} draws of 24 months: {each * 1e3:.1f} ms each, {failed} unsolved")
    print(f"10,000 of them on two cores: {each * 5000 / 60:.1f} min")
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _repeated(program: Program, regime: Regime, first: Outcome, options: Options, repeats: int) -> dict[str, list[float]]:
    tighter = replace(regime, data=regime.data.copy(deep=True))
    tighter.data["cap"][12:] = tighter.data["cap"][12:] * 0.7
    work: dict[str, Callable[[], Outcome]] = {
        "one month": lambda: solve(program, regime, MONTHS[6:7], options),
        "24 months": lambda: solve(program, regime, MONTHS, options),
        "what-if over the last 12 of 24": lambda: first.resume(program, tighter, 12, options),
    }
    found: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(repeats):
        for name, once in work.items():
            clock = time.process_time()
            once()
            found[name].append(time.process_time() - clock)
    return found


def _draws(program: Program, count: int) -> Iterator[Program]:
    rng = np.random.default_rng(1)
    for _ in range(count):
        c, h = program.c.copy(), program.h.copy()
        for kind in ("use", "lane"):
            part = program.activities[kind]
            scale = rng.uniform(0.7, 1.4, part.stop - part.start)
            c[part] -= (scale - 1.0) * h[part] * program.base[part]
            h[part] *= scale
        yield replace(program, c=c, h=h)


if __name__ == "__main__":
    main()
