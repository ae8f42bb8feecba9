"""What a store's last tonne is worth, and what one month hands to the next (math.md §5.4)."""

from __future__ import annotations

import numpy as np

from ytterby.market.problem import Array

__all__ = ["cover", "next_opening", "store_value"]

STILL = 1e-7  # of a store: a smaller change between months is the solver's rounding


def cover(target: Array, opening: Array) -> Array:
    """Tonnes at which a store's last tonne is worth the base price: its target, or what it holds if it has none."""
    return np.where(target > 0, target, opening)


def store_value(price: Array, covered: Array, slope: float) -> tuple[Array, Array, Array]:
    """Cost, slope and bound of the activity that keeps a store to the month's end (math.md §5.4).

    Its last tonne is worth price (1 + slope (1 - S / covered)), price in USD/kg and covered in t. Without cover it keeps nothing.
    """
    bound = np.where(covered > 0, np.inf, 0.0)
    return -price * (1.0 + slope), slope * price / np.maximum(covered, 1e-12), bound


def next_opening(closing: Array, opening: Array) -> Array:
    """Next month's opening stock: this month's closing one, or the same again where the change is only rounding."""
    still = np.abs(closing - opening) <= STILL * np.maximum(opening, STILL)
    return np.where(still, opening, closing)
