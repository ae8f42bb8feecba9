"""From documents to one cited page: claims, conflicts, law, impact, what is uncertain, what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

import pandas as pd

from ytterby import months as calendar
from ytterby.brief.asof import as_of_date
from ytterby.brief.impact import Futures, impact
from ytterby.brief.model import (
    AdviceEntry,
    Brief,
    ClaimEntry,
    ConflictEntry,
    DocumentEntry,
    ImpactEntry,
    InstrumentEntry,
    SourceEntry,
)
from ytterby.brief.sides import cards
from ytterby.errors import NothingKnown
from ytterby.evidence import Claim, Conflict, Reading, load_sources, read
from ytterby.plan import advise, exposure, typical_buyer
from ytterby.policy import Instrument, Proposal, Timeline, load_timeline, propose
from ytterby.study import run
from ytterby.world import World, load_world

__all__ = ["brief", "sample_reports"]

AHEAD = 12  # months after the as-of month: two validities of a six-month licence
BUYERS = ("USA", "EU", "JPN")  # whose buyers the advice speaks to when the reports name no importer
IMPORTER = 0.5  # a place that imports less than this share of the magnets it uses is a maker, not a buyer
MATERIAL_CHANGE = 0.005  # a change of under half a percent is not worth a sentence
GROUPS = {"EUROPE": ("EU",), "ALLIES": ("EU", "JPN", "KOR"), "WEST": ("USA", "EU")}

Progress = Callable[[str], None]


def sample_reports() -> tuple[Path, ...]:
    """The bundled reports: our own words on the London talks of June 2025."""
    folder = Path(str(resources.files("ytterby") / "data" / "samples" / "reports"))
    return tuple(sorted(folder.glob("*.txt")))


def _claim_entries(claims: Sequence[Claim]) -> tuple[ClaimEntry, ...]:
    def words(c: Claim) -> str:
        who = ", ".join(c.actors) or "?"
        what = ", ".join(c.objects)
        number = "" if c.value is None else f"{c.value:g} {c.unit or ''}".strip()
        return " ".join(part for part in (who, c.kind.replace("_", " "), what, number) if part)

    return tuple(
        ClaimEntry(
            c.id,
            c.kind,
            words(c),
            c.quote,
            c.doc,
            c.start,
            c.end,
            c.date,
            c.modality,
            c.speaker,
            c.confidence,
            c.value,
            c.unit,
            (c.doc,),
        )
        for c in claims
    )


def _conflict_entries(
    conflicts: Sequence[Conflict], claims: Sequence[Claim], proposals: Sequence[Proposal]
) -> tuple[ConflictEntry, ...]:
    by_id = {c.id: c for c in claims}
    stands = {i: f"the law shipped ({p.instrument})" for p in proposals if p.status == "contradicts" for i in p.claims}
    held = {i: f"{p.instrument} ({p.status})" for p in proposals if p.status != "contradicts" for i in p.claims}
    entries = []
    for c in conflicts:
        used = stands.get(c.a) or stands.get(c.b) or held.get(c.a) or held.get(c.b) or "neither: shown side by side"
        entries.append(ConflictEntry(c.type, c.a, c.b, by_id[c.a].quote, by_id[c.b].quote, c.why, used, (c.a, c.b)))
    order = {"conflict": 0, "near": 1, "agree": 2}
    return tuple(sorted(entries, key=lambda e: (order[e.type], e.a, e.b)))


def _buyers(claims: Sequence[Claim], world: World) -> tuple[str, ...]:
    """Places that the reports name and that import most of their magnets, most named first."""
    magnets = world.lanes[world.lanes["good"].str.startswith("magnet/")].groupby("destination")["base"].sum()
    used = world.demand[world.demand["good"].str.startswith("magnet/")].groupby("place")["base"].sum()
    imports = {str(place) for place in used.index if float(magnets.get(place, 0.0)) > IMPORTER * float(used[place])}
    named: dict[str, int] = {}
    for claim in claims:
        for who in (*claim.actors, *claim.targets):
            for place in GROUPS.get(who, (who,)):
                if place in imports:
                    named[place] = named.get(place, 0) + 1
    ranked = sorted(named, key=lambda p: (-named[p], p))
    return tuple(dict.fromkeys((*ranked[:3], *(BUYERS if not ranked else ()))))


def _advice(futures: Futures, buyers: Sequence[str]) -> tuple[AdviceEntry, ...]:
    entries = []
    for place in buyers:
        bill = typical_buyer(futures.proposed.study.world, place)
        if not bill.parts:
            continue
        for item in advise(futures.proposed, exposure(futures.proposed, bill, futures.as_of[:7])):
            text = f"{place}, per t/month of {item.part}: {item.text}"
            entries.append(AdviceEntry(item.action, text, item.by, item.cost_kusd, item.shortage_averted_t, item.cites))
    return tuple(entries)


def elsewhere(proposals: Sequence[Proposal], world: World) -> tuple[str, ...]:
    """Elements that announced law names and of which the world has no goods."""
    here = {symbol for listed in world.goods["elements"].dropna() for symbol in str(listed).split(";")}
    scopes = (p.amendment.scope for p in proposals if isinstance(p.amendment, Instrument))
    return tuple(dict.fromkeys(symbol for scope in scopes for symbol in scope.elements or () if symbol not in here))


def _uncertain(
    reading: Reading, world: World, proposals: Sequence[Proposal], conflicts: Sequence[ConflictEntry]
) -> tuple[str, ...]:
    lines = [f"Reports disagree: {c.why} ({c.a}, {c.b})." for c in conflicts if c.type == "conflict"]
    lines += [
        f"Contradicts the law shipped: {p.mapping} ({', '.join(p.claims)})." for p in proposals if p.status == "contradicts"
    ]
    absent = elsewhere(proposals, world)
    if absent:
        others = ", ".join(name for name in World.shipped() if name != world.name)
        lines.append(
            f"Law on {', '.join(absent)} moves no number here: the {world.name} world has no such goods. "
            f"Accept it and ask another world (`ytterby run --world NAME`: {others})."
        )
    soft = [c for c in reading.claims if c.modality in ("reported", "proposed", "conditional")]
    if soft:
        lines.append(f"{len(soft)} of {len(reading.claims)} claims are reported, proposed or conditional, not facts.")
    for name, frame in (
        ("lanes", world.lanes),
        ("demand rows", world.demand),
        ("stocks", world.stocks),
        ("prices", world.prices),
    ):
        missing = int((frame["source"].isna() | (frame["source"] == "")).sum())
        if missing:
            lines.append(f"{missing} of {len(frame)} {name} of the world are assumed; each row says why.")
    spread = world.demand[["elasticity_low", "elasticity", "elasticity_high"]].astype(float).mean()
    low, value, high = (float(spread[c]) for c in ("elasticity_low", "elasticity", "elasticity_high"))
    lines.append(
        f"Demand elasticities are analogues (mean {value:.2g}, band {low:.2g} to {high:.2g}): shortage prices carry that band."
    )
    return tuple(lines)


def _plain(value: float | None) -> str:
    """Three digits, without exponent."""
    number = value or 0.0
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def _spoken(month: str) -> str:
    return calendar.first_day(month).strftime("%B %Y")


def _use(world: World, entry: ImpactEntry) -> str:
    """A use in words: sector, place and good by their names."""
    sector, place, good = (
        world.sectors["title"][entry.sector],
        world.places["name"][entry.place],
        world.goods["title"][entry.good],
    )
    return f"{sector} ({place}), which lacks {_plain(entry.proposed)} t of {good} in {_spoken(entry.month)}"


def _base_price(world: World, entry: ImpactEntry) -> float:
    """USD/kg of the base year where the entry's use is."""
    prices = world.prices
    found = prices.loc[(prices["place"] == entry.place) & (prices["good"] == entry.good), "usd_per_kg"]
    return float(found.iloc[0]) if len(found) else 0.0


def _answer(futures: Futures, entries: Sequence[ImpactEntry], proposals: Sequence[Proposal]) -> tuple[str, str]:
    """What is new and who is shortest, in two sentences; then what the law since the first report changes most, and prices."""
    world = futures.known.study.world
    new, same = (sum(p.status == status for p in proposals) for status in ("new", "same"))
    parts = [f"As known on {futures.as_of}, the reports carry {new} new and {same} known acts of law."]
    short = [e for e in entries if e.kind == "shortage"]
    if short:
        worst = max(short, key=lambda e: (e.proposed or 0.0) * _base_price(world, e))
        moved = max(short, key=lambda e: abs((e.proposed or 0.0) - (e.before or 0.0)) * _base_price(world, e))
        change = (moved.proposed or 0.0) - (moved.before or 0.0)
        material = abs(change) >= MATERIAL_CHANGE * max(moved.before or 0.0, moved.proposed or 0.0)
        by = f"{_plain(abs(change))} t {'less' if change < 0 else 'more'} than before"
        if material and moved is worst:
            both = "The worst shortage ahead, and the one that the law since the first report changes most, is that of"
            parts.append(f"{both} {_use(world, worst)}, {by}.")
        else:
            parts.append(f"The worst shortage ahead is that of {_use(world, worst)}.")
            if material:
                parts.append(f"The law since the first report changes most for {_use(world, moved)}, {by}.")
    else:
        parts.append("No use is short of anything material in the months ahead.")
    price = next((e for e in entries if e.kind == "price" and e.proposed is not None and e.base), None)
    if price is not None and price.proposed is not None and price.base:
        where = f"{world.goods['title'][price.good]} in {world.places['name'][price.place]}"
        rise = f"{price.proposed / price.base - 1.0:+.0%} on {world.base_year}"
        step = price.proposed / price.before - 1.0 if price.before else 0.0
        level = f"{_plain(price.proposed)} USD/kg in {_spoken(price.month)}, {rise}"
        if abs(step) >= MATERIAL_CHANGE:
            most = "The price move that costs most because of the law since the first report"
            parts.append(f"{most} is that of {where}: {level}, {step:+.0%} on before.")
        else:
            parts.append(f"The price whose distance from {world.base_year} costs most is that of {where}: {level}.")
    return " ".join(parts[:2]), " ".join(parts[2:])


def _source_entries(entries: Sequence[str]) -> tuple[SourceEntry, ...]:
    known = load_sources()
    rows = []
    for name in dict.fromkeys(entries):
        source = known.get(name)
        if source is not None:
            published = source.published.isoformat() if source.published else None
            rows.append(SourceEntry(source.id, source.title, source.publisher, published, source.url))
    return tuple(rows)


def _laws(reading: Reading, as_of: date, law: Timeline) -> tuple[Timeline, Timeline, tuple[Proposal, ...], Timeline]:
    """The law before the first report, the law known, what the reports propose, and the law with it."""
    first = min((d.published for d in reading.documents if d.published is not None), default=as_of)
    known = law.known_on(as_of)
    before = law.known_on(min(first, as_of) - timedelta(days=1))
    proposals = tuple(propose(reading.claims, known, as_of))
    return before, known, proposals, known.accept([p for p in proposals if p.status == "new"])


def _silent(_: str) -> None:
    return None


def brief(
    paths: Sequence[Path | str],
    as_of: str | date | None = None,
    published: str | date | None = None,
    tell: Progress = _silent,
    law: Timeline | None = None,
) -> Brief:
    """The page for the given reports: nothing published after the as-of date is used, in the law or in the world.

    ``law`` : the shipped law if not given.
    ``tell`` receives a line at each step. BadDocument if nothing can be read, NothingKnown if the reports concern nothing that
    the model knows, NotSolved if a month has no certified equilibrium.
    """
    asked = calendar.day(as_of) if as_of is not None else None
    tell("reading")
    reading = read(paths, published)
    if not reading.concerns_minerals:
        raise NothingKnown("nothing here that the model knows: no claim about minerals, their trade or the law on it was found")
    when, basis = as_of_date(reading, asked)
    tell(f"law and world as known on {when}")
    before, known, proposals, proposed = _laws(reading, when, law or load_timeline())
    world = load_world(when.isoformat())
    months = calendar.month_range(f"{when.year}-01", calendar.add_months(calendar.month_of(when), AHEAD))
    tell(f"solving {len(months)} months under three laws")
    base_run = run(world, before, months)
    known_run = run(world, known, months, after=base_run)
    proposed_run = run(world, proposed, months, after=known_run)
    futures = Futures(base_run, known_run, proposed_run, when.isoformat())
    buyers = _buyers(reading.claims, world)
    entries = impact(futures, (before, proposed), buyers)
    conflicts = _conflict_entries(reading.conflicts, reading.claims, proposals)
    certificates = [r.certificate for r in futures.runs]
    answer, more = _answer(futures, entries, proposals)
    cited = [s for e in entries for s in e.cites]
    cited += [s for frame in (world.lanes, world.demand, world.prices) for s in pd.unique(frame["source"].dropna())]
    instruments = tuple(
        InstrumentEntry(p.instrument, p.title, p.status, p.effect, p.start, p.until, p.mapping, tuple(p.claims))
        for p in proposals
    )
    return Brief(
        title="What the reports change",
        answer=answer,
        more=more,
        as_of=when.isoformat(),
        as_of_basis=basis,
        documents=tuple(
            DocumentEntry(
                d.id,
                str(d.path),
                d.published.isoformat() if d.published else None,
                d.published_basis,
                sum(c.doc == d.id for c in reading.claims),
            )
            for d in reading.documents
        ),
        claims=_claim_entries(reading.claims),
        conflicts=conflicts,
        instruments=instruments,
        impact=entries,
        uncertain=_uncertain(reading, world, proposals, conflicts),
        advice=_advice(futures, buyers),
        sources=_source_entries([part.strip() for name in cited for part in name.split(";")]),
        certificate={
            "kkt": max(c.kkt for c in certificates),
            "local": max(c.local for c in certificates),
            "tolerance": certificates[0].tolerance,
        },
        unread=tuple(str(u) for u in reading.unread),
        runs={name: r.study.hash for name, r in zip(("before", "known", "proposed"), futures.runs, strict=True)},
        cards=cards(reading, known, known_run, when, tell),
    )
