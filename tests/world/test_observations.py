from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from ytterby.world import World, load_world
from ytterby.world.checks import CONFIDENCE
from ytterby.world.model import TABLES

FACTS = Path(__file__).resolve().parents[3] / "shared" / "facts"  # beside a checkout, where the collection is kept
LAST = "2025-09"
collected = pytest.mark.skipif(not FACTS.is_dir(), reason="the collected facts are not here")


def rows(name: str) -> list[dict[str, str]]:
    with (FACTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["month"] <= LAST]


def counted(frame: pd.DataFrame) -> Counter[tuple[str, str, str]]:
    return Counter(zip(frame["month"], frame["source"], [f"{value:.6g}" for value in frame["value"]], strict=True))


@collected
@pytest.mark.parametrize(("name", "column", "unit"), [("prices", "usd_per_kg", "USD/kg"), ("trade_monthly", "tonnes", "t")])
def test_every_collected_price_and_flow_until_september_2025_is_an_observation(
    world: World, name: str, column: str, unit: str
) -> None:
    known = counted(world.observations[world.observations["unit"] == unit])
    missing = Counter((row["month"], row["source_id"], f"{float(row[column]):.6g}") for row in rows(name) if row[column]) - known
    assert not missing, sorted(missing)[:5]


@collected
def test_every_collected_licence_count_until_september_2025_is_an_observation(world: World) -> None:
    known = counted(world.observations[world.observations["what"].str.startswith("licence-")])
    missing = Counter((row["month"], row["source_id"], f"{float(row['value'] or 1):.6g}") for row in rows("licences")) - known
    assert not missing, sorted(missing)[:5]


def test_an_observation_says_its_unit_and_how_sure_it_is(world: World) -> None:
    found = world.observations
    assert (found["unit"] != "").all()
    assert (found["source"] != "").all()
    assert set(found["confidence"]) <= set(CONFIDENCE) - {"assumed"}
    assert not found["value"].isna().any()
    licences = found[found["what"].str.startswith("licence-")]
    assert {"applications", "approved", "pending", "rejected"} <= {what.removeprefix("licence-") for what in licences["what"]}
    assert (licences["item"] != "").all()


def test_what_was_observed_makes_no_base_year(folder: Path, world: World) -> None:
    for name in ("observed", "trade_series"):
        (folder / f"{name}.csv").unlink()
    bare = load_world(name=str(folder))
    assert 0 < len(bare.observations) < len(world.observations)  # quotations make prices and stay
    for table in [table for table in TABLES if table not in ("observations", "guesses")]:
        pd.testing.assert_frame_equal(getattr(world, table), getattr(bare, table), obj=table)


def test_months_of_2025_are_observed_beside_the_base_year(world: World) -> None:
    found = world.observations[world.observations["month"].between("2025-01", LAST)]
    for what, good in (("trade", "magnet/*"), ("trade", "oxide/*;metal/*"), ("price-china-domestic-vat-included", "oxide/NdPr")):
        months = found.loc[(found["what"] == what) & (found["good"] == good), "month"]
        assert months.nunique() >= 7, (what, good)
