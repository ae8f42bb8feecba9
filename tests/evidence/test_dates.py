"""Dates against the day of publication: 15 October 2025, a Wednesday, unless said otherwise."""

from datetime import date

import pytest

from ytterby.evidence.dates import whens

PUBLISHED = date(2025, 10, 15)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("announced in April", "2025-04"),
        ("imposed on 20 November", "2024-11-20"),
        ("will take effect on 1 December", "2025-12-01"),
        ("comes into force on January 1", "2026-01-01"),
        ("by the end of February", "2026-02"),
        ("the 10 November deadline", "2025-11-10"),
        ("for three more months after 10 November", "2025-11-10"),
        ("three months after 10 November", "2024-11-10"),
        ("last month", "2025-09"),
        ("next year", "2026"),
        ("yesterday", "2025-10-14"),
        ("on Monday", "2025-10-13"),
        ("next Friday", "2025-10-17"),
        ("two weeks ago", "2025-10-01"),
        ("three months ago", "2025-07"),
        ("in 2019", "2019"),
        ("2024 output", "2024"),
        ("2027-03-01", "2027-03-01"),
        ("the 3rd of May 2026", "2026-05-03"),
    ],
)
def test_a_date_is_resolved(text: str, iso: str) -> None:
    assert [w.date for w in whens(text, 0, len(text), PUBLISHED)] == [iso]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("in the third quarter", ("2025-07", "2025-09")),
        ("Q1 2026", ("2026-01", "2026-03")),
        ("the first half of 2026", ("2026-01", "2026-06")),
        ("over the next two quarters", ("2025-10", "2026-04")),
        ("over the past five years", ("2020", "2025")),
        ("from 1 November until 30 June", ("2025-11-01", "2026-06-30")),
        ("from 2020 to 2024", ("2020", "2024")),
        ("between March 2026 and June 2026", ("2026-03", "2026-06")),
    ],
)
def test_a_span_has_two_ends(text: str, span: tuple[str, str]) -> None:
    assert [(w.date, w.date_end) for w in whens(text, 0, len(text), PUBLISHED)] == [span]


@pytest.mark.parametrize(
    "text", ["producers may pay more", "imports of 2,024 tonnes", "2010 tonnes", "they march on", "$2025", "by then"]
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert whens(text, 0, len(text), PUBLISHED) == []


def test_without_a_day_of_publication_only_full_dates_are_read() -> None:
    text = "last month, in May, on 3 May 2024, next year, and in 2026"
    assert [w.date for w in whens(text, 0, len(text), None)] == ["2024-05-03", "2026"]
