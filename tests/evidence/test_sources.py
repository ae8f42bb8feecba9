"""The bibliography: nothing leaks early, nothing is ambiguous."""

import re
from datetime import date
from pathlib import Path

import pytest

from ytterby.errors import BadTable
from ytterby.evidence import load_sources
from ytterby.evidence.sources import SOURCES, last_day_of

HEADER = "source_id,title,publisher,date,url,retrieved_via\n"


def test_every_shipped_source_has_a_title_a_publisher_and_a_licence() -> None:
    sources = load_sources()
    assert len(sources) > 400
    assert all(source.title and source.publisher and source.licence for source in sources.values())


def test_every_shipped_list_states_who_compiled_it_and_its_hash() -> None:
    for path in SOURCES.glob("*.csv"):
        side = path.with_suffix(".meta.yaml").read_text(encoding="utf-8")
        assert all(re.search(rf"^{word}: ", side, re.M) for word in ("producer", "citation", "compiled", "licence", "sha256"))


def test_a_partial_date_means_its_last_day_so_that_nothing_leaks_early() -> None:
    assert last_day_of("2024") == date(2024, 12, 31)
    assert last_day_of("2024-02") == date(2024, 2, 29)
    assert last_day_of("2019-2021") == date(2021, 12, 31)
    assert last_day_of("2024-13") is None
    assert last_day_of("2025-02-30") is None


def test_an_undated_source_has_no_day(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEADER + "x,T,P,,,recalled\n")
    source = load_sources(tmp_path)["x"]
    assert source.published is None
    assert source.accessed is None
    assert source.confidence == "low"


def test_all_faults_of_all_lists_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEADER + "x,T,P,soon,,\n,T,P,,,\n")
    (tmp_path / "b.csv").write_text(HEADER + "x,Other,P,2024,,\n")
    (tmp_path / "c.csv").write_text("id\n1\n")
    with pytest.raises(BadTable) as told:
        load_sources(tmp_path)
    assert len(told.value.faults) == 4
