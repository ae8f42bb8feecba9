"""A company's exposure and advice laid out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ytterby.faces.sheet import Column, Sheet

if TYPE_CHECKING:
    from ytterby.plan import Advice, Exposure

__all__ = ["advice_sheet", "exposure_sheet"]

_EXPOSURE = (
    Column("part", "part"), Column("good", "good"), Column("supplier_place", "from"), Column("place", "to"),
    Column("days_of_cover", "stock covers", "days", True), Column("line_stop", "line stops"),
    Column("lost_units", "not built", "units", True), Column("value_at_risk", "margin at risk", "USD", True),
    Column("dearer", "paid more", "USD", True), Column("worst_fill", "least that arrives", "1", True), Column("because", "because of"),
)  # fmt: skip
_ADVICE = (
    Column("action", "action"), Column("part", "part"), Column("text", "what to do"), Column("by", "by"),
    Column("cost_kusd", "costs", "kUSD", True), Column("shortage_averted_t", "averts", "t", True),
    Column("margin_saved_kusd", "saves", "kUSD", True), Column("cites", "rests on"),
)  # fmt: skip


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
