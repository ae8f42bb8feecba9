from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ytterby import months
from ytterby.errors import BadMonth

SOME_MONTH = st.builds(lambda y, m: f"{y:04d}-{m:02d}", st.integers(1990, 2030), st.integers(1, 12))


@given(SOME_MONTH, st.integers(-200, 200))
def test_adding_months_and_counting_them_are_inverse(month: str, count: int) -> None:
    assert months.months_between(month, months.add_months(month, count)) == count


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.integers(1, 900))
def test_shares_in_force_add_up_to_the_days_in_force(start: date, days: int) -> None:
    until = date.fromordinal(start.toordinal() + days)
    span = months.month_range(months.month_of(start), months.month_of(until))
    total = sum(months.share_in_force(start, until, month) * months.days_in(month) for month in span)
    assert round(total) == days


@pytest.mark.parametrize("text", ["2025-13", "25-01", "2025-1", "June", "", "2025-04-31", "0000-01"])
def test_a_month_that_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(BadMonth, match="expected"):
        months.first_day(months.month_of(text))


def test_a_range_that_runs_backwards_is_refused() -> None:
    with pytest.raises(BadMonth):
        months.month_range("2025-04", "2025-03")


@given(st.datetimes(datetime(1990, 1, 1), datetime(2030, 12, 31)))
def test_a_moment_is_the_day_it_falls_in_and_compares_with_days(moment: datetime) -> None:
    found = months.day(moment)
    assert type(found) is date
    assert found.isoformat() == moment.isoformat()[:10]


@pytest.mark.parametrize("found", [None, 20250615, 2025.5, ["2025-06-15"]])
def test_what_is_no_day_is_refused_and_named(found: object) -> None:
    with pytest.raises(BadMonth, match="a date like"):
        months.day(found)  # type: ignore[arg-type]
