"""What is there: world show; world_files.py adds new and check."""

from __future__ import annotations

import click

from ytterby.faces.commands import world_files
from ytterby.faces.commands.talk import form_option, put_sheet

__all__ = ["COMMANDS"]

_TABLES = (
    "places",
    "goods",
    "recipes",
    "recipe_goods",
    "plants",
    "lanes",
    "demand",
    "stocks",
    "prices",
    "sectors",
    "surplus",
    "residuals",
    "observations",
    "projects",
    "facilities",
    "studies",
    "left_out",
)


@click.group()
def world() -> None:
    """What is there: places, goods, plants, lanes, demand, stocks and prices, every number cited or assumed."""


@world.command()
@click.argument("table", type=click.Choice(_TABLES), default="places")
@click.option("--as-of", metavar="DATE", help="Only what had been published by that day.")
@form_option()
def show(table: str, as_of: str | None, form: str) -> None:
    """Print one table of the world, with the source of each row."""
    from ytterby.faces.views.frames import frame_sheet
    from ytterby.world import load_world

    put_sheet(frame_sheet(getattr(load_world(as_of), table)), form)


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
