"""How the balanced flows were made: a first guess from rows of the tables, and how far the balance moved it."""

from __future__ import annotations

from typing import Any

from ytterby.world.ledger import Ledger
from ytterby.world.prior import MONTHS
from ytterby.world.tables import records
from ytterby.world.trail import Part, leaf, product, ratio, summed

__all__ = ["demand_base", "lane_base", "plant_base", "plant_flows", "surplus_left"]

TONNES = "t/month"


def plant_base(ledger: Ledger, row: Any) -> Part:
    """The level of a plant: a stated year over twelve months, balanced; as stated where the plant stands still."""
    name = f"{row.recipe} in {row.place}"
    guess = ledger.guesses.get(("plant", (row.place, row.recipe)))
    if guess is None:
        return leaf(name, row.base, TONNES, "", row.source, row.assumed, "stands still in the base year")
    return moved(name, guess, plant_guess(ledger, guess))


def plant_guess(ledger: Ledger, guess: Any) -> Part:
    """The first guess of a plant's level."""
    said = ledger.lines[guess.rows][1]
    told = f"{said.base_per_year:,.6g} t a year (of {said.year}, held for {said.confidence}) over 12 months"
    return leaf("first guess", guess.guess, TONNES, said.where, said.source, said.assumed, told)


def moved(name: str, guess: Any, first: Part) -> Part:
    """What the balance made of a first guess."""
    by = guess.balanced / guess.guess - 1.0
    held = f"first guess {_digits(guess.guess)} t/month, held to within {100 * guess.error:.0f} %"
    told = f"{held}; the balance moved it by {100 * by:+.2g} %"
    return Part(name, guess.balanced, TONNES, "balance", told, source=first.source, assumed=first.assumed, parts=(first,))


def _digits(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.4g}"


def demand_base(ledger: Ledger, row: Any) -> Part:
    """The use of a sector at a place: a world total spread by the sector's shares, or a row of its own, balanced."""
    guess = ledger.guesses["use", (row.place, row.sector, row.good)]
    said = ledger.lines[guess.rows.split(";")[0]][1]
    told = f"{said.tonnes_per_year:,.6g} t a year over 12 months"
    total = leaf(
        f"{row.sector}, {said.place}", said.tonnes_per_year / MONTHS, TONNES, said.where, said.source, said.assumed, told
    )
    if said.place != "*":
        return moved(f"{row.sector} in {row.place}", guess, total)
    shares = [one for one in ledger.used("demand_shares") if one.sector == row.sector]
    parts = [leaf(one.place, one.share, "1", one.where, one.source, one.assumed) for one in shares]
    own = next(part for part in parts if part.name == row.place)
    share = ratio(
        f"share of {row.place}", "1", "its weight over all weights", [own, summed("all", "1", "weights of places", parts)]
    )
    first = product("first guess", TONNES, "world total times share of the place", [total, share])
    return moved(f"{row.sector} in {row.place}", guess, first)


def lane_base(ledger: Ledger, row: Any) -> Part:
    """A flow: what the destination uses times the share of the origin, balanced; nothing on a lane that is only open."""
    name = f"{row.good} {row.origin} to {row.destination} ({row.end_use})"
    guess = ledger.guesses.get(("lane", (row.good, row.origin, row.destination, row.end_use)))
    if guess is None:
        return leaf(name, row.base, TONNES, "", row.source, row.assumed, "open, not used in the base year")
    said = ledger.lines[guess.rows][1]
    share = leaf(
        f"share of {row.origin}",
        said.share,
        "1",
        said.where,
        said.source,
        said.assumed,
        f"of what {said.destination} takes of {said.good}",
    )
    first = product("first guess", TONNES, "use at the destination times share of the origin", [share, _use(ledger, row)])
    return moved(name, guess, first)


def _use(ledger: Ledger, lane: Any) -> Part:
    """First guesses of what a market takes: the sectors of its end use, and plants where it is not military."""
    end_use = dict(ledger.world.sectors["end_use"])
    parts = []
    for guess in ledger.guesses_at.get(lane.destination, []):
        kind, key = guess.kind, guess.key
        if kind == "use" and key[2] == lane.good and lane.end_use in ("any", end_use[key[1]]):
            told = "first guess: see table demand"
            parts.append(
                leaf(f"{key[1]} in {key[0]}", guess.guess, TONNES, guess.rows.split(";")[0], guess.source, guess.assumed, told)
            )
        if kind == "plant" and lane.end_use != "military":
            k = sum(-k for good, k in ledger.coefs[key[1]] if good == lane.good and k < 0)
            if k > 0:
                cite = ledger.cites[key[1], lane.good]
                per = leaf("per tonne", k, "t/t", "", cite.source, cite.assumed, f"coefficient of {key[1]}")
                parts.append(product(f"drawn by {key[1]}", TONNES, "coefficient times level", [per, plant_guess(ledger, guess)]))
    return summed(f"{lane.good} used in {lane.destination}", TONNES, "first guesses of sectors and plants", parts)


def plant_flows(ledger: Ledger, place: str, good: str, sign: float) -> list[Part]:
    """What the plants of a place make (positive) or draw (negative) of a good, balanced, each times the sign."""
    parts = []
    for one in ledger.plants_at.get(place, []):
        for name, k in ledger.coefs[one.recipe]:
            if name == good:
                cite = ledger.cites[one.recipe, good]
                per = leaf("per tonne", sign * k, "t/t", "", cite.source, cite.assumed, f"coefficient of {one.recipe}")
                runs = leaf(one.recipe, one.base, TONNES, "", one.source, one.assumed, "balanced level: see table plants")
                parts.append(product(one.recipe, TONNES, "coefficient times level", [per, runs]))
    return parts


def surplus_left(ledger: Ledger, row: Any) -> Part:
    """A by-product that nobody takes: what is made and comes in, less what is used and goes out."""
    world, place, good = ledger.world, row.place, row.good
    parts = plant_flows(ledger, place, good, 1.0)
    lanes = world.lanes[(world.lanes["good"] == good) & (world.lanes["base"] > 0)]
    for side, sign in (("destination", 1.0), ("origin", -1.0)):
        for one in records(lanes[lanes[side] == place]):
            told = "balanced flow: see table lanes"
            parts.append(leaf(f"{one.origin} to {one.destination}", sign * one.base, TONNES, "", one.source, one.assumed, told))
    for one in ledger.uses_of.get((place, good), []):
        parts.append(leaf(one.sector, -one.base, TONNES, "", one.source, one.assumed, "balanced use: see table demand"))
    return summed(
        f"{good} left over in {place}", TONNES, "made and brought in, less used and sent away; the balance sets it", parts
    )
