"""What a notice leaves out of the bans, quotas, licences and duties it announces: places, goods, forms, end uses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ytterby.policy.claimed import Said, elements, end_uses, goods, names_all, places
from ytterby.policy.forms import CONTRACTS, stages_said
from ytterby.policy.proposal import Board, Draft
from ytterby.policy.scope import Scope

__all__ = ["left_out"]


def left_out(board: Board, claim: Said, issuer: str | None) -> None:
    """Puts what a claim excludes into the exemptions of the new instruments of its document."""
    if claim.modality in ("denied", "conditional"):
        return
    drafts = list(_drafts(board, claim, places(claim.actors) or ((issuer,) if issuer else ())))
    to = places(claim.targets)
    if not drafts:  # who is let out stands where who lets out should
        drafts, to = list(_drafts(board, claim, ())), (*to, *places(claim.actors))
    for draft in drafts:
        if claim.id in draft.claims:
            continue  # a licence's list or barred users were narrowed already
        if CONTRACTS.search(claim.quote):
            draft.note(claim, "goods under contract or on their way stay outside; law cannot tell them apart, so all are caught")
            continue
        scope = _outside(claim, draft, to)
        if scope:
            draft.terms["exempt"] = [*draft.terms.get("exempt", ()), scope]
            draft.note(claim, f"outside it: {Scope.model_validate(scope).words()}")


def _drafts(board: Board, claim: Said, issuers: Sequence[str]) -> Iterator[Draft]:
    """New instruments of the claim's document by these issuers (any, if none); those on its goods, if it names any of them."""
    own = [d for d in board.drafts.values() if d.head is not None and d.head["kind"] != "trigger" and claim.doc in d.docs]
    own = [d for d in own if d.head is not None and (not issuers or d.head["issuer"] in issuers)]
    symbols = set(elements(claim.objects))
    on_goods = [d for d in own if d.head is not None and symbols & set(d.head["scope"].get("elements", ()))]
    yield from on_goods or own


def _outside(claim: Said, draft: Draft, places_out: Sequence[str]) -> dict[str, Any]:
    """The scope that a claim takes out of a draft; empty if it names nothing that law can point at."""
    head = draft.head or {}
    imports = head["kind"] == "tariff" and draft.terms.get("direction") != "export"
    listed, found = set(head["scope"].get("elements", ())), dict[str, Any]()
    to = [place for place in places_out if place != head["issuer"]]
    if to:
        found["origins" if imports else "destinations"] = to
    named = [symbol for symbol in elements(claim.objects) if symbol in listed]
    if named and not names_all(claim.objects) and set(named) < listed:
        found["elements"] = named
    forms = set(stages_said(claim.quote)) | ({"magnet"} if "magnet" in goods(claim.objects) else set())
    if forms and forms < set(head["scope"].get("stages", ())):
        found["stages"] = sorted(forms)
    uses = end_uses(claim)
    if uses == ("military",) and not imports and head["kind"] != "export_licence":
        found["end_uses"] = ["military"]
    return found
