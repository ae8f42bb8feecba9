"""Loose expressions find what the engine's own folding of case finds, and their quick first look loses nothing."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ytterby.evidence.loose import Loose, lowered
from ytterby.evidence.triggers import load_triggers

TEXTS = [p.read_text(encoding="utf-8") for p in sorted((Path(__file__).parent / "texts").glob("*.txt"))]
QUICK = [
    (f"{room}.{name}", held)
    for room in ("numbers", "dates")
    for name, held in vars(import_module(f"ytterby.evidence.{room}")).items()
    if isinstance(held, Loose) and held._has is not None
] + [("triggers.vital", load_triggers().vital)]


@given(st.text())
def test_lowering_keeps_offsets(text: str) -> None:
    assert len(lowered(text)) == len(text)


@given(st.text(alphabet="UuSsKk$ -9x\n"), st.integers(0, 5), st.integers(0, 12))
def test_a_loose_expression_matches_as_one_that_folds_case(text: str, start: int, end: int) -> None:
    pattern = r"(?P<Sign>US\$|[K-X]{2}\b)\s?\S?"
    for method in ("search", "match", "fullmatch"):
        loose, folding = (
            getattr(made, method)(text, start, end) for made in (Loose(pattern), re.compile(pattern, re.IGNORECASE))
        )
        assert (loose and loose.span()) == (folding and folding.span())


def test_a_part_that_asks_for_its_case_gets_it() -> None:
    assert Loose("(?-i:may) fall").search("MAY FALL") is None
    assert Loose("(?-i:may) fall").search("may FALL") is not None


@pytest.mark.parametrize(("name", "held"), QUICK, ids=[name for name, _ in QUICK])
def test_the_quick_first_look_loses_no_match(name: str, held: Loose) -> None:
    for text in TEXTS:
        for line in text.splitlines():
            told = [m.span() for m in held._pattern.finditer(lowered(line))]
            assert [m.span() for m in held.finditer(line)] == told
            for end in range(len(line) + 1) if name == "numbers._QUALIFIER" else ():
                start = max(0, end - 24)
                assert (held.search(line, start, end) is None) == (held._pattern.search(lowered(line), start, end) is None)
