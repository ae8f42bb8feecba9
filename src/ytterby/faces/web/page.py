"""A page: the question, the answer in one sentence, the figures, the sources and how to get the same again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ytterby.faces.figure import Figure
from ytterby.faces.web.asked import Control

__all__ = ["Page", "Reproduce", "SourceLine"]


@dataclass(frozen=True)
class SourceLine:
    """One numbered source under a page."""

    id: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Reproduce:
    """The same answer without a browser: a command line, lines of Python, and the hash that names the result."""

    cli: str
    python: str
    hash: str = ""


@dataclass(frozen=True)
class Page:
    """Everything a template prints. ``template`` is the file under templates/; ``extra`` holds what only that template needs."""

    name: str
    question: str
    answer: str
    vintage: str
    figures: tuple[Figure, ...]
    reproduce: Reproduce
    lead: str = ""
    controls: tuple[Control, ...] = ()
    sources: tuple[SourceLine, ...] = ()
    notices: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    query: str = ""
    state: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)
    template: str = "page.html"
    extra: Mapping[str, Any] = field(default_factory=dict)
    data: Any = None

    def as_dict(self) -> dict[str, Any]:
        """The JSON twin: the same question, answer, numbers and sources."""
        return {
            "question": self.question,
            "answer": self.answer,
            "vintage": self.vintage,
            "state": dict(self.state),
            "notices": list(self.notices),
            "figures": [figure.as_dict() for figure in self.figures],
            "sources": [vars(source) for source in self.sources],
            "assumed": list(self.assumed),
            "reproduce": vars(self.reproduce),
            "data": self.data,
        }

    def source_at(self, name: str) -> int:
        """Which number a source has on this page; 0 if it is not listed."""
        return next((at for at, source in enumerate(self.sources, 1) if source.id == name), 0)

    def figure(self, name: str) -> Figure | None:
        """The figure of that name; the first one for an empty name."""
        if not name:
            return self.figures[0] if self.figures else None
        return next((figure for figure in self.figures if figure.name == name), None)
