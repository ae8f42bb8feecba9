"""Numbers as trade reports write them: amounts, prices, ranges, changes of level, fractions, multiples, qualifiers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ytterby.evidence.numbers import Number, numbers


def read(text: str) -> list[Number]:
    return numbers(text, 0, len(text))


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("a loan of $400m", 400e6, "USD"),
        ("A$1.25 billion of funding", 1.25e9, "AUD"),
        ("sold at 165,000 yuan per tonne", 165_000, "CNY/t"),
        ("traded at €61.50/kg in Rotterdam", 61.5, "EUR/kg"),
        ("quoted at USD 340 per mtu", 340, "USD/mtu"),
        ("cathode at nearly $16 a pound", 16, "USD/lb"),
        ("1.5 million tonnes of ore", 1.5e6, "t"),
        ("a smelter of 40 kt", 40e3, "t"),
        ("forty five working days", 45, "day"),
        ("a review of two weeks", 14, "day"),
        ("a third of the ore", 33.3, "%"),
        ("two fifths of the output", 40, "%"),
        ("three quarters of all graphite", 75, "%"),
        ("nine out of ten magnets", 90, "%"),
        ("output doubled", 2, "x"),
        ("a fivefold rise", 5, "x"),
        ("five times the price of May", 5, "x"),
        ("the index moved -3.5%", -3.5, "%"),
        ("twelve minerals are on the list", 12, "count"),
        ("valid for a single shipment", 1, "shipment"),
    ],
)
def test_an_amount_is_told_in_base_units(text: str, value: float, unit: str) -> None:
    (found,) = read(text)
    assert found.value == pytest.approx(value)
    assert found.unit == unit


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("between 10% and 15%", 10, 15, "%"),
        ("10-15 per cent", 10, 15, "%"),
        ("10% to 15% of ore", 10, 15, "%"),
        ("ranging from 5 to 8 tonnes", 5, 8, "t"),
        ("USD 41.50-43.00/kg", 41.5, 43, "USD/kg"),
        ("$3-4 billion", 3e9, 4e9, "USD"),
        ("$20/kg to $25/kg", 20, 25, "USD/kg"),
    ],
)
def test_a_range_has_two_ends(text: str, low: float, high: float, unit: str) -> None:
    (found,) = read(text)
    assert [found.value, found.high] == pytest.approx([low, high])
    assert (found.unit, found.before) == (unit, None)


@pytest.mark.parametrize(
    ("text", "before", "value"),
    [
        ("raised from 7.5% to 15%", 7.5, 15),
        ("fell from 120 to 90 tonnes", 120, 90),
        ("cut to 2 per cent from 5 per cent", 5, 2),
        ("moved from $20 to $25 per kg", 20, 25),
        ("fell to 900 tonnes in March, down from 1,100 tonnes", 1100, 900),
        ("stood at 30%, up from 20%", 20, 30),
    ],
)
def test_a_change_of_level_keeps_the_old_one(text: str, before: float, value: float) -> None:
    (found,) = read(text)
    assert (found.before, found.value, found.high) == (before, value, None)


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("more than 5%", "over"), ("just under 5%", "nearly"), ("some 5%", "about"), ("up to 60 days", "up_to"),
        ("at least 5 t", "at_least"),
        ("5% or more", "at_least"), ("fewer than 5 licences", "under"), ("within 45 days", "up_to"), ("5% of it", "exact"),
    ],
)  # fmt: skip
def test_the_words_around_a_number_bound_it(text: str, qualifier: str) -> None:
    assert [n.qualifier for n in read(text)] == [qualifier]


@pytest.mark.parametrize(
    "text", ["in 2024 projects began", "one of the companies", "the second half of the year", "a quarter later", "No 61 of 2026"]
)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert read(text) == []


@given(
    st.floats(0.1, 999_999).map(lambda x: round(x, 1)),
    st.sampled_from([("%", "%"), ("tonnes", "t"), ("kg", "kg"), ("months", "month")]),
)
def test_a_number_written_out_is_read_back_with_its_offsets(value: float, unit: tuple[str, str]) -> None:
    text = f"It came to {value:,} {unit[0]} in all."
    (found,) = read(text)
    assert found.value == pytest.approx(value)
    assert found.unit == unit[1]
    assert text[found.start : found.end] == f"{value:,} {unit[0]}"


@pytest.mark.parametrize(
    ("text", "value", "unit", "before"),
    [
        ("Deliveries rose from 1 200 tonnes in 2024 to 3 450 tonnes", 3450.0, "t", 1200.0),
        ("cut the rate to nil from 5%", 0.0, "%", 5.0),
        ("cut the rate from 5 per cent to zero", 0.0, "%", 5.0),
        ("extended from two years to five.", 5.0, "year", 2.0),
    ],
)
def test_a_level_moves_to_another(text: str, value: float, unit: str, before: float) -> None:
    (found,) = numbers(text, 0, len(text))
    assert (found.value, found.unit, found.before) == (value, unit, before)
