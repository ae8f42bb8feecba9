"""/leverage: who can hurt whom, through which good, and how long the other side lasts."""

from __future__ import annotations

from ytterby.faces.charts.bars import bars
from ytterby.faces.charts.palette import party
from ytterby.faces.figure import Figure
from ytterby.faces.numbers import month_name, three
from ytterby.faces.views.power import endurance_sheet, leverage_sheet
from ytterby.faces.web.asked import Asked
from ytterby.faces.web.desk import Desk
from ytterby.faces.web.page import Page, Reproduce
from ytterby.faces.web.pages.common import chosen_scene, explain_href, month_choice, place_names, python_lines
from ytterby.parameters import load_parameters

__all__ = ["leverage_page"]

_TOP = 15


def leverage_page(desk: Desk, asked: Asked) -> Page:
    """What a holder (``c``) has over others in a month (``m``), and how many months each place endures a stand-off."""
    from ytterby.bargain import endurance
    from ytterby.study import leverage

    scene = chosen_scene(desk, asked)
    names = place_names(scene.world)
    exporters = dict.fromkeys(str(one) for one in scene.world.lanes["origin"])
    holder = asked.one("c", "Holder", {code: names[code] for code in exporters}, "CHN")
    month = month_choice(asked, scene)
    rows = leverage(scene.run, month, holder)
    sheet = leverage_sheet(rows, lambda **labels: explain_href(scene, "price", **labels))
    strong = [row for row in rows if row.rent > 0][:_TOP]
    lasting = ["" if row.weeks == float("inf") else f", {three(row.weeks)} weeks" for row in strong]
    drawn = [
        {"label": f"{row.good} over {names[row.over]}", "value": row.stake, "ink": party(holder),
         "text": f"{three(row.stake)} ({three(row.rent)} USD/kg{lasts_for})"}
        for row, lasts_for in zip(strong, lasting, strict=True)
    ]  # fmt: skip
    bears = load_parameters("bargain")["tolerance"].value
    lasts = endurance(scene.run, scene.day[:7])
    says = (
        "Rent on the holder’s capped lanes times what it customarily sends. In brackets: what one more kilogram is worth to "
        "the place, and the weeks its stock covers."
    )
    yields = f"Months until over {three(100 * bears)} % of wanted magnets, by value, are missing; dash: not in the horizon."
    drawing = bars(drawn, "kUSD/month") if drawn else None
    figures = (
        Figure("leverage", "What hangs on the holder’s lanes", says, "kUSD/month", sheet, drawing),
        Figure("endurance", "Who can wait how long?", yields, "months", endurance_sheet(lasts), None),
    )
    if strong:
        top = strong[0]
        told = f"{names[holder]} holds most over {names[top.over]} through {top.good} in {month_name(month)}, "
        told += f"{three(top.stake)} kUSD a month: one more kilogram "
        told += (
            f"would be worth {three(top.rent)} USD there, and {names[holder]} sends {three(100 * top.share)} % of what it imports"
        )
    else:
        told = (
            f"No limit of {names[holder]} binds in {month_name(month)}: it holds shares, but withholds nothing that is paid for"
        )
    return Page(
        name="leverage",
        question="Who holds leverage over whom, and who can wait longer?",
        answer=f"{told}.",
        vintage=f"model run, known on {month_name(scene.day)}",
        controls=tuple(asked.controls),
        figures=figures,
        assumed=(f"A place gives in when {three(100 * bears)} % of wanted magnets by value are missing; sweep it in Python.",),
        reproduce=Reproduce(
            f"ytterby bargain leverage --as-of {scene.day} --month {month} --holder {holder}",
            python_lines(scene, f'yt.leverage(run, "{month}", "{holder}")'),
            scene.run.study.hash,
        ),
        notices=asked.finish(),
        query=asked.query(),
        state=asked.values,
        kept=asked.kept,
    )
