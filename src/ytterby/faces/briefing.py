"""The brief as sections: what stands where on the page, under which number; text, Markdown and HTML print these same sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ytterby.faces.charts.bars import stages
from ytterby.faces.charts.palette import TOKENS
from ytterby.faces.charts.spans import spans
from ytterby.faces.figure import Figure
from ytterby.faces.numbers import change, month_name, quantity, three
from ytterby.faces.sheet import Column, Sheet, columns
from ytterby.months import add_months, month_of

if TYPE_CHECKING:
    from ytterby.brief import Brief, ImpactEntry

__all__ = [
    "KINDS",
    "Citations",
    "Cite",
    "figures",
    "impact_label",
    "impact_rest",
    "impact_sheet",
    "kinds",
    "law_path",
    "law_step",
    "law_values",
]

KINDS: dict[str, tuple[str, str]] = {
    "change": (
        "What the law changes",
        "In force before the reports, under the law known that day, and under what the reports announce.",
    ),
    "shortage": ("Who runs short", "Wanted at the base price less delivered."),
    "price": ("What it costs", "Price of the good where it is used."),
    "diversion": ("Where goods go instead", "Flows that grow because others are barred."),
    "binding": ("What binds", "The limit that decides, and what one more unit of it would be worth."),
    "leverage": ("Who holds leverage", "What withholding costs the other side, and the side that withholds."),
}
NAMES = {"before": "law before the reports", "known": "law known that day", "proposed": "as announced"}
_BACK, _AHEAD = 9, 18  # months of the law's timeline before and after the as-of day
_MOST = 14  # rows of one chart: a screenful; the table below it holds all


@dataclass(frozen=True)
class Cite:
    """One thing cited: where it stands on the page, what is printed for it, and its full name."""

    anchor: str
    label: str
    title: str


class Citations:
    """Which number stands for which id: sources 1, 2, 3; claims C1; instruments I1; runs R1."""

    def __init__(self, brief: Brief) -> None:
        self._known: dict[str, Cite] = {}
        for at, source in enumerate(brief.sources, 1):
            self._known[source.id] = Cite(f"source-{at}", str(at), f"{source.publisher}: {source.title}")
        for at, instrument in enumerate(brief.instruments, 1):
            self._known.setdefault(instrument.id, Cite(f"instrument-{at}", f"I{at}", instrument.title))
        for at, claim in enumerate(brief.claims, 1):
            self._known.setdefault(claim.id, Cite(f"claim-{at}", f"C{at}", claim.text))
        for at, document in enumerate(brief.documents, 1):
            self._known.setdefault(document.id, Cite(f"document-{at}", f"D{at}", document.path))
        for name, digest in brief.runs.items():
            self._known.setdefault(f"run:{digest}", Cite("reproduce", f"run {name}", f"Computed by the {name} run {digest}"))
            self._known.setdefault(digest, self._known[f"run:{digest}"])

    def of(self, ids: Sequence[str]) -> tuple[Cite, ...]:
        """What is printed for some ids, each once, in the order given; an id the page does not list keeps its own name."""
        return tuple(self._known.get(name) or Cite("", name, name) for name in dict.fromkeys(ids))

    def plain(self, ids: Sequence[str]) -> str:
        """The same as text: ``[1] [C3] [run known]``."""
        return " ".join(f"[{cite.label}]" for cite in self.of(ids))


def kinds(brief: Brief) -> dict[str, tuple[ImpactEntry, ...]]:
    """The entries of the impact by kind, in the order of the page; kinds without an entry are left out."""
    found = {kind: tuple(entry for entry in brief.impact if entry.kind == kind) for kind in KINDS}
    rest = tuple(entry for entry in brief.impact if entry.kind not in KINDS)
    return {kind: entries for kind, entries in {**found, "other": rest}.items() if entries}


def impact_label(entry: ImpactEntry) -> str:
    """What the number is of, in few words: good, place (towards partner), sector, month."""
    where = f"{entry.partner} → {entry.place}" if entry.partner else entry.place
    parts = (entry.good, where, entry.sector, month_name(entry.month))
    return ", ".join(part for part in parts if part) or entry.text


def impact_rest(entry: ImpactEntry) -> str:
    """What the label says beyond the entry's own sentence, so that a page says nothing twice."""
    parts = (entry.good, entry.partner, entry.place, entry.sector)
    rest = [part for part in parts if part and part not in entry.text]
    return ", ".join([*rest, *([month_name(entry.month)] if entry.month else [])])


def law_values(entry: ImpactEntry) -> dict[str, float | None]:
    """The number under each law, from the first to the last."""
    return {"before": entry.before, "known": entry.known, "proposed": entry.proposed}


def law_path(entry: ImpactEntry) -> list[tuple[str, str]]:
    """The number under each law that has one, by key, as printed on a line: the unit stands after the last."""
    known = [(key, value) for key, value in law_values(entry).items() if value is not None]
    last = len(known) - 1
    share = 100.0 if entry.unit == "1" else 1.0
    return [(key, quantity(value, entry.unit) if at == last else three(share * value)) for at, (key, value) in enumerate(known)]


def law_step(entry: ImpactEntry) -> str:
    """What changed from the first law to the last that has a number."""
    values = [value for value in law_values(entry).values() if value is not None]
    return change(values[0], values[-1], entry.unit) if len(values) > 1 else ""


def impact_sheet(entries: Sequence[ImpactEntry], cites: Citations) -> Sheet:
    """The entries as rows: what, where, when, known, announced, change, sources."""
    keys = ("text", "good", "place", "partner", "sector", "month")
    used = [key for key in keys if any(getattr(entry, key) for entry in entries)]
    units = {entry.unit for entry in entries}
    unit = units.pop() if len(units) == 1 else ""
    heads = [Column(key, key) for key in used]
    heads += [Column(key, title, unit, True) for key, title in {"base": "base year", **NAMES}.items()]
    heads += columns({"unit": "unit", "cites": "rests on"})
    rows = [{key: getattr(entry, key) for key in (*used, "base", *NAMES, "unit")} for entry in entries]
    for row, entry in zip(rows, entries, strict=True):
        row["cites"] = cites.plain(entry.cites)
    return Sheet.of(heads, rows)


def figures(brief: Brief) -> dict[str, Figure]:
    """The charts of the page by kind (and ``law`` for the timeline): only where there is something to draw."""
    cites = Citations(brief)
    drawn = {kind: figure for kind, entries in kinds(brief).items() if (figure := _impact_figure(kind, entries, cites))}
    timeline = _law_figure(brief)
    return {"law": timeline, **drawn} if timeline else drawn


def _impact_figure(kind: str, entries: Sequence[ImpactEntry], cites: Citations) -> Figure | None:
    usable = [entry for entry in entries if all(value is not None for value in law_values(entry).values())]
    if len(usable) < 2 or len({entry.unit for entry in usable}) != 1 or kind not in KINDS:
        return None
    unit = usable[0].unit
    rows: list[dict[str, Any]] = [{"label": impact_label(entry), "change_text": law_step(entry)} for entry in usable[:_MOST]]
    for row, entry in zip(rows, usable, strict=False):
        for key, value in law_values(entry).items():
            row[key] = 100.0 * value if unit == "1" and value is not None else value
            row[f"{key}_text"] = quantity(value, unit)
    title, says = KINDS[kind]
    shown = "%" if unit == "1" else unit
    return Figure(kind, title, says, shown, impact_sheet(entries, cites), stages(rows, shown, NAMES))


def _law_figure(brief: Brief) -> Figure | None:
    dated = [entry for entry in brief.instruments if entry.start]
    if not dated:
        return None
    inks = {"new": TOKENS["proposed"][0], "contradicts": TOKENS["alert"][0]}
    rows = [
        {
            "label": f"I{at} {entry.title}",
            "start": entry.start,
            "end": entry.until,
            "ink": inks.get(entry.status, TOKENS["known"][0]),
            "says": entry.effect or entry.title,
        }
        for at, entry in enumerate(brief.instruments, 1)
        if entry.start
    ]
    keys = {"id": "instrument", "title": "title", "status": "status", "effect": "effect", "start": "from", "until": "until"}
    heads = columns({**keys, "mapping": "how it was mapped"})
    sheet = Sheet.of(heads, [{column.key: getattr(entry, column.key) for column in heads} for entry in brief.instruments])
    now = month_of(brief.as_of)
    first = max(month_of(min(str(entry.start) for entry in dated)), add_months(now, -_BACK))
    last = max([now, *(month_of(entry.until) for entry in dated if entry.until)])
    window = (f"{add_months(first, -1)}-01", f"{min(add_months(last, 3), add_months(now, _AHEAD))}-01")
    says = "Grey: law as shipped. Green: announced. Red: contradicts shipped law. An arrow head means no end is known."
    return Figure("law", "From when until when", says, "", sheet, spans(rows, window, brief.as_of))
