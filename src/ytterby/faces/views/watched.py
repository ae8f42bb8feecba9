"""What a look at the news found, laid out: a row an event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ytterby.faces.sheet import Sheet, columns

if TYPE_CHECKING:
    from ytterby.brief import News

__all__ = ["alert_sheet", "news_sheet"]

_NEWS = columns(
    {
        "event": "event",
        "document": "document",
        "published": "published",
        "what": "what",
        "start": "from",
        "until": "until",
        "why": "how it was read",
    }
)
_ALERTS = columns(
    {
        "document": "document",
        "what": "what would change",
        "before": ("now", ""),
        "after": ("then", ""),
        "unit": "unit",
        "share": ("change", "1"),
        "instruments": "by law that is announced",
        "path": "read at",
    }
)
_EVENTS = {"new": "new law announced", "contradicts": "contradicts the law"}


def news_sheet(found: News) -> Sheet:
    """New documents, then what they would change in the law, then where they disagree."""
    return Sheet.of(_NEWS, _rows(found))


def _rows(found: News) -> Iterator[dict[str, Any]]:
    for one in found.kept:
        told = one.failed or f"{len(one.claims)} claims"
        noted = f"{told}; {one.document.note}" if one.document.note else told
        yield {"event": "new document", "document": one.document.id, "published": _day(one.document.published), "what": noted}
    for name, proposal in found.changes:
        yield {
            "event": _EVENTS[proposal.status],
            "document": name,
            "what": f"{proposal.instrument}: {proposal.effect}",
            "start": proposal.start,
            "until": proposal.until,
            "why": proposal.mapping,
        }
    for pair in found.conflicts:
        yield {"event": "reports disagree", "document": f"{pair.a}; {pair.b}", "what": pair.why}


def _day(published: object) -> str | None:
    return str(published) if published else None


def alert_sheet(found: News) -> Sheet:
    """What would change at least as much as was asked for, document by document, the largest change first."""
    rows = (
        {
            "document": alert.document,
            "what": row.what,
            "before": row.before,
            "after": row.after,
            "unit": row.unit,
            "share": row.share,
            "instruments": alert.instruments,
            "path": alert.path,
        }
        for alert in found.alerts
        for row in alert.moved
    )
    return Sheet.of(_ALERTS, rows)
