"""Projects in a run: which came on line, when, who decided it, and why the others did not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ytterby.errors import Fault, UnknownName, near_miss
from ytterby.faces.numbers import three
from ytterby.faces.sheet import Sheet, columns
from ytterby.faces.views.market import pairs

if TYPE_CHECKING:
    from ytterby.study import Run

__all__ = ["project_lines", "project_sheet"]

_SHOWN = 6  # projects told by line; the sheet has them all


def project_sheet(run: Run, words: Sequence[str] = ()) -> Sheet:
    """A row per project that could come on line, those that did first, by month; under some ``column=word`` words.

    UnknownName for a word that no project has.
    """
    heads = columns({"project": "project", "place": "place", "recipe": "recipe", "capacity": ("capacity", "t/month")})
    heads += columns({"status": "status", "opens": "on line", "decided": "decided"})
    heads += columns({"earns": ("could expect", "USD/kg"), "costs": ("costs", "USD/kg"), "why": "why"})
    ranked = sorted(run.outcome.projects, key=lambda project: (project.opens or "9999", project.project))
    rows = [{head.key: getattr(project, head.key) for head in heads} for project in ranked]
    for key, label in pairs(words).items():
        known = sorted({str(row[key]) for row in rows if row.get(key)}) or [head.key for head in heads]
        if label not in known:
            raise UnknownName(Fault("where", f"{key}={label}", "a word of the projects", near_miss(label, known)))
        rows = [row for row in rows if row[key] == label]
    return Sheet.of(heads, rows)


def project_lines(run: Run) -> Iterator[str]:
    """What comes on line in the months of the run, in words."""
    opened = sorted((p for p in run.outcome.projects if p.opens), key=lambda p: (p.opens, p.project))
    fresh = [p for p in opened if p.opens >= run.months[0]]
    for p in fresh[:_SHOWN]:
        why = p.why
        if p.decided:
            why = f"decided in {p.decided}, when it could expect {three(p.earns)} USD/kg against costs of {three(p.costs)}"
        yield f"{p.project} ({p.recipe} in {p.place}, {three(p.capacity)} t/month) comes on line in {p.opens}: {why}."
    left = len(fresh) - _SHOWN
    if left > 0:
        yield f"{left} more come on line by {run.months[-1]}: --show projects."
