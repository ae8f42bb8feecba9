"""Numbers a room works with that are no rows of the world: each with a band and either a source or the reason it is assumed."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

__all__ = ["Parameter", "load_parameters"]


class Parameter(BaseModel):
    """A number with its unit, its band, and either ``source`` (an id) or ``assumed`` (the reason)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    value: float
    low: float | None = None
    high: float | None = None
    unit: str = "1"
    source: str | None = None
    assumed: str | None = None

    @model_validator(mode="after")
    def _rests_on_something(self) -> Parameter:
        if not self.source and not self.assumed:
            raise ValueError("a number needs a source or the reason for which it is assumed")
        return self


@lru_cache(maxsize=8)
def load_parameters(room: str) -> dict[str, Parameter]:
    """The shipped parameters of a room, by name, from data/<room>/parameters.yaml."""
    text = (resources.files("ytterby") / "data" / room / "parameters.yaml").read_text(encoding="utf-8")
    return {name: Parameter.model_validate(row) for name, row in yaml.safe_load(text).items()}
