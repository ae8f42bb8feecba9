"""Policy: what is allowed, on which lane, in which month, and because of which notice.

In: law files (one instrument each, dated and cited entries; ``data/policy`` is shipped), claims of the evidence room, a world.
Out: a `Timeline` of instruments, and its compiled `Regime`: duties, caps, baskets and ceilings by month and lane, with reasons.

>>> law = load_timeline()
>>> law.on("2025-04-03")["chn/licence-medium-heavy-2025"].status
'not yet'
>>> law.on("2025-04-04")["chn/licence-medium-heavy-2025"].status
'in force'
>>> law.on("2025-06-01")["usa/tariff-reciprocal-china"].terms.percent.value
10.0

`load_timeline(name)` reads law, `Timeline.known_on(day)` forgets what came later, `.amend` adds an entry,
`.compile(world, months)` makes the regime. `in_force`, `why` and `Timeline.dates` read it; `propose` maps claims onto it,
`Timeline.accept` takes them in, a `Ledger` keeps what a user has accepted.
"""

from ytterby.policy.ask import in_force, why
from ytterby.policy.estimating import estimates
from ytterby.policy.instruments import Instrument
from ytterby.policy.ledger import Ledger
from ytterby.policy.proposal import Proposal
from ytterby.policy.propose import propose
from ytterby.policy.reading import read_instrument
from ytterby.policy.regime import Regime
from ytterby.policy.timeline import Coming, Timeline, load_timeline

__all__ = [
    "Coming", "Instrument", "Ledger", "Proposal", "Regime", "Timeline", "estimates", "in_force", "load_timeline", "propose",
    "read_instrument", "why",
]  # fmt: skip
