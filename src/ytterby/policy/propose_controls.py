"""Claims on controls and licences against the law: who controls what towards whom, and how licences work."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from ytterby.policy.claimed import (
    RARE_EARTHS,
    Said,
    act,
    clean_date,
    elements,
    end_uses,
    goods,
    names_all,
    places,
    span,
)
from ytterby.policy.forms import by_form, stages_of, stages_said, window
from ytterby.policy.instruments import Instrument
from ytterby.policy.proposal import Board, Draft
from ytterby.policy.scope import Scope
from ytterby.policy.state import state_on
from ytterby.policy.terms import Figure, LicenceTerms

__all__ = ["control", "day_of", "laws_on", "limits", "main_issuer"]

KINDS = ("export_licence", "ban", "tech_control")
NEAR = timedelta(days=31)  # reports name the month of a notice, not its day
QUOTA = re.compile(r"\bquota\w*|\blimit\w*|\bcap(s|ped|ping)?\b|\bceiling", re.I)
ORDERS = re.compile(r"\b(?:shall|following items|item below|must)\b", re.I)  # a notice orders, a report tells
EXPORTS = re.compile(r"\bexport\w*|\bship(?:s|ped|ment|ments)?\b", re.I)
TONNES = {"t": 1.0, "kg": 0.001}
WAYS = ("approval_by_end_use", "approval_by_destination", "green_channel", "general_licence")  # to be granted all the same
PERIODS = {"half": "half", "six months": "half", "month": "month"}


def main_issuer(claims: Sequence[Said], doc: str) -> str | None:
    """The place that acts most often in a document's claims on law; None if none does."""
    own = [claim for claim in claims if claim.doc == doc]
    on_law = [claim for claim in own if claim.kind in ("export_control", "licence_term", "exclusion")]
    for group in (on_law, own):
        named = [place for claim in group for place in places(claim.actors)]
        if named:
            return max(dict.fromkeys(named), key=named.count)
    return None


def limits(claim: Said) -> bool:
    """True if a quantity is a cap on trade: so many tonnes may be exported."""
    return claim.kind == "quantity" and claim.unit in TONNES and bool(QUOTA.search(claim.quote) and EXPORTS.search(claim.quote))


def control(board: Board, claim: Said, issuer: str | None, effect: date | None = None) -> None:
    """Maps a claim that a place controls, bans or eases: onto the law that catches its goods, else onto a new instrument.

    effect : the notice's day of effect, where the claim has no date.
    """
    issuers = places(claim.actors) or ((issuer,) if issuer else ())
    for place in issuers:
        symbols, things = elements(claim.objects), goods(claim.objects)
        caught = [law for law in laws_on(board, place, symbols, things, day_of(board, claim)) if _of_form(law, claim)]
        if len(issuers) > 1 and not caught:
            continue  # two parties and mixed goods: each is matched with its own law, nothing new is read into it
        if not symbols and not things:
            continue
        how = act(claim)
        if how == "lift":
            _lift(board, claim, caught, effect)
        elif how in ("relax", "talk"):
            for law in caught[:1]:
                said = "is eased; how far is not said, so nothing is amended" if how == "relax" else "is talked about"
                board.says(law, claim, f"{law.id} {said} ({claim.modality})")
        elif caught and not _announces(board, claim, caught, effect if claim.objects else None):
            _compare(board, claim, caught, symbols)
        elif claim.modality not in ("conditional", "denied"):
            _create(board, claim, place, symbols, things, effect)


def _of_form(law: Instrument, claim: Said) -> bool:
    """False if a law is on other forms of the goods than a claim names (ores, where it speaks of oxides), or stays a ban on ores
    alone where licences are spoken of."""
    stages, said = set(law.scope.stages or ()), set(stages_said(claim.quote))
    if stages and said and not stages & said:
        return False
    return not (law.kind == "ban" and stages == {"mine"} and not said and act(claim) == "licence")


def day_of(board: Board, claim: Said) -> date:
    """The day on which the law is compared: the last that the claim's date can mean, but not after the as-of day."""
    when = span(claim.date)
    return board.as_of if when is None else min(when[1], board.as_of)


def laws_on(board: Board, issuer: str, symbols: Sequence[str], things: Sequence[str], day: date) -> list[Instrument]:
    """The issuer's laws that catch any of the goods on a day (in force or resting), the one that catches most of them first."""
    found = []
    for law in board.timeline.instruments:
        if law.issuer != issuer or law.kind not in KINDS or state_on(law, day).status not in ("in force", "suspended"):
            continue
        hits = _hits(law.scope, symbols, things)
        if hits:
            foreign = law.scope.except_ is not None and bool(law.scope.except_.origins)
            whole = set(RARE_EARTHS) <= set(symbols)  # a whole group is told by its first law, a list by its fit
            counted = 0 if whole else -hits
            rests = state_on(law, day).status != "in force"
            found.append((rests, foreign, _for_some(law), counted, law.history[0].start, law))
    return [law for *_, law in sorted(found, key=lambda row: row[:5])]


def _for_some(law: Instrument) -> bool:
    """True if a ban is on some users only: an end use, or firms on a list. What is said of all is told by a law for all."""
    named = law.scope.end_uses is not None or any(getattr(entry.terms, "entities", None) for entry in law.history)
    return law.kind == "ban" and named


def _hits(scope: Scope, symbols: Sequence[str], things: Sequence[str]) -> int:
    own = set(scope.elements or ())
    named = {pattern.split("/")[0] for pattern in scope.goods or ()}
    wide = {"chip": {"ai_chip", "chip_tool"}}
    hits = len(own & set(symbols)) + len(named & {*things, *(part for thing in things for part in wide.get(thing, ()))})
    if "magnet" in things and own & set(RARE_EARTHS) and (scope.stages is None or "magnet" in scope.stages):
        hits += 1
    return hits


def _announces(board: Board, claim: Said, caught: Sequence[Instrument], effect: date | None) -> bool:
    """True if a claim speaks of a measure that the law caught cannot be: later than the as-of day, or of a day all its own."""
    when = span(claim.date)
    if when is None:
        return effect is not None and bool(ORDERS.search(claim.quote))
    if when[0] > board.as_of:
        return True
    near = any(when[0] - NEAR <= entry.start <= when[1] + NEAR for law in caught for entry in law.history)
    first = min(law.history[0].start for law in caught)
    return when[0] == when[1] and not near and when[0] > first and bool(places(claim.targets))


def _compare(board: Board, claim: Said, caught: Sequence[Instrument], symbols: Sequence[str]) -> None:
    """Notes for each law needed to cover the claim's list whether it says the same."""
    listed = [] if names_all(claim.objects) else list(symbols)
    left = set(listed)
    used: list[Instrument] = []
    for law in caught:
        gain = left & set(law.scope.elements or ())
        if gain or not used:
            used.append(law)
            left -= gain
    main = used[0]
    dated = span(claim.date)
    own = dated is None or any(dated[0] - NEAR <= entry.start <= dated[1] + NEAR for entry in main.history)
    if left and main.scope.elements and own:
        reason = f"the claim lists {', '.join(listed)}; {', '.join(sorted(left))} not on the list of {main.id}"
        board.says(main, claim, f"{reason} ({', '.join(main.scope.elements)})", contradicts=True)
        return
    if act(claim) == "ban" and claim.modality != "denied" and all(law.kind == "export_licence" for law in used):
        start = max(clean_date(claim.date) or board.as_of, main.history[0].start)
        reason = f"the claim says that exports stopped; {main.id} demands a licence and does not ban"
        board.says(main, claim, reason, contradicts=True, instead=_stopped(main, claim, symbols, start))
        return
    for law in used:
        rests = state_on(law, day_of(board, claim)).status == "suspended"
        board.says(law, claim, f"a control by {law.issuer} on {law.scope.words()}{' (suspended)' if rests else ''}")


def _stopped(law: Instrument, claim: Said, symbols: Sequence[str], start: date) -> dict[str, Any] | None:
    """The entry under which no licence of a law is granted, by any way; None if the claim speaks of some goods or places only."""
    if places(claim.targets) or not set(law.scope.elements or ()) <= set(symbols) or stages_said(claim.quote):
        return None
    terms = state_on(law, start).terms
    ways = [name for name in WAYS if getattr(terms, name, None) is not None]
    return {"from": start, "set": {"approval_share": 0.0, **dict.fromkeys(ways)}}


def _lift(board: Board, claim: Said, caught: Sequence[Instrument], effect: date | None) -> None:
    """A law lifted rests from the day named, and until the day named; what is lifted for some goods or places only becomes an
    exemption. Nothing is new if it rests already or the relief is only a condition."""
    for law in caught[:1]:
        start, until = window(claim, effect, board.as_of)
        state = state_on(law, board.as_of)
        ends = [entry.until for entry in state.entries.values() if entry.suspended and entry.until is not None]
        if state.status == "suspended" and (until is None or not ends or until <= max(ends)):
            board.says(law, claim, f"{law.id} is suspended already")
        elif claim.modality != "conditional":
            start = max(ends) if state.status == "suspended" else start
            span_ = f"from {start}{f' to {until}' if until is not None else ''} ({claim.modality})"
            part = _part(law, claim)
            if not part:
                board.amend(law, start, until, claim, f"{law.issuer} lifts {law.id} {span_}").suspended = True
                continue
            words = Scope.model_validate(part).words()
            draft = board.amend(law, start, until, claim, f"{law.issuer} lifts {law.id} for {words} {span_}")
            known = [scope.model_dump(mode="json", by_alias=True, exclude_unset=True) for scope in state.terms.exempt or ()]
            draft.terms["exempt"] = [*draft.terms.get("exempt", known), part]


def _part(law: Instrument, claim: Said) -> dict[str, Any]:
    """What of a law's scope a claim names, where it is not all of it: elements of its list, destinations."""
    symbols, to = elements(claim.objects), [place for place in places(claim.targets) if place != law.issuer]
    named = [symbol for symbol in symbols if symbol in (law.scope.elements or ())]
    part: dict[str, Any] = {}
    if named and not names_all(claim.objects) and set(named) < set(law.scope.elements or ()):
        part["elements"] = named
    if to and (law.scope.destinations is None or not set(law.scope.destinations) <= set(to)):
        part["destinations"] = to
    return part


def _create(board: Board, claim: Said, issuer: str, symbols: Sequence[str], things: Sequence[str], effect: date | None) -> None:
    """New instruments: one for the elements of each form named, another for the goods that are no elements.

    An item of a list belongs to its lead-in: it is of the same kind, and where it names a form its elements leave the lead-in's.
    """
    start, until = window(claim, effect, board.as_of)
    to = tuple(place for place in places(claim.targets) if place != issuer)
    how = act(claim)
    for label, scope in _scopes(claim, symbols, things):
        if to:
            scope["destinations"] = list(to)
        if end_uses(claim) == ("military",):
            scope["end_uses"] = ["military"]
        lead = _lead(board, claim, issuer, scope, start) if how == "control" else None
        if lead is not None and (not stages_said(claim.quote) or scope.get("stages") == (lead.head or {})["scope"].get("stages")):
            lead.note(claim, "an item of its list")
            continue
        tonnes = float(claim.value) * TONNES[claim.unit or ""] if claim.value and claim.unit in TONNES else None
        limited = tonnes is not None and QUOTA.search(claim.quote) is not None
        free = "export_licence" if how == "licence" or "elements" in scope else "tech_control"
        kind = "quota" if limited else "ban" if how == "ban" else free
        if lead is not None and lead.head is not None:
            kind = str(lead.head["kind"])
        word = {"quota": "quota", "ban": "ban", "export_licence": "licence", "tech_control": "control"}[kind]
        name = "-".join([word, label, *(place.lower() for place in to[:2]), str(start.year)])
        what = scope.get("elements") or scope.get("goods") or scope.get("stages") or ()
        title = f"{word.capitalize()} on exports of {', '.join(what)} to {', '.join(to) or 'all'}"
        head = {"id": f"{issuer.lower()}/{name}", "kind": kind, "issuer": issuer, "title": title, "scope": scope}
        reason = f"{issuer} announces a {word} on {Scope.model_validate(scope).words()} from {start} ({claim.modality})"
        draft = board.create(head, start, claim, reason, until)
        if limited:
            draft.terms = {"tonnes": tonnes, "per": next((PERIODS[p] for p in PERIODS if p in claim.quote.lower()), "year")}
        if kind == "export_licence" and not draft.terms:
            draft.terms, how_assumed = _as_before(board, issuer, symbols)
            draft.reasons.append(how_assumed)
        if lead is not None:
            _narrow(board, lead, draft, scope.get("elements", ()))


def _scopes(claim: Said, symbols: Sequence[str], things: Sequence[str]) -> list[tuple[str, dict[str, Any]]]:
    """Label and scope of what a claim names: elements by form (else in all from oxide to alloy), magnets, other goods."""
    found: list[tuple[str, dict[str, Any]]] = []
    usual, magnets = ("separation", "metal", "alloy"), "magnet" in things
    if names_all(claim.objects):
        found.append(("ree", {"stages": list(stages_of(claim.quote, True, magnets, usual)), "elements": list(symbols)}))
    elif symbols or magnets:
        groups = by_form(claim.quote, symbols, magnets, usual)
        for stages, listed in groups:
            found.append(("-".join(listed[:4]).lower(), {"stages": list(stages), "elements": listed}))
        if magnets and not any("magnet" in stages for stages, _ in groups):
            stages = stages_of(claim.quote, False, True, usual)
            loose = tuple(stage for stage in stages if stage in ("magnet", "scrap")) or ("magnet",)
            found.append(("-".join(loose), {"stages": list(loose)}))
    others = [thing for thing in things if thing not in ("magnet", "goods")]
    if others:
        found.append(("-".join(others[:3]).replace("_", ""), {"goods": others}))
    return [(label, {name: value for name, value in scope.items() if value}) for label, scope in found]


def _lead(board: Board, claim: Said, issuer: str, scope: dict[str, Any], start: date) -> Draft | None:
    """The new instrument of the same document and day whose list holds what an item names."""
    for draft in board.drafts.values():
        head = draft.head
        if head is None or head["issuer"] != issuer or claim.doc not in draft.docs or draft.start != start:
            continue
        whole = head["scope"]
        same_way = whole.get("destinations") == scope.get("destinations") and whole.get("end_uses") == scope.get("end_uses")
        if same_way and scope.get("elements") and set(scope["elements"]) <= set(whole.get("elements", ())):
            return draft
    return None


def _narrow(board: Board, lead: Draft, item: Draft, symbols: Sequence[str]) -> None:
    """Takes an item's elements out of its lead-in; the last item leaves none, and the lead-in's claims go to the item."""
    head = lead.head or {}
    left = [symbol for symbol in head["scope"]["elements"] if symbol not in symbols]
    for claim in lead.claims:
        if claim not in item.claims:
            item.claims.append(claim)
    if left:
        head["scope"]["elements"] = left
    else:
        board.drafts = {key: draft for key, draft in board.drafts.items() if draft is not lead}


def _as_before(board: Board, issuer: str, symbols: Sequence[str]) -> tuple[dict[str, Any], str]:
    """Processing time and approval as in the issuer's (else any) earlier licence law at its start, and the words that say so.

    Rare earths follow a law on rare earths if there is one, other goods one on other goods.
    """

    def kin(law: Instrument) -> bool:
        return bool({*symbols} & {*RARE_EARTHS}) == bool({*(law.scope.elements or ())} & {*RARE_EARTHS})

    laws = [law for law in board.timeline.instruments if law.kind == "export_licence"]
    for law in sorted(laws, key=lambda law: (law.issuer != issuer, not kin(law), law.history[0].start)):
        for entry in law.history:
            terms = entry.terms
            if isinstance(terms, LicenceTerms) and terms.processing_days is not None:
                said = {"processing_days": terms.processing_days, "approval_share": terms.approval_share}
                return (
                    {name: _taken(figure, law.id) for name, figure in said.items() if figure is not None},
                    f"processing time and approval are not said: taken as in {law.id} at its start (assumed)",
                )
    return {}, "processing time and approval are not said: granted at once"


def _taken(figure: Figure, law: str) -> dict[str, Any]:
    low, high = figure.span
    return {"low": low, "value": figure.value, "high": high, "assumed": f"as in {law} at its start"}
