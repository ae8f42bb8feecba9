"""The law a command asks with: the shipped law and what the user has accepted, the shipped law alone, or a folder's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ytterby.faces.commands.talk import say, workspace
from ytterby.faces.numbers import plural

if TYPE_CHECKING:
    from ytterby.policy import Ledger, Timeline

__all__ = ["law_option", "ledger", "the_law"]

_OWN, _SHIPPED = "own", "shipped"
_ASKED = f"{__name__}.law"


def _keep(context: click.Context, _: click.Parameter, value: str) -> None:
    context.meta[_ASKED] = value


law_option = click.option(
    "--law",
    metavar="own|shipped|FOLDER",
    default=_OWN,
    show_default=True,
    expose_value=False,
    callback=_keep,
    help="Shipped law with what you accepted (own), without (shipped), or a folder's.",
)  # the_law() reads it


def ledger() -> Ledger:
    """What the user of this workspace has accepted."""
    from ytterby.policy import Ledger

    return Ledger(workspace() / "law")


def the_law() -> Timeline:
    """The law that the running command was asked to use; says on standard error what the user has added to it."""
    from ytterby.policy import load_timeline

    which = str(click.get_current_context().meta.get(_ASKED, _OWN))
    if which != _OWN:
        return load_timeline(_SHIPPED if which == _SHIPPED else Path(which))
    kept = ledger()
    if kept.standing:
        say(f"With {plural(len(kept.standing), 'amendment')} that you accepted (--law shipped leaves them out).")
    return kept.law(load_timeline())
