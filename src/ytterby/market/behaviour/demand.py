"""A program whose users behave as stated: bent, in steps, and with an eye on other goods' prices (math.md §5.12).

Every use keeps its base quantity at base prices and its row's own elasticity there, so the base year stays an equilibrium.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from scipy import sparse

from ytterby.errors import BadTable, Fault, near_miss
from ytterby.market.behaviour.forms import Demand, Substitute
from ytterby.market.behaviour.stated import named
from ytterby.market.problem import Array, Curve
from ytterby.market.program import Activities, Program

__all__ = ["with_demand"]

UNPAID = 1e4  # times the base price; assumed: no user of any metal is known to have paid as much
LEAST_WORTH = 1e-3  # USD/kg, as of linear users of a good that costs nothing
FIRM = 1e-9  # of the largest own effect: less than this is no answer to one's own price


def with_demand(program: Program, forms: Sequence[Demand], substitutes: Sequence[Substitute]) -> Program:
    """The program with these shapes; of several rows that fit a use the last one holds.

    BadTable, with every fault, for rows that fit no use, for two bent shapes in one world, and for answers to other prices that
    are as strong as those to the own price.
    """
    uses = _rows(program)
    stated = [next((form for form in reversed(forms) if _fits(form, row)), None) for row in uses]
    faults = [
        fault
        for n, form in enumerate(forms)
        if not any(_fits(form, row) for row in uses)
        for fault in _misfits(f"demand, row {n + 1}", form, uses)
    ]
    bends = sorted({form.shape for form in stated if form is not None and form.shape != "linear"})
    if program.behaviour is not None and program.behaviour.redesign:
        remedy = "Redesign scales plain demand: state what it would do as a step, or leave the shapes out."
        faults.append(Fault("demand", "redesign beside shapes of demand", "one of the two", remedy))
    if len(bends) > 1:
        faults.append(Fault("demand", " and ".join(bends), "one bent shape in a world", "Keep one of them, and linear users."))
    if faults:
        raise BadTable(faults)
    return _crossed(_shaped(program, stated), substitutes)


def _rows(program: Program) -> list[tuple[str, str, str]]:
    uses = program.uses
    return [(str(s), str(g), str(p)) for s, g, p in zip(uses["sector"], uses["good"], uses["place"], strict=True)]


def _fits(form: Demand, row: tuple[str, str, str]) -> bool:
    return all(named(pattern, name) for pattern, name in zip((form.sector, form.good, form.place), row, strict=True))


def _misfits(where: str, form: Demand, rows: Sequence[tuple[str, str, str]]) -> list[Fault]:
    """Why a row fits no use: each name that nothing bears, or that no use bears them all."""
    told = {"sector": form.sector, "good": form.good, "place": form.place}
    known = {word: sorted(set(names)) for word, names in zip(told, zip(*rows, strict=True), strict=False)}
    faults = [
        Fault(f"{where}, {word}", repr(pattern), f"a {word} of some use of the world", near_miss(pattern, known.get(word, [])))
        for word, pattern in told.items()
        if not any(named(pattern, name) for name in known.get(word, []))
    ]
    together = ", ".join(f"{word} {pattern}" for word, pattern in told.items())
    return faults or [
        Fault(where, together, "some use of the world", "Each is used, but no use has all three: see world show demand.")
    ]


class _Piece(NamedTuple):
    """A part of a use that goes all at once: whose, up to how much, how much in the base year, worth what."""

    use: int
    most: float
    base: float
    worth: float


def _shaped(program: Program, stated: Sequence[Demand | None]) -> Program:
    use, pieces = program.activities["use"], list[_Piece]()
    p0 = np.maximum(program.markets["price"].to_numpy(float)[program.rows_of("use")], LEAST_WORTH)
    q0, e0 = program.uses["base"].to_numpy(float), program.uses["elasticity"].to_numpy(float)
    c, base = program.c.copy(), program.base.copy()
    bent: list[tuple[int, float, float, float, float]] = []  # use, price, quantity, elasticity, shift
    for i, form in enumerate(stated):
        if form is None or q0[i] <= 0.0:
            continue
        for step in form.steps:
            part = step.share * q0[i]
            pieces.append(_Piece(i, part, part if step.price > 1.0 else 0.0, step.price * p0[i]))
        rest = q0[i] * (1.0 - sum(step.share for step in form.steps if step.price > 1.0))
        elasticity, shift = e0[i] * q0[i] / rest, 0.0
        choke = form.choke or UNPAID
        if form.shape != "linear":  # what is left at the choke price goes all at once there
            if form.shape == "iso-elastic":
                shift = rest * choke**-elasticity
            else:
                shift = rest * max(1.0 - elasticity * np.log(choke), 0.0)
            if shift > 0.0:
                pieces.append(_Piece(i, shift, shift, choke * p0[i]))
        if form.shape != "linear":
            bent.append((i, p0[i], rest, elasticity, shift))
        base[use.start + i] = rest - shift
        c[use.start + i] = -p0[i] - program.h[use.start + i] * rest
    curve = program.curve
    if bent:
        rows = np.array([row[0] for row in bent])
        price, quantity, elasticity_of, shifts = np.array([row[1:] for row in bent]).T
        shape = next(shape for form in stated if form is not None and (shape := form.shape) != "linear")
        if curve is not None:
            raise BadTable(
                Fault("demand", f"{shape} beside a world of semi-log users", "one of them", "Calibrate without demand=.")
            )
        curve = Curve(shape, rows + use.start, price, quantity, elasticity_of, shifts)
    return _with_pieces(replace(program, c=c, base=base, curve=curve), pieces)


def _with_pieces(program: Program, pieces: Sequence[_Piece]) -> Program:
    count, size = program.activities.count, len(pieces)
    if not size:
        return program
    whose = np.array([piece.use for piece in pieces], dtype=np.int64)
    most, base, worth = (np.array([getattr(piece, name) for piece in pieces]) for name in ("most", "base", "worth"))
    market = program.rows_of("use")[whose]
    columns = sparse.csc_matrix((-np.ones(size), (market, np.arange(size))), shape=(program.A.shape[0], size))
    A = sparse.csc_matrix(sparse.hstack([program.A, columns]))
    A.sort_indices()
    return replace(
        program,
        activities=Activities(program.activities.slices | {"piece": slice(count, count + size)}),
        A=A,
        c=np.concatenate([program.c, -worth]),
        h=np.concatenate([program.h, np.zeros(size)]),
        u=np.concatenate([program.u, most]),
        base=np.concatenate([program.base, base]),
        piece_use=whose,
    )


def _crossed(program: Program, substitutes: Sequence[Substitute]) -> Program:
    """Linear answers to other goods' prices: x = q0 + S (p - p0), turned round; monotone, so that one answer follows."""
    if not substitutes:
        return program
    uses, use = program.uses, program.activities["use"]
    p0 = np.maximum(program.markets["price"].to_numpy(float)[program.rows_of("use")], LEAST_WORTH)
    q0, e0 = uses["base"].to_numpy(float), uses["elasticity"].to_numpy(float)
    found = _effects(program, substitutes, p0, q0)
    together: dict[tuple[str, str], list[int]] = {}
    for i in sorted({i for pair in found for i in pair}):
        together.setdefault((str(uses["place"].iloc[i]), str(uses["sector"].iloc[i])), []).append(i)
    c, h, faults = program.c.copy(), program.h.copy(), []
    H = sparse.lil_matrix((program.activities.count, program.activities.count))
    for (place, sector), members in together.items():
        rows = np.array(members)
        where = f"{sector} in {place}"
        if program.curve is not None and np.isin(use.start + rows, program.curve.of).any():
            faults.append(Fault(where, "bent demand and substitution", "one of them", "Substitution needs linear users here."))
            continue
        S = np.array([[found.get((i, j), 0.0) for j in members] for i in members]) - np.diag(e0[rows] * q0[rows] / p0[rows])
        value = -p0[rows][:, None] * S * p0[rows][None, :]
        own = np.linalg.eigvalsh(0.5 * (value + value.T))
        if own[0] <= FIRM * own[-1]:
            goods = ", ".join(uses["good"].iloc[i] for i in members)
            said = f"answers to each other's prices of {goods} as strong as to their own"
            remedy = (
                "Weaken the elasticities between them (their value-weighted sum must stay below the own ones), or raise the own."
            )
            faults.append(Fault(where, said, "demand that falls when all its prices rise (a monotone system)", remedy))
            continue
        M = -np.linalg.inv(S)
        at = use.start + rows
        c[at] = -p0[rows] - M @ program.base[at]
        h[at] = np.diag(M)
        for a, row in zip(at, M - np.diag(np.diag(M)), strict=True):
            for b, slope in zip(at, row, strict=True):
                if slope != 0.0:
                    H[a, b] = slope
    if faults:
        raise BadTable(faults)
    return replace(program, c=c, h=h, H=sparse.csc_matrix(H))


def _effects(program: Program, rows: Sequence[Substitute], p0: Array, q0: Array) -> dict[tuple[int, int], float]:
    """By pair of uses, t/month of the first per USD/kg of the second's good; of several rows that fit the last one holds."""
    uses = program.uses
    at = {
        key: i
        for i, key in enumerate(zip(uses["place"], uses["sector"], uses["good"], uses["end_use"], strict=True))
        if q0[i] > 0
    }
    found: dict[tuple[int, int], float] = {}
    faults = []
    for n, row in enumerate(rows):
        pairs = [
            (i, j)
            for (place, sector, good, end_use), i in at.items()
            if good == row.good
            and named(row.place, str(place))
            and named(row.sector, str(sector))
            and (j := at.get((place, sector, row.other, end_use))) is not None
        ]
        if not pairs:
            said = f"{row.good} and {row.other} in {row.sector}, {row.place}"
            faults.append(
                Fault(f"substitutes, row {n + 1}", said, "a sector that uses both at one place", "Check the four names.")
            )
        found |= {(i, j): row.elasticity * q0[i] / p0[j] for i, j in pairs}
    if faults:
        raise BadTable(faults)
    return found
