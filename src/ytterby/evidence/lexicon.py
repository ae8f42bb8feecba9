"""The words the reader knows: places, people, companies, things and sectors, from the lists in data/evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import yaml

from ytterby.evidence.loose import lowered

__all__ = ["Lexicon", "Mention", "load_lexicon", "plain"]

_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2011": "-", "\u2010": "-", "–": "-",
     "\n": " ", "\r": " ", "\t": " "}
)  # fmt: skip
_TECH = re.compile(
    r"(?:(?: \w+ing| \w+tion| \w+sion| powder| alloy)* (?:equipment|technolog(?:y|ies)|know how|machinery)"
    r"|(?: grain)? boundary diffusion(?: technolog(?:y|ies))?)\b",
    re.I,
)
_GENERIC = re.compile(r" (?:Holdings?|Group|Resources|Metals|Minerals|Mining|Industries|Materials)$")
_COMMON = frozenset(
    [
        "American",
        "Northern",
        "Southern",
        "Eastern",
        "Western",
        "First",
        "General",
        "United",
        "National",
        "Global",
        "Pacific",
        "Atlantic",
        "Great",
        "New",
        "Energy",
        "Critical",
        "Advanced",
        "Rare",
    ]
)
_LEGAL = re.compile(r" (?:Inc|Corp|Corporation|Ltd|Limited|plc|PLC|AG|SA|NV)\.?$")
_WORD = re.compile(r"\w+")
_HYPHEN = re.compile(r"-(?:(?<=\w-)(?=[^\W\d])|(?<=[^\W\d]-)(?=\d))")


@lru_cache(maxsize=4)  # of a document it is asked for its day, its language and its claims
def plain(text: str) -> str:
    """The text with typographic quotes, spaces and line ends made plain and hyphens of compounds made spaces: offsets stay.

    >>> plain("rare‑earth magnets, 10–15 kg, US–China")
    'rare earth magnets, 10-15 kg, US China'
    """
    return _HYPHEN.sub(" ", text.translate(_PLAIN))


def _short(name: str) -> str:
    """A company's short name: without its legal form, and without a word that many companies bear if a name remains.

    >>> _short("Northreef Metals Ltd"), _short("American Lithium Corp")
    ('Northreef', 'American Lithium')
    """
    bare = _LEGAL.sub("", name)
    short = _GENERIC.sub("", bare)
    return bare if len(short) < 4 or short in _COMMON else short


@dataclass(frozen=True)
class Mention:
    """A name found: offsets, what it names, of which sort (place, body, object, sector), and whether it stands as an adjective
    or possessive."""

    start: int
    end: int
    ids: tuple[str, ...]
    sort: str
    adjective: bool = False


@dataclass(frozen=True)
class Lexicon:
    """Every known name by its first word, longest first, and how the name of an unknown company looks."""

    names: dict[str, tuple[tuple[str, bool, tuple[tuple[tuple[str, ...], str, bool], ...]], ...]]
    company: re.Pattern[str]
    ending: re.Pattern[str]
    groups: dict[str, tuple[str, ...]]
    not_minerals: frozenset[str]
    made: frozenset[str]

    def mentions(self, text: str, start: int = 0, end: int | None = None) -> list[Mention]:
        """Every name in ``text[start:end]`` (plain text) in order.

        Where names overlap the first and longest wins; a word may name a thing and a sector.
        """
        stop = len(text) if end is None else end
        small = lowered(text)
        found: list[Mention] = []
        last = start
        for word in _WORD.finditer(small, start, stop):
            listed = self.names.get(word[0])
            if listed is None:
                continue
            at = word.start()
            if at < last:
                continue
            for name, cased, meanings in listed:
                close = at + len(name)
                if (
                    close > stop
                    or not (text if cased else small).startswith(name, at)
                    or (text[close : close + 1].isalnum() and name[-1] != ".")
                ):
                    continue
                owns = text.startswith("'s", close) or (name[-1] == "s" and text.startswith("'", close))
                made = any(set(ids) <= self.made for ids, sort, _ in meanings if sort == "object")
                tech = _TECH.match(text, close, stop) if made else None
                if tech is not None:
                    close = tech.end()
                    meanings = ((("ree_tech",), "object", False),)
                found += [Mention(at, close, ids, sort, adjective or owns) for ids, sort, adjective in meanings]
                last = close
                break
        return self._with_companies(text, start, stop, found)

    def _with_companies(self, text: str, start: int, stop: int, found: list[Mention]) -> list[Mention]:
        """The names found and those of companies no list knows: capitalised words that end as companies do."""
        extra: list[Mention] = []
        if self.ending.search(text, start, stop) is None:
            return found
        for match in self.company.finditer(text, start, stop):
            a, b = match.span("name")
            inside = [m for m in found if m.start < b and m.end > a]
            if any(m.sort == "body" or m.start < a for m in inside):
                continue
            owns = text.startswith("'s", b) or text.startswith("'", b)
            found = [m for m in found if m not in inside]
            extra.append(Mention(a, b, (_short(match["name"]),), "body", owns))
        return sorted(found + extra, key=lambda m: m.start) if extra else found


def _entries(parties: dict[str, Any], things: dict[str, Any]) -> list[tuple[str, tuple[str, ...], str, bool]]:
    rows: list[tuple[str, tuple[str, ...], str, bool]] = []
    for place, words in parties["places"].items():
        for key in ("names", "adjectives", "people"):
            rows += [(name, (place,), "place", key == "adjectives") for name in words[key]]
    for key in ("bodies", "companies"):
        rows += [(name, (body,), "body", False) for body, names in parties[key].items() for name in names]
    for thing, names in things["objects"].items():
        rows += [(name, tuple(thing.split(",")), "object", False) for name in names]
    for sector, names in things["sectors"].items():
        rows += [(name, (f"sector:{sector}",), "sector", False) for name in names]
    return rows


def _keeps_case(name: str) -> bool:
    return len(name) <= 3 or name.isupper() or not name.islower()


@cache
def load_lexicon() -> Lexicon:
    """The shipped lexicon."""
    folder = resources.files("ytterby") / "data" / "evidence"
    parties, things = (yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8")) for name in ("parties", "things"))
    meanings: dict[tuple[str, bool], list[tuple[tuple[str, ...], str, bool]]] = {}
    for name, ids, sort, adjective in _entries(parties, things):
        word, cased = plain(name), _keeps_case(name)
        told = meanings.setdefault((word if cased else word.lower(), cased), [])
        if (ids, sort, adjective) not in told:
            told.append((ids, sort, adjective))
    names: dict[str, list[tuple[str, bool, tuple[tuple[tuple[str, ...], str, bool], ...]]]] = {}
    for (name, cased), told in sorted(meanings.items(), key=lambda row: -len(row[0][0])):
        names.setdefault(_WORD.match(name)[0].lower(), []).append((name, cased, tuple(told)))  # type: ignore[index]
    endings = "|".join(sorted((re.escape(plain(e)) for e in parties["company_endings"]), key=len, reverse=True))
    never = "|".join(map(re.escape, parties["not_company"]))
    company = re.compile(rf"(?<![\w'])(?!(?:{never})\b)(?P<name>(?:[A-Z][\w&]+ ){{1,3}}(?:{endings}))(?!\w)")
    groups = {name: tuple(members) for name, members in things.get("specific_groups", {}).items()}
    return Lexicon(
        {word: tuple(listed) for word, listed in names.items()},
        company,
        re.compile(endings),
        groups,
        frozenset(things.get("not_minerals", ())),
        frozenset(["magnet", "REE", "HREE", "LREE", *groups.get("REE", ())]),
    )
