"""What is there: world show, world check."""

from __future__ import annotations

import click

from ytterby.faces.commands.talk import form_option, put_sheet, say

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


@world.command()
@click.option("--as-of", metavar="DATE", help="Only what had been published by that day.")
@form_option()
def check(as_of: str | None, form: str) -> None:
    """Check that the world is sound; say how far it departs from the raw facts, and how much is assumed."""
    from ytterby.faces.views.frames import frame_sheet
    from ytterby.world import check as sound
    from ytterby.world import load_world

    found = load_world(as_of)
    sound(found)
    put_sheet(frame_sheet(found.residuals), form)
    for table in ("plants", "lanes", "demand", "stocks", "prices"):
        rows = getattr(found, table)
        assumed = int((rows["source"].isna() | (rows["source"] == "")).sum())
        say(f"{table}: {len(rows)} rows, {assumed} assumed, the rest cited")


COMMANDS: tuple[click.Command, ...] = (world,)
