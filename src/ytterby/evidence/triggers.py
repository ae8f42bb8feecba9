"""What words make which kind of claim: the lists of data/evidence/triggers.yaml as patterns over a clause."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

__all__ = ["Triggers", "load_triggers"]


@dataclass(frozen=True)
class Triggers:
    """Patterns of the words that make a claim. ``kinds``: (kind, words, what else the clause must hold), first one wins."""

    kinds: tuple[tuple[str, re.Pattern[str], str], ...]
    decisive: tuple[tuple[str, re.Pattern[str], str], ...]
    ignored: re.Pattern[str]
    demanded: re.Pattern[str]
    modality: tuple[tuple[str, re.Pattern[str]], ...]
    speakers: tuple[re.Pattern[str], ...]
    rise: re.Pattern[str]
    fall: re.Pattern[str]
    vital: re.Pattern[str]

    def kinds_of(self, clause: str) -> list[tuple[str, str]]:
        """(kind, need) of every rule whose words stand in the clause, decisive ones first, then in order of precedence."""
        meant = self.ignored.sub("", clause)
        decided = [(kind, needs) for kind, words, needs in self.decisive if words.search(clause)]
        truce = [("agreement", "party")] if meant != clause else []
        return decided + [(kind, needs) for kind, words, needs in self.kinds if words.search(meant)] + truce

    def modality_of(self, clause: str, kind: str) -> str:
        """denied, conditional, proposed, reported or fact: the first that holds."""
        found = next((name for name, words in self.modality if words.search(clause)), "fact")
        return "conditional" if kind == "trigger" and found != "denied" else found

    def speaker_of(self, sentence: str) -> str | None:
        """The named or described source of a sentence, in its words; None if it names none."""
        for pattern in self.speakers:
            match = pattern.search(sentence)
            if match and match["who"].strip():
                return match["who"].strip(" ,")
        return None


def _words(rule: Mapping[str, Any], lists: Mapping[str, str]) -> re.Pattern[str]:
    """One pattern of a rule's words and patterns, with the named lists put in."""
    parts = [rf"\b(?:{'|'.join(rule['words'])})\b"] if rule.get("words") else []
    whole = "|".join([*parts, *rule.get("patterns", ())])
    for name, listed in lists.items():
        whole = whole.replace(f"<{name}>", listed)
    return re.compile(whole, re.IGNORECASE)


@cache
def load_triggers() -> Triggers:
    """The shipped triggers."""
    folder = resources.files("ytterby") / "data" / "evidence"
    told = yaml.safe_load((folder / "triggers.yaml").read_text(encoding="utf-8"))
    say, rise, fall, other = ("|".join(told[name]) for name in ("say", "rise", "fall", "other_change"))
    lists = {"say": say, "change": rf"(?:\b(?:{rise}|{fall}|{other})\b)", "control": f"(?:{'|'.join(told['control'])})"}
    kinds, decisive = (
        tuple((rule["kind"], _words(rule, lists), rule.get("needs", "")) for rule in told[name]) for name in ("kinds", "decisive")
    )
    return Triggers(
        kinds,
        decisive,
        _words({"words": told["ignored"]}, lists),
        _words({"words": told["demanded"]}, lists),
        tuple((name, _words(told[name], lists)) for name in ("denied", "conditional", "proposed", "reported")),
        tuple(re.compile(pattern.replace("<say>", say)) for pattern in told["speakers"]),
        _words({"words": told["rise"]}, lists),
        _words({"words": told["fall"]}, lists),
        re.compile(told["vital"], re.IGNORECASE),
    )
