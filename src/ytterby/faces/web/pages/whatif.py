"""/whatif: change one instrument from a month on, and see what differs."""

from __future__ import annotations

from ytterby.faces.figure import Figure
from ytterby.faces.numbers import change, month_name
from ytterby.faces.views.amend import ACTS, amended
from ytterby.faces.views.law import change_sheet
from ytterby.faces.views.market import difference_figure
from ytterby.faces.web.asked import Asked
from ytterby.faces.web.desk import Desk
from ytterby.faces.web.page import Page, Reproduce
from ytterby.faces.web.pages.common import chosen_scene, python_lines

__all__ = ["whatif_page"]

_TOP = 30  # asked for; the chart shows fewer, without those that round to nothing
_SHOWN = {
    "shortage": ("Who is short", "Wanted at the base price less delivered."),
    "price": ("What it costs", "Price of the good at the place."),
    "flow": ("Where goods move", "Tonnes a month from place to place."),
}


def whatif_page(desk: Desk, asked: Asked) -> Page:
    """One instrument (``i``), one act on it (``act``) from a month (``m``) on, against the law as it is known."""
    from ytterby.study import compare, run

    scene = chosen_scene(desk, asked)
    day = scene.day
    acting = {law.id: law for law in scene.law.instruments if scene.law.on(day)[law.id].status in ("in force", "suspended")}
    titles = {name: f"{law.issuer}: {law.title}" for name, law in sorted(acting.items())}
    name = asked.one("i", "Instrument", titles, "chn/licence-medium-heavy-2025")
    act = asked.one("act", "What if it", ACTS, "suspend", "tabs")
    later = [month for month in scene.run.months if month >= day[:7]]
    month = asked.one("m", "From", later, later[min(1, len(later) - 1)])
    law = amended(scene.law, name, act, month)
    hit = desk.keep(("whatif", day, name, act, month), lambda: run(scene.world, law, scene.run.months, after=scene.run))
    found = compare(scene.run, hit)
    figures = [difference_figure(key, *texts, found.peaks(key, _TOP)) for key, texts in _SHOWN.items()]
    changed = change_sheet(scene.law, law)
    figures.append(Figure("law", "What was changed", "The only difference between the two runs.", "", changed, None))
    first = found.rows("price", 1) or found.rows("flow", 1)
    if first:
        labels = ", ".join(value for key, value in first[0].labels.items() if key != "month")
        told = f"the {first[0].variable} that moves most is {labels}: {change(first[0].base, first[0].hit, first[0].unit)}"
        told += f" in {month_name(first[0].labels['month'])}"
    else:
        told = "nothing differs in these months"
    law_title = acting[name].title
    since = "" if act == "drop" else f" from {month_name(month)}"
    return Page(
        name="whatif",
        question="What if one instrument changed?",
        answer=f"If “{law_title}” {ACTS[act]}{since}, {told}.",
        vintage=f"model run, known on {month_name(day)}",
        lead="A what-if is computed and forgotten; the law you keep is not touched.",
        controls=tuple(asked.controls),
        figures=tuple(figures),
        reproduce=Reproduce(
            f"ytterby whatif {name} --{act} --from {month} --as-of {day}",
            python_lines(
                scene, f"hit = yt.run(world, {_python(name, act, month)}, run.months)", 'yt.compare(run, hit).rows("price")'
            ),
            f"{scene.run.study.hash} against {hit.study.hash}",
        ),
        notices=asked.finish(),
        query=asked.query(),
        state=asked.values,
        kept=asked.kept,
    )


def _python(name: str, act: str, month: str) -> str:
    if act == "drop":
        return f'law.drop("{name}")'
    if act == "suspend":
        return f'law.amend("{name}", start="{month}-01", source="what-if", suspended=True)'
    return f'law.repeal("{name}", start="{month}-01")'
