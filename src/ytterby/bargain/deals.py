"""Which packages hold: best replies, Nash equilibria, Pareto set, the Nash bargain, the patience a deal needs, and the
break-even weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ytterby.bargain.payoffs import EASE, KEEP, Game

__all__ = ["Deal", "Verdict", "verdict"]

MOVES = (KEEP, EASE)


@dataclass(frozen=True)
class Deal:
    """One pair of moves: what China does with licences, what the United States does with chip controls, and what each gets."""

    chn: str
    usa: str
    payoff_chn: float
    payoff_usa: float
    holds_by_itself: bool
    efficient: bool


@dataclass(frozen=True)
class Verdict:
    """The game read.

    deals : the four cells.   best_reply : what a party does for each move of the other.   bargain : the cell that maximises
    the product of gains over both keeping (Nash 1950), None if no cell gains for both.   patience : per party the least
    monthly discount factor at which mutual easing holds under snap-back (grim trigger, Friedman 1971); 0 = it holds by itself,
    None = no patience suffices.
    break_even : million USD over the horizon that a party must attach to its control before keeping it beats easing it.
    """

    deals: tuple[Deal, ...]
    best_reply: dict[str, dict[str, str]]
    bargain: Deal | None
    patience: dict[str, float | None]
    break_even: dict[str, float]
    linkage_gain: dict[str, float]


def _patience(reward: float, tempt: float, punish: float) -> float | None:
    """Least discount factor d with reward/(1-d) >= tempt + d punish/(1-d); payoffs per period."""
    if tempt <= reward:
        return 0.0
    if reward <= punish:
        return None
    return (tempt - reward) / (tempt - punish)


def verdict(game: Game, weight: dict[str, float] | None = None) -> Verdict:
    """What the pay-offs imply.

    weight : million USD over the horizon that a party attaches to keeping its own control (default none).
    """
    extra = weight or {}
    chn = game.payoffs.sel(party="CHN").to_numpy().copy()
    usa = game.payoffs.sel(party="USA").to_numpy().copy()
    chn[1, :] -= extra.get("CHN", 0.0)
    usa[:, 1] -= extra.get("USA", 0.0)
    deals = []
    for i, own in enumerate(MOVES):
        for j, other in enumerate(MOVES):
            stable = chn[i, j] >= chn[1 - i, j] and usa[i, j] >= usa[i, 1 - j]
            better = (chn >= chn[i, j]) & (usa >= usa[i, j]) & ((chn > chn[i, j]) | (usa > usa[i, j]))
            deals.append(Deal(own, other, float(chn[i, j]), float(usa[i, j]), bool(stable), not bool(better.any())))
    replies = {
        "CHN": {other: MOVES[int(np.argmax(chn[:, j]))] for j, other in enumerate(MOVES)},
        "USA": {own: MOVES[int(np.argmax(usa[i, :]))] for i, own in enumerate(MOVES)},
    }
    gains = [(d.payoff_chn * d.payoff_usa, d) for d in deals if d.payoff_chn > 0 and d.payoff_usa > 0]
    bargain = max(gains, key=lambda pair: pair[0])[1] if gains else None
    patience = {
        "CHN": _patience(float(chn[1, 1]), float(chn[0, 1]), float(chn[0, 0])),
        "USA": _patience(float(usa[1, 1]), float(usa[1, 0]), float(usa[0, 0])),
    }
    break_even = {"CHN": float(chn[1, 0] - chn[0, 0]), "USA": float(usa[0, 1] - usa[0, 0])}
    alone = {"CHN": max(float(chn[1, 0]), 0.0), "USA": max(float(usa[0, 1]), 0.0)}
    linkage = {"CHN": float(chn[1, 1]) - alone["CHN"], "USA": float(usa[1, 1]) - alone["USA"]}
    return Verdict(tuple(deals), replies, bargain, patience, break_even, linkage)
