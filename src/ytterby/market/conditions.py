"""The equilibrium conditions, one function each; symbols and sections as in docs/math.md."""

from __future__ import annotations

import numpy as np

from ytterby.market.problem import Array, Problem

__all__ = ["complementarity", "loss", "marginal_cost", "net_supply", "room_in_group", "unit_rent"]


def net_supply(problem: Problem, x: Array) -> Array:
    """Tonnes left over in each market, A x + b, t/month; never negative in equilibrium (math.md §1.1)."""
    return np.asarray(problem.A @ x + problem.b)


def room_in_group(problem: Problem, x: Array) -> Array:
    """Tonnes each group may still move, g - G x, t/month; never negative in equilibrium (math.md §1.2)."""
    return np.asarray(problem.g - problem.G @ x)


def marginal_cost(problem: Problem, x: Array) -> Array:
    """Cost of the next tonne of each activity, c + h x, USD/kg; minus willingness to pay for a use (math.md §1.3)."""
    return np.asarray(problem.c + problem.h * x)


def loss(problem: Problem, x: Array, pi: Array, om: Array) -> Array:
    """Loss on the next tonne of each activity before the rent on its own bound, USD/kg: F = c + h x - B'pi + G'om (math.md §1.4).

    Zero where the activity runs inside its bound, not negative where it stands still, not positive at its bound.
    """
    return np.asarray(marginal_cost(problem, x) - problem.B.T @ pi + problem.G.T @ om)


def unit_rent(problem: Problem, x: Array, pi: Array, om: Array) -> Array:
    """Rent on each activity's own bound, USD/kg: mu = max(0, -F) where a bound exists, else 0 (math.md §1.5)."""
    return np.where(np.isfinite(problem.u), np.maximum(-loss(problem, x, pi, om), 0.0), 0.0)


def complementarity(a: Array, b: Array) -> Array:
    """How far two quantities are from 0 <= a _|_ b >= 0: the larger of min(a, b) and the negative parts (math.md §1.6)."""
    return np.maximum(np.minimum(np.maximum(a, 0.0), np.maximum(b, 0.0)), np.maximum(np.maximum(-a, -b), 0.0))
