"""What a number says: the kind, measure and sign of the claim it makes, from its unit and the words around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ytterby.evidence.context import Context
from ytterby.evidence.loose import Loose
from ytterby.evidence.measures import aspect_of
from ytterby.evidence.measures import words as tell
from ytterby.evidence.numbers import Number
from ytterby.evidence.triggers import Triggers
from ytterby.evidence.view import View

__all__ = ["Figure", "Segment", "figure", "segments"]

_DURATION = frozenset(["day", "month", "year", "quarter", "hour"])
_MONEY = frozenset(["USD", "EUR", "AUD", "JPY", "CNY", "GBP", "CAD", "INR", "HKD"])
_RECORD = Loose(r"\b(?:first|record|most|lowest|highest|largest|biggest)\b[^,]{0,60}\b(?:in|for|since)\s+(?:\w+ )?$")
_IT = Loose(r"\W*(?:\w+ )?(?:it|they|this|which|the (?:rate|tax|duty|tariff|royalty))\b")
_GOES_ON = Loose(r"\b(?:exten|prolong|suspen|paus|delay|postpon|defer|keep|kept|maintain|remain|stay|continu)\w*")
_COST = re.compile(r"\s*(?:of )?(?:the |its |their )?(?:costs?|investment|bill|capital|spending|expenses?)\b")
_FILED = re.compile(r"\s*(?:of )?(?:the |all |its |their )?(?:\w+ )?(?:applications|licen[cs]es|permits|requests)\b")
LARGEST_PRICE = 1e6  # dearer than any price per unit of weight: a sum of money


@dataclass(frozen=True)
class Segment:
    """The stretch of a clause that belongs to one of its numbers."""

    start: int
    end: int
    number: Number
    first: bool


@dataclass(frozen=True)
class Figure:
    """The claim a number makes: its kind, measure, signed value, and its unit."""

    kind: str
    aspect: str | None
    value: float
    unit: str


@dataclass(frozen=True)
class _Around:
    """A number's own words, its clause's, and the forty characters on either side."""

    number: Number
    own: str
    clause: str
    lead: str
    tail: str
    way_back: str

    def says(self, kind: str, aspect: str | None = None, value: float | None = None, unit: str | None = None) -> Figure:
        """The claim, of the number's own value and unit unless others are meant."""
        return Figure(kind, aspect, self.number.value if value is None else value, unit or self.number.unit)


def segments(view: View) -> list[Segment]:
    """The stretch that carries each number of a clause: from the end of the one before to what the number is of."""
    found: list[Segment] = []
    start = view.start
    for at, number in enumerate(view.numbers):
        end = opening = view.end
        if at + 1 < len(view.numbers):
            following = view.numbers[at + 1].start
            gap = view.text[number.end : following]
            cut = re.search(r",? (?:and|or|but|while|against|compared (?:with|to)|versus) |, | \(|\) ", gap)
            end = number.end + (cut.start() if cut else len(gap))
            opening = min(number.end + (cut.end() if cut else len(gap)), following)
        found.append(Segment(start, max(end, number.end), number, at == 0))
        start = opening
    return found


def _sign(around: _Around, words: Triggers) -> float:
    """-1 where the words around a change tell of a fall, else 1."""
    if tell.fallen.match(around.tail):
        return -1.0
    if tell.risen.match(around.tail):
        return 1.0
    for near in (around.own[: len(around.own) - len(around.tail)] or around.lead, around.way_back):
        falls, rises = list(words.fall.finditer(near)), list(words.rise.finditer(near))
        if falls or rises:
            return -1.0 if falls and (not rises or falls[-1].start() > rises[-1].start()) else 1.0
    return 1.0


def figure(
    view: View, segment: Segment, words: Triggers, before: Sequence[Figure], context: Context, title: str
) -> Figure | None:
    """What the number of a segment says; None where it makes no claim. ``before``: what the sentence's earlier numbers said."""
    number, text, unit = segment.number, view.text, segment.number.unit
    around = _Around(
        number, text[segment.start : segment.end], view.words, text[max(view.start, number.start - 40) : number.start],
        text[number.end : min(view.end, number.end + 40)], text[view.start : number.start],
    )  # fmt: skip
    if unit in ("%", "x", "pp"):
        return _part(view, around, words, before, context, title)
    if "/" in unit:
        context.price_unit = unit
        return _price(around, words, unit)
    if unit in _MONEY:
        return _money(around, words, context)
    if unit in ("t", "kg"):
        return _tonnes(around)
    if unit in _DURATION or unit == "shipment":
        return _duration(around, context)
    if re.search(r"\b(?:the|these|those|both)\s+$", around.lead, re.I):  # "the two metals": no count but the ones named before
        return None
    if tell.counted_licences.search(text[number.start : number.end]):
        return around.says("licence_term")
    return around.says("export_control") if tell.control.search(around.clause) else None


def _duration(around: _Around, context: Context) -> Figure | None:
    if _RECORD.search(around.way_back):
        return None
    if tell.tariff.search(around.clause) and (_GOES_ON.search(around.way_back) or re.match(r"\s*longer\b", around.tail, re.I)):
        return around.says("tariff")
    if re.search(r"\bwithin\s+$", around.lead) and re.match(
        r"\s*(?:of|after|from)\b.{0,30}(?:entry|publication|notification|date|effect)", around.tail
    ):
        return around.says("deadline")
    if tell.cover.search(around.lead[-16:] + around.tail[:24]) and around.number.unit != "hour":
        moved = re.search(r"\b(?:fall\w*|fell|drop\w*|declin\w*|shr[aiu]nk\w*|dwindl\w*|down)\b", around.lead)
        return around.says("market_move" if moved else "quantity")
    again = (
        context.last is not None
        and context.last.kind == "licence_term"
        and re.match(r"\W*(?:it|they|this)\b", around.clause, re.I)
    )
    if again or (tell.licence.search(around.clause) and not tell.truce.search(around.lead + around.tail[:24])):
        return around.says("licence_term")
    near = around.clause if around.number.unit == "quarter" else around.lead + around.tail
    if tell.truce.search(near) and around.number.unit != "hour":
        return around.says("agreement")
    return None


def _money(around: _Around, words: Triggers, context: Context) -> Figure | None:
    unit = around.number.unit
    if around.number.value < LARGEST_PRICE and not tell.invest.search(around.own) and context.price_unit.startswith(unit + "/"):
        return _price(around, words, context.price_unit)
    moved = words.rise.search(around.lead) or words.fall.search(around.lead)
    if around.number.value < LARGEST_PRICE and moved and tell.moved_to.search(around.lead) and not tell.loss.search(around.lead):
        return _price(around, words, unit)
    if tell.invest.search(around.clause):
        return around.says("investment")
    return around.says("market_move") if tell.loss.search(around.clause) else None


def _price(around: _Around, words: Triggers, unit: str) -> Figure:
    """A level is a quantity; a price that moved to a level, or by an amount, is a change."""
    value, lead = around.number.value, around.lead
    if tell.tariff.search(around.own):
        return around.says("tariff", None, value, unit)
    if re.match(r"\s*(?:less|lower|down|below)\b", around.tail, re.I):
        return around.says("price_change", "price", -abs(value), unit)
    if re.match(r"\s*(?:more|higher|up|above)\b", around.tail, re.I):
        return around.says("price_change", "price", value, unit)
    change = words.rise.search(lead) or words.fall.search(lead)
    if around.number.before is not None or (change and tell.moved_to.search(lead)):
        return around.says("price_change", "price", value, unit)
    if change and tell.moved_by.search(lead):
        return around.says("price_change", "price", value * _sign(around, words), unit)
    return around.says("quantity", "price", value, unit)


def _tonnes(around: _Around) -> Figure:
    own = around.own
    if tell.spared.search(own):
        return around.says("exclusion")
    if tell.balance.search(own) or re.search(r"\b(?:cost|los[et]|losing|losses)\b", around.lead, re.I):
        return around.says("market_move")
    if tell.hoard.search(around.clause):
        return around.says("investment")
    ahead = tell.plan.search(own) and (tell.make.search(own) or tell.works.search(own))
    if ahead and not tell.quota.search(own) and not tell.done.search(own):
        return around.says("capacity", "production")
    if tell.offtake.search(around.clause) and re.search(r"\bofftake\b", around.clause, re.I):
        return around.says("agreement")
    if tell.store.search(own):
        return around.says("quantity", "reserves" if tell.ground.search(own) else None)
    return around.says("quantity", aspect_of(own, "quantity") or aspect_of(around.clause, "quantity"))


def _part(view: View, around: _Around, words: Triggers, before: Sequence[Figure], context: Context, title: str) -> Figure | None:
    """A percentage or a multiple: a duty, a share, a change of prices, trade or output, or how much one relies on another."""
    number, own, clause = around.number, around.own, around.clause
    last = before[-1] if before else None
    kept = context.last
    if (
        last is None
        and kept is not None
        and kept.kind in ("tariff", "share")
        and kept.unit == "%"
        and _IT.match(view.subject_text)
    ):
        last = Figure(kept.kind, kept.aspect, 0.0, "%")
    if tell.purity.search(around.lead) or (number.value > 99 and "." in view.text[number.start : number.end]):
        return None
    if tell.tariff.search(own) or (last and last.kind == "tariff") or (tell.tariff.search(clause) and not tell.share.search(own)):
        return around.says("tariff")
    percent = number.unit == "%"
    if percent and re.search(r"\bshare\b(?! price)", own, re.I) and not tell.equity.search(own):
        return _share(around)
    if context.lead is not None and context.lead.kind == "tariff" and percent:
        return around.says("tariff")
    if percent and re.search(r"\b(?:in|out of)\b", view.text[number.start : number.end], re.I):
        return around.says("dependency") if _relies(clause) else _share(around)
    if _COST.match(around.tail) and tell.invest.search(clause):
        return around.says("investment")
    if _FILED.match(around.tail):
        return around.says("licence_term")
    change = (
        view.text[number.start] in "+-"
        or words.rise.search(own)
        or words.fall.search(own)
        or tell.compared.match(around.tail)
        or tell.moved_by.search(around.lead)
        or not percent
    )
    if last and last.kind == "share" and percent and not tell.price.search(own) and not tell.flow.search(own):
        return around.says("share", aspect_of(own, "share") or last.aspect)
    if (
        percent
        and not (change and tell.moved_by.search(around.lead))
        and (tell.part_of.match(around.tail) or (not change and tell.share.search(own)))
    ):
        return around.says("dependency") if _relies(clause) else _share(around)
    if change:
        return _change(view, around, words, last, title)
    if tell.rely.search(clause):
        return around.says("dependency")
    if view.mineral and view.parties and (tell.make.search(own) or tell.share.search(own)):
        return _share(around)
    if kept is not None and kept.kind == "share" and percent and not tell.licence.search(clause):
        return around.says("share", kept.aspect)  # another figure of the share told before
    return around.says("licence_term") if tell.licence.search(clause) else None


def _relies(clause: str) -> bool:
    """Whether a part is one somebody relies on, not one of the world's total."""
    return tell.rely.search(clause) is not None and not re.search(r"\b(?:world|global)", clause, re.I)


def _share(around: _Around) -> Figure:
    return around.says("share", aspect_of(around.own, "share") or aspect_of(around.clause, "share"))


def _change(view: View, around: _Around, words: Triggers, last: Figure | None, title: str) -> Figure | None:
    number, clause = around.number, around.clause
    value = number.value
    if number.unit != "x" and number.before is None and value > 0:
        value *= _sign(around, words)
    if tell.equity.search(clause):
        return around.says("market_move", "equity", value)
    if tell.price.search(clause) or (last and last.aspect == "price"):
        return around.says("price_change", "price", value)
    if tell.flow.search(clause) or (last and last.kind == "trade_change"):
        return around.says("trade_change", aspect_of(clause, "trade_change"), value)
    if tell.make.search(clause) or tell.store.search(clause) or (last and last.kind in ("quantity", "capacity")):
        return around.says("quantity", aspect_of(clause, "quantity") or (last.aspect if last else None), value)
    named = view.mineral and view.subject_text and not view.parties
    return around.says("price_change", "price", value) if named or re.search(r"\bprices?\b", title, re.I) else None
