"""What a run takes for granted beyond plain behaviour, and what each rule rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ytterby.faces.numbers import three

if TYPE_CHECKING:
    from ytterby.market import Behaviour
    from ytterby.study import Run

__all__ = ["behaviour_lines"]


def behaviour_lines(run: Run) -> Iterator[str]:
    """One line per kind of stated rule, with its sources or that it is assumed; none where all behave plainly."""
    stated = run.study.behaviour
    if stated is None:
        return
    for says, rows in _rules(stated):
        if rows:
            yield f"{says}; {_rests_on(rows)}."


def _rules(stated: Behaviour) -> Iterator[tuple[str, tuple[object, ...]]]:
    if stated.panic is not None:
        months = f"a store wants up to {three(stated.panic.months)} months of supply more while that supply is in doubt"
        yield f"Panic: {months}", (stated.panic,)
    yield f"Redesign: users learn to do with less after months of high prices, {_count(stated.redesign)}", stated.redesign
    yield f"Thrift: makers take up a way that needs less, {_count(stated.thrift)}", stated.thrift
    yield f"Shapes of demand, {_count(stated.demand)}", stated.demand
    yield f"Users who turn to another good, {_count(stated.substitutes)}", stated.substitutes
    yield f"Exporters who know their weight, {_count(stated.conduct)}", stated.conduct


def _count(rows: tuple[object, ...]) -> str:
    return f"{len(rows)} row{'s' if len(rows) != 1 else ''}"


def _rests_on(rows: Iterable[object]) -> str:
    """Sources by id, those of no list marked, and how many rows state a figure that is assumed."""
    from ytterby.evidence import load_sources

    known, told = load_sources(), list[str]()
    assumed = False
    for row in rows:
        assumed |= bool(getattr(row, "assumed", None))
        told += [name.strip() for name in (getattr(row, "source", None) or "").split(";") if name.strip()]
    cited = [name if name in known else f"{name} (in no list of sources)" for name in dict.fromkeys(told)]
    return "; ".join(([f"source {', '.join(cited)}"] if cited else []) + (["assumed"] if assumed else []))
