"""Exporters that know their weight: what each believes its sales do to prices abroad, and what it adds for that (math.md §5.8).

Conjectural variations (A. L. Bowley, The Mathematical Groundwork of Economics, Oxford 1924; in spatial markets P. T. Harker,
Alternative models of spatial competition, Operations Research 34(3), 1986): an exporter of conduct theta that sells x where the
price falls by beta per tonne asks theta beta x over its cost. 0 takes prices, 1 is Cournot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from ytterby.errors import BadTable, Fault, near_miss
from ytterby.market.behaviour.file import Conduct
from ytterby.market.conditions import ad_valorem, specific
from ytterby.market.derivative import Linear, Nudge
from ytterby.market.problem import Array, Index, Point, Problem
from ytterby.market.program import Program

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["with_conduct"]

STEEPEST = 1e3  # times the base price over the base inflow: steeper means that nobody there would take less


def with_conduct(program: Program, wedge: Mapping[str, Array], rules: Sequence[Conduct]) -> Program:
    """The program in which these exporters add a markup abroad, and the base year is still an equilibrium (math.md §5.8).

    Costs of their lanes fall by what the markup is in the base year; what is then left unexplained is the lane's residual.
    wedge : duties of the base year by lane. BadTable, with every fault, for exporters, goods or destinations that no lane has.
    """
    _refuse_unknown(program, rules)
    lane = program.activities["lane"]
    base = _base_problem(program, wedge)
    weight = np.zeros(len(program.lanes))
    ends = program.A.indices[program.lane_destination]
    frame = program.lanes
    for rule in rules:
        own = (frame["good"] == rule.good) & (frame["origin"] == rule.place)
        if rule.destinations:
            own &= frame["destination"].isin(rule.destinations)
        rows = np.flatnonzero(own.to_numpy())
        fall = _believed(program, base, rule.good, np.unique(ends[rows]))
        weight[rows] = rule.conduct * np.array([fall[int(ends[row])] for row in rows])
    markup = weight * program.base[lane]
    c, h = program.c.copy(), program.h.copy()
    c[lane] -= markup
    h[lane] += weight
    residuals = program.residuals.copy()
    here = (residuals["kind"] == "lane").to_numpy()
    cif = program.markets["price"].to_numpy(float)[ends]
    residuals.loc[here, "markup"] = markup
    residuals.loc[here, "residual"] -= markup
    residuals.loc[here, "share"] -= markup / np.maximum(cif, 1e-12)
    return replace(program, c=c, h=h, weight=weight, residuals=residuals)


def _refuse_unknown(program: Program, rules: Sequence[Conduct]) -> None:
    frame, faults = program.lanes, []
    for rule in rules:
        where = f"conduct of {rule.place} in {rule.good}"
        goods = sorted(set(frame["good"]))
        sells = frame[(frame["good"] == rule.good) & (frame["origin"] == rule.place)]
        if rule.good not in goods:
            faults.append(Fault(where, repr(rule.good), "a good that is shipped", near_miss(rule.good, goods)))
        elif sells.empty:
            exporters = sorted(set(frame.loc[frame["good"] == rule.good, "origin"]))
            faults.append(Fault(where, repr(rule.place), "a place that ships it", near_miss(rule.place, exporters)))
        else:
            known = sorted(set(sells["destination"]))
            faults += [
                Fault(where, repr(d), "where it ships it", near_miss(d, known)) for d in rule.destinations if d not in known
            ]
    twice = [rule for i, rule in enumerate(rules) if any((r.place, r.good) == (rule.place, rule.good) for r in rules[:i])]
    faults += [Fault(f"conduct of {r.place} in {r.good}", "this exporter a second time", "each once", "Keep one.") for r in twice]
    if faults:
        raise BadTable(faults)


def _base_problem(program: Program, wedge: Mapping[str, Array]) -> Problem:
    """The base year's month: stores at their cover, no cap."""
    lane, hold = program.activities["lane"], program.activities["hold"]
    duty, out, levy = wedge["duty"], wedge["export_duty"], wedge["levy"]
    c, weights = program.c.copy(), program.A.data.copy()
    c[lane] += specific(program.freight, duty, levy)
    weights[program.lane_origin] *= ad_valorem(duty, out)
    b = np.zeros(len(program.markets))
    np.add.at(b, program.hold_market, program.base[hold])
    B = sparse.csc_matrix((weights, program.A.indices, program.A.indptr), shape=program.A.shape)
    none = sparse.csc_matrix((0, program.A.shape[1]))
    price, flow = program.markets["price"].to_numpy(float), program.markets["flow"].to_numpy(float)
    return Problem(program.A, B, none, b, np.zeros(0), c, program.h, program.u, price, flow, curve=program.curve, H=program.H)


def _believed(program: Program, base: Problem, good: str, markets: Index) -> dict[int, float]:
    """By market, USD/kg by which the price falls per tonne more sold there, all other makers' sales of the good as they are.

    Users, and the plants that use the good and their customers down the chain, answer; stores do not. 0 where nobody answers.
    """
    makes = (
        np.asarray(abs(program.A.multiply(program.A > 0)[(program.markets["good"] == good).to_numpy()]).sum(axis=0)).ravel() > 0
    )
    plant, lane = program.activities["plant"], program.activities["lane"]
    still = np.zeros(base.shape[1], dtype=bool)
    still[plant] = makes[plant]
    makers = set(program.plants["place"].to_numpy()[makes[plant]])
    still[lane] = ((program.lanes["good"] == good) & program.lanes["origin"].isin(makers)).to_numpy()
    for kind in ("hold", "keep", "piece"):
        still[program.activities.slices.get(kind, slice(0))] = True
    frozen = replace(base, u=np.where(still, program.base, np.inf))
    point = Point(program.base, program.markets["price"].to_numpy(float), np.zeros(0))
    linear = Linear(frozen, point)
    found: dict[int, float] = {}
    for n in markets.tolist():
        b = np.zeros(base.shape[0])
        b[n] = 1.0
        fall = -float(linear.along(Nudge(b=b)).pi[n])
        most = STEEPEST * point.pi[n] / max(float(program.markets["flow"].iloc[n]), 1e-9)
        found[n] = fall if 0.0 < fall <= most else 0.0
    return found
