"""What follows, laid out: shortage by sector and month, prices along the months, differences between two runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ytterby.faces.charts.bars import stages
from ytterby.faces.charts.heat import SHORT_STEPS, heat
from ytterby.faces.charts.lines import lines
from ytterby.faces.charts.palette import party
from ytterby.faces.figure import Figure
from ytterby.faces.numbers import change, month_name, quantity, three
from ytterby.faces.sheet import Column, Sheet, columns

if TYPE_CHECKING:
    from ytterby.study import Difference, Run

__all__ = ["array_sheet", "difference_figure", "difference_sheet", "price_figure", "shortage_figure"]

_LINES = 12  # lines of one chart
_FEW = 6  # rows shown even where nothing is short
_ROWS = 24  # rows of a heat map: one screenful


def array_sheet(array: Any, title: str) -> Sheet:
    """A labelled array as rows: a column per dim, then the value; cells that do not exist are left out."""
    series = array.to_series().dropna()
    unit = str(array.attrs.get("units", ""))
    heads = (*(Column(str(dim), str(dim)) for dim in array.dims), Column("value", title, unit, True))
    rows = ((*(key if isinstance(key, tuple) else (key,)), float(value)) for key, value in series.items())
    return Sheet(heads, tuple((*map(str, row[:-1]), row[-1]) for row in rows))


def shortage_figure(run: Run, goods: Sequence[str], place: str, today: str, href: Callable[..., str]) -> Figure:
    """What sectors lack, by month, for some goods; one place, or all (empty) with the worst rows first."""
    short, wanted = run["shortage"], run["wanted"]
    titles = {str(name): str(title) for name, title in run.study.world.sectors["title"].items()}
    order = ("good", "place", "sector", "month")
    lacks, needs = (array.transpose(*order).to_numpy() for array in (short, wanted))
    names = [[str(one) for one in short[dim].to_numpy()] for dim in order[:3]]
    cells = []
    for g, p, s in zip(*np.nonzero((needs > 0).any(axis=-1)), strict=True):
        pick = {"good": names[0][g], "place": names[1][p], "sector": names[2][s]}
        if pick["good"] in goods and place in ("", pick["place"]):
            cells.append((pick, lacks[g, p, s], needs[g, p, s]))
    ranked = sorted(cells, key=lambda cell: -float(max(cell[1] / cell[2].clip(min=1e-12))))
    worst = [float(max(lack / need.clip(min=1e-12))) for _, lack, need in ranked]
    heads = columns({"sector": "sector", "title": "users", "place": "place", "good": "good", "month": "month"})
    heads += columns(
        {"shortage": ("missing", "t/month"), "wanted": ("wanted", "t/month"), "share": ("share missing", "1"), "why": "why"}
    )
    rows, drawn = [], []
    for rank, (pick, lack, need) in enumerate(ranked):
        title = titles.get(pick["sector"], pick["sector"])
        for month, missing, want in zip(run.months, lack, need, strict=True):
            share = float(missing / want) if want > 0 else None
            why = href(month=month, **pick)
            rows.append(
                {
                    **pick,
                    "title": title,
                    "month": month,
                    "why": why,
                    "shortage": float(missing),
                    "wanted": float(want),
                    "share": share,
                }
            )
            if rank < _FEW or (rank < _ROWS and worst[rank] >= SHORT_STEPS[0]):
                label = f"{pick['good']}, {title}" if place else f"{pick['place']} {pick['good']}, {title}"
                told = f"{three(float(missing))} of {three(float(want))} t ({three(100 * (share or 0.0))} %)"
                drawn.append({"row": label, "month": month, "share": share, "text": told, "href": why})
    says = "Shade: share of what the sector wants at the base price that it does not get (steps at 0.5, 5, 15, 30 and 60 %). "
    says += "A cell leads to its cause."
    sheet = Sheet.of(heads, rows)
    return Figure("shortage", "Missing by sector and month", says, "% of wanted", sheet, heat(drawn, today) if drawn else None)


def price_figure(
    run: Run, good: str, places: Sequence[str], today: str, base: dict[str, float], href: Callable[..., str]
) -> Figure:
    """Price of a good at some places along the months, one line per place."""
    price = run["price"]
    known = [at for at in places if good in price["good"].to_numpy() and at in price["place"].to_numpy()]
    rows: list[dict[str, Any]] = []
    for place in known:
        for month, found in zip(run.months, price.sel(good=good, place=place).to_numpy(), strict=True):
            value = None if np.isnan(found) else float(found)
            why = href(month=month, good=good, place=place)
            told = {"name": place, "month": month, "value": value, "base": base.get(place), "why": why}
            rows.append({**told, "text": three(value), "ink": party(place)})
    heads = columns(
        {"name": "place", "month": "month", "value": ("price", "USD/kg"), "base": ("base year", "USD/kg"), "why": "why"}
    )
    says = "At home and abroad; a gap means that nothing trades there in that month."
    spec = lines(rows, "USD/kg", today) if any(row["value"] is not None for row in rows) else None
    return Figure("price", f"Price of {good}", says, "USD/kg", Sheet.of(heads, rows), spec)


def difference_sheet(rows: Sequence[Difference]) -> Sheet:
    """Cells that differ between two runs, the largest change first."""
    heads = columns(
        {
            "variable": "what",
            "where": "where and when",
            "base": ("law as it is", ""),
            "hit": ("what if", ""),
            "change": ("change", ""),
            "unit": "unit",
        }
    )
    return Sheet.of(
        heads,
        (
            {"variable": r.variable, "where": _where(r), "base": r.base, "hit": r.hit, "change": r.change, "unit": r.unit}
            for r in rows
        ),
    )


def _telling(rows: Sequence[Difference]) -> list[Difference]:
    """The first few that do not round to nothing."""
    return [row for row in rows if change(row.base, row.hit, row.unit) not in ("no change", "less than 0.01 %")][:_LINES]


def _where(row: Difference) -> str:
    labels = dict(row.labels)
    month = month_name(labels.pop("month", ""))
    return ", ".join([*labels.values(), month])


def difference_figure(name: str, title: str, says: str, rows: Sequence[Difference]) -> Figure:
    """The largest differences of one variable as lines from base to hit."""
    rows = _telling(rows)
    unit = rows[0].unit if rows else ""
    drawn = [
        {
            "label": _where(row),
            "base": row.base,
            "hit": row.hit,
            "base_text": quantity(row.base, unit),
            "hit_text": quantity(row.hit, unit),
            "change_text": change(row.base, row.hit, unit),
        }
        for row in rows
    ]
    spec = stages(drawn, unit, {"base": "law as it is", "hit": "what if"}) if drawn else None
    return Figure(name, title, f"{says} Hollow: the law as it is. Solid: what if.", unit, difference_sheet(rows), spec)


def pairs(words: Sequence[str]) -> dict[str, str]:
    """``dim=label`` words as labels; UnknownName where there is no equals sign."""
    from ytterby.errors import Fault, UnknownName

    wrong = [word for word in words if "=" not in word]
    if wrong:
        raise UnknownName(
            [Fault("label", repr(word), "dim=label, like good=oxide/Dy", "Put an equals sign between them.") for word in wrong]
        )
    return {key: label for key, _, label in (word.partition("=") for word in words)}


def picked(array: Any, words: Sequence[str]) -> Any:
    """The part of an array under some ``dim=label`` words; UnknownName with the near miss."""
    from ytterby.errors import Fault, UnknownName, near_miss

    for key, label in pairs(words).items():
        known = [str(value) for value in array[key].to_numpy()] if key in array.dims else []
        if label not in known:
            options = known or [str(dim) for dim in array.dims]
            raise UnknownName(
                Fault("where", f"{key}={label}", "a label of the variable", near_miss(label if known else key, options))
            )
        array = array.sel({key: [label]})
    return array


def explained(found: Any) -> str:
    """An explanation as text: the number, then what stands behind it; sources with their title and address."""
    from ytterby.evidence import load_sources

    known = load_sources()

    def cited(name: str) -> str:
        source = known.get(name)
        if source is None:
            return name
        return f"{name}: {source.publisher}, {source.title}. {source.url}".strip()

    where = ", ".join(f"{key} {label}" for key, label in found.labels.items())
    parts = [f"{found.variable}, {where}: {quantity(found.value, found.unit)}   (run {found.run})"]
    for title, items in (
        ("because of", found.because),
        ("binding", found.binding),
        ("sources", tuple(map(cited, found.sources))),
        ("assumed", found.assumed),
    ):
        parts += [f"{title}:", *(f"  - {item}" for item in items)] if items else [f"{title}: none"]
    return "\n".join(parts)
