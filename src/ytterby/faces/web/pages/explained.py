"""/explain: one number, with the law, the binding limits, the sources and the assumptions behind it."""

from __future__ import annotations

from ytterby.faces.figure import Figure
from ytterby.faces.numbers import month_name, quantity
from ytterby.faces.sheet import Sheet, columns
from ytterby.faces.web.asked import Asked
from ytterby.faces.web.desk import Desk
from ytterby.faces.web.page import Page, Reproduce
from ytterby.faces.web.pages.common import chosen_scene, python_lines, source_lines

__all__ = ["explain_page"]

_VARIABLES = {
    "price": "price",
    "shortage": "shortage",
    "flow": "flow",
    "stock": "stock",
    "delivered": "delivered",
    "wanted": "wanted",
}
_FALLBACK = {"good": "magnet/NdFeB-high", "place": "USA", "origin": "CHN", "destination": "USA"}


def explain_page(desk: Desk, asked: Asked) -> Page:
    """The explanation of one cell of a run: variable ``n``, and its labels (month, good, place, sector, origin, destination)."""
    scene = chosen_scene(desk, asked)
    name = asked.one("n", "Number", _VARIABLES, "price")
    array = scene.run[name]
    labels = {}
    for dim in map(str, array.dims):
        known = [str(value) for value in array[dim].to_numpy()]
        fallback = scene.day[:7] if dim == "month" else _FALLBACK.get(dim, known[0])
        labels[dim] = asked.one(dim, dim.capitalize(), known, fallback)
    found = scene.run.explain(name, **labels)
    where = ", ".join(value for dim, value in labels.items() if dim != "month")
    titles = {law.id: law.title for law in scene.law.instruments}
    law = Sheet(columns({"instrument": "instrument", "title": "title"}), tuple((one, titles.get(one)) for one in found.because))
    limits = Sheet(columns({"limit": "what binds"}), tuple((one,) for one in found.binding))
    value = quantity(found.value, found.unit)
    acting = " and ".join(f"“{titles.get(one, one)}”" for one in found.because[:2])
    more = f" and {len(found.because) - 2} more" if len(found.because) > 2 else ""
    because = f"; on it act {acting}{more}" if acting else "; no instrument acts on it"
    return Page(
        name="explain",
        question=f"Why is the {name} of {where} what it is?",
        answer=f"In {month_name(labels['month'])} it is {value}{because}.",
        vintage=f"model run, known on {month_name(scene.day)}",
        controls=tuple(asked.controls),
        figures=(
            Figure("law", "Law that acts on it", "Each is cited on the policy page.", "", law, None),
            Figure("limits", "Limits that bind", "In words; a plant that runs full, a licence queue, a quota.", "", limits, None),
        ),
        sources=source_lines(found.sources),
        assumed=found.assumed,
        reproduce=Reproduce(
            f"ytterby explain {name} {' '.join(f'{dim}={value}' for dim, value in labels.items())} --as-of {scene.day}",
            python_lines(scene, f"run.explain({name!r}, {', '.join(f'{dim}={value!r}' for dim, value in labels.items())})"),
            found.run,
        ),
        notices=asked.finish(),
        query=asked.query(),
        state=asked.values,
        kept=asked.kept,
    )
