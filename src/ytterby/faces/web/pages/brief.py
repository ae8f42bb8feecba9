"""/brief: the page of answers on the bundled reports, or on text that was pasted in."""

from __future__ import annotations

from ytterby.errors import Fault, UnknownName
from ytterby.faces.numbers import month_name
from ytterby.faces.report.page import brief_parts
from ytterby.faces.web.asked import Asked
from ytterby.faces.web.desk import Desk
from ytterby.faces.web.page import Page, Reproduce

__all__ = ["brief_page"]


def brief_page(desk: Desk, asked: Asked) -> Page:
    """The brief named ``b`` (made from pasted text), else the one on the bundled reports."""
    name = asked.text("b")
    found = desk.get(("brief", name)) if name else desk.sample_brief()
    if found is None:
        remedy = "Paste the text again: what is pasted is kept in memory only, until the server stops."
        raise UnknownName(Fault("b", repr(name), "a brief that this server still holds", remedy))
    parts = brief_parts(found)
    paths = " ".join(entry.path for entry in found.documents)
    python = f"import ytterby as yt\npage = yt.brief({[entry.path for entry in found.documents]!r}, as_of={found.as_of!r})"
    return Page(
        name="brief",
        question=found.title,
        answer=found.answer,
        vintage=f"as of {month_name(found.as_of)}",
        figures=tuple(parts["figures"].values()),
        reproduce=Reproduce(f"ytterby brief {paths} --as-of {found.as_of}", python, " ".join(found.runs.values())),
        notices=asked.finish(),
        query=asked.query(),
        state=asked.values,
        kept=asked.kept,
        template="brief.html",
        extra={**parts, "query": asked.query(), "links": "/brief/", "pasted": bool(name)},
        data=found.as_dict(),
    )
