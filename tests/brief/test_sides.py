"""Cards of a page: which side law and world have, and that the market is solved under each side that says otherwise."""

from pathlib import Path

import pytest

from ytterby.brief import Brief, brief
from ytterby.faces.cli import run

REPORTS = {
    "wire": "Published 10 January 2026\n\nThe United States announced that a duty of 60 percent on permanent magnets from China "
    "takes effect on 1 March 2026. China mines 69 percent of the world's rare earths.",
    "note": "Published 11 January 2026\n\nThe United States will impose a tariff of 20 percent on permanent magnets from China "
    "from 1 March 2026. China mines 30 percent of the world's rare earths.",
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("reports")
    for name, text in REPORTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return sorted(folder.glob("*.txt"))


@pytest.fixture(scope="module")
def page(reports: list[Path]) -> Brief:
    return brief(reports)


def test_a_conflict_about_law_is_solved_under_each_side_and_the_higher_duty_costs_more(page: Brief) -> None:
    card = next(card for card in page.cards if "tariff" in card.about)
    assert (card.type, card.low, card.high, card.unit) == ("conflict", 20.0, 60.0, "%")
    rises = {side.says: float(side.gives.rsplit(", ", 1)[1].split("%")[0]) for side in card.sides}
    assert rises["60 %"] > rises["20 %"] > 0.0


def test_a_conflict_about_a_fact_says_what_the_world_has_and_marks_the_side_that_fits(page: Brief) -> None:
    card = next(card for card in page.cards if "mining" in card.about)
    assert {side.says: side.used for side in card.sides} == {"69 %": True, "30 %": False}
    assert all("the world has" in side.standing for side in card.sides)
    assert card.used == "69 %"


def test_every_side_cites_claims_of_the_page(page: Brief) -> None:
    known = {claim.id for claim in page.claims}
    assert all(set(side.cites) <= known and side.cites for card in page.cards for side in card.sides)


def test_the_command_lays_sides_beside_each_other(reports: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["news", "conflicts", *map(str, reports), "--format", "csv"]) == 0
    told = capsys.readouterr()
    assert "60 %" in told.out
    assert "20 %" in told.out
    assert "2 conflicts" in told.err
