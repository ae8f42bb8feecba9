"""Every command over the shipped law and the world of June 2025: it ends well, its JSON is read, its faults say what to do."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from ytterby.evidence import load_sources
from ytterby.faces.cli import run
from ytterby.faces.views.behaviour import behaviour_lines
from ytterby.faces.views.market import explained
from ytterby.market import Behaviour
from ytterby.policy import Timeline
from ytterby.study import Run
from ytterby.study import run as solve_months
from ytterby.world import World

SAMPLES = Path(__file__).resolve().parents[2] / "src" / "ytterby" / "data" / "samples"
LICENCE = "chn/licence-medium-heavy-2025"
TABLES = [
    ["news", "read", str(SAMPLES / "reports")],
    ["world", "show", "lanes"],
    ["world", "show", "places"],
    ["world", "show"],
    ["world", "show", "Dy"],
    ["world", "show", "CHN"],
    ["world", "show", "magnet"],
    ["world", "conflicts"],
    ["world", "conflicts", "share"],
    ["policy", "show", "--at", "2025-06"],
    ["policy", "why", "CHN->USA magnet/NdFeB-high", "2025-05"],
    ["policy", "diff", "2025-04-01", "2025-06-13"],
    ["run", "--show", "price", "--where", "good=magnet/NdFeB-high"],
    ["run", "--show", "shortage", "--month", "2025-06"],
    ["run", "--show", "gains", "--month", "2025-06"],
    ["sensitivity", "price", "month=2025-05", "good=oxide/Dy", "place=JPN"],
    ["whatif", LICENCE, "--suspend", "--from", "2025-07"],
    ["bargain", "leverage", "--month", "2025-06"],
    ["bargain", "endurance"],
]


@pytest.fixture(autouse=True)
def june(monkeypatch: pytest.MonkeyPatch, june_world: World, june_law: Timeline, june_run: Run) -> None:
    """The world and the run that other rooms' tests share stand in for those the command would make."""

    def solved(world: World, law: Timeline, months: Any = None, options: Any = None, **rest: Any) -> Run:
        return june_run

    monkeypatch.setattr("ytterby.world.load_world", lambda as_of=None, base_year=None, name="rare-earths": june_world)
    monkeypatch.setattr("ytterby.study.run", solved)


@pytest.mark.parametrize("words", TABLES, ids=lambda words: " ".join(words[:2]))
def test_a_table_is_the_same_rows_as_json_and_csv(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    found = {}
    for form in ("json", "csv", "md", "table"):
        assert run([*words, "--format", form]) == 0
        found[form] = capsys.readouterr().out
    held = json.loads(found["json"])
    rows = held["claims"] if isinstance(held, dict) else held
    assert len(list(csv.DictReader(io.StringIO(found["csv"], newline="")))) == len(rows)
    assert len(found["md"].splitlines()) == len(rows) + 2


def test_claims_come_one_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["news", "read", str(SAMPLES / "reports"), "--format", "jsonl"]) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert records
    assert all(record["quote"] and record["kind"] for record in records)


def test_an_explanation_names_its_run_and_what_stands_behind(capsys: pytest.CaptureFixture[str], june_run: Run) -> None:
    words = ["explain", "price", "month=2025-06", "good=magnet/NdFeB-high", "place=USA"]
    assert run(words) == 0
    assert june_run.study.hash in capsys.readouterr().out
    assert run([*words, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["value"] == float(june_run["price"].sel(month="2025-06", good="magnet/NdFeB-high", place="USA"))
    assert found["because"]


def test_a_run_says_which_rules_of_behaviour_it_takes_for_granted(
    june_world: World, june_law: Timeline, june_run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "habits.yaml"
    path.write_text("conduct: [{place: CHN, good: oxide/Dy, conduct: 0.2, source: no-such-source}]\n", encoding="utf-8")
    stated = Behaviour.read(path).with_panic()
    panic, weight = behaviour_lines(solve_months(june_world, june_law, ("2025-04",), behaviour=stated))
    assert panic.startswith("Panic")
    assert panic.endswith("assumed.")
    assert "no-such-source (in no list of sources)" in weight
    assert not list(behaviour_lines(june_run))


def test_an_explanation_names_its_sources_and_what_each_assumption_is_about(june_run: Run) -> None:
    found = june_run.explain("price", month="2025-06", good="magnet/NdFeB-high", place="EU")
    told = explained(found)
    known = load_sources()
    assert found.sources
    for name in found.sources:
        assert f"{name}: {known[name].publisher}, {known[name].title}" in told
        assert known[name].url in told
    assert found.assumed
    goods = set(june_run.study.world.goods.index) | set(june_run.study.world.recipes.index)
    for reason in found.assumed:
        about, _, why = reason.partition(": ")
        assert why
        assert goods & set(about.split()), f"{reason} names no good"


def test_a_number_of_the_world_is_traced_to_its_sources(capsys: pytest.CaptureFixture[str], june_world: World) -> None:
    price = june_world.prices.set_index(["place", "good"])["usd_per_kg"]["USA", "oxide/Dy"]
    assert run(["world", "explain", "price", "oxide/Dy", "USA", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["value"] == price
    assert found["part"]["parts"]
    assert all(source["url"] or source["title"] for source in found["sources"])
    assert run(["world", "explain", "price oxide/Dy USA"]) == 0
    said = capsys.readouterr().out
    for source in found["sources"]:
        assert source["id"] in said
    for reason in found["assumed"]:
        assert reason in said


def test_a_bill_gives_exposure_and_advice(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["company", "exposure", str(SAMPLES / "bom.csv"), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["exposure"]["parts"]) == 5
    assert found["advice"]


def test_a_run_is_told_on_a_screen_and_in_full_where_it_is_read_by_a_machine(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["run"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert len(told) <= 40
    assert any("Missing most in 2025-06" in line for line in told)
    assert run(["run", "--format", "json"]) == 0
    tables = json.loads(capsys.readouterr().out)
    assert [len(rows) > 0 for rows in tables.values()] == [True, True, True]
    assert run(["run", "--format", "csv"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 40


def test_a_long_table_is_cut_on_a_terminal_unless_all_of_it_is_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    assert run(["run", "--show", "shortage"]) == 0
    cut = capsys.readouterr()
    assert run(["run", "--show", "shortage", "--all"]) == 0
    whole = capsys.readouterr()
    assert "--all" in cut.err
    assert "largest" not in whole.err
    assert 40 <= len(cut.out.splitlines()) < len(whole.out.splitlines())


@pytest.mark.parametrize(
    "words",
    [
        ["run", "--month", "2033-01"],
        ["run", "--show", "prise"],
        ["run", "--conduct", "CHN:oxide/Dy=2"],
        ["sensitivity", "price", "month=2025-05", "good=oxide/Dyy", "place=JPN"],
        ["sensitivity", "price", "good=oxide/Dy"],
        ["run", "--show", "price", "--where", "good=oxide/Dx"],
        ["run", "--show", "price", "--where", "nonsense"],
        ["run", "--show", "price", "--month", "2033-01"],
        ["run", "--months", "2025-01..2999-12"],
        ["explain", "price", "month=2025-06", "good=oxide/Dy"],
        ["whatif", "chn/nothing-of-the-kind"],
        ["whatif", LICENCE, "--from", "2025-13"],
        ["explain", "price", "month=2025-06", "good=oxide/Dx"],
        ["world", "show", "oxide/Dx"],
        ["world", "explain", "plats", "CHN"],
        ["world", "explain", "price", "oxide/Dy"],
        ["bargain", "leverage", "--holder", "CHM"],
        ["bargain", "leverage", "--month", "2031-01"],
        ["policy", "why", "nowhere", "2025-05"],
        ["policy", "show", "--at", "soon"],
        ["policy", "check", "nowhere.yaml"],
        ["policy", "diff", "then", "now"],
        ["policy", "show", "--at", "2025-06", "--issuer", "China"],
        ["policy", "calendar", "--from", "2026-01-01", "--issuer", "FRA"],
        ["policy", "calendar", "--from", "2027-01-01", "--until", "2026-01-01"],
        ["company", "exposure", "nowhere.csv"],
        ["news", "read", "nowhere.txt"],
    ],
    ids=lambda words: " ".join(words)[:60],
)
def test_bad_input_ends_with_three_and_says_what_to_do(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert "expected" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "words", [["run", "--show"], ["policy", "show"], ["whatif"], ["brief"], ["run", "--format", "xml"], ["nonsense"]]
)
def test_wrong_usage_ends_with_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Error" in said.err


def test_law_files_are_checked_all_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(f"id: chn/{name}\nkind: tarif\nissuer: CHN\ntitle: A duty\nhistory: []\n", "utf-8")
    assert run(["policy", "check", str(tmp_path)]) == 3
    said = capsys.readouterr().err
    assert "a.yaml" in said
    assert "b.yaml" in said
    assert "tariff" in said


def test_a_law_that_is_new_between_two_days_is_told_with_its_terms_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "diff", "2025-04-03", "2025-04-13", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert all(row["source"] for row in rows if "changed" not in row["what"])
    (licence,) = [row for row in rows if row["instrument"] == LICENCE]
    assert "entry of 2025-04-04" in licence["what"]
    assert "approval share" in licence["terms"]
