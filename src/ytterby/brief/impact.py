"""From three runs to the entries of the page: what changes, what it costs, who is short, where trade goes, what binds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from ytterby import months as calendar
from ytterby.brief.model import ImpactEntry
from ytterby.policy import Timeline
from ytterby.study import Run

__all__ = ["Futures", "impact"]

MATERIAL_PRICE = 0.01  # a price change of under 1 % is not worth a line
MATERIAL_SHORTAGE = 0.005  # of what the use wants
MATERIAL_RENT = 0.02  # of the lane's own
MATERIAL_FLOW = 0.02  # of the good's world trade
HOME = "CHN"  # the place of the quotations; abroad is everywhere else
TOP = 12  # lines of each sort: a screenful; the whole run is in the dashboard


@dataclass(frozen=True, eq=False)
class Futures:
    """The same months under the law before the reports, the law known, and the law with what the reports propose."""

    before: Run
    known: Run
    proposed: Run
    as_of: str

    @property
    def months(self) -> tuple[str, ...]:
        """Months from the as-of month on."""
        return tuple(m for m in self.known.months if m >= self.as_of[:7])

    @property
    def runs(self) -> tuple[Run, Run, Run]:
        """Before, known, proposed."""
        return self.before, self.known, self.proposed


def _number(value: object) -> float | None:
    number = float(value)  # type: ignore[arg-type]
    return number if np.isfinite(number) else None


def _cell(runs: Iterable[Run], name: str, **labels: str) -> tuple[float | None, ...]:
    return tuple(_number(run[name].sel(labels)) for run in runs)


def _reasons(run: Run, good: str, place: str, month: str) -> tuple[str, ...]:
    lanes = run.study.world.lanes
    rows = np.flatnonzero(((lanes["good"] == good) & (lanes["destination"] == place)).to_numpy())
    found = [reason.instrument for lane in rows for reason in run.regime.because(month, int(lane))]
    return (*dict.fromkeys(found), f"run:{run.study.hash}")


def law_changes(before: Timeline, proposed: Timeline) -> tuple[ImpactEntry, ...]:
    """What the later law says that the earlier did not, the earliest change first.

    An entry that both have and that only another source or an end tells apart is told once, and only for its end.
    """
    titles = {law.id: law.title for law in (*before.instruments, *proposed.instruments)}
    changes = before.diff(proposed)
    gone = [(c.instrument, c.entry) for c in changes if c.entry is not None and c.what.endswith("gone")]
    entries = []
    for change in changes:
        entry = change.entry
        words, month = change.what, ""
        cites: tuple[str, ...] = (change.instrument,)
        if entry is not None:
            if change.what.endswith("gone"):
                continue
            same = (entry.start, entry.terms, entry.suspended)
            twins = (old for name, old in gone if name == change.instrument and (old.start, old.terms, old.suspended) == same)
            twin = next(twins, None)
            if twin is not None and twin.until == entry.until:
                continue
            words = entry.words() if twin is None else f"now ends on {entry.until}" if entry.until else "no longer ends"
            month, cites = calendar.month_of(entry.start), (change.instrument, *entry.source)
        elif change.what == "added":
            law = proposed[change.instrument]
            month = calendar.month_of(law.history[0].start)
            words = ": ".join(part for part in ("new", law.history[0].words()) if part)
        text = f"{titles[change.instrument]}: {words}"
        entries.append(ImpactEntry("change", text, month, "", "", "", "", None, None, None, None, "", cites))
    return tuple(sorted(entries, key=lambda e: (e.month, e.text)))


def _largest(change: xr.DataArray, scale: xr.DataArray, worth: xr.DataArray, threshold: float, top: int) -> list[dict[str, str]]:
    """Labels of the cells whose change is worth most, each at its worst month.

    change, scale : (month, ...) in one unit; less than ``threshold`` of the scale is left out.
    worth : kUSD per unit of change.
    """
    relative = (abs(change) / scale.where(scale > 0)).fillna(0.0)
    value = (abs(change) * worth).fillna(0.0).where(relative > threshold, 0.0)
    best = value.max("month")
    order = np.argsort(-best.to_numpy().ravel(), kind="stable")
    found = []
    for flat in order[:top]:
        spot = np.unravel_index(flat, best.shape)
        if float(best.to_numpy()[spot]) <= 0.0:
            break
        labels = {str(d): str(best[d].to_numpy()[i]) for d, i in zip(best.dims, spot, strict=True)}
        when = int(np.argmax(value.sel(labels).to_numpy()))
        found.append({"month": str(value["month"].to_numpy()[when]), **labels})
    return found


def _told(moved: list[dict[str, str]], level: list[dict[str, str]]) -> list[dict[str, str]]:
    """First what the reports move, then what stands far from the base year whatever they say; no cell twice."""
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for labels in (*moved, *level):
        found.setdefault(tuple(value for dim, value in labels.items() if dim != "month"), labels)
    return list(found.values())[:TOP]


def _steps(arrays: Sequence[xr.DataArray]) -> xr.DataArray:
    """How far the proposed law stands from the law before the reports or the law known, whichever is farther."""
    return _larger(abs(arrays[2] - arrays[0]), abs(arrays[2] - arrays[1]))


def _larger(one: xr.DataArray, other: xr.DataArray) -> xr.DataArray:
    """The larger of two arrays, cell by cell; a cell that only one has is that one's."""
    return one.where(other.isnull() | (one > other), other)


def _base_prices(futures: Futures, goods: np.ndarray, places: np.ndarray) -> xr.DataArray:
    """(good, place) USD/kg of the base year; NaN where the world has none."""
    known = futures.known.study.world.prices.set_index(["good", "place"])["usd_per_kg"]
    values = [[float(known.get((g, p), np.nan)) for p in places] for g in goods]
    return xr.DataArray(np.array(values), dims=("good", "place"), coords={"good": goods, "place": places})


def _prices(futures: Futures, places: Sequence[str]) -> list[ImpactEntry]:
    """Prices that moved, by what the move costs those who import or, at home, those who export."""
    months = list(futures.months)
    arrays = [run["price"].sel(month=months) for run in futures.runs]
    shown = [p for p in arrays[0]["place"].to_numpy() if p in places or p == HOME]
    arrays = [array.sel(place=shown) for array in arrays]
    base = _base_prices(futures, arrays[0]["good"].to_numpy(), arrays[0]["place"].to_numpy())
    flows = futures.known.base_flow
    sold, bought = flows.sel(origin=HOME).sum("destination"), flows.sum("origin").rename(destination="place")
    traded = bought.reindex(good=base["good"], place=base["place"], fill_value=0.0).copy()
    traded.loc[{"place": HOME}] = sold.reindex(good=base["good"], fill_value=0.0)
    move = _larger(abs(arrays[0] - base), abs(arrays[2] - base))
    entries = []
    scale = base * xr.ones_like(move)
    moved = _largest(_steps(arrays), scale, traded, MATERIAL_PRICE, TOP)
    for labels in _told(moved, _largest(move, scale, traded, MATERIAL_PRICE, TOP)):
        before, known, proposed = _cell(futures.runs, "price", **labels)
        price = _number(base.sel(good=labels["good"], place=labels["place"]))
        cites = _reasons(futures.proposed, labels["good"], labels["place"], labels["month"])
        row = (labels["month"], labels["good"], labels["place"], "", "")
        text = f"{labels['good']} in {labels['place']}"
        entries.append(ImpactEntry("price", text, *row, price, before, known, proposed, "USD/kg", cites))
    return entries


def _shortages(futures: Futures) -> list[ImpactEntry]:
    """Uses that lack most, by the value of what is missing at base prices."""
    months = list(futures.months)
    worst = _larger(futures.before["shortage"], futures.proposed["shortage"]).sel(month=months)
    wanted = futures.known["wanted"].sel(month=months)
    worth = _base_prices(futures, worst["good"].to_numpy(), worst["place"].to_numpy())
    entries = []
    moved = _largest(_steps([run["shortage"].sel(month=months) for run in futures.runs]), wanted, worth, MATERIAL_SHORTAGE, TOP)
    for labels in _told(moved, _largest(worst, wanted, worth, MATERIAL_SHORTAGE, TOP)):
        before, known, proposed = _cell(futures.runs, "shortage", **labels)
        need = float(futures.known["wanted"].sel(labels))
        text = f"{labels['sector']} in {labels['place']} lacks {labels['good']} (wants {need:.3g} t)"
        cites = _reasons(futures.proposed, labels["good"], labels["place"], labels["month"])
        row = (labels["month"], labels["good"], labels["place"], "", labels["sector"])
        entries.append(ImpactEntry("shortage", text, *row, 0.0, before, known, proposed, "t/month", cites))
    return entries


def _diversion(futures: Futures) -> list[ImpactEntry]:
    """Lanes that carry more than in the base: where trade goes instead, by value."""
    months = list(futures.months)
    flows = [run["flow"].sel(month=months) for run in futures.runs]
    base = futures.known.base_flow.fillna(0.0)
    total = base.sum(["origin", "destination"])
    worth = _base_prices(futures, base["good"].to_numpy(), base["origin"].to_numpy()).rename(place="origin")
    gain = (_larger(flows[0], flows[2]) - base).clip(min=0.0)
    entries = []
    scale = total * xr.ones_like(gain)
    grown = _steps(flows).where(gain > 0, 0.0)
    moved = _largest(grown, scale, worth, MATERIAL_FLOW, TOP)
    for labels in _told(moved, _largest(gain, scale, worth, MATERIAL_FLOW, TOP)):
        before, known, proposed = _cell(futures.runs, "flow", **labels)
        where = {k: v for k, v in labels.items() if k != "month"}
        text = f"{labels['good']} moves {labels['origin']} to {labels['destination']}"
        row = (labels["month"], labels["good"], labels["destination"], labels["origin"], "")
        cites = (f"run:{futures.proposed.study.hash}",)
        entries.append(ImpactEntry("diversion", text, *row, _number(base.sel(where)), before, known, proposed, "t/month", cites))
    return entries


def _binding(futures: Futures) -> list[ImpactEntry]:
    """Caps and the instruments that set them: first those whose rent the proposal changes most, then those with most rent."""
    months = list(futures.months)
    lanes = futures.known.study.world.lanes
    base = lanes["base"].to_numpy(dtype=float)
    weight = np.zeros((len(months), len(lanes)))
    for run in futures.runs:
        weight = np.fmax(weight, run.outcome.data["rent"].sel(month=months).to_numpy() * base)
    without, held = (run.outcome.data["rent"].sel(month=months).to_numpy() for run in (futures.known, futures.proposed))
    moved = (np.abs(held - without) * base).max(axis=0)
    told = np.argsort(-moved, kind="stable")[: TOP // 2]
    first = [lane for lane in told if moved[lane] > MATERIAL_RENT * weight[:, lane].max()]
    entries = []
    for lane in list(dict.fromkeys([*first, *np.argsort(-weight.max(axis=0), kind="stable")]))[:TOP]:
        when = int(np.argmax(weight[:, lane]))
        if weight[when, lane] <= 0:
            continue
        month, row = months[when], lanes.iloc[int(lane)]
        before, known, proposed = (_number(run.outcome.data["rent"].sel(month=month)[int(lane)]) for run in futures.runs)
        reasons = dict.fromkeys(r.instrument for run in futures.runs for r in run.regime.because(month, int(lane)))
        use = "" if row["end_use"] == "any" else f" ({row['end_use']})"
        text = f"{row['good']} {row['origin']}->{row['destination']}{use}: " + (", ".join(reasons) or "capacity")
        labels = (month, str(row["good"]), str(row["destination"]), str(row["origin"]), "")
        cites = (*reasons, f"run:{futures.proposed.study.hash}")
        entries.append(ImpactEntry("binding", text, *labels, 0.0, before, known, proposed, "USD/kg", cites))
    return entries


def impact(futures: Futures, laws: tuple[Timeline, Timeline], places: Sequence[str]) -> tuple[ImpactEntry, ...]:
    """Every entry: changes of law, then prices, shortages, diversion and caps; of each first what the reports move, by size."""
    changes = law_changes(*laws)
    return (*changes, *_prices(futures, places), *_shortages(futures), *_diversion(futures), *_binding(futures))
