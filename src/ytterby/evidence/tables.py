"""Rows of a table as claims: what a column's head says a number is, whose it is and of what."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ytterby.evidence.lexicon import Lexicon, Mention
from ytterby.evidence.numbers import Number, numbers
from ytterby.evidence.view import PARTY, ids_of

__all__ = ["Row", "Table", "cells"]

_CELL = re.compile(r"\s*\|\s*|\t+|\s{3,}")
_HEADS: tuple[tuple[str, str, str | None], ...] = (
    (r"relian|depend", "dependency", None),
    (r"tariff|dut(?:y|ies)|\brate\b|levy", "tariff", None),
    (r"change|growth|\bvs\b|week on week|y-?o-?y|m-?o-?m|\+/-", "price_change", "price"),
    (r"price|usd/|\$/|eur/|cny/|yuan/|/kg|/t\b|/lb|/mtu|assessment|\blow\b|\bhigh\b|average", "quantity", "price"),
    (r"share|% of|per cent of", "share", None),
    (r"export", "quantity", "exports"),
    (r"import", "quantity", "imports"),
    (r"reserve", "quantity", "reserves"),
    (r"capacity", "capacity", "production"),
    (r"refin|process", "quantity", "refining"),
    (r"mine|mining", "quantity", "mining"),
    (r"produc|output", "quantity", "production"),
    (r"quota|tonnes|volume", "quantity", None),
    (r"days|valid|month|review", "licence_term", None),
)  # fmt: skip
_BARE = re.compile(r"^[~<>≈]?\s*(?P<n>[-+]?\d[\d,]*(?:\.\d+)?)(?:\s*(?:-|to)\s*(?P<b>\d[\d,]*(?:\.\d+)?))?$")
_HEAD_UNIT = (
    (
        r"%|per ?cent", "%"), (r"(?:usd|us\$|\$)\s*(?:/|per )\s*kg", "USD/kg"), (r"(?:usd|us\$|\$)\s*(?:/|per )\s*(?:t\b|tonne"
        r"|ton)", "USD/t"),
    (r"(?:usd|us\$|\$)\s*(?:/|per )\s*(?:lb|pound)", "USD/lb"), (r"(?:usd|us\$|\$)\s*(?:/|per )\s*mtu", "USD/mtu"),
    (r"(?:cny|yuan|rmb)\s*(?:/|per )\s*(?:t\b|tonne|ton)", "CNY/t"), (r"(?:cny|yuan|rmb)\s*(?:/|per )\s*kg", "CNY/kg"),
    (r"\bkt\b", "kt"), (r"\b(?:t|tonnes?|tons?)\b", "t"), (r"\bkg\b", "kg"), (r"\bdays\b", "day"), (r"\bmonths\b", "month"),
)  # fmt: skip


def cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The cells of a row, empty ones left out."""
    found, at = [], start
    for cut in [*_CELL.finditer(text, start, end), None]:
        close = end if cut is None else cut.start()
        a, b = at, close
        while a < b and text[a] in " |\t\r\n":
            a += 1
        while b > a and text[b - 1] in " |\t\r\n":
            b -= 1
        if b > a:
            found.append((a, b))
        at = end if cut is None else cut.end()
    return found


@dataclass(frozen=True)
class Row:
    """A number of a row: the claim's kind, measure, number, things, and the parties of row and head."""

    kind: str
    aspect: str | None
    number: Number
    things: tuple[str, ...]
    owner: tuple[str, ...]
    partner: tuple[str, ...]
    start: int
    end: int


@dataclass
class Table:
    """The rows of one table; its first row without numbers names the columns."""

    lexicon: Lexicon
    title: str = ""
    heads: tuple[tuple[int, int], ...] = ()

    def read(self, text: str, start: int, end: int) -> list[Row]:
        """What the numbers of a row say; nothing for the row that names the columns."""
        parts = cells(text, start, end)
        named = [self.lexicon.mentions(text, a, b) for a, b in parts]
        stated = [self._number(text, a, b, i) for i, (a, b) in enumerate(parts)]
        if not any(stated) or (not self.heads and not any(numbers(text, a, b) for a, b in parts)):
            self.heads = self.heads or tuple(parts)
            return []
        things = ids_of(m for row in named for m in row if m.sort == "object")
        places = ids_of(m for row in named for m in row if m.sort in PARTY)
        found = []
        for i, number in enumerate(stated):
            if number is None:
                continue
            head = text[slice(*self.heads[i])] if i < len(self.heads) else ""
            kind, aspect = self._kind(f"{head} | {self.title}", number)
            if kind is None:
                continue
            told = ids_of(m for m in self._parties(head))
            owner, partner = (told, places) if told or kind == "dependency" else (places, ())
            mine = [a for a, _ in parts]
            found.append(
                Row(kind, aspect, number, things, owner, partner, mine[0], parts[i][1] if len(stated) > 3 else parts[-1][1])
            )
        return found

    def _parties(self, head: str) -> list[Mention]:
        return [m for m in self.lexicon.mentions(head) if m.sort in PARTY] or [
            m for m in self.lexicon.mentions(self.title) if m.sort in PARTY
        ]

    def _number(self, text: str, start: int, end: int, column: int) -> Number | None:
        stated = numbers(text, start, end)
        if stated:
            return stated[0]
        bare = _BARE.match(text[start:end].strip())
        if bare is None or column >= len(self.heads):
            return None
        head = text[slice(*self.heads[column])].lower()
        unit = next(
            (name for pattern, name in _HEAD_UNIT if re.search(pattern, head) or re.search(pattern, self.title.lower())), None
        )
        if unit is None:
            return None
        scale = 1000.0 if unit == "kt" else 1.0
        high = float(bare["b"].replace(",", "")) * scale if bare["b"] else None
        return Number(start, end, float(bare["n"].replace(",", "")) * scale, "t" if unit == "kt" else unit, "exact", high)

    def _kind(self, head: str, number: Number) -> tuple[str | None, str | None]:
        for pattern, kind, aspect in _HEADS:
            if re.search(pattern, head, re.I) and self._fits(kind, aspect, number.unit):
                return kind, aspect
        return (
            ("quantity", "price" if "/" in number.unit else None)
            if "/" in number.unit or number.unit in ("t", "kg")
            else (None, None)
        )

    @staticmethod
    def _fits(kind: str, aspect: str | None, unit: str) -> bool:
        if kind in ("dependency", "share", "tariff", "price_change"):
            return unit == "%"
        if kind == "licence_term":
            return unit in ("day", "month", "year")
        return ("/" in unit) if aspect == "price" else unit in ("t", "kg")
