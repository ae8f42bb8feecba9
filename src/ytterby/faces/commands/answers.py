"""From reports to an answer: brief, demo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ytterby.faces.commands.news import FILES, PUBLISHED
from ytterby.faces.commands.own import law_option, the_law
from ytterby.faces.commands.talk import form_option, put, say, terminal_width, working, workspace, write

__all__ = ["COMMANDS"]

_LINE = 96  # characters: a longer line of prose is hard to follow
_BRIEF_FORMS = ("text", "json", "html", "md")


def _render(page: Any, form: str) -> str:
    from ytterby.faces.report import render_html, render_markdown, render_text
    from ytterby.faces.sheet import json_text

    if form == "text":
        return render_text(page, min(terminal_width() or _LINE, _LINE))
    forms = {"json": lambda p: json_text(p.as_dict()), "html": render_html, "md": render_markdown}
    return forms[form](page)


@click.command()
@FILES
@click.option("--as-of", metavar="DATE", help="Day of knowledge; default: the latest day the documents give.")
@PUBLISHED
@law_option
@form_option(*_BRIEF_FORMS)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file instead of the screen.")
def brief(files: tuple[str, ...], as_of: str | None, published: str | None, form: str, out: Path | None) -> None:
    """Read reports; say what changes, for whom, when, how sure, and what to do.

    Claims and conflicts, the law they speak of, prices and shortages under the law known that day and under what is announced,
    and advice for a buyer: one page, every number cited.
    """
    from ytterby.brief import brief as ask

    with working("Reading") as tell:
        page = ask(list(files), as_of=as_of, published=published, tell=tell, law=the_law())
    text = _render(page, form)
    if out is None:
        put(text)
    else:
        say(f"Written: {write(out, text)}")


@click.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the page goes; default: your workspace.")
def demo(out: Path | None) -> None:
    """Run `brief` on the bundled reports of June 2025, print the answer and write the page."""
    from ytterby.brief import brief as ask
    from ytterby.brief import sample_reports

    with working("Reading the bundled reports") as tell:
        page = ask([str(path) for path in sample_reports()], tell=tell)
    put(_render(page, "text"))
    written = write(out or workspace() / "brief-june-2025.html", _render(page, "html")).resolve()
    say(f"\nThe page:      {written}")
    say("The dashboard: ytterby serve       then open http://127.0.0.1:8321/")
    say("Your reports:  ytterby brief report1.txt report2.txt")


COMMANDS: tuple[click.Command, ...] = (brief, demo)
