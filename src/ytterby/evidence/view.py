"""One clause with everything found in it: its parties, things, sectors, numbers and dates, and who its subject is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ytterby.evidence.clauses import Clause
from ytterby.evidence.dates import When
from ytterby.evidence.lexicon import Lexicon, Mention
from ytterby.evidence.numbers import Number

__all__ = ["PARTY", "View", "ids_of", "joined"]

PARTY = ("place", "body")
_FRONTED = re.compile(
    r"(?:in|under|at|on|for|to|from|with|after|before|during|following|despite|amid|according|since|until|by|as|besides"
    r"|unlike|among|outside|against|like|without|given)\b"
    r"[^,;]*,",
    re.I,
)
_IF = re.compile(r"\W*(?:if|unless|should|once|provided|were)\b[^;,]{6,}, ", re.I)
_LINK = re.compile(r"\W*(?:and|or|&|as well as)?\W*(?:the )?", re.I)
_LISTED = re.compile(r"(?:,? (?:and |or )?(?:the )?[\w. ]{0,24})*,? ?(?:and |or )?(?:the )?")
_PREPOSITION = re.compile(
    r"\b(?:(?P<inner>in|by|at|of)|from|with|to|for|against|on|between|among|outside|over|into|towards?|than|via|through"
    r"|without|beyond|such as|like)"
    r"\s+(?:the |all |most |some |its |both )?$",
    re.I,
)
_HEADS = re.compile(
    r"^\W*(?:\w+\W+){0,3}?(?:industry|industries|sectors?|makers?|companies|firms|manufactur\w+|contractors|suppliers"
    r"|applications|users?|uses|producers)\b",
    re.I,
)


def ids_of(items: Iterable[Mention]) -> tuple[str, ...]:
    """What names mean, each once, in order."""
    return tuple(dict.fromkeys(i for m in items for i in m.ids))


def joined(text: str, items: Sequence[Mention]) -> list[Mention]:
    """The first name and those tied to it by "and" or a comma."""
    found = list(items[:1])
    for item in items[1:]:
        if item.start < found[-1].end or _LINK.fullmatch(text, found[-1].end, item.start):
            found.append(item)
        else:
            break
    return found


@dataclass(frozen=True)
class View:
    """A clause of a sentence, seen with all that stands in the sentence. Offsets are those of the text."""

    text: str
    clause: Clause
    sentence: tuple[int, int]
    items: tuple[Mention, ...]
    figures: tuple[Number, ...]
    days: tuple[When, ...]
    lexicon: Lexicon

    @property
    def start(self) -> int:
        """Where the clause starts."""
        return self.clause.start

    @property
    def end(self) -> int:
        """Where the clause ends."""
        return self.clause.end

    @cached_property
    def words(self) -> str:
        """The clause in plain characters."""
        return self.text[self.start : self.end]

    def within(self, start: int, end: int, *sorts: str) -> list[Mention]:
        """The names of given sorts in a stretch."""
        return [m for m in self.items if start <= m.start and m.end <= end and m.sort in sorts]

    @cached_property
    def parties(self) -> list[Mention]:
        """Places and bodies of the clause."""
        return self.within(self.start, self.end, *PARTY)

    @cached_property
    def numbers(self) -> list[Number]:
        """The numbers of the clause."""
        return [n for n in self.figures if self.start <= n.start and n.end <= self.end]

    @cached_property
    def dates(self) -> list[When]:
        """The dates of the clause."""
        return [d for d in self.days if self.start <= d.start and d.end <= self.end]

    @cached_property
    def sectors(self) -> tuple[str, ...]:
        """The sectors of the clause."""
        return ids_of(self.within(self.start, self.end, "sector"))

    @cached_property
    def things(self) -> tuple[str, ...]:
        """The objects of the clause."""
        return self.things_in(self.start, self.end)

    def things_in(self, start: int, end: int) -> tuple[str, ...]:
        """Objects of a stretch; a group gives way to its named members, a word that serves as a sector does not count."""
        sectors = {(m.start, m.end) for m in self.within(start, end, "sector")}
        named = [
            m
            for m in self.within(start, end, "object")
            if not ((m.start, m.end) in sectors and _HEADS.match(self.text[m.end : m.end + 60]))
        ]
        found = [i for i in ids_of(named) if i not in ("weapon", "motor") or len(named) == 1]
        for group, members in self.lexicon.groups.items():
            if group in found and any(i in members for i in found):
                found = [i for i in found if i != group]
        return tuple(found)

    @property
    def mineral(self) -> bool:
        """Whether the clause names a mineral or what is made of it."""
        return any(t not in self.lexicon.not_minerals for t in self.things)

    @cached_property
    def fronted(self) -> int:
        """Where the clause begins once a phrase set before its subject is passed."""
        match = _FRONTED.match(self.text, self.start, self.clause.verb or self.end)
        return match.end() if match else self.start

    @cached_property
    def subject(self) -> list[Mention]:
        """The parties that are the subject: before the verb, outside a phrase with a preposition if any is."""
        condition = _IF.match(self.text, self.start, self.end)
        if condition:  # "If X does this, Y will do that": Y is meant
            main = [
                m for m in self.within(condition.end(), self.end, *PARTY) if m in self.free and m.start - condition.end() <= 40
            ]
            if main:
                return joined(self.text, main)
        limit = self.clause.verb if self.clause.verb is not None else self.end
        there = self.within(self.fronted, limit, *PARTY) or self.within(self.start, limit, *PARTY)
        if self.clause.verb is None:
            return joined(self.text, there)
        free = [m for m in there if m in self.free]
        led = [_PREPOSITION.search(self.text, max(self.start, m.start - 16), m.start) for m in there]
        inner = [m for m, by in zip(there, led, strict=True) if by is not None and by["inner"]]
        heads = free or inner
        while len(heads) > 1 and heads[0].adjective and not re.search(r"[,;]|\band\b", self.text[heads[0].end : heads[1].start]):
            heads = heads[1:]  # "Chinese magnet maker X": X is meant
        return joined(self.text, heads)

    @cached_property
    def free(self) -> list[Mention]:
        """Parties of the clause that no preposition leads, with those tied to them."""
        led = [m for m in self.parties if _PREPOSITION.search(self.text, max(self.start, m.start - 16), m.start)]
        tied = [
            m
            for m in self.parties
            if any(first.end <= m.start and _LISTED.fullmatch(self.text, first.end, m.start) for first in led)
        ]
        return [m for m in self.parties if m not in led and m not in tied]

    @cached_property
    def after(self) -> list[Mention]:
        """Parties after the verb."""
        return self.within(self.clause.verb, self.end, *PARTY) if self.clause.verb is not None else []

    @cached_property
    def subject_text(self) -> str:
        """The words before the verb."""
        return self.text[self.fronted : self.clause.verb if self.clause.verb is not None else self.end].strip()

    def between(self, a: int, b: int) -> str:
        """The words of a stretch."""
        return self.text[a:b]
