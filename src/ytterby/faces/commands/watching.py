"""News watch: one look at feeds and folders, or a look every so many minutes."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from ytterby.errors import YtterbyError
from ytterby.faces.commands.own import law_option, the_law
from ytterby.faces.commands.talk import form_option, put_sheet, say, working, workspace
from ytterby.faces.numbers import plural

if TYPE_CHECKING:
    from ytterby.brief import Inbox, Stake
    from ytterby.world import World

__all__ = ["watch"]


class _Share(click.ParamType[float]):
    """A share, as 5% or 0.05."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The share as a number."""
        if isinstance(value, float):
            return value
        text = str(value).strip()
        try:
            found = float(text.rstrip("% ")) / (100.0 if text.endswith("%") else 1.0)
        except ValueError:
            found = -1.0
        if not 0.0 <= found < float("inf"):
            self.fail(f"{text!r} is not a share like 5% or 0.05", param, ctx)
        return found


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--state", type=click.Path(dir_okay=False, path_type=Path), help="Where what was seen is kept; default: your workspace."
)
@click.option("--as-of", metavar="DATE", help="World and law as known on that day; default: today.")
@click.option(
    "--bom", type=click.Path(path_type=Path), metavar="BOM.csv", help="Tell only what changes what this bill costs you."
)
@click.option(
    "--study", type=click.Path(path_type=Path), metavar="STUDY.yaml", help="Tell only what changes the results it asks for."
)
@click.option("--at-least", type=_Share(), default="5%", show_default=True, help="The smallest change of a result that is told.")
@click.option("--every", type=click.FloatRange(1, 10_080), metavar="MINUTES", help="Look again and again; default: once.")
@law_option
@form_option()
def watch(
    sources: tuple[str, ...],
    state: Path | None,
    as_of: str | None,
    bom: Path | None,
    study: Path | None,
    at_least: float,
    every: float | None,
    form: str,
) -> int:
    """Read feeds, folders and files; tell what is new since the last look.

    A SOURCE is a folder, a file, or an https address (which needs the extra 'live'). What is new is kept, and told once: changes
    of law, reports that disagree, and, with --bom or --study, only what would change your result by --at-least. Nothing that is
    read is in force; `ytterby news accept` makes it so.

    \b
    ytterby news watch reports/
    ytterby news watch https://example.org/feed.xml --every 30
    ytterby news watch reports/ --bom parts.csv --at-least 5%
    """
    from ytterby.brief import Inbox
    from ytterby.months import day

    given = click.get_current_context().get_parameter_source("at_least")
    if given is ParameterSource.COMMANDLINE and bom is None and study is None:
        raise click.UsageError("--at-least weighs a result of yours: give --bom BOM.csv or --study STUDY.yaml with it.")
    when = day(as_of) if as_of else None
    with Inbox(state or workspace() / "watch.sqlite") as inbox:
        while True:
            try:
                failed = _look(sources, inbox, when or date.today(), bom, study, at_least, form)
            except (YtterbyError, OSError) as error:
                if every is None:
                    raise
                say(f"This look failed: {error}")
                failed = True
            if every is None:
                return 3 if failed else 0
            try:
                time.sleep(60 * every)
            except KeyboardInterrupt:
                say("Stopped; what was seen is kept.")
                return 0


def _look(
    sources: tuple[str, ...], inbox: Inbox, when: date, bom: Path | None, study: Path | None, at_least: float, form: str
) -> bool:
    """One look, printed; True if no source could be read."""
    from ytterby.brief import watch as ask
    from ytterby.faces.views.watched import alert_sheet, news_sheet

    world = _world(when)
    stakes = _stakes(world, bom, study)
    with working("Reading"):
        found = ask(sources, inbox, the_law(), when, world, stakes, at_least)
    put_sheet(alert_sheet(found) if stakes else news_sheet(found), form)
    inbox.tell(found.kept)
    for fault in found.faults:
        say(f"Not read: {fault}")
    law = sum(proposal.status == "new" for _, proposal in found.changes)
    told = (
        f"{plural(len(found.kept), 'new document')}, {plural(law, 'change')} of law, {plural(len(found.conflicts), 'conflict')}"
    )
    at_stake = f", {plural(len(found.alerts), 'alert')} of a change of {at_least:.3g} or more" if stakes else ""
    say(f"{told}{at_stake}. {len(inbox)} documents kept in {inbox.path}.")
    return {fault.where for fault in found.faults} >= set(sources)


def _world(when: date) -> Any:
    from functools import cache

    @cache
    def world() -> World:
        from ytterby.world import load_world

        return load_world(when.isoformat())

    return world


def _stakes(world: Any, bom: Path | None, study: Path | None) -> list[Stake]:
    from ytterby.brief import Stake
    from ytterby.plan import read_bill

    found = [Stake.of_bill(read_bill(bom, world()))] if bom else []
    return [*found, Stake.of_study(study)] if study else found
