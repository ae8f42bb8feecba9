"""Documents into claims: parts, sentences, clauses, and of each clause who does what to whom, with which number and date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from ytterby.evidence.amounts import Figure, Segment, figure, segments
from ytterby.evidence.blocks import Block, Sentence, blocks
from ytterby.evidence.claims import Claim, Document, changed
from ytterby.evidence.clauses import Clause, clauses_of
from ytterby.evidence.confidence import confidence
from ytterby.evidence.context import Context
from ytterby.evidence.dates import When, whens
from ytterby.evidence.dating import dated
from ytterby.evidence.lexicon import Mention, load_lexicon, plain
from ytterby.evidence.measures import aspect_of
from ytterby.evidence.numbers import Number, numbers
from ytterby.evidence.roles import roles
from ytterby.evidence.tables import Table
from ytterby.evidence.things import objects_of
from ytterby.evidence.triggers import load_triggers
from ytterby.evidence.verbs import load_verbs, words_of
from ytterby.evidence.view import PARTY, View, ids_of

__all__ = ["extract"]

# kinds a list's lead gives its items
LISTS = ("export_control", "tariff", "exclusion", "licence_term", "investment", "statement")
_DATED = re.compile(
    r" (?:(?P<deadline>deadline|expiry|cut off)|(?:export |trade )?(?:ban|bans|curbs|controls|restrictions"
    r"|embargo)\b(?! (?:on|of)\b))",
    re.I,
)
_OFFICE = re.compile(
    r"^\W*(?:[\w ]{0,24}\W )?(?:the )?(?:\w+ ){0,2}(?:ministry|department|bureau|commission|agency|office|administration)\b", re.I
)
_WE = re.compile(r"\b(?:we|our)\b", re.I)
_EDGES = " \t\r\n,;:.—–-\"“”‘’'"


@dataclass(frozen=True)
class _Said:
    """What a sentence is told in: its names, numbers, dates and speaker."""

    start: int
    end: int
    items: tuple[Mention, ...]
    figures: tuple[Number, ...]
    days: tuple[When, ...]
    speaker: str | None


class _Reader:
    """Reads one document: keeps the memory that pronouns, lists and tables need."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.raw, self.text = document.text, plain(document.text)
        self.lexicon, self.words, self.verbs = load_lexicon(), load_triggers(), load_verbs()
        self.context = Context()
        self.claims: list[Claim] = []
        self.heading = ""
        self.table: Table | None = None

    def read(self) -> list[Claim]:
        found = blocks(self.raw, self.document.parts)
        self._whose(found[:6])
        for at, block in enumerate(found):
            self.context.block = at
            if block.kind == "row":
                self._row(block)
                continue
            self.table = None
            if block.kind not in ("item", "heading"):
                self.context.lead = None
            before = len(self.claims)
            for sentence in block.sentences:
                self._sentence(block, sentence)
            if block.kind == "heading":
                self._head(block)
            if block.leads:
                self._lead(found[at + 1 :], before)
        return self._filled()

    def _filled(self) -> list[Claim]:
        """The claims, those that name the law's goods only further below with the goods of the document's own law."""
        main = self.context.main
        if main is None or not main.objects:
            return self.claims
        return [
            changed(c, objects=main.objects) if c.kind == "export_control" and not c.objects and c.actors == main.actors else c
            for c in self.claims
        ]

    def _whose(self, opening: Sequence[Block]) -> None:
        """A report that opens with a company's name is its own; one that says "we" is of the only country it opens with."""
        for block in opening[:2]:
            named = self.lexicon.mentions(self.text, block.start, block.end)
            if block.kind == "heading" and named and named[0].sort == "body" and named[0].start - block.start <= 4:
                self.context.voice = self.context.body = named[0].ids
                return
        for block in opening[:3]:
            office = _OFFICE.search(self.text, block.start, block.end)
            places = ids_of(m for m in self.lexicon.mentions(self.text, block.start, block.end) if m.sort == "place")
            if block.kind == "heading" and office and len(places) == 1 and len(self.text[block.start : block.end].split()) <= 12:
                self.context.voice = places
                return
        if len(_WE.findall(self.text, 0, 20_000)) >= 3:
            places = ids_of(m for b in opening[:2] for m in self.lexicon.mentions(self.text, b.start, b.end) if m.sort == "place")
            self.context.voice = places if len(places) == 1 else ()

    def _head(self, block: Block) -> None:
        """A heading names what the text below is about."""
        self.heading = self.text[block.start : block.end].strip()
        named = self.lexicon.mentions(self.text, block.start, block.end)
        things = ids_of(m for m in named if m.sort == "object")
        if things:
            self.context.objects = things
            self.context.topic = self.context.topic or things
        self.context.places.update(ids_of(m for m in named if m.sort == "place"))
        parties, main = [m for m in named if m.sort in PARTY], self.context.main
        if parties:
            self.context.actor = ids_of(parties[:1])
        if parties and main is not None and not set(main.actors) & set(ids_of(parties)):
            self.context.leave()

    def _lead(self, following: Sequence[Block], before: int) -> None:
        """A line that opens a list carries all that its items name; each item says the same of its own."""
        at = next((i for i in range(before, len(self.claims)) if self.claims[i].kind in LISTS), None)
        self.context.lead = None
        if at is None:
            return
        lead = self.claims[at]
        items = takewhile(lambda b: b.kind in ("item", "row"), following)
        listed = ids_of(m for b in items for m in self.lexicon.mentions(self.text, b.start, b.end) if m.sort == "object")
        things = tuple(dict.fromkeys((*lead.objects, *listed)))
        if listed and any(t not in ("REE", "CM", "goods") for t in listed):
            things = tuple(t for t in things if t not in ("REE", "CM", "goods"))
        self.claims[at] = self.context.lead = changed(lead, objects=things)
        self.context.objects = things
        self.context.keep(self.context.lead)

    def _row(self, block: Block) -> None:
        """The numbers of a table's row."""
        self.table = self.table or Table(self.lexicon, self.heading)
        for row in self.table.read(self.text, block.start, block.end):
            owner = row.owner or (() if row.aspect == "price" else self.context.issuer)
            told = Figure(row.kind, row.aspect, row.number.value, row.number.unit)
            claim = self._claim(
                row.kind, row.start, max(row.end, row.number.end), owner, row.partner, row.things or self.context.objects
            )
            self._put(self._valued(changed(claim, confidence=0.7), told, row.number))

    def _sentence(self, block: Block, sentence: Sentence) -> None:
        text, start, end = self.text, sentence.start, sentence.end
        if text[end : end + 1] == "?":
            return
        items = tuple(self.lexicon.mentions(text, start, end))
        words = words_of(text, start, end)
        party_ends = {m.end for m in items if m.sort in PARTY and not m.adjective}
        clauses = clauses_of(text, start, end, words, self.verbs.finite(words, party_ends), self.verbs)
        speaker = "reader" if block.kind == "comment" else self._speaker(block, sentence)
        days = tuple(whens(text, start, end, self.document.published))
        said = _Said(start, end, items, tuple(numbers(text, start, end)), days, speaker)
        before = len(self.claims)
        if self._listed(block) and not any(c.verb is not None for c in clauses):
            clauses = []
        self._vital(items, clauses, sentence)
        self._clauses(clauses, said, self._listed(block))
        if len(self.claims) == before and self._listed(block):
            self._item(said)
        if clauses:
            main = self._view(clauses[0], said)
            self.context.note(main.subject, [m for m in items if m.sort in PARTY], main.things_in(start, end))

    def _speaker(self, block: Block, sentence: Sentence) -> str | None:
        """Who says a sentence; of a quote over several sentences, who says any of them."""
        found = self.words.speaker_of(self.raw[sentence.start : sentence.end])
        if found is not None or (self.text[sentence.start] != '"' and self.text.count('"', block.start, sentence.start) % 2 == 0):
            return found
        at = block.sentences.index(sentence)
        others = (*block.sentences[at + 1 :], *reversed(block.sentences[:at]))
        return next(filter(None, (self.words.speaker_of(self.raw[s.start : s.end]) for s in others)), None)

    def _view(self, clause: Clause, said: _Said) -> View:
        return View(self.text, clause, (said.start, said.end), said.items, said.figures, said.days, self.lexicon)

    def _clauses(self, clauses: Sequence[Clause], said: _Said, listed: bool) -> None:
        """The claims of a sentence's clauses, in order; who acts in one is inherited by the next."""
        inherited: tuple[str, ...] = ()
        spoken: View | None = None
        figures: list[Figure] = []
        made = len(self.claims)
        for clause in clauses:
            view = self._view(clause, said)
            if clause.speech:
                spoken = view
                inherited = ids_of(view.subject) or inherited
                if view.subject:
                    self.context.note(view.subject, view.parties, ())
                continue
            inherited = self._clause(view, inherited, said.speaker, figures) or inherited
            if len(self.claims) == made and spoken is not None and not listed:
                self._statement(spoken, view, said.speaker)

    def _listed(self, block: Block) -> bool:
        return block.kind in ("item", "heading") and self.context.lead is not None

    def _item(self, said: _Said) -> None:
        """An item of a list says of its things what the line before the list says."""
        lead = self.context.lead
        things = ids_of(m for m in said.items if m.sort == "object")
        if lead is None or (len(self.text[said.start : said.end].split()) < 2 and not things):
            return
        claim = self._claim(lead.kind, said.start, said.end, lead.actors, lead.targets, things or lead.objects)
        rate = [n for n in said.figures if n.unit == "%"]
        if lead.kind == "tariff" and len(rate) == 1:
            goods_of = ids_of(m for m in said.items if m.sort == "place")
            claim = changed(claim, targets=goods_of or lead.targets, value=rate[0].value, unit="%", qualifier=rate[0].qualifier)
        self._put(
            changed(claim, date=lead.date, modality=lead.modality, speaker=lead.speaker, confidence=0.75 if things else 0.5)
        )

    def _statement(self, spoken: View, view: View, speaker: str | None) -> None:
        """What a party says without any other claim in it."""
        if not 0 <= view.start - spoken.start <= 200 or not spoken.subject:
            return
        actors = ids_of(spoken.subject)
        claim = self._claim("statement", spoken.start, view.end, actors, _others(view.parties, actors), view.things)
        modality = self.words.modality_of(view.words, "statement")
        self._put(changed(claim, modality="reported" if modality == "fact" else modality, speaker=speaker, confidence=0.35))

    def _clause(self, view: View, inherited: tuple[str, ...], speaker: str | None, figures: list[Figure]) -> tuple[str, ...]:
        """Puts the claims of a clause, those of its numbers first; returns who acts in it."""
        acting: tuple[str, ...] = ()
        numeric = False
        demanded = self.words.demands(view.words)
        told: list[tuple[Segment, Figure | None]] = []
        for segment in segments(view):
            earlier = [*figures, *(one for _, one in told if one is not None)]
            told.append((segment, figure(view, segment, self.words, earlier, self.context, self.heading)))
        if demanded and not any(one is not None and one.kind == "export_control" for _, one in told):
            acting = self._emit("export_control", view, inherited, speaker, None, None)
        for segment, one in told:
            if one is not None:
                numeric = True
                figures.append(one)
                acting = self._emit(one.kind, view, acting or inherited, speaker, segment, one) or acting
        kind = None if numeric and not demanded else self.words.kind_of(view, self.context)
        if kind == "dependency" and any(
            c.kind == kind and c.start < view.end and view.start < c.end and c.end - c.start > 0.6 * (view.end - view.start)
            for c in self.claims[-2:]
        ):
            return acting or ids_of(view.subject)
        if kind is not None and not (demanded and (numeric or kind in ("export_control", "licence_term"))):
            acting = self._emit(kind, view, inherited, speaker, None, None) or acting
        self._named(view, inherited, speaker)
        return acting or ids_of(view.subject)

    def _named(self, view: View, inherited: tuple[str, ...], speaker: str | None) -> None:
        """A measure or a deadline that the clause only names by its date: the ban of December 2024, the 10 August deadline."""
        own = {c.kind for c in self.claims[-3:] if c.start < view.end and view.start < c.end}
        for day in view.dates:
            match = _DATED.match(self.text, day.end, view.end)
            kind = "deadline" if match and match["deadline"] else "export_control"
            if match is None or kind in own:
                continue
            actors = self.context.pair() if kind == "deadline" else roles(kind, view, self.context, inherited)[0]
            things = () if kind == "deadline" else self.context.ruled(actors)
            claim = self._claim(kind, day.start, match.end(), actors, (), things)
            self._put(changed(claim, date=day.date, date_end=day.date_end, speaker=speaker, confidence=0.5))

    def _emit(
        self, kind: str, view: View, inherited: tuple[str, ...], speaker: str | None, segment: Segment | None, told: Figure | None
    ) -> tuple[str, ...]:
        """Puts one claim; returns its actors."""
        priced = told is not None and told.aspect == "price"
        stretch = (segment.start, segment.number.start, segment.first) if segment else None
        actors, targets = roles(kind, view, self.context, inherited, stretch, priced)
        again = segment is not None and not segment.first and not view.within(segment.start, segment.end, *PARTY)
        if again and inherited and kind != "price_change" and not priced:
            actors = inherited
        things = objects_of(kind, view, segment, self.context, actors)
        if kind == "statement" and not actors:
            return ()
        if kind == "market_move" and told is None and not (actors or targets or things or view.sectors):
            return ()
        start, end = (segment.start, segment.end) if segment and len(view.numbers) > 1 else (view.start, view.end)
        claim = self._claim(kind, start, end, actors, targets, things)
        day, last = dated(kind, view, start, end, self.context.law, told)
        modality = self.words.modality_of(view.words, kind)
        if modality == "fact" and speaker and told is None and self.words.heard(speaker):
            modality = "reported"
        sure = confidence(kind, told is not None, bool(actors), bool(things), view.clause.verb is not None)
        claim = changed(
            claim, aspect=_measured(kind, view.words), date=day, date_end=last, modality=modality,
            speaker=speaker, confidence=sure,
        )  # fmt: skip
        self._put(self._valued(claim, told, segment.number) if told and segment else claim)
        return actors

    def _claim(
        self, kind: str, start: int, end: int, actors: tuple[str, ...], targets: tuple[str, ...], things: tuple[str, ...]
    ) -> Claim:
        return Claim("", self.document.id, kind, start, end, "", actors, targets, things)

    def _valued(self, claim: Claim, told: Figure, number: Number) -> Claim:
        """The claim with its number; of a fall between two ends the larger fall is the low end."""
        value, high = told.value, number.high
        if high is not None and value < 0:
            value, high = -high, value
        return changed(
            claim,
            aspect=told.aspect,
            value=value,
            value_from=number.before,
            value_to=high,
            unit=told.unit,
            qualifier=number.qualifier,
        )

    def _put(self, claim: Claim) -> None:
        """Keeps a claim with its quote and its number in the document."""
        start, end = claim.start, claim.end
        while end > start and self.raw[end - 1] in _EDGES:
            end -= 1
        while start < end and self.raw[start] in _EDGES + ")":
            start += 1
        ident = f"{self.document.id}-{len(self.claims) + 1:03d}"
        kept = changed(claim, id=ident, start=start, end=end, quote=self.raw[start:end])
        self.claims.append(kept)
        self.context.keep(kept)

    def _vital(self, items: Sequence[Mention], clauses: Sequence[Clause], sentence: Sentence) -> None:
        """Claims of the form X, vital for Y: a dependency of its own, from the thing named before to the end of the clause."""
        for match in self.words.vital.finditer(self.text, sentence.start, sentence.end):
            end = next((c.end for c in clauses if c.start <= match.start() < c.end), sentence.end)
            before = [m for m in items if m.sort == "object" and m.end <= match.start() + 1 and match.start() - m.end <= 40]
            after = [m for m in items if match.end() <= m.start and m.end <= end]
            sectors = ids_of(m for m in after if m.sort == "sector")
            places = [m for m in after if m.sort == "place"]
            if not before or not (sectors or places):
                continue
            first = before[-1].start
            for m in reversed(before[:-1]):
                if re.fullmatch(r"[\s,]*(?:and|or)?[\s,]*", self.text[m.end : first]):
                    first = m.start
            if any(c.kind == "dependency" and c.start <= first and c.end >= end for c in self.claims[-3:]):
                continue
            things = ids_of(m for m in before if m.start >= first)
            self._put(changed(self._claim("dependency", first, end, ids_of(places[:1]), sectors, things), confidence=0.7))


def _measured(kind: str, words: str) -> str | None:
    """What a claim without a number is a measure of."""
    if kind == "price_change":
        return "price"
    return aspect_of(words, kind) if kind in ("capacity", "trade_change") else None


def _others(items: Sequence[Mention], actors: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(i for i in ids_of(items) if i not in actors)


def extract(document: Document) -> list[Claim]:
    """Every claim of a document in order of appearance: a function of its text, its parts and its day alone."""
    return _Reader(document).read()
