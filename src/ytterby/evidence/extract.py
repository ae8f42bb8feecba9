"""Text -> claims: which kind each clause is, who does what to whom, with which number and date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from ytterby.evidence.claims import Claim, Document, Part
from ytterby.evidence.clauses import Block, Clause, Sentence, blocks
from ytterby.evidence.dates import When, whens
from ytterby.evidence.lexicon import Lexicon, Mention, load_lexicon, plain
from ytterby.evidence.numbers import Number, numbers
from ytterby.evidence.triggers import load_triggers

__all__ = ["extract"]

_ASPECT = (
    ("mining", re.compile(r"\b(?:min(?:es|ed|ing)|ore|extract\w*)\b", re.I)),
    ("refining", re.compile(r"\b(?:refin\w+|process(?:es|ed|ing|or)?|separat\w+|smelt\w*|purif\w+)\b", re.I)),
    ("recycling", re.compile(r"\brecycl\w+\b", re.I)),
    ("reserves", re.compile(r"\b(?:reserves|deposits)\b", re.I)),
    ("imports", re.compile(r"\bimports?\b", re.I)),
    ("exports", re.compile(r"\b(?:exports?|shipments?)\b", re.I)),
    ("consumption", re.compile(r"\b(?:consum\w+|demand)\b", re.I)),
    ("production", re.compile(r"\b(?:produc\w+|output|mak(?:es|ing)|manufactur\w+|dominance|dominant)\b", re.I)),
    ("supply", re.compile(r"\bsuppl(?:y|ies|ied)\b", re.I)),
)
_VALUED = {
    "share",
    "price_change",
    "trade_change",
    "tariff",
    "licence_term",
    "quantity",
    "agreement",
    "export_control",
    "deadline",
    "dependency",
    "investment",
    "market_move",
    "capacity",
}
_UNITS = {
    "share": ("%",), "price_change": ("%", "x"), "trade_change": ("%", "x", "t", "kg"), "tariff": ("%", "day", "month", "year"),
    "licence_term": ("day", "month", "year", "shipment", "count", "%"), "agreement": ("day", "month", "quarter", "year"),
    "export_control": ("count", "%"), "dependency": ("%",), "market_move": ("%",),
    "investment": ("USD", "EUR", "AUD", "JPY", "CNY", "GBP", "CAD"), "deadline": (), "capacity": ("t", "kg", "count"),
}  # fmt: skip
_BACK = re.compile(r"\b(?:these|this|those|such|its|their|it|they|the (?:measures|restrictions|controls|curbs|two))\b", re.I)
_HOLDS_FROM = re.compile(  # "announced on 1 May that from 1 June ...": law holds from the second day, not the first
    r"\b(?:from|(?:starting|beginning|effective)(?: on| from)?|tak(?:es?|ing) effect(?: on| from)?|into force(?: on)?)\s+$", re.I
)
_SAME_DAY = re.compile(r"\b(?:the same|that) (?:day|date)\b", re.I)
_SOLD_BY = re.compile(r"\b(?:imports?|goods|products?|magnets?|shipments?)\b[^.;]*\bfrom\s+(?:the\s+)?$", re.I)
_REMAIN = re.compile(r"\b(?:on|against|from|of)\s+(?:all |most |some |imported )?$", re.I)


@dataclass
class _Memory:
    """What earlier sentences said, for pronouns and lists: the last acting party, the last things named, the last dated
    measure."""

    actor: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    date: str | None = None
    lead: Claim | None = None
    parties: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class _Text:
    """A document's text with everything found in it."""

    id: str
    raw: str
    plain: str
    published: date | None
    parts: Sequence[Part]
    lexicon: Lexicon


def _within(items: Sequence[Mention], start: int, end: int, *sorts: str) -> list[Mention]:
    return [m for m in items if start <= m.start and m.end <= end and m.sort in sorts]


def _ids(items: Sequence[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(i for m in items for i in m.ids))


def _things(text: _Text, items: Sequence[Mention], start: int, end: int) -> tuple[str, ...]:
    """Object ids of a stretch; a group gives way to its named members, a word that serves as a sector does not count."""
    sectors = {(m.start, m.end) for m in _within(items, start, end, "sector")}
    heads = re.compile(
        r"^\W*(?:\w+\W+){0,3}?(?:industry|industries|sectors?|makers?|companies|firms|manufactur\w+|contractors|suppliers)\b",
        re.I,
    )
    named = [
        m
        for m in _within(items, start, end, "object")
        if not ((m.start, m.end) in sectors and heads.match(text.plain[m.end : m.end + 60]))
    ]
    found = [i for i in _ids(named) if i not in ("weapon", "motor") or len(named) == 1]
    for group, members in text.lexicon.groups.items():
        if group in found and any(i in members for i in found):
            found = [i for i in found if i != group]
    return tuple(found)


def _sectors(items: Sequence[Mention], start: int, end: int) -> tuple[str, ...]:
    return _ids(_within(items, start, end, "sector"))


class _Reader:
    """Reads one document: keeps the memory that pronouns and lists need."""

    def __init__(self, text: _Text) -> None:
        self.text = text
        self.memory = _Memory()
        self.words = load_triggers()
        self.claims: list[Claim] = []

    def read(self) -> list[Claim]:
        for block in blocks(self.text.raw, self.text.parts):
            for sentence in block.sentences:
                self._sentence(block, sentence)
            if not self.text.raw[block.start : block.end].rstrip().endswith(":") and block.kind != "item":
                self.memory.lead = None
        return self.claims

    def _sentence(self, block: Block, sentence: Sentence) -> None:
        text, memory = self.text, self.memory
        items = [
            Mention(m.start + sentence.start, m.end + sentence.start, m.ids, m.sort, m.adjective)
            for m in text.lexicon.mentions(text.plain[sentence.start : sentence.end])
        ]
        figures = numbers(text.plain, sentence.start, sentence.end)
        days = whens(text.plain, sentence.start, sentence.end, text.published)
        before = len(self.claims)
        for clause in sentence.clauses:
            self._clause(block, sentence, clause, items, figures, days)
        self._vital(sentence, items)
        if block.kind == "item" and memory.lead is not None and len(self.claims) == before:
            things = _things(text, items, sentence.start, sentence.end)
            if things:
                lead = memory.lead
                self._add(
                    lead.kind,
                    sentence.start,
                    sentence.end,
                    actors=lead.actors,
                    targets=lead.targets,
                    objects=things,
                    date_=lead.date,
                    modality=lead.modality,
                )
        parties = _ids(_within(items, sentence.start, sentence.end, "place"))
        memory.parties.update(parties)
        subject = _within(items, sentence.start, sentence.end, "place", "body")
        if subject:
            memory.actor = subject[0].ids
        things = _things(text, items, sentence.start, sentence.end)
        memory.objects = things or memory.objects
        if text.raw[block.start : block.end].rstrip().endswith(":") and len(self.claims) > before:
            memory.lead = next(
                (c for c in self.claims[before:] if c.kind in ("export_control", "tariff", "exclusion", "licence_term")), None
            )

    def _clause(
        self,
        block: Block,
        sentence: Sentence,
        clause: Clause,
        items: Sequence[Mention],
        figures: Sequence[Number],
        days: Sequence[When],
    ) -> None:
        text = self.text
        start, end = clause.start, clause.end
        words = text.plain[start:end]
        places = _within(items, start, end, "place", "body")
        things = _things(text, items, start, end)
        mineral = any(t not in text.lexicon.not_minerals for t in things)
        inside = [n for n in figures if start <= n.start and n.end <= end]
        dated = [d for d in days if start <= d.start and d.end <= end]
        percent = [n for n in inside if n.unit == "%"]
        whole_party = (
            bool(places)
            or bool(_within(items, sentence.start, sentence.end, "place", "body"))
            or bool(_BACK.search(words) and self.memory.actor)
        )
        met = {
            "": bool(places or things or whole_party),
            "share": bool(percent)
            and (bool(things) or bool(self.memory.objects))
            and not self.words.rise.search(words)
            and not re.search(r"\b(?:fell|dropped|declined|tariffs?|dut(?:y|ies))\b", words, re.I),
            "mineral": mineral or bool(self.memory.objects and re.search(r"\bprices?\b", words, re.I) and inside),
            "party": whole_party,
            "date": bool(dated) and whole_party,
            "minerals or place": mineral or bool(places and inside),
            "mineral or party": mineral or bool(places),
        }
        shut_out = bool(self.memory.actor and _sectors(items, start, end))  # "Military users are excluded.", after a notice
        kind = next((k for k, need in self.words.kinds_of(words) if met[need] or (k == "exclusion" and shut_out)), None)
        if kind is None:
            tonnes = [n for n in inside if n.unit in ("t", "kg", "count") or "/" in n.unit]
            if tonnes and mineral:
                kind = "quantity"
            else:
                return
        actors, targets = self._roles(kind, sentence, clause, items)
        if kind == "statement" and not actors:
            return
        if kind in ("capacity", "dependency", "market_move") and not (actors or things or targets):
            return
        if kind == "licence_term" and self.words.demanded.search(words) and things:
            control = self._roles("export_control", sentence, clause, items)
            self._emit("export_control", block, sentence, clause, *control, things, None, words, days, items)
            if not inside:
                return
        figures_of = self._figures(kind, inside)
        if kind in ("tariff", "share") and len(figures_of) > 1:
            for part, number in self._parts(clause, [n for n in figures_of if n is not None]):
                actors, targets = self._roles(kind, sentence, part, items)
                own = _things(text, items, part.start, part.end) or things
                self._emit(
                    kind, block, sentence, part, actors, targets, own, number, text.plain[part.start : part.end], days, items
                )
            return
        for one in figures_of or [None]:
            self._emit(kind, block, sentence, clause, actors, targets, things, one, words, days, items)

    def _parts(self, clause: Clause, found: Sequence[Number]) -> list[tuple[Clause, Number]]:
        """The stretch of a clause that carries each of its numbers: up to the number and what it is of, then on from there."""
        text, parts, start = self.text.plain, [], clause.start
        for at, number in enumerate(found):
            cut = re.search(r",? and |, ", text[number.end : found[at + 1].start]) if at + 1 < len(found) else None
            end = number.end + cut.start() if cut else found[at + 1].start if at + 1 < len(found) else clause.end
            parts.append((Clause(start, end), number))
            start = number.end + cut.end() if cut else end
        return parts

    def _figures(self, kind: str, inside: Sequence[Number]) -> list[Number | None]:
        """The numbers that a claim of the kind carries; several coordinated ones give several claims."""
        if kind not in _VALUED:
            return []
        wanted = _UNITS.get(kind)
        found: list[Number | None] = [n for n in inside if wanted is None or n.unit in wanted]
        if kind == "tariff" and any(n is not None and n.unit == "%" for n in found):
            found = [n for n in found if n is not None and n.unit == "%"]
        return found

    def _roles(
        self, kind: str, sentence: Sentence, clause: Clause, items: Sequence[Mention]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        text, memory = self.text, self.memory
        places = _within(items, clause.start, clause.end, "place", "body")
        earlier = _within(items, sentence.start, clause.start, "place", "body")
        sectors = _sectors(items, clause.start, clause.end)
        words = text.plain[clause.start : clause.end]
        both = (
            len(places) >= 2
            and re.search(r"\b(?:and|-)\b", text.plain[places[0].end : places[1].start]) is not None
            and places[1].start - places[0].end <= 6
        )
        lead = places[0].ids if places else ()
        aside = re.match(r"(?:in|on|for|to|at|against|from|under|after|before)\b[^,]*,", words, re.I)
        if aside and len(places) > 1 and places[0].end <= clause.start + aside.end():
            lead = places[1].ids
        if not places or (_BACK.match(words) and not re.match(r"(?:its|their)\b", words, re.I) and earlier):
            lead = (
                earlier[0].ids
                if earlier
                else memory.actor
                if (_BACK.search(words) or kind in ("licence_term", "export_control", "exclusion", "deadline", "trigger"))
                else ()
            )
        others = tuple(i for i in _ids(places) if i not in lead)
        if kind == "tariff" and places and lead == places[0].ids and _SOLD_BY.search(text.plain[clause.start : places[0].start]):
            lead = next(
                (m.ids for m in places[1:] if m.adjective and m.ids != lead), memory.actor if memory.actor != lead else ()
            )
        if kind in ("tariff", "export_control"):
            lead, others = self._measure(clause, places, lead, others)
        if (kind == "agreement" and both) or (kind == "deadline" and both):
            lead, others = tuple(dict.fromkeys(places[0].ids + places[1].ids)), tuple(i for i in others if i not in places[1].ids)
        if kind == "trade_change":
            flow = re.search(r"\b(?:imports?|exports?|shipments?)\b", words, re.I)
            near = [m for m in places if flow and m.end <= clause.start + flow.start()]
            lead = near[-1].ids if near else lead
            others = tuple(i for i in _ids(places) if i not in lead)
        if kind in ("price_change", "quantity"):
            lead, others = (), ()
        if kind == "dependency" and sectors and not re.search(r"\b(?:rel(?:y|ies|iant)|depend|exposed|vulnerab)", words, re.I):
            return lead, sectors
        if kind == "market_move" and sectors:
            return (lead if places else ()), tuple(dict.fromkeys((*others, *sectors)))
        if kind in ("licence_term", "exclusion", "agreement", "statement"):
            return lead, tuple(dict.fromkeys((*others, *sectors)))
        return lead, others

    def _measure(
        self, clause: Clause, places: Sequence[Mention], lead: tuple[str, ...], others: tuple[str, ...]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Who levies or controls, and whose goods: the party that owns the word (US tariffs, China's controls) acts."""
        text = self.text.plain
        noun = re.search(
            r"\b(?:counter-?)?(?:tariffs?|duty|duties|levies|controls?|curbs?|restrictions?|bans?|licen[cs]ing|response"
            r"|efforts|decision)\b",
            text[clause.start : clause.end],
            re.I,
        )
        if noun:
            owners = [m for m in places if m.adjective or text[m.end : m.end + 2] == "'s" or text[m.end : m.end + 1] == " "]
            close = [m for m in owners if m.end <= clause.start + noun.start() and clause.start + noun.start() - m.end <= 26]
            if close and not _REMAIN.search(text[max(0, close[-1].start - 16) : close[-1].start]):
                lead = close[-1].ids
        others = tuple(i for i in _ids(places) if i not in lead)
        if not others:
            rivals = [p for p, _ in self.memory.parties.most_common(3) if p not in lead]
            if len(lead) == 1 and rivals and noun and re.match(r"(?:counter-?)?(?:tariff|dut|lev)", noun.group(0), re.I):
                others = (rivals[0],)
        return lead, others

    def _emit(
        self,
        kind: str,
        block: Block,
        sentence: Sentence,
        clause: Clause,
        actors: tuple[str, ...],
        targets: tuple[str, ...],
        things: tuple[str, ...],
        number: Number | None,
        words: str,
        days: Sequence[When],
        items: Sequence[Mention],
    ) -> None:
        text, memory = self.text, self.memory
        start, end = clause.start, clause.end
        if number is not None:
            siblings = _within(items, start, end, "object")
            after = [m for m in siblings if m.start >= number.start]
            if kind == "share" and after and len({m.ids for m in siblings}) > 1:
                things = after[0].ids
        objects = things
        if kind == "tariff":
            named = tuple(t for t in things if t not in ("fentanyl", "equity"))
            objects = named or ("goods",)
        elif not objects and (
            kind in ("share", "price_change", "trade_change", "licence_term")
            or (kind == "exclusion" and not _sectors(items, clause.start, clause.end))
        ):
            objects = _things(text, items, sentence.start, start) or memory.objects
        if kind == "market_move" and re.search(r"\b(?:shares|stocks|equit)", words, re.I):
            objects = ("equity",)
        value = number.value if number is not None else None
        if (
            number is not None
            and kind in ("price_change", "trade_change", "market_move")
            and self.words.fall.search(words)
            and not self.words.rise.search(words)
        ):
            value = -abs(number.value)
        when = next((d for d in days if clause.start <= d.start and d.end <= clause.end), None)
        if when is None and kind in ("trade_change", "price_change", "export_control", "tariff"):
            when = next(iter(days), None)
        if when is not None and kind in ("export_control", "tariff", "exclusion", "licence_term"):
            when = next((d for d in days if _HOLDS_FROM.search(text.plain[max(0, d.start - 40) : d.start])), when)
        dated = when.date if when else memory.date if _BACK.match(words) or _SAME_DAY.search(words) else None
        if kind == "export_control" and when:
            memory.date = when.date
        said = text.plain[sentence.start : sentence.end]
        self._add(
            kind, start, end, actors=actors, targets=targets, objects=objects, aspect=self._aspect(kind, words, number),
            value=value, before=number.before if number else None, high=number.high if number else None,
            unit=number.unit if number else None, qualifier=number.qualifier if number else None, date_=dated,
            date_end=when.date_end if when else None,
            modality=self.words.modality_of(words if kind != "statement" else said, kind),
            speaker="reader" if block.kind == "comment" else self.words.speaker_of(text.raw[sentence.start : sentence.end]),
        )  # fmt: skip

    def _aspect(self, kind: str, words: str, number: Number | None) -> str | None:
        if kind == "price_change":
            return "price"
        if kind == "market_move":
            return "equity" if re.search(r"\b(?:shares|stocks|equit)", words, re.I) else None
        if kind == "quantity" and number is not None and "/" in number.unit:
            return "price"
        if kind not in ("share", "trade_change", "capacity", "quantity"):
            return None
        near = words if number is None else words[max(0, number.start - number.start) :]
        for name, pattern in _ASPECT:
            if kind == "trade_change" and name not in ("imports", "exports"):
                continue
            if pattern.search(near):
                return name
        return None

    def _vital(self, sentence: Sentence, items: Sequence[Mention]) -> None:
        """Claims of the form X, vital for Y: a dependency of its own, from the thing named before to the end of the clause."""
        text = self.text
        for match in self.words.vital.finditer(text.plain, sentence.start, sentence.end):
            clause = next((c for c in sentence.clauses if c.start <= match.start() < c.end), None)
            before = [m for m in _within(items, sentence.start, match.start() + 1, "object") if match.start() - m.end <= 40]
            end = clause.end if clause else sentence.end
            sectors = _sectors(items, match.end(), end)
            if not before or not (sectors or _within(items, match.end(), end, "place")):
                continue
            first = before[-1].start
            for m in reversed(before[:-1]):
                if re.fullmatch(r"[\s,]*(?:and|or)?[\s,]*", text.plain[m.end : first]):
                    first = m.start
            things = _things(text, items, first, match.start() + 1)
            owner = _within(items, match.end(), end, "place")
            if any(c.kind == "dependency" and c.start <= first and c.end >= end for c in self.claims[-3:]):
                continue
            self._add("dependency", first, end, actors=owner[0].ids if owner else (), targets=sectors, objects=things)

    def _add(
        self,
        kind: str,
        start: int,
        end: int,
        *,
        actors: tuple[str, ...] = (),
        targets: tuple[str, ...] = (),
        objects: tuple[str, ...] = (),
        aspect: str | None = None,
        value: float | None = None,
        before: float | None = None,
        high: float | None = None,
        unit: str | None = None,
        qualifier: str | None = None,
        date_: str | None = None,
        date_end: str | None = None,
        modality: str = "fact",
        speaker: str | None = None,
    ) -> None:
        text = self.text
        filled = sum(bool(x) for x in (actors, objects, value is not None))
        self.claims.append(
            Claim(
                f"{text.id}-{len(self.claims) + 1:03d}",
                text.id,
                kind,
                start,
                end,
                text.raw[start:end],
                actors,
                targets,
                objects,
                aspect,
                value,
                before,
                high,
                unit,
                qualifier if value is not None else None,
                date_,
                date_end,
                modality,
                speaker,
                round(0.4 + 0.15 * filled, 2),
            )
        )


def extract(document: Document) -> list[Claim]:
    """Every claim of a document in order of appearance: a function of its text, its parts and its day alone."""
    text = document.text
    return _Reader(_Text(document.id, text, plain(text), document.published, document.parts, load_lexicon())).read()
