"""Approval and processing time from published counts: what is estimated covers the truth, and what came later is not used."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
import yaml

import ytterby
from ytterby.evidence import load_sources
from ytterby.policy import estimates
from ytterby.policy.estimating import SHAPE, TOGETHER, Count, counts

DATA = Path(ytterby.__file__).parent / "data" / "licences"
BLANK = Count("made-up", "EU", "made up", date(2025, 1, 1), date(2025, 6, 30), 40.0, "", 20.0, None, "fit", "t_clepa", "")


def test_every_count_cites_a_source_and_the_file_is_the_one_described() -> None:
    library = load_sources()
    assert all(one.source in library for one in counts())
    sidecar = yaml.safe_load((DATA / "counts.meta.yaml").read_text(encoding="utf-8"))
    assert sidecar["sha256"] == hashlib.sha256((DATA / "counts.csv").read_bytes()).hexdigest()


def test_a_number_filed_that_nobody_published_gives_its_reason() -> None:
    assert all(one.filed is not None for one in counts() if one.use == "fit")
    assert {one.name for one in counts() if one.filed_assumed} == {"eu-suppliers-2025-06-04", "eu-suppliers-2025-06-30"}


def test_long_after_filing_the_share_approved_is_a_beta_posterior() -> None:
    old = replace(BLANK, since=date(1925, 1, 1))
    assert old.filed is not None
    assert old.approved is not None
    tells = old.filed / (1.0 + (old.filed - 1.0) * TOGETHER)
    share = estimates([old])[0].approval[0]
    assert share == pytest.approx((1.0 + tells * old.approved / old.filed) / (2.0 + tells), abs=5e-3)


def test_the_interval_covers_the_share_and_time_that_made_the_counts() -> None:
    rng = np.random.default_rng(4)
    hits = np.zeros(2)
    for _ in range(60):
        share, usual = rng.uniform(0.1, 0.95), rng.uniform(15.0, 100.0)
        filed = rng.uniform(0.0, 180.0, 40)
        took = rng.triangular(SHAPE[0] * usual, usual, SHAPE[1] * usual, 40)
        approved = (took <= filed) & (rng.random(40) < share)
        found = estimates([replace(BLANK, day=BLANK.since + timedelta(days=180), approved=float(approved.sum()))])[0]
        for number, (truth, band) in enumerate(((share, found.approval), (usual, found.days))):
            hits[number] += band[1] <= truth <= band[2]
    assert (hits / 60 >= 0.85).all()  # ninety percent intervals, wider still because files are taken to be decided together


def test_more_applications_say_more_but_never_more_than_fifty_independent_ones() -> None:
    few, many, all_ = (replace(BLANK, filed=n, approved=n / 2) for n in (10.0, 200.0, 1e6))
    widths = [one.approval[2] - one.approval[1] for one in (estimates([c])[0] for c in (few, many, all_))]
    assert widths[0] > widths[1] > widths[2] > 0.15


def test_what_was_counted_later_changes_no_earlier_estimate() -> None:
    early = estimates(as_of=date(2025, 6, 10))
    assert [one.day for one in early] == [date(2025, 6, 4)]
    assert early[0] == estimates()[0]


def test_share_and_time_are_hard_to_tell_apart_while_files_are_young() -> None:
    young, old = estimates()[0], estimates()[-1]
    assert young.correlation > 0.5
    assert old.correlation < young.correlation
