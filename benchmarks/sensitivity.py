"""What the answers rest on: every weak input moved, the change of the headline outcomes of 2025, ranked.

``python -m benchmarks.sensitivity --write docs/sensitivity.md`` (some minutes on one core). An input is weak if it is low
(recalled or derived) or assumed. The run is 2025-01 to 2025-12 under the shipped law, calibrated anew for each moved world.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

os.environ.setdefault("OMP_NUM_THREADS", "1")

import pandas as pd
import xarray as xr

from benchmarks.perturbed import Weak, moved, weak_inputs, weak_law
from ytterby.errors import YtterbyError
from ytterby.market import Options, Parameters, calibrate, solve
from ytterby.months import month_range
from ytterby.policy import Timeline, load_timeline
from ytterby.study import Run, Study
from ytterby.world import World, load_world, rows_by_confidence
from ytterby.world.audit import checked_by_table

MONTHS = month_range("2025-01", "2025-12")
CONTROLLED = ("Sm", "Gd", "Tb", "Dy", "Y")
LEAST_SHORT = 0.02  # a shortage is measured against itself, or this share of what its sector wanted if that is more
SILENT = 1e-3  # an input whose first side scores less than this is not moved to the other
Headlines = dict[tuple[str, str], tuple[float, float]]  # (family, outcome) -> value, scale


@dataclass(frozen=True)
class Effect:
    """How far one weak input moves the headlines: mean share over the families, and the headline it moves most."""

    weak: Weak
    score: float
    most: str
    low: float
    base: float
    high: float


def solved(world: World, law: Timeline, **behaviour: float) -> Run:
    """The run of 2025 with a market calibrated in the world's base year."""
    base = law.compile(world, _base_year(world))
    program = calibrate(world, base, Parameters.shipped(**behaviour))
    regime = law.compile(world, MONTHS)
    return Run(Study(world, law, MONTHS, Options()), regime, program, solve(program, regime, MONTHS))


def headlines(run: Run) -> Headlines:
    """What a reader takes from a run of 2025, abroad meaning outside China; tonnes over the year, prices as means from April."""
    found: Headlines = {}
    short, wanted, flow = (_year(run[name]) for name in ("shortage", "wanted", "flow"))
    away = short["place"] != "CHN"
    for sector in short["sector"].unique():
        for kind in ("magnet/", *(f"/{e}" for e in CONTROLLED)):
            hit = away & (short["sector"] == sector) & short["good"].str.contains(kind)
            value, asked = float(short["t"][hit].sum()), float(wanted["t"][hit].sum())
            if asked > 1:
                found["shortage", f"{kind.strip('/')} short in {sector}, t"] = (value, max(value, LEAST_SHORT * asked))
    price = run["price"].sel(month=[m for m in MONTHS if m >= "2025-04"]).mean("month")
    for good in [*(f"oxide/{e}" for e in ("NdPr", *CONTROLLED)), "magnet/NdFeB", "magnet/NdFeB-high", "magnet/SmCo"]:
        home, abroad = (float(price.sel(good=good, place=where).mean()) for where in (["CHN"], ["USA", "EU", "JPN"]))
        found["price in China", f"{good} in China, USD/kg"] = (home, home)
        found["price abroad", f"{good} abroad, USD/kg"] = (abroad, abroad)
    starts = {"magnets": ("magnet/",), **{e: (f"oxide/{e}", f"metal/{e}") for e in CONTROLLED}}
    for label, start in starts.items():
        hit = flow["good"].str.startswith(start)
        out, into = (float(flow["t"][hit & flow[end].eq(at)].sum()) for end, at in (("origin", "CHN"), ("destination", "USA")))
        found["exports of China", f"{label} out of China, t"] = (out, out)
        found["imports of the United States", f"{label} into the United States, t"] = (into, max(into, 1e-3))
    return found


def _year(array: xr.DataArray) -> pd.DataFrame:
    return array.sum("month").rename("t").to_dataframe().reset_index()


def effect(weak: Weak, base: Headlines, low: Headlines, high: Headlines) -> Effect:
    """Half the spread of each headline over its scale; mean over the headlines of a family, then over families."""
    spread = {key: _half(base[key][0], low.get(key), high.get(key)) / base[key][1] for key in base if base[key][1] > 0}
    families = {family for family, _ in spread}
    score = fmean(fmean(v for (name, _), v in spread.items() if name == family) for family in families)
    most = max(spread, key=lambda key: spread[key])
    values = [side[most][0] if most in side else float("nan") for side in (low, base, high)]
    return Effect(weak, score, most[1], *values)


def _half(*values: float | tuple[float, float] | None) -> float:
    known = [v[0] if isinstance(v, tuple) else v for v in values if v is not None]
    return (max(known) - min(known)) / 2


def measured(weak: Weak, base: Headlines, world: World, law: Timeline) -> Effect | str:
    """The effect of one weak input, or why a moved world has no answer."""
    sides = []
    for value in (weak.low, weak.high):
        try:
            if weak.table == "law":
                drawn = law.drawn({weak.name: value})
                if _same(world, law, drawn):
                    sides.append(base)
                    continue
                run = solved(world, drawn)
            elif weak.table == "behaviour":
                run = solved(world, law, **{weak.name: value})
            else:
                run = solved(moved(weak, value), law)
        except YtterbyError as error:
            return f"{weak.table} {weak.name} at {value:g}: {type(error).__name__}"
        sides.append(headlines(run))
        if effect(weak, base, sides[0], sides[0]).score < SILENT:
            return effect(weak, base, sides[0], base)
    return effect(weak, base, *sides)


def _same(world: World, law: Timeline, drawn: Timeline) -> bool:
    spans = (_base_year(world), MONTHS)
    return all(law.compile(world, span).data.identical(drawn.compile(world, span).data) for span in spans)


def _base_year(world: World) -> tuple[str, ...]:
    return month_range(f"{world.base_year}-01", f"{world.base_year}-12")


def table(frame: pd.DataFrame) -> list[str]:
    """A frame of counts as the lines of a table, with a sum below."""
    counted = pd.concat([frame, frame.sum().to_frame("all").T])
    head = [f"| table | {' | '.join(map(str, frame.columns))} |", "| --- |" + " --- |" * len(frame.columns)]
    return head + [f"| {name} | {' | '.join(f'{int(n):,}' for n in row)} |" for name, row in counted.iterrows()]


def page(effects: list[Effect], silent: list[str], rows: int, asked: int) -> str:
    """Rows by confidence, what was checked, and the ranked table, as a page."""
    kinds = ", ".join(f"{count} {table}" for table, count in Counter(e.weak.table for e in effects).items())
    lines = [
        "# What the answers rest on",
        "",
        "Made by `python -m benchmarks.sensitivity --write docs/sensitivity.md`.",
        "",
        "## Rows by table and confidence",
        "",
        "High and medium were read in a source, low was recalled or derived from another year, assumed is our own judgement.",
        "",
        *table(rows_by_confidence()),
        "",
        "## Looked up again",
        "",
        "Rows of low or assumed confidence, the weightiest first; each with its reason in `data/world/rare-earths.checked.csv`.",
        "",
        *table(checked_by_table()),
        "",
        "## Ranked by what they move",
        "",
        "Every input that is low or assumed is moved on its own: by 25 % if low, by 50 % if assumed (yields of metal by 5 %),",
        "to its range where it states one.",
        "The market is calibrated anew and 2025 solved under the shipped law. Score: half the spread of each headline as a",
        f"share of itself (a shortage: of itself or {LEAST_SHORT:.0%} of what the sector wanted), mean over the headlines of a",
        "family, then over the families: shortage abroad, price in China, price abroad, exports of China, imports of the",
        "United States. Abroad is outside China.",
        "",
        f"An input that scores less than {SILENT:.1%} on its first side is not moved to the other.",
        f"Moved: {len(effects) + len(silent)} of {asked} inputs ({kinds}). The first {rows}:",
        "",
        "| # | score, % | input | confidence | moved | moves most | low | base | high |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for n, e in enumerate(effects[:rows], 1):
        w = e.weak
        cells = f"{100 * e.score:.2f} | {w.table}: {w.name} | {w.confidence} | {w.words} | {e.most}"
        lines.append(f"| {n} | {cells} | {e.low:,.4g} | {e.base:,.4g} | {e.high:,.4g} |")
    lines += ["", f"Inputs that move the headlines by less than 0.05 %: {sum(e.score < 5e-4 for e in effects)}."]
    if silent:
        lines += ["", "Moved worlds without an answer (they do not balance or do not clear):", "", *(f"- {s}" for s in silent)]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the ranked table, or write it as a page."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--write", type=Path, help="write the page here")
    ask.add_argument("--rows", type=int, default=80, help="rows of the table")
    ask.add_argument("--tables", nargs="+", help="only inputs of these tables")
    asked = ask.parse_args()
    world, law = load_world(), load_timeline()
    base = headlines(solved(world, law))
    weak = [w for w in (*weak_law(law), *weak_inputs()) if not asked.tables or w.table in asked.tables]
    effects, silent = [], []
    for n, one in enumerate(weak, 1):
        found = measured(one, base, world, law)
        if isinstance(found, str):
            silent.append(found)
        else:
            effects.append(found)
        if n % 20 == 0 or n == len(weak):
            text = page(sorted(effects, key=lambda e: -e.score), silent, asked.rows, len(weak))
            if asked.write:
                asked.write.write_text(text, encoding="utf-8")
            print(f"{n} of {len(weak)}", file=sys.stderr, flush=True)
    if not asked.write:
        print(text)


if __name__ == "__main__":
    main()
