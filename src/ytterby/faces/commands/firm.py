"""What to do: company exposure."""

from __future__ import annotations

from pathlib import Path

import click

from ytterby.faces.commands.own import law_option, the_law
from ytterby.faces.commands.talk import form_option, put, put_sheet, say, working

__all__ = ["COMMANDS"]


@click.group()
def company() -> None:
    """What of a company's parts stops, when, what it costs, and what to do first."""


@company.command()
@click.argument("bill", metavar="BOM.csv", type=click.Path(path_type=Path))
@click.option("--as-of", metavar="DATE", default="2025-06-13", show_default=True, help="World and law as known on that day.")
@click.option("--skip-bad", is_flag=True, help="Use the good lines and name the others.")
@law_option
@form_option()
def exposure(bill: Path, as_of: str, skip_bad: bool, form: str) -> None:
    """Show what a bill of materials risks, part by part, and the actions in order."""
    from ytterby.faces.sheet import json_text
    from ytterby.faces.views.firm import advice_sheet, exposure_sheet
    from ytterby.plan import advise, read_bill
    from ytterby.plan import exposure as ask
    from ytterby.study import run
    from ytterby.world import load_world

    world = load_world(as_of)
    read = read_bill(bill, world, skip_bad=skip_bad)
    with working("Solving the months"):
        solved = run(world, the_law().known_on(as_of))
    found = ask(solved, read)
    actions = advise(solved, found)
    if form == "json":
        put(json_text({"exposure": found, "advice": actions}))
    else:
        put_sheet(exposure_sheet(found), form)
        put("")
        put_sheet(advice_sheet(actions), form)
    for fault in found.faults:
        say(f"Line not used: {fault}")


COMMANDS: tuple[click.Command, ...] = (company,)
