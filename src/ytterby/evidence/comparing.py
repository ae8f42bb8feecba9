"""When two claims can be held side by side: their things, parties and times, and the interval a number with its word may mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib import resources

import yaml

from ytterby.errors import YtterbyError
from ytterby.evidence.claims import Claim
from ytterby.evidence.lexicon import load_lexicon, plain
from ytterby.months import day, last_day

__all__ = [
    "Words",
    "alike",
    "beyond",
    "interval",
    "load_words",
    "meet",
    "named",
    "one_subject",
    "related",
    "same_period",
    "told",
    "within",
    "words_of",
]

SLACK = 0.15  # relative: what "about", "nearly" and the like may hide; wide enough for "over 80" to meet "about 90"
ALIKE = 0.4  # of the shorter quote's words: two figures of one thing tell it in like words
_BOUND = {
    "exact": (0.0, 0.0),
    "about": (SLACK, SLACK),
    "nearly": (SLACK, 0.0),
    "over": (0.0, SLACK),
    "at_least": (0.0, SLACK),
    "under": (SLACK, 0.0),
    "up_to": (SLACK, 0.0),
}
LONG = 8  # letters
_SAME = 0.005  # relative: one number told twice
_KEPT = 16_384  # quotes remembered: one is compared with many others
_WORD = re.compile(r"[a-z]{4,}")


@lru_cache(_KEPT)
def _stands(pattern: re.Pattern[str], quote: str) -> bool:
    return bool(pattern.search(plain(quote)))


@dataclass(frozen=True)
class Words:
    """The patterns of data/evidence/meeting.yaml, and things that stand near another (a magnet is near rare earths)."""

    patterns: dict[str, re.Pattern[str]]
    near: dict[str, str]

    def has(self, name: str, claim: Claim) -> bool:
        """True if a word of that list stands in the quote."""
        return _stands(self.patterns[name], claim.quote)

    def stops_trade(self, claim: Claim) -> bool:
        """True if trade stops: not where it is a restriction that is suspended."""
        found = self.patterns["stopped"].search(quote := plain(claim.quote))
        return bool(found) and not self.patterns["restriction"].search(quote[found.end() : found.end() + 40])  # type: ignore[union-attr]


@cache
def load_words() -> Words:
    """The shipped words."""
    path = resources.files("ytterby") / "data" / "evidence" / "meeting.yaml"
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    relief = "|".join(told["relief"])
    lists = {name: "|".join(words).replace("<relief>", relief) for name, words in told.items() if isinstance(words, list)}
    return Words({name: re.compile(words, re.I) for name, words in lists.items()}, told["near_things"])


def interval(claim: Claim) -> tuple[float, float]:
    """Least and most that a claim's number may mean, in its unit: "over 80" is 80 to 92.

    The widths of words other than exact are assumed (15 percent): no source measures what reporters mean by them.
    """
    value = claim.value or 0.0
    below, above = _BOUND[claim.qualifier or "exact"]
    high = claim.value_to if claim.value_to is not None else value
    return value - below * abs(value), high + above * abs(high)


def meet(a: Claim, b: Claim) -> bool:
    """True if one number can be both."""
    (low_a, high_a), (low_b, high_b) = interval(a), interval(b)
    slack = _SAME * max(abs(low_a), abs(low_b))
    return low_a <= high_b + slack and low_b <= high_a + slack


def beyond(a: Claim, b: Claim) -> bool:
    """True if both give one number and one says that it is exceeded or not reached, the other that it is exact."""
    return a.value == b.value and {a.qualifier, b.qualifier} in ({"over", "exact"}, {"under", "exact"}, {"over", "under"})


def within(claim: Claim) -> tuple[date, date] | None:
    """First and last day a claim's date can mean; None if it has none or it cannot be read."""
    return _days(claim.date, claim.date_end or claim.date) if claim.date else None


@lru_cache(_KEPT)
def _days(first: str, last: str) -> tuple[date, date] | None:
    try:
        return day(first), _last(last)
    except YtterbyError:
        return None


def _last(text: str) -> date:
    return date(int(text), 12, 31) if len(text) == 4 else last_day(text) if len(text) == 7 else day(text)


def same_period(a: Claim, b: Claim) -> bool:
    """True if the periods overlap or one has no date."""
    first, second = within(a), within(b)
    return first is None or second is None or (first[0] <= second[1] and second[0] <= first[1])


def named(claim: Claim) -> frozenset[str]:
    """Chemical elements a claim names one by one."""
    groups = load_lexicon().groups
    return frozenset(thing for thing in claim.objects if thing not in groups and len(thing) <= 2)


@cache
def _written_out(things: tuple[str, ...]) -> frozenset[str]:
    groups, near = load_lexicon().groups, load_words().near
    whole = {*things, *(group for thing, group in near.items() if thing in things)}
    return frozenset(whole | {member for thing in whole for member in groups.get(thing, ())})


def related(a: Claim, b: Claim, loosely: bool = False) -> bool:
    """True if the claims speak of a common thing, groups written out; loosely: or one of them names none."""
    if not a.objects or not b.objects:
        return loosely
    return bool(_written_out(a.objects) & _written_out(b.objects))


def words_of(claim: Claim) -> frozenset[str]:
    """The longer words of a quote."""
    return _long_words(claim.quote)


@lru_cache(_KEPT)
def _long_words(quote: str) -> frozenset[str]:
    return frozenset(_WORD.findall(plain(quote).lower()))


def one_subject(a: Claim, b: Claim) -> bool:
    """True if the quotes share a good part of their words, or a long word that names what they are about."""
    return alike(a, b) or any(len(word) >= LONG for word in words_of(a) & words_of(b))


def told(value: float) -> str:
    """A number as people write it: 190,000,000, 0.1, 96.6."""
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:g}"


def alike(a: Claim, b: Claim) -> bool:
    """True if the quotes share a good part of their words."""
    first, second = words_of(a), words_of(b)
    return bool(first and second) and len(first & second) >= ALIKE * min(len(first), len(second))
