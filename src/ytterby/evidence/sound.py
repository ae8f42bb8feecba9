"""What every claim must be, whoever read it: the same checks for the default reader and for a model's answers."""

from __future__ import annotations

import math
import re

from ytterby.errors import BadMonth
from ytterby.evidence.claims import KINDS, Claim
from ytterby.months import day

__all__ = ["ASPECTS", "MODALITIES", "QUALIFIERS", "UNITS", "unsound"]

ASPECTS = (
    "mining", "refining", "supply", "magnets", "production", "exports", "imports", "consumption", "reserves", "price", "equity",
    "recycling", "extraction",
)  # fmt: skip
MODALITIES = ("fact", "reported", "proposed", "conditional", "denied")
QUALIFIERS = ("exact", "about", "over", "under", "nearly", "up_to", "at_least")
UNITS = ("%", "t", "kg", "hour", "day", "month", "quarter", "year", "x", "count", "shipment", "nm", "pp")
_MONEY = re.compile(r"[A-Z]{3}(?:/(?:kg|t|lb|mtu|oz|l))?")
_ID = re.compile(r"[A-Za-z][\w:&.' +-]{0,59}")


def unsound(claim: Claim, text: str) -> str | None:
    """The first thing wrong with a claim of a text, in words; None if nothing is."""
    if not 0 <= claim.start < claim.end <= len(text) or text[claim.start : claim.end] != claim.quote:
        return "a quote that does not stand in the text"
    for name, found, known in (
        ("kind", claim.kind, KINDS),
        ("modality", claim.modality, MODALITIES),
        ("aspect", claim.aspect, (None, *ASPECTS)),
        ("qualifier", claim.qualifier, (None, *QUALIFIERS)),
    ):
        if found not in known:
            return f"the {name} {found!r:.40}"
    if claim.unit is not None and claim.unit not in UNITS and not _MONEY.fullmatch(claim.unit):
        return f"the unit {claim.unit!r:.40}"
    numbers = (claim.value, claim.value_from, claim.value_to)
    if any(number is not None and not math.isfinite(number) for number in numbers):
        return "a number that is not finite"
    if (claim.value is None) != (claim.qualifier is None):
        return "a qualifier without a value, or a value without one"
    if any(not _ID.fullmatch(name) for name in (*claim.actors, *claim.targets, *claim.objects)):
        return "a name that is no id"
    if claim.speaker is not None and claim.speaker != "reader" and claim.speaker not in text:
        return "a speaker who does not stand in the text"
    for when in (claim.date, claim.date_end):
        try:
            if when is not None:
                day(when)
        except BadMonth:
            return f"the date {when!r:.40}"
    return None if 0.0 <= claim.confidence <= 1.0 else "a confidence outside 0..1"
