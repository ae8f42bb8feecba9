"""brief: from reports to one cited page, and the model's own record against the facts.

In: paths of reports (and an as-of date). Out: a ``Brief`` with claims, conflicts, instruments, the impact under three laws, what
is uncertain and what a buyer of magnets should do. ``verify`` gives the table of facts, ``weigh`` what of the reports a user can
make law, ``watch`` what is new at feeds and folders and whom it concerns.

>>> from ytterby.brief import sample_reports
>>> [path.suffix for path in sample_reports()]
['.txt', '.txt', '.txt']
"""

from ytterby.brief.accepting import Verdict, weigh
from ytterby.brief.compose import brief, sample_reports
from ytterby.brief.facts import FactRow, verify
from ytterby.brief.inbox import Inbox
from ytterby.brief.model import Brief, ImpactEntry
from ytterby.brief.stakes import Stake
from ytterby.brief.watching import News, watch

__all__ = [
    "Brief", "FactRow", "ImpactEntry", "Inbox", "News", "Stake", "Verdict", "brief", "sample_reports", "verify", "watch", "weigh",
]  # fmt: skip
