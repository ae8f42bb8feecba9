"""Leverage, endurance and deals laid out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ytterby.faces.sheet import Sheet, columns

if TYPE_CHECKING:
    from ytterby.bargain import Deal, Endurance
    from ytterby.study import Leverage

__all__ = ["deal_sheet", "endurance_sheet", "leverage_sheet"]

_LEVERAGE = columns(
    {
        "good": "good",
        "over": "over",
        "share": ("share of imports", "1"),
        "stake": ("at stake", "kUSD/month"),
        "rent": ("worth of one more kg", "USD/kg"),
        "weeks": ("stock lasts", "weeks"),
        "shortage": ("missing", "t/month"),
        "rent_paid": ("rent paid", "kUSD/month"),
        "why": "why",
    }
)
_ENDURANCE = columns(
    {
        "place": "place",
        "months": ("lasts", "months"),
        "horizon": ("of", "months"),
        "worst": ("worst share missing", "1"),
        "worst_month": "in",
        "worst_good": "mostly",
        "worst_sector": "sector",
    }
)
_DEALS = columns(
    {
        "chn": "China, licences",
        "usa": "United States, chips",
        "payoff_chn": ("China gets", "million USD"),
        "payoff_usa": ("United States get", "million USD"),
        "holds_by_itself": "holds by itself",
        "efficient": "nobody could gain alone",
    }
)


def leverage_sheet(rows: Sequence[Leverage], href: Callable[..., str] | None = None) -> Sheet:
    """What a holder has over each place through each good; weeks are blank where nothing is missing, ``href`` leads to causes."""
    heads = _LEVERAGE if href else _LEVERAGE[:-1]
    found = []
    for row in rows:
        told = {column.key: getattr(row, column.key) for column in heads if column.key != "why"}
        told["weeks"] = None if row.weeks == float("inf") else row.weeks
        found.append({**told, "why": href(month=row.month, good=row.good, place=row.over) if href else None})
    return Sheet.of(heads, found)


def endurance_sheet(rows: Sequence[Endurance]) -> Sheet:
    """How many months each place lasts; blank where it lasts through the horizon."""
    return Sheet.of(_ENDURANCE, ({column.key: getattr(row, column.key) for column in _ENDURANCE} for row in rows))


def deal_sheet(deals: Sequence[Deal]) -> Sheet:
    """The pairs of moves with what each party gets."""
    return Sheet.of(_DEALS, ({column.key: getattr(deal, column.key) for column in _DEALS} for deal in deals))
