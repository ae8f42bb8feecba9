"""What words make which kind of claim: the lists of data/evidence/triggers.yaml as patterns over a clause."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from ytterby.evidence.context import Context
from ytterby.evidence.loose import Loose
from ytterby.evidence.verbs import FINITE, PRONOUNS, load_verbs
from ytterby.evidence.view import PARTY, View

__all__ = ["Rule", "Triggers", "load_triggers"]


_SAID = (
    r"(?:said|says?|told|tells|noted|notes|stated|argue[sd]?|claim(?:s|ed)|believe[sd]?|warn(?:s|ed)?|confirm(?:s|ed)|explain(?:s|ed)"
    r"|estimate[sd]?|reckons?|thinks?|insist(?:s|ed)|added|adds|acknowledge[sd]|admit(?:s|ted)|denie[sd]|announce[sd]|cautioned|stressed"
    r"|predict(?:s|ed)?|suggest(?:s|ed)?|shows?|showed|puts)"
)
_NOBODY = PRONOUNS | {"you", "some", "others", "and", "but"}
_BEFORE = re.compile(
    r"(?:^|[,;:“”\"‘—–]\s*|\b(?:but|and|that|while|as|because)\s+)(?P<who>(?:[\w.’'&/-]+\s+){0,9}?[\w.’'&/-]+)(?:,[^,;]{3,60},)?"
    rf"\s+(?:(?:also|later|now|privately|repeatedly|has|have|had)\s+){{0,2}}{_SAID}\b"
)
_BEHIND = re.compile(
    rf"[”\",]\s*{_SAID}\s+(?P<who>(?:[\w.’'&-]+\s+){{0,8}}?[\w.’'&-]+)(?=[,.;:]|\s+(?:on|in|at|this|last|to|during)\b|$)"
)
_NONE = Loose(
    r"\b(?:needs?|requires?) no\b|\bnot (?:need|require)\b"
    r"|\bno (?:\w+ ){0,2}(?:licen[cs]es?|permits?|authori[sz]ations?|approvals?) (?:is|are|was|will|would)\b"
)
_CONDITION = Loose(r"\W*(?:if|unless|where|should)\b")


@dataclass(frozen=True)
class Rule:
    """The words of a kind, what else the clause must hold, and what it may not hold.

    ``has`` : parts of words of which one stands in every clause the words fit: looked for first, since that is quick.
    """

    kind: str
    words: Loose
    needs: str
    unless: Loose | None
    has: tuple[str, ...] = ()

    def fits(self, meant: str, lowered: str, words: str) -> bool:
        """Whether a clause, with what is not meant taken out, holds the words and nothing it may not hold."""
        if self.has and not _holds(lowered, self.has):
            return False
        return self.words.search(meant) is not None and not (self.unless and self.unless.search(words))


@dataclass(frozen=True)
class Triggers:
    """Patterns of the words that make a claim; of the rules whose words and needs a clause meets the first one wins."""

    decisive: tuple[Rule, ...]
    kinds: tuple[Rule, ...]
    ignored: re.Pattern[str]
    demanded: Loose
    modality: tuple[tuple[str, tuple[str, ...], Loose], ...]
    speakers: tuple[re.Pattern[str], ...]
    firm: Loose
    rise: Loose
    fall: Loose
    vital: Loose
    say: frozenset[str]

    def kind_of(self, view: View, context: Context) -> str | None:
        """The kind of a clause without a telling number; None if it makes no claim."""
        words = view.words
        lowered = words.lower()
        for rule in self.decisive:
            if rule.fits(words, lowered, words) and _met(rule.needs, view, context):
                return rule.kind
        if self.demands(words) and _met("party or law", view, context):
            return "export_control"
        meant = self.ignored.sub("", words)
        for rule in self.kinds:
            if rule.fits(meant, lowered, words) and _met(rule.needs, view, context):
                return rule.kind
        return "agreement" if meant != words and re.search(r"\b(?:truce|pause|deal)", words, re.I) else None

    def demands(self, words: str) -> bool:
        """Whether a clause demands a licence: not where it only tells what happens without one."""
        return (
            any(stem in words for stem in ("licen", "permi", "authori", "approv", "notif", "consent"))
            and self.demanded.search(words) is not None
            and _CONDITION.match(words) is None
            and _NONE.search(words) is None
        )

    def modality_of(self, clause: str, kind: str) -> str:
        """denied, conditional, proposed, reported or fact: the first that holds."""
        lowered = clause.lower()
        held = (name for name, has, words in self.modality if _holds(lowered, has) and words.search(clause))
        found = next(held, "fact")
        return "conditional" if kind == "trigger" and found != "denied" else found

    def speaker_of(self, sentence: str) -> str | None:
        """The named or described source of a sentence, in its words; None if it names none."""
        if self.say.isdisjoint(sentence.split()) and "ccording" not in sentence:
            return None
        *first, named = self.speakers
        for pattern in (*first, _BEFORE, _BEHIND, named):
            for match in pattern.finditer(sentence):
                who = match["who"].strip(" ,")
                words = set(who.lower().split())
                told = pattern not in (_BEFORE, _BEHIND) or not (words & FINITE or who[:1].isdigit() or words <= _NOBODY)
                if who and told:
                    return who
        return None

    def heard(self, speaker: str) -> bool:
        """Whether what a source says is only reported: not so of statistics and agencies."""
        return self.firm.search(speaker) is None


def _holds(lowered: str, parts: tuple[str, ...]) -> bool:
    for part in parts:  # noqa: SIM110  (a loop: this is asked of every clause for every rule)
        if part in lowered:
            return True
    return False


def _met(need: str, view: View, context: Context) -> bool:
    """Whether a clause holds what a rule asks for besides its words."""
    if not need:
        return True
    party = bool(view.parties) or any(m.sort in PARTY and view.sentence[0] <= m.start for m in view.items)
    back = bool(context.who(view.subject_text)) or (view.clause.inherits and bool(context.actor))
    things = bool(view.things) or bool(context.objects)
    if need == "party":
        return party or back
    if need == "party or law":
        return party or back or context.law is not None or context.lead is not None
    if need == "law":
        return context.law is not None or context.lead is not None or party
    if need == "subject":
        return bool(view.subject) or back or (view.clause.inherits and party)
    if need == "date of law":  # where goods or an owner are named it is the law that is told, and its day with it
        bare = not view.mineral and not any(m.adjective for m in view.subject)
        return bool(view.dates) and bare and (party or back or context.law is not None)
    if need == "date":
        return bool(view.dates) and (party or back or context.law is not None)
    if need == "mineral":
        return view.mineral or bool(context.objects)
    if need == "mineral subject":
        return view.mineral and not view.parties
    if need == "goods":
        return things
    if need == "minerals or place":
        return view.mineral or bool(view.parties)
    if need == "mineral or party":
        return view.mineral or bool(view.parties) or (back and things)
    raise ValueError(f"triggers.yaml: unknown need {need!r}")


def _words(rule: Mapping[str, Any], lists: Mapping[str, str]) -> Loose:
    return Loose(_told(rule, lists))


def _told(rule: Mapping[str, Any], lists: Mapping[str, str]) -> str:
    """One expression of a rule's words and patterns, with the named lists put in."""
    parts = [rf"\b(?:{'|'.join(rule['words'])})\b"] if rule.get("words") else []
    return _filled("|".join([*parts, *rule.get("patterns", ())]), lists)


def _filled(text: str, lists: Mapping[str, str]) -> str:
    for name, listed in lists.items():
        text = text.replace(f"<{name}>", listed)
    return text


def _rule(told: Mapping[str, Any], lists: Mapping[str, str]) -> Rule:
    unless = Loose(_filled(told["unless"], lists)) if told.get("unless") else None
    return Rule(told["kind"], _words(told, lists), told.get("needs", ""), unless, tuple(told.get("has", ())))


@cache
def load_triggers() -> Triggers:
    """The shipped triggers."""
    folder = resources.files("ytterby") / "data" / "evidence"
    told = yaml.safe_load((folder / "triggers.yaml").read_text(encoding="utf-8"))
    rise, fall, other = ("|".join(told[name]) for name in ("rise", "fall", "other_change"))
    classes = load_verbs().classes
    lists = {name: rf"\b(?:{forms})\b" for name, forms in classes.items() if name not in ("rise", "fall", "say", "other")}
    lists |= {f"{name}_verb": rf"\b(?:{classes[name]})" for name in ("rise", "fall", "say")}
    lists |= {"change": rf"(?:\b(?:{rise}|{fall}|{other})\b)", "control": f"(?:{'|'.join(told['control'])})"}
    lists["law_noun"] = rf"\b(?:{'|'.join(told['law_noun'])})"
    decisive, kinds = (tuple(_rule(rule, lists) for rule in told[name]) for name in ("decisive", "kinds"))
    return Triggers(
        decisive,
        kinds,
        re.compile(_told({"words": told["ignored"]}, lists), re.IGNORECASE),
        _words({"words": told["demanded"]}, lists),
        tuple(
            (name, tuple(told[name]["has"]), _words(told[name], lists))
            for name in ("denied", "conditional", "proposed", "reported")
        ),
        tuple(re.compile(_filled(pattern, {"say_verb": lists["say_verb"]})) for pattern in told["speakers"]),
        _words({"words": told["firm"]}, lists),
        _words({"words": told["rise"]}, lists),
        _words({"words": told["fall"]}, lists),
        Loose("|".join(told["vital"]["patterns"]), "|".join(told["vital"]["has"])),
        frozenset(f"{word}{mark}" for word in load_verbs().say for mark in ("", ",", ":", ".")) | {"familiar", "close"},
    )
