"""What is allowed: policy show, why, check, diff."""

from __future__ import annotations

import re
from pathlib import Path

import click

from ytterby.errors import Fault, UnknownName
from ytterby.faces.commands.talk import form_option, put_sheet, say

__all__ = ["COMMANDS"]

_LANE = re.compile(r"\s*(\w+)\s*(?:->|→|>)\s*(\w+)\s+([\w/.-]+)(?:\s+(any|civil|military))?\s*")


@click.group()
def policy() -> None:
    """What is allowed in a month, because of which notice, and what changes next."""


@policy.command()
@click.option("--at", metavar="MONTH", required=True, help="Month (its last day counts) or day.")
@click.option("--issuer", metavar="PLACE", default="", help="Only instruments of this party, like CHN.")
@click.option(
    "--law",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of law files instead of the shipped law.",
)
@form_option()
def show(at: str, issuer: str, law: Path | None, form: str) -> None:
    """List the instruments in force at a date, with their terms and ends."""
    from ytterby.faces.views.law import law_sheet
    from ytterby.months import day, last_day
    from ytterby.policy import load_timeline

    when = last_day(at) if len(at) == 7 else day(at)
    sheet = law_sheet(load_timeline(law or "shipped"), when, issuer.upper())
    put_sheet(sheet, form)
    say(f"{len(sheet.rows)} instruments with a say on {when}.")


@policy.command()
@click.argument("lane")
@click.argument("month")
@click.option("--as-of", metavar="DATE", help="Law as known on that day; default: all that is shipped.")
@form_option()
def why(lane: str, month: str, as_of: str | None, form: str) -> None:
    """Say which instruments shape a lane in a month: "CHN->USA magnet/NdFeB-high" 2025-05."""
    from ytterby.faces.views.law import because_sheet
    from ytterby.policy import load_timeline
    from ytterby.world import load_world

    found = _LANE.fullmatch(lane)
    if not found:
        raise UnknownName(
            Fault("lane", repr(lane), "a lane like 'CHN->USA magnet/NdFeB-high'", "Write origin->destination good.")
        )
    origin, destination, good, use = found.groups()
    law = load_timeline().known_on(as_of) if as_of else load_timeline()
    world = load_world(as_of)
    regime = law.compile(world, (month,))
    uses = [use] if use else list(dict.fromkeys(_uses(world, origin.upper(), destination.upper(), good)))
    for one in uses or ["any"]:
        reasons = regime.because(
            month, {"origin": origin.upper(), "destination": destination.upper(), "good": good, "end_use": one}
        )
        say(f"{origin.upper()}->{destination.upper()} {good}, {one} use, {month}: {len(reasons)} instruments")
        put_sheet(because_sheet(reasons), form)


def _uses(world: object, origin: str, destination: str, good: str) -> list[str]:
    lanes = vars(world)["lanes"]
    return list(lanes[(lanes["origin"] == origin) & (lanes["destination"] == destination) & (lanes["good"] == good)]["end_use"])


@policy.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Check law files; name every fault with file, line and remedy."""
    from ytterby.errors import BadLaw
    from ytterby.policy import read_instrument

    faults: list[Fault] = []
    for path in (found for name in files for found in (sorted(name.rglob("*.yaml")) if name.is_dir() else [name])):
        try:
            say(f"{path}: {read_instrument(path).id} is well formed")
        except BadLaw as error:
            faults += error.faults
    if faults:
        raise BadLaw(faults)


@policy.command()
@click.argument("before", metavar="DATE|FOLDER")
@click.argument("after", metavar="DATE|FOLDER")
@form_option()
def diff(before: str, after: str, form: str) -> None:
    """Say what changed between the law known on two days (or in two folders)."""
    from ytterby.faces.views.law import change_sheet
    from ytterby.policy import load_timeline

    def law(text: str) -> object:
        return load_timeline(Path(text)) if Path(text).is_dir() else load_timeline().known_on(text)

    sheet = change_sheet(law(before), law(after))  # type: ignore[arg-type]
    put_sheet(sheet, form)
    say(f"{len(sheet.rows)} differences.")


COMMANDS: tuple[click.Command, ...] = (policy,)
