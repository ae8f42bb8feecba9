"""/map: where one stage of one element stands, and where its goods go in a month."""

from __future__ import annotations

from ytterby.faces.charts.flows import Spot, Way, flow_map
from ytterby.faces.figure import Figure
from ytterby.faces.numbers import month_name, three
from ytterby.faces.sheet import Sheet, columns
from ytterby.faces.views.supply import TRACE, goods_at, made, measured_in, spots, ways
from ytterby.faces.web.asked import Asked
from ytterby.faces.web.desk import Desk, Scene
from ytterby.faces.web.page import Page, Reproduce
from ytterby.faces.web.pages.common import (
    MADE,
    STAGES,
    VIEWS,
    chosen_scene,
    elements,
    explain_href,
    month_choice,
    python_lines,
    source_lines,
)

__all__ = ["map_page"]


def map_page(desk: Desk, asked: Asked) -> Page:
    """Shares of production by place, and flows, for a stage (``st``), an element (``el``) and a month (``m``)."""
    scene = chosen_scene(desk, asked)
    world = scene.world
    element = asked.one("el", "Element", elements(world), "Dy")
    stages = {key: text for key, text in STAGES.items() if goods_at(world, key, element)}
    stage = asked.one("st", "Stage", stages, "magnet", "tabs")
    month = month_choice(asked, scene)
    asked.one("v", "View", VIEWS, "chart", "tabs")
    goods = goods_at(world, stage, element)
    where = spots(world, made(scene.run, stage, element, month))
    found = ways(scene.run, goods, month)
    figures = (_map(where, found, stage, element, month), _shares(where, stage, element), _base(scene, list(goods), month))
    sources = world.lanes[world.lanes["good"].isin(list(goods))]["source"].dropna()
    return Page(
        name="map",
        question=f"Who makes {MADE[stage]} with {element}, and where does it go?",
        answer=_answer(where, found, MADE[stage], element, month),
        vintage=f"model run, known on {month_name(scene.day)}",
        lead=f"Goods counted: {', '.join(goods)}; in {measured_in(stage, element)}.",
        controls=tuple(asked.controls),
        figures=figures,
        sources=source_lines(sources),
        reproduce=Reproduce(
            f"ytterby run --as-of {scene.day} --show flow --month {month}",
            python_lines(scene, f'run["flow"].sel(month="{month}", good={list(goods)!r})   # t/month'),
            scene.run.study.hash,
        ),
        notices=asked.finish(),
        query=asked.query(),
        state=asked.values,
        kept=asked.kept,
    )


def _answer(where: list[Spot], found: list[Way], stage: str, element: str, month: str) -> str:
    ranked = sorted((spot for spot in where if spot.share), key=lambda spot: -(spot.share or 0.0))
    if not ranked:
        return f"No place of the model makes {stage} with {element} in {month_name(month)}."
    first = ranked[0]
    told = f"{first.name} makes {three(100 * (first.share or 0.0))} % of {stage} with {element} in {month_name(month)}"
    if len(ranked) > 1:
        told += f", {ranked[1].name} {three(100 * (ranked[1].share or 0.0))} %"
    if found:
        names = {spot.place: spot.name for spot in where}
        way = found[0]
        told += f"; the largest flow is {three(way.tonnes)} t, {names[way.origin]} to {names[way.destination]}"
    return f"{told}."


def _map(where: list[Spot], found: list[Way], stage: str, element: str, month: str) -> Figure:
    heads = columns({"origin": "from", "destination": "to", "tonnes": ("flow", "t/month")})
    sheet = Sheet(heads, tuple((way.origin, way.destination, way.tonnes) for way in found))
    says = f"Shade: share of world output of {MADE[stage]} with {element}. Ribbons: {measured_in(stage, element)} in "
    says += (
        f"{month_name(month)}, in the hue of the origin, arrow at the destination; ways under 0.5 % of all are left to the table."
    )
    return Figure("flows", "Shares and flows", says, "t/month", sheet, flow_map(where, found, "t/month", "share of output"))


def _shares(where: list[Spot], stage: str, element: str) -> Figure:
    from ytterby.faces.charts.bars import bars

    ranked = sorted((spot for spot in where if spot.share), key=lambda spot: -(spot.share or 0.0))
    rows = [{"label": s.name, "value": 100 * (s.share or 0.0), "text": f"{three(100 * (s.share or 0.0))} %"} for s in ranked]
    sheet = Sheet(columns({"place": "place", "name": "name", "share": ("share of output", "1")}),
                  tuple((spot.place, spot.name, spot.share) for spot in ranked))  # fmt: skip
    spec = bars(rows, "% of world output") if rows else None
    return Figure("shares", f"Who makes {MADE[stage]} with {element}", "", "%", sheet, spec)


def _base(scene: Scene, goods: list[str], month: str) -> Figure:
    lanes = scene.world.lanes[scene.world.lanes["good"].isin(goods)]
    base = lanes.groupby(["good", "origin", "destination"])["base"].sum().reset_index().sort_values("base", ascending=False)
    flow = scene.run["flow"].sel(month=month)
    heads = columns(
        {
            "good": "good",
            "origin": "from",
            "destination": "to",
            "base": ("base year", "t/month"),
            "now": ("this month", "t/month"),
            "why": "why",
        }
    )
    rows = []
    for good, origin, destination, tonnes in base.itertuples(index=False, name=None):
        way = {"good": str(good), "origin": str(origin), "destination": str(destination)}
        now = float(flow.sel(way))
        if tonnes > 0 or now > TRACE:
            rows.append({**way, "base": tonnes, "now": now, "why": explain_href(scene, "flow", month=month, **way)})
    says = "Customary flows beside this month’s, good by good; why leads to the law, the limits and the sources behind a flow."
    return Figure("base", "Against the base year", says, "t/month", Sheet.of(heads, rows), None)
