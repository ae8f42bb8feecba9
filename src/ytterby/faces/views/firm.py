"""A company's exposure and advice laid out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ytterby.faces.sheet import Sheet, columns

if TYPE_CHECKING:
    from ytterby.plan import Advice, Exposure

__all__ = ["advice_sheet", "exposure_sheet"]

_EXPOSURE = columns(
    {
        "part": "part",
        "good": "good",
        "supplier_place": "from",
        "place": "to",
        "days_of_cover": ("stock covers", "days"),
        "line_stop": "line stops",
        "lost_units": ("not built", "units"),
        "value_at_risk": ("margin at risk", "USD"),
        "dearer": ("paid more", "USD"),
        "worst_fill": ("least that arrives", "1"),
        "because": "because of",
    }
)
_ADVICE = columns(
    {
        "action": "action",
        "part": "part",
        "text": "what to do",
        "by": "by",
        "cost_kusd": ("costs", "kUSD"),
        "shortage_averted_t": ("averts", "t"),
        "margin_saved_kusd": ("saves", "kUSD"),
        "cites": "rests on",
    }
)


def exposure_sheet(found: Exposure) -> Sheet:
    """A row per part, the most at risk first."""
    rows = []
    for exposed in found.parts:
        own = {key: getattr(exposed.part, key) for key in ("part", "good", "supplier_place", "place")}
        told = {
            key: getattr(exposed, key)
            for key in ("days_of_cover", "line_stop", "lost_units", "value_at_risk", "dearer", "because")
        }
        rows.append({**own, **told, "worst_fill": min(exposed.fill, default=None)})
    return Sheet.of(_EXPOSURE, rows)


def advice_sheet(actions: Sequence[Advice]) -> Sheet:
    """A row per action, in the order given."""
    return Sheet.of(_ADVICE, ({column.key: getattr(action, column.key) for column in _ADVICE} for action in actions))
