"""/number: where a number of the world comes from, down to rows of files, its rivals and its sources."""

from __future__ import annotations

from ytterby.faces.figure import Figure
from ytterby.faces.numbers import plural, quantity
from ytterby.faces.views.number import heading, parts_sheet, pulls_sheet, rivals_sheet
from ytterby.faces.web.asked import Asked, Control
from ytterby.faces.web.desk import Desk
from ytterby.faces.web.page import Page, Reproduce
from ytterby.faces.web.pages.common import source_lines
from ytterby.faces.web.pages.world import chosen_world

__all__ = ["number_page"]

_USUAL = "price oxide/Dy USA"


def number_page(desk: Desk, asked: Asked) -> Page:
    """One number (``q``: a table and labels) of a world (``n``, ``y``, ``d``) explained."""
    from ytterby.world import explain_number

    words = asked.text("q", _USUAL) or _USUAL
    asked.controls.append(Control("q", "Number: a table and labels", (), words, "text"))
    world = chosen_world(desk, asked)
    found = explain_number(world, words)
    against = f"{plural(len(found.rivals), 'other figure')} {'says' if len(found.rivals) == 1 else 'say'} something else"
    figures = [
        Figure("parts", "How it was made", "Indented rows make the row above them.", "", parts_sheet(found), None),
        Figure("rivals", "What says something else", "And why the world does not use it.", "", rivals_sheet(found), None),
    ]
    if found.pulls:
        told = "The balance holds the world to the fitted ones, each as firmly as its confidence says."
        figures.insert(1, Figure("pulls", "Published totals that count it", told, "", pulls_sheet(found), None))
    return Page(
        name="number",
        question="Where does this number come from?",
        answer=f"{heading(found)}: {quantity(found.value, found.unit)}. {found.rule[:1].upper()}{found.rule[1:]}.",
        vintage=f"base year {world.base_year}, {'all we know' if world.as_of is None else f'as known on {world.as_of}'}",
        lead=f"{against}." if found.rivals else "Nothing we know says something else.",
        controls=tuple(asked.controls),
        figures=tuple(figures),
        sources=source_lines(source.id for source in found.sources),
        assumed=found.assumed,
        reproduce=Reproduce(
            f"ytterby world explain {words} --base-year {world.base_year} --world {world.name}",
            "from ytterby.world import explain_number, load_world\n"
            f'world = load_world({repr(str(world.as_of)) if world.as_of else None}, {world.base_year}, "{world.name}")\n'
            f"explain_number(world, {words!r})",
        ),
        notices=asked.finish(),
        query=asked.query(),
        state=asked.values,
        kept=asked.kept,
    )
