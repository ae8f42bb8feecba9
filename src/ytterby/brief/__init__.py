"""brief: from reports to one cited page, and the model's own record against the facts.

In: paths of reports (and an as-of date). Out: a ``Brief`` with claims, conflicts, instruments, the impact under three laws, what
is uncertain and what a buyer of magnets should do. ``verify`` gives the table of facts, ``weigh`` what of the reports a user can
make law.

>>> from ytterby.brief import sample_reports
>>> [path.suffix for path in sample_reports()]
['.txt', '.txt', '.txt']
"""

from ytterby.brief.accepting import Verdict, Weighing, weigh
from ytterby.brief.compose import brief, sample_reports
from ytterby.brief.facts import FactRow, load_facts, verify
from ytterby.brief.model import Brief, ImpactEntry

__all__ = ["Brief", "FactRow", "ImpactEntry", "Verdict", "Weighing", "brief", "load_facts", "sample_reports", "verify", "weigh"]
