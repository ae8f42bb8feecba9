"""Claims on controls and licences against the law: who controls what towards whom, and how licences work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
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
from ytterby.policy.forms import graded, stages_of, window
from ytterby.policy.instruments import Instrument
from ytterby.policy.proposal import Board, Draft
from ytterby.policy.scope import Scope
from ytterby.policy.state import state_on
from ytterby.policy.terms import Figure, LicenceTerms

__all__ = ["control", "licence_term", "limits", "main_issuer"]

KINDS = ("export_licence", "ban", "tech_control")
NEAR = timedelta(days=31)  # reports name the month of a notice, not its day
GREEN = re.compile(r"green[ -]channel|fast[- ]track|expedit\w*|trusted|speed(ed|s|ing)? up|accelerat\w*|smoother", re.I)
GENERAL = re.compile(r"\bgeneral licen[cs]e|\bopen licen[cs]e|\bblanket licen[cs]e", re.I)
REVIEW = re.compile(r"\bprocess\w*|\breview\w*|\bdecid\w*|\bdecision|\bwait\w*|\bwithin\b|\btak(e|es|ing)\b|\bdelay\w*", re.I)
USERS_OUT = re.compile(r"\b(?:user|buyer|customer)s?\b[^,;—–]{0,40}\b(?:excluded|barred|refused|denied|(?:shut|left) out)", re.I)
APPROVED = re.compile(r"\bapprov\w*|\bgrant\w*|\bissued?\b", re.I)
QUOTA = re.compile(r"\bquota\w*|\blimit\w*|\bcap(s|ped|ping)?\b|\bceiling", re.I)
ORDERS = re.compile(r"\b(?:shall|following items|item below|must)\b", re.I)  # a notice orders, a report tells
EXPORTS = re.compile(r"\bexport\w*|\bship(?:s|ped|ment|ments)?\b", re.I)
TONNES = {"t": 1.0, "kg": 0.001}
PERIODS = {"half": "half", "six months": "half", "month": "month"}
PER_MONTH = {"month": 1.0, "year": 12.0, "quarter": 3.0, "day": 1.0 / 30.4375}
PER_DAY = {"day": 1.0, "week": 7.0, "month": 30.4375}


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
        caught = _laws(board, place, symbols, things, _day(board, claim))
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


def _day(board: Board, claim: Said) -> date:
    """The day on which the law is compared: the last that the claim's date can mean, but not after the as-of day."""
    when = span(claim.date)
    return board.as_of if when is None else min(when[1], board.as_of)


def _laws(board: Board, issuer: str, symbols: Sequence[str], things: Sequence[str], day: date) -> list[Instrument]:
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
        board.says(
            main, claim, f"the claim says that exports stopped; {main.id} demands a licence and does not ban", contradicts=True
        )
        return
    for law in used:
        rests = state_on(law, _day(board, claim)).status == "suspended"
        board.says(law, claim, f"a control by {law.issuer} on {law.scope.words()}{' (suspended)' if rests else ''}")


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
    """A new instrument on the elements, another on the goods that are no elements."""
    start, until = window(claim, effect, board.as_of)
    to = tuple(place for place in places(claim.targets) if place != issuer)
    how = act(claim)
    for label, scope in _scopes(claim, symbols, things):
        if to:
            scope["destinations"] = list(to)
        if end_uses(claim) == ("military",):
            scope["end_uses"] = ["military"]
        tonnes = float(claim.value) * TONNES[claim.unit or ""] if claim.value and claim.unit in TONNES else None
        limited = tonnes is not None and QUOTA.search(claim.quote) is not None
        free = "export_licence" if how == "licence" or "elements" in scope else "tech_control"
        kind = "quota" if limited else "ban" if how == "ban" else free
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


def _scopes(claim: Said, symbols: Sequence[str], things: Sequence[str]) -> list[tuple[str, dict[str, Any]]]:
    """Label and scope of what a claim names: elements in the forms it names (else in all from oxide to alloy), other goods."""
    found: list[tuple[str, dict[str, Any]]] = []
    named = graded(claim.quote, symbols)
    if symbols or "magnet" in things:
        stages = stages_of(claim.quote, bool(symbols), "magnet" in things, ("separation", "metal", "alloy"))
        label = "ree" if names_all(claim.objects) else "-".join(named[:4]).lower()
        scope: dict[str, Any] = {"stages": list(stages), **({"elements": list(named)} if named else {})}
        found.append((label or "-".join(scope["stages"]), scope))
    others = [thing for thing in things if thing not in ("magnet", "goods")]
    if others:
        found.append(("-".join(others[:3]).replace("_", ""), {"goods": others}))
    return found


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


def licence_term(board: Board, claim: Said, issuer: str | None) -> None:
    """Maps a claim on how licences work, or on who or what is left out, onto a new licence of its document or the law's."""
    issuers = places(claim.actors) or ((issuer,) if issuer else ())
    for place in issuers:
        symbols, things = elements(claim.objects), goods(claim.objects)
        new = _draft_of(board, claim, place, symbols)
        caught = [
            law for law in _laws(board, place, symbols or ("Dy", "Tb"), things, board.as_of) if law.kind == "export_licence"
        ]
        terms = _terms(claim, symbols, names_all(claim.objects))
        if new is not None:
            _merge(new, terms, claim)
        elif caught:
            _against(board, claim, caught[0], terms)
        elif claim.kind == "exclusion":
            for law in _laws(board, place, symbols, things, board.as_of)[:1]:
                board.says(law, claim, f"{law.id} stays in force outside the agreement")


def _draft_of(board: Board, claim: Said, issuer: str, symbols: Sequence[str]) -> Draft | None:
    """The new licence that the same document announces, if the claim can be about it."""
    for draft in board.drafts.values():
        head = draft.head
        if head is None or head["kind"] != "export_licence" or head["issuer"] != issuer or claim.doc not in draft.docs:
            continue
        listed = set(head["scope"].get("elements") or symbols)
        named = set(symbols)
        if (named <= listed if names_all(claim.objects) else named & listed) or (not named and draft.start > board.as_of):
            return draft
    return None


def _terms(claim: Said, symbols: Sequence[str], every: bool) -> dict[str, Any]:
    """The licence terms that a claim states, as plain data; empty if it only tells of licences issued."""
    found: dict[str, Any] = {}
    value, unit, quote = claim.value, claim.unit or "", claim.quote
    uses = end_uses(claim)
    if claim.kind == "exclusion":
        if uses == ("military",) and USERS_OUT.search(quote):
            found["barred_end_uses"] = ["military"]
        elif symbols and not every:
            found["except_elements"] = list(symbols)
        elif uses == ("military",):
            found["barred_end_uses"] = ["military"]
        return found
    if GENERAL.search(quote):
        found["general"] = True
    elif GREEN.search(quote):
        found["green"] = True
    if value is not None and unit == "shipment":
        found["shipments_per_licence"] = value
    elif value is not None and unit == "%" and APPROVED.search(quote):
        found["approval_share"] = value / 100.0
    elif value is not None and unit in PER_DAY and REVIEW.search(quote) and "valid" not in quote.lower():
        top = claim.value_to if claim.value_to is not None else value
        low, high = value * PER_DAY[unit], top * PER_DAY[unit]
        found["processing_days"] = {"low": low, "value": (low + high) / 2.0, "high": high}
    elif value is not None and unit in PER_MONTH:
        found["validity_months"] = round(value * PER_MONTH[unit], 2)
    if uses == ("military",) and re.search(r"\b(exclud\w*|refus\w*|den(y|ied)|barred|not be (granted|issued))", quote, re.I):
        found["barred_end_uses"] = ["military"]
    return found


def _merge(draft: Draft, terms: dict[str, Any], claim: Said) -> None:
    """Puts a claim's terms into the new licence that its document announces."""
    plain = {name: value for name, value in terms.items() if name not in ("green", "general", "except_elements")}
    if "except_elements" in terms and draft.head is not None:
        listed = draft.head["scope"].get("elements")
        if listed:
            draft.head["scope"]["elements"] = [symbol for symbol in listed if symbol not in terms["except_elements"]] or listed
    draft.terms.update(plain)
    draft.note(claim, f"terms of the same notice: {', '.join(terms) or 'none that the law can say'}")


def _against(board: Board, claim: Said, law: Instrument, terms: dict[str, Any]) -> None:
    """Compares a claim's terms with the law's on the as-of day; what the law lacks is an amendment from the claim's day."""
    now = state_on(law, _day(board, claim)).terms
    if not isinstance(now, LicenceTerms):
        return
    start = max(clean_date(claim.date) or board.as_of, law.history[0].start)
    to = tuple(place for place in places(claim.targets) if place != law.issuer)
    missing: dict[str, Any] = {}
    for name, value in terms.items():
        if name in ("green", "except_elements"):
            missing |= _channel(board, law, now, name, value, to)
        elif name == "general":
            if now.general_licence is None:
                share = {"low": 0.0, "value": 0.3, "high": 1.0, "assumed": "the claim gives no share of trade; a wide band"}
                missing["general_licence"] = {"share": share, **({"destinations": list(to)} if to else {})}
        elif name == "barred_end_uses":
            if "military" not in (now.barred_end_uses or ()):
                missing[name] = sorted({*(now.barred_end_uses or ()), "military"})
        elif not _equal(getattr(now, name), value):
            if getattr(now, name) is None or start > max(entry.start for entry in law.history):
                missing[name] = value
            else:
                board.says(
                    law,
                    claim,
                    f"the claim says {name} {_short(value)}; the law has {getattr(now, name).words()}",
                    contradicts=True,
                    instead={"from": start, "set": {name: value}},
                )
                return
    if not missing:
        board.says(law, claim, f"terms of {law.id}: {', '.join(terms) or 'licences are issued under it'}")
        return
    draft = board.amend(law, start, None, claim, f"{', '.join(missing)} of {law.id} from {start} ({claim.modality})")
    for name, value in missing.items():
        draft.terms[name] = {**draft.terms.get(name, {}), **value} if isinstance(value, dict) else value


def _short(value: Any) -> str:
    return f"{value['value']:g}" if isinstance(value, dict) else f"{value:g}" if isinstance(value, float) else str(value)


def _equal(figure: Any, value: Any) -> bool:
    """True if the law's figure says the same as the claim's value, within its range."""
    if not isinstance(figure, Figure):
        return False
    said = value["value"] if isinstance(value, dict) else value
    return bool(figure.span[0] <= said <= figure.span[1])


def _channel(board: Board, law: Instrument, now: LicenceTerms, name: str, value: Any, to: Sequence[str]) -> dict[str, Any]:
    """What the green channel lacks: a destination, or an element left out; nothing if the law has it."""
    have = now.green_channel
    drafted = next(
        (d.terms["green_channel"] for d in board.drafts.values() if d.instrument == law.id and "green_channel" in d.terms), None
    )
    if name == "except_elements":
        known = have is not None and set(value) <= set(have.except_elements or ())
        return {} if known or (have is None and drafted is None) else {"green_channel": {**_base(have, drafted, to), name: value}}
    if have is not None and (have.destinations is None or set(to) <= set(have.destinations)):
        return {}
    return {"green_channel": _base(have, drafted, to)}


def _base(have: Any, drafted: dict[str, Any] | None, to: Iterable[str]) -> dict[str, Any]:
    """A green channel as plain data: the draft's, else the law's widened to the destinations, else one with assumed figures."""
    if drafted is not None:
        return drafted
    if have is not None:
        data: dict[str, Any] = have.model_dump(mode="json", exclude_unset=True)
        if have.destinations is not None:
            data["destinations"] = sorted({*have.destinations, *to})
        return data
    figures = {
        "trusted_share": {"low": 0.2, "value": 0.4, "high": 0.7, "assumed": "large buyers first; the claim gives no share"},
        "processing_days": {
            "low": 7.0,
            "value": 15.0,
            "high": 45.0,
            "assumed": "faster than the ordinary way; the claim gives no time",
        },
        "end_uses": ["civil", "any"],
    }
    return {**figures, **({"destinations": list(to)} if to else {})}
