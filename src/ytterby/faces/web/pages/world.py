"""/world: what is there, how sure it is, where sources contradict each other, and which works stand where."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ytterby.faces.figure import Figure
from ytterby.faces.numbers import month_name, plural, three
from ytterby.faces.sheet import Sheet, columns
from ytterby.faces.views.departures import departures
from ytterby.faces.views.frames import conflict_sheet, inventory_sheet
from ytterby.faces.views.works import works_figure
from ytterby.faces.web.asked import Asked
from ytterby.faces.web.desk import Desk
from ytterby.faces.web.page import Page, Reproduce
from ytterby.faces.web.pages.common import DAYS, VIEWS, elements, place_names, source_lines

if TYPE_CHECKING:
    from ytterby.world import World

__all__ = ["chosen_world", "world_page"]

_MOST = 20  # departures shown


def chosen_world(desk: Desk, asked: Asked) -> World:
    """The world (key ``n``), base year (``y``) and day of knowledge (``d``, blank for all we know) chosen."""
    from ytterby.world import World

    shipped = World.shipped()
    name = asked.one("n", "World", {one: one.replace("-", " ") for one in shipped}, "rare-earths")
    usual, *others = shipped[name]
    year = asked.one("y", "Base year", {str(year): str(year) for year in sorted((usual, *others))}, str(usual))
    day = asked.one("d", "Known on", {"": "all we know", **DAYS}, "")
    return desk.edition(name, int(year), day)


def world_page(desk: Desk, asked: Asked) -> Page:
    """What a world holds of a stage, an element or a place (``s``), its works, its contradictions, its departures."""
    from ytterby.world import conflicts, inventory

    world = chosen_world(desk, asked)
    stages = list(dict.fromkeys(str(stage) for stage in world.goods["stage"]))
    subjects = {
        "": "every stage",
        **{one: f"stage: {one}" for one in stages},
        **{one: f"element: {one}" for one in elements(world)},
    }
    subjects |= {place: f"place: {name}" for place, name in place_names(world).items()}
    subject = asked.one("s", "Show", subjects, "")
    asked.one("v", "View", VIEWS, "chart", "tabs")
    found = inventory(world, subject)
    held = inventory_sheet(found)
    apart = conflict_sheet(conflicts(world))
    figures = (
        Figure("holds", f"What is there: {subjects[subject]}", _HOLDS, "", _with_why(held, list(found["asked"]), asked), None),
        works_figure(world, subject if subject in stages else ""),
        Figure("conflicts", "Where figures contradict each other", _APART, "", apart, None),
        Figure(
            "departures", "Where the balanced year departs from what is published", _GIVES, "", departures(world, _MOST), None
        ),
    )
    cited = (str(row["source"]) for figure in figures for row in figure.sheet.dicts())
    known = f', "{asked.values["d"]}"' if asked.values["d"] else ""
    options = f" --base-year {world.base_year} --world {world.name}" + (f" --as-of {asked.values['d']}" if known else "")
    return Page(
        name="world",
        question="What is there, and how sure is it?",
        answer=_answer(world, held, apart),
        vintage=f"balanced base year {world.base_year}, {_known(asked.values['d'])}",
        lead="Every row names its sources or says that it is assumed; “why” leads to how the number was made.",
        controls=tuple(asked.controls),
        figures=figures,
        sources=source_lines(part for cell in cited for part in cell.replace(",", ";").split(";")),
        reproduce=Reproduce(
            f"ytterby world show {subject}{options}".replace("  ", " "),
            f"from ytterby.world import inventory, load_world\nworld = load_world({known.removeprefix(', ') or None}, "
            f'{world.base_year}, "{world.name}")\ninventory(world, "{subject}")',
        ),
        notices=asked.finish(),
        query=asked.query(),
        state=asked.values,
        kept=asked.kept,
    )


_HOLDS = "Tonnes a month of each good’s own basis; shares within a section and good. Assumed rows say why."
_APART = "Every edition and rival of a fact, widest apart first; “used” is the one the world starts from, by the rule beside it."
_GIVES = "A balanced year cannot keep every published figure; the widest departures and their causes."


def _known(day: str) -> str:
    return f"as known on {month_name(day)}" if day else "all we know"


def _with_why(sheet: Sheet, words: list[str], asked: Asked) -> Sheet:
    """The inventory with a link from each number to its making."""
    kept = {key: asked.values[key] for key in ("n", "y", "d")}
    links = [f"/number?{urlencode({'q': one, **kept})}" for one in words]
    heads = (*sheet.columns, *columns({"why": "why"}))
    return Sheet(heads, tuple((*row, link) for row, link in zip(sheet.rows, links, strict=True)))


def _answer(world: World, held: Sheet, apart: Sheet) -> str:
    rows = [world.plants, world.lanes, world.demand, world.stocks, world.prices]
    count = sum(len(table) for table in rows)
    bare = sum(int((table["source"] == "").sum()) for table in rows)
    first = next((row for row in held.dicts() if row["share"] is not None), None)
    names = place_names(world)
    told = ""
    if first is not None:
        told = f"{names.get(str(first['place']), first['place'])} {first['section']} {three(100 * float(first['share'] or 0))} % "
        stage = first["what"] in set(world.goods["stage"])
        told += f"of the output of the stage “{first['what']}”; " if stage else f"of {first['what']}; "
    subjects = plural(len({row["subject"] for row in apart.dicts()}), "subject")
    cited = f"{count - bare:,} of {count:,} rows cite a source, the rest say why they are assumed"
    return f"{told}{cited}; figures differ on {subjects}."
