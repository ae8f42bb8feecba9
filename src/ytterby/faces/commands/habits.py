"""Options that say how users and exporters behave, shared by the commands that solve months."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ytterby.market import Behaviour
    from ytterby.world import World

__all__ = ["Habits", "habits_options"]

_OPTIONS = (
    click.option(
        "--conduct",
        multiple=True,
        metavar="PLACE:GOOD=N",
        help="An exporter that knows its weight, 0 (takes prices) to 1 (Cournot), like CHN:oxide/Dy=1; may be repeated.",
    ),
    click.option(
        "--behaviour",
        "stated",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="How users and exporters behave, in YAML; default: the world's behaviour.yaml, if it has one.",
    ),
    click.option("--panic", is_flag=True, help="Who fears to run short wants a larger store for a while."),
    click.option("--redesign", is_flag=True, help="Users and makers who pay a high price for long learn to do with less."),
)


@dataclass(frozen=True)
class Habits:
    """What the four options said."""

    conduct: tuple[str, ...]
    stated: Path | None
    panic: bool
    redesign: bool

    def of(self, world: World) -> Behaviour | None:
        """The behaviour they state for a world; None where they state nothing."""
        from ytterby.market import Behaviour

        found = Behaviour.read(self.stated) if self.stated else Behaviour.beside(world) or Behaviour()
        for words in self.conduct:
            found = found.with_conduct(words)
        found = found.with_panic() if self.panic else found
        if self.redesign:
            other_ways = set(world.recipes.query("extra > 0").index) if "extra" in world.recipes else set[str]()
            found = found.with_redesign(world.demand["sector"], other_ways & set(world.plants["recipe"]))
        return found if found != Behaviour() else None


def habits_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options; the command takes them as one argument, ``habits``."""

    @functools.wraps(command)
    def with_habits(conduct: tuple[str, ...], stated: Path | None, panic: bool, redesign: bool, **others: Any) -> Any:
        return command(habits=Habits(conduct, stated, panic, redesign), **others)

    return functools.reduce(lambda found, option: option(found), reversed(_OPTIONS), with_habits)
