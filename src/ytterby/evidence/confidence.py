"""How sure the reader is of a claim: from its kind, whether it stands on a number, and how many roles are filled."""

from __future__ import annotations

__all__ = ["confidence"]


def confidence(kind: str, numeric: bool, actors: bool, things: bool, whole: bool) -> float:
    """A number in 0..1, larger where more of the claim is filled and where the kind is told by firmer words."""
    base = {"tariff": 0.6, "share": 0.6, "price_change": 0.6, "trade_change": 0.6, "quantity": 0.5, "licence_term": 0.55}.get(
        kind, 0.4
    )
    return round(min(0.95, base + 0.1 * numeric + 0.08 * actors + 0.08 * things + 0.04 * whole), 2)
