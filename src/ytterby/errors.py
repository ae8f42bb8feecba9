"""Every error a user can meet, as one tree; each class is one remedy and carries the exit code of the command line.

::

    YtterbyError                exit 5   our own fault: a broken promise inside the house
    +-- BadInput                exit 3   a file or value given to us cannot be used; carries all faults at once
    |   +-- BadDocument         exit 3   a document cannot be read as text
    |   +-- BadTable            exit 3   a table (bill of materials, world file) has wrong columns or cells
    |   +-- BadLaw              exit 3   a law file cannot be read as an instrument
    |   +-- UnknownName         exit 3   a place, good, element, sector, instrument or source nobody defined
    |   +-- BadMonth            exit 3   a date or month that cannot be read
    +-- NotSolved               exit 5   a month has no certified equilibrium; names the market and the remedy
    +-- NothingKnown            exit 1   the answer is "no": nothing here that the model knows
    +-- MissingExtra            exit 4   an optional package is not installed; says the install command
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

__all__ = [
    "BadDocument",
    "BadInput",
    "BadLaw",
    "BadMonth",
    "BadTable",
    "Fault",
    "MissingExtra",
    "NotSolved",
    "NothingKnown",
    "UnknownName",
    "YtterbyError",
    "near_miss",
]

SHOWN_FAULTS = 20  # an error prints this many faults, then a count: a screenful


class YtterbyError(Exception):
    """The root: catching it catches everything this package raises on purpose."""

    exit_code: ClassVar[int] = 5


@dataclass(frozen=True)
class Fault:
    """One thing wrong in one place: where it is, what was found, what was expected, what to do.

    >>> str(Fault("law.yaml:7:scope.elements[3]", "'Dys'", "an element we model", "Did you mean 'Dy'?"))
    "law.yaml:7:scope.elements[3]: found 'Dys', expected an element we model. Did you mean 'Dy'?"
    """

    where: str
    found: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: found {self.found}, expected {self.expected}. {self.remedy}"


class BadInput(YtterbyError):
    """Something given to us cannot be used. ``faults`` holds every fault found, not only the first."""

    exit_code = 3

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        lines = [str(fault) for fault in self.faults[:SHOWN_FAULTS]]
        if len(self.faults) > SHOWN_FAULTS:
            lines.append(f"... and {len(self.faults) - SHOWN_FAULTS} more")
        return "\n".join(lines)


class BadDocument(BadInput):
    """A document cannot be read as text."""


class BadTable(BadInput):
    """A table has wrong columns or cells."""


class BadLaw(BadInput):
    """A law file cannot be read as an instrument."""


class UnknownName(BadInput):
    """A name nobody defined; the message lists the near misses."""


class BadMonth(BadInput):
    """A date or month that cannot be read."""


class NotSolved(YtterbyError):
    """A month has no certified equilibrium. The message names month, market, demand, reachable supply and remedy."""


class NothingKnown(YtterbyError):
    """The honest answer is no: nothing in the input concerns anything the model knows."""

    exit_code = 1


class MissingExtra(YtterbyError):
    """An optional package is not installed."""

    exit_code = 4

    def __init__(self, extra: str, purpose: str) -> None:
        super().__init__(f"{purpose} needs the extra '{extra}': pip install 'ytterby[{extra}]'")


def near_miss(found: str, known: Sequence[str]) -> str:
    """The remedy for a misspelt name: the nearest known one, then the known names.

    >>> near_miss("Dys", ["Ce", "Dy"])
    "Did you mean 'Dy'? Known: Ce, Dy."
    """
    folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(found.casefold(), list(folded), n=1)
    guess = f"Did you mean '{folded[near[0]]}'? " if near else ""
    listed = ", ".join(sorted(known)[:SHOWN_FAULTS])
    more = ", ..." if len(known) > SHOWN_FAULTS else ""
    return f"{guess}Known: {listed}{more}."
