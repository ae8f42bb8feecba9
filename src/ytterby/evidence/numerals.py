"""Numerals: what digits, number words and scales are worth."""

from __future__ import annotations

import re

__all__ = ["SCALE", "WORDS", "N", "amount_of", "number_of"]

_SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
          "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = (
    {word: i for i, word in enumerate(_SMALL)} | {word: 10 * i for i, word in enumerate(_TENS, 2)} | {"dozen": 12, "hundred": 100}
)
_SPELT = rf"(?:(?:{'|'.join(_TENS)}) (?:{'|'.join(_SMALL[1:10])})|{'|'.join(sorted(WORDS, key=len, reverse=True))})"
N = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d{{1,3}}(?: \d{{3}})+(?![\d.,]*\d)|\d+(?:\.\d+)?|{_SPELT}\b)"
SCALE = {
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
}


def number_of(text: str) -> float:
    """The value of a numeral, in digits or spelt out.

    >>> number_of("1,250"), number_of("twenty five"), number_of("3.5")
    (1250.0, 25.0, 3.5)
    """
    word = text.lower().strip()
    if word in WORDS:
        return float(WORDS[word])
    parts = word.split()
    if len(parts) == 2 and all(p in WORDS for p in parts):
        return float(WORDS[parts[0]] + WORDS[parts[1]])
    return float(word.replace(",", "").replace(" ", ""))


def amount_of(text: str) -> tuple[float, bool]:
    """The value of a numeral with its scale (2.5 million), and whether it had one."""
    match = re.match(rf"(?P<n>{N})\s*(?P<scale>[a-z]+)?$", text.strip(), re.I)
    if match is None:
        return number_of(text), False
    scale = (match["scale"] or "").lower()
    return number_of(match["n"]) * SCALE.get(scale, 1.0), scale in SCALE
