"""What could be known on a day: rows whose sources had been published, the newest edition where several speak of one thing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from ytterby.errors import BadTable, Fault, near_miss

__all__ = ["newest", "published", "ranked", "seen"]

UNDATED = date.min


def published(cell: str, days: Mapping[str, date | None]) -> date | None:
    """The day all sources of a cell were out; None if one is undated; the first day of all for a row without source."""
    found = [days[part] for part in cell.split(";") if part]
    if any(day is None for day in found):
        return None
    return max((day for day in found if day is not None), default=UNDATED)


def seen(frame: pd.DataFrame, days: Mapping[str, date | None], as_of: date | None) -> pd.DataFrame:
    """The rows one could know on a day, with their day of publication; all without a day. Unknown source ids are BadTable."""
    faults = [
        Fault(str(where), repr(part), "the id of a source", near_miss(part, list(days)))
        for cell, where in zip(frame["source"], frame["where"], strict=True)
        for part in str(cell).split(";")
        if part and part not in days
    ]
    if faults:
        raise BadTable(faults)
    out = [published(str(cell), days) for cell in frame["source"]]
    known = np.array([as_of is None or (day is not None and day <= as_of) for day in out], dtype=bool)
    return frame.assign(published=[day or UNDATED for day in out])[known].reset_index(drop=True)


def newest(
    frame: pd.DataFrame, keys: list[str], days: Mapping[str, date | None], as_of: date | None, base_year: int | None = None
) -> pd.DataFrame:
    """One row per key: a sourced one before an assumed one, the year nearest to the base year, then the newest publication."""
    rank = _in_order(seen(frame, days, as_of), base_year)
    kept = rank.drop_duplicates(keys).sort_values("_order", kind="stable")
    return kept.drop(columns=["_sourced", "_apart", "_order", "published"]).reset_index(drop=True)


def _in_order(rows: pd.DataFrame, base_year: int | None) -> pd.DataFrame:
    rank = rows.assign(
        _sourced=(rows["source"] != "").astype(int),
        _apart=(rows["year"] - base_year).abs() if base_year is not None and "year" in rows else 0,
        _order=range(len(rows)),
    )
    return rank.sort_values(["_sourced", "_apart", "published", "_order"], ascending=[False, True, False, True], kind="stable")


def ranked(
    frame: pd.DataFrame, keys: list[str], days: Mapping[str, date | None], as_of: date | None, base_year: int | None = None
) -> pd.DataFrame:
    """Every row, the winner of each key first, then its rivals; ``lost`` says why a rival lost and is blank for the winner.

    The winners are the rows of `newest`. Rows that could not be known on the day come last; a key may have no winner.
    """
    known = _in_order(seen(frame, days, as_of), base_year)
    winners = known.drop_duplicates(keys)
    at = {key: n for n, key in enumerate(winners[keys].itertuples(index=False, name=None))}
    won = list(winners.itertuples(index=False))
    told = []
    for row, key in zip(known.itertuples(index=False), known[keys].itertuples(index=False, name=None), strict=True):
        told.append(_lost(row, won[at[key]], base_year))
    late = seen(frame, days, None)
    late = late[~late["where"].isin(known["where"])]
    unseen = [
        "its source is undated, and a dated view shows none such"
        if published(str(cell), days) is None
        else f"published {day}, after the day asked for"
        for cell, day in zip(late["source"], late["published"], strict=True)
    ]
    both = pd.concat([known.assign(lost=told), late.assign(lost=unseen)])
    both = both.drop(columns=["_sourced", "_apart", "_order"])
    return both.sort_values(keys, kind="stable").reset_index(drop=True)


def _lost(row: Any, winner: Any, base_year: int | None) -> str:
    if row.where == winner.where:
        return ""
    if winner.source and not row.source:
        return "assumed; a cited row goes before"
    if base_year is not None and hasattr(row, "year") and abs(row.year - base_year) != abs(winner.year - base_year):
        return f"speaks of {row.year}; {winner.year} is nearer to the base year"
    if row.published != winner.published:
        return f"an edition of {row.published}; the newest seen is of {winner.published}"
    return "known since the same day; the row first in the file goes before"
