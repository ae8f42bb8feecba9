"""The house itself: serve, verify, doctor."""

from __future__ import annotations

import sys

import click

from ytterby.faces.commands.talk import form_option, put, put_sheet, say, working

__all__ = ["COMMANDS"]


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8321, show_default=True)
def serve(port: int) -> None:
    """Open the dashboard on this machine; nothing else can reach it."""
    from ytterby.faces.web.serve import serve as start

    say(f"The dashboard: http://127.0.0.1:{port}/   (Ctrl+C stops it)")
    start(port)


@click.command()
@form_option()
def verify(form: str) -> None:
    """Put the facts of the reports to the model: hit or miss, with the likely cause of each miss."""
    from ytterby.brief import verify as ask
    from ytterby.faces.views.record import fact_sheet

    with working("Asking the model for each fact") as tell:
        rows = ask(tell=tell)
    put_sheet(fact_sheet(rows), form)
    hits = sum(row.hit for row in rows)
    say(f"{hits} of {len(rows)} facts hit; a miss keeps its cause.")
    if hits < len(rows):
        sys.exit(1)


@click.command()
@form_option("table", "json")
def doctor(form: str) -> None:
    """Check the installation, the data, the cache and the port, and say how to mend what is wrong."""
    from ytterby.faces.doctor import checks
    from ytterby.faces.sheet import Sheet, columns

    found = checks()
    heads = columns({"what": "what", "fine": "fine", "told": "found", "remedy": "what to do"})
    put_sheet(Sheet.of(heads, (vars(one) for one in found)), form)
    if not all(one.fine for one in found):
        put("")
        sys.exit(1)


COMMANDS: tuple[click.Command, ...] = (serve, verify, doctor)
