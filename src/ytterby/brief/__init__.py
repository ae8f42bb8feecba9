"""brief: from reports to one cited page, and the model's own record against the facts.

In: paths of reports (and an as-of date). Out: a ``Brief`` with claims, conflicts, instruments, the impact under three laws, what
is uncertain and what a buyer of magnets should do. ``verify`` gives the table of facts.

>>> from ytterby.brief import sample_reports
>>> [path.suffix for path in sample_reports()]
['.txt', '.txt', '.txt']
"""

from ytterby.brief.compose import brief, sample_reports
from ytterby.brief.facts import FactRow, load_facts, verify
from ytterby.brief.model import (
    AdviceEntry,
    Brief,
    ClaimEntry,
    ConflictEntry,
    DocumentEntry,
    ImpactEntry,
    InstrumentEntry,
)

__all__ = [
    "AdviceEntry",
    "Brief",
    "ClaimEntry",
    "ConflictEntry",
    "DocumentEntry",
    "FactRow",
    "ImpactEntry",
    "InstrumentEntry",
    "brief",
    "load_facts",
    "sample_reports",
    "verify",
]
