"""What a number hangs on: its derivative with respect to every figure of the law in force, the largest first (math.md §6.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from ytterby import months as calendar
from ytterby.errors import BadInput, BadLaw, Fault
from ytterby.policy import Timeline
from ytterby.study.explain import cell
from ytterby.study.labels import labelled
from ytterby.study.study import Run

__all__ = ["Lever", "Sensitivity", "sensitivity"]

STEP = 1e-4  # of a figure (of one, where it is nothing): how far the law is moved to see which of its numbers follow
JUMPS = 0.1  # of the rate: half a step that moves the law at another rate than a whole one has met a jump
SMOOTH = 1e-3  # of the larger slope: two sides nearer than this act alike
BENT = 1e-6  # of the rate: two sides that differ by more stand on a bend of the law itself
TENTH = 0.1
KINDS = {  # kinds compiled together, and what only they write into a regime
    ("tariff",): ("duty", "export_duty", "levy"),
    ("ban", "export_licence"): ("cap",),
    ("quota", "tech_control"): ("group_cap", "group_carry", "group_advance", "over_duty", "over_levy", "ceiling"),
    ("support",): ("floor_price", "floor_tonnes"),
    ("stockpile",): tuple(f"reserve_{name}" for name in ("buy", "below", "release", "above", "target", "keep")),
}
Rates = dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]


@dataclass(frozen=True)
class Lever:
    """One figure of the law and what hangs on it.

    figure : its name, ``instrument#entry:term``.    since : first day of its entry.    value : as written.
    more, less : the derivative, unit of the outcome per unit of the figure, for more and for less; they differ where the law
    itself bends there, and are NaN at a bound and where the law jumps.
    tenth : change of the outcome if the figure were a tenth higher (lower, at its upper bound), as far as a straight line goes.
    edges : what in the market stands on an edge and is pushed off it; there the derivative is that of the side on which it stays.
    """

    figure: str
    instrument: str
    title: str
    term: str
    since: date
    value: float
    more: float
    less: float
    tenth: float
    edges: tuple[str, ...]

    @property
    def smooth(self) -> bool:
        """Whether more and less of the figure act alike."""
        return not self.edges and abs(self.more - self.less) <= SMOOTH * max(abs(self.more), abs(self.less))


@dataclass(frozen=True)
class Sensitivity:
    """A number of a run, and every figure of the law that moves it; ``still``: how many were tried that do not.

    held : rules of behaviour that acted in the run and are held as they were (panic, redesign, thrift, entry of projects).
    """

    variable: str
    labels: dict[str, str]
    value: float
    unit: str
    levers: tuple[Lever, ...]
    still: int
    held: tuple[str, ...] = ()


def sensitivity(run: Run, variable: str, **labels: str) -> Sensitivity:
    """How one number of a run moves with each figure of the law in force from the run's first month to its own.

    A figure moves wherever its entry holds in those months, and what stocks, quotas and reserves hand on moves with it. labels:
    as for `Run.explain`. The largest effect of a tenth more comes first. Exact on smooth pieces; a market where nothing trades
    has no derivative, and gives none. BadInput for a run that looks ahead; UnknownName for a variable or label there is not.
    """
    if run.study.options.ahead > 1:
        said = f"a run that looks {run.study.options.ahead} months ahead"
        raise BadInput(Fault("sensitivity", said, "a run of myopic months", "Run with Options(ahead=1), the default."))
    value = cell(run[variable], variable, labels)
    count = run.months.index(labels["month"]) + 1
    law, first = run.study.timeline, calendar.first_day(run.months[0])
    end = calendar.first_day(calendar.add_months(labels["month"], 1))
    tangents = run.outcome.tangents(count, run.study.options.carry)
    alike = {kind: Timeline(tuple(one for one in law.instruments if one.kind in kinds)) for kinds in KINDS for kind in kinds}
    named = {kind: names for kinds, names in KINDS.items() for kind in kinds}
    levers, still = [], 0
    for figure in law.acting(first, end):
        instrument, _, rest = figure.name.rpartition("#")
        kind = law[instrument].kind
        sides = _sides(run, alike[kind], named[kind], figure.name, figure.value) if kind in alike else {}
        slopes: dict[int, float] = {}
        edges: tuple[str, ...] = ()
        for side, rates in sides.items():
            if any(rate[:count].any() for rate in rates.values()):
                found = tangents.along(rates)
                up, down = (cell(labelled(data, variable, run.study.world), variable, labels) for data in (found.up, found.down))
                slopes[side], edges = (up - down) / found.apart, (*edges, *found.edges)
            else:
                slopes[side] = 0.0
        if sides and not any(slopes.values()):
            still += 1
            continue
        size = abs(figure.value) or 1.0
        more, less = (slopes.get(side, np.nan) / size for side in (1, -1))
        tenth = TENTH * size * more if 1 in slopes else -TENTH * size * less
        number, _, term = rest.partition(":")
        title, since = law[instrument].title, law[instrument].history[int(number)].start
        edges = tuple(dict.fromkeys(edges))
        levers.append(Lever(figure.name, instrument, title, term, since, figure.value, more, less, tenth, edges))
    levers.sort(key=lambda lever: -abs(lever.tenth) if np.isfinite(lever.tenth) else 0.0)
    unit = str(run[variable].attrs.get("units", ""))
    held = [name for name in ("panic", "redesign", "thrift") if getattr(run.study.behaviour, name, None)]
    held += ["entry of projects"] if any(project.decided for project in run.outcome.projects) else []
    return Sensitivity(variable, dict(labels), value, unit, tuple(levers), still, tuple(held))


def _sides(run: Run, law: Timeline, names: tuple[str, ...], figure: str, value: float) -> dict[int, Rates]:
    """How fast the numbers of the regime move per whole size of a figure, for more (1) and less (-1) of it.

    A side on which the law cannot stand (a share above one) or on which it jumps (a limit comes or goes, a count of days turns
    over) is left out.
    """
    size = abs(value) or 1.0
    base = {name: run.regime.data[name].to_numpy() for name in names}

    def rates(step: float) -> Rates | None:
        try:
            data = law.restated(figure, value + step * size).compile(run.study.world, run.study.months).data
        except BadLaw:
            return None
        moved = {name: data[name].to_numpy() for name in names}
        if not all((np.isfinite(moved[name]) == np.isfinite(base[name])).all() for name in names):
            return None
        with np.errstate(invalid="ignore"):
            return {name: np.nan_to_num((moved[name] - base[name]) / step) for name in names}

    sides = {side: found for side in (1, -1) if (found := rates(side * STEP)) is not None}
    if len(sides) > 1 and not _alike(sides[1], sides[-1], BENT):
        for side in (1, -1):
            nearer = rates(0.5 * side * STEP)
            if nearer is None or not _alike(sides[side], nearer, JUMPS):
                del sides[side]
    return sides


def _alike(one: Rates, other: Rates, within: float) -> bool:
    return all((np.abs(one[name] - other[name]) <= within * np.abs(one[name]).max(initial=0.0)).all() for name in one)
