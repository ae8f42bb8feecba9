"""/shortage: who runs short of what, when, and why."""

from __future__ import annotations

from ytterby.faces.figure import Figure
from ytterby.faces.numbers import month_name, three
from ytterby.faces.views.market import price_figure, shortage_figure
from ytterby.faces.web.asked import Asked
from ytterby.faces.web.desk import Desk, Scene
from ytterby.faces.web.page import Page, Reproduce
from ytterby.faces.web.pages.common import VIEWS, chosen_scene, elements, explain_href, place_names, python_lines, source_lines

__all__ = ["shortage_page"]

_SHORT = 0.05  # share missing from which a use is counted as short


def shortage_page(desk: Desk, asked: Asked) -> Page:
    """Shortage by sector and month for the goods with an element (``el``) at a place (``c``) or everywhere."""
    scene = chosen_scene(desk, asked)
    world = scene.world
    element = asked.one("el", "Element", {"": "all", **{one: one for one in elements(world)}}, "")
    used = [str(place) for place in world.demand["place"].unique()]
    names = place_names(world)
    place = asked.one("c", "Place", {"": "everywhere", **{code: names[code] for code in used}}, "")
    held = world.goods["elements"]
    goods = [str(good) for good in held.index if not element or element in str(held[good]).split(";")]
    priced = [good for good in dict.fromkeys(world.demand["good"]) if good in goods]
    good = asked.one("gd", "Price of", priced, "magnet/NdFeB-high")
    asked.one("v", "View", VIEWS, "chart", "tabs")
    figure = shortage_figure(scene.run, goods, place, scene.day[:7], lambda **labels: explain_href(scene, "shortage", **labels))
    figures = (figure, _prices(scene, good, place))
    rows = world.demand[world.demand["good"].isin(goods)]
    return Page(
        name="shortage",
        question=f"Who runs short{f' of {element}' if element else ''}, when, and why?",
        answer=_answer(figure, names, scene.day[:7]),
        vintage=f"model run, known on {month_name(scene.day)}",
        controls=tuple(asked.controls),
        figures=figures,
        sources=source_lines(rows["source"].dropna()),
        assumed=tuple(dict.fromkeys(str(reason) for reason in rows["assumed"].dropna() if str(reason)))[:8],
        reproduce=Reproduce(
            f"ytterby run --as-of {scene.day} --show shortage",
            python_lines(scene, 'run["shortage"].sum("sector")                   # month, place, good; t/month'),
            scene.run.study.hash,
        ),
        notices=asked.finish(),
        query=asked.query(),
        state=asked.values,
        kept=asked.kept,
    )


def _prices(scene: Scene, good: str, place: str) -> Figure:
    prices = scene.world.prices[scene.world.prices["good"] == good].set_index("place")["usd_per_kg"]
    base = {str(at): float(value) for at, value in prices.items()}
    wanted = dict.fromkeys(["CHN", *([place] if place else ["USA", "EU", "JPN"])])
    places = [at for at in wanted if at in base]
    return price_figure(scene.run, good, places, scene.day[:7], base, lambda **labels: explain_href(scene, "price", **labels))


def _answer(figure: Figure, names: dict[str, str], today: str) -> str:
    ahead = [row for row in figure.sheet.dicts() if str(row["month"]) >= today and isinstance(row["share"], float)]
    worst = max(ahead, key=lambda row: float(row["share"] or 0.0), default=None)
    if worst is None or not float(worst["share"] or 0.0) > 0.005:
        return "No sector of the model is short of anything material in the months ahead."
    short = {(row["sector"], row["place"], row["good"]) for row in ahead if float(row["share"] or 0.0) > _SHORT}
    share, tonnes = float(worst["share"] or 0.0), float(worst["shortage"] or 0.0)
    told = f"{names[str(worst['place'])]}: {str(worst['title']).lower()} lacks {three(tonnes)} t of {worst['good']} "
    told += f"in {month_name(str(worst['month']))}, {three(100 * share)} % of what it wants"
    return f"{told}; {len(short)} uses lack more than {three(100 * _SHORT)} % in some month ahead."
