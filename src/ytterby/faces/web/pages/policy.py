"""/policy: what is allowed, because of which notice, and what changes on the next date."""

from __future__ import annotations

from ytterby.faces.figure import Figure
from ytterby.faces.ics import calendar_text
from ytterby.faces.numbers import month_name, plural
from ytterby.faces.sheet import Sheet
from ytterby.faces.views.law import coming_sheet, history_sheet, law_figure, law_sheet
from ytterby.faces.web.asked import Asked
from ytterby.faces.web.desk import Desk
from ytterby.faces.web.page import Page, Reproduce
from ytterby.faces.web.pages.common import source_lines
from ytterby.months import add_months, last_day

__all__ = ["policy_page"]

_FIRST, _LAST = "2010-01", "2026-12"  # months the shipped law speaks of
_BACK, _AHEAD = 12, 18  # months of the timeline before and after the one chosen


def policy_page(desk: Desk, asked: Asked) -> Page:
    """Instruments with a say in a month (``m``), of one issuer (``c``) or all; one instrument (``i``) if named."""
    law = desk.law()
    months = [add_months(_FIRST, step) for step in range(12 * 17)]
    month = asked.one("m", "In", [one for one in months if one <= _LAST], "2025-06", "months")
    issuers = sorted({one.issuer for one in law.instruments})
    issuer = asked.one("c", "Issued by", {"": "everybody", **{code: code for code in issuers}}, "")
    reach = asked.one("w", "Law on", {"": "goods of the model", "all": "everything"}, "", "tabs")
    asked.one("v", "View", {"chart": "Chart", "table": "Table"}, "chart", "tabs")
    named = asked.text("i")
    if named and named not in {one.id for one in law.instruments}:
        asked.notices.append(f"i={named} is not an instrument of the shipped law; all are shown.")
        named = ""
    day = last_day(month)
    sheet = law_sheet(law, month, issuer, None if reach or named else desk.world())
    if named:
        sheet = Sheet(sheet.columns, tuple(row for row in sheet.rows if row[0] == named))
    names = list(dict.fromkeys(str(row[0]) for row in sheet.rows)) or ([named] if named else [])
    window = (f"{add_months(month, -_BACK)}-01", f"{add_months(month, _AHEAD)}-01")
    dates = tuple(law.calendar(day))
    coming = coming_sheet(dates)
    figures: tuple[Figure, ...] = (
        law_figure(law, names, window, day.isoformat(), sheet),
        Figure(
            "coming", "What the written law changes next", "In order of day; a what-if can change any of them.", "", coming, None
        ),
    )
    if named:
        told = f"{law[named].issuer}: {law[named].title}. Bars are its dated entries; a lapse returns the terms before it."
        figures = (
            figures[0],
            Figure("history", "What it says, entry by entry", told, "", history_sheet(law[named]), None),
            figures[1],
        )
    cited = [part for one in figures for row in one.sheet.rows for part in str(row[-1]).split(";")]
    return Page(
        name="policy",
        question=f"What does “{law[named].title}” say?"
        if named
        else "What is allowed, because of which notice, and what changes next?",
        answer=_single(law[named].title, sheet, month) if named else _answer(sheet, coming, month, issuer),
        vintage="shipped law, every entry cited",
        controls=tuple(asked.controls),
        figures=figures,
        sources=source_lines(cited),
        reproduce=Reproduce(
            f"ytterby policy show --at {month}{f' --issuer {issuer}' if issuer else ''}",
            f'import ytterby as yt\nfrom ytterby.policy import in_force\nin_force(yt.load_timeline(), "{month}")',
            law.digest[:16],
        ),
        notices=asked.finish(),
        query=asked.query(),
        state=asked.values,
        kept=asked.kept,
        extra={"calendar": calendar_text(dates, day)},
    )


def _single(title: str, sheet: Sheet, month: str) -> str:
    if not sheet.rows:
        return f"{title} has no say in {month_name(month)}."
    row = sheet.dicts()[-1]
    end = f", until {month_name(str(row['until']))}" if row["until"] else ", with no end written"
    return f"In {month_name(month)} it is {row['status']}: {row['terms']}{end}."


def _answer(sheet: Sheet, coming: Sheet, month: str, issuer: str) -> str:
    who = f" of {issuer}" if issuer else ""
    held = {str(row[0]) for row in sheet.rows if row[4] == "in force"}
    resting = {str(row[0]) for row in sheet.rows if row[4] == "suspended"} - held
    told = f"In {month_name(month)}, {plural(len(held), 'instrument')}{who} {'is' if len(held) == 1 else 'are'} in force"
    if resting:
        told += f" and {len(resting)} suspended"
    if coming.rows:
        first = coming.dicts()[0]
        told += f"; next, on {month_name(str(first['day']))}, {first['title']}: {first['what']}"
    return f"{told}."
