"""How well claims read from texts meet claims annotated by hand: passages, kinds, roles, numbers; and how true the confidence is.

Two claims may pair when their passages share half of the shorter one and a fifth of what they cover together. Pairs are taken
best first, by overlap, then value, then things, then parties; each claim pairs once. ``claim`` counts pairs of one kind, ``core``
those whose parties, things and value agree too, ``numeric`` core pairs that carry a value, ``span`` pairs of any kind.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ytterby.evidence import Claim, read

TEXTS = Path(__file__).parent / "texts"
UNSEEN = Path(__file__).parent / "unseen"
BLIND = Path(__file__).parent / "blind"
Row = dict[str, Any]
Pairs = dict[int, int]


@dataclass(frozen=True)
class Score:
    """Claims met, predicted and annotated."""

    right: int
    read: int
    annotated: int

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.read + self.annotated) if self.right else 0.0


def rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def read_all(folder: Path) -> list[Row]:
    """Every claim the reader finds in the texts of a folder, each read by itself as of its day of publication."""
    found: list[Claim] = []
    for row in rows(folder / "docs.jsonl"):
        found += read([folder / f"{row['doc']}.txt"], published=row["published"]).claims
    return [claim.as_dict() for claim in found]


def claim_of(row: Row) -> Claim:
    """An annotated row as a claim."""
    told: Row = {name: row[name] for name in Claim.__dataclass_fields__ if name in row}
    told |= {name: tuple(row[name]) for name in ("actors", "targets", "objects")}
    return Claim(**told)


def jaccard(a: Iterable[str], b: Iterable[str]) -> float:
    left, right = set(a), set(b)
    return len(left & right) / len(left | right) if left | right else 1.0


def same_value(a: float | None, b: float | None) -> bool:
    return a == b if a is None or b is None else abs(a - b) <= 0.005 * max(abs(a), abs(b), 1e-12)


def core(a: Row, b: Row) -> bool:
    roles = min(jaccard(a[role], b[role]) for role in ("actors", "objects"))
    return roles >= 0.5 and same_value(a["value"], b["value"]) and (a["value"] is None or a["unit"] == b["unit"])


def pairs(gold: Sequence[Row], found: Sequence[Row], typed: bool = True) -> Pairs:
    """Index of the annotated claim -> index of the claim read that meets it."""
    ranked = []
    for i, a in enumerate(gold):
        for j, b in enumerate(found):
            shared = min(a["end"], b["end"]) - max(a["start"], b["start"])
            if a["doc"] != b["doc"] or shared <= 0 or (typed and a["kind"] != b["kind"]):
                continue
            lengths = a["end"] - a["start"], b["end"] - b["start"]
            union = shared / (sum(lengths) - shared)
            if shared >= 0.5 * min(lengths) and union >= 0.2:
                alike = 2 * same_value(a["value"], b["value"]) + jaccard(a["objects"], b["objects"])
                ranked.append((-(union + alike + jaccard(a["actors"], b["actors"])), i, j))
    met: Pairs = {}
    taken = set()
    for _, i, j in sorted(ranked):
        if i not in met and j not in taken:
            met[i] = j
            taken.add(j)
    return met


def score(gold: Sequence[Row], found: Sequence[Row]) -> dict[str, Score]:
    typed, size = pairs(gold, found), (len(found), len(gold))
    full = {i for i, j in typed.items() if core(gold[i], found[j])}
    valued: Callable[[Sequence[Row]], int] = lambda claims: sum(claim["value"] is not None for claim in claims)  # noqa: E731
    return {
        "claim": Score(len(typed), *size),
        "core": Score(len(full), *size),
        "numeric": Score(sum(gold[i]["value"] is not None for i in full), valued(found), valued(gold)),
        "span": Score(len(pairs(gold, found, typed=False)), *size),
    }
