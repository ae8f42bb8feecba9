"""The law a command asks with: the shipped law and what the user has accepted, the shipped law alone, or a folder's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ytterby.faces.commands.talk import say, workspace
from ytterby.faces.numbers import plural

if TYPE_CHECKING:
    from ytterby.policy import Ledger, Timeline

__all__ = ["law_option", "ledger", "the_law"]

_OWN, _SHIPPED = "own", "shipped"


def law_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option ``--law``."""
    told = "own: shipped, and what you accepted (news accept); shipped; or a folder of law files."
    return click.option("--law", metavar="own|shipped|FOLDER", default=_OWN, show_default=True, help=told)(command)


def ledger() -> Ledger:
    """What the user of this workspace has accepted."""
    from ytterby.policy import Ledger

    return Ledger(workspace() / "law")


def the_law(which: str = _OWN) -> Timeline:
    """The law named; says on standard error what the user has added to it."""
    from ytterby.policy import load_timeline

    if which != _OWN:
        return load_timeline(_SHIPPED if which == _SHIPPED else Path(which))
    kept = ledger()
    if kept.standing:
        say(f"With {plural(len(kept.standing), 'amendment')} that you accepted (--law shipped leaves them out).")
    return kept.law(load_timeline())
