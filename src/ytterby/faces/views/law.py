"""Law laid out: what is in force on a day, what comes, what a term says in words, and bars along time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ytterby.faces.charts.palette import party
from ytterby.faces.charts.spans import spans
from ytterby.faces.figure import Figure
from ytterby.faces.numbers import three
from ytterby.faces.sheet import Sheet, columns

if TYPE_CHECKING:
    from ytterby.policy import Coming, Instrument, Timeline
    from ytterby.world import World

__all__ = ["change_sheet", "coming_sheet", "history_sheet", "law_figure", "law_sheet", "terms_text", "why_sheet"]

_LAW = columns(
    {
        "instrument": "instrument",
        "issuer": "issuer",
        "kind": "kind",
        "title": "title",
        "status": "status",
        "days": ("in the month", "days"),
        "terms": "what it says",
        "since": "since",
        "until": "until",
        "source": "source",
    }
)
_WHY = columns(
    {
        "lane": "lane",
        "duty": ("duty", "1"),
        "export_duty": ("export duty", "1"),
        "levy": ("levy", "USD/kg"),
        "cap": ("cap", "t/month"),
        "customary": ("customary flow", "t/month"),
        "licensed": ("licence needed", "1"),
        "instrument": "because of",
        "effect": "effect",
        "start": "since",
        "until": "until",
        "source": "source",
    }
)
_MOST = 40  # rows of the timeline: two screenfuls; the table holds all


def law_sheet(timeline: Timeline, when: str, issuer: str = "", world: World | None = None) -> Sheet:
    """Every instrument that holds or rests on a day or in a month, a row for each spell, with its terms in words and its end.

    With a world, only instruments that touch one of its lanes or plants.
    """
    from ytterby.policy import in_force

    rows = (row for row in in_force(timeline, when, world) if (not issuer or row.issuer == issuer) and row.acts_here is not False)
    return Sheet.of(_LAW, ({column.key: getattr(row, column.key) for column in _LAW} for row in rows))


def coming_sheet(coming: Iterable[Coming]) -> Sheet:
    """Dates on which the written law changes something, in the order given."""
    heads = columns({key: key for key in ("day", "what", "instrument", "title", "note", "source")})
    return Sheet.of(heads, ({column.key: getattr(one, column.key) for column in heads} for one in coming))


def history_sheet(law: Instrument) -> Sheet:
    """Every dated entry of one instrument: from when until when, what it says, why, and who said so."""
    titles = {"from": "from", "until": "until", "what": "what", "terms": "it says", "note": "note", "source": "source"}
    rows = (
        {
            "from": entry.start,
            "until": entry.until,
            "what": "repeals" if entry.repeals else "suspends" if entry.suspended else "sets" if entry.terms else "resumes",
            "terms": terms_text(entry.terms),
            "note": entry.note,
            "source": tuple(dict.fromkeys((*entry.source, *(entry.until_source or ())))),
        }
        for entry in law.history
    )
    return Sheet.of(columns(titles), rows)


def why_sheet(timeline: Timeline, world: World, lane: str, month: str) -> Sheet:
    """The lanes that some words name, a row for each instrument behind them; a free lane has one row and no instrument."""
    from ytterby.policy import why

    rows: list[dict[str, Any]] = []
    for answer in why(timeline, world, lane, month):
        wedge = {key: getattr(answer, key) for key in ("lane", "duty", "export_duty", "levy", "cap", "customary", "licensed")}
        reasons = [
            {key: getattr(one, key) for key in ("instrument", "effect", "start", "until", "source")} for one in answer.because
        ]
        rows += [{**wedge, **reason} for reason in reasons or [{}]]
    return Sheet.of(_WHY, rows)


def change_sheet(before: Timeline, after: Timeline) -> Sheet:
    """What the later of two timelines changes, entry by entry; all entries of an instrument that is new or gone."""
    laws = {law.id: law for timeline in (before, after) for law in timeline.instruments}
    rows = (
        {
            "instrument": change.instrument,
            "title": laws[change.instrument].title,
            "what": change.what if entry is None or entry is change.entry else f"{change.what}, entry of {entry.start}",
            "terms": _entry_text(entry) if entry else None,
            "source": entry.source if entry else None,
        }
        for change in before.diff(after)
        for entry in (laws[change.instrument].history if change.what in ("added", "dropped") else (change.entry,))
    )
    heads = {"instrument": "instrument", "title": "title", "what": "what", "terms": "it says", "source": "source"}
    return Sheet.of(columns(heads), rows)


def _entry_text(entry: Any) -> str:
    status = "repealed" if entry.repeals else "suspended" if entry.suspended else "resumed" if entry.suspended is False else ""
    until = f"until {entry.until}" if entry.until else ""
    return "; ".join(part for part in (status, terms_text(entry.terms), until) if part)


def terms_text(terms: Any) -> str:
    """The terms of an instrument in words: ``percent 30; validity months 6``."""
    found = terms.model_dump(exclude_unset=True, exclude_none=True) if hasattr(terms, "model_dump") else (terms or {})
    return "; ".join(f"{key.replace('_', ' ')} {_term(value)}" for key, value in found.items() if key != "assumed")


def _term(value: Any) -> str:
    if isinstance(value, Mapping) and "value" in value:
        low, high = value.get("low"), value.get("high")
        band = f" [{three(low)} to {three(high)}]" if low is not None and high is not None else ""
        return f"{three(value['value'])}{band}{' (assumed)' if value.get('assumed') else ''}"
    if isinstance(value, Mapping):
        inner = (
            f"{str(key).replace('_', ' ')} {_term(part)}" for key, part in value.items() if part is not None and key != "assumed"
        )
        return f"({', '.join(inner)})"
    if isinstance(value, list | tuple):
        return ", ".join(_term(part) for part in value)
    if isinstance(value, float | int) and not isinstance(value, bool):
        return three(value)
    return str(value).replace("_", " ")


def law_figure(timeline: Timeline, names: Sequence[str], window: tuple[str, str], today: str, sheet: Sheet) -> Figure:
    """The history of some instruments as bars: one row each, an entry per bar, cut to a window of days."""
    rows = [row for name in names[:_MOST] for row in _bars(timeline, name)]
    inside = [row for row in rows if row["start"] < window[1] and (row["end"] is None or row["end"] > window[0])]
    says = "One row per instrument, in the hue of its issuer; a bar is a dated entry, pale where it suspends or repeals. "
    says += "Arrow: no end written."
    return Figure(
        "timeline", "What holds from when until when", says, "", sheet, spans(inside, window, today) if inside else None
    )


def _bars(timeline: Timeline, name: str) -> Iterable[dict[str, Any]]:
    law = timeline[name]
    later = [*(entry.start for entry in law.history[1:]), None]
    for entry, following in zip(law.history, later, strict=True):
        ends = [day for day in (entry.until, following if entry.until is None else None) if day is not None]
        says = terms_text(entry.terms) or ("repealed" if entry.repeals else "suspended" if entry.suspended else "resumed")
        yield {
            "label": f"{law.issuer} {law.title}",
            "start": entry.start.isoformat(),
            "end": min(ends).isoformat() if ends else None,
            "ink": party(law.issuer),
            "dash": bool(entry.repeals or entry.suspended),
            "says": f"{says}. {entry.note or ''}".strip(),
        }
