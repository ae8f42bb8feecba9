"""What follows: run, whatif, explain, sensitivity, bargain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ytterby.faces.commands.habits import Habits, habits_options
from ytterby.faces.commands.own import law_option, the_law
from ytterby.faces.commands.talk import form_option, put, put_sheet, say, terminal_width, working
from ytterby.faces.numbers import three

if TYPE_CHECKING:
    from ytterby.faces.sheet import Sheet
    from ytterby.market import Behaviour
    from ytterby.policy import Timeline
    from ytterby.study import Run
    from ytterby.world import World

__all__ = ["COMMANDS"]

_SCREEN = 40  # rows of a table on a terminal
_LONGEST = 240  # months of one run: twenty years, a minute or so; no law or project in the data reaches further

_AS_OF = click.option(
    "--as-of", metavar="DATE", default="2025-06-13", show_default=True, help="World and law as known on that day."
)
_SPAN = click.option(
    "--months", metavar="FIRST..LAST", help="Like 2025-01..2026-03; default: January of the year to 12 months ahead."
)

_WORLD = click.option(
    "--world", "name", metavar="NAME|FOLDER", default="rare-earths", show_default=True, help="A shipped world or a folder."
)


_BASE = click.option(
    "--base-year", type=int, metavar="YEAR", help="The year the model is set to; default: the world's usual one."
)


def _known(as_of: str, name: str = "rare-earths", base_year: int | None = None) -> tuple[World, Timeline]:
    from ytterby.world import load_world

    return load_world(as_of, base_year, name), the_law().known_on(as_of)


_PROJECTS = click.option(
    "--projects/--no-projects", default=True, show_default=True, help="Let known projects come on line (see --show projects)."
)


def _run(
    as_of: str,
    months: str | None,
    known: tuple[World, Timeline] | None = None,
    behaviour: Behaviour | None = None,
    projects: bool = True,
) -> Run:
    from ytterby.errors import BadMonth, Fault
    from ytterby.faces.views.behaviour import behaviour_lines
    from ytterby.faces.views.projects import project_lines
    from ytterby.months import month_range
    from ytterby.study import run as solve

    first, _, last = (months or "").partition("..")
    span = month_range(first, last or first) if first else None
    if span and len(span) > _LONGEST:
        raise BadMonth(Fault("--months", f"{len(span):,} months", f"at most {_LONGEST}", "Ask for fewer months."))
    with working("Solving the months"):
        found = solve(*(known or _known(as_of)), span, behaviour=behaviour, projects=projects)
    worst = found.certificate
    span_told = f"{found.months[0]} to {found.months[-1]}"
    say(f"Run {found.study.hash}: {span_told}, certified (kkt {worst.kkt:.1e}, local {worst.local:.1e}).")
    for line in (*project_lines(found), *behaviour_lines(found)):
        say(line)
    for row in found.markups:
        told = (
            f"{row.place} adds {three(row.markup)} USD/kg to {row.good} in the base year, {three(100 * row.share)} % of the price"
        )
        say(f"{told}; prices of that year bear conduct up to {three(row.borne)}.")
    return found


@click.command()
@_AS_OF
@_SPAN
@click.option(
    "--show",
    "variable",
    metavar="NAME",
    help="A table instead of the summary: price, flow, shortage, stock, level, utilisation, rent, gains, projects, ...",
)
@click.option("--all", "every", is_flag=True, help=f"On a terminal, all rows of a table and not only the {_SCREEN} largest.")
@click.option("--where", multiple=True, metavar="DIM=LABEL", help="Keep one label of a dim, like good=oxide/Dy; may be repeated.")
@click.option("--month", metavar="MONTH", help="The same as --where month=MONTH.")
@_WORLD
@_BASE
@habits_options
@law_option
@_PROJECTS
@form_option()
def run(
    as_of: str,
    months: str | None,
    variable: str | None,
    every: bool,
    where: tuple[str, ...],
    month: str | None,
    name: str,
    base_year: int | None,
    habits: Habits,
    projects: bool,
    form: str,
) -> None:
    """Solve the months under the law known on a day; print a summary of one, or a table by name."""
    from ytterby.errors import Fault, UnknownName, near_miss
    from ytterby.faces.sheet import json_text
    from ytterby.faces.views.market import array_sheet, picked
    from ytterby.faces.views.projects import project_sheet
    from ytterby.faces.views.summary import gain_sheet, summary_sheets

    known = _known(as_of, name, base_year)
    found = _run(as_of, months, known, habits.of(known[0]), projects)
    labels = [*where, *([f"month={month}"] if month else [])]
    if month and month not in found.months:
        raise UnknownName(Fault("--month", month, "a month of the run", near_miss(month, list(found.months))))
    asked = month or (as_of[:7] if as_of[:7] in found.months else found.months[-1])
    if variable is None and not where and form != "csv":
        sheets = summary_sheets(found, asked)
        if form == "json":
            put(json_text({title: sheet.dicts() for title, sheet in sheets.items()}))
            return
        for title, sheet in sheets.items():
            put(f"{title}\n")
            put_sheet(sheet, form)
            put("")
        say("More: --month MONTH, --show NAME for a whole table, --where DIM=LABEL to narrow it, --format csv.")
        return
    variable = variable or "shortage"
    if variable == "gains":
        _put_largest(gain_sheet(found, asked), form, every)
    elif variable == "projects":
        put_sheet(project_sheet(found, labels), form)
    else:
        _put_largest(array_sheet(picked(found[variable], labels), variable), form, every)


def _put_largest(sheet: Sheet, form: str, every: bool) -> None:
    """The sheet, on a terminal only the rows with the largest last cells unless every row is asked for."""
    if form == "table" and not every and terminal_width() is not None and len(sheet.rows) > _SCREEN:
        largest = sorted(range(len(sheet.rows)), key=lambda i: -abs(float(sheet.rows[i][-1] or 0.0)))[:_SCREEN]
        say(f"The {_SCREEN} largest of {len(sheet.rows):,} rows; --all prints the rest, --where DIM=LABEL narrows.")
        sheet = type(sheet)(sheet.columns, tuple(sheet.rows[i] for i in sorted(largest)))
    put_sheet(sheet, form)


@click.command()
@click.argument("instrument")
@click.option("--suspend", "act", flag_value="suspend", default=True, help="The instrument rests from that month (default).")
@click.option("--repeal", "act", flag_value="repeal", help="The instrument ends with that month.")
@click.option("--drop", "act", flag_value="drop", help="As if it had never been.")
@click.option(
    "--from", "month", metavar="MONTH", help="First month of the change; default: the month after the day of knowledge."
)
@_AS_OF
@_SPAN
@click.option("--show", "variable", metavar="VARIABLE", default="price", show_default=True)
@click.option("--top", type=click.IntRange(1, 500), default=15, show_default=True)
@_WORLD
@habits_options
@law_option
@form_option()
def whatif(
    instrument: str,
    act: str,
    month: str | None,
    as_of: str,
    months: str | None,
    variable: str,
    top: int,
    name: str,
    habits: Habits,
    form: str,
) -> None:
    """Change one instrument and print what differs most; nothing is stored."""
    from ytterby.faces.views.amend import amended
    from ytterby.faces.views.market import difference_sheet
    from ytterby.months import add_months
    from ytterby.study import compare
    from ytterby.study import run as solve

    known = _known(as_of, name)
    law = amended(known[1], instrument, act, month or add_months(as_of[:7], 1))
    base = _run(as_of, months, known, habits.of(known[0]))
    with working("Solving the months after the change"):
        hit = solve(base.study.world, law, base.months, after=base)
    rows = compare(base, hit).peaks(variable, top)
    put_sheet(difference_sheet(rows), form)
    told = f"{len(rows)} largest differences of {variable}, each in the month in which it differs most"
    say(f"{told}; run {hit.study.hash} against {base.study.hash}.")


@click.command()
@click.argument("variable")
@click.argument("labels", nargs=-1, metavar="DIM=LABEL...")
@_AS_OF
@_SPAN
@_WORLD
@habits_options
@law_option
@_PROJECTS
@form_option("text", "json")
def explain(
    variable: str,
    labels: tuple[str, ...],
    as_of: str,
    months: str | None,
    name: str,
    habits: Habits,
    projects: bool,
    form: str,
) -> None:
    """Say why a number is what it is: explain price month=2025-09 good=oxide/Dy place=USA."""
    from ytterby.faces.sheet import json_text
    from ytterby.faces.views.market import explained, pairs

    known = _known(as_of, name)
    found = _run(as_of, months, known, habits.of(known[0]), projects).explain(variable, **pairs(labels))
    put(json_text(found) if form == "json" else explained(found))


@click.command()
@click.argument("variable")
@click.argument("labels", nargs=-1, metavar="DIM=LABEL...")
@_AS_OF
@_SPAN
@click.option("--top", type=click.IntRange(1, 500), default=15, show_default=True)
@_WORLD
@habits_options
@law_option
@form_option()
def sensitivity(
    variable: str, labels: tuple[str, ...], as_of: str, months: str | None, top: int, name: str, habits: Habits, form: str
) -> None:
    """Rank the figures of the law that move a number: sensitivity price month=2025-06 good=oxide/Dy place=JPN."""
    from ytterby.faces.sheet import Sheet
    from ytterby.faces.views.levers import lever_sheet, lever_words
    from ytterby.faces.views.market import pairs

    told = pairs(labels)
    if months is None and "month" in told:
        months = f"{min(f'{as_of[:4]}-01', told['month'])}..{told['month']}"
    known = _known(as_of, name)
    run = _run(as_of, months, known, habits.of(known[0]))
    with working("Moving the law"):
        found = run.sensitivity(variable, **told)
    sheet = lever_sheet(found)
    put_sheet(Sheet(sheet.columns, sheet.rows[:top]), form)
    say(lever_words(found))


@click.group()
def bargain() -> None:
    """Who holds leverage, who can wait longer, which packages hold."""


@bargain.command()
@_AS_OF
@click.option("--month", metavar="MONTH", help="Default: the month of the day of knowledge.")
@click.option("--holder", metavar="PLACE", default="CHN", show_default=True)
@law_option
@form_option()
def leverage(as_of: str, month: str | None, holder: str, form: str) -> None:
    """Say what a party holds over others, good by good."""
    from ytterby.faces.views.power import leverage_sheet
    from ytterby.study import leverage as ask

    put_sheet(leverage_sheet(ask(_run(as_of, None), month or as_of[:7], holder.upper())), form)


@bargain.command("endurance")
@_AS_OF
@click.option(
    "--tolerance",
    type=click.FloatRange(0, 1),
    default=None,
    help="Share of wanted magnets, by value, that a place bears to miss; default: the shipped assumption.",
)
@law_option
@form_option()
def endurance_(as_of: str, tolerance: float | None, form: str) -> None:
    """Say how many months each place lasts in a stand-off."""
    from ytterby.bargain import endurance
    from ytterby.faces.views.power import endurance_sheet

    put_sheet(endurance_sheet(endurance(_run(as_of, None), as_of[:7], tolerance)), form)


@bargain.command()
@_AS_OF
@click.option("--horizon", type=click.IntRange(1, 60), default=12, show_default=True, help="Months.")
@law_option
@form_option()
def deals(as_of: str, horizon: int, form: str) -> None:
    """Set magnets against chips: four packages, their pay-offs, which holds by itself."""
    from ytterby.bargain import play, verdict
    from ytterby.faces.views.power import deal_sheet

    with working("Solving two laws"):
        game = play(*_known(as_of), as_of[:7], horizon)
    found = verdict(game)
    put_sheet(deal_sheet(found.deals), form)
    for party, need in found.patience.items():
        told = "holds by itself" if need == 0 else f"needs patience {need:.3g}" if need else "no patience suffices"
        say(f"{party}: both easing {told}; break-even of keeping {found.break_even[party]:.3g} million USD")


COMMANDS: tuple[click.Command, ...] = (run, whatif, explain, sensitivity, bargain)
