"""A figure: one chart with its title, unit and the sheet it draws; the sheet is its table twin and its download."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ytterby.faces.charts import draw
from ytterby.faces.sheet import Sheet

__all__ = ["Figure"]


@dataclass(frozen=True)
class Figure:
    """``name`` is its address, ``says`` the sentence under the title, ``spec`` Vega-Lite (None: the sheet alone is it)."""

    name: str
    title: str
    says: str
    unit: str
    sheet: Sheet
    spec: dict[str, Any] | None

    @cached_property
    def svg(self) -> str:
        """The chart as SVG for a page, or an empty string; drawn once."""
        return draw.svg(self.spec, self.name) if self.spec else ""

    def as_dict(self) -> dict[str, Any]:
        """Title, unit, columns and rows: what the JSON twin of a page holds."""
        columns = {column.key: column.unit for column in self.sheet.columns}
        return {"name": self.name, "title": self.title, "unit": self.unit, "columns": columns, "rows": self.sheet.dicts()}
