"""What earlier sentences said, so that pronouns, "the company", "both sides" and "the two metals" find who and what is meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ytterby.evidence.claims import Claim
from ytterby.evidence.lexicon import Mention
from ytterby.evidence.loose import Loose
from ytterby.evidence.view import ids_of

__all__ = ["Context"]

_GOODS = (
    r"(?:metals?|elements?|minerals?|materials?|products?|items?|ores?|commodit(?:y|ies)|goods|alloys?|compounds?|substances?)"
)
_PAIR = Loose(
    rf"\b(?:(?:both|the two|neither|either|bilateral)\b(?! (?:\w+ )?{_GOODS}\b)(?: \w+)?|the parties|each side|two (?:sides"
    r"|countries|powers))\b",
)
_OURS = re.compile(r"\b(?:we|our|us|I|my|you|your|here)\b")
_BODY = Loose(
    r"\b(?:the|this|its) (?:\w+ ){0,2}?(?:company|miner|producer|group|firm|maker|refiner|developer|smelter|manufacturer"
    r"|trader|board)\b",
)
_OFFICE = Loose(
    r"\b(?:the|his|her|its|their|foreign|commerce|trade) (?:\w+ ){0,2}?(?:government|ministry|administration|authorit(?:y"
    r"|ies)|president|minister|secretary|cabinet"
    r"|department|regulator|customs(?: offices?)?|officials?|spokes\w+|chairman|agency|bureau)\b|^\W*(?:\w+ )?officials\b",
)
_STATE = Loose(
    r"^\W*(?:it|they|its|their|he|she)\b|\b(?:the|this|that) (?:\w+ ){0,2}?(?:country|bloc|state|nation|kingdom|republic"
    r"|commission)\b",
)
_LAW = Loose(
    r"\b(?:the|this|that|these|those|such|no|new|an?) (?:\w+ ){0,2}?(?:measures?|restrictions?|controls?|curbs?|bans?|rules?"
    r"|notice|announcement|move|decision|policy|regime|order|licen[cs]es"
    r"|permits?|approvals|steps?|tariffs?|duties|list|scheme|quotas?|waiver|pause|suspension|moratorium|licen[cs]ing|system)\b",
)
_THINGS = Loose(
    rf"\b(?:the|these|those|both|all|such|above)(?: (?:two|three|four|five|six|seven|\w+))? {_GOODS}\b|^\W*(?:it|they|these"
    rf"|those|this|that|both)\b|\bthem\b",
)

LAWS = ("export_control", "licence_term")
NEAR = 1  # parts of a text that a law is spoken of on: its own and the next


@dataclass
class Context:
    """Memory of a document: who acted last, the places most spoken of, the last things, the laws, and whose text it is."""

    actor: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    voice: tuple[str, ...] = ()
    law: Claim | None = None
    law_block: int = -1
    main: Claim | None = None
    trade: Claim | None = None
    last: Claim | None = None
    lead: Claim | None = None
    block: int = 0
    price_unit: str = ""
    places: Counter[str] = field(default_factory=Counter)
    laws: dict[str, Claim] = field(default_factory=dict)

    @property
    def issuer(self) -> tuple[str, ...]:
        """Who issues the law that the document is about."""
        return self.main.actors if self.main is not None else ()

    @property
    def owner(self) -> tuple[str, ...]:
        """Whose text it is: the company or country that says "we", else who issues its law, else who is spoken of most."""
        return self.voice or self.issuer or self.pair()[:1]

    def pair(self) -> tuple[str, ...]:
        """The two places spoken of most."""
        return tuple(place for place, _ in self.places.most_common(2))

    def rival(self, own: tuple[str, ...]) -> tuple[str, ...]:
        """The other place of a quarrel: the one spoken of most that is not the own."""
        return next(((place,) for place, _ in self.places.most_common(3) if place not in own), ())

    def law_of(self, words: str) -> Claim | None:
        """The law meant: the last one where words point to it or it stands near, else the document's own."""
        pointed = re.search(r"\b(?:this|that|these|those|such)\b", words, re.I)
        if self.law is not None and (self.block - self.law_block <= NEAR or (pointed and _LAW.search(words))):
            return self.law
        return self.main or self.law

    def ruled(self, actors: tuple[str, ...]) -> tuple[str, ...]:
        """What the last law of a party is on; else the last things named, else what the document is about."""
        law = self.laws.get(actors[0]) if actors else None
        main = self.main
        if (
            law is not None
            and main is not None
            and main.objects
            and main.actors == law.actors
            and self.block - self.law_block > NEAR
        ):
            return main.objects  # the law of the document, not the last of its items
        return law.objects if law is not None else self.objects or self.topic

    def who(self, words: str) -> tuple[str, ...]:
        """Whom words without a name mean: both sides, the company, it, the ministry, we; () if they point to nobody."""
        if _PAIR.search(words):
            return self.pair()
        if _OURS.search(words):
            return self.owner
        if _BODY.search(words) and (self.body or self.voice):
            return self.body or self.voice
        if _STATE.search(words):
            return self.actor
        if _OFFICE.search(words):
            return self.issuer or self.actor or self.owner
        if _LAW.search(words):
            law = self.law_of(words)
            return law.actors if law is not None else self.actor
        return ()

    def points_back(self, words: str) -> bool:
        """Whether words point to things named before."""
        return bool(_THINGS.search(words))

    def leave(self) -> None:
        """Forgets the laws spoken of: a heading opens the story of another party."""
        self.main = self.law = None
        self.laws.clear()

    def keep(self, claim: Claim) -> None:
        """Remembers a claim that later words may refer to."""
        self.last = claim
        if claim.kind in ("export_control", "tariff") and claim.actors and claim.modality != "denied":
            named = claim.objects != ("goods",) and bool(claim.objects)
            if named or self.law is None:
                self.law, self.law_block = claim, self.block
            if self.main is None or (named and (not self.main.objects or self.main.objects == ("goods",))):
                self.main = claim
        if claim.kind in LAWS and claim.actors and set(claim.objects) - {"goods", "CM"}:
            self.laws[claim.actors[0]] = claim
        if claim.kind == "licence_term" and claim.actors:
            self.law, self.law_block = claim, self.block
        if claim.kind == "trade_change":
            self.trade = claim

    def note(self, subject: Sequence[Mention], parties: Sequence[Mention], things: tuple[str, ...]) -> None:
        """Keeps who acted and what was named in a sentence."""
        self.places.update(ids_of(m for m in parties if m.sort == "place"))
        acting = list(subject) or list(parties[:1])
        if acting:
            self.actor = ids_of(acting)
            self.body = ids_of(m for m in acting if m.sort == "body") or self.body
        self.objects = things or self.objects
