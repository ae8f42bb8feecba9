"""What could be known on a day: rows whose sources had been published, the newest edition where several speak of one thing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from ytterby.errors import BadTable, Fault, near_miss

__all__ = ["newest", "published", "seen"]

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
    known = [as_of is None or (day is not None and day <= as_of) for day in out]
    return frame.assign(published=[day or UNDATED for day in out])[known].reset_index(drop=True)


def newest(
    frame: pd.DataFrame, keys: list[str], days: Mapping[str, date | None], as_of: date | None, base_year: int | None = None
) -> pd.DataFrame:
    """One row per key: a sourced one before an assumed one, the year nearest to the base year, then the newest publication."""
    rows = seen(frame, days, as_of)
    rank = rows.assign(
        _sourced=(rows["source"] != "").astype(int),
        _apart=(rows["year"] - base_year).abs() if base_year is not None and "year" in rows else 0,
        _order=range(len(rows)),
    )
    rank = rank.sort_values(["_sourced", "_apart", "published", "_order"], ascending=[False, True, False, True], kind="stable")
    kept = rank.drop_duplicates(keys).sort_values("_order", kind="stable")
    return kept.drop(columns=["_sourced", "_apart", "_order", "published"]).reset_index(drop=True)
