"""The facts of the reports put to the model: model value beside observed value, hit or miss, and the likely cause of a miss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ytterby.brief.measures import MEASURES, Bench, base_exports
from ytterby.errors import BadTable, Fault, near_miss

__all__ = ["Fact", "FactRow", "load_facts", "verify"]

AS_OF = "2025-06-13"  # the newest of the five reports; the world of the table knows nothing later
SPAN = ("2025-01", "2026-03")  # from the year's start to three quarters after London


class Fact(BaseModel):
    """One fact: what was said or observed, how the model's number is made, and the band that counts as a hit."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    id: str
    statement: str
    source: str
    model: dict[str, dict[str, object]] = Field(min_length=1, max_length=1)
    observed: float
    unit: str
    hit: tuple[float, float]
    cause: str
    naive: bool = False
    missed: bool = False


@dataclass(frozen=True)
class FactRow:
    """One line of the table. ``naive`` is the error-free rival's number where there is one: no change from the base year."""

    id: str
    statement: str
    source: str
    observed: float
    unit: str
    model: float
    hit: bool
    naive: float | None
    cause: str


def load_facts(path: Path | None = None) -> tuple[Fact, ...]:
    """The facts of a file (default: the shipped ones); BadTable lists every fault."""
    where = path or Path(str(resources.files("ytterby") / "data" / "verify" / "facts.yaml"))
    facts, faults = [], []
    for number, row in enumerate(yaml.safe_load(where.read_text(encoding="utf-8")) or (), start=1):
        try:
            fact = Fact.model_validate(row)
        except ValidationError as error:
            for fault in error.errors():
                spot = f"{where.name}: fact {number}, {'.'.join(str(p) for p in fault['loc'])}"
                faults.append(
                    Fault(spot, repr(fault.get("input"))[:60], fault["msg"], "See the comment at the head of the shipped file.")
                )
            continue
        name = next(iter(fact.model))
        if name not in MEASURES:
            faults.append(Fault(f"{where.name}: fact {fact.id}", repr(name), "a measure", near_miss(name, list(MEASURES))))
        facts.append(fact)
    if faults:
        raise BadTable(faults)
    return tuple(facts)


@lru_cache(maxsize=1)
def bench() -> Bench:
    """The bench of the shipped facts."""
    return Bench(AS_OF, *SPAN)


def _silent(_: str) -> None:
    return None


def verify(facts: Sequence[Fact] | None = None, tell: Callable[[str], None] = _silent) -> tuple[FactRow, ...]:
    """Every fact with the model's number. A miss keeps its likely cause; a hit shows none."""
    rows = []
    for fact in facts if facts is not None else load_facts():
        name, arguments = next(iter(fact.model.items()))
        tell(fact.id)
        value = MEASURES[name](bench(), **arguments)
        rival = base_exports(bench(), **arguments) if fact.naive else None  # type: ignore[arg-type]
        hit = fact.hit[0] <= value <= fact.hit[1]
        rows.append(
            FactRow(fact.id, fact.statement, fact.source, fact.observed, fact.unit, value, hit, rival, "" if hit else fact.cause)
        )
    return tuple(rows)
