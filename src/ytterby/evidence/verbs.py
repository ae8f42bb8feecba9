"""The verbs the reader knows: their forms, their classes, and which word of a sentence is a finite verb."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import NamedTuple

import yaml

__all__ = ["Verbs", "Word", "forms_of", "load_verbs", "words_of"]

_TOKEN = re.compile(r"[\w$€£¥%]+(?:'s\b)?|[^\w\s]")
FINITE = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "will",
        "would",
        "may",
        "might",
        "could",
        "can",
        "must",
        "shall",
        "should",
        "does",
        "do",
        "did",
        "isn",
        "aren",
        "hasn",
        "won",
        "cannot",
    ]
)
BEING = frozenset(["be", "been", "being", "am", "is", "are", "was", "were", "has", "have", "had", "having", "get", "gets", "got"])
PRONOUNS = frozenset(["it", "they", "he", "she", "we", "which", "that", "who", "both", "each", "these", "those", "this", "i"])
_MODAL = frozenset(["will", "would", "may", "might", "could", "can", "must", "shall", "should", "does", "do", "did", "to", "not"])
_NOT_SUBJECT = frozenset(
    [
        "of",
        "in",
        "on",
        "for",
        "from",
        "with",
        "by",
        "at",
        "to",
        "into",
        "over",
        "under",
        "the",
        "a",
        "an",
        "its",
        "their",
        "and",
        "or",
        "no",
    ]
)
_ABOUT = frozenset(["nearly", "almost", "about", "around", "some", "over", "roughly", "approximately", "more", "half"])
_AFTER_PARTICIPLE = frozenset(["with", "by", "in", "for", "to", "on", "from", "under", "as", "at"])
_AFTER_NOUN = frozenset(
    [
        "on",
        "of",
        "in",
        "for",
        "to",
        "from",
        "over",
        "and",
        "or",
        "at",
        "with",
        "against",
        "by",
        "are",
        "",
        ",",
        ".",
        ";",
        ":",
        ")",
    ]
)
_ADVERBS = frozenset(["also", "often", "now", "still", "already", "never", "always", "then"])


class Word(NamedTuple):
    """A word or mark of a sentence, in lower case, with its offsets."""

    start: int
    end: int
    text: str


def words_of(text: str, start: int, end: int) -> list[Word]:
    """The words and marks of ``text[start:end]`` in lower case, but for the month of May; a possessive keeps its 's."""
    found = [Word(*m.span(), m[0].lower()) for m in _TOKEN.finditer(text, start, end)]
    if "May" in text[start + 1 : end]:
        found = [Word(w.start, w.end, "May") if w.text == "may" and text[w.start] == "M" else w for w in found]
    return found


def forms_of(base: str, irregular: Sequence[str] = ()) -> tuple[str, str, str, str, str]:
    """Base, third person, past, participle and -ing form of a verb.

    >>> forms_of("levy"), forms_of("rise", ["rose", "risen"])[2:4]
    (('levy', 'levies', 'levied', 'levied', 'levying'), ('rose', 'risen'))
    """
    soft_y = base.endswith("y") and base[-2] not in "aeiou"
    third = base[:-1] + "ies" if soft_y else base + ("es" if re.search(r"(?:s|x|z|ch|sh|o)$", base) else "s")
    past = base[:-1] + "ied" if soft_y else base + ("d" if base.endswith("e") else "ed")
    participle = irregular[1] if irregular else past
    past = irregular[0] if irregular else past
    double = past.endswith(base[-1] * 2 + "ed") or base in (
        "cut",
        "set",
        "put",
        "run",
        "begin",
        "forbid",
        "get",
        "let",
        "win",
        "hit",
        "sit",
        "shed",
    )
    stem = base[:-1] if base.endswith("e") and base not in ("be", "see", "agree") else base + base[-1] if double else base
    return base, third, past, participle, stem + "ing"


@dataclass(frozen=True)
class Verbs:
    """Every form of every known verb and, per class, one expression for all its forms."""

    past: frozenset[str]
    participle: frozenset[str]
    third: frozenset[str]
    base: frozenset[str]
    ing: frozenset[str]
    nouns: frozenset[str]
    say: frozenset[str]
    plain: frozenset[str]
    classes: dict[str, str]

    @cached_property
    def may_be(self) -> frozenset[str]:
        """Every word that may be a finite verb."""
        return FINITE | self.past | self.third | self.base

    def finite(self, words: Sequence[Word], party_ends: frozenset[int] | set[int]) -> list[bool]:
        """Which words are finite verbs, auxiliaries included. ``party_ends``: where names of parties end."""
        return [word.text in self.may_be and self._is_finite(words, i, word.text, party_ends) for i, word in enumerate(words)]

    def _is_finite(self, words: Sequence[Word], i: int, text: str, party_ends: frozenset[int] | set[int]) -> bool:
        before = words[i - 1].text if i else ""
        if text in FINITE:
            return before != "to"
        if text.endswith(("'s", "'")):
            return False
        after = words[i + 1].text if i + 1 < len(words) else ""
        if i == 1 and before in ("that", "this"):
            return text in self.past and text not in self.base
        named = i > 0 and words[i - 1].end in party_ends
        if text in self.past:
            j = i - 1
            while j >= 0 and (
                words[j].text.endswith("ly") or words[j].text in ("not", "also", "since", "now", "already", "never")
            ):
                j -= 1
            led = words[j].text if j >= 0 else ""
            prepositional = after in _AFTER_PARTICIPLE and text in self.participle
            if prepositional and before in (",", "those", "these", "ones"):
                return False
            if led in BEING or led in _MODAL or (led in _NOT_SUBJECT and text in self.participle):
                return False
            if text in self.participle and after == "by" and before not in PRONOUNS:
                return False
            return not (text in self.base and (led in _NOT_SUBJECT or led == ""))
        if text in self.third:
            if text in self.nouns and before in ("and", "or") and (after[:1].isdigit() or after in _ABOUT):
                return True
            if text in self.nouns:
                told = after not in self.past and after not in FINITE and after not in _AFTER_NOUN
                return before in PRONOUNS or (named and told)
            return before not in _NOT_SUBJECT or before in ("and", "or")
        if text in self.base:
            if text in self.plain and before in (",", ")", "—", '"'):
                return True
            if before in _ADVERBS or (before.endswith("ly") and before != "supply"):
                if before in (
                    "often",
                    "also",
                    "still",
                    "typically",
                    "generally",
                    "usually",
                    "currently",
                    "now",
                    "never",
                    "always",
                ):
                    return text not in self.participle
                before = words[i - 2].text if i > 1 else ""
            plural = before in ("data", "people") or (
                before.endswith("s")
                and not before.endswith("ss")
                and before not in self.third
                and before.isalpha()
                and len(before) > 3
            )
            return (
                (before in ("they", "we", "which", "who") or (before == "that" and i > 1))
                or (plural and before not in ("its", "this", "various"))
            ) and text not in ("export", "import", "trade")
        return False


@cache
def load_verbs() -> Verbs:
    """The shipped verbs."""
    folder = resources.files("ytterby") / "data" / "evidence"
    told = yaml.safe_load((folder / "verbs.yaml").read_text(encoding="utf-8"))
    sets: list[set[str]] = [set(), set(), set(), set(), set()]
    classes = {}
    for name, bases in told["classes"].items():
        own: set[str] = set()
        for base in bases:
            forms = forms_of(base, told["irregular"].get(base, ()))
            own.update(forms)
            for kept, form in zip(sets, forms, strict=True):
                kept.add(form)
        classes[name] = "|".join(sorted(map(re.escape, own), key=len, reverse=True))
    base, third, past, participle, ing = map(frozenset, sets)
    say = frozenset(form for b in told["classes"]["say"] for form in forms_of(b, told["irregular"].get(b, ())))
    return Verbs(past, participle, third, base, ing, frozenset(told["nouns"]), say, frozenset(told["plain"]), classes)
