"""The words the reader knows: places, people, companies, things and sectors, from the lists in data/evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

__all__ = ["Lexicon", "Mention", "load_lexicon", "plain"]

_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\u2011": "-", "\u2010": "-", "–": "-", "\u202f": " ", "-": " "}
)


def plain(text: str) -> str:
    """The text with typographic quotes, spaces and hyphens made plain, character for character: offsets stay."""
    return text.translate(_PLAIN)


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
    """Every known name with the pattern that finds them all at once, the longest first."""

    exact: dict[str, tuple[tuple[tuple[str, ...], str, bool], ...]]
    pattern: re.Pattern[str]
    groups: dict[str, tuple[str, ...]]
    not_minerals: frozenset[str]

    def mentions(self, text: str) -> list[Mention]:
        """Every name in the text in order; where names overlap the longest wins; a word may name a thing and a sector."""
        found = []
        for match in self.pattern.finditer(text):
            word = match.group(0)
            for ids, sort, adjective in self.exact.get(word, self.exact.get(word.lower(), ())):
                owns = text[match.end() : match.end() + 2] == "'s" or (
                    word.endswith("s") and text[match.end() : match.end() + 1] == "'"
                )
                found.append(Mention(match.start(), match.end(), ids, sort, adjective or owns))
        return found


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
    exact: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
    cased, folded = set(), set()
    for name, ids, sort, adjective in _entries(parties, things):
        word = plain(name)
        if _keeps_case(word):
            cased.add(word)
            exact.setdefault(word, []).append((ids, sort, adjective))
        else:
            folded.add(word)
            exact.setdefault(word.lower(), []).append((ids, sort, adjective))
    ordered = sorted(cased | folded, key=len, reverse=True)
    parts = [re.escape(w) if w in cased else f"(?i:{re.escape(w)})" for w in ordered]
    pattern = re.compile(r"(?<![\w])(?:" + "|".join(parts) + r")(?![\w])")
    groups = {name: tuple(members) for name, members in things.get("specific_groups", {}).items()}
    return Lexicon(
        {k: tuple(dict.fromkeys(v)) for k, v in exact.items()}, pattern, groups, frozenset(things.get("not_minerals", ()))
    )
