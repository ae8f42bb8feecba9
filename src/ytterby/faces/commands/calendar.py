"""What changes next: policy calendar."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ytterby.faces.commands.own import law_option, the_law
from ytterby.faces.commands.talk import form_option, put_sheet, say, write
from ytterby.faces.numbers import plural

if TYPE_CHECKING:
    from ytterby.policy import Timeline

__all__ = ["an_issuer", "calendar", "say_if_later"]


def an_issuer(law: Timeline, named: str) -> str:
    """The code of a party that issued some of the law, empty if none is asked for; UnknownName with the near miss otherwise."""
    from ytterby.errors import Fault, UnknownName, near_miss

    known = sorted({one.issuer for one in law.instruments})
    if named and named.upper() not in known:
        raise UnknownName(
            Fault("issuer", repr(named), "the code of a party that issued some of this law", near_miss(named, known))
        )
    return named.upper()


def say_if_later(law: Timeline, when: date) -> None:
    """A remark if a day lies after all that is known of the law: from there on it is what is written, not what happened."""
    if law.newest is not None and when > law.newest:
        say(f"The newest publication behind this law is of {law.newest}. What is later is the law as written, not what happened.")


@click.command()
@click.option("--from", "start", metavar="DATE", required=True, help="Dates after this day.")
@click.option("--until", metavar="DATE", help="And no later than this day.")
@click.option("--issuer", metavar="PLACE", default="", help="Only law of this party, like CHN.")
@click.option("--as-of", metavar="DATE", help="Law as known on that day; default: all that is shipped.")
@law_option
@click.option("--ics", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Write an iCalendar file too.")
@form_option()
def calendar(start: str, until: str | None, issuer: str, as_of: str | None, ics: Path | None, form: str) -> None:
    """List the coming dates of the law: entries, lapses, snap-backs, and days on which first licences under new terms expire."""
    from ytterby.errors import BadMonth, Fault
    from ytterby.faces.ics import calendar_text
    from ytterby.faces.views.law import coming_sheet
    from ytterby.months import day

    first, last = day(start), day(until) if until else None
    if last is not None and last <= first:
        raise BadMonth(Fault("until", repr(until), f"a day after {first}", "Give the earlier day to --from."))
    timeline = the_law()
    party = an_issuer(timeline, issuer).lower()
    known = timeline.known_on(as_of) if as_of else timeline
    coming = tuple(
        one
        for one in known.calendar(first)
        if (last is None or one.day <= last) and one.instrument.startswith(f"{party}/" if party else "")
    )
    put_sheet(coming_sheet(coming), form)
    if coming:
        say_if_later(known, coming[-1].day)
    say(f"{plural(len(coming), 'date')} after {first}{f' and up to {last}' if last else ''}.")
    if ics is not None:
        say(f"Written to {write(ics, calendar_text(coming, first))}.")
