"""/agreements: which package holds by itself, and what it would take to break or to hold it."""

from __future__ import annotations

from ytterby.faces.charts.bars import bars
from ytterby.faces.charts.palette import party
from ytterby.faces.figure import Figure
from ytterby.faces.numbers import month_name, three
from ytterby.faces.sheet import Sheet, columns
from ytterby.faces.views.power import deal_sheet
from ytterby.faces.web.asked import Asked
from ytterby.faces.web.desk import Desk
from ytterby.faces.web.page import Page, Reproduce
from ytterby.faces.web.pages.common import chosen_scene, source_lines

__all__ = ["agreements_page"]

_NAMES = {"CHN": "China", "USA": "the United States"}
_MOVES = {
    ("keep", "keep"): "no deal",
    ("ease", "keep"): "China eases alone",
    ("keep", "ease"): "US eases alone",
    ("ease", "ease"): "both ease",
}


def agreements_page(desk: Desk, asked: Asked) -> Page:
    """Magnets against chips from the month of the day of knowledge: four packages, their pay-offs and what holds them."""
    from ytterby.bargain import play, verdict

    scene = chosen_scene(desk, asked)
    start = scene.day[:7]
    game = desk.keep(("game", scene.day), lambda: play(scene.world, scene.law, start))
    read = verdict(game)
    rows = [
        {"label": f"{_MOVES[deal.chn, deal.usa]}: {code}", "value": value, "text": three(value), "ink": party(code)}
        for deal in read.deals
        for code, value in (("CHN", deal.payoff_chn), ("USA", deal.payoff_usa))
    ]
    gain = "Gain against no deal, over the horizon, discounted."
    held = (
        "Patience: the least monthly discount factor at which both easing holds under snap-back. Break-even: what a party must "
    )
    held += "attach to its control before keeping it is better."
    figures = (
        Figure("deals", "What each package is worth", gain, "million USD", deal_sheet(read.deals), bars(rows, "million USD")),
        Figure("holds", "What holds it, what breaks it", held, "", _holds(read), None),
        Figure(
            "bystanders", "What the others get if China eases", "Rare-earth market alone.", "million USD", _others(game), None
        ),
    )
    return Page(
        name="agreements",
        question="Which package would hold, and what breaks it?",
        answer=_answer(read),
        vintage=f"model runs from {month_name(start)} for {game.months} months, known on {month_name(scene.day)}",
        controls=tuple(asked.controls),
        figures=figures,
        sources=source_lines(game.cites),
        assumed=game.assumed,
        reproduce=Reproduce(
            f"ytterby bargain deals --as-of {scene.day}",
            f'import ytterby as yt\nworld, law = yt.load_world("{scene.day}"), yt.load_timeline().known_on("{scene.day}")\n'
            f'yt.verdict(yt.play(world, law, "{start}"))',
            f"{game.keep.study.hash} against {game.ease.study.hash}",
        ),
        notices=asked.finish(),
        query=asked.query(),
        state=asked.values,
        kept=asked.kept,
    )


def _holds(read: object) -> Sheet:
    heads = columns(
        {
            "party": "party",
            "patience": ("patience needed", ""),
            "break_even": ("break-even", "million USD"),
            "linkage_gain": ("gain from linking", "million USD"),
        }
    )
    found = vars(read)
    return Sheet.of(heads, ({"party": code, **{c.key: found[c.key][code] for c in heads[1:]}} for code in _NAMES))


def _others(game: object) -> Sheet:
    array = vars(game)["bystanders"]
    heads = columns({"place": "place", "gain": ("gain", "million USD")})
    return Sheet(heads, tuple((str(place), float(array.sel(place=place))) for place in array["place"].to_numpy()))


def _answer(read: object) -> str:
    found = vars(read)
    stable = [deal for deal in found["deals"] if deal.holds_by_itself]
    both = next(deal for deal in found["deals"] if (deal.chn, deal.usa) == ("ease", "ease"))
    told = f"If both ease, China gets {three(both.payoff_chn)} and the United States {three(both.payoff_usa)} million USD "
    told += "against no deal; "
    names = ", ".join(_MOVES[deal.chn, deal.usa] for deal in stable)
    told += f"what holds by itself: {names}" if names else "no package holds by itself"
    wanting = {code: need for code, need in found["patience"].items() if need}
    if wanting:
        told += "; under snap-back both easing holds where " + " and ".join(
            f"{_NAMES[code]} weighs next month at {three(need)} or more of this one" for code, need in wanting.items()
        )
    never = [_NAMES[code] for code, need in found["patience"].items() if need is None]
    if never:
        told += f"; no patience makes it hold for {' and '.join(never)} on market gains alone"
    return f"{told}."
