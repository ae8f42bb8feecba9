"""The reader on texts of our own, in styles and minerals that the lists of words were not made on (texts/README.md)."""

import pytest
from tests.evidence.scoring import TEXTS, Row, read_all, rows, score

# A step below what the reader reached when the floor was last set: a fall is a fault, a rise is a reason to set it anew.
FLOORS = {"claim": 0.83, "core": 0.64, "numeric": 0.68}


@pytest.fixture(scope="module")
def gold() -> list[Row]:
    return rows(TEXTS / "gold.jsonl")


@pytest.fixture(scope="module")
def found() -> list[Row]:
    return read_all(TEXTS)


@pytest.mark.parametrize("side", ["gold", "found"])
def test_every_quote_stands_in_its_text_where_it_says(side: str, request: pytest.FixtureRequest) -> None:
    texts = {row["doc"]: (TEXTS / f"{row['doc']}.txt").read_bytes().decode() for row in rows(TEXTS / "docs.jsonl")}
    claims: list[Row] = request.getfixturevalue(side)
    assert claims
    for claim in claims:
        assert texts[claim["doc"]][claim["start"] : claim["end"]] == claim["quote"]


def test_annotations_meet_themselves_and_a_wrong_number_costs_its_claim(gold: list[Row]) -> None:
    for scored in score(gold, gold).values():
        assert scored.f1 == 1.0
    first = next(i for i, claim in enumerate(gold) if claim["value"])
    wrong = [{**claim, "value": 3 * claim["value"]} if i == first else claim for i, claim in enumerate(gold)]
    assert score(gold, wrong)["core"].right < len(gold)


@pytest.mark.parametrize("measure", sorted(FLOORS))
def test_the_reader_keeps_its_score_on_our_own_texts(measure: str, gold: list[Row], found: list[Row]) -> None:
    assert score(gold, found)[measure].f1 >= FLOORS[measure]
