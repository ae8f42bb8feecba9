"""The pattern of one factorisation, found once for every problem of an ensemble: order, supernodes, and where each number lands.

The row system (math.md §3.1) is factorised as L U without row exchanges. Neighbouring columns with (nearly) the same rows below
them form a supernode: a dense block of ``width`` columns with ``height`` rows below it. Block s is stored from ``lower[s]`` as
width + height rows of L (and the diagonal part of U), then from ``upper[s]`` as height columns of U, each ``width`` long.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from ytterby.market.batch.compiled import compiled
from ytterby.market.batch.shapes import Pattern
from ytterby.market.problem import Index
from ytterby.market.solver.newton import elimination_order

__all__ = ["supernodes"]

WIDEST = 32  # columns of a supernode: its block stays in the first cache
WASTE = 0.25  # share of a supernode's entries that may be zeros


def supernodes(E: sparse.csc_matrix, bounded: int) -> tuple[Pattern, Index]:
    """The pattern of E D^-1 Eb' + diag for any D and any Eb with the pattern of E (rows, activities), and each row's place."""
    m = E.shape[0]
    pattern = sparse.csc_matrix((np.ones(E.nnz), E.indices, E.indptr), shape=E.shape)
    S = (pattern @ pattern.T + sparse.identity(m)).tocsc()
    order = elimination_order(pattern)
    for _ in range(2):  # once to find the tree, once more in its postorder
        permuted = S[order][:, order].tocsc()
        permuted.sort_indices()
        parent = _tree(m, permuted.indptr.astype(np.int64), permuted.indices.astype(np.int64))
        after = _postorder(parent)
        if (after == np.arange(m)).all():
            break
        order = order[after]
    permuted = S[order][:, order].tocsc()
    permuted.sort_indices()
    structure = _structures(permuted)
    bounds = _grouped(structure)
    first = np.array(bounds, dtype=np.int64)
    width = np.diff(first)
    rows = [structure[bounds[s + 1] - 1] for s in range(len(width))]
    height = np.array([len(r) for r in rows], dtype=np.int64)
    start = _offsets(height)
    below = np.concatenate([*rows, np.zeros(0, dtype=np.int64)]).astype(np.int64)
    blocks = (width + height) * width
    both = _offsets(blocks + height * width)
    lower, upper = both[:-1], both[:-1] + blocks
    place = np.empty(m, dtype=np.int64)
    place[order] = np.arange(m)
    owner = np.repeat(np.arange(len(width)), width)
    layout = (first, width, start, below, owner, lower, upper)
    count = np.diff(E.indptr).astype(np.int64)
    pair_start = _offsets(count * count)
    at = np.arange(m)
    inside = at - first[owner]
    found = Pattern(
        indptr=E.indptr.astype(np.int64),
        rows=place[E.indices],
        entries=E.data,
        bounded=bounded,
        first=first,
        width=width,
        start=start,
        below=below,
        lower=lower,
        upper=upper,
        size=int(both[-1]),
        scatter_start=_offsets(height * height),
        scatter=_scatter(len(width), _offsets(height * height), *layout),
        pair_start=pair_start,
        pair=_pairs(E.indptr.astype(np.int64), place[E.indices], pair_start, *layout),
        diagonal=lower[owner] + inside * width[owner] + inside,
    )
    return found, place


def _offsets(sizes: Index) -> Index:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def _structures(S: sparse.csc_matrix) -> list[Index]:
    """Rows below the diagonal of each column of L: its own, and those its children hand up."""
    m = S.shape[0]
    children: list[list[int]] = [[] for _ in range(m)]
    found: list[Index] = []
    for j in range(m):
        own = S.indices[S.indptr[j] : S.indptr[j + 1]]
        parts = [own[own > j], *(found[child][1:] for child in children[j])]
        rows = np.unique(np.concatenate(parts))
        found.append(rows)
        if len(rows):
            children[rows[0]].append(j)
    return found


def _grouped(structure: list[Index]) -> list[int]:
    """First columns of the supernodes: a column joins the one before if that one's parent is it and few zeros are stored."""
    m = len(structure)
    bounds, first, entries = [0], 0, len(structure[0]) + 1 if m else 0
    for j in range(1, m):
        previous = structure[j - 1]
        wide = j - first + 1
        if len(previous) and previous[0] == j and wide <= WIDEST:
            tall = len(structure[j])
            stored = wide * tall + wide * (wide + 1) // 2
            needed = entries + tall + 1
            if stored - needed <= max(WASTE * stored, 12):
                entries = needed
                continue
        bounds.append(j)
        first, entries = j, len(structure[j]) + 1
    return [*bounds, m] if m else [0]


@compiled()
def _tree(m, indptr, indices):  # type: ignore[no-untyped-def]
    """Elimination tree of a symmetric pattern (Liu 1986)."""
    parent = np.full(m, -1, np.int64)
    ancestor = np.full(m, -1, np.int64)
    for j in range(m):
        for p in range(indptr[j], indptr[j + 1]):
            i = indices[p]
            while i != -1 and i < j:
                above = ancestor[i]
                ancestor[i] = j
                if above == -1:
                    parent[i] = j
                i = above
    return parent


def _postorder(parent: Index) -> Index:
    """Every node after its children."""
    children: dict[int, list[int]] = {}
    for node in range(len(parent) - 1, -1, -1):
        children.setdefault(int(parent[node]), []).append(node)
    out: list[int] = []
    stack = list(children.get(-1, []))
    while stack:
        node = stack.pop()
        out.append(node)
        stack.extend(children.get(node, []))
    return np.array(out[::-1], dtype=np.int64)


@compiled()
def _position(i, j, first, width, start, below, owner, lower, upper):  # type: ignore[no-untyped-def]
    """Where entry (i, j) is stored."""
    column = min(i, j)
    s = owner[column]
    k, w = column - first[s], width[s]
    other = max(i, j)
    if other < first[s] + w:
        return lower[s] + (i - first[s]) * w + (j - first[s])
    a = np.searchsorted(below[start[s] : start[s + 1]], other)
    if i > j:
        return lower[s] + (w + a) * w + k
    return upper[s] + a * w + k


@compiled()
def _scatter(count, table, first, width, start, below, owner, lower, upper):  # type: ignore[no-untyped-def]
    out = np.empty(table[-1], np.int32)
    for s in range(count):
        rows = below[start[s] : start[s + 1]]
        r = len(rows)
        for a in range(r):
            for b in range(r):
                out[table[s] + a * r + b] = _position(rows[a], rows[b], first, width, start, below, owner, lower, upper)
    return out


@compiled()
def _pairs(indptr, rows, table, first, width, start, below, owner, lower, upper):  # type: ignore[no-untyped-def]
    out = np.empty(table[-1], np.int32)
    for j in range(len(indptr) - 1):
        q = indptr[j + 1] - indptr[j]
        for a in range(q):
            for b in range(q):
                i, k = rows[indptr[j] + a], rows[indptr[j] + b]
                out[table[j] + a * q + b] = _position(i, k, first, width, start, below, owner, lower, upper)
    return out
