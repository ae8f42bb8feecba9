"""Months, what-ifs and ensembles on the shipped world: ``python -m benchmarks.paths``, CPU time of one thread.

A what-if is a change of law from a month on, compiled, solved from its first changed month and certified; instruments, months and
elements are drawn (``whatifs``), each is asked once, and changes that touch no lane of the world are left out. A draw scales the
slope of every use and lane around its base point; each path carries its stocks over 24 months. The peer is clarabel with a fixed
point on the duties, on the same months and held to the same certificate.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from benchmarks.whatifs import whatifs
from ytterby.errors import NotSolved
from ytterby.market import Options, Program, certify, solve
from ytterby.market.path import solve_many
from ytterby.market.solver.patterns import patterns
from ytterby.market.solver.wedges import wedge_fixed_point
from ytterby.months import month_range
from ytterby.policy import Regime, load_timeline
from ytterby.study import Run, run
from ytterby.world import load_world

MONTHS = month_range("2025-01", "2026-12")


def main() -> None:
    """Print start-up, one month, 24 months, what-ifs and draws, each with how it was counted."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--draws", nargs="+", type=int, default=[64, 256], help="memory is told at each of these")
    ask.add_argument("--whatifs", type=int, default=100)
    ask.add_argument("--repeats", type=int, default=10)
    ask.add_argument("--seed", type=int, default=1)
    asked = ask.parse_args()
    print(f"load: {os.getloadavg()[0]:.1f} processes on {os.cpu_count()} cores")
    clock = _say("start-up: Python and modules", 0.0)
    world, law = load_world(), load_timeline()
    clock = _say(f"start-up: world and law, {len(world.lanes)} lanes, {len(world.plants)} plants", clock)
    base = run(world, law, MONTHS, Options())
    clock = _say("start-up: calibration, law compiled, first 24 months", clock)
    Options.load_kernels()
    _say("start-up: compiled kernels, where they are wanted", clock)
    for options in (Options(), Options(kernels=True)):
        _months(base, options, asked.repeats)
    _peer(base)
    _changes(base, asked.whatifs, asked.seed)
    _ensemble(base.program, base.regime, sorted(asked.draws))


def _say(what: str, since: float) -> float:
    now = time.process_time()
    print(f"{what}: {now - since:.2f} s")
    return now


def _median(work: Callable[[], object], repeats: int) -> float:
    spent = []
    for _ in range(repeats):
        clock = time.process_time()
        work()
        spent.append(time.process_time() - clock)
    return statistics.median(spent) * 1e3


def _months(base: Run, options: Options, repeats: int) -> None:
    program, regime = base.program, base.regime
    known, near = base.outcome.solved[:6], base.outcome.solved
    name = "with kernels" if options.kernels else "without kernels"
    work: dict[str, Callable[[], object]] = {
        "one month from nothing": lambda: solve(program, regime, MONTHS[6:7], options),
        "one month after another": lambda: solve(program, regime, MONTHS[:7], options, known),
        "one month near itself": lambda: solve(program, regime, MONTHS[:7], options, known, near=near),
        "24 months": lambda: solve(program, regime, MONTHS, options),
        "24 months, labelled": lambda: solve(program, regime, MONTHS, options).data,
    }
    for what, once in work.items():
        once()
        print(f"{name}, {what}: {_median(once, repeats):.1f} ms")


def _peer(base: Run) -> None:
    """Clarabel on every fourth month of the path: its time without and with setting up, and whether the certificate holds."""
    spent, held = [], 0
    for month in base.outcome.solved[::4]:
        pattern = patterns().of(month.problem)
        small = pattern.small(month.problem)
        clock = time.process_time()
        x, pi, om, _ = wedge_fixed_point(small)
        spent.append(time.process_time() - clock)
        point = pattern.whole(month.problem, x, np.concatenate([pi, om]))
        held += certify(month.problem, *point).holds
    print(f"the peer, one month: {statistics.median(spent) * 1e3:.0f} ms, {held} of {len(spent)} hold the certificate")


def _changes(base: Run, count: int, seed: int) -> None:
    world, law = base.study.world, base.study.timeline
    rows = []
    for _, changed in whatifs(law, MONTHS, count, seed):
        clock = time.process_time()
        changed.compile(world, MONTHS)
        compiled = time.process_time()
        hit = run(world, changed, MONTHS, Options(), after=base)
        solved = time.process_time()
        if hit.outcome is base.outcome:
            continue
        hit.outcome.data  # noqa: B018
        fresh = len(MONTHS) - sum(a is b for a, b in zip(hit.outcome.solved, base.outcome.solved, strict=True))
        rows.append((compiled - clock, solved - compiled, time.process_time() - solved, fresh))
    found = np.array(rows)
    for column, what in enumerate(("compiled once before", "compiled, solved, certified", "labelled tables on top")):
        half, late, most = np.percentile(found[:, column], [50, 95, 100]) * 1e3
        print(f"what-if, {what}: median {half:.1f} ms, p95 {late:.1f} ms, worst {most:.1f} ms")
    each = found[:, 1].sum() / found[:, 3].sum() * 1e3
    print(f"what-ifs that change something: {len(found)} of {count}, {found[:, 3].mean():.1f} months each, {each:.1f} ms a month")


def _ensemble(program: Program, regime: Regime, counts: list[int]) -> None:
    clock, failed = time.process_time(), 0
    for number, path in enumerate(solve_many(((drawn, regime) for drawn in _draws(program, counts[-1])), MONTHS), start=1):
        failed += isinstance(path, NotSolved)
        if number in counts:
            each = (time.process_time() - clock) / number
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{number} draws of 24 months: {each * 1e3:.0f} ms each, {failed} unsolved, memory at most {memory:.0f} MB; "
                f"10,000 on two cores: {each * 5000 / 60:.1f} min"
            )


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
