"""How true the reader's confidence is: `python -m tests.evidence.calibration FOLDER...` prints tables and the fitted line.

A claim is right when it meets an annotated claim in passage, kind, parties, things and value (``core`` of scoring.py). The
fit is a line in log odds: with a and b fitted, data/evidence/confidence.yaml should hold a + b x intercept and b x slope. It is
judged on texts that it was not fitted on, each text left out in turn.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from tests.evidence.scoring import Row, core, pairs, read_all, rows

BINS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)
Point = tuple[str, float, bool, bool]  # text, confidence, passage and kind found, right


def points(gold: Sequence[Row], found: Sequence[Row]) -> list[Point]:
    met = pairs(gold, found)
    right = {j for i, j in met.items() if core(gold[i], found[j])}
    return [(row["doc"], row["confidence"], j in met.values(), j in right) for j, row in enumerate(found)]


def fitted(told: Sequence[Point]) -> tuple[float, float]:
    """Intercept and slope of the log odds of being right on the log odds told (0 and 1: calibrated), by Newton's steps.

    A weak prior towards 0 and 1 keeps few points in bounds.
    """
    a, b = 0.0, 1.0
    for _ in range(50):
        gradient, curve = [-0.1 * a, -0.1 * (b - 1.0)], [0.1, 0.0, 0.1]
        for _, score, _, right in told:
            x = _odds(score)
            p = 1.0 / (1.0 + math.exp(-(a + b * x)))
            gradient = [gradient[0] + right - p, gradient[1] + (right - p) * x]
            w = p * (1.0 - p)
            curve = [curve[0] + w, curve[1] + w * x, curve[2] + w * x * x]
        det = curve[0] * curve[2] - curve[1] ** 2
        a += (curve[2] * gradient[0] - curve[1] * gradient[1]) / det
        b += (curve[0] * gradient[1] - curve[1] * gradient[0]) / det
    return a, b


def _odds(score: float) -> float:
    kept = min(max(score, 0.01), 0.99)
    return math.log(kept / (1.0 - kept))


def put(line: tuple[float, float], score: float) -> float:
    return 1.0 / (1.0 + math.exp(-(line[0] + line[1] * _odds(score))))


def table(told: Sequence[Point]) -> tuple[list[tuple[float, float, int, float, float, float]], float]:
    """Rows (low, high, claims, mean confidence, share found, share right), and the mean gap of confidence and share right."""
    lines, gap = [], 0.0
    for low, high in pairwise(BINS):
        inside = [point for point in told if low <= point[1] < high]
        if inside:
            n = len(inside)
            claimed = sum(score for _, score, _, _ in inside) / n
            found, right = sum(point[2] for point in inside) / n, sum(point[3] for point in inside) / n
            lines.append((low, high, n, claimed, found, right))
            gap += n / len(told) * abs(claimed - right)
    return lines, gap


def left_out(told: Sequence[Point]) -> list[Point]:
    """The points with the confidence that a fit on all other texts gives them."""
    lines = {doc: fitted([point for point in told if point[0] != doc]) for doc in {point[0] for point in told}}
    return [(doc, put(lines[doc], score), found, right) for doc, score, found, right in told]


def main(folders: Sequence[str]) -> None:
    for name in folders:
        told = points(rows(Path(name) / "gold.jsonl"), read_all(Path(name)))
        a, b = fitted(told)
        print(f"{name}: {len(told)} claims; log odds of being right = {a:+.3f} {b:+.3f} x log odds told")
        for title, each in (("as told", told), ("fitted on the other texts", left_out(told))):
            lines, gap = table(each)
            print(f"  {title}: mean gap {gap:.3f}")
            for low, high, n, claimed, found, right in lines:
                print(f"    {low:.1f}-{min(high, 1.0):.1f}  n {n:3d}  told {claimed:.2f}  found {found:.2f}  right {right:.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
