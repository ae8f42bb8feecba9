"""A what-if as a timeline: the acts that the command and the page offer, in the words of the law's own methods."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ytterby.policy import Timeline

__all__ = ["ACTS", "amended"]

ACTS = {"suspend": "were suspended", "repeal": "were repealed", "drop": "had never been"}


def amended(law: Timeline, name: str, act: str, month: str) -> Timeline:
    """The law with one act on one instrument from the first day of a month on."""
    if act == "drop":
        return law.drop(name)
    if act == "suspend":
        return law.amend(name, start=f"{month}-01", source="what-if", suspended=True)
    return law.repeal(name, start=f"{month}-01", source="what-if")
