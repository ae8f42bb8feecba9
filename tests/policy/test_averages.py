"""The stacked duty of our law beside published averages: what must agree, within which band, and where it departs and why."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from ytterby.evidence import load_sources
from ytterby.policy import load_timeline

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "rooms" / "policy.md").read_text(encoding="utf-8")
ROWS: list[dict[str, Any]] = yaml.safe_load((HERE / "averages.yaml").read_text(encoding="utf-8"))
LAW = load_timeline()
ORDINARY = 4.0  # points: ordinary duties of goods whose own we do not keep; all Chinese goods paid 3.1 on average in January 2018


@dataclass(frozen=True)
class World:
    """Five goods from China to the United States: from one that pays least to one that pays most."""

    goods: pd.DataFrame
    lanes: pd.DataFrame
    plants: pd.DataFrame
    recipes: pd.DataFrame
    places: pd.DataFrame


def world() -> World:
    goods = {
        "oxide/La": ("separation", "La", "284690"),  # on no list, and spared by the reciprocal duty
        "magnet/SmCo": ("magnet", "Sm", "850511"),  # on no list before 2026
        "battery/any": ("battery", "", "850760"),
        "chemicals/any": ("chemicals", "", "290000"),  # third list
        "motor/any": ("motor", "", "850100"),  # first list
    }
    table = pd.DataFrame.from_dict(goods, orient="index", columns=["stage", "elements", "hs6"]).assign(split=False)
    lanes = pd.DataFrame([(good, "CHN", "USA", "any", 1.0) for good in goods],
                         columns=["good", "origin", "destination", "end_use", "base"])  # fmt: skip
    plants = pd.DataFrame(columns=["place", "recipe", "base", "capacity"])
    return World(table, lanes, plants, pd.DataFrame({"stage": []}), pd.DataFrame(index=["CHN", "USA"]))


GOODS = world()


def duty(day: date, good: str) -> float:
    """Percent on a Chinese good in the United States on a day."""
    return 100.0 * LAW.duty_on(day, good, "CHN", "USA", GOODS)


def span(day: date) -> tuple[float, float]:
    """The lowest and the highest stacked duty on our five goods, percent."""
    found = [duty(day, good) for good in GOODS.goods.index]
    return min(found), max(found)


def of(what: str) -> list[dict[str, Any]]:
    return [row for row in ROWS if row["what"] == what]


def test_every_average_cites_a_publication_of_the_library() -> None:
    library = load_sources()
    assert all(row["source"] in library for row in ROWS)


@pytest.mark.parametrize("row", [*of("weighted"), *of("lines")], ids=lambda row: f"{row['day']} {row['percent']}")
def test_an_average_lies_between_the_good_that_pays_least_and_the_one_that_pays_most(row: dict[str, Any]) -> None:
    least, most = span(row["day"])
    assert least <= row["percent"] <= most + ORDINARY


@pytest.mark.parametrize("row", of("added"), ids=lambda row: str(row["day"]))
def test_the_duties_of_2025_add_up_to_what_was_published(row: dict[str, Any]) -> None:
    before = duty(date(2025, 1, 31), "magnet/SmCo")
    assert duty(row["day"], "magnet/SmCo") - before == pytest.approx(row["percent"], abs=1e-9)


@pytest.mark.parametrize("row", of("said"), ids=lambda row: str(row["day"]))
def test_what_a_president_called_the_duty_is_that_on_a_good_of_the_third_list(row: dict[str, Any]) -> None:
    ours = duty(row["day"], "chemicals/any")
    assert ours <= row["percent"] <= ours + ORDINARY


def step(first: str, second: str) -> tuple[float, float]:
    """Change of the published weighted average between two days, and of our duty on a good of the third list, points."""
    one, two = (next(row for row in of("weighted") if str(row["day"]) == day) for day in (first, second))
    return two["percent"] - one["percent"], duty(two["day"], "chemicals/any") - duty(one["day"], "chemicals/any")


@pytest.mark.parametrize(("first", "second"), [("2025-01-31", "2025-02-15"), ("2025-10-31", "2025-12-15")])
def test_a_duty_on_all_goods_moves_the_average_by_as_much(first: str, second: str) -> None:
    published, ours = step(first, second)
    assert published == pytest.approx(ours, abs=0.5)


@pytest.mark.parametrize(("first", "second"), [("2025-03-15", "2025-04-30"), ("2025-04-30", "2025-05-30")])
def test_a_duty_with_a_list_of_exempt_goods_moves_it_by_the_share_that_pays(first: str, second: str) -> None:
    """Annex II and electronics were spared: between half and four fifths of the trade paid, in both directions."""
    published, ours = step(first, second)
    assert 0.5 <= published / ours <= 0.8


def test_the_page_prints_each_average_beside_our_span() -> None:
    for row in ROWS:
        if row["what"] in ("weighted", "lines"):
            least, most = span(row["day"])
            line = f"| {row['day']} | {row['percent']:g} | {row['source']} | {least:.1f} | {most:.1f} |"
            assert line in PAGE, f"docs/rooms/policy.md lacks or has another: {line}"
