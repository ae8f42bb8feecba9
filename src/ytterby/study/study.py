"""World + law + months -> Run: the one way to the market that other rooms use."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xarray as xr

from ytterby import months as calendar
from ytterby.errors import BadMonth, Fault
from ytterby.market import Behaviour, Certificate, Options, Outcome, Program, calibrate, solve
from ytterby.policy import Regime, Timeline, load_timeline
from ytterby.study.explain import Case, Explanation, explain
from ytterby.study.gains import Gain, gains
from ytterby.study.labels import labelled, unstack
from ytterby.study.markups import Markup, markups
from ytterby.world import World

if TYPE_CHECKING:
    from ytterby.study.sensitivity import Sensitivity

__all__ = ["HORIZON_MONTHS", "Run", "Study", "program_for", "run"]

HORIZON_MONTHS = 12  # a run without months ends this long after the as-of month: two licence validities of six months


@lru_cache(maxsize=8)
def world_hash(world: World) -> str:
    """SHA-256 of every frame of the world, by content."""
    digest = hashlib.sha256()
    for field in fields(world):
        value = getattr(world, field.name)
        if isinstance(value, pd.DataFrame):
            digest.update(field.name.encode() + value.to_csv(float_format="%.12g").encode())
    return digest.hexdigest()


@lru_cache(maxsize=8)
def program_for(world: World, behaviour: Behaviour | None = None) -> Program:
    """The market of a world, calibrated under the law that was in force in its base year."""
    base = calendar.month_range(f"{world.base_year}-01", f"{world.base_year}-12")
    return calibrate(world, load_timeline().compile(world, base), behaviour=behaviour)


@dataclass(frozen=True, eq=False)
class Study:
    """A question put to the market: which world, which law, which months, with which options and behaviour (None: plain)."""

    world: World
    timeline: Timeline
    months: tuple[str, ...]
    options: Options
    behaviour: Behaviour | None = None

    @cached_property
    def hash(self) -> str:
        """Name of the result: 16 hex digits over world, law, months, options and behaviour, all by content."""
        digest = hashlib.sha256(world_hash(self.world).encode())
        digest.update(self.timeline.digest.encode())
        digest.update("|".join(self.months).encode() + repr(self.options).encode())
        if self.behaviour is not None:
            digest.update(self.behaviour.model_dump_json().encode())
        return digest.hexdigest()[:16]


@dataclass(frozen=True, eq=False)
class Run:
    """A solved study, read by label: ``run["flow"].sel(good=..., origin=..., destination=...)``."""

    study: Study
    regime: Regime
    program: Program
    outcome: Outcome

    def __getitem__(self, name: str) -> xr.DataArray:
        """The variable on (month, ...) named dims; NaN means no such lane, use or trade. UnknownName if there is none."""
        if name not in self._read:
            self._read[name] = labelled(self.outcome.data, name, self.study.world)
        return self._read[name]

    @cached_property
    def _read(self) -> dict[str, xr.DataArray]:
        return {}

    @cached_property
    def base_flow(self) -> xr.DataArray:
        """(good, origin, destination) t/month of the base year; NaN where there is no such lane."""
        flat = self.outcome.data["flow_lane"].isel(month=[0])
        base = flat.copy(data=self.study.world.lanes["base"].to_numpy(dtype=float)[None, :])
        return unstack(base, "lane", ("good", "origin", "destination"), self.study.world).isel(month=0, drop=True)

    @property
    def certificate(self) -> Certificate:
        """How well the run solves the stated conditions, month by month."""
        return self.outcome.certificate

    @property
    def markups(self) -> tuple[Markup, ...]:
        """What exporters that know their weight add in the base year; empty where all take prices."""
        return markups(self.study.world, self.program, self.study.behaviour)

    def explain(self, variable: str, **labels: str) -> Explanation:
        """What stands behind one cell: instruments, binding conditions, sources; a label left out sums amounts."""
        case = Case(self.study.world, self.regime, self.outcome.data, self.study.hash)
        return explain(case, self[variable], variable, labels)

    def gains(self, month: str) -> tuple[Gain, ...]:
        """Who gains what in a month: users by sector, makers by stage, traders, stores, customs, holders of licences, states."""
        return gains(self, month)

    def sensitivity(self, variable: str, **labels: str) -> Sensitivity:
        """What one cell hangs on: its exact derivative by every figure of the law in force, through all months up to its own.

        labels: as for ``explain``. BadInput for a run that looks ahead.
        """
        from ytterby.study.sensitivity import sensitivity

        return sensitivity(self, variable, **labels)

    @property
    def with_projects(self) -> bool:
        """Whether projects could come on line (``outcome.projects`` says what became of each)."""
        return "project" in self.study.world.plants.columns

    @property
    def months(self) -> tuple[str, ...]:
        """The months of the run."""
        return self.study.months


def default_months(world: World) -> tuple[str, ...]:
    """From January of the as-of year to HORIZON_MONTHS after the as-of month: the year so far decides the stocks."""
    now = calendar.month_of(world.as_of) if world.as_of else f"{world.base_year + 1}-12"
    return calendar.month_range(f"{now[:4]}-01", calendar.add_months(now, HORIZON_MONTHS))


def same_regime_until(one: Regime, other: Regime) -> int:
    """Number of leading months in which two regimes over the same months are equal."""
    mine, theirs = one.data.variables, other.data.variables
    if not all(np.array_equal(mine[name].values, theirs[name].values) for name in one.data.coords):
        return 0
    count = one.data.sizes["month"]
    for name in one.data.data_vars:
        a, b = mine[name], theirs[name].transpose(*mine[name].dims)
        differs = a.values != b.values
        if "month" not in a.dims:
            if differs.any():
                return 0
            continue
        rows = differs.any(axis=tuple(i for i, dim in enumerate(a.dims) if dim != "month"))
        count = min(count, int(np.argmax(rows)) if rows.any() else count)
    return count


def run(
    world: World,
    timeline: Timeline,
    months: Sequence[str] | None = None,
    options: Options | None = None,
    after: Run | None = None,
    behaviour: Behaviour | None = None,
    projects: bool | None = None,
) -> Run:
    """The certified equilibrium of every month under a law.

    months : default from January of the as-of year to HORIZON_MONTHS ahead.
    options : if not given, myopic months, by compiled kernels if this process has loaded them.
    after  : a run of the same world, months and options; months before the first change of law are taken from it, and those
    after it are looked for near its own.
    behaviour : what is stated beyond the world's tables, like exporters that know their weight; default: that of ``after``,
        else what the world's folder states (``behaviour.yaml``), which in no shipped world is anything.
    projects : whether projects come on line (``outcome.projects`` tells which); default: as in ``after``, else they do.
    NotSolved names the month and market that no price clears; BadMonth for months before the world's base year.
    """
    if months and min(months) < f"{world.base_year}-01":
        remedy = "Take a world of an earlier base year (load_world(base_year=...), `run --base-year`), or later months."
        raise BadMonth(Fault("months", min(months), f"months from the world's base year on, {world.base_year}-01", remedy))
    if behaviour is None:
        behaviour = Behaviour.beside(world) if after is None else after.study.behaviour
    chosen = tuple(months) if months else default_months(world)
    if projects is None:
        projects = after is None or after.with_projects
    if projects:
        world = world.with_projects(chosen[-1])
    study = Study(world, timeline, chosen, options or Options.quickest(), behaviour)
    program = program_for(world, study.behaviour)
    regime = timeline.compile(world, study.months)
    panics = study.behaviour is not None and study.behaviour.panic is not None
    alike = (
        study.options.ahead == 1
        and not panics
        and after is not None
        and after.study.world is world
        and after.months == study.months
        and after.study.options == study.options
        and after.study.behaviour == study.behaviour
    )
    if after is None or not alike:
        seen = max(study.options.ahead, HORIZON_MONTHS if panics else 1)
        forecasts = _forecasts(study, seen) if seen > 1 else None
        return Run(study, regime, program, solve(program, regime, study.months, study.options, forecasts=forecasts))
    shared = same_regime_until(after.regime, regime)
    if shared == len(study.months):
        return Run(study, regime, program, after.outcome)
    return Run(study, regime, program, after.outcome.resume(program, regime, shared, study.options))


def _forecasts(study: Study, seen: int) -> dict[str, Regime]:
    """By month, the law of the months after that it sees, ``seen`` with itself, as it had been published by that month's end."""
    found: dict[str, Regime] = {}
    for at, month in enumerate(study.months):
        later = study.months[at + 1 : at + seen]
        if later:
            known = study.timeline.known_on(calendar.last_day(month))
            found[month] = known.compile(study.world, later)
    return found
