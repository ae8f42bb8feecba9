"""The solver against its best peer on the same problems, in one run: ``python -m benchmarks --sizes S M --seeds 11 12 13 14``.

Problems per CPU second on one thread, certified (kkt 1e-6 and local 1e-3), runs interleaved, median of the repeats. Our time
includes our certificate; the peer's stopping test is not charged. Setting up once per structure is left out on both sides.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from benchmarks.peer import VARIANTS
from benchmarks.spatial import family
from ytterby.market.batch import Batch


def main() -> None:
    """Print one line per instance and the summary per size, as a table."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--sizes", nargs="+", default=["S", "M"])
    ask.add_argument("--seeds", nargs="+", type=int, default=[11, 12, 13, 14])
    ask.add_argument("--members", nargs="+", type=int, default=[100, 16], help="problems per run, one number per size")
    ask.add_argument("--repeats", type=int, default=3)
    ask.add_argument("--variants", nargs="+", default=list(VARIANTS), choices=VARIANTS, help="of the peer; the fastest counts")
    asked = ask.parse_args()
    print(f"{_machine()}, load {os.getloadavg()[0]:.1f}, {asked.repeats} repeats, problems per CPU second\n")
    print(
        "| size, seed | from | ours | unsolved | one by one | "
        + " | ".join(f"piqp {v}" for v in asked.variants)
        + " | ratio | to plain |"
    )
    print("| --- " * (7 + len(asked.variants)) + "|")
    for size, members in zip(asked.sizes, asked.members, strict=True):
        ratios = [_compare(size, seed, members, asked.repeats, asked.variants) for seed in asked.seeds]
        known = np.array([ratio for ratio in ratios if ratio is not None])
        if len(known):
            mean, worst = np.exp(np.log(known).mean(axis=0)), known.min(axis=0)
            print(f"| {size} | | geometric mean, worst | | |" + " |" * len(asked.variants), end="")
            print(f" {mean[0]:.1f}, {worst[0]:.1f} | {mean[1]:.1f}, {worst[1]:.1f} |", flush=True)
    print(f"\nload at the end {os.getloadavg()[0]:.1f}")


def _machine() -> str:
    names = [
        line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")
    ]
    return f"{os.cpu_count()} cores of {names[0]}" if names else f"{os.cpu_count()} cores"


def _compare(size: str, seed: int, members: int, repeats: int, variants: list[str]) -> tuple[float, float] | None:
    """One line; how many times as fast as the fastest variant that solved everything, and as the first variant."""
    base, problems, origin = family(size, seed, members)
    batch = Batch(base)
    batch.solve(problems[:1])
    try:
        from benchmarks.peer import Piqp

        peers = {variant: Piqp(base, variant) for variant in variants}
    except ModuleNotFoundError:
        peers = {}
    ours: list[float] = []
    theirs: dict[str, list[float]] = {variant: [] for variant in peers}
    missed = dict.fromkeys(peers, 0)
    lost = alone = 0
    for _ in range(repeats):
        clock = time.process_time()
        found = batch.solve(problems)
        ours.append(members / (time.process_time() - clock))
        lost += sum(answer is None for answer in found)
        alone += sum(answer is not None and "side by side" not in answer[0].method for answer in found)
        for variant, peer in peers.items():
            answers = [peer.solve(problem) for problem in problems]
            theirs[variant].append(members / sum(seconds for _, seconds, _ in answers))
            missed[variant] += sum(not holds for holds, _, _ in answers)
    speed = statistics.median(ours)
    line = f"| {size}, {seed} | {origin} | {speed:.1f} | {lost} | {alone} |"
    if not peers:
        print(line + " piqp is not installed |" * len(variants) + " | |", flush=True)
        return None
    median = {variant: statistics.median(times) for variant, times in theirs.items()}
    cells = (f" {median[v]:.2f}" + (f", unsolved {missed[v]}" if missed[v] else "") + " |" for v in variants)
    best = max([median[v] for v in variants if not missed[v]] or median.values())
    print(f"{line}{''.join(cells)} {speed / best:.1f} | {speed / median[variants[0]]:.1f} |", flush=True)
    return speed / best, speed / median[variants[0]]


if __name__ == "__main__":
    main()
