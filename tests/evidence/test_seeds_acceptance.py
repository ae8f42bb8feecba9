"""The reader against the annotated reports of June 2025: floors a little under what is reached, so that a step back is seen."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from tests.evidence.scoring import claim_of

from ytterby.evidence import conflicts, read

SHARED = Path(__file__).resolve().parents[3] / "shared" / "evidence"
FLOORS = ("--min-f1", "0.83", "--min-core", "0.71")


@pytest.mark.skipif(not (SHARED / "score.py").is_file(), reason="the annotated reports are not on this machine")
def test_the_reader_keeps_its_score_on_the_annotated_reports(tmp_path: Path) -> None:
    published = {row["doc"]: row["published"] for row in map(json.loads, (SHARED / "docs.jsonl").read_text().splitlines())}
    lines = []
    for path in sorted((SHARED / "seeds").glob("*.txt")):
        found = read([path], published=date.fromisoformat(published[path.stem]))
        lines += [json.dumps(claim.as_dict()) for claim in found.claims]
    claims = tmp_path / "claims.jsonl"
    claims.write_text("\n".join(lines), encoding="utf-8")
    judge = [
        sys.executable,
        str(SHARED / "score.py"),
        str(SHARED / "gold_seeds.jsonl"),
        str(claims),
        "--texts",
        str(SHARED / "seeds"),
        *FLOORS,
    ]
    done = subprocess.run(judge, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.skipif(not (SHARED / "score.py").is_file(), reason="the annotated reports are not on this machine")
def test_the_listed_pairs_of_the_annotated_reports_are_found_from_what_was_annotated() -> None:
    gold = [json.loads(line) for line in (SHARED / "gold_seeds.jsonl").read_text().splitlines()]
    found = {frozenset((pair.a, pair.b)): pair.type for pair in conflicts([claim_of(row) for row in gold])}
    listed = [json.loads(line) for line in (SHARED / "conflicts_seeds.jsonl").read_text().splitlines()]
    assert sum(found.get(frozenset((row["a"], row["b"]))) == row["type"] for row in listed) >= 21
