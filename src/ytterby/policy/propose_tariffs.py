"""Claims on duties, deadlines and triggers against the law: totals that add up, truces that are extended, conditions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from ytterby.months import DAYS_A_MONTH
from ytterby.policy.claimed import Said, clean_date, elements, end_after, goods, names_all, places, span
from ytterby.policy.forms import ENDS, graded, stages_of
from ytterby.policy.instruments import Instrument
from ytterby.policy.proposal import Board
from ytterby.policy.scope import Scope
from ytterby.policy.state import state_on
from ytterby.policy.terms import TariffTerms

__all__ = ["deadline", "tariff", "trigger"]

NEAR = timedelta(days=7)  # a deadline counted from the announcement and one counted from the start differ by days
LONGEST = 3_650  # days a truce may be extended by; what is longer was misread
CLOSE = 0.5  # percentage points: reports round duties to whole points
EXTENDS = re.compile(
    r"\bexten(?:d|ds|ded|ding|sion)\b|\bprolong\w*|\broll\w* over\b|\b(?:keep|maintain|remain|stay|continue)s?\b"
    r"|\b(?:another|a further|an? (?:extra|additional)) \w+ (?:day|month)|\b(?:more|further|extra|additional) (?:day|month)s?\b"
    r"|\b(?:day|month)s? longer\b",
    re.I,
)
_CHARGE = r"(?:dut|tax|tariff|lev|surcharge|cess)(?:y|ies|es|s)?\b"
EXPORT = re.compile(
    rf"\bexport {_CHARGE}|\b{_CHARGE}(?:(?! imports?\b)[^.;]){{0,40}} exports? (?:of|from|to)\b"
    rf"|\b{_CHARGE}(?: \S+){{0,4}} on exports\b|\bexports? (?:of|from|to)\b(?:(?!\bimport)[^.;])*\b{_CHARGE}",
    re.I,
)
BEYOND = re.compile(
    r"\b(?:above|beyond|over|exceeding|in excess of|outside)\b[^.;%]{0,30}\b(?:quota|quantity|amount|volume|limit|tonnage|that)",
    re.I,
)
USD_PER_KG = {"USD/kg": 1.0, "USD/t": 0.001}
ADDS = re.compile(r"\badditional\b|\bextra\b|\bon top\b|\bfurther \d+|\bsurcharge\b", re.I)
MOVES = re.compile(r"\b(?:rais|increas|lower|reduc|cut|doubl|trebl|halv|ris|fall)\w*\b[^.;]*\bto\b", re.I)
WORD = re.compile(r"[a-z]{5,}")


def tariff(board: Board, claim: Said, issuer: str | None, start: date | None) -> None:
    """Maps a claim on a duty: an extension of a truce, a total that the law has or denies, or a new duty.

    issuer : the document's, where the claim names none.    start : the document's day of effect, where the claim has no date.
    """
    for place in places(claim.actors) or ((issuer,) if issuer else ()):
        partners = tuple(name for name in places(claim.targets) if name != place) or (None,)
        for partner in partners:
            if claim.unit in ("day", "month") and claim.value is not None and EXTENDS.search(claim.quote):
                _extension(board, claim, place, partner)
            elif claim.value is None or claim.modality == "denied" or BEYOND.search(claim.quote):
                continue  # a duty beyond a quantity is none on what comes within it
            elif claim.unit == "%" and not EXPORT.search(claim.quote):
                _rate(board, claim, place, partner, start)
            elif claim.unit in ("%", *USD_PER_KG) and claim.modality != "conditional":
                _new_duty(board, claim, place, partner, clean_date(claim.date) or start or board.as_of)


def _stages(claim: Said) -> tuple[str, ...]:
    """The stages of the goods a duty falls on, in the forms the claim names if it names any; none if it falls on all goods."""
    named, magnets = bool(elements(claim.objects)) or names_all(claim.objects), "magnet" in goods(claim.objects)
    return stages_of(claim.quote, named, magnets, ("separation", "metal")) if named or magnets else ()


def _parts(board: Board, place: str, partner: str | None, stages: Sequence[str], day: date) -> list[tuple[Instrument, float]]:
    """The issuer's import duties on a partner's goods in force on a day, with their rates in percent."""
    found = []
    for law in board.timeline.instruments:
        if law.kind != "tariff" or law.issuer != place:
            continue
        terms = state_on(law, day)
        if not terms.acts or not isinstance(terms.terms, TariffTerms) or terms.terms.direction == "export":
            continue
        scope = law.scope
        from_all = scope.origins is None and not (scope.except_ and partner in (scope.except_.origins or ()))
        narrow = scope.elements or scope.goods or scope.hs6 or scope.stages
        fits = not narrow if not stages else scope.goods is None and (scope.stages is None or set(scope.stages) & set(stages))
        if (from_all or (partner is not None and partner in (scope.origins or ()))) and fits:
            freed = any(set(exempt.stages or ()) & set(stages) for exempt in terms.terms.exempt or ())
            percent = terms.terms.percent
            if percent is not None and not freed:
                found.append((law, percent.value))
    return found


def _total(parts: Sequence[tuple[Instrument, float]]) -> float:
    return sum(rate for _, rate in parts)


def _rate(board: Board, claim: Said, place: str, partner: str | None, start: date | None) -> None:
    value, stages = float(claim.value or 0.0), _stages(claim)
    when = span(claim.date) or ((start, start) if start else (board.as_of, board.as_of))
    days = [when[0], min(when[1], max(board.as_of, when[0]))]
    for law in board.timeline.instruments:
        if law.kind == "tariff" and law.issuer == place:
            days += [entry.start for entry in law.history if when[0] <= entry.start <= when[1]]
    additional = bool(ADDS.search(claim.quote))
    for day in sorted(set(days)):
        parts = _parts(board, place, partner, stages, day)
        own = [law for law, rate in parts if abs(rate - value) <= CLOSE and (additional or law.scope.stages)]
        if parts and (_agrees(_total(parts), claim) or own):
            before = _total(_parts(board, place, partner, stages, day - timedelta(days=1)))
            sums = " + ".join(f"{rate:g} ({law.id})" for law, rate in parts)
            was = f", {before:g} the day before" if claim.value_from is not None else ""
            latest = max(parts, key=lambda part: max(entry.start for entry in part[0].history if entry.start <= day))[0]
            main = own[0] if own else latest
            board.says(main, claim, f"{place} on {partner or 'all'} on {day}: {sums} = {_total(parts):g} percent{was}")
            return
    if claim.modality == "conditional":
        return
    parts = _parts(board, place, partner, stages, when[0])
    moved = _moved(claim, parts, partner, stages)
    if moved is not None:
        reason = f"{moved.id} moves to {value:g} percent from {when[0]} ({claim.modality})"
        board.amend(moved, when[0], end_after(claim, when[0]), claim, reason).terms["percent"] = value
        return
    if parts and when[0] <= board.as_of and not additional and not stages:
        main, rate = max(parts, key=lambda part: part[1])
        total = f"{place} on {partner or 'all'} on {when[0]} is {_total(parts):g}"
        reason = f"the claim says {value:g} percent; the law's total for {total}"
        entry = {"from": when[0], "set": {"percent": max(rate + value - _total(parts), 0.0)}}
        board.says(main, claim, reason, contradicts=True, instead=entry)
    elif parts and not additional and not stages:
        main, rate = max(parts, key=lambda part: part[1])
        part = max(rate + value - _total(parts), 0.0)
        reason = f"{main.id} moves to {part:g} percent so that the total becomes {value:g} from {when[0]} ({claim.modality})"
        board.amend(main, when[0], end_after(claim, when[0]), claim, reason).terms["percent"] = part
    else:
        _new_duty(board, claim, place, partner, when[0])


def _moved(
    claim: Said, parts: Sequence[tuple[Instrument, float]], partner: str | None, stages: Sequence[str]
) -> Instrument | None:
    """The duty of its own on the goods named that a claim moves: at the old rate, or the only one where a move is told."""
    own = [(law, rate) for law, rate in parts if law.scope.stages or law.scope.elements or law.scope.hs6] if stages else []
    if partner is not None:
        own = [(law, rate) for law, rate in own if law.scope.origins is not None and partner in law.scope.origins]
    if claim.value_from is not None:
        own = [(law, rate) for law, rate in own if abs(rate - claim.value_from) <= CLOSE]
    elif not MOVES.search(claim.quote):
        return None
    return own[0][0] if len(own) == 1 else None


def _agrees(total: float, claim: Said) -> bool:
    """True if a total lies within what the claim's qualifier allows; a bound is met by the number itself, as reports round."""
    value, top = float(claim.value or 0.0), claim.value_to
    if top is not None:
        return value - CLOSE <= total <= top + CLOSE
    if claim.qualifier in ("over", "at_least"):
        return value - CLOSE <= total <= value * 1.25
    if claim.qualifier in ("under", "up_to", "nearly"):
        return value * 0.75 <= total <= value + CLOSE
    return abs(total - value) <= (2.0 if claim.qualifier == "about" else CLOSE)


def _new_duty(board: Board, claim: Said, place: str, partner: str | None, start: date) -> None:
    """A duty of its own: on imports from the partner, or on exports to it; in percent or by weight. A rate of nil adds none."""
    if not claim.value:
        return
    symbols = graded(claim.quote, elements(claim.objects))
    stages, others = _stages(claim), [thing for thing in goods(claim.objects) if thing not in ("goods", "magnet")]
    exports = bool(EXPORT.search(claim.quote))
    home, abroad = ("origins", "destinations") if exports else ("destinations", "origins")
    scope: dict[str, Any] = {home: [place], **({abroad: [partner]} if partner is not None else {})}
    if stages:
        scope["stages"] = list(stages)
    elif others:
        scope["goods"] = others
    if symbols:
        scope["elements"] = list(symbols)
    ree = "magnets" if stages == ("magnet",) else "ree"
    what = ("" if names_all(claim.objects) else "-".join(symbols[:3]).lower()) or (
        ree if stages else "-".join(others[:2]).replace("_", "") or "goods"
    )
    side = ("tariff-export",) if exports else ("tariff",)
    name = "-".join([*side, what, *((partner.lower(),) if partner else ()), str(start.year)])
    value = float(claim.value or 0.0)
    rate = f"{value:g} percent" if claim.unit == "%" else f"{value:g} {claim.unit}"
    title = f"{'Export duty' if exports else 'Duty'} of {rate} on {what.replace('-', ', ')}, {partner or 'all places'}"
    head = {"id": f"{place.lower()}/{name}", "kind": "tariff", "issuer": place, "title": title, "scope": scope}
    reason = (
        f"{place} levies {rate} on {Scope.model_validate(scope).words()} from {start} ({claim.modality}); it adds to other duties"
    )
    draft = board.create(head, start, claim, reason, end_after(claim, start))
    if exports:
        draft.terms["direction"] = "export"
    if claim.unit == "%":
        draft.terms["percent"] = value
    else:
        draft.terms["usd_per_kg"] = value * USD_PER_KG[claim.unit or "USD/kg"]


def _extension(board: Board, claim: Said, place: str, partner: str | None) -> None:
    """A truce that goes on: the entry that lapses near the claim's date (else the next to lapse) holds for the days named."""
    said = clean_date(claim.date)
    days = round(float(claim.value or 0.0) * (DAYS_A_MONTH if claim.unit == "month" else 1.0))
    if not 0 < days <= LONGEST:
        return
    for law in board.timeline.instruments:
        if law.kind != "tariff" or law.issuer != place or (partner and partner not in (law.scope.origins or (partner,))):
            continue
        ends = sorted(entry.until for entry in law.history if entry.until is not None)
        lapse = next((end for end in ends if said is not None and abs(end - said) <= NEAR), None)
        if lapse is None:
            lapse = next((end for end in ends if said is None and end > board.as_of), None)
        if lapse is None:
            continue
        entry = next(entry for entry in law.history if entry.until == lapse)
        words = f"the law's own date is {lapse}" + (f", the claim says {said}" if said and said != lapse else "")
        following = state_on(law, lapse)
        if following.acts and following.terms == state_on(law, lapse - timedelta(days=1)).terms:
            board.says(law, claim, f"the extension is in the law: the terms go on at {lapse}; {words}")
        elif entry.terms is not None:
            until = lapse + timedelta(days=days)
            draft = board.amend(
                law, lapse, until, claim, f"terms of {entry.start} go on for {days} days ({claim.modality}); {words}"
            )
            draft.terms.update(entry.terms.model_dump(mode="json", exclude_unset=True))


def deadline(board: Board, claim: Said) -> None:
    """Maps a dated limit onto the lapse of a law between the parties near it: the same day, or another that the law names.

    A law between the issuer and somebody who is no party (a truce with a third country) is left alone.
    """
    said, parties = clean_date(claim.date), set(places(claim.actors)) | set(places(claim.targets))
    if said is None or claim.date is None or len(claim.date) < 10:
        return
    if ENDS.search(claim.quote):
        _end(board, claim, said)
    if not parties:
        return
    for law in board.timeline.instruments:
        named = {*(law.scope.origins or ()), *(law.scope.destinations or ())} - {law.issuer}
        if law.issuer not in parties or (named and len(parties) > 1 and not named & parties):
            continue
        for entry in law.history:
            if entry.until is not None and abs(entry.until - said) <= NEAR:
                words = f"{law.id} lapses on {entry.until}; the claim says {said}"
                board.says(law, claim, words, contradicts=entry.until != said)


def _end(board: Board, claim: Said, day: date) -> None:
    """What the same document announces ends on the day, where it named no end itself."""
    for key, draft in list(board.drafts.items()):
        if draft.head is None or draft.head["kind"] == "trigger" or claim.doc not in draft.docs:
            continue
        if draft.until is None and draft.start < day and (not claim.actors or draft.head["issuer"] in places(claim.actors)):
            draft.until = day
            draft.note(claim, f"it ends on {day}")
            board.drafts[draft.instrument, draft.start, day] = board.drafts.pop(key)


def trigger(board: Board, claim: Said) -> None:
    """Maps a condition onto a trigger of the same issuer in like words, else proposes it; a trigger changes nothing by itself."""
    for issuer in places(claim.actors):
        words = set(WORD.findall(claim.quote.lower()))
        for law in board.timeline.instruments:
            if law.kind == "trigger" and law.issuer == issuer:
                condition = getattr(state_on(law, board.as_of).terms, "condition", None) or law.title
                if len(words & set(WORD.findall(f"{condition} {law.title}".lower()))) >= 2:
                    board.says(law, claim, f"the condition of {law.id}")
                    return
        symbols = elements(claim.objects)
        hit = [
            law.id
            for law in board.timeline.instruments
            if law.issuer == issuer
            and law.kind in ("export_licence", "ban", "tech_control")
            and (
                set(law.scope.elements or ()) & set(symbols)
                or {p.split("/")[0] for p in law.scope.goods or ()} & set(goods(claim.objects))
            )
        ]
        label = re.sub(r"[^a-z0-9]+", "-", claim.id.lower()).strip("-")
        head = {"id": f"{issuer.lower()}/trigger-{label}", "kind": "trigger", "issuer": issuer,
                "title": f"Condition stated by {issuer}", "scope": {}}  # fmt: skip
        draft = board.create(head, clean_date(claim.date) or board.as_of, claim, f"{issuer} names a condition ({claim.modality})")
        draft.terms["condition"] = claim.quote
        if hit:
            draft.terms["applies_to"] = hit
        return
