"""Claims on how licences work against the law: validity, processing, channels, users and goods left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from ytterby.months import DAYS_A_MONTH
from ytterby.policy.claimed import Said, clean_date, elements, end_uses, goods, names_all, places
from ytterby.policy.forms import names_elements
from ytterby.policy.instruments import Instrument
from ytterby.policy.proposal import Board, Draft
from ytterby.policy.propose_controls import day_of, laws_on
from ytterby.policy.state import state_on
from ytterby.policy.terms import Figure, LicenceTerms

__all__ = ["licence_term"]

GREEN = re.compile(r"green[ -]channel|fast[- ]track|expedit\w*|trusted|speed(ed|s|ing)? up|accelerat\w*|smoother", re.I)
GENERAL = re.compile(r"\bgeneral licen[cs]e|\bopen licen[cs]e|\bblanket licen[cs]e", re.I)
REVIEW = re.compile(r"\bprocess\w*|\breview\w*|\bdecid\w*|\bdecision|\bwait\w*|\bwithin\b|\btak(e|es|ing)\b|\bdelay\w*", re.I)
USERS_OUT = re.compile(r"\b(?:user|buyer|customer)s?\b[^,;—–]{0,40}\b(?:excluded|barred|refused|denied|(?:shut|left) out)", re.I)
APPROVED = re.compile(r"\bapprov\w*|\bgrant\w*|\bissued?\b", re.I)
PER_MONTH = {"month": 1.0, "year": 12.0, "quarter": 3.0, "day": 1.0 / DAYS_A_MONTH}
PER_DAY = {"day": 1.0, "week": 7.0, "month": DAYS_A_MONTH}


def licence_term(board: Board, claim: Said, issuer: str | None) -> None:
    """Maps a claim on how licences work, or on who or what is left out, onto a new licence of its document or the law's."""
    issuers = places(claim.actors) or ((issuer,) if issuer else ())
    for place in issuers:
        symbols, things = elements(claim.objects), goods(claim.objects)
        new = _drafts_of(board, claim, place, symbols)
        caught = [
            law for law in laws_on(board, place, symbols or ("Dy", "Tb"), things, board.as_of) if law.kind == "export_licence"
        ]
        terms = _terms(claim, symbols, names_all(claim.objects))
        for draft in new:
            _merge(draft, terms, claim, place)
        if new:
            continue
        if caught:
            _against(board, claim, caught[0], terms)
        elif claim.kind == "exclusion":
            for law in laws_on(board, place, symbols, things, board.as_of)[:1]:
                board.says(law, claim, f"{law.id} stays in force outside the agreement")


def _drafts_of(board: Board, claim: Said, issuer: str, symbols: Sequence[str]) -> list[Draft]:
    """The new licences that the same document announces and that the claim can be about: all, where it names no element."""
    found = []
    for draft in board.drafts.values():
        head = draft.head
        if head is None or head["kind"] != "export_licence" or head["issuer"] != issuer or claim.doc not in draft.docs:
            continue
        listed = set(head["scope"].get("elements") or symbols)
        named = set(symbols) if names_elements(claim.quote) else set()
        if (named <= listed if names_all(claim.objects) else named & listed) or (not named and draft.start >= board.as_of):
            found.append(draft)
    return found


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


def _merge(draft: Draft, terms: dict[str, Any], claim: Said, issuer: str) -> None:
    """Puts a claim's terms into the new licence that its document announces."""
    to = [name for name in places(claim.targets) if name != issuer]
    if "general" in terms:
        draft.terms["general_licence"] = _general(to)
    elif "green" in terms:
        draft.terms["green_channel"] = _base(None, draft.terms.get("green_channel"), to)
    plain = {name: value for name, value in terms.items() if name not in ("green", "general", "except_elements")}
    if "except_elements" in terms and draft.head is not None:
        listed = draft.head["scope"].get("elements")
        if listed:
            draft.head["scope"]["elements"] = [symbol for symbol in listed if symbol not in terms["except_elements"]] or listed
    draft.terms.update(plain)
    draft.note(claim, f"terms of the same notice: {', '.join(terms) or 'none that the law can say'}")


def _against(board: Board, claim: Said, law: Instrument, terms: dict[str, Any]) -> None:
    """Compares a claim's terms with the law's on the as-of day; what the law lacks is an amendment from the claim's day."""
    now = state_on(law, day_of(board, claim)).terms
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
                missing["general_licence"] = _general(to)
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


def _general(to: Iterable[str]) -> dict[str, Any]:
    share = {"low": 0.0, "value": 0.3, "high": 1.0, "assumed": "the claim gives no share of trade; a wide band"}
    return {"share": share, **({"destinations": list(to)} if to else {})}


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
