"""Approval share and processing time of a licence, estimated with their uncertainty from published counts of applications.

A count says that of n applications filed since a day, k had been approved by another. An application of age t is approved by
then with probability a F(t / m): a the share ever approved, F a triangular law of processing times with the shape of the law's
own figure (low and high at fixed multiples of the usual time m). Nobody publishes a processing time: each file's is known only to
be shorter or longer than its age, so a and m are estimated together on a grid. Reports of usual delays (28 to 42 days) are
intervals that m's law must cover. Counts of one group share one posterior. No tonnage is used.

Assumed, and stated in `ASSUMED`: files arrive evenly; files of one time and place are decided together, so that n of them tell as
much as n / (1 + (n - 1) r) independent ones (the design effect of cluster sampling: L. Kish, Survey Sampling, Wiley 1965);
before any count every a in (0, 1) and every m on the grid is as likely as any other.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

import numpy as np

from ytterby.policy.licences import Numbers, cumulative

__all__ = ["ASSUMED", "Count", "Estimate", "counts", "estimates"]

ASSUMED = {
    "arrival": "applications are filed evenly between the first day of a count and its day; no count says when",
    "shape": "processing times are triangular with the shape of the law file's own figure: 25, 63, 120",
    "together": "r = 0.02: files of one sector are decided in batches: more than fifty tell little more than fifty",
}
SHAPE = (25.0 / 63.0, 120.0 / 63.0)
TOGETHER = 0.02
SHARES = np.linspace(0.0025, 0.9975, 200)
USUAL = np.arange(4.0, 151.0, 2.0)  # days
BAND = (0.05, 0.95)


@dataclass(frozen=True)
class Count:
    """One published count: of ``filed`` applications since a day, how many were approved by another; or a delay in days."""

    name: str
    destination: str
    group: str
    since: date
    day: date
    filed: float | None
    filed_assumed: str
    approved: float | None
    days: tuple[float, float] | None
    use: str
    source: str
    note: str


@dataclass(frozen=True)
class Estimate:
    """What the counts of one group say by a day: approval share (1) and usual processing time (days), mean and 90 % interval.

    counts : names of the counts.    source : their sources.    correlation : of share and time; near 1 they cannot be told apart.
    """

    destination: str
    group: str
    day: date
    approval: tuple[float, float, float]
    days: tuple[float, float, float]
    correlation: float
    counts: tuple[str, ...]
    source: tuple[str, ...]


def counts() -> tuple[Count, ...]:
    """Every published count, in the order of the file (data/licences/counts.csv)."""
    text = (files("ytterby") / "data" / "licences" / "counts.csv").read_text(encoding="utf-8")
    return tuple(_count(row) for row in csv.DictReader(text.splitlines()))


def _count(row: dict[str, str]) -> Count:
    number = {key: float(row[key]) if row[key] else None for key in ("filed", "approved", "days_low", "days_high")}
    low, high = number["days_low"], number["days_high"]
    return Count(
        name=row["count"],
        destination=row["destination"],
        group=row["group"],
        since=date.fromisoformat(row["since"]),
        day=date.fromisoformat(row["day"]),
        filed=number["filed"],
        filed_assumed=row["filed_assumed"],
        approved=number["approved"],
        days=None if low is None or high is None else (low, high),
        use=row["use"],
        source=row["source"],
        note=row["note"],
    )


def estimates(known: Sequence[Count] | None = None, as_of: date | None = None) -> tuple[Estimate, ...]:
    """One estimate for each group and day of a count, from the group's counts up to that day.

    as_of : leaves out counts of later days.

    >>> [(one.destination, str(one.day)) for one in estimates() if one.destination == "IND"]
    [('IND', '2025-10-30')]
    """
    seen = [one for one in (counts() if known is None else known) if as_of is None or one.day <= as_of]
    delays = [one for one in seen if one.use == "days"]
    groups = dict.fromkeys((one.destination, one.group) for one in seen if one.use == "fit")
    found = []
    for destination, group in groups:
        own = sorted(
            (one for one in seen if one.use == "fit" and (one.destination, one.group) == (destination, group)),
            key=lambda one: one.day,
        )
        found += [_estimate(own[: number + 1], [d for d in delays if d.day <= own[number].day]) for number in range(len(own))]
    return tuple(found)


def _estimate(own: Sequence[Count], delays: Sequence[Count]) -> Estimate:
    log = np.zeros((SHARES.size, USUAL.size))
    for one in own:
        log += _counted(one) / len(own)  # counts of one group repeat each other's files: together they tell as much as one
    for one in delays:
        log += _delayed(one)
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    share, usual = _summary(SHARES, weight.sum(axis=1)), _summary(USUAL, weight.sum(axis=0))
    spread = np.sqrt(weight.sum(axis=1) @ (SHARES - share[0]) ** 2 * (weight.sum(axis=0) @ (USUAL - usual[0]) ** 2))
    joint = float((SHARES - share[0]) @ weight @ (USUAL - usual[0]))
    last = own[-1]
    cited = dict.fromkeys(one.source for one in (*own, *delays))
    return Estimate(
        last.destination, last.group, last.day, share, usual, joint / float(spread), tuple(one.name for one in own), tuple(cited)
    )


def _counted(one: Count) -> Numbers:
    """(share, usual) log likelihood of one count, a binomial with the weight that files decided together leave it."""
    if one.filed is None or one.approved is None:
        raise ValueError(f"{one.name} has no number filed or approved and cannot be fitted")
    weight = 1.0 / (1.0 + (one.filed - 1.0) * TOGETHER)
    ages = np.arange((one.day - one.since).days + 1, dtype=np.float64)
    processed = np.array([cumulative(ages, SHAPE[0] * usual, usual, SHAPE[1] * usual).mean() for usual in USUAL])
    chance = np.clip(SHARES[:, None] * processed[None, :], 1e-12, 1.0 - 1e-12)
    return np.asarray(weight * (one.approved * np.log(chance) + (one.filed - one.approved) * np.log1p(-chance)))


def _delayed(one: Count) -> Numbers:
    """(1, usual) log likelihood of a report that a file takes between two numbers of days: one file, interval-censored."""
    if one.days is None:
        raise ValueError(f"{one.name} states no days")
    ends = np.array(one.days)
    inside = [np.diff(cumulative(ends, SHAPE[0] * usual, usual, SHAPE[1] * usual))[0] for usual in USUAL]
    return np.asarray(np.log(np.maximum(np.array(inside), 1e-12)))[None, :]


def _summary(grid: Numbers, weight: Numbers) -> tuple[float, float, float]:
    """Mean, and the ends of the middle 90 %, of a distribution on a grid."""
    below = np.cumsum(weight)
    low, high = (float(np.interp(level, below, grid)) for level in BAND)
    return float(weight @ grid), low, high
