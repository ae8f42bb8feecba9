"""What a watcher has at stake: results of the model that a change of law may move, of a bill of materials or of a saved study."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from ytterby.errors import BadInput, Fault, near_miss
from ytterby.marked import modelled, read_marked
from ytterby.months import month_range
from ytterby.plan import Bill, exposure
from ytterby.study import Run
from ytterby.units import KG_PER_T

__all__ = ["Moved", "Result", "Stake", "StudyFile", "moved"]

SMALL = 0.01  # share of a result's own size below which it counts as nothing: a change from nothing is measured by this much
_FROZEN = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True)
class Result:
    """One number at stake; ``size`` is what it is measured by where the number itself is next to nothing."""

    value: float
    unit: str
    size: float


@dataclass(frozen=True)
class Moved:
    """One result that a change of law moves, before and after, and by which share of what it was."""

    what: str
    before: float
    after: float
    share: float
    unit: str


class Asked(BaseModel):
    """One result of a study file: a variable of a run at the labels named, month by month."""

    model_config = _FROZEN

    variable: str
    where: dict[str, str] = Field(default_factory=dict)


class StudyFile(BaseModel):
    """A study as a user saves it: which results, over which months (``2027-01..2027-12``)."""

    model_config = _FROZEN

    title: str = Field(min_length=3, max_length=200)
    months: str | None = Field(None, pattern=r"^\d{4}-\d{2}\.\.\d{4}-\d{2}$")
    results: Annotated[tuple[Asked, ...], Field(min_length=1, max_length=50)]


@dataclass(frozen=True)
class Stake:
    """What is at stake, in words, the months it is asked for (None: the usual ones), and how its results are read off a run."""

    title: str
    months: tuple[str, ...] | None
    results: Callable[[Run], Mapping[str, Result]]

    @classmethod
    def of_bill(cls, bill: Bill) -> Stake:
        """What a bill costs its firm: margin lost and more paid, in all and part by part, to the end of the run."""
        return cls(f"the bill {Path(bill.path).name}", None, partial(_bill_results, bill))

    @classmethod
    def of_study(cls, path: Path) -> Stake:
        """The results that a study file asks for, each month on its own. BadInput with every fault of the file, or later, when
        first asked, for a variable or label that the run has not."""
        study = modelled(StudyFile, read_marked(path, path.name))
        months = month_range(*study.months.split("..")) if study.months else None
        return cls(study.title, months, partial(_study_results, study))


def _bill_results(bill: Bill, run: Run) -> Mapping[str, Result]:
    found = exposure(run, bill)
    rows: dict[str, Result] = {}
    total = 0.0
    for one in found.parts:
        part = one.part
        price = 0.0 if math.isnan(one.base_price) else one.base_price
        worth = len(one.months) * (part.units_per_month * part.margin_usd_per_unit + part.need * KG_PER_T * price)
        rows[f"cost of {part.part} (margin at risk and more paid)"] = Result(one.value_at_risk + one.dearer, "USD", worth)
        total += worth
    cost = sum(row.value for row in rows.values())
    return {f"cost of the bill {Path(bill.path).name} (margin at risk and more paid)": Result(cost, "USD", total), **rows}


def _study_results(study: StudyFile, run: Run) -> Mapping[str, Result]:
    rows: dict[str, Result] = {}
    for asked in study.results:
        array = run[asked.variable]
        unit = str(array.attrs.get("units", ""))
        for dim, label in asked.where.items():
            known = [str(name) for name in array[dim].to_numpy()] if dim in array.dims else [str(d) for d in array.dims]
            if (label if dim in array.dims else dim) not in known:
                named = label if dim in array.dims else dim
                raise BadInput(Fault(f"{study.title}: {asked.variable}", repr(named), "a label of it", near_miss(named, known)))
        values = array.sel(asked.where)
        others = [dim for dim in values.dims if dim != "month"]
        series = (values.mean(others) if asked.variable.startswith("price") else values.sum(others)).to_numpy()
        size = float(np.nanmax(np.abs(series))) if np.isfinite(series).any() else 0.0
        named = ", ".join([asked.variable, *asked.where.values()])
        rows |= {
            f"{named}, {month}": Result(float(value), unit, size)
            for month, value in zip(run.months, series, strict=True)
            if math.isfinite(value)
        }
    return rows


def moved(before: Mapping[str, Result], after: Mapping[str, Result], at_least: float) -> tuple[Moved, ...]:
    """The results that change by at least a share of what they were, the largest change first.

    A result next to nothing is measured by SMALL of its size: from nothing to something is then a large change, and from
    nothing to next to nothing none.
    """
    rows = []
    for what, was in before.items():
        now = after.get(what)
        if now is None:
            continue
        measure = max(abs(was.value), SMALL * max(was.size, now.size))
        share = (now.value - was.value) / measure if measure > 0 else 0.0
        if abs(share) >= at_least:
            rows.append(Moved(what, was.value, now.value, share, was.unit))
    return tuple(sorted(rows, key=lambda row: (-abs(row.share), row.what)))
