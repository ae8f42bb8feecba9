"""The rows of a behaviour file: each rests on a source or on the reason for which it is assumed."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

__all__ = ["Months", "Share", "Stated", "named"]

Share = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]
Months = Annotated[float, Field(ge=0.0, le=1200.0, allow_inf_nan=False)]


class Stated(BaseModel):
    """A row with ``source`` (an id) or ``assumed`` (the reason)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str | None = None
    assumed: str | None = None

    @model_validator(mode="after")
    def _rests_on_something(self) -> Stated:
        if not self.source and not self.assumed:
            raise ValueError("a source or the reason it is assumed|Add source or assumed.")
        return self


def named(patterns: str, name: str) -> bool:
    """Whether one of the ``;``-separated patterns, with ``*`` for anything, is the name."""
    return any(fnmatchcase(name, pattern.strip()) for pattern in patterns.split(";"))
