"""Sentences into clauses: one finite verb each, with the word that opens it and the words that say who speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ytterby.evidence.blocks import trim
from ytterby.evidence.verbs import FINITE, PRONOUNS, Verbs, Word

__all__ = ["Clause", "clauses_of"]

_SUBORDINATE = frozenset(
    ["while", "whereas", "although", "though", "because", "since", "after", "before", "as", "until", "once", "so", "even", "when"]
)
_DETERMINERS = frozenset(["a", "an", "the", "its", "their", "each", "all", "any", "no", "some", "more", "up"])
_CONCEDE = frozenset(["although", "though", "while", "whereas", "because"])
_KEEP = frozenset(["if", "unless", "should", "provided"])  # a condition stays with what it conditions
_RELATIVE = frozenset(["which", "who", "whose", "where", "whom"])
_TIES = frozenset(["and", "but", "or", "yet", "nor", "so"])
_NOT_PARTICIPLE = frozenset(
    [
        "including",
        "according",
        "following",
        "regarding",
        "excluding",
        "during",
        "pending",
        "concerning",
        "depending",
        "outstanding",
        "existing",
        "being",
        "starting",
        "beginning",
        "mining",
        "processing",
        "refining",
        "manufacturing",
        "trading",
        "building",
        "using",
        "remaining",
        "leading",
    ]
)
_AMID = re.compile(
    r"\s*(?:particularly |especially |notably |also )*(?:in (?:light|view|the face) of|given|amid|despite|because of|due to"
    r"|following)\b"
    r"(?=[^,;]{0,60}\b(?:controls|curbs|restrictions|bans?|tariffs|duties|quotas|truce|deal)\b)",
    re.I,
)
_HARD = frozenset([";", "—", "–"])
_AFTER_SAY = re.compile(
    r"(?:\W+(?:on|in|at|to|during|late|early|earlier|this|last|by|an?|the|its|his|her|their|[A-Z]\w+|\d+"
    r"|morning|week|interview|statement|notice|reporters"
    r"|briefing|press|conference|release|report|note|email|filing|today|yesterday|Reuters|analysts"
    r"|investors|of)\b){0,9}\W*(?:that\b)?\W*$"
)


@dataclass(frozen=True)
class Clause:
    """A stretch of a sentence with one assertion.

    ``verb`` is where its first finite verb starts (None in a heading); ``opener`` the word that ties it to what goes before
    (which, and, while, ing ...); ``said`` where the words stand that say who speaks; ``inherits``: its subject is the one before.
    """

    start: int
    end: int
    verb: int | None = None
    opener: str = ""
    inherits: bool = False
    speech: bool = False


@dataclass(frozen=True)
class _Cut:
    at: int  # index of the first word after the cut
    opener: str
    inherits: bool
    soft: bool  # holds only where both sides have a verb of their own


def _next_finite(words: Sequence[Word], finite: Sequence[bool], i: int, stop: frozenset[str]) -> int | None:
    """The next finite verb before a mark that ends the stretch."""
    for j in range(i, len(words)):
        if finite[j]:
            return j
        if words[j].text in stop:
            return None
    return None


_STOPS = frozenset([",", ";", "—", "–", ":"])
_ENDS = frozenset([";", "—", "–", ":"])


def _cuts(text: str, words: Sequence[Word], finite: Sequence[bool], verbs: Verbs) -> list[_Cut]:
    cuts: list[_Cut] = []
    depth, held = 0, False
    for i, word in enumerate(words):
        here = word.text
        depth += (here in "([") - (here in ")]") if len(here) == 1 else 0
        if depth > 0 or i + 1 >= len(words):
            continue
        follows = words[i + 1].text
        if (
            here in _HARD
            or (here == ":" and text[word.end : word.end + 1].isspace())
            or (here == "-" and text[word.start - 1] == " " and text[word.end : word.end + 1] == " ")
        ):
            if follows not in _KEEP:
                dash = here in ("—", "–")
                aside = dash and not held and any(w.text in ("—", "–") for w in words[i + 1 :])
                hard = aside and _next_finite(words, finite, i + 1, _HARD) is not None
                cuts.append(_Cut(i + 1, here, False, here not in (";", ":") and not (hard or held)))
                held = hard  # the dash that closes an aside with a verb of its own cuts too
        elif here == ",":
            cuts += _after_comma(text, words, finite, verbs, i)
        elif here == "and" and _second_act(words, verbs, i):
            cuts.append(_Cut(i, "inf", True, False))
        elif here in ("and", "but", "or") and words[i - 1].text != ",":
            cuts += _tied(words, finite, i, here)
        elif here == "by" and follows in verbs.ing and any(finite[:i]) and follows not in _NOT_PARTICIPLE:
            cuts.append(_Cut(i, here, True, False))
        elif here in _RELATIVE and words[i - 1].text not in (",", "in", "of", "to", "for", "by", "with", "on", "from", "under"):
            if _next_finite(words, finite, i + 1, _STOPS) is not None:
                cuts.append(_Cut(i, here, True, True))
        elif here == "that" and follows in FINITE | verbs.past and i and words[i - 1].text not in verbs.say and finite[i + 1]:
            cuts.append(_Cut(i, here, True, True))
        elif (
            here in _SUBORDINATE
            and i
            and words[i - 1].text
            not in (",", "such", "as", "even", "well", "far", "long", "soon", "much", "many", "known", "seen")
        ):
            verb = _next_finite(words, finite, i + 1, _STOPS)
            if (
                verb is not None
                and verb - i <= 12
                and (here not in ("as", "so", "since", "until", "before", "after", "when", "once") or verb > i + 1)
            ):
                cuts.append(_Cut(i, here, False, True))
    return cuts


def _after_comma(text: str, words: Sequence[Word], finite: Sequence[bool], verbs: Verbs, i: int) -> list[_Cut]:
    follows = words[i + 1].text
    then = words[i + 2].text if i + 2 < len(words) else ""
    if follows in verbs.say and finite[i + 1] and not any(finite[i + 2 :]):
        return [_Cut(i + 1, ",", False, False)]
    if follows in _TIES:
        return _tied(words, finite, i + 1, follows, i + 1)
    if follows in _RELATIVE:
        return [_Cut(i + 1, follows, True, True)] if _next_finite(words, finite, i + 1, _ENDS) is not None else []
    if follows in _SUBORDINATE or (follows == "even" and then in _SUBORDINATE):
        verb = _next_finite(words, finite, i + 2, _STOPS)
        if verb is None and (later := _next_finite(words, finite, i + 2, _ENDS)) is not None and words[later - 1].text == ",":
            verb = later if follows in _CONCEDE else None  # although controls on X, such as Y, remain
        return [_Cut(i + 1, follows, False, True)] if verb is not None else []
    if follows == "with":
        return (
            [_Cut(i + 1, "with", False, True)]
            if any(w.text in verbs.ing or w.text in verbs.participle for w in words[i + 3 : i + 12])
            else []
        )
    if follows in verbs.participle and then in ("on", "at", "by", "to", "in", "with", "from") and any(finite[:i]):
        verb = _next_finite(words, finite, i + 1, _ENDS)
        if verb is None or any(w.text in _RELATIVE or w.text == "that" for w in words[i + 1 : verb]):
            return [_Cut(i + 1, "part", True, False)]
    if _AMID.match(text, words[i].end):
        return [_Cut(i + 1, "amid", False, False)]
    if follows in verbs.ing and follows not in _NOT_PARTICIPLE:
        return [_Cut(i + 1, "ing", True, True)]
    if follows in _KEEP:
        return []
    verb = _next_finite(words, finite, i + 1, _STOPS)
    if verb is not None and verb > i + 1 and verb - i <= 12 and words[0].text not in _KEEP:
        return [_Cut(i + 1, ",", False, True)]
    if verb is not None and verb == i + 1 and any(w.text in _RELATIVE for w in words[max(0, i - 40) : i]):
        return [_Cut(i + 1, "resumes", True, True)]
    return []


def _tied(words: Sequence[Word], finite: Sequence[bool], i: int, here: str, at: int | None = None) -> list[_Cut]:
    """A cut at "and" where another finite verb follows: at once (same subject) or after a subject of its own."""
    verb = _next_finite(words, finite, i + 1, _STOPS | _TIES)
    if verb is None:
        return []
    between = [w.text for w in words[i + 1 : verb]]
    own = [w for w in between if not w.endswith("ly") and w not in ("also", "still", "now", "then", "not", "even", "will")]
    if not own:
        return [_Cut(at or i, here, True, True)]
    if len(between) <= 9 and not set(own) & {"which", "that", "who", "if", "than"}:
        return [_Cut(at or i, here, False, True)]
    return []


def _second_act(words: Sequence[Word], verbs: Verbs, i: int) -> bool:
    """Whether "and" ties a second act to a modal: must pay a fee and obtain a certificate."""
    if i + 2 >= len(words):
        return False
    follows, then = words[i + 1].text, words[i + 2].text
    noun = f"{follows}s" in verbs.nouns or follows in ("export", "import", "trade", "defence", "use")
    if follows not in verbs.base or noun or not (then in _DETERMINERS or then[:1].isdigit()):
        return False
    return any(w.text in ("must", "will", "shall", "would", "may", "can", "could", "should") for w in words[max(0, i - 12) : i])


def clauses_of(text: str, start: int, end: int, words: Sequence[Word], finite: Sequence[bool], verbs: Verbs) -> list[Clause]:
    """The clauses of a sentence in order, none without two words; words that only say who speaks are marked ``speech``."""
    cuts = [_Cut(0, "", False, False), *_cuts(text, words, finite, verbs), *_complements(text, words, finite, verbs)]
    cuts = sorted({c.at: c for c in reversed(cuts)}.values(), key=lambda c: c.at)
    spans: list[tuple[_Cut, int]] = []
    for n, cut in enumerate(cuts):
        close = cuts[n + 1].at if n + 1 < len(cuts) else len(words)
        spans.append((cut, close))
    merged: list[tuple[_Cut, int]] = []
    for cut, close in spans:
        if merged and cut.soft:
            last, last_close = merged[-1]
            own = _has_verb(words, finite, verbs, cut, close)
            opened = words[last.at].text == "with" and any(w.text in verbs.ing for w in words[last.at : last.at + 12])
            before = opened or any(finite[last.at : last_close]) or last.opener == "ing"
            if not own or not before:
                merged[-1] = (last, close)
                continue
        merged.append((cut, close))
    found = []
    for cut, close in merged:
        if close <= cut.at:
            continue
        a, b = trim(text, words[cut.at].start, words[close - 1].end)
        if len(text[a:b].split()) < 2:
            continue
        verb = next((words[j].start for j in range(cut.at, close) if finite[j]), None)
        found.append(Clause(a, b, verb, cut.opener, cut.inherits, _is_speech(text, a, b, words, finite, verbs, cut.at, close)))
    return found


def _has_verb(words: Sequence[Word], finite: Sequence[bool], verbs: Verbs, cut: _Cut, close: int) -> bool:
    if any(finite[cut.at : close]):
        return True
    return cut.opener in ("ing", "with", "part", "by", "amid", "inf")


def _complements(text: str, words: Sequence[Word], finite: Sequence[bool], verbs: Verbs) -> list[_Cut]:
    """Cuts after "X said (that)" where a clause of its own follows, and before ", X said"."""
    cuts = []
    for i, word in enumerate(words):
        if word.text not in verbs.say or (not finite[i] and words[i - 1].text not in ("has", "have", "had", "also", "privately")):
            continue
        for j in range(i + 1, min(i + 14, len(words))):
            if words[j].text == "that" or words[j].text in PRONOUNS - {
                "that",
                "these",
                "those",
                "this",
                "which",
                "who",
                "both",
                "each",
            }:
                if _next_finite(words, finite, j + 1, _ENDS) is not None and _AFTER_SAY.match(text, word.end, words[j].start):
                    cuts.append(_Cut(j + (words[j].text == "that"), "said", False, True))
                break
            if finite[j]:
                if j > i + 1 and _AFTER_SAY.match(text, word.end, words[i + 1].start):
                    cuts.append(_Cut(i + 1, "said", False, True))
                break
            if words[j].text in (",", ";", ":"):
                break
    return cuts


def _is_speech(
    text: str, start: int, end: int, words: Sequence[Word], finite: Sequence[bool], verbs: Verbs, at: int, close: int
) -> bool:
    """True for "X said on Monday" and "according to X": words that only say who speaks."""
    if text[start : start + 12].lower() == "according to":
        return not any(finite[at:close])
    for j in range(at, close):
        if words[j].text in verbs.say and (finite[j] or (j and words[j - 1].text in ("has", "have", "had"))):
            if j == at and close - at <= 8:
                return True
            if any(finite[k] for k in range(at, j - 1)) or (j - at > 9 and words[at].text != "according"):
                return False
            return bool(_AFTER_SAY.match(text, words[j].end, end)) or j == close - 1
    return False
