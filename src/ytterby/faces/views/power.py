"""Leverage, endurance and deals laid out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ytterby.faces.sheet import Column, Sheet

if TYPE_CHECKING:
    from ytterby.bargain import Deal, Endurance
    from ytterby.study import Leverage

__all__ = ["deal_sheet", "endurance_sheet", "leverage_sheet"]

_LEVERAGE = (
    Column("good", "good"), Column("over", "over"), Column("share", "share of imports", "1", True),
    Column("rent", "worth of one more kg", "USD/kg", True), Column("weeks", "stock lasts", "weeks", True),
    Column("shortage", "missing", "t/month", True), Column("rent_paid", "rent paid", "kUSD/month", True),
)  # fmt: skip
_ENDURANCE = (
    Column("place", "place"), Column("months", "lasts", "months", True), Column("horizon", "of", "months", True),
    Column("worst", "worst share missing", "1", True), Column("worst_month", "in"), Column("worst_good", "mostly"),
    Column("worst_sector", "sector"),
)  # fmt: skip
_DEALS = (
    Column("chn", "China, licences"), Column("usa", "United States, chips"), Column("payoff_chn", "China gets", "million USD", True),
    Column("payoff_usa", "United States get", "million USD", True), Column("holds_by_itself", "holds by itself"),
    Column("efficient", "nobody could gain alone"),
)  # fmt: skip


def leverage_sheet(rows: Sequence[Leverage]) -> Sheet:
    """What a holder has over each place through each good; weeks are blank where nothing is missing."""
    found = ({c.key: getattr(row, c.key) for c in _LEVERAGE} for row in rows)
    return Sheet.of(_LEVERAGE, ({**row, "weeks": None if row["weeks"] == float("inf") else row["weeks"]} for row in found))


def endurance_sheet(rows: Sequence[Endurance]) -> Sheet:
    """How many months each place lasts; blank where it lasts through the horizon."""
    return Sheet.of(_ENDURANCE, ({column.key: getattr(row, column.key) for column in _ENDURANCE} for row in rows))


def deal_sheet(deals: Sequence[Deal]) -> Sheet:
    """The pairs of moves with what each party gets."""
    return Sheet.of(_DEALS, ({column.key: getattr(deal, column.key) for column in _DEALS} for deal in deals))
