"""A timeline changes only by new entries, forgets what came later, and names the days on which it changes by itself."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.policy.standin import world

from ytterby.errors import BadInput, BadLaw, UnknownName
from ytterby.evidence import load_sources
from ytterby.months import month_range
from ytterby.policy import Timeline, in_force, load_timeline, why
from ytterby.policy.known import published

LAW = load_timeline()
LICENCE = "chn/licence-medium-heavy-2025"
TARIFF = "usa/tariff-fentanyl-china"
DAYS = st.dates(date(2023, 1, 1), date(2027, 6, 30))


@given(DAYS)
def test_a_dated_view_cites_nothing_published_later(day: date) -> None:
    for law in LAW.known_on(day).instruments:
        for entry in law.history:
            days = [published(source, entry) for source in (*entry.source, *(entry.until_source or ()))]
            assert all(when is not None and when <= day for when in days)


@given(DAYS, DAYS)
@settings(max_examples=40)
def test_what_is_known_never_shrinks(first: date, second: date) -> None:
    early, late = sorted((first, second))
    assert {law.id for law in LAW.known_on(early).instruments} <= {law.id for law in LAW.known_on(late).instruments}


@given(DAYS)
@settings(max_examples=40)
def test_forgetting_twice_is_forgetting_once(day: date) -> None:
    known = LAW.known_on(day)
    assert known.known_on(day) == known


def test_an_end_that_was_announced_later_is_not_known_before() -> None:
    eda = "usa/control-eda-2025"
    assert LAW.on("2025-07-10")[eda].status == "lapsed"
    assert LAW.known_on("2025-06-20").on("2025-07-10")[eda].status == "in force"


def test_a_figure_published_later_is_forgotten_and_the_rest_of_its_entry_kept() -> None:
    early, late = min(load_sources().values(), key=lambda s: s.published or date.max), "t_gl_mugg"
    law = Timeline().add(
        {
            "id": "chn/made-up", "kind": "export_licence", "issuer": "CHN", "title": "Made up",
            "history": [
                {
                    "from": "2024-01-01", "source": early.id,
                    "set": {"validity_months": 6, "approval_share": {"value": 0.5, "source": late}},
                }
            ],
        }
    )  # fmt: skip
    (instrument,) = law.known_on("2024-06-01").instruments
    state = LAW.__class__((instrument,)).on("2024-06-01")["chn/made-up"]
    assert state.terms.model_fields_set == {"validity_months"}


def test_an_undated_source_is_never_in_a_dated_view() -> None:
    undated = next(source.id for source in load_sources().values() if source.published is None)
    law = LAW.amend(TARIFF, "2025-03-10", source=undated, percent=99)
    assert law.known_on("2030-01-01") == LAW.known_on("2030-01-01")


def test_a_user_who_states_the_day_of_publication_is_believed() -> None:
    law = LAW.amend(TARIFF, "2026-12-01", source="our notice", published="2026-11-20", percent=5)
    assert law.known_on("2026-11-19").diff(law.known_on("2026-11-21"))


def test_a_truce_lapses_back_to_the_terms_before_it() -> None:
    law = LAW.amend(TARIFF, "2025-05-01", until="2025-06-01", percent=1)
    assert [law.on(day)[TARIFF].terms.percent.value for day in ("2025-04-30", "2025-05-01", "2025-05-31", "2025-06-01")] == [  # type: ignore[attr-defined]
        20, 1, 1, 20,
    ]  # fmt: skip


def test_missing_terms_are_unchanged_null_revokes_and_suspension_keeps_them() -> None:
    law = LAW.amend(LICENCE, "2025-07-01", green_channel=None).amend(LICENCE, "2025-08-01", until="2025-09-01", suspended=True)
    july, august, september = (law.on(day)[LICENCE] for day in ("2025-07-01", "2025-08-01", "2025-09-01"))
    assert july.terms.green_channel is None  # type: ignore[attr-defined]
    assert july.terms.validity_months.value == 6  # type: ignore[attr-defined]
    assert (august.status, august.terms) == ("suspended", july.terms)
    assert september.status == "in force"


def test_entries_of_one_day_apply_in_the_order_they_were_made() -> None:
    law = LAW.amend(TARIFF, "2025-07-01", percent=1).amend(TARIFF, "2025-07-01", percent=2)
    assert law.on("2025-07-01")[TARIFF].terms.percent.value == 2  # type: ignore[attr-defined]


def test_a_repeal_ends_an_instrument_and_a_new_entry_brings_it_back() -> None:
    law = LAW.repeal(TARIFF, "2025-07-01", until="2025-08-01")
    assert [law.on(day)[TARIFF].status for day in ("2025-06-30", "2025-07-01", "2025-08-01")] == [
        "in force",
        "repealed",
        "in force",
    ]


def test_terms_by_destination_are_merged_key_by_key() -> None:
    law = LAW.amend(LICENCE, "2027-01-01", approval_by_destination={"KOR": 0.9, "IND": None})
    shares = law.on("2027-01-01")[LICENCE].terms.approval_by_destination  # type: ignore[attr-defined]
    assert shares["KOR"].value == 0.9
    assert "IND" not in shares
    assert "JPN" in shares


def test_amendments_and_drops_leave_the_timeline_they_came_from_alone() -> None:
    before = LAW.digest
    changed = LAW.amend(TARIFF, "2025-07-01", percent=1)
    assert LAW.digest == before != changed.digest
    assert [change.what for change in LAW.diff(changed)] == ["entry of 2025-07-01 added"]
    assert [change.what for change in changed.diff(LAW)] == ["entry of 2025-07-01 gone"]
    assert [change.what for change in LAW.diff(LAW.drop(TARIFF))] == ["dropped"]
    assert LAW.diff(LAW) == ()


def test_a_misspelt_instrument_or_term_names_the_near_miss() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'usa/tariff-fentanyl-china'"):
        LAW.amend("usa/tariff-fentanil-china", "2025-07-01", percent=1)
    with pytest.raises(BadLaw, match="Did you mean 'percent'"):
        LAW.amend(TARIFF, "2025-07-01", percnt=1)
    with pytest.raises(BadLaw, match="same id a second time"):
        LAW.add(LAW[TARIFF])


def test_coming_dates_are_days_on_which_the_state_changes() -> None:
    for coming in LAW.dates("2025-01-01"):
        before, after = LAW.on(coming.day - timedelta(days=1)), LAW.on(coming.day)
        found, then = before[coming.instrument], after[coming.instrument]
        assert (found.status, found.terms) != (then.status, then.terms)
        assert coming.source


def test_no_day_of_change_is_missed() -> None:
    days = {(coming.day, coming.instrument) for coming in LAW.dates()}
    day = date(2025, 1, 1)
    before = LAW.on(day)
    while day < date(2025, 12, 31):
        day += timedelta(days=1)
        after = LAW.on(day)
        changed = {name for name in after if (after[name].status, after[name].terms) != (before[name].status, before[name].terms)}
        assert changed == {name for when, name in days if when == day}
        before = after


def test_in_force_lists_each_spell_with_its_days_and_whether_it_acts_here() -> None:
    rows = in_force(LAW, "2025-06", world())
    licence = [row for row in rows if row.instrument == LICENCE]
    assert sum(row.days for row in licence) == 30
    assert all(row.acts_here for row in licence)
    eda = next(row for row in rows if row.instrument == "usa/control-eda-2025")
    assert not eda.acts_here
    assert {row.status for row in rows} <= {"in force", "suspended"}


@given(DAYS)
def test_a_day_is_covered_by_one_spell_of_an_instrument_at_most_and_by_none_that_the_month_does_not_list(when: date) -> None:
    rows = in_force(LAW, when)
    assert len({row.instrument for row in rows}) == len(rows)
    assert set(rows) <= set(in_force(LAW, f"{when:%Y-%m}"))
    assert all(row.since <= when and (row.until is None or when < row.until) for row in rows)


def test_why_answers_in_words_and_names_the_near_miss() -> None:
    (answer,) = why(LAW, world(), "magnet/NdFeB-Dy CHN USA military", "2025-06")
    assert answer.cap == 0.0
    assert {reason.instrument for reason in answer.because} >= {LICENCE, TARIFF}
    assert all(reason.source for reason in answer.because)
    assert len(why(LAW, world(), "CHN>USA magnet", "2025-06")) == 6
    with pytest.raises(UnknownName, match="Did you mean"):
        why(LAW, world(), "magnett CHN USA", "2025-06")
    with pytest.raises(UnknownName, match="a lane of this world"):
        why(LAW, world(), "oxide/Dy USA CHN", "2025-06")
    with pytest.raises(UnknownName, match="leave civil or military out"):
        why(LAW, world(), "oxide/Dy CHN USA civil", "2025-06")


def test_every_figure_with_a_range_can_be_drawn_inside_it_and_not_outside() -> None:
    figures = LAW.uncertain()
    assert figures
    assert all(one.low <= one.value <= one.high for one in figures)
    assert LAW.drawn({one.name: one.value for one in figures}) == LAW
    low = LAW.drawn({one.name: one.low for one in figures})
    assert [one.value for one in low.uncertain()] == [one.low for one in figures]
    with pytest.raises(BadInput, match="Draw inside the range"):
        LAW.drawn({figures[0].name: figures[0].high + 1})
    with pytest.raises(UnknownName, match="Did you mean"):
        LAW.drawn({figures[0].name + "s": 1.0})


def test_slower_processing_never_lets_more_through_by_any_month() -> None:
    here, months = world(), month_range("2025-04", "2025-08")
    slow = {one.name: one.high for one in LAW.uncertain() if one.name.startswith(f"{LICENCE}#") and "processing_days" in one.name}
    caps = [np.cumsum(law.compile(here, months).data["cap"].values, axis=0) for law in (LAW, LAW.drawn(slow))]
    licensed = np.isfinite(caps[0][-1])
    assert (caps[1][:, licensed] <= caps[0][:, licensed] + 1e-9).all()


def test_law_in_force_cites_the_entry_that_enacts_it_also_where_it_sets_no_term() -> None:
    bare = LAW.add(
        {
            "id": "chn/ban-made-up", "kind": "ban", "issuer": "CHN", "title": "A full stop",
            "history": [{"from": "2025-06-01", "until": "2025-07-01", "source": "t_seed3", "set": {}}],
        }
    )  # fmt: skip
    months = ("1999-01", "2010-10", "2024-12", "2025-06", "2025-11", "2026-07")
    rows = [row for month in months for row in in_force(bare, month)]
    assert "chn/ban-made-up" in {row.instrument for row in rows}
    assert [row.instrument for row in rows if not row.source] == []


def test_the_newest_publication_is_no_later_than_the_day_a_view_is_of() -> None:
    law = load_timeline()
    assert law.newest is not None
    early = law.known_on("2025-06-13").newest
    assert early is not None
    assert early <= date(2025, 6, 13) < law.newest
