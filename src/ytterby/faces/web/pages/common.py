"""What several pages share: choices of day, month, element and view, source lines, and how a result is made again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ytterby.faces.web.asked import Asked
from ytterby.faces.web.desk import AS_OF, Desk, Scene
from ytterby.faces.web.page import SourceLine

if TYPE_CHECKING:
    from ytterby.world import World

__all__ = [
    "MADE",
    "STAGES",
    "VIEWS",
    "chosen_scene",
    "elements",
    "explain_href",
    "month_choice",
    "place_names",
    "python_lines",
    "source_lines",
]

VIEWS = {"chart": "Chart", "table": "Table"}
DAYS = {
    "2025-03-31": "31 March 2025, before the controls",
    "2025-04-30": "30 April 2025, after the controls",
    AS_OF: "13 June 2025, after London",
    "2025-10-31": "31 October 2025, after Busan",
}
# What each stage makes, then what it is called.
MADE = {"mine": "concentrate", "separation": "oxide", "metal": "metal", "alloy": "alloy", "magnet": "magnets"}
STAGES = {"mine": "Mining", "separation": "Separation", "metal": "Metal", "alloy": "Alloy", "magnet": "Magnets"}


def chosen_scene(desk: Desk, asked: Asked) -> Scene:
    """The scene of the day of knowledge chosen (key ``d``)."""
    return desk.scene(asked.one("d", "Known on", DAYS, AS_OF))


def month_choice(asked: Asked, scene: Scene) -> str:
    """The month chosen (key ``m``) among those of the run; default the month of the day of knowledge."""
    return asked.one("m", "Month", scene.run.months, scene.day[:7], "months")


def elements(world: World) -> list[str]:
    """Every element a good of the world holds, in the order of the goods."""
    found = (part for row in world.goods["elements"] for part in str(row).split(";"))
    return list(dict.fromkeys(part for part in found if part))


def place_names(world: World) -> dict[str, str]:
    """Name of each place by code."""
    return {str(place): str(name) for place, name in world.places["name"].items()}


def source_lines(ids: Iterable[str]) -> tuple[SourceLine, ...]:
    """Source ids with publisher, title and address; an id that is not in the library is a run or an instrument."""
    from ytterby.evidence import load_sources

    known = load_sources()
    lines = []
    for name in dict.fromkeys(part.strip() for found in ids for part in str(found).split(";")):
        source = known.get(name)
        if source is not None:
            dated = source.published.isoformat() if source.published else "undated"
            lines.append(SourceLine(name, f"{source.publisher}: {source.title}, {dated}.", source.url))
    return tuple(lines)


def explain_href(scene: Scene, variable: str, **labels: str) -> str:
    """Address of the page that says why a number is what it is."""
    return f"/explain?{urlencode({'n': variable, 'd': scene.day, **labels})}"


def python_lines(scene: Scene, *more: str) -> str:
    """The lines of Python that make the scene again, and then those given."""
    first = (
        "import ytterby as yt",
        f'world, law = yt.load_world("{scene.day}"), yt.load_timeline().known_on("{scene.day}")',
        "run = yt.run(world, law)",
    )
    return "\n".join((*first, *more))
