"""Where the problems come from: the yardstick's generator if it stands beside the repository, else a small one of our own."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy import sparse

from ytterby.market import Problem

__all__ = ["YARDSTICK", "family"]

YARDSTICK = Path(__file__).resolve().parents[2] / "shared" / "bench"
PLACES = {"XS": 4, "S": 10, "M": 25}


def family(size: str, seed: int, members: int) -> tuple[Problem, list[Problem], str]:
    """A base problem, the members of its ensemble, and where they come from."""
    if (YARDSTICK / "generate.py").exists():
        generate = _module("generate")
        base = generate.make(size, "adv", seed=seed)
        found = [generate.scenario(base, s, seed) for s in range(members)]
        return _problem(base), [_problem(i) for i in found], "yardstick"
    base = _own(PLACES[size], seed)
    rng = np.random.default_rng([seed, 1])
    return base, [_shaken(base, rng) for _ in range(members)], "own"


def _module(name: str):  # type: ignore[no-untyped-def]
    if name not in sys.modules:
        sys.path.insert(0, str(YARDSTICK))
        spec = importlib.util.spec_from_file_location(name, YARDSTICK / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def _problem(i) -> Problem:  # type: ignore[no-untyped-def]
    price = i.row["pref"][i.row["k"]]
    return Problem(i.A, i.B, i.G, i.b, i.g, i.c, i.h, i.u, price=np.asarray(price, dtype=float))


def _own(places: int, seed: int) -> Problem:
    """Ores, two metals made jointly and a magnet made of both; duties, capped lanes and quotas on what the first place ships."""
    rng = np.random.default_rng(seed)
    goods = {"ore": 5.0, "light": 60.0, "heavy": 300.0, "magnet": 90.0}
    row = {(p, g): i for i, (p, g) in enumerate((p, g) for p in range(places) for g in goods)}
    columns: list[tuple[list[tuple[int, float, float]], float, float, float]] = []
    add: Callable[..., None] = lambda entries, c, h, u=np.inf: columns.append((entries, c, h, u))  # noqa: E731
    quota: list[int] = []
    for p in range(places):
        large = 20.0 if p == 0 else rng.uniform(0.2, 2.0)
        add([(row[p, "ore"], 1.0, 1.0)], rng.uniform(1, 3), 0.01 / large, 400 * large)
        entries = [(row[p, "ore"], -1.0), (row[p, "light"], 0.15), (row[p, "heavy"], 0.01)]
        add([(n, k, k) for n, k in entries], rng.uniform(2, 4), 0.01 / large, 300 * large)
        entries = [(row[p, "light"], -0.3), (row[p, "heavy"], -0.02), (row[p, "magnet"], 1.0)]
        add([(n, k, k) for n, k in entries], rng.uniform(10, 20), 0.05 / large, 150 * large)
        for good, price in goods.items():
            if good != "ore":
                e, base = rng.uniform(0.3, 1.0), large * rng.uniform(1, 30) * (0.1 if good == "heavy" else 1.0)
                add([(row[p, good], -1.0, -1.0)], -price * (1 + 1 / e), price / (e * base))
        for q in range(places):
            for good, price in goods.items():
                if p != q:
                    duty, freight = rng.choice([0, 0, 0.05, 0.25]), price * rng.uniform(0.01, 0.05)
                    if p == 0 and good in ("heavy", "magnet"):
                        quota.append(len(columns))
                    cap = rng.uniform(1, 40) if p == 0 and good in ("heavy", "magnet") else np.inf
                    add([(row[p, good], -1.0, -1.0 - duty), (row[q, good], 1.0, 1.0)], (1 + duty) * freight, 0.0, cap)
    indptr = np.cumsum([0, *(len(column[0]) for column in columns)])
    flat = [entry for column in columns for entry in column[0]]
    shape = (len(row), len(columns))

    def matrix(k: int) -> sparse.csc_matrix:
        found = sparse.csc_matrix((np.array([e[k] for e in flat]), np.array([e[0] for e in flat]), indptr.copy()), shape=shape)
        found.sort_indices()
        return found

    G = np.zeros((1, len(columns)))
    G[0, quota] = 1.0
    c, h, u = (np.array([column[k] for column in columns], dtype=float) for k in (1, 2, 3))
    return Problem(matrix(1), matrix(2), sparse.csc_matrix(G), np.zeros(len(row)), np.array([200.0]), c, h, u)


def _shaken(base: Problem, rng: np.random.Generator) -> Problem:
    """The same pattern under other caps, quotas, duties and demand."""
    B = base.B.copy()
    B.data = np.where(B.data < -1.0, B.data * rng.uniform(1.0, 1.3, B.nnz), B.data)
    u = np.where(np.isfinite(base.u), base.u * rng.choice([0.1, 0.5, 1.0], len(base.u)), base.u)
    h = np.where(base.c < 0, base.h * np.exp(rng.normal(0, 0.06, len(base.h))), base.h)
    return replace(base, B=B, u=u, h=h, g=base.g * rng.uniform(0.5, 1.2, len(base.g)))
