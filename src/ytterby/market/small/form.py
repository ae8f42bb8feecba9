"""From the lines of a small market to the canonical form: matrices, curves, costs that depend on each other, conduct of firms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from ytterby.errors import BadTable, Fault
from ytterby.market.problem import Array, Cross, Curve, Problem
from ytterby.market.small.lines import Bend, Line, System

__all__ = ["Sales", "Statement", "canonical", "markup_slope"]


@dataclass(frozen=True)
class Statement:
    """All that was stated: lines, quotas over them, tonnes given to markets, floors, bends, systems, and costs across lines."""

    lines: tuple[Line, ...]
    quotas: tuple[tuple[str, Mapping[str, float], float], ...]
    given: tuple[tuple[str, float], ...]
    floors: tuple[tuple[str, float], ...]
    bends: tuple[Bend, ...]
    systems: tuple[System, ...]
    across: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True)
class Sales:
    """What one firm sells or buys in one market: its lines, what a unit of each brings there, its conduct, the lines it faces."""

    lines: tuple[int, ...]
    tonnes: Array
    weight: Array
    conduct: Array
    users: tuple[int, ...]


def canonical(stated: Statement) -> tuple[Problem, tuple[str, ...]]:
    """The canonical form, and the name of each market."""
    lines = stated.lines
    markets = tuple(
        dict.fromkeys([m for line in lines for m, _, _ in line.entries] + [m for m, _ in (*stated.given, *stated.floors)])
    )
    row = {market: n for n, market in enumerate(markets)}
    c, own_slope, u = (np.array([getattr(line, key) for line in lines], dtype=float) for key in "chu")
    sales = _sales(lines)
    bent = {bend.line: bend for bend in stated.bends}
    told = {i for i, line in enumerate(lines) if line.cost is not None} | {*bent} | {i for s in stated.systems for i in s.lines}
    linear = [s for s in sales if told.isdisjoint((*s.lines, *s.users))]
    nonlinear = [s for s in sales if s not in linear]
    alone = {i: slope for i, j, slope in stated.across if i == j and i in told}  # on top of a function, so part of it
    faced = {i for s in nonlinear for i in s.users} | {*alone}
    shape = next((bend.shape for bend in stated.bends if bend.line not in faced), None)
    curved = [bend for bend in stated.bends if bend.line not in faced and bend.shape == shape]
    own = {i: line for i, line in enumerate(lines) if line.cost is not None}
    own |= {bend.line: _as_function(lines[bend.line], bend) for bend in stated.bends if bend not in curved}
    H: dict[tuple[int, int], float] = {}
    for i, j, slope in stated.across:
        if i == j:
            own_slope[i] += slope if i not in told else 0.0
        else:
            H[i, j] = H.get((i, j), 0.0) + slope
    for s in linear:
        block = markup_slope(s, [lines[i].h for i in s.users])
        for p, i in enumerate(s.lines):
            own_slope[i] += block[p, p]
            for q, j in enumerate(s.lines):
                if p != q:
                    H[i, j] = H.get((i, j), 0.0) + block[p, q]
    cross = _cross(lines, own, stated.systems, nonlinear, alone)
    if cross is not None:
        c[cross.of] = cross.cost(cross.at)
        own_slope[cross.of] = 0.0
    b = np.zeros(len(markets))
    for market, tonnes in stated.given:
        b[row[market]] += tonnes
    floor = np.zeros(len(markets))
    for market, price in stated.floors:
        floor[row[market]] = price
    problem = Problem(
        _matrix(lines, row, 1),
        _matrix(lines, row, 2),
        _groups(stated, lines),
        b,
        np.array([cap for _, _, cap in stated.quotas], dtype=float),
        c,
        own_slope,
        u,
        names=markets,
        curve=_curve(curved),
        cross=cross,
        H=_square(H, len(lines)) if H else None,
        floor=floor if floor.any() else None,
        activities=tuple(line.name for line in lines),
        groups=tuple(f"quota {name}" for name, _, _ in stated.quotas),
    )
    return problem, markets


def _matrix(lines: Sequence[Line], row: Mapping[str, int], weight: int) -> sparse.csc_matrix:
    indptr = np.cumsum([0] + [len(line.entries) for line in lines])
    indices = np.array([row[m] for line in lines for m, _, _ in line.entries], dtype=np.int32)
    data = np.array([entry[weight] for line in lines for entry in line.entries], dtype=float)
    found = sparse.csc_matrix((data, indices, indptr), shape=(len(row), len(lines)))
    found.sort_indices()
    return found


def _groups(stated: Statement, lines: Sequence[Line]) -> sparse.csc_matrix:
    G = np.zeros((len(stated.quotas), len(lines)))
    for m, (_, weights, _) in enumerate(stated.quotas):
        for i, line in enumerate(lines):
            G[m, i] = weights.get(line.title, 0.0)
    return sparse.csc_matrix(G)


def _square(entries: Mapping[tuple[int, int], float], n: int) -> sparse.csc_matrix:
    i, j = np.array(list(entries), dtype=np.int64).T
    return sparse.csc_matrix((np.array(list(entries.values())), (i, j)), shape=(n, n))


def _curve(bends: Sequence[Bend]) -> Curve | None:
    if not bends:
        return None
    price, quantity, elasticity = (
        np.array([getattr(bend, name) for bend in bends]) for name in ("price", "quantity", "elasticity")
    )
    return Curve(bends[0].shape, np.array([bend.line for bend in bends]), price, quantity, elasticity)


def _as_function(line: Line, bend: Bend) -> Line:
    """A bent use as a line with a cost function, for what a curve cannot say."""

    def cost(x: float) -> float:
        share = max(x, 1e-300) / bend.quantity
        ratio = -np.log(share) if bend.shape == "iso-elastic" else 1.0 - share
        return float(-bend.price * np.exp(ratio / bend.elasticity))

    return replace(line, cost=cost, near=bend.quantity)


def _sales(lines: Sequence[Line]) -> list[Sales]:
    """Every market in which a firm that knows its weight sells or buys."""
    where: dict[tuple[str, str, bool], list[int]] = {}
    for i, line in enumerate(lines):
        if line.conduct > 0:
            for market, tonnes, _ in line.entries:
                if tonnes > 0 or line.kind == "demand":
                    where.setdefault((line.firm or line.name, market, line.kind == "demand"), []).append(i)
    found = []
    for (firm, market, buys), members in where.items():
        side = "supply" if buys else "demand"
        users = tuple(i for i, line in enumerate(lines) if line.kind == side and line.entries[0][0] == market)
        if not users or any(np.isfinite(lines[i].u) for i in users):
            said = f"a stepwise {side}" if users else f"nobody whose {side} is stated"
            remedy = f"State a smooth {side} there, or conduct 0: marginal revenue jumps at a step and may have no equilibrium."
            raise BadTable(Fault(f"small market, {firm} in {market}", said, f"a smooth {side} where a firm has conduct", remedy))
        entry = [next((t, w) for m, t, w in lines[i].entries if m == market) for i in members]
        found.append(
            Sales(
                tuple(members),
                np.array([t for t, _ in entry]),
                np.array([w for _, w in entry]),
                np.array([lines[i].conduct for i in members]),
                users,
            )
        )
    return found


def markup_slope(s: Sales, slopes: Sequence[float]) -> Array:
    """(k, k) how fast what a firm gives up on each line rises with each of its lines (math.md §1.8).

    slopes : how fast the worth of each user falls (for a buyer, the cost of each maker rises).
    """
    flat = min(slopes) <= 0.0
    with np.errstate(all="ignore"):
        fall = 0.0 if flat else float(1.0 / (1.0 / np.array(slopes)).sum())
    return np.asarray(fall * np.outer(s.conduct * s.tonnes, s.weight))


def _near(lines: Sequence[Line], of: Sequence[int], own: Mapping[int, Line], sales: Sequence[Sales]) -> Array:
    """(k,) levels at which every function behaves: as stated, else as much as those it deals with, shared among its like."""
    found = {i: own[i].near if i in own else lines[i].near for i in of}
    for s in sales:
        faced = sum(own[i].near for i in s.users if i in own)
        found |= {i: faced / len(s.lines) for i in s.lines if i not in own}
    return np.array([found[i] for i in of])


def _cross(
    lines: Sequence[Line],
    own: Mapping[int, Line],
    systems: Sequence[System],
    sales: Sequence[Sales],
    slopes_on_top: Mapping[int, float],
) -> Cross | None:
    """Costs that are functions, of one line or of many; None if there are none. Slopes may be stated on top of a line's own."""
    of = sorted({*own, *(i for s in systems for i in s.lines), *(i for s in sales for i in (*s.lines, *s.users))})
    if not of:
        return None
    at = {i: p for p, i in enumerate(of)}
    near = _near(lines, of, own, sales)
    in_system = {i for s in systems for i in s.lines}
    alone = [(at[i], own.get(i, lines[i])) for i in of if i not in in_system]
    blocks = [(np.array([at[i] for i in s.lines]), s) for s in systems]
    extra = np.array([slopes_on_top.get(i, 0.0) for i in of])
    sold = [(np.array([at[i] for i in s.lines]), np.array([at[i] for i in s.users]), s) for s in sales]

    together = {i: (where, system, k) for where, system in blocks for k, i in enumerate(system.lines)}

    def user_slope(x: Array, i: int) -> float:
        if i not in together:
            return own.get(i, lines[i]).next_slope(float(x[at[i]]))
        where, system, k = together[i]
        return float(system.slopes(x[where])[k, k])

    def user_slopes(x: Array, s: Sales) -> list[float]:
        return [user_slope(x, i) for i in s.users]

    def cost(x: Array) -> Array:
        found = extra * x
        for p, line in alone:
            found[p] += line.next_cost(float(x[p]))
        for where, system in blocks:
            with np.errstate(all="ignore"):
                found[where] += system.cost(x[where])
        for sellers, _, s in sold:
            with np.errstate(all="ignore"):  # what is no number is refused where it is used
                found[sellers] += markup_slope(s, user_slopes(x, s)) @ x[sellers]
        return found

    def slopes(x: Array) -> Array:
        J = np.diag(extra)
        for p, line in alone:
            J[p, p] += line.next_slope(float(x[p]))
        for where, system in blocks:
            J[np.ix_(where, where)] += system.slopes(x[where])
        for sellers, users, s in sold:
            J[np.ix_(sellers, sellers)] += markup_slope(s, user_slopes(x, s))
            for p in users:
                step = 1e-4 * max(abs(float(x[p])), 1e-6 * near[p])
                up, down = x.copy(), x.copy()
                up[p], down[p] = x[p] + step, x[p] - step
                with np.errstate(all="ignore"):
                    more, less = (markup_slope(s, user_slopes(v, s)) @ x[sellers] for v in (up, down))
                    J[sellers, p] += (more - less) / (2.0 * step)
        return J

    return Cross(np.array(of), cost, slopes, near)
