"""Laws of the sheet: what leaves the house as CSV, JSON or Markdown is whole, inert and the same number everywhere."""

import csv
import io
import json
import math

from hypothesis import given
from hypothesis import strategies as st

from ytterby.faces.narrow import wide
from ytterby.faces.numbers import change, quantity, three
from ytterby.faces.sheet import Sheet, columns, inert, json_text, render

LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
HEADS = columns({"name": "name", "value": ("value", "t")})


@given(st.text())
def test_no_text_starts_a_formula(text: str) -> None:
    assert not inert(text).startswith(LIVE)
    assert not inert(text).lstrip().startswith(("=", "+", "-", "@"))
    assert "\0" not in inert(text)


@given(st.sampled_from("=+-@\t\n"), st.text(st.characters(exclude_characters="\0\r")))
def test_escaped_text_keeps_every_other_character(sign: str, text: str) -> None:
    assert inert(sign + text) == "'" + sign + text


@given(st.lists(st.tuples(st.text(), st.floats(allow_nan=False, allow_infinity=False))))
def test_csv_keeps_numbers_to_the_last_digit_and_rows_apart(rows: list[tuple[str, float]]) -> None:
    found = list(csv.reader(io.StringIO(render(Sheet(HEADS, tuple(rows)), "csv"), newline="")))
    assert len(found) == len(rows) + 1
    assert [float(row[1]) for row in found[1:]] == [value for _, value in rows]


@given(st.lists(st.tuples(st.text(), st.floats())))
def test_json_of_any_numbers_is_read_by_a_strict_reader(rows: list[tuple[str, float]]) -> None:
    def refuse(word: str) -> None:
        raise AssertionError(word)

    found = json.loads(json_text(Sheet(HEADS, tuple(rows)).dicts()), parse_constant=refuse)
    assert len(found) == len(rows)


@given(st.lists(st.tuples(st.text(), st.floats(-1e12, 1e12)), min_size=1))
def test_a_markdown_table_has_as_many_rows_and_cells(rows: list[tuple[str, float]]) -> None:
    lines = render(Sheet(HEADS, tuple(rows)), "md").rstrip("\n").split("\n")
    assert len(lines) == len(rows) + 2
    assert all("<" not in line for line in lines)


@given(st.floats(min_value=1e-9, max_value=1e12))
def test_three_digits_are_never_further_off_than_half_a_unit_of_the_third(value: float) -> None:
    shown = float(three(value).replace(",", ""))
    assert math.isclose(shown, value, rel_tol=5.1e-3)
    assert three(-value) == "−" + three(value)


def test_what_is_unknown_is_a_dash_and_never_a_zero() -> None:
    assert three(None) == three(math.nan) == quantity(None, "t") == "–"
    assert three(0.0) == "0"
    assert change(None, 3.0, "t") == "–"


def test_a_table_in_the_terminal_lines_up_under_wide_characters() -> None:
    text = render(Sheet(HEADS, (("稀土", 1.0), ("magnet", 20.0))), "table")
    assert [line.rstrip()[-2:].strip() for line in text.splitlines()[2:]] == ["1", "20"]


def test_no_control_character_reaches_the_terminal() -> None:
    assert "\x1b" not in render(Sheet(HEADS, (("\x1b[31mred", 1.0),)), "table")


@given(
    st.lists(st.lists(st.text(st.characters(categories=("L", "N", "P", "Z"))), min_size=4, max_size=4), min_size=1, max_size=5),
    st.floats(-1e9, 1e9),
    st.integers(20, 200),
)
def test_a_table_is_no_wider_than_the_terminal_and_loses_no_letter(rows: list[list[str]], value: float, width: int) -> None:
    heads = columns({"a": "first", "b": "second", "n": ("third", "t"), "c": "fourth", "d": "fifth"})
    table = Sheet(heads, tuple((*row[:2], value, *row[2:]) for row in rows))
    told = render(table, "table", width)
    assert all(wide(line) <= width for line in told.splitlines())
    for character in "".join("".join(row) for row in rows):
        assert not character.isprintable() or character.isspace() or character in told
    assert three(value) in told


def test_a_table_that_fits_is_the_same_with_and_without_a_width() -> None:
    table = Sheet(HEADS, (("Dy", 1.0), ("Tb", 20.0)))
    assert render(table, "table", 80) == render(table, "table")


def test_a_row_of_nothing_is_printed_on_a_narrow_terminal() -> None:
    assert render(Sheet(columns({"name": "name"}), (("",),)), "table", 20)


@given(st.floats(1e-3, 1e6), st.floats(-9e-5, 9e-5))
def test_a_step_that_shows_in_no_three_digits_is_not_dressed_as_a_number(before: float, step: float) -> None:
    assert change(before, before * (1 + step), "t") in ("no change", "less than 0.01 %")


@given(st.floats(1e12, 1e300))
def test_a_huge_number_stays_short(value: float) -> None:
    assert len(three(value)) <= 24
