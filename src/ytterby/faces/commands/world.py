"""What is there: world show, explain, conflicts, worst; world_files.py adds new and check."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import Any

import click

from ytterby.faces.commands import world_files
from ytterby.faces.commands.talk import form_option, put, put_sheet, say
from ytterby.faces.numbers import plural

__all__ = ["COMMANDS"]


def known_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options ``--as-of``, ``--base-year`` and ``--world``: which world a command asks."""
    shipped = "A shipped world, or a folder."
    for option in (
        click.option("--world", "name", metavar="NAME", default="rare-earths", show_default=True, help=shipped),
        click.option("--base-year", type=int, metavar="YEAR", help="Year of the balance; default: the usual one."),
        click.option("--as-of", metavar="DATE", help="Only what had been published by that day."),
    ):
        command = option(command)
    return command


@click.group()
def world() -> None:
    """What is there: places, goods, plants, lanes, demand, stocks and prices, every number cited or assumed."""


@world.command()
@click.argument("subject", metavar="[TABLE|GOOD|ELEMENT|PLACE|STAGE]", default="")
@known_option
@form_option()
def show(subject: str, as_of: str | None, base_year: int | None, name: str, form: str) -> None:
    """Print what is there: totals by stage and place, or all about a good, an element, a place, a stage, or one table."""
    from ytterby.faces.views.frames import frame_sheet, inventory_sheet
    from ytterby.world import inventory, load_world

    found = load_world(as_of, base_year, name)
    table: Any = getattr(found, subject, None)
    if hasattr(table, "columns"):
        put_sheet(frame_sheet(table), form)
    else:
        put_sheet(inventory_sheet(inventory(found, subject)), form)


@world.command("explain")
@click.argument("words", nargs=-1, required=True, metavar="TABLE LABEL...")
@known_option
@form_option("text", "json")
def explain_(words: tuple[str, ...], as_of: str | None, base_year: int | None, name: str, form: str) -> None:
    """Say where any number comes from: plants CHN separate/ionic; price oxide/Dy USA; share separation CHN."""
    from ytterby.faces.sheet import json_text
    from ytterby.faces.views.number import number_text
    from ytterby.world import explain_number, load_world

    asked = words[0] if len(words) == 1 else shlex.join(words)
    found = explain_number(load_world(as_of, base_year, name), asked)
    put(json_text(found) if form == "json" else number_text(found))


@world.command()
@click.argument("about", metavar="[WORD]", default="")
@known_option
@form_option()
def conflicts(about: str, as_of: str | None, base_year: int | None, name: str, form: str) -> None:
    """Print facts on which figures differ, side by side, with the one in use and the rule that chose it."""
    from ytterby.faces.views.frames import conflict_sheet
    from ytterby.world import conflicts as differing
    from ytterby.world import load_world

    sheet = conflict_sheet(differing(load_world(as_of, base_year, name)), about)
    put_sheet(sheet, form)
    say(f"{plural(len(sheet.rows), 'figure')} on {plural(len({row[0] for row in sheet.rows}), 'subject')}.")


for _command in world_files.COMMANDS:
    world.add_command(_command)


@world.command()
@click.option("--base-year", type=int, help="The year balanced; the usual one of the world if none is named.")
@click.option("--as-of", metavar="DATE", help="Only what had been published by that day.")
@click.option("--most", type=click.IntRange(1), default=20, show_default=True, help="How many rows.")
@form_option()
def worst(base_year: int | None, as_of: str | None, most: int, form: str) -> None:
    """Print the published figures that the balanced year departs from most, each with its cause."""
    from ytterby.faces.views.departures import departures
    from ytterby.world import load_world

    put_sheet(departures(load_world(as_of, base_year=base_year), most), form)


COMMANDS: tuple[click.Command, ...] = (world,)
