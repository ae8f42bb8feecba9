"""China's law against what is recorded of it: control lists item by item, quotas by year, and when each entry could be known."""

import csv
import math
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.policy.standin import PLACES, World, wide, world
from tests.worlds import seen

from ytterby.evidence import load_sources
from ytterby.months import month_range
from ytterby.policy import Timeline, load_timeline
from ytterby.policy.known import published
from ytterby.policy.reading import SHIPPED
from ytterby.policy.terms import LicenceTerms, QuotaTerms
from ytterby.policy.words import ELEMENTS

FACTS = Path(__file__).resolve().parents[3] / "shared" / "facts"
BESIDE = pytest.mark.skipif(not FACTS.exists(), reason="the recorded facts are not beside the repository")
LAW = load_timeline()
with (SHIPPED / "items-chn.csv").open(encoding="utf-8", newline="") as _file:
    ITEMS = list(csv.DictReader(_file))
CODED = [row for row in ITEMS if row["kind"] == "item" and row["hs6"] and row["element"] in ELEMENTS]


def stages(row: dict[str, str]) -> tuple[str, ...]:
    """The stages an item's wording means, of those its licence names."""
    words = {"ore": "mine", "metal": "metal", "alloy": "alloy", "magnet": "magnet"}
    meant = {stage for word, stage in words.items() if word in row["item"]} or {"separation"}
    named = LAW[row["instrument"]].scope.stages or ()
    return tuple(stage for stage in named if stage in meant) or named[:1]


def world_of(rows: list[dict[str, str]]) -> World:
    """A world whose goods are the items, at each stage and under each code the list names; China sells them to Japan."""
    table = {
        f"oxide/{number}-{stage}-{code}": (stage, row["element"], code, False)
        for number, row in enumerate(rows)
        for stage in stages(row)
        for code in row["hs6"].split(";")
    }
    goods = pd.DataFrame.from_dict(table, orient="index", columns=["stage", "elements", "hs6", "split"])
    lanes = pd.DataFrame(
        [(good, "CHN", "JPN", "any", 1.0) for good in table], columns=["good", "origin", "destination", "end_use", "base"]
    )
    small = world()
    return World(goods, pd.DataFrame({"name": PLACES}, index=list(PLACES)), small.recipes, small.plants, lanes)


def test_every_item_names_an_instrument_a_source_and_codes_that_fold() -> None:
    assert len(ITEMS) > 80
    for row in ITEMS:
        assert row["instrument"] in {law.id for law in LAW.instruments}
        assert all(source.strip() in load_sources() for source in row["source"].split(";"))
        folded = sorted({code[:6] for code in row["codes"].split(";") if code})
        assert row["hs6"] == ";".join(folded)


@pytest.mark.parametrize("name", sorted({row["instrument"] for row in CODED}))
def test_what_a_list_names_by_code_needs_the_licence(name: str) -> None:
    law = LAW[name]
    month = "2026-12" if any(entry.suspended for entry in law.history) else "2026-06"
    data = Timeline((law,)).compile(world_of([row for row in CODED if row["instrument"] == name]), [month]).data
    assert data["good"].values[data["licensed"].values[0] == 0.0].tolist() == []


def test_a_licence_names_no_element_that_its_list_leaves_out() -> None:
    for name in {row["instrument"] for row in CODED}:
        listed = {row["element"] for row in ITEMS if row["instrument"] == name}
        assert set(LAW[name].scope.elements or ()) == listed


@BESIDE
def test_every_recorded_item_is_in_the_table() -> None:
    key = ("announcement", "control_code")
    with (FACTS / "control_items.csv").open(encoding="utf-8", newline="") as file:
        wanted = {(*(row[name] for name in key), row["element_or_group"], row["cn_hs10_codes"]) for row in csv.DictReader(file)}
    have = {(*(row[name] for name in key), row["element"], row["codes"]) for row in ITEMS}
    assert wanted - have == set()


def ledger() -> dict[str, dict[str, str]]:
    with (SHIPPED / "coverage-chn.csv").open(encoding="utf-8", newline="") as file:
        return {row["event"]: row for row in csv.DictReader(file)}


def recorded(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@BESIDE
def test_every_recorded_control_duty_announcement_and_quota_of_china_is_in_the_ledger() -> None:
    controls = [row for row in recorded("control_list.csv") if row["jurisdiction"] == "CHN"]
    duties = [row for row in recorded("tariff_timeline.csv") if row["from_country"] == "CHN"]
    wanted = {
        *("control CHN>{target} {element_or_material} {date_from}".format(**row) for row in controls),
        *("tariff CHN>{to_country} {component} {date_from}".format(**row) for row in duties),
        *("announcement {announcement}".format(**row) for row in recorded("control_items.csv")),
        *("quota {year} {batch} {quota_type} {ore_class} {source_id}".format(**row) for row in recorded("quota.csv")),
    }
    assert wanted - ledger().keys() == set()


def tonnes_of(name: str, year: str) -> float:
    """What a quota's entries allow over a year: two halves, or the year's own figure."""
    total = 0.0
    for day in (f"{year}-06-30", f"{year}-12-31"):
        terms = LAW.on(day)[name].terms
        assert isinstance(terms, QuotaTerms)
        total += 0.0 if terms.tonnes is None else terms.tonnes.value / (1.0 if terms.per == "half" else 2.0)
    return total


@BESIDE
def test_the_quotas_of_a_year_are_those_recorded() -> None:
    names = {"mining": "chn/quota-mining", "separation": "chn/quota-separation", "export": "chn/quota-exports"}
    for row in recorded("quota.csv"):
        early = row["source_id"] == "capitalcore_2024"  # two of the three batches of 2023
        if row["batch"] == "annual" and row["ore_class"] == "total" and row["tonnes_reo"] and not early:
            assert tonnes_of(names[row["quota_type"]], row["year"]) == pytest.approx(float(row["tonnes_reo"]), rel=1e-4), row


@BESIDE
def test_the_law_of_china_since_2010_is_known_within_a_month_of_its_announcement() -> None:
    late = {}
    for event in recorded("policy_events.csv"):
        row = ledger().get(event["event_id"])
        if row is None or row["status"] != "law" or event["date_announced"] < "2010":
            continue
        entries = [e for e in LAW[row["instrument"]].history if row["entry_from"] in (str(e.start), str(e.until))]
        days = [day for e in entries for source in e.source if (day := published(source, e)) is not None]
        lag = (min(days) - date.fromisoformat(event["date_announced"])).days
        if lag > 31:
            late[event["event_id"]] = lag
    assert late == {}


def test_what_the_first_half_leaves_may_ship_until_the_year_ends_and_not_after() -> None:
    data = LAW.compile(wide(), month_range("2010-01", "2011-01")).data.sel(group="chn/quota-exports")
    assert float(data["group_cap"].sel(month="2010-06")) == pytest.approx(22282 / 6)
    assert float(data["group_cap"].sel(month="2010-07")) == pytest.approx(7976 / 6)
    assert float(data["group_carry"].sel(month="2010-07")) == pytest.approx(22282)
    assert math.isinf(float(data["group_carry"].sel(month="2010-12")))
    assert float(data["group_carry"].sel(month="2011-01")) == 0.0


@pytest.mark.parametrize(
    ("name", "month", "caught", "free"),
    [
        ("tungsten", "2025-06", {"oxide/W", "metal/W"}, {"concentrate/W", "product/hardmetal"}),
        ("gallium-germanium-antimony", "2024-01", {"metal/Ga", "oxide/Ge", "metal/Ge"}, {"metal/Sb", "oxide/Sb"}),
        ("gallium-germanium-antimony", "2024-12", {"metal/Ga", "oxide/Ge", "metal/Ge", "metal/Sb", "oxide/Sb"}, {"feed/Ga"}),
    ],
)
def test_the_lists_catch_the_goods_of_the_shipped_worlds(name: str, month: str, caught: set[str], free: set[str]) -> None:
    data = LAW.compile(seen(name=name), [month]).data
    out = ((data["origin"] == "CHN") & (data["destination"] != "CHN")).values
    licensed = {str(good) for good in data["good"].values[out & (data["licensed"].values[0] > 0.0)]}
    assert caught <= licensed
    assert not free & licensed


def test_every_rare_earth_good_of_the_shipped_world_is_licensed_from_the_day_its_list_says() -> None:
    heavy, later = {"Sm", "Gd", "Tb", "Dy", "Lu", "Sc", "Y"}, {"Ho", "Er", "Tm", "Eu", "Yb"}
    here, terms = seen(), LAW.on("2025-05-01")["chn/licence-medium-heavy-2025"].terms
    assert isinstance(terms, LicenceTerms)
    held = terms.over_compliance
    assert held is not None
    data = LAW.compile(here, ["2025-05", "2026-06", "2026-12"]).data
    out = ((data["origin"] == "CHN") & (data["destination"] != "CHN")).values
    for lane in np.flatnonzero(out):
        good = str(data["good"].values[lane])
        row = here.goods.loc[good]
        holds, stage = set(str(row["elements"]).split(";")), str(row["stage"])
        if stage not in ("separation", "metal", "alloy", "magnet"):
            continue
        listed = [bool(holds & heavy)] * 2 + [bool(holds & (heavy | later))]
        plain = stage == "magnet" and not holds & heavy  # held for its code in part
        for number, whole in enumerate(listed):
            share = float(data["licensed"].values[number, lane])
            assert share == pytest.approx(1.0 if whole else held.held_share.value if plain else 0.0), (good, number)
