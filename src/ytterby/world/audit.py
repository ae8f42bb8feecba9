"""How sure the tables of a world are: rows by table and confidence, and what became of the rows that were looked up again."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import pandas as pd

from ytterby.evidence import load_sources
from ytterby.world.tables import FOLDER, folder_of

__all__ = ["CONFIDENCE", "VERDICTS", "checked", "checked_by_table", "rows_by_confidence", "sureness"]

CONFIDENCE = ("high", "medium", "low", "assumed")
VERDICTS = ("confirmed", "corrected", "widened", "not found")


@lru_cache(maxsize=1)
def _recalled() -> frozenset[str]:
    return frozenset(source.id for source in load_sources().values() if source.confidence == "low")


def sureness(row: Mapping[str, str]) -> str:
    """The confidence of a row: assumed without a source, else what it states, else low if it rests on a recalled source.

    >>> sureness({"source": "", "assumed": "a guess"}), sureness({"source": "usgs_mcs2026", "assumed": ""})
    ('assumed', 'medium')
    """
    cited = [part for part in row.get("source", "").split(";") if part]
    if not cited:
        return "assumed"
    return row.get("confidence") or ("low" if _recalled() & set(cited) else "medium")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def rows_by_confidence(name: str = "rare-earths") -> pd.DataFrame:
    """Rows of each table of a world that cites (index), by confidence and in all (columns high, medium, low, assumed, rows)."""
    found = {}
    for path in sorted(folder_of(name).glob("*.csv")):
        rows = _rows(path)
        if rows and "source" in rows[0]:
            sure = [sureness(row) for row in rows]
            found[path.stem] = {**{word: sure.count(word) for word in CONFIDENCE}, "rows": len(rows)}
    return pd.DataFrame.from_dict(found, orient="index").rename_axis("table")


def checked(name: str = "rare-earths") -> pd.DataFrame:
    """What came of every row looked up again: table, row, rows, column, was, is, verdict, source, reason; empty if none was."""
    path = FOLDER / f"{name}.checked.csv"
    columns = ["table", "row", "rows", "column", "was", "is", "verdict", "source", "reason"]
    return pd.DataFrame(_rows(path) if path.exists() else [], columns=columns).astype({"rows": int})


def checked_by_table(name: str = "rare-earths") -> pd.DataFrame:
    """Rows looked up again in each table (index), by verdict (confirmed, corrected, widened, not found) and in all (rows)."""
    found = checked(name)
    counts = found.pivot_table(index="table", columns="verdict", values="rows", aggfunc="sum", fill_value=0)
    return counts.reindex(columns=VERDICTS, fill_value=0).assign(rows=lambda table: table.sum(axis=1))


def named(rows: Iterable[Mapping[str, str]], row: str) -> list[Mapping[str, str]]:
    """The rows of a table that a ledger's ``column=value;column=value`` names.

    >>> named([{"place": "CHN", "good": "a"}, {"place": "USA", "good": "a"}], "place=USA;good=a")
    [{'place': 'USA', 'good': 'a'}]
    """
    wanted = dict(pair.split("=", 1) for pair in row.split(";"))
    return [one for one in rows if all(one.get(column) == value for column, value in wanted.items())]
