"""Names as people write them: places and goods by code, title, element or a near miss."""

from __future__ import annotations

from ytterby.errors import Fault, UnknownName, near_miss
from ytterby.world.model import World

__all__ = ["find"]

ALIASES = {
    "nd": "NdPr",
    "pr": "NdPr",
    "neodymium": "NdPr",
    "praseodymium": "NdPr",
    "didymium": "NdPr",
    "deu": "EU",
    "germany": "EU",
}
ALIASES |= {"fra": "EU", "france": "EU", "nld": "EU", "netherlands": "EU", "ita": "EU", "uk": "GBR", "us": "USA", "china": "CHN"}


def find(world: World, name: str) -> tuple[str, ...]:
    """The ids of the places and goods that a name means; UnknownName with the near miss if none.

    An element names its oxide and metal (neodymium and praseodymium count as NdPr), a stage such as ``magnet`` all its goods.
    """
    text = ALIASES.get(name.strip().casefold(), name.strip()).casefold()
    stage, _, rest = text.partition("/")
    if rest in ALIASES:
        text = f"{stage}/{ALIASES[rest].casefold()}"
    exact = [str(i) for frame in (world.places, world.goods) for i in frame.index if str(i).casefold() == text]
    if exact:
        return tuple(exact)
    goods = [
        str(i) for i in world.goods.index if str(i).casefold().split("/")[-1] == text or str(i).casefold().split("/")[0] == text
    ]
    titled = [
        str(i) for i, t in world.goods["title"].items() if str(t).casefold().split(" ")[0] == text or str(t).casefold() == text
    ]
    places = [str(i) for i, t in world.places["name"].items() if str(t).casefold() == text]
    found = tuple(dict.fromkeys(places + goods + titled))
    if found:
        return found
    known = [*map(str, world.places.index), *map(str, world.goods.index), *map(str, world.places["name"])]
    raise UnknownName(Fault("name", repr(name), "a place or a good of this world", near_miss(name, known)))
