"""The equilibrium conditions, one function each; symbols and sections as in docs/math.md."""

from __future__ import annotations

import numpy as np

from ytterby.market.problem import Array, Curve, Problem

__all__ = [
    "ad_valorem",
    "complementarity",
    "loss",
    "marginal_cost",
    "net_supply",
    "over_floor",
    "quantity_at",
    "room_in_group",
    "slope_at",
    "specific",
    "total_worth",
    "unit_rent",
    "worth",
]


NEARLY = 1e-9  # of one: an elasticity as near as this makes the sum a logarithm


def net_supply(problem: Problem, x: Array) -> Array:
    """Tonnes left over in each market, A x + b, t/month; never negative in equilibrium (math.md §1.1)."""
    return np.asarray(problem.A @ x + problem.b)


def over_floor(problem: Problem, pi: Array) -> Array:
    """Price of each market over the price at which what is left over is taken, USD/kg; 0 where any is left (math.md §1.9)."""
    return pi if problem.floor is None else np.asarray(pi - problem.floor)


def ad_valorem(duty: float | Array, export_duty: float | Array = 0.0) -> Array:
    """Weight of the origin's price in what a good costs on arrival: duty on CIF, export duty on FOB before it (math.md §1.10)."""
    return np.asarray((1.0 + duty) * (1.0 + export_duty), dtype=float)


def specific(freight: float | Array, duty: float | Array = 0.0, levy: float | Array = 0.0) -> Array:
    """What a good costs on arrival beyond that, USD/kg: freight with the duty on it, levies by weight (math.md §1.11)."""
    return np.asarray((1.0 + duty) * freight + levy, dtype=float)


def room_in_group(problem: Problem, x: Array) -> Array:
    """Tonnes each group may still move, g - G x, t/month; never negative in equilibrium (math.md §1.2)."""
    return np.asarray(problem.g - problem.G @ x)


def marginal_cost(problem: Problem, x: Array) -> Array:
    """Cost of the next tonne of each activity, c + h x + H x, USD/kg; minus willingness to pay for a use (math.md §1.3)."""
    cost = np.asarray(problem.c + problem.h * x)
    if problem.cross is not None:
        cost[problem.cross.of] = problem.cross.cost(x[problem.cross.of])
    if problem.H is not None:
        cost += problem.H @ x
    if problem.curve is not None:
        cost[problem.curve.of] = -worth(problem.curve, x[problem.curve.of])
    return cost


def _along(curve: Curve, x: Array) -> Array:
    return x if curve.shift is None else x + curve.shift


def worth(curve: Curve, x: Array) -> Array:
    """What the next tonne is worth to each use of a curve at level x, USD/kg (math.md §1.7)."""
    share = np.maximum(_along(curve, x) / curve.quantity, 1e-300)
    if curve.shape == "iso-elastic":
        return np.asarray(curve.price * share ** (-1.0 / curve.elasticity))
    return np.asarray(curve.price * np.exp((1.0 - share) / curve.elasticity))


def quantity_at(curve: Curve, price: Array) -> Array:
    """What each use of a curve would take at a price above nothing, t/month; the inverse of ``worth``."""
    if curve.shape == "iso-elastic":
        along = curve.quantity * (price / curve.price) ** -curve.elasticity
    else:
        along = curve.quantity * (1.0 - curve.elasticity * np.log(price / curve.price))
    return np.maximum(along if curve.shift is None else along - curve.shift, 0.0)


def total_worth(curve: Curve, x: Array) -> Array:
    """What all tonnes up to level x are worth to each use, kUSD/month; of an iso-elastic curve only where it is shifted."""
    if curve.shape == "semi-log":
        return np.asarray(curve.elasticity * curve.quantity * (worth(curve, np.zeros_like(x)) - worth(curve, x)))
    if curve.shift is None or not (curve.shift > 0).all():
        raise ValueError("the first tonne on an iso-elastic curve is worth more than any sum; use a semi-log curve, or shift it")
    power = 1.0 - 1.0 / curve.elasticity
    ratio = np.log(_along(curve, x) / curve.shift)
    start = (curve.shift / curve.quantity) ** power
    grown = np.where(np.abs(power) < NEARLY, ratio, np.expm1(power * ratio) / np.where(power == 0.0, 1.0, power))
    return np.asarray(curve.price * curve.quantity * start * grown)


def slope_at(curve: Curve, x: Array) -> Array:
    """How fast that worth falls at level x, USD/kg per t/month, positive."""
    over = np.maximum(_along(curve, x), 1e-300) if curve.shape == "iso-elastic" else curve.quantity
    return np.asarray(worth(curve, x) / (curve.elasticity * over))


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
