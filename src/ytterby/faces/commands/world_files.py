"""A user's own world: world new, world check."""

from __future__ import annotations

from pathlib import Path

import click

from ytterby.faces.commands.talk import form_option, put_sheet, say
from ytterby.faces.numbers import plural

__all__ = ["COMMANDS"]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--from", "start", metavar="NAME|FOLDER", default="template", show_default=True, help="The template, or a world to copy."
)
def new(folder: Path, start: str) -> None:
    """Write a commented world into a new folder, for you to fill in; a small world of graphite to begin with."""
    from ytterby.world import begin

    files = begin(folder, start)
    say(f"{plural(len(files), 'file')} in {folder}. Start with world.yaml; then `ytterby world check {folder}`.")


@click.command()
@click.argument("name", metavar="[NAME|FOLDER]", default="rare-earths")
@click.option("--as-of", metavar="DATE", help="Only what had been published by that day.")
@click.option("--base-year", type=int, metavar="YEAR", help="Default: the world's usual one.")
@form_option()
def check(name: str, as_of: str | None, base_year: int | None, form: str) -> None:
    """Check a shipped world or your own folder: every fault with its place and remedy, else how far facts had to give."""
    from ytterby.faces.views.frames import frame_sheet
    from ytterby.world import check as sound
    from ytterby.world import load_world

    found = load_world(as_of, base_year, name)
    sound(found)
    put_sheet(frame_sheet(found.residuals), form)
    for table in ("plants", "lanes", "demand", "stocks", "prices"):
        rows = getattr(found, table)
        assumed = int((rows["source"].isna() | (rows["source"] == "")).sum())
        say(f"{table}: {len(rows)} rows, {assumed} assumed, the rest cited")
    say(f"{name} is sound: every market of {found.base_year} closes.")


COMMANDS: tuple[click.Command, ...] = (new, check)
