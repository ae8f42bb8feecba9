"""A table of the world as a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ytterby.faces.sheet import Column, Sheet

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["frame_sheet"]


def frame_sheet(frame: pd.DataFrame) -> Sheet:
    """Every row of a frame; a named index comes first."""
    table = frame.reset_index() if frame.index.name else frame
    heads = [Column(str(name), str(name), "", bool(table[name].dtype.kind in "fiu")) for name in table.columns]
    keys = [column.key for column in heads]
    return Sheet.of(heads, (dict(zip(keys, row, strict=True)) for row in table.itertuples(index=False, name=None)))
