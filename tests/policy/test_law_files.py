"""Law as files: cases a lawyer can write, broken files with the message each must give, and the shipped files themselves."""

import math
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.policy.standin import wide, world

from ytterby.errors import BadLaw
from ytterby.evidence import load_sources
from ytterby.policy import Regime, Timeline, load_timeline, read_instrument
from ytterby.policy.known import published
from ytterby.policy.reading import SHIPPED
from ytterby.policy.terms import Figure

HERE = Path(__file__).parent
CASES = [case for path in sorted((HERE / "cases").glob("*.yaml")) for case in yaml.safe_load(path.read_text(encoding="utf-8"))]
BROKEN = sorted((HERE / "broken").glob("*.yaml"))
LAW = load_timeline()
WORLD = world()
WIDE = wide()  # cases with `world: wide`: every rare earth, tungsten and the small metals


def law_of(case: dict[str, Any]) -> Timeline:
    given = Timeline() if "given" in case else LAW
    for instrument in case.get("given", []):
        given = given.add(instrument)
    return given.known_on(case["known"]) if "known" in case else given


def plain(found: Any) -> Any:
    if isinstance(found, Figure):
        return found.value
    return list(found) if isinstance(found, tuple) else found


def term(terms: Any, path: str) -> Any:
    for name in path.split("."):
        terms = terms[name] if isinstance(terms, dict) else getattr(terms, name)
    return plain(terms)


@cache
def shipped(wide_world: bool, month: str) -> Regime:
    return LAW.compile(WIDE if wide_world else WORLD, [month])


@pytest.mark.parametrize("case", [case for case in CASES if "instrument" in case], ids=lambda case: case["name"])
def test_instrument(case: dict[str, Any]) -> None:
    state = law_of(case).on(case["day"])[case["instrument"]]
    assert state.status == case.get("status", state.status)
    for path, expected in case.get("terms", {}).items():
        assert term(state.terms, path) == expected
    for name in case.get("absent", []):
        assert getattr(state.terms, name) is None


@pytest.mark.parametrize("case", [case for case in CASES if "lane" in case], ids=lambda case: case["name"])
def test_lane(case: dict[str, Any]) -> None:
    lane, here = case["lane"], WIDE if case.get("world") == "wide" else WORLD
    if "day" in case:
        ends = {key: lane[key] for key in ("good", "origin", "destination")}
        assert law_of(case).duty_on(case["day"], world=here, **ends) == pytest.approx(case["duty"], abs=1e-9)
        return
    regime = law_of(case).compile(here, [case["month"]]) if "given" in case else shipped(here is WIDE, case["month"])
    number = regime.lane(lane)
    for name in ("duty", "export_duty", "cap", "licensed"):
        if name in case:
            assert float(regime.data[name].values[0, number]) == pytest.approx(float(case[name]), abs=1e-9)


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_says_what_is_wrong_where_and_what_to_do(path: Path) -> None:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    expected = [line.removeprefix("# expect: ") for line in lines if line.startswith("# expect: ")]
    with pytest.raises(BadLaw) as caught:
        read_instrument(path, f"broken/{path.stem}")
    message = str(caught.value)
    assert message.startswith(f"broken/{path.stem}.yaml:")
    for part in expected:
        assert part in message


def test_every_fault_of_every_file_is_said_at_once() -> None:
    with pytest.raises(BadLaw) as caught:
        load_timeline(HERE / "broken")
    files = {fault.where.split(":")[0] for fault in caught.value.faults}
    assert len(files) == len(BROKEN)


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\x00law", b"\x00", b"[" * 5000, b"kind: \t- ban", b"{}", b"3", b"a: !!python/object:os.system {}"]
)
def test_bytes_that_are_no_law_give_one_error_and_no_traceback(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(raw)
    with pytest.raises(BadLaw):
        read_instrument(path)


def test_a_missing_folder_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(BadLaw, match="no such folder"):
        load_timeline(tmp_path / "nowhere")


def test_every_shipped_entry_cites_a_publication_of_the_library() -> None:
    library = load_sources()
    for law in LAW.instruments:
        for entry in law.history:
            assert all(source in library for source in (*entry.source, *(entry.until_source or ())))


def test_every_shipped_entry_can_be_known_on_some_day() -> None:
    undated = [
        (law.id, entry.start)
        for law in LAW.instruments
        for entry in law.history
        if all(published(source, entry) is None for source in entry.source)
    ]
    assert undated == []


def test_saved_law_reads_back_the_same(tmp_path: Path) -> None:
    LAW.save(tmp_path)
    assert load_timeline(tmp_path).digest == LAW.digest


def test_the_seven_elements_are_licensed_and_neodymium_is_not() -> None:
    caught = {
        element
        for law in LAW.instruments
        if law.issuer == "CHN" and LAW.on(date(2025, 5, 1))[law.id].acts and law.kind == "export_licence"
        for element in law.scope.elements or ()
    }
    assert {"Sm", "Gd", "Tb", "Dy", "Lu", "Sc", "Y"} <= caught
    assert not {"Nd", "Pr", "La", "Ce", "Eu"} & caught


def test_law_on_goods_this_world_does_not_model_compiles_to_nothing() -> None:
    foreign = LAW
    for law in LAW.instruments:
        if (
            (law.scope.goods is None and not set(law.scope.elements or ()) <= {"Ga", "Ge", "Sb", "W", "Te", "Bi", "Mo", "In"})
            or (law.scope.goods is not None and "concentrate" in law.scope.goods)
            or (law.scope.elements is None and law.scope.goods is None)
        ):
            foreign = foreign.drop(law.id)
    assert len(foreign.instruments) > 10
    data = foreign.compile(WORLD, ["2025-06"]).data
    assert not data["duty"].any()
    assert all(math.isinf(cap) for cap in data["cap"].values.ravel())
    assert (data["ceiling"] == 1.0).all()


LINES = [path.read_text(encoding="utf-8").splitlines() for path in sorted(SHIPPED.rglob("*.yaml"))]
SCRAPS = [
    "",
    "null",
    "[]",
    "{}",
    "- x",
    "NO",
    "1e400",
    ".inf",
    "2025-99-99",
    "set: null",
    "from: 3",
    "'",
    '"',
    "\t",
    "é",
    "? a",
    "[1, 2",
    "!!binary x",
    "0x1F",
    "12:30",
]


@given(st.data())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_law_file_is_read_or_refused_never_a_traceback(tmp_path: Path, data: st.DataObject) -> None:
    lines = list(data.draw(st.sampled_from(LINES)))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        key, colon, _ = lines[at].partition(":")
        scrap = data.draw(st.sampled_from(SCRAPS))
        lines[at] = data.draw(
            st.sampled_from([scrap, f"{key}{colon} {scrap}", lines[at][::-1], f"  {lines[at]}", f"{lines[at]}\n{lines[at]}"])
        )
    path = tmp_path / "x.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    try:
        read_instrument(path)
    except BadLaw as error:
        assert error.faults
        assert all(str(fault) for fault in error.faults)
