"""Problems at the edge, and who solves them: ``python -m benchmarks.degenerate --size XS --seeds 10``.

Counts certified equilibria (kkt 1e-6 and local 1e-3) of each family: the batched climb alone, the batched solver with what stands
behind it, and clarabel alone with duties frozen at last round's prices, on the problem as posed.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from benchmarks.spatial import family
from ytterby.market import Problem, certify
from ytterby.market.batch import Batch, Climber
from ytterby.market.solver.wedges import wedge_fixed_point

__all__ = ["FAMILIES", "main", "posed"]

Change = Callable[[Problem, np.random.Generator], Problem]


def _lanes(problem: Problem) -> np.ndarray:
    """Which activities take one tonne somewhere and give it elsewhere."""
    first = problem.A.indptr[:-1]
    two = np.diff(problem.A.indptr) == 2
    data = np.append(problem.A.data, 0.0)
    return np.asarray(two & (data[first] * data[np.minimum(first + 1, len(data) - 1)] == -1.0))


def _zero_caps(problem: Problem, rng: np.random.Generator) -> Problem:
    shut = np.isfinite(problem.u) & (rng.random(len(problem.u)) < 0.6)
    return replace(problem, u=np.where(shut, 0.0, problem.u), g=np.where(rng.random(len(problem.g)) < 0.5, 0.0, problem.g))


def _tiny_caps(problem: Problem, rng: np.random.Generator) -> Problem:
    factor = 10.0 ** rng.uniform(-9, 0, len(problem.u))
    return replace(problem, u=problem.u * factor, g=problem.g * 10.0 ** rng.uniform(-9, 0, len(problem.g)))


def _no_capacity(problem: Problem, rng: np.random.Generator) -> Problem:
    return replace(problem, u=np.where(np.isfinite(problem.u), 0.0, problem.u), b=np.zeros_like(problem.b))


def _stacked_shocks(problem: Problem, rng: np.random.Generator) -> Problem:
    B = problem.B.copy()
    B.data = np.where(B.data <= -1.0, B.data * rng.choice([1.0, 1.5, 3.0, 11.0], B.nnz), B.data)
    bounded = np.isfinite(problem.u)
    u = np.where(bounded, np.where(bounded, problem.u, 0.0) * rng.choice([0.0, 0.01, 0.1, 1.0], len(problem.u)), np.inf)
    h = problem.h * np.exp(rng.normal(0, 1, len(problem.h)))
    return replace(problem, B=B, u=u, h=h, g=problem.g * rng.choice([0.0, 0.05, 0.5], len(problem.g)))


def _cost_range(problem: Problem, rng: np.random.Generator) -> Problem:
    return replace(problem, c=problem.c * 10.0 ** rng.uniform(-3, 3, len(problem.c)))


def _worth_range(problem: Problem, rng: np.random.Generator) -> Problem:
    """What the good is worth to each user, and nothing known of typical prices."""
    factor = np.where(problem.c < 0, 10.0 ** rng.uniform(-3, 3, len(problem.c)), 1.0)
    return replace(problem, c=problem.c * factor, h=problem.h * factor, price=None)


def _slope_range(problem: Problem, rng: np.random.Generator) -> Problem:
    return replace(problem, h=problem.h * 10.0 ** rng.uniform(-4, 4, len(problem.h)))


def _disconnected(problem: Problem, rng: np.random.Generator) -> Problem:
    """Lanes cost more than anything is worth, or are shut where they can be."""
    gone = _lanes(problem) & (rng.random(len(problem.u)) < 0.9)
    c = np.where(gone, problem.c + 100.0 * np.abs(problem.c).max(), problem.c)
    return replace(problem, c=c, u=np.where(gone & np.isfinite(problem.u), 0.0, problem.u))


def _flat(problem: Problem, rng: np.random.Generator) -> Problem:
    """Users and makers almost without slopes, so that many answers are nearly right."""
    return replace(problem, h=np.where(problem.c < 0, problem.h, problem.h * 1e-8))


def _tonnes(factor: float) -> Change:
    def change(problem: Problem, rng: np.random.Generator) -> Problem:
        one, k = problem, factor
        return replace(one, u=one.u * k, g=one.g * k, b=one.b * k, h=one.h / k)

    return change


def _money(factor: float) -> Change:
    def change(problem: Problem, rng: np.random.Generator) -> Problem:
        price = None if problem.price is None else problem.price * factor
        return replace(problem, c=problem.c * factor, h=problem.h * factor, price=price)

    return change


def _mixed_units(problem: Problem, rng: np.random.Generator) -> Problem:
    """Some goods counted in grams, some in millions of tonnes; none the wiser about typical prices."""
    size = 10.0 ** rng.integers(-6, 7, problem.shape[0])
    A, B = problem.A.copy(), problem.B.copy()
    A.data, B.data = A.data * size[A.indices], B.data * size[B.indices]
    return replace(problem, A=A, B=B, b=problem.b * size, price=None)


FAMILIES: dict[str, Change] = {
    "caps of zero": _zero_caps,
    "caps over nine orders": _tiny_caps,
    "no capacity, no stock": _no_capacity,
    "stacked shocks": _stacked_shocks,
    "costs over six orders": _cost_range,
    "slopes over eight orders": _slope_range,
    "places cut off": _disconnected,
    "almost no slopes": _flat,
    "a million times the tonnes": _tonnes(1e6),
    "a millionth of the tonnes": _tonnes(1e-6),
    "a hundred thousand times the money": _money(1e5),
    "goods in mixed units": _mixed_units,
    "worth to users over six orders": _worth_range,
}


def posed(name: str, size: str, seed: int) -> Problem:
    """One problem of a family."""
    base = family(size, seed, 1)[0]
    return FAMILIES[name](base, np.random.default_rng([seed, list(FAMILIES).index(name)]))


def main() -> None:
    """Print one line per family: how many of the problems each solves."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--size", default="XS")
    ask.add_argument("--seeds", type=int, default=10)
    ask.add_argument("--families", nargs="+", default=list(FAMILIES))
    asked = ask.parse_args()
    print(
        "| family | posed | batched climb alone | with what stands behind it | clarabel alone |\n| --- | --- | --- | --- | --- |"
    )
    total = np.zeros(4, dtype=int)
    for name in asked.families:
        counts = np.zeros(4, dtype=int)
        for seed in range(asked.seeds):
            counts += np.array([1, *_who(posed(name, asked.size, seed))])
        total += counts
        print(f"| {name} | " + " | ".join(str(count) for count in counts) + " |", flush=True)
    print("| all | " + " | ".join(str(count) for count in total) + " |")


def _who(problem: Problem) -> tuple[bool, bool, bool]:
    """Whether the climb alone, the batched solver and clarabel alone have a certified answer."""
    N = problem.shape[0]
    climbed = Climber(problem).climb([problem], judged=True)
    level, price = np.clip(climbed.levels[0], 0.0, problem.u), climbed.prices[0]
    alone = certify(problem, level, price[:N], price[N:]).holds
    (answer,) = Batch(problem).solve([problem])
    behind = answer is not None and certify(problem, answer[0].x, answer[0].pi, answer[0].om).holds
    x, pi, om, _ = wedge_fixed_point(problem)
    return alone, behind, certify(problem, x, pi, om).holds


if __name__ == "__main__":
    main()
