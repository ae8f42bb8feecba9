"""Named tuples of flat arrays for the kernels, entry i of lane l at ``i * WIDTH + l``; bounded activities first."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ytterby.market.batch.registers import WIDTH
from ytterby.market.problem import Array, Index

__all__ = ["Numbers", "Pattern", "Raw", "Sizes", "State", "Way", "Work", "numbers_for", "state_for", "way_for", "work_for"]


class State(NamedTuple):
    """An iterate: x with z, t with v, y with w (math.md §3.1)."""

    x: Array
    z: Array
    t: Array
    v: Array
    y: Array
    w: Array


class Way(NamedTuple):
    """A direction: how x and y change, and the products xz, tv, yw it is to lead to, divided by x, t and y."""

    x: Array
    y: Array
    xz: Array
    tv: Array
    yw: Array


class Numbers(NamedTuple):
    """What differs from problem to problem, scaled: costs, slopes, bounds, what is given, and the price side of the entries."""

    c: Array
    h: Array
    u: Array
    e: Array
    Eb: Array


class Raw(NamedTuple):
    """Problems as posed: A and G (indptr, indices, data) they share, the rest (problem, entry)."""

    A: tuple[Index, Index, Array]
    G: tuple[Index, Index, Array]
    B: Array
    b: Array
    g: Array
    c: Array
    h: Array
    u: Array


class Sizes(NamedTuple):
    """How problems are scaled and ordered: activity ``order[j]`` stands at j with level X and price R; row i at ``place[i]``.

    P, Q: prices and flows of rows. source: which entry of (B.data, -G.data) stands at each entry of E, and by what it is weighed.
    """

    order: Index
    X: Array
    R: Array
    place: Index
    P: Array
    Q: Array
    source: Index
    weight: Array


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
    """Room for a climb: the row system S, its inverse pivots, 1/D, the right-hand side without wishes, and what is left over."""

    S: Array
    pivot: Array
    inverse: Array
    fixed: Array
    left: Array


def _sizes(pattern: Any) -> tuple[int, int, int]:
    return (len(pattern.indptr) - 1) * WIDTH, pattern.bounded * WIDTH, len(pattern.diagonal) * WIDTH


def state_for(pattern: Any) -> State:
    """An iterate of ones in every lane."""
    n, k, m = _sizes(pattern)
    return State(*(np.ones(size) for size in (n, n, k, k, m, m)))


def way_for(pattern: Any) -> Way:
    """A direction that leads nowhere."""
    n, k, m = _sizes(pattern)
    return Way(*(np.zeros(size) for size in (n, m, n, k, m)))


def numbers_for(pattern: Any) -> Numbers:
    """Numbers of a harmless problem in every lane."""
    n, k, m = _sizes(pattern)
    return Numbers(*(np.ones(size) for size in (n, n, k, m, len(pattern.rows) * WIDTH)))


def work_for(pattern: Any) -> Work:
    """Fresh room for problems of a pattern."""
    n, _, m = _sizes(pattern)
    return Work(*(np.zeros(size) for size in (pattern.size * WIDTH, m, n, n, m)))
