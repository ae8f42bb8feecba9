"""What documents say, and what of it becomes law: news read, conflicts, accept, watch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ytterby.faces.commands.own import ledger
from ytterby.faces.commands.talk import form_option, put, put_sheet, say, working, workspace
from ytterby.faces.commands.watching import watch
from ytterby.faces.numbers import plural

if TYPE_CHECKING:
    from ytterby.evidence import Reading

__all__ = ["COMMANDS", "FILES", "PUBLISHED"]

FILES = click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path())
PUBLISHED = click.option("--published", metavar="DATE", help="Day the documents were published, where they do not say.")


@click.group()
def news() -> None:
    """What documents say: claims, each quoted word for word, and where they disagree."""


@news.command("read")
@FILES
@PUBLISHED
@click.option("--llm", type=click.Path(path_type=Path), metavar="FILE", help="Read a second time through the endpoint it states.")
@form_option("table", "json", "jsonl", "csv", "md")
def news_read(files: tuple[str, ...], published: str | None, llm: Path | None, form: str) -> None:
    """List the claims of documents: .txt .md .html .pdf, RSS and Atom feeds, folders, - for standard input.

    \b
    ytterby news read notice.pdf
    ytterby news read reports/ --format md
    ytterby news read wire.xml --published 2026-05-04 --format jsonl
    """
    from ytterby.evidence import read
    from ytterby.faces.sheet import json_text
    from ytterby.faces.views.claims import claim_records, claim_sheet

    reading = read([Path(name) for name in files], published=published)
    if llm is not None:
        _twice(reading, llm, form)
    elif form == "jsonl":
        for record in claim_records(reading.claims):
            put(json_text(record, indent=None))
    elif form == "json":
        put(json_text({"claims": claim_records(reading.claims), "conflicts": reading.conflicts, "unread": reading.unread}))
    else:
        put_sheet(claim_sheet(reading), form)
    for line in reading.unread:
        say(f"Not read: {line}")


def _twice(reading: Reading, llm: Path, form: str) -> None:
    """The claims of a model beside those of the default reader: as they differ, or in JSON all of both."""
    from ytterby.evidence import ModelReader
    from ytterby.faces.sheet import json_text
    from ytterby.faces.views.claims import claim_records, difference_sheet

    reader = ModelReader(llm, cache=workspace() / "llm")
    with working("Asking the model"):
        found = reader.second(reading)
    reader.close()
    if form == "jsonl":
        for record in claim_records(found.claims):
            put(json_text(record, indent=None))
    elif form == "json":
        told = {"claims": claim_records(reading.claims), "second": claim_records(found.claims)}
        put(json_text({**told, "differences": found.differences, "notes": found.notes, "spent": found.spent}))
    else:
        put_sheet(difference_sheet(found.differences), form)
    for note in found.notes:
        say(f"Model: {note}")
    spent = found.spent
    asked = f"{plural(spent.requests, 'request')}, {spent.tokens:,} tokens, {spent.usd:.4g} USD; {spent.cached} out of the cache"
    say(
        f"{plural(len(reading.claims), 'claim')} by the default reader, {len(found.claims)} by the model, "
        f"{plural(len(found.differences), 'difference')} ({asked})."
    )


@news.command()
@FILES
@PUBLISHED
@click.option(
    "--model", is_flag=True, help="Say which side law or world have, and solve the market under each side of a conflict."
)
@form_option("table", "json", "csv", "md")
def conflicts(files: tuple[str, ...], published: str | None, model: bool, form: str) -> None:
    """Show what documents say of one thing, side by side: conflicts, numbers that are near, agreement.

    \b
    ytterby news conflicts reports/
    ytterby news conflicts wire.txt notice.txt --model
    """
    from ytterby.faces.sheet import json_text, plain
    from ytterby.faces.views.cards import card_sheet, solved_sheet

    paths = [Path(name) for name in files]
    if model:
        from ytterby.brief import brief

        with working("Reading") as tell:
            page = brief(paths, published=published, tell=tell)
        told, kinds, sheet, unread = plain(page.cards), [card.type for card in page.cards], solved_sheet(page), page.unread
    else:
        from ytterby.evidence import read

        reading = read(paths, published=published)
        told, kinds, sheet, unread = (
            plain(reading.cards),
            [card.type for card in reading.cards],
            card_sheet(reading),
            reading.unread,
        )
    if form == "json":
        put(json_text({"cards": told, "unread": unread}))
    else:
        put_sheet(sheet, form)
    say(f"{plural(kinds.count('conflict'), 'conflict')} on {plural(len(kinds), 'card')}.")
    for line in unread:
        say(f"Not read: {line}")


@news.command()
@click.argument("files", nargs=-1, metavar="FILE...", type=click.Path())
@PUBLISHED
@click.option(
    "--as-of", metavar="DATE", help="Compare with the law known on that day; default: the newest day the documents give."
)
@click.option("--only", multiple=True, metavar="INSTRUMENT", help="Accept only this of what is proposed; may be repeated.")
@click.option("--replace", is_flag=True, help="Where a claim contradicts the law, take the claim's word.")
@click.option("--dry-run", is_flag=True, help="Show what would be accepted; write nothing.")
@click.option("--undo", metavar="ID", help="Take back what was accepted under this id.")
@click.option("--log", "log_", is_flag=True, help="List all that was ever accepted or taken back.")
@form_option()
def accept(
    files: tuple[str, ...],
    published: str | None,
    as_of: str | None,
    only: tuple[str, ...],
    replace: bool,
    dry_run: bool,
    undo: str | None,
    log_: bool,
    form: str,
) -> int:
    """Make law, in your workspace, of what documents announce; run, brief and policy then count it in.

    Nothing a document says is in force until it is accepted here; `ytterby brief` simulates it before, as a labelled what-if.
    Accepting twice changes nothing.

    \b
    ytterby news accept notice.txt --dry-run
    ytterby news accept notice.txt --only chn/licence-w-y-jpn-2027
    ytterby news accept --log
    ytterby news accept --undo 3f9c21ab
    """
    from ytterby.faces.views.accepted import log_sheet, verdict_sheet

    kept = ledger()
    if bool(files) + (undo is not None) + log_ != 1:
        raise click.UsageError("Give documents, or --undo ID, or --log.")
    if log_:
        put_sheet(log_sheet(kept), form)
        return 0
    if undo is not None:
        taken = kept.undo(undo)
        say(f"Taken back: {taken.instrument}, {taken.effect}")
        return 0
    from ytterby.brief import weigh

    found = weigh([Path(name) for name in files], kept, published, as_of, only, replace)
    put_sheet(verdict_sheet(found.verdicts), form)
    for line in found.reading.unread:
        say(f"Not read: {line}")
    silent = [claim.id for claim in found.left if not claim.actors]
    other = [claim.id for claim in found.left if claim.actors]
    for names, why in ((silent, "naming no party that acts"), (other, "that no instrument was found for")):
        if names and not only:
            ids = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
            say(f"Not put into law: {plural(len(names), 'claim')} {why} ({ids}).")
    new = sum(one.verdict == "accept" for one in found.verdicts)
    if dry_run:
        say(f"{plural(new, 'amendment')} would be accepted; nothing was written.")
    else:
        for name in found.accept(kept):
            say(f"Accepted: {name}    take it back with: ytterby news accept --undo {name}")
    return 0 if new or any(one.verdict == "already" for one in found.verdicts) else 1


news.add_command(watch)

COMMANDS: tuple[click.Command, ...] = (news,)
