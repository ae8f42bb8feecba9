"""/company: what of a bill of materials stops, when, what it costs, and what to do first."""

from __future__ import annotations

from ytterby.errors import Fault, UnknownName
from ytterby.faces.charts.bars import bars
from ytterby.faces.figure import Figure
from ytterby.faces.numbers import month_name, three
from ytterby.faces.views.firm import advice_sheet, exposure_sheet
from ytterby.faces.web.asked import Asked
from ytterby.faces.web.desk import AS_OF, Desk
from ytterby.faces.web.page import Page, Reproduce
from ytterby.faces.web.pages.common import python_lines, source_lines

__all__ = ["company_page"]


def company_page(desk: Desk, asked: Asked) -> Page:
    """Exposure and advice for the bill named ``b`` (uploaded), else for the bundled sample."""
    from ytterby.plan import advise, exposure, read_bill, sample_bill

    scene = desk.scene(AS_OF)
    name = asked.text("b")
    bill = desk.get(("bill", name)) if name else desk.keep("sample bill", lambda: read_bill(sample_bill(), scene.world))
    if bill is None:
        remedy = "Upload it again: a bill is kept in memory only, until the server stops."
        raise UnknownName(Fault("b", repr(name), "a bill that this server still holds", remedy))
    found = exposure(scene.run, bill)
    actions = advise(scene.run, found)
    risky = [part for part in found.parts if part.value_at_risk > 0]
    rows = [
        {"label": part.part.part, "value": part.value_at_risk / 1000.0, "text": f"{three(part.value_at_risk / 1000.0)} kUSD"}
        for part in risky
    ]
    says = f"Margin lost from {month_name(found.start)} to {month_name(found.end)} if nothing is done."
    figures = (
        Figure(
            "exposure",
            "What is at risk, part by part",
            says,
            "kUSD",
            exposure_sheet(found),
            bars(rows, "kUSD", ink="alert") if rows else None,
        ),
        Figure(
            "advice", "What to do, the best first", "Margin saved less cost decides the order.", "", advice_sheet(actions), None
        ),
    )
    stops = [part for part in found.parts if part.line_stop]
    told = f"{three(found.value_at_risk / 1000.0)} kUSD of margin at risk"
    if stops:
        first = min(stops, key=lambda part: part.line_stop or "")
        when = month_name(first.line_stop or "")
        told = f"{len(stops)} of {len(found.parts)} parts stop, {first.part.part} first on {when}; {told}"
    else:
        told = f"No line stops before the end of {month_name(found.end)}; {told}"
    cited = [cite for part in found.parts for cite in part.cites]
    return Page(
        name="company",
        question="What of ours stops, when, what does it cost, and what do we do first?",
        answer=f"{told}.",
        vintage=f"model run, known on {month_name(scene.day)}",
        lead="" if name else "This is the bundled sample bill; upload your own below. Nothing leaves this machine.",
        figures=figures,
        sources=source_lines(cited),
        reproduce=Reproduce(
            f"ytterby company exposure bom.csv --as-of {scene.day}",
            python_lines(scene, 'found = yt.exposure(run, yt.read_bill("bom.csv", world))', "yt.advise(run, found)"),
            scene.run.study.hash,
        ),
        notices=(*asked.finish(), *(f"Line not used: {fault}" for fault in found.faults)),
        query=asked.query(),
        state=asked.values,
        kept=asked.kept,
        template="company.html",
    )
