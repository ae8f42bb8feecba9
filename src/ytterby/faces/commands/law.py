"""What is allowed: policy show, why, check, diff, calendar."""

from __future__ import annotations

from pathlib import Path

import click

from ytterby.faces.commands.calendar import an_issuer, calendar, say_if_later
from ytterby.faces.commands.own import law_option, the_law
from ytterby.faces.commands.talk import form_option, put_sheet, say
from ytterby.faces.numbers import plural

__all__ = ["COMMANDS"]


@click.group()
def policy() -> None:
    """What is allowed in a month, because of which notice, and what changes next."""


@policy.command()
@click.option("--at", metavar="MONTH|DAY", required=True, help="A month like 2025-10, or a day like 2025-10-09.")
@click.option("--issuer", metavar="PLACE", default="", help="Only instruments of this party, like CHN.")
@click.option("--as-of", metavar="DATE", help="Law as known on that day; default: all that is shipped.")
@law_option
@form_option()
def show(at: str, issuer: str, as_of: str | None, form: str) -> None:
    """List the instruments that hold or rest in a month or on a day, with their terms and ends."""
    from ytterby.faces.views.law import law_sheet
    from ytterby.months import last_day, month_of

    timeline = the_law()
    known = timeline.known_on(as_of) if as_of else timeline
    month = month_of(at)
    when = at if len(at) > len(month) else month
    sheet = law_sheet(known, when, an_issuer(timeline, issuer))
    put_sheet(sheet, form)
    several = plural(len({row["instrument"] for row in sheet.dicts()}), "instrument")
    say(f"{several} with a say {'in' if when == month else 'on'} {when}.")
    say_if_later(known, last_day(month))


@policy.command()
@click.argument("words", nargs=-1, required=True, metavar="LANE... MONTH")
@click.option("--as-of", metavar="DATE", help="Law and world as known on that day; default: all that is shipped.")
@click.option(
    "--world", "name", metavar="NAME|FOLDER", default="rare-earths", show_default=True, help="A shipped world or a folder."
)
@law_option
@form_option()
def why(words: tuple[str, ...], as_of: str | None, name: str, form: str) -> None:
    """Say what holds on a lane in a month, and because of which notice: "CHN->USA" magnet/NdFeB-high 2025-05.

    Quote an arrow (-> or >), or leave it out: CHN USA magnet civil 2025-05. Tungsten, gallium and chips are in other worlds:
    CHN USA oxide/W 2025-03 --world tungsten.
    """
    from ytterby.faces.views.law import why_sheet
    from ytterby.months import last_day, month_of
    from ytterby.world import load_world

    if len(words) < 2:
        raise click.UsageError("Name a lane and then a month, like: policy why CHN USA magnet 2025-05")
    law = the_law()
    law = law.known_on(as_of) if as_of else law
    put_sheet(why_sheet(law, load_world(as_of, name=name), " ".join(words[:-1]), month_of(words[-1])), form)
    say_if_later(law, last_day(month_of(words[-1])))


@policy.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE|FOLDER...", type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Check law files, or a folder of them with what they say of each other; name every fault with file, line and remedy."""
    from ytterby.errors import BadLaw, Fault
    from ytterby.policy import load_timeline, read_instrument

    faults: list[Fault] = []
    for path in files:
        try:
            if path.is_dir():
                say(f"{path}: {plural(len(load_timeline(path).instruments), 'instrument')}, all well formed")
            else:
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
    say(f"{plural(len(sheet.rows), 'difference')}.")


policy.add_command(calendar)

COMMANDS: tuple[click.Command, ...] = (policy,)
