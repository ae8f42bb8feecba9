"""From claims to law: what is already in force, what contradicts it, and what is new and waits to be accepted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from ytterby.months import day
from ytterby.policy.claimed import Said, act, clean_date, elements, places
from ytterby.policy.forms import ENDS, STARTS
from ytterby.policy.proposal import Board, Proposal
from ytterby.policy.propose_controls import control, limits, main_issuer
from ytterby.policy.propose_exempt import left_out
from ytterby.policy.propose_licences import licence_term
from ytterby.policy.propose_tariffs import deadline, tariff, trigger
from ytterby.policy.state import state_on

if TYPE_CHECKING:
    from ytterby.policy.timeline import Timeline

__all__ = ["propose"]


def propose(claims: Iterable[Said], timeline: Timeline, as_of: date | str) -> tuple[Proposal, ...]:
    """What claims mean for the law known on a day, each proposal with the claims it rests on and how they were read in words.

    Reads the kinds tariff, export_control, licence_term, exclusion, deadline and trigger, and quantities that cap exports. Claims
    of other kinds, and claims that name no party and nothing that law can point at, give nothing. Measures that are only
    conditional become triggers, never law; denied ones never become law. Nothing is in force until `Timeline.accept`.
    """
    said = tuple(claim for claim in claims if claim.value is None or math.isfinite(claim.value))
    board = Board(timeline, day(as_of))
    issuers = {doc: _issuer(board, said, doc) for doc in dict.fromkeys(claim.doc for claim in said)}
    for claim in said:
        if claim.kind == "export_control" or limits(claim):
            control(board, claim, issuers[claim.doc], _effect(said, claim, board.as_of))
    for kinds in (("licence_term",), ("exclusion",)):  # a channel is known before what is left out of it
        for claim in said:
            if claim.kind in kinds:
                licence_term(board, claim, issuers[claim.doc])
    for claim in said:
        if claim.kind == "tariff":
            tariff(board, claim, issuers[claim.doc], _effect(said, claim, board.as_of))
    for claim in said:
        if claim.kind == "exclusion":
            left_out(board, claim, issuers[claim.doc])
        elif claim.kind == "deadline":
            deadline(board, claim)
        elif claim.kind == "trigger":
            trigger(board, claim)
    return board.proposals()


def _issuer(board: Board, claims: Sequence[Said], doc: str) -> str | None:
    """The place that acts most in a document; where none is named, the only one whose licences cover all elements controlled.

    That is assumed, and said so on the board.
    """
    named = main_issuer(claims, doc)
    if named is not None:
        return named
    told = [claim for claim in claims if claim.doc == doc and claim.kind == "export_control" and act(claim) in ("licence", "ban")]
    symbols = set(elements(name for claim in told for name in claim.objects))
    abroad = {place for claim in told for place in places(claim.targets)}
    covered: dict[str, set[str]] = {}
    for law in board.timeline.instruments:
        if law.kind == "export_licence" and state_on(law, board.as_of).acts:
            covered.setdefault(law.issuer, set()).update(law.scope.elements or ())
    found = [place for place, listed in covered.items() if symbols and symbols <= listed and place not in abroad]
    if len(found) != 1:
        return None
    listed = ", ".join(sorted(symbols))
    board.assumed[doc] = f"the text names no issuer: taken as {found[0]}, the only one whose licences cover {listed} (assumed)"
    return found[0]


def _effect(claims: Iterable[Said], claim: Said, as_of: date) -> date | None:
    """The day of effect of a document's own coming measure, for a control or duty of the same notice that names no day.

    A day that another party's measure takes effect, or a measure on other goods, is not the claim's.
    """
    days = []
    for other in claims:
        starts, ends = bool(STARTS.search(other.quote)), bool(ENDS.search(other.quote))
        measure = other.kind == "export_control" or (other.kind == "deadline" and starts)
        if other.doc != claim.doc or not measure or (ends and not starts):
            continue
        sides = ((set(other.actors), set(claim.actors)), (set(other.objects), set(claim.objects)))
        apart = any(one and two and not one & two for one, two in sides) and claim.kind != "tariff"
        found = clean_date(other.date)
        if found is not None and found > as_of and not apart:
            days.append(found)
    return min(days, default=None)
