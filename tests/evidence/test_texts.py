"""The reader on invented texts in other styles and minerals: twelve, eight once held back, six blind (texts/README.md)."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from tests.evidence.calibration import points, table
from tests.evidence.scoring import BLIND, TEXTS, UNSEEN, Row, read_all, rows, score

# A step below what the reader reached when the floor was last set: a fall is a fault, a rise is a reason to set it anew.
FLOORS = {
    TEXTS: {"claim": 0.83, "core": 0.68, "numeric": 0.74},
    UNSEEN: {"claim": 0.76, "core": 0.49, "numeric": 0.55},
    BLIND: {"claim": 0.69, "core": 0.49, "numeric": 0.6},
}
EACH = pytest.mark.parametrize("folder", [TEXTS, UNSEEN, BLIND], ids=["first", "once held back", "blind"])


@cache
def gold(folder: Path) -> list[Row]:
    return rows(folder / "gold.jsonl")


@cache
def found(folder: Path) -> list[Row]:
    return read_all(folder)


@EACH
@pytest.mark.parametrize("side", [gold, found])
def test_every_quote_stands_in_its_text_where_it_says(folder: Path, side: Callable[[Path], list[Row]]) -> None:
    texts = {row["doc"]: (folder / f"{row['doc']}.txt").read_bytes().decode() for row in rows(folder / "docs.jsonl")}
    claims = side(folder)
    assert claims
    for claim in claims:
        assert texts[claim["doc"]][claim["start"] : claim["end"]] == claim["quote"]


@EACH
def test_annotations_meet_themselves_and_a_wrong_number_costs_its_claim(folder: Path) -> None:
    claims = gold(folder)
    for scored in score(claims, claims).values():
        assert scored.f1 == 1.0
    first = next(i for i, claim in enumerate(claims) if claim["value"])
    wrong = [{**claim, "value": 3 * claim["value"]} if i == first else claim for i, claim in enumerate(claims)]
    assert score(claims, wrong)["core"].right < len(claims)


@EACH
@pytest.mark.parametrize("measure", ["claim", "core", "numeric"])
def test_the_reader_keeps_its_score_on_our_own_texts(measure: str, folder: Path) -> None:
    assert score(gold(folder), found(folder))[measure].f1 >= FLOORS[folder][measure]


def test_claims_are_as_often_right_as_their_confidence_says_on_the_texts_it_was_fitted_on() -> None:
    told = [point for folder in (TEXTS, UNSEEN) for point in points(gold(folder), found(folder))]
    assert table(told)[1] <= 0.06
    assert len({point[1] for point in told}) > 5
