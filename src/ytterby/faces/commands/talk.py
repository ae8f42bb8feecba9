"""How commands speak: data to standard output, talk to standard error, files written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ytterby.faces.sheet import Sheet

__all__ = ["form_option", "put", "put_sheet", "say", "terminal_width", "working", "workspace", "write"]

_NARROWEST = 20  # characters; a line of fewer holds no answer


def form_option(*forms: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The option ``--format``; the first form is the default."""
    kept = forms or ("table", "json", "csv", "md")
    told = "How the answer is printed."
    return click.option("--format", "form", type=click.Choice(kept), default=kept[0], show_default=True, help=told)


def put(text: str) -> None:
    """Text to standard output, ending in one newline."""
    click.echo(text.rstrip("\n"))


def put_sheet(sheet: Sheet, form: str) -> None:
    """A sheet to standard output in the form asked for."""
    from ytterby.faces.sheet import render

    put(render(sheet, form, terminal_width()))


def terminal_width() -> int | None:
    """Characters on a line of the terminal, or what COLUMNS says; None where the answer goes to a file or a pipe."""
    if os.environ.get("COLUMNS", "").isdecimal() or sys.stdout.isatty():
        return max(shutil.get_terminal_size().columns, _NARROWEST)
    return None


def say(text: str) -> None:
    """A remark to standard error."""
    click.echo(text, err=True)


@contextlib.contextmanager
def working(what: str) -> Iterator[Callable[[str], None]]:
    """A line on a terminal that says what goes on; nothing where standard error is no terminal. Yields what changes the line."""
    shown = sys.stderr.isatty()

    def tell(step: str) -> None:
        if shown:
            click.echo(f"\r\x1b[K{step} ...", err=True, nl=False)

    tell(what)
    try:
        yield tell
    finally:
        if shown:
            click.echo("\r\x1b[K", err=True, nl=False)


def workspace() -> Path:
    """The folder of this user's own pages: the platform's data folder, or where YTTERBY_WORKSPACE says."""
    import platformdirs

    return Path(os.environ.get("YTTERBY_WORKSPACE") or platformdirs.user_data_dir("ytterby"))


def write(path: Path, text: str) -> Path:
    """The path after the text has been written there: to a file beside it first, so that a fault leaves the old one whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(beside, 0o666 & ~_umask())
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return path


def _umask() -> int:
    held = os.umask(0)
    os.umask(held)
    return held
