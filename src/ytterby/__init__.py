"""Ytterby: the negotiated trade system of rare earths.

>>> import ytterby as yt
>>> world, law = yt.load_world("2025-06-13"), yt.load_timeline()
>>> lapse = law.amend("chn/licence-medium-heavy-2025", start="2025-08-10", source="what-if", green_channel=None)

``load_world`` what is there; ``load_timeline`` what is allowed; ``run`` what follows; ``compare`` two laws; ``play`` and
``verdict`` who can wait; ``exposure`` and ``advise`` what to do; ``yt.brief.brief`` from reports to a page; ``verify`` the
model's own record.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ytterby.bargain import Game, play, verdict
    from ytterby.brief import Brief, sample_reports, verify
    from ytterby.errors import BadInput, NothingKnown, NotSolved, YtterbyError
    from ytterby.evidence import Claim, Reading, Source, load_sources, read
    from ytterby.plan import Exposure, advise, exposure, read_bill, sample_bill
    from ytterby.policy import Timeline, load_timeline
    from ytterby.study import Run, compare, leverage, run
    from ytterby.world import World, load_world

_ROOM = {
    "bargain": ("Game", "play", "verdict"),
    "brief": ("Brief", "sample_reports", "verify"),
    "errors": ("BadInput", "NotSolved", "NothingKnown", "YtterbyError"),
    "evidence": ("Claim", "Reading", "Source", "load_sources", "read"),
    "plan": ("Exposure", "advise", "exposure", "read_bill", "sample_bill"),
    "policy": ("Timeline", "load_timeline"),
    "study": ("Run", "compare", "leverage", "run"),
    "world": ("World", "load_world"),
}
_WHERE = {name: room for room, names in _ROOM.items() for name in names}

__all__ = [
    "BadInput",
    "Brief",
    "Claim",
    "Exposure",
    "Game",
    "NotSolved",
    "NothingKnown",
    "Reading",
    "Run",
    "Source",
    "Timeline",
    "World",
    "YtterbyError",
    "advise",
    "compare",
    "exposure",
    "leverage",
    "load_sources",
    "load_timeline",
    "load_world",
    "play",
    "read",
    "read_bill",
    "run",
    "sample_bill",
    "sample_reports",
    "verdict",
    "verify",
]


def __getattr__(name: str) -> Any:
    """A room, or a public name imported from its room on first use: the command line starts without the heavy packages."""
    if name in _ROOM:
        return import_module(f"ytterby.{name}")
    if name not in _WHERE:
        raise AttributeError(f"module 'ytterby' has no attribute {name!r}")
    return getattr(import_module(f"ytterby.{_WHERE[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
