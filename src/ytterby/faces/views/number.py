"""A number of the world explained, as text and as tables: how it was made, what pulls on it, what says something else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ytterby.faces.numbers import plural, quantity, three
from ytterby.faces.sheet import Sheet, columns

__all__ = ["heading", "number_text", "parts_sheet", "pulls_sheet", "rivals_sheet"]

_DEEP = 4  # levels that text shows; json holds all
_PLAIN = ("base", "usd_per_kg", "value", "tonnes", "share", "coef")  # columns that go without saying
_CLIP = 60  # characters of a reason beside its number; the whole of it comes last
_MANY = 10  # parts of one whole that text shows
_PARTS = columns(
    {
        "part": "part",
        "value": ("value", ""),
        "unit": "unit",
        "how": "how it was made",
        "where": "where",
        "source": "source",
    }
)
_RIVALS = columns(
    {"value": ("value", ""), "unit": "unit", "stated": "as stated", "lost": "why it is not used", "source": "source"}
)
_PULLS = columns(
    {
        "statement": "published total",
        "stated": ("stated", ""),
        "world": ("the world", ""),
        "unit": "unit",
        "departure": ("departure", "1"),
        "held": "held to it",
        "cause": "cause of the departure",
        "source": "source",
    }
)


def heading(found: Any) -> str:
    """What the number is: ``prices: place USA, good oxide/Dy, usd_per_kg``."""
    named = ", ".join(f"{key} {label}" for key, label in found.labels.items() if label and len(label) < 60)
    return f"{found.table}: {named}" + (f", {found.column}" if found.column not in _PLAIN else "")


def number_text(found: Any) -> str:
    """The whole trail as text, from the number down to its sources."""
    lines = [f"{heading(found)} = {quantity(found.value, found.unit)}", f"  {found.rule}", "", "how it is made:"]
    lines += list(_tree(found.part, 1))
    if found.pulls:
        lines += ["", "published totals that count it:"]
    for one in found.pulls:
        held = "held to it" if one.fitted else "compared only"
        both = f"stated {quantity(one.stated, one.unit)}, the world {quantity(one.world, one.unit)}"
        lines.append(f"  {one.statement}: {both} ({held}; {one.source or 'assumed'})")
    lines += ["", "what says something else:" if found.rivals else "nothing known says something else"]
    for one in found.rivals:
        lines.append(f"  {quantity(one.value, found.unit)} ({one.stated}; {one.source or 'assumed'}): {one.lost}")
    if found.sources:
        lines += ["", "sources:"]
    for one in found.sources:
        when = one.published.isoformat() if one.published else "undated"
        lines.append(f"  {one.id}: {one.publisher}: {one.title}, {when}, confidence {one.confidence}. {one.url}".rstrip())
    if found.assumed:
        lines += ["", "assumed:", *(f"  {reason}" for reason in found.assumed)]
    return "\n".join(lines)


def _tree(part: Any, depth: int) -> Iterator[str]:
    cited = part.source or (f"assumed, {_clipped(part.assumed)}" if part.assumed else "")
    ends = f" [{': '.join(filter(None, (part.where, cited)))}]" if not part.parts else ""
    yield f"{'  ' * depth}{part.name}: {_amount(part)}; {part.rule}{ends}"
    if part.parts and depth >= _DEEP:
        yield f"{'  ' * (depth + 1)}... made of {plural(len(part.parts), 'part')} (--format json shows all)"
        return
    for one in part.parts[:_MANY]:
        yield from _tree(one, depth + 1)
    if len(part.parts) > _MANY:
        yield f"{'  ' * (depth + 1)}... and {plural(len(part.parts) - _MANY, 'more part')}"


def _clipped(reason: str) -> str:
    return reason if len(reason) <= _CLIP else f"{reason[:_CLIP]}…"


def _amount(part: Any) -> str:
    return three(part.value) if part.unit in ("1", "") else quantity(part.value, part.unit)


def parts_sheet(found: Any, deepest: int = _DEEP) -> Sheet:
    """The parts of a number as rows, each indented by its depth."""
    rows = (
        {
            "part": "\u2003" * depth + part.name,
            "value": part.value,
            "unit": part.unit,
            "how": part.rule if part.parts or part.source else f"{part.rule}: {part.assumed}".removeprefix("assumed: "),
            "where": part.where,
            "source": "; ".join(part.source.split(";")) if part.source else "assumed" if not part.parts else "",
        }
        for depth, part in found.lines()
        if depth <= deepest
    )
    return Sheet.of(_PARTS, rows)


def rivals_sheet(found: Any) -> Sheet:
    """Other figures, each with the reason it is not used."""
    rows = (
        {
            "value": one.value,
            "unit": found.unit,
            "stated": one.stated,
            "lost": one.lost if not one.assumed or one.source else f"{one.lost} ({one.assumed})",
            "source": "; ".join(one.source.split(";")) if one.source else "assumed",
        }
        for one in found.rivals
    )
    return Sheet.of(_RIVALS, rows)


def pulls_sheet(found: Any) -> Sheet:
    """Published totals that count the number, and how far the world is from each."""
    rows = (
        {
            "statement": one.statement,
            "stated": one.stated,
            "world": one.world,
            "unit": one.unit,
            "departure": one.departure,
            "held": "yes" if one.fitted else "no",
            "cause": one.cause,
            "source": "; ".join(one.source.split(";")) if one.source else "assumed",
        }
        for one in found.pulls
    )
    return Sheet.of(_PULLS, rows)
