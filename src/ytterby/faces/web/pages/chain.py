"""/chain: from mine to use, who stands where, and what moves from stage to stage."""

from __future__ import annotations

from ytterby.faces.charts.chain import Band, Block, chain
from ytterby.faces.figure import Figure
from ytterby.faces.numbers import month_name, three
from ytterby.faces.sheet import Sheet, columns
from ytterby.faces.views.chain import bands, blocks, stage_goods
from ytterby.faces.web.asked import Asked
from ytterby.faces.web.desk import Desk
from ytterby.faces.web.page import Page, Reproduce
from ytterby.faces.web.pages.common import (
    STAGES,
    VIEWS,
    chosen_scene,
    elements,
    month_choice,
    place_names,
    python_lines,
    source_lines,
)

__all__ = ["chain_page"]


def chain_page(desk: Desk, asked: Asked) -> Page:
    """The chain of an element (``el``) in a month (``m``)."""
    scene = chosen_scene(desk, asked)
    element = asked.one("el", "Element", elements(scene.world), "Dy")
    month = month_choice(asked, scene)
    asked.one("v", "View", VIEWS, "chart", "tabs")
    goods = stage_goods(scene.run, element, list(STAGES))
    names = place_names(scene.world)
    titles = [*(STAGES[stage] for stage in goods), "Use"]
    standing, moving = blocks(scene.run, goods, element, month, names), bands(scene.run, goods, element, month)
    hrefs = [f"/map?d={scene.day}&el={element}&st={stage}&m={month}" for stage in goods]
    shares = columns({"stage": "stage", "place": "place", "name": "name", "share": ("share of the stage", "1")})
    rows = ({"stage": titles[b.column], "place": b.place, "name": b.name, "share": b.share} for b in standing)
    sheet = Sheet.of(shares, rows)
    says = "A column is a stage, a block as high as its share, a band in the hue of where it comes from; what stays at home too."
    moved = columns({"stage": "stage", "origin": "from", "destination": "to", "share": ("share of the stage", "1")})
    flows = ({"stage": titles[b.column], "origin": b.origin, "destination": b.destination, "share": b.share} for b in moving)
    figures = (
        Figure(
            "chain",
            f"{element} from mine to use",
            says,
            "% of each stage",
            sheet,
            chain(titles, standing, moving, [*hrefs, hrefs[-1]]),
        ),
        Figure("moves", "What moves from stage to stage", "", "", Sheet.of(moved, flows), None),
    )
    held = [good for found in goods.values() for good in found]
    lanes = scene.world.lanes
    return Page(
        name="chain",
        question=f"Who depends on whom for {element}, stage by stage?",
        answer=_answer(standing, moving, titles, element, month),
        vintage=f"model run, known on {month_name(scene.day)}",
        lead=f"Goods counted: {', '.join(held)}. Concentrates count by the {element} oxide they yield.",
        controls=tuple(asked.controls),
        figures=figures,
        sources=source_lines(lanes[lanes["good"].isin(held)]["source"].dropna()),
        reproduce=Reproduce(
            f"ytterby run --as-of {scene.day} --show level --month {month}",
            python_lines(
                scene, f'run["level"].sel(month="{month}")                 # recipe, place; t/month of the recipe’s level'
            ),
            scene.run.study.hash,
        ),
        notices=asked.finish(),
        query=asked.query(),
        state=asked.values,
        kept=asked.kept,
    )


def _answer(standing: list[Block], moving: list[Band], titles: list[str], element: str, month: str) -> str:
    tops = [max((b for b in standing if b.column == c), key=lambda b: b.share, default=None) for c in range(len(titles) - 1)]
    narrow = max((b for b in tops if b), key=lambda b: b.share, default=None)
    if narrow is None:
        return f"Nothing with {element} is made in {month_name(month)}."
    told = (
        f"The narrowest stage of {element} is {titles[narrow.column].lower()}: {narrow.name} makes {three(100 * narrow.share)} % "
    )
    told += f"in {month_name(month)}"
    abroad = sum(
        b.share for b in moving if b.column == narrow.column and b.origin == narrow.place and b.destination != narrow.place
    )
    return f"{told}, and sends {three(100 * abroad)} % of the world’s output of that stage abroad."
