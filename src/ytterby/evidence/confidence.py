"""How sure the reader is of a claim: from its kind, whether it stands on a number, and how many roles are filled."""

from __future__ import annotations

import math
from functools import cache
from importlib import resources

import yaml

__all__ = ["calibrated", "confidence"]


def confidence(kind: str, numeric: bool, actors: bool, things: bool, whole: bool) -> float:
    """A number in 0..1, larger where more of the claim is filled and where the kind is told by firmer words."""
    base = {"tariff": 0.6, "share": 0.6, "price_change": 0.6, "trade_change": 0.6, "quantity": 0.5, "licence_term": 0.55}.get(
        kind, 0.4
    )
    return round(min(0.95, base + 0.1 * numeric + 0.08 * actors + 0.08 * things + 0.04 * whole), 2)


@cache
def _line() -> tuple[float, float]:
    path = resources.files("ytterby") / "data" / "evidence" / "confidence.yaml"
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    return float(told["intercept"]), float(told["slope"])


def calibrated(score: float) -> float:
    """The chance that a claim of this score is right, by the fitted line of data/evidence/confidence.yaml."""
    intercept, slope = _line()
    return round(1.0 / (1.0 + math.exp(-(intercept + slope * (score - 0.5)))), 3)
