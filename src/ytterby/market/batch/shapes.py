"""Named tuples of flat arrays for the kernels, entry i of problem l at ``i * WIDTH + l``; bounded activities first."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ytterby.market.batch.registers import WIDTH
from ytterby.market.problem import Array, Index

__all__ = ["Numbers", "Pattern", "State", "Work", "work"]


class State(NamedTuple):
    """An iterate, or a direction: x with z, t with v, y with w (math.md §3.1)."""

    x: Array
    z: Array
    t: Array
    v: Array
    y: Array
    w: Array


class Numbers(NamedTuple):
    """What differs from problem to problem, scaled: costs, slopes, bounds, what is given, and the price side of the entries."""

    c: Array
    h: Array
    u: Array
    e: Array
    Eb: Array


class Pattern(NamedTuple):
    """What the problems share: entries of E by activity (rows in elimination order), and the layout of the factorisation.

    Supernode s holds places first[s] to first[s + 1], with the rows below[start[s] : start[s + 1]] below it. Its block is stored
    from lower[s] as width + height rows, then from upper[s] as height columns. ``scatter`` says where entry (a, b) of its update
    lands, ``pair`` where the product of entries (a, b) of an activity lands, ``diagonal`` where each place's own entry lands.
    Positions count registers.
    """

    indptr: Index
    rows: Index
    entries: Array
    bounded: int
    first: Index
    width: Index
    start: Index
    below: Index
    lower: Index
    upper: Index
    size: int
    scatter_start: Index
    scatter: Index
    pair_start: Index
    pair: Index
    diagonal: Index


class Work(NamedTuple):
    """Room for one climb: the row system S and its inverse pivots, residuals, 1/D, 1/x, and the right-hand side q."""

    S: Array
    pivot: Array
    profit: Array
    balance: Array
    bound: Array
    inverse: Array
    ix: Array
    q: Array


def work(pattern: Any) -> Work:
    """Fresh room for problems of a pattern."""
    n, m = (len(pattern.indptr) - 1) * WIDTH, len(pattern.diagonal) * WIDTH
    k = pattern.bounded * WIDTH
    sizes = (pattern.size * WIDTH, m, n, m, k, n, n, n)
    return Work(*(np.zeros(size) for size in sizes))
