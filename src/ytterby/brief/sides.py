"""Cards of what reports say of one thing, with what the shipped world and law use, and what the market gives under each side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from ytterby.brief.model import CardEntry, SideEntry
from ytterby.errors import NotSolved, UnknownName
from ytterby.evidence import Claim, Reading
from ytterby.policy import Proposal, Timeline, propose
from ytterby.study import Run, run
from ytterby.world import World, shares

__all__ = ["cards"]

STAGES = {"mining": "mine", "refining": "separation"}
SOLVED = 4  # sides solved for a page, those of conflicts first: each is a run of its own
POINTS = 2.0  # percentage points: reports round shares
SEEN = 1e-4  # relative: a price that moves less is told as unmoved

Side = tuple[Claim, ...]


def cards(reading: Reading, law: Timeline, known: Run, when: date, tell: Callable[[str], None]) -> tuple[CardEntry, ...]:
    """Every card of a reading, conflicts first. ``law`` is what is known on the day ``when``, ``known`` the market under it.

    A side that says other than the law known is solved as a labelled what-if, in the first SOLVED sides of conflicts.
    """
    found, solved = [], 0
    for card in reading.cards:
        entries = []
        for side in card.sides:
            laid = propose(side.claims, law, when)
            told, taken = _standing(laid, side.claims, known.study.world)
            other = _with(law, laid)
            gives = ""
            if card.type == "conflict" and laid and other is law:
                same = all(p.status == "same" for p in laid)
                gives = "the law known says so: no change" if same else "cannot be put as an entry of that law: not solved"
            elif card.type == "conflict" and laid and solved < SOLVED:
                tell(f"solving what {side.says} would mean")
                solved += 1
                gives = _solved(known, other, when)
            quotes = tuple(claim.quote for claim in side.claims)
            entries.append(SideEntry(side.says, side.sayers, quotes, told, taken, gives, tuple(c.id for c in side.claims)))
        used = [entry.says for entry in entries if entry.used]
        found.append(
            CardEntry(card.type, card.about, tuple(entries), card.low, card.high, card.unit, card.why, used[0] if used else "")
        )
    return tuple(found)


def _standing(laid: Sequence[Proposal], claims: Side, world: World) -> tuple[str, bool]:
    """What law or world say beside a side, and whether they say the same."""
    if laid:
        words = "; ".join(f"{p.status}: {p.instrument} ({p.effect})" for p in laid)
        return words, all(p.status == "same" for p in laid)
    number = next((told for claim in claims if (told := _share(claim, world)) is not None), None)
    if number is None:
        return "", False
    value, near = number
    return f"the world has {value:.0f} %", near


def _share(claim: Claim, world: World) -> tuple[float, bool] | None:
    """The world's own share of what a claim gives a share of, in percent, and whether the claim's words allow it."""
    stage = "magnet" if claim.objects == ("magnet",) else STAGES.get(claim.aspect or "", "")
    if claim.kind != "share" or claim.value is None or claim.unit != "%" or not stage or len(claim.objects) != 1:
        return None
    of = "" if claim.objects[0] in ("REE", "magnet") else claim.objects[0]
    try:
        table = shares(world, stage, of)
    except UnknownName:
        return None
    places = [place for place in claim.actors if place in table.index]
    if not places:
        return None
    value = 100.0 * float(table.loc[places, "share"].sum())
    low = claim.value - (POINTS if claim.qualifier not in ("under", "up_to") else 100.0)
    high = (claim.value_to or claim.value) + (POINTS if claim.qualifier not in ("over", "at_least") else 100.0)
    return value, low <= value <= high


def _with(law: Timeline, laid: Sequence[Proposal]) -> Timeline:
    """The law as a side has it: what it announces added, what it denies put as it says."""
    after = law.accept([p for p in laid if p.status == "new"])
    for proposal in laid:
        if proposal.instead is not None:
            entry = proposal.instead.model_dump(mode="json", by_alias=True, exclude_unset=True)
            after = after.with_entry(proposal.instrument, entry)
    return after if law.diff(after) else law


def _solved(known: Run, other: Timeline, when: date) -> str:
    try:
        return _moved(known, run(known.study.world, other, known.months, after=known), when)
    except NotSolved as error:
        return f"the market could not be solved under it: {str(error).split(';')[0]}"


def _moved(known: Run, other: Run, when: date) -> str:
    """The price that moves most for its trade under another law, and the shortage that grows most, in words."""
    months = [month for month in known.months if month >= f"{when:%Y-%m}"]
    one, two = (run["price"].sel(month=months) for run in (known, other))
    bought = (
        known.base_flow.sum("origin").rename(destination="place").reindex(good=one["good"], place=one["place"], fill_value=0.0)
    )
    worth = (abs(two - one) * bought).fillna(0.0)
    spot = worth.argmax(...)
    before, after = (float(price.isel({dim: int(at) for dim, at in spot.items()})) for price in (one, two))
    if before <= 0.0 or abs(after / before - 1.0) < SEEN:
        return "no price moves"
    where = {str(dim): str(one[dim].to_numpy()[int(at)]) for dim, at in spot.items()}
    place, good, month = where["place"], where["good"], where["month"]
    return f"{good} in {place}, {month}: {after:.4g} USD/kg, {after / before - 1.0:+.1%} on the law known"
