"""A market in a file is the market in Python, and a spoiled file is refused at its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ytterby.errors import BadInput
from ytterby.market import SmallMarket

PAGE = Path(__file__).resolve().parents[2] / "docs" / "howto" / "state-a-market.md"
SHOWN = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)[0]


def written(folder: Path, text: str) -> Path:
    path = folder / "market.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_market_of_the_page_is_solved_as_in_python(tmp_path: Path) -> None:
    found = SmallMarket.read(written(tmp_path, SHOWN)).solve()
    assert found.price("home") == pytest.approx(18.0)
    assert found.rents["in quota"] == pytest.approx(4.0)


def test_every_kind_of_line_can_be_stated(tmp_path: Path) -> None:
    text = """
supply: [{place: A, intercept: 1, slope: 0.1, good: ore, capacity: 50}]
elastic_supply: [{place: B, price: 10, quantity: 5, elasticity: 0.5, name: old}]
demand: [{place: A, choke: 30, slope: 1, name: users}]
elastic: [{place: B, price: 20, quantity: 3, elasticity: 0.4}]
steps: [{place: C, points: [[0, 20], [4, 20], [4, 5], [9, 0]]}]
ship:
  - {origin: A, destination: B, freight: 1, tariff: 0.1, name: AB}
  - {origin: A, destination: C, freight: 2, levy: 0.5, name: AC, conduct: 0}
make: [{place: A, recipe: {ore: -2, "": 1, slag: 0.4}, cost: 2, name: works}]
activity: [{name: store, tonnes: {A: -1, later: 0.9}, cost: 1}]
stock: [{place: later, tonnes: 2}]
need: [{place: later, tonnes: 3}]
floor: [{place: A, price: -1, good: slag}]
cross: [{line: AB, other: AC, slope: 0.05}]
quota: [{name: out of A, lines: [AB, AC], cap: 6}]
"""
    found = SmallMarket.read(written(tmp_path, text)).solve()
    assert found.certificate.holds
    assert found.price("A", "slag") == pytest.approx(-1.0)
    assert found.levels["AB"] + found.levels["AC"] <= 6.0 + 1e-6


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", r"market.yaml:1:1: found nothing"),
        ("title: none\n", r"no line"),
        ("suply:\n  - {place: A, intercept: 1}\n", r"market.yaml:1:1:suply: found 'suply'.*supply"),
        ("supply:\n  - {place: A}\n", r"market.yaml:2:\d+:supply\[0\]: found no intercept"),
        ("supply:\n  - {place: A, intercept: 1, slope: -2}\n", r"market.yaml:2:\d+:supply\[0\]"),
        ("supply:\n  - {place: A, intercept: .nan}\n", r"market.yaml:2:\d+"),
        (
            "supply:\n  - {place: A, intercept: 1}\nquota:\n  - {name: q, lines: [ship], cap: 2}\n",
            r"market.yaml:4:\d+:quota\[0\]: found 'ship'",
        ),
        ("steps:\n  - {place: A, points: [[0, 1], [2, 9]]}\n", r"market.yaml:2:\d+:steps\[0\]"),
        ("supply: [\n", r"market.yaml:\d+:\d+"),
        ("supply: &a []\ndemand: *a\n", r"anchor"),
    ],
)
def test_a_spoiled_file_is_refused_at_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        SmallMarket.read(written(tmp_path, text))
    assert re.search(said, "\n".join(str(fault) for fault in caught.value.faults))
