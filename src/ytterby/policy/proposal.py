"""Proposal: what claims say in terms of the law, and the board on which proposals are put together before they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from pydantic import ValidationError

from ytterby.errors import BadLaw
from ytterby.policy.instruments import WHAT_IF, Entry, Instrument, instrument_from
from ytterby.policy.terms import TERMS, said

if TYPE_CHECKING:
    from ytterby.policy.claimed import Said
    from ytterby.policy.timeline import Timeline

__all__ = ["Board", "Draft", "Proposal"]

Status = Literal["same", "new", "contradicts"]


@dataclass(frozen=True)
class Proposal:
    """What some claims mean for the law. Never in force until accepted.

    status : same (the law already says so), new (an amendment or an instrument), contradicts (the law says otherwise).
    instrument : id of the law meant.    amendment : the new entry, or the new instrument; None unless new.
    claims : ids.    mapping : in words, how the claims were read.    title, effect, start, until : for showing it.
    instead : where the law says otherwise, the entry that would make it say what the claim says; None if no entry can.
    """

    status: Status
    instrument: str
    amendment: Entry | Instrument | None
    claims: tuple[str, ...]
    mapping: str
    title: str
    effect: str
    start: str | None
    until: str | None
    instead: Entry | None = None

    def applied_to(self, timeline: Timeline, source: str, published: date | None = None) -> Timeline:
        """The timeline with the amendment or instrument, said to come from ``source``; unchanged unless the proposal is new."""
        if self.amendment is None:
            return timeline
        cited: dict[str, Any] = {"source": source}
        if published is not None:
            cited["published"] = published
        if isinstance(self.amendment, Instrument):
            data = self.amendment.data()
            return timeline.add({**data, "history": [{**entry, **cited} for entry in data["history"]]})
        data = self.amendment.model_dump(mode="json", by_alias=True, exclude_unset=True)
        return timeline.with_entry(self.instrument, {**data, **cited})


@dataclass
class Draft:
    """A proposal in the making: an entry for an instrument of the timeline, or for a new one whose head is ``head``."""

    instrument: str
    start: date
    until: date | None = None
    head: dict[str, Any] | None = None
    terms: dict[str, Any] = field(default_factory=dict)
    suspended: bool | None = None
    claims: list[str] = field(default_factory=list)
    docs: set[str] = field(default_factory=set)
    instead: dict[str, Any] | None = None
    reasons: list[str] = field(default_factory=list)

    def note(self, claim: Said, reason: str) -> None:
        """Cites a claim and says how it was read."""
        self.docs.add(claim.doc)
        for value, where in ((claim.id, self.claims), (reason, self.reasons)):
            if value not in where:
                where.append(value)


@dataclass
class Board:
    """Everything found so far: what the law already says, what it denies, and drafts of what is new.

    assumed : by document, in words, the issuer taken where the document names none.
    """

    timeline: Timeline
    as_of: date
    same: dict[str, Draft] = field(default_factory=dict)
    contradicts: dict[str, Draft] = field(default_factory=dict)
    drafts: dict[tuple[str, date, date | None], Draft] = field(default_factory=dict)
    assumed: dict[str, str] = field(default_factory=dict)

    def says(
        self, law: Instrument, claim: Said, reason: str, contradicts: bool = False, instead: dict[str, Any] | None = None
    ) -> None:
        """Notes that the law says the same as a claim, or the contrary; ``instead`` is the entry that would say the claim's."""
        kept = self.contradicts if contradicts else self.same
        draft = kept.setdefault(law.id, Draft(law.id, law.history[0].start))
        draft.note(claim, reason)
        draft.instead = instead or draft.instead

    def amend(self, law: Instrument, start: date, until: date | None, claim: Said, reason: str) -> Draft:
        """The draft of an entry in a law from a day; claims about the same law and days share it."""
        draft = self.drafts.setdefault((law.id, start, until), Draft(law.id, start, until))
        draft.note(claim, reason)
        return draft

    def create(self, head: dict[str, Any], start: date, claim: Said, reason: str, until: date | None = None) -> Draft:
        """The draft of a new instrument; claims that name the same id and day share it."""
        again = self._told_again(head, start, claim, until)
        if again is not None:
            again.note(claim, reason)
            return again
        name, number = str(head["id"]), 1
        taken = {law.id for law in self.timeline.instruments}
        while head["id"] in taken or any(key[0] == head["id"] and key[1:] != (start, until) for key in self.drafts):
            number += 1
            head = {**head, "id": f"{name}-{number}"}
        draft = self.drafts.setdefault((str(head["id"]), start, until), Draft(str(head["id"]), start, until, head))
        draft.note(claim, reason)
        if claim.doc in self.assumed:
            draft.note(claim, self.assumed[claim.doc])
        return draft

    def _told_again(self, head: dict[str, Any], start: date, claim: Said, until: date | None) -> Draft | None:
        """The draft of the same document for the same measure from the same day, of which only one telling names the end."""
        for key, draft in self.drafts.items():
            same = draft.head is not None and all(draft.head[name] == head[name] for name in ("kind", "issuer", "scope"))
            if same and claim.doc in draft.docs and draft.start == start and (draft.until is None) != (until is None):
                if until is not None:
                    draft.until = until
                    self.drafts[draft.instrument, start, until] = self.drafts.pop(key)
                return draft
        return None

    def proposals(self) -> tuple[Proposal, ...]:
        """What was found: what is the same first, then what contradicts, then what is new, each in order of id and day."""
        found = [self._standing(draft, "same") for _, draft in sorted(self.same.items())]
        found += [self._standing(draft, "contradicts") for _, draft in sorted(self.contradicts.items())]
        keys = sorted(self.drafts, key=lambda key: (key[0], key[1], key[2] or date.max))
        found += [made for key in keys for made in self._new(self.drafts[key])]
        return tuple(found)

    def _standing(self, draft: Draft, status: Status) -> Proposal:
        law, state = self.timeline[draft.instrument], self.timeline.on(self.as_of)[draft.instrument]
        ends = [entry.until for entry in state.entries.values() if entry.until]
        return Proposal(
            status,
            law.id,
            None,
            tuple(draft.claims),
            "; ".join(draft.reasons),
            law.title,
            ": ".join(part for part in (state.status, said(state.terms)) if part),
            law.history[0].start.isoformat(),
            min(ends).isoformat() if ends else None,
            self._instead(law, draft.instead),
        )

    def _instead(self, law: Instrument, entry: dict[str, Any] | None) -> Entry | None:
        if entry is None:
            return None
        try:
            return Entry.model_validate({"source": WHAT_IF, **entry, "set": TERMS[law.kind].model_validate(entry["set"])})
        except ValidationError:
            return None

    def _new(self, draft: Draft) -> Iterable[Proposal]:
        """The finished proposal; nothing if what the claims say cannot be law (a duty of -5 percent)."""
        entry: dict[str, Any] = {"from": draft.start, "source": WHAT_IF}
        if draft.until is not None:
            entry["until"] = draft.until
        if draft.suspended is not None:
            entry["suspended"] = draft.suspended
        if draft.terms or draft.suspended is None:
            entry["set"] = draft.terms
        amendment: Entry | Instrument
        try:
            if draft.head is not None:
                amendment = instrument_from({**draft.head, "history": [entry]})
                title, terms = amendment.title, amendment.history[0].terms
            else:
                law = self.timeline[draft.instrument]
                if "set" in entry:
                    entry["set"] = TERMS[law.kind].model_validate(entry["set"])
                amendment = Entry.model_validate(entry)
                title, terms = law.title, amendment.terms
        except (BadLaw, ValidationError):
            return
        twin = self._twin(amendment) if isinstance(amendment, Instrument) else None
        if twin is not None:
            yield self._standing(Draft(twin.id, draft.start, claims=draft.claims, reasons=draft.reasons), "same")
            return
        effect = "suspended" if draft.suspended else said(terms)
        until = draft.until.isoformat() if draft.until else None
        mapping = "; ".join(draft.reasons)
        yield Proposal(
            "new", draft.instrument, amendment, tuple(draft.claims), mapping, title, effect, draft.start.isoformat(), until
        )

    def _twin(self, made: Instrument) -> Instrument | None:
        """The law that says the same of the same goods from the same day, if there is one: a notice read a second time."""
        for law in self.timeline.instruments:
            if (law.kind, law.issuer, law.scope) == (made.kind, made.issuer, made.scope):
                first, entry = law.history[0], made.history[0]
                if (first.start, first.until, first.terms) == (entry.start, entry.until, entry.terms):
                    return law
        return None
