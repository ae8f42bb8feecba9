"""The solver against its best peer on the same problems, in one run: ``python -m benchmarks --sizes S M --seeds 11 12 13 14``.

Problems per CPU second on one thread, certified (kkt 1e-6 and local 1e-3), runs interleaved, median of the repeats. Our time
includes our certificate; the peer's stopping test is not charged. Setting up once per structure is left out on both sides.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from benchmarks.spatial import family
from ytterby.market.batch import Batch


def main() -> None:
    """Print one line per instance and the summary per size."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--sizes", nargs="+", default=["S", "M"])
    ask.add_argument("--seeds", nargs="+", type=int, default=[11, 12, 13, 14])
    ask.add_argument("--members", nargs="+", type=int, default=[100, 12], help="problems per run, one number per size")
    ask.add_argument("--repeats", type=int, default=3)
    asked = ask.parse_args()
    for size, members in zip(asked.sizes, asked.members, strict=True):
        ratios = [_compare(size, seed, members, asked.repeats) for seed in asked.seeds]
        known = [ratio for ratio in ratios if ratio is not None]
        if known:
            mean = float(np.exp(np.mean(np.log(known))))
            print(f"{size}: geometric mean {mean:.1f}, worst {min(known):.1f} over {len(known)} instances", flush=True)


def _compare(size: str, seed: int, members: int, repeats: int) -> float | None:
    base, problems, origin = family(size, seed, members)
    batch = Batch(base)
    batch.solve(problems[:1])
    try:
        from benchmarks.peer import Piqp

        peer = Piqp(base)
    except ModuleNotFoundError:
        peer = None
    ours, theirs, lost, peer_lost, alone = [], [], 0, 0, 0
    for _ in range(repeats):
        clock = time.process_time()
        found = batch.solve(problems)
        ours.append(members / (time.process_time() - clock))
        lost += sum(answer is None for answer in found)
        alone += sum(answer is not None and "side by side" not in answer[0].method for answer in found)
        if peer is not None:
            answers = [peer.solve(problem) for problem in problems]
            theirs.append(members / sum(seconds for _, seconds in answers))
            peer_lost += sum(not holds for holds, _ in answers)
    line = f"{size} seed {seed} ({origin}): ours {statistics.median(ours):.1f}/s, unsolved {lost}, one by one {alone}"
    if not theirs:
        print(line + "; piqp is not installed, no peer", flush=True)
        return None
    ratio = statistics.median(ours) / statistics.median(theirs)
    print(f"{line}; piqp {statistics.median(theirs):.2f}/s, unsolved {peer_lost}; ratio {ratio:.1f}", flush=True)
    return ratio


if __name__ == "__main__":
    main()
