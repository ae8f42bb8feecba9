"""Amounts a law can state: a figure with its range and where it is from, and the bounds each kind of figure must keep."""

from __future__ import annotations

import math
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

__all__ = ["FROZEN", "Count", "Days", "Figure", "Months", "Percent", "Positive", "Share"]

FROZEN = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Figure(BaseModel):
    """A number with its range; a bare number in a file is a figure whose source is the entry's.

    source : another publication than the entry's.    assumed : why we took it, where nothing published says.
    """

    model_config = FROZEN

    value: float
    low: float | None = None
    high: float | None = None
    source: str | None = None
    assumed: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, found: Any) -> Any:
        if isinstance(found, (int, float)) and not isinstance(found, bool):
            return {"value": found}
        return found

    @model_validator(mode="after")
    def _ordered(self) -> Figure:
        low, high = self.span
        if not low <= self.value <= high:
            raise ValueError("low <= value <= high|Put the three in order.")
        if self.source and self.assumed:
            raise ValueError("a source or a reason, not both|Keep 'source' if the publication states the number, else 'assumed'.")
        return self

    @property
    def span(self) -> tuple[float, float]:
        """Lowest and highest value; the value itself where no range is given."""
        return (self.value if self.low is None else self.low, self.value if self.high is None else self.high)

    def words(self) -> str:
        """The value, its range in brackets, and whether it is assumed."""
        low, high = self.span
        band = "" if low == high else f" [{low:g} to {high:g}]"
        return f"{self.value:g}{band}{' (assumed)' if self.assumed else ''}"


def _bounded(low: float, high: float, words: str) -> AfterValidator:
    def check(figure: Figure) -> Figure:
        if not (low <= figure.span[0] and figure.span[1] <= high):
            raise ValueError(f"{words}|Check the unit and the sign.")
        return figure

    return AfterValidator(check)


Share = Annotated[Figure, _bounded(0.0, 1.0, "a share between 0 and 1")]
Percent = Annotated[Figure, _bounded(0.0, 10_000.0, "a rate in percent, not negative")]
Positive = Annotated[Figure, _bounded(0.0, math.inf, "a number that is not negative")]
Count = Annotated[Figure, _bounded(1.0, math.inf, "a count of at least 1")]
Days = Annotated[Figure, _bounded(0.0, 3_650.0, "days, at most ten years")]
Months = Annotated[Figure, _bounded(0.1, 120.0, "months, at most ten years")]
