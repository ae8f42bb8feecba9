from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.worlds import seen

from ytterby.faces.cli import cli
from ytterby.world.tables import editions_of, folder_of

PAGES = Path(__file__).resolve().parents[2] / "docs"
MARKED = re.compile(r"<!-- generated: ytterby ([^\n]+?) -->\n(.*?)<!-- end -->", re.DOTALL)
BLOCKS = [
    (page.name, *found) for page in sorted(PAGES.rglob("*.md")) for found in MARKED.findall(page.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("page", "words", "table"), BLOCKS, ids=[words for _, words, _ in BLOCKS])
def test_a_generated_table_has_the_columns_its_command_prints(page: str, words: str, table: str) -> None:
    """Numbers move with the data; ``python docs/generate.py`` makes the tables anew."""
    result = CliRunner().invoke(cli, words.split())
    assert result.exit_code == 0, result.output
    assert table.strip().splitlines()[0] == result.stdout.splitlines()[0], page


def test_the_page_of_the_world_shows_the_departures_of_every_structure() -> None:
    told = {words for page, words, _ in BLOCKS if page == "world.md"}
    for year in (seen().base_year, *editions_of(folder_of("rare-earths"))):
        assert f"world worst --base-year {year} --format md" in told


def test_the_worst_departures_come_first_and_have_a_cause() -> None:
    world = seen()
    worst = world.worst(20)
    size = worst["departure"].abs()
    assert len(worst) == 20
    assert size.is_monotonic_decreasing
    assert size.iloc[-1] >= world.residuals["departure"].abs().nlargest(21).iloc[-1]
    assert (worst["cause"] != "").all()
