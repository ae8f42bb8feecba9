"""What law adds to a month beyond wedges and caps: a dear way beside a quota, price floors, state reserves (math.md §4.1).

The structure is fixed for a regime: which lanes have two tiers, which plants a floor, which markets a reserve. A month sets
the numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ytterby.market.conditions import ad_valorem, specific
from ytterby.market.problem import Array, Index, Problem
from ytterby.market.program import Month, Program

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Extras"]

KEPT = 32  # shapes of law whose matrices are kept

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Extras:
    """Columns and rows that a regime adds after the program's own.

    tiers : (tier,) lanes that a tariff-rate quota counts; ``dear`` (group,) True for such quotas, ``at_origin`` (group,).
    floor_row, reserve_row : market of each floor and reserve that the world has, with their place in the regime's dims.
    """

    program: Program
    member: sparse.csc_matrix
    dear: Mask
    at_origin: Mask
    tiers: Index
    floors: Index
    floor_row: Index
    floor_entries: tuple[Index, ...]  # entries of A that give to the floor's market from a plant
    reserves: Index
    reserve_row: Index
    frame: list[_Frame] = field(default_factory=list, repr=False)  # filled by the first month: what all months share

    @classmethod
    def of(cls, program: Program, data: xr.Dataset, member: sparse.csc_matrix) -> Extras:
        """What a regime adds to a program; a floor or reserve on a market that the world does not have adds nothing."""
        groups = data.sizes["group"]
        dear: Mask = np.asarray(np.isfinite(_values(data, "over_duty", "group")).any(axis=0))
        side = data["group_side"].values
        tiers = np.flatnonzero(member.T @ dear.astype(float) > 0) if groups else np.zeros(0, dtype=np.int64)
        floors, floor_row, entries = _floors(program, data)
        reserves, reserve_row = _reserves(program, data)
        return cls(program, member, dear, np.asarray(side == "origin"), tiers, floors, floor_row, entries, reserves, reserve_row)

    @cached_property
    def parts(self) -> dict[str, slice]:
        """Where the added columns stand: within and beyond a quota by tier, market and floor by floor, buy and release."""
        at, found = self.program.activities.count, {}
        for name, size in (
            ("within", len(self.tiers)), ("beyond", len(self.tiers)), ("sold", len(self.floors)), ("backed", len(self.floors)),
            ("buy", len(self.reserves)), ("release", len(self.reserves)),
        ):  # fmt: skip
            found[name] = slice(at, at + size)
            at += size
        return found

    def problem(self, month: Month) -> Problem:
        """The month's whole problem."""
        return _problem(self, month)

    @cached_property
    def key(self) -> bytes:
        """Names what it adds: regimes of one key share their matrices."""
        shape = (self.dear, self.tiers, self.floor_row, *self.floor_entries, self.reserve_row)
        return b"|".join(part.tobytes() for part in (*shape, self.member.indptr, self.member.indices, self.member.data))

    def beyond_rates(self, month: Month) -> tuple[Array, Array, Array, Array, Mask]:
        """(tier,) what moves outside pays on top: on CIF and on FOB (1), at entry and at exit (USD/kg); if it may (math.md §4.1).

        Of several quotas that hold on a lane, each one's duty is paid, and one that is plain that month bars the way outside.
        """
        holds = self.dear & np.isfinite(month.group_cap)
        counted = self.member[:, self.tiers].toarray() > 0
        may = ~(counted & (holds & ~np.isfinite(month.over_duty))[:, None]).any(axis=0)
        paid = holds & np.isfinite(month.over_duty)
        duty, levy = np.where(paid, month.over_duty, 0.0), np.where(paid, month.over_levy, 0.0)
        on_cif, on_fob = (counted.T @ (duty * side) for side in (~self.at_origin, self.at_origin))
        at_entry, at_exit = (counted.T @ (levy * side) for side in (~self.at_origin, self.at_origin))
        return on_cif, on_fob, at_entry, at_exit, np.asarray(may)

    def used(self, x: Array) -> Array:
        """(group,) tonnes that each quota counted at a point."""
        lane = self.program.activities["lane"]
        plain = np.asarray(self.member @ x[lane])
        if not len(self.tiers):
            return plain
        within = x[self.parts["within"]]
        return np.where(self.dear, self.member[:, self.tiers] @ within, plain)


def _values(data: xr.Dataset, name: str, dim: str) -> Array:
    return np.asarray(data.variables[name].transpose("month", dim).values, dtype=float)


def _row_of(program: Program, place: str, good: str, uses: tuple[str, ...]) -> int | None:
    """The market of a good at a place, the first of these end uses that there is."""
    rows = (program.market_of.get((place, good, use)) for use in uses)
    return next((row for row in rows if row is not None), None)


def _floors(program: Program, data: xr.Dataset) -> tuple[Index, Index, tuple[Index, ...]]:
    A, plant = program.A, program.activities["plant"]
    columns = np.repeat(np.arange(A.shape[1]), np.diff(A.indptr))
    made = (columns >= plant.start) & (columns < plant.stop) & (A.data > 0)
    which, rows, entries = [], [], []
    for number in range(data.sizes.get("support", 0)):
        place, good = (str(data[f"support_{label}"].values[number]) for label in ("place", "good"))
        row = _row_of(program, place, good, ("pool", "any"))
        gives = np.flatnonzero(made & (A.indices == row)) if row is not None else np.zeros(0, dtype=np.int64)
        if row is not None and len(gives) and row not in rows:  # of two floors on one market the first of the law's order acts
            which.append(number)
            rows.append(row)
            entries.append(gives)
    return np.array(which, dtype=np.int64), np.array(rows, dtype=np.int64), tuple(entries)


def _reserves(program: Program, data: xr.Dataset) -> tuple[Index, Index]:
    found = [
        (number, row)
        for number in range(data.sizes.get("reserve", 0))
        if (
            row := _row_of(
                program, str(data["reserve_place"].values[number]), str(data["reserve_good"].values[number]), ("any", "civil")
            )
        )
        is not None
    ]
    return np.array([n for n, _ in found], dtype=np.int64), np.array([row for _, row in found], dtype=np.int64)


@dataclass
class _Columns:
    """Columns to append: entries row, column, quantity, price weight; cost and bound by column."""

    row: list[Array]
    column: list[Array]
    a: list[Array]
    b: list[Array]
    c: list[Array]
    u: list[Array]

    def add(self, part: slice, cost: Array, bound: Array, *entries: tuple[Index, float, Array | float]) -> None:
        if part.start == part.stop:
            return
        at = np.arange(part.start, part.stop)
        for row, quantity, weight in entries:
            self.row.append(np.asarray(row, dtype=float))
            self.column.append(at.astype(float))
            self.a.append(np.full(len(at), quantity))
            self.b.append(np.broadcast_to(np.asarray(weight, dtype=float), len(at)))
        self.c.append(np.broadcast_to(cost, len(at)))
        self.u.append(np.broadcast_to(bound, len(at)))


def _problem(extras: Extras, month: Month) -> Problem:
    program, parts, N = extras.program, extras.parts, len(extras.program.markets)
    c, u, weights, b = program.numbers(month)
    tiers, new = extras.tiers, _Columns([], [], [], [], [], [])
    gate = N + len(tiers) + np.arange(len(extras.floors))
    rows = program.A.indices.copy()
    if len(tiers):
        _tiered(extras, month, (rows, weights, c), new)
    for number, entries in enumerate(extras.floor_entries):
        rows[entries] = gate[number]
    price, tonnes = month.floor_price[extras.floors], month.floor_tonnes[extras.floors]
    new.add(parts["sold"], np.zeros(len(gate)), np.full(len(gate), np.inf), (gate, -1.0, -1.0), (extras.floor_row, 1.0, 1.0))
    new.add(parts["backed"], -price, np.where(price > 0, tonnes, 0.0), (gate, -1.0, -1.0), (extras.floor_row, 1.0, 0.0))
    base = program.markets["price"].to_numpy(float)[extras.reserve_row]
    bid = np.minimum(month.reserve_below[extras.reserves], program.parameters.reserve_bid * base)
    new.add(parts["buy"], -bid, month.reserve_buy[extras.reserves], (extras.reserve_row, -1.0, -1.0))
    new.add(
        parts["release"],
        month.reserve_above[extras.reserves],
        month.reserve_release[extras.reserves],
        (extras.reserve_row, 1.0, 1.0),
    )
    if not extras.frame:
        extras.frame.append(_framed(extras, rows, new))
    frame = extras.frame[0]
    N, n = frame.A.shape
    B = sparse.csc_matrix((np.concatenate([weights, *new.b])[frame.order], frame.A.indices, frame.A.indptr), shape=(N, n))
    return Problem(
        frame.A,
        B,
        frame.G,
        np.concatenate([b, np.zeros(N - len(b))]),
        month.group_cap,
        np.concatenate([c, *new.c]),
        np.concatenate([program.h, np.zeros(n - len(program.h))]),
        np.concatenate([u, *new.u]),
        frame.price,
        frame.flow,
        frame.names,
        program.curve,
        H=_across(program.H, n),
    )


def _across(H: sparse.csc_matrix | None, count: int) -> sparse.csc_matrix | None:
    """What costs add to each other, with room for what law adds."""
    if H is None:
        return None
    indptr = np.concatenate([H.indptr, np.full(count - H.shape[1], H.nnz, dtype=H.indptr.dtype)])
    return sparse.csc_matrix((H.data, H.indices, indptr), shape=(count, count))


def _tiered(extras: Extras, month: Month, own: tuple[Index, Array, Array], new: _Columns) -> None:
    """The two ways to the border of lanes with a tariff-rate quota; the lane itself, changed in place, begins there."""
    program, parts, tiers = extras.program, extras.parts, extras.tiers
    rows, weights, c = own
    lane, border = program.activities["lane"].start + tiers, len(program.markets) + np.arange(len(tiers))
    freight, levy = program.freight[tiers], month.levy[tiers]
    duty, out = month.duty[tiers], month.export_duty[tiers]
    c[lane] -= specific(freight, duty, levy)  # the lane itself now runs from the border on; duties are paid on the way to it
    start = rows[program.lane_origin[tiers]]
    rows[program.lane_origin[tiers]], weights[program.lane_origin[tiers]] = border, -1.0
    new.add(
        parts["within"], specific(freight, duty, levy), np.full(len(tiers), np.inf),
        (start, -1.0, -ad_valorem(duty, out)), (border, 1.0, 1.0),
    )  # fmt: skip
    on_cif, on_fob, at_entry, at_exit, may = extras.beyond_rates(month)
    new.add(
        parts["beyond"], specific(freight, duty + on_cif, levy + at_entry + at_exit), np.where(may, np.inf, 0.0),
        (start, -1.0, -ad_valorem(duty + on_cif, out + on_fob)), (border, 1.0, 1.0),
    )  # fmt: skip


@dataclass(frozen=True)
class _Frame:
    """What all months of a regime share: the order of the entries, A, G, and what markets are called and how large they are."""

    order: Index
    A: sparse.csc_matrix
    G: sparse.csc_matrix
    price: Array
    flow: Array
    names: tuple[str, ...]


def _framed(extras: Extras, rows: Index, new: _Columns) -> _Frame:
    program = extras.program
    key = extras.key + str(id(program.A)).encode()
    if key not in program.kept:
        while len(program.kept) >= KEPT:
            program.kept.pop(next(iter(program.kept)), None)
        program.kept[key] = (*_matrices(extras, rows, new), program.A)
    order, A, G, _ = program.kept[key]
    price, flow = program.markets["price"].to_numpy(float), program.markets["flow"].to_numpy(float)
    ends = program.A.indices[program.lane_destination[extras.tiers]]
    reach = program.parameters.lane_reach * flow[ends] + program.base[program.activities["lane"]][extras.tiers]
    names = program.names + tuple(f"the border before {program.names[end]}" for end in ends)
    names += tuple(f"{program.names[at]} under its price floor" for at in extras.floor_row)
    price = np.concatenate([price, price[ends], price[extras.floor_row]])
    return _Frame(order, A, G, price, np.concatenate([flow, reach, flow[extras.floor_row]]), names)


def _matrices(extras: Extras, rows: Index, new: _Columns) -> tuple[Index, sparse.csc_matrix, sparse.csc_matrix]:
    own = extras.program.A
    N, n = own.shape[0] + len(extras.tiers) + len(extras.floors), extras.parts["release"].stop
    row = np.concatenate([rows, *new.row]).astype(np.int64)
    column = np.concatenate([np.repeat(np.arange(own.shape[1]), np.diff(own.indptr)), *new.column]).astype(np.int64)
    order = np.lexsort((row, column))
    indptr = np.searchsorted(column[order], np.arange(n + 1)).astype(np.int32)
    A = sparse.csc_matrix((np.concatenate([own.data, *new.a])[order], row[order].astype(np.int32), indptr), shape=(N, n))
    return order, A, _groups(extras, n)


def _groups(extras: Extras, count: int) -> sparse.csc_matrix:
    """Plain quotas count the lane itself, tariff-rate quotas what moves within them."""
    lane, within, member = extras.program.activities["lane"], extras.parts["within"], extras.member
    plain, dear = member.copy(), member[:, extras.tiers].tocsc()
    plain.data = np.where(extras.dear[plain.indices], 0.0, plain.data)
    dear.data = np.where(extras.dear[dear.indices], dear.data, 0.0)

    def gap(start: int, stop: int) -> sparse.csc_matrix:
        return sparse.csc_matrix((member.shape[0], stop - start))

    parts = [gap(0, lane.start), plain, gap(lane.stop, within.start), dear]
    found: sparse.csc_matrix = sparse.csc_matrix(sparse.hstack([*parts, gap(within.stop, count)]))
    found.eliminate_zeros()
    found.sort_indices()
    return found
