"""Projects that come on line: committed ones as announced, planned ones once what they can expect covers their cost.

The rule is math.md §5.9.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from scipy import sparse

from ytterby.errors import BadTable, Fault, UnknownName, near_miss
from ytterby.market.build import awaited
from ytterby.market.outcome import Solved
from ytterby.market.problem import Array, Index, Problem
from ytterby.market.program import Program
from ytterby.market.projects.worth import first_tonne
from ytterby.months import add_months, months_between
from ytterby.parameters import load_parameters

__all__ = ["Entry", "Opening", "Project"]

NEVER = 10**6  # months


@dataclass(frozen=True)
class Entry:
    """Months of the entry rule.

    average : of past earnings, which stand for what is expected. slip : by which announced starts are late. lead_* : from a
    decision to the first tonne, by stage. BadTable for months below zero, or an average over none.
    """

    average: int
    slip: int
    lead_mine: int
    lead_separation: int
    lead_metal: int
    lead_alloy: int
    lead_magnet: int
    lead_scrap: int
    lead_product: int

    @classmethod
    def shipped(cls, **changes: int) -> Entry:
        """The shipped months with some replaced; UnknownName for a name that is none of them.

        >>> Entry.shipped(slip=6).slip
        6
        """
        known = {name: int(row.value) for name, row in load_parameters("market/entry").items()}
        if unknown := [name for name in changes if name not in known]:
            raise UnknownName(Fault("entry of projects", repr(n), "a parameter", near_miss(n, list(known))) for n in unknown)
        return cls(**(known | changes))

    def __post_init__(self) -> None:
        faults = [
            Fault(
                f"entry of projects, {f.name}",
                str(getattr(self, f.name)),
                "whole months, at least 0 (average: 1)",
                "Give such a number.",
            )
            for f in fields(self)
            if getattr(self, f.name) != int(getattr(self, f.name)) or getattr(self, f.name) < (f.name == "average")
        ]
        if faults:
            raise BadTable(faults)

    def lead(self, stage: str) -> int:
        """Months from a decision to the first tonne of a project of this stage."""
        return int(getattr(self, f"lead_{stage}"))


@dataclass(frozen=True)
class Project:
    """What became of a project in a run.

    opens : the month it comes on line, "" if after the run. decided : the month whose prices decided it, "" where it was
    committed or did not pay. earns, costs : USD/kg of its recipe's level, what it could expect (products less inputs) when it
    was decided, or in the end, and its full cost; nan where nobody looked, or an input is not to be had. why : in words.
    """

    project: str
    place: str
    recipe: str
    capacity: float
    status: str
    opens: str
    decided: str
    earns: float
    costs: float
    why: str


class Opening:
    """The rule along one path: which projects are open in each month, and what has been decided so far."""

    def __init__(self, program: Program, months: Sequence[str], entry: Entry) -> None:
        plants, part = program.plants, program.activities["plant"]
        self._entry, self._months, self._program = entry, months, program
        self._at = np.array([months_between(months[0], month) for month in months])
        rows = np.flatnonzero(awaited(plants))
        self._rows: Index = rows
        self._columns = part.start + rows
        self._waits = _waiting(program, [str(name) for name in plants["project"].iloc[rows]])
        self._lane = program.activities["lane"].start + self._waits[0]
        self._committed = plants["committed"].iloc[rows].to_numpy(bool)
        self._earliest = np.array(
            [months_between(months[0], start) + entry.slip for start in plants["start"].iloc[rows]], dtype=int
        )
        seen = [months_between(months[0], month) if (month := str(cell)) else -NEVER for cell in plants["seen"].iloc[rows]]
        self._seen = np.array(seen, dtype=int)  # still undecided then
        self._opens = np.where(self._committed, self._earliest, NEVER)
        self._decided = np.full(len(rows), NEVER)
        self._costs = program.c[self._columns] + program.h[self._columns] * program.u[self._columns]
        candidate = np.flatnonzero(~self._committed & (self._earliest <= self._at[-1]))
        self._candidate: Index = candidate
        price = program.markets["price"].to_numpy(float)
        at_base = np.asarray((program.A.T @ price)[self._columns[candidate]])
        self._earned: list[Array] = [at_base] * entry.average
        self._expected = at_base.copy()

    def key(self, number: int) -> bytes:
        """What the month's problem depends on: which projects are open."""
        return bytes((self._opens <= self._at[number]).tobytes())

    def on(self, problem: Problem, number: int) -> Problem:
        """The month's problem with what is not open closed."""
        shut = self._opens > self._at[number]
        if not shut.any():
            return problem
        u = problem.u.copy()
        u[self._columns[shut]] = 0.0
        lane, project = self._waits[0], self._waits[1]
        opened = np.asarray(project @ (~shut).astype(float)) > 0
        u[self._lane[~opened[: len(lane)]]] = 0.0
        return replace(problem, u=u)

    def after(self, solved: Solved, number: int) -> None:
        """Takes a month's prices into what builders expect, and decides."""
        waiting = self._opens[self._candidate] == NEVER
        if not waiting.any():
            return
        worth = first_tonne(self._program, solved, self._columns[self._candidate])
        self._earned = [*self._earned[1:], worth]
        self._expected = np.where(waiting, np.mean(self._earned, axis=0), self._expected)
        may = waiting & (self._seen[self._candidate] <= self._at[number])
        for n in np.flatnonzero(may & (self._expected >= self._costs[self._candidate])).tolist():
            at = int(self._candidate[n])
            lead = self._entry.lead(str(self._program.plants["stage"].iloc[self._rows[at]]))
            self._decided[at] = number
            self._opens[at] = max(int(self._at[number]) + max(lead, 1), int(self._earliest[at]))

    def told(self) -> tuple[Project, ...]:
        """What became of every project."""
        found = []
        number = {int(at): n for n, at in enumerate(self._candidate.tolist())}
        for i, row in enumerate(self._rows.tolist()):
            plant = self._program.plants.iloc[row]
            opens, decided, status = int(self._opens[i]), int(self._decided[i]), str(plant["status"])
            earns, costs = float("nan"), float("nan")
            if self._committed[i]:
                why = _committed_as(status, str(plant["start"]), str(plant["seen"]))
                why += f", {self._entry.slip} months late" if self._entry.slip else ""
            elif i not in number:
                why = f"{status} for {plant['start']}, after the last month"
            else:
                earns, costs = float(self._expected[number[i]]), float(self._costs[i])
                earns = earns if np.isfinite(earns) else float("nan")
                why = "expected earnings cover its cost" if decided < NEVER else "expected earnings do not cover its cost"
            found.append(
                Project(
                    str(plant["project"]), str(plant["place"]), str(plant["recipe"]), float(plant["capacity"]), status,
                    add_months(self._months[0], opens) if opens <= self._at[-1] else "",
                    self._months[decided] if decided < NEVER else "",
                    earns, costs, why,
                )
            )  # fmt: skip
        return tuple(found)


def _committed_as(status: str, start: str, seen: str) -> str:
    """Why a committed project opens when it does; says where its status and the day of knowledge do not fit together."""
    runs = status in ("operating", "ramping up")
    if seen and runs and start > seen:
        return f"announced for {start}; {status} is its latest status, later than {seen}"
    if seen and not runs and start < seen:
        return f"announced for {start}, but {status} is its latest status"
    return f"{status}, announced for {start}"


def _waiting(program: Program, names: list[str]) -> tuple[Index, sparse.csr_matrix]:
    """Lanes that wait for a project, and (lane, project) which ones."""
    text = (
        program.lanes["project"].to_numpy(str) if "project" in program.lanes.columns else np.zeros(len(program.lanes), dtype=str)
    )
    lanes = np.flatnonzero(text != "")
    number = {name: n for n, name in enumerate(names)}
    pairs = [(k, number[name]) for k, lane in enumerate(lanes) for name in str(text[lane]).split(";")]
    rows, columns = [k for k, _ in pairs], [n for _, n in pairs]
    return lanes, sparse.csr_matrix((np.ones(len(pairs)), (rows, columns)), shape=(len(lanes), len(names)))
