"""Which claims speak of the same thing, and whether they agree, nearly agree, or conflict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from ytterby.evidence.acts import arrangements, controls, days, exclusions, issues, promises
from ytterby.evidence.claims import Claim, Conflict
from ytterby.evidence.comparing import within
from ytterby.evidence.figures import durations, figures, flows

__all__ = ["Clusters", "conflicts"]

YEAR = timedelta(days=365)
LISTED = 4  # pairs told between two groups of claims that agree among themselves: further ones say nothing new
_RULES = (figures, controls, flows, days, promises, issues, exclusions, arrangements, durations)


class Clusters:
    """Groups of claims that say the same: `of` gives the first claim of a claim's group."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}

    def of(self, claim: str) -> str:
        """Id of the group's first claim."""
        while (first := self._first.get(claim, claim)) != claim:
            claim = first
        return claim

    def join(self, a: str, b: str) -> bool:
        """Puts two groups together; False if they were one already."""
        first, second = self.of(a), self.of(b)
        self._first[second] = first
        return first != second


def _apart(a: Claim, b: Claim, published: Mapping[str, date | None]) -> bool:
    """True if one claim has no date and its document is not of the time of which the other speaks."""
    if a.date is not None and b.date is not None:
        return False
    spans = []
    for claim in (a, b):
        day, dated = published.get(claim.doc), within(claim)
        spans.append(dated or ((day - YEAR, day) if day is not None else None))
    first, second = spans
    return first is not None and second is not None and (first[0] > second[1] or second[0] > first[1])


def conflicts(claims: Sequence[Claim], published: Mapping[str, date | None] | None = None) -> tuple[Conflict, ...]:
    """Every comparable pair with its verdict, each pair once; of claims that agree among themselves each is told once.

    At most LISTED pairs of one verdict are told between two such groups. ``published`` gives documents' days of publication: a
    claim without a date then speaks of the year before its document, and conflicts with none of another time.
    """
    by_id = {claim.id: claim for claim in claims}
    found: dict[frozenset[str], Conflict] = {}
    for rule in _RULES:
        for pair in rule(claims):
            if pair.type != "conflict" or not _apart(by_id[pair.a], by_id[pair.b], published or {}):
                found.setdefault(frozenset((pair.a, pair.b)), pair)
    same = Clusters()
    told: dict[tuple[str, frozenset[str]], int] = defaultdict(int)
    kept = [pair for pair in found.values() if pair.type == "agree" and same.join(pair.a, pair.b)]
    for pair in found.values():
        between = pair.type, frozenset((same.of(pair.a), same.of(pair.b)))
        if pair.type != "agree" and told[between] < LISTED:
            told[between] += 1
            kept.append(pair)
    return tuple(kept)
