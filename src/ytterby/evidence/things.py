"""What a claim is about: the things named with it, else those the words point back to."""

from __future__ import annotations

import re

from ytterby.evidence.amounts import Segment
from ytterby.evidence.context import Context
from ytterby.evidence.view import View

__all__ = ["objects_of"]

_NEEDS = frozenset(["share", "price_change", "trade_change", "quantity", "capacity", "dependency"])
_LAW = frozenset(["licence_term", "export_control", "exclusion", "trigger", "tariff"])
_MEASURE = re.compile(
    r"\b(?:measures?|notice|announcement|rules?|controls?|restrictions?|curbs?|bans?|licen[cs]\w*|list|pause|suspension"
    r"|regulation|order|quota|proclamation|decree|contracts|duty|duties|tariffs?)\b",
    re.I,
)
_TALKS = re.compile(r"\b(?:talks?|negotiat\w+|truce|deal|group|summit|round|working group|meeting|sides)\b", re.I)
_WORKS = re.compile(
    r"\b(?:ores?|metal|mines?|plants?|smelters?|refiner(?:y|ies)|furnaces?|suppl(?:y|ies)"
    r"|deliver(?:y|ies)|delivery times?|lead times?)\b",
    re.I,
)
_USED = re.compile(r"\b(?:used (?:in|for|to make)|critical (?:to|for)|crucial|essential|vital|needed (?:in|for|by))\b", re.I)
_NOT_GOODS = ("fentanyl", "equity")


def objects_of(kind: str, view: View, segment: Segment | None, context: Context, actors: tuple[str, ...]) -> tuple[str, ...]:
    """The objects of a claim: of its stretch, of its clause, or those meant by "these elements", "the two metals", "it"."""
    own = _own(view, segment)
    if kind == "tariff":
        named = tuple(t for t in own if t not in _NOT_GOODS) or tuple(t for t in view.things if t not in _NOT_GOODS)
        if named:
            return named
        if re.search(r"\b(?:goods|imports|exports|products|articles)\b", view.words, re.I):
            return ("goods",)
        if re.search(r"\b(?:royalt\w+|tax(?:es)?|countervailing|antidumping|anti dumping|rate|it)\b", view.words, re.I):
            return context.objects or context.topic or ("goods",)
        continued = view.clause.opener in ("ing", "and", ",") and context.last is not None and context.last.kind == "tariff"
        return context.last.objects if continued and context.last else ("goods",)
    if kind == "market_move" and re.search(r"\b(?:shares|stocks?|equit(?:y|ies)|share price)\b", view.words, re.I) and not own:
        return ("equity",)
    if kind == "dependency" and _USED.search(view.words) and view.clause.verb is not None:
        before = view.things_in(view.start, view.clause.verb)
        if before or context.points_back(view.subject_text):
            return before or context.objects
    found = own or view.things
    if kind in _LAW and set(found) <= {"goods"} and (context.main is None or context.main.kind != "tariff"):
        found = ()
    if found:
        return found
    if kind in _NEEDS:
        there = view.things_in(view.sentence[0], view.start)
        return there or context.objects or context.topic
    if kind in _LAW:
        return view.things_in(view.sentence[0], view.start) or context.ruled(actors)
    if kind == "deadline" and not _TALKS.search(view.words):
        return context.ruled(actors) if context.main is not None else ()
    if (
        kind == "market_move"
        and (segment is not None or _WORKS.search(view.words))
        and not re.search(
            r"\b(?:shares|stocks|equit\w+"
            r"|share price)\b",
            view.words,
            re.I,
        )
    ):
        return context.objects or context.topic
    if kind == "investment":
        return view.things_in(view.sentence[0], view.start)
    if (
        kind == "market_move"
        and context.law is not None
        and context.points_back(view.subject_text)
        and _MEASURE.search(view.subject_text)
    ):
        return context.law.objects
    return ()


def _own(view: View, segment: Segment | None) -> tuple[str, ...]:
    """Things of a number's stretch: those after the number that it is "of", else all of the stretch."""
    if segment is None or len(view.numbers) < 2:
        return view.things
    after = view.things_in(segment.number.end, segment.end)
    return after or view.things_in(segment.start, segment.end)
