"""Notices nobody issued, from claims to law to what changes at the border: right instrument, scope, days and terms."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from tests.policy.test_propose import Claim

from ytterby import months as calendar
from ytterby.evidence import read_text
from ytterby.policy import Proposal, Timeline, load_timeline, propose
from ytterby.study import run
from ytterby.world import World, load_world

LAW = load_timeline()
NOTICES = yaml.safe_load((Path(__file__).parent / "notices.yaml").read_text(encoding="utf-8"))
MISSED = 0  # texts that were not read in full when this was last measured
TITLES = [notice["title"] for notice in NOTICES]


@cache
def world(name: str) -> World:
    return load_world(name=name)


def claims(notice: dict[str, Any]) -> list[Claim]:
    made = []
    for number, told in enumerate(notice["claims"]):
        fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in told.items()}
        if "date" in fields:
            fields["date"] = fields["date"].isoformat()
        made.append(Claim(f"n-{number}", **fields))
    return made


def new(notice: dict[str, Any]) -> dict[str, Proposal]:
    known = LAW.known_on(notice["known"])
    return {one.instrument: one for one in propose(claims(notice), known, notice["known"]) if one.status == "new"}


def plain(value: Any) -> Any:
    value = getattr(value, "value", value)
    return list(value) if isinstance(value, tuple) else value


def said(one: Proposal, after: Timeline, field: str) -> Any:
    """What a proposal says under a name of the file: of itself, its instrument, its scope, its terms or its exemptions."""
    law = after[one.instrument]
    entry = max(law.history, key=lambda entry: (entry.start.isoformat() == one.start, entry.start))
    if field in ("start", "until"):
        text = getattr(one, field)
        return date.fromisoformat(text) if text else None
    if field == "suspended":
        return entry.suspended
    if field.startswith("general_"):
        return plain(getattr(entry.terms.general_licence, field.removeprefix("general_")))  # type: ignore[union-attr]
    if field.startswith("exempt_"):
        return plain(getattr(entry.terms.exempt[-1], field.removeprefix("exempt_")))  # type: ignore[union-attr, index]
    if field == "kind" or hasattr(law.scope, field):
        return plain(getattr(law if field == "kind" else law.scope, field))
    return plain(getattr(entry.terms, field))


@pytest.mark.parametrize("notice", NOTICES, ids=TITLES)
def test_a_notice_becomes_the_law_it_announces_and_nothing_else(notice: dict[str, Any]) -> None:
    found = new(notice)
    assert set(found) == set(notice["law"])
    after = LAW.known_on(notice["known"]).accept(tuple(found.values()))
    for name, expected in notice["law"].items():
        assert {field: said(found[name], after, field) for field in expected} == expected


READ = [notice for notice in NOTICES if "text" in notice]


def becomes(notice: dict[str, Any]) -> bool:
    """Whether the text of a notice, read and mapped, is the law expected of its claims."""
    known, read = LAW.known_on(notice["known"]), read_text(notice["text"], published=notice["known"])
    found = {one.instrument: one for one in propose(read.claims, known, notice["known"]) if one.status == "new"}
    if set(found) != set(notice["law"]):
        return False
    after = known.accept(tuple(found.values()))
    told = notice["law"].items()
    return all(said(found[name], after, field) == value for name, expected in told for field, value in expected.items())


def test_most_texts_of_notices_become_the_law_that_their_claims_should() -> None:
    missed = [notice["title"] for notice in READ if not becomes(notice)]
    assert len(missed) <= MISSED, missed


def test_a_duty_that_is_accepted_moves_prices_once_it_holds_and_not_before() -> None:
    notice = next(notice for notice in NOTICES if notice["title"] == "a duty with its day, to come")
    known, here, months = LAW.known_on(notice["known"]), world(notice["world"]), ("2026-12", "2027-01")
    before, after = (run(here, law, months)["price"] for law in (known, known.accept(tuple(new(notice).values()))))
    change = (after / before - 1.0).sel(good="magnet/NdFeB-high", place="USA")
    assert abs(float(change.sel(month="2026-12"))) < 1e-9
    assert float(change.sel(month="2027-01")) > 0.001


BITING = [notice for notice in NOTICES if notice.get("bites", True)]


@pytest.mark.parametrize("notice", BITING, ids=[notice["title"] for notice in BITING])
def test_what_is_accepted_changes_the_border_from_its_day_and_not_before(notice: dict[str, Any]) -> None:
    known, here = LAW.known_on(notice["known"]), world(notice["world"])
    after = known.accept(tuple(new(notice).values()))
    start = min(told["start"] for told in notice["law"].values())
    last = calendar.add_months(f"{start:%Y-%m}", 3)
    months = calendar.month_range(f"{start - timedelta(days=40):%Y-%m}", last)
    one, other = known.compile(here, months).data, after.compile(here, months).data
    names = [name for name in one.data_vars if set(one[name].dims) == {"month", "lane"}]
    changed = np.zeros(len(months), dtype=bool)
    for name in names:
        changed |= (one[name].fillna(-1.0) != other[name].fillna(-1.0)).any("lane").to_numpy()
    if len(one["group"]) != len(other["group"]):
        changed[months.index(f"{start:%Y-%m}") :] = True
    first = months.index(f"{start:%Y-%m}")
    assert not changed[:first].any()
    assert changed[first:].any()
