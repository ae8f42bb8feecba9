"""A bill of materials is read line by line; every fault says where, what was found, what was expected."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ytterby.errors import BadTable
from ytterby.plan import read_bill, sample_bill
from ytterby.plan.bill import COLUMNS
from ytterby.world import World

GOOD = "rotor,magnet/NdFeB-high,1.8,12000,CHN,EU,9000,civil,420"


def written(folder: Path, *lines: str, header: str = ",".join(COLUMNS)) -> Path:
    path = folder / "bill.csv"
    path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return path


def test_the_sample_bill_is_read_whole(june_world: World) -> None:
    bill = read_bill(sample_bill(), june_world)
    assert len(bill.parts) == 5
    assert bill.faults == ()


def test_columns_may_come_in_any_order(june_world: World, tmp_path: Path) -> None:
    order = list(reversed(COLUMNS))
    cells = dict(zip(COLUMNS, GOOD.split(","), strict=True))
    bill = read_bill(written(tmp_path, ",".join(cells[c] for c in order), header=",".join(order)), june_world)
    assert bill.parts[0].need == pytest.approx(1.8 * 12000 / 1000)


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        (GOOD.replace("1.8", "n/a"), "kg_per_unit", "a number"),
        (GOOD.replace("1.8", "-1"), "kg_per_unit", "zero or more"),
        (GOOD.replace("1.8", "inf"), "kg_per_unit", "finite"),
        (GOOD.replace("NdFeB-high", "NdFeB-hihg"), "good", "Did you mean 'magnet/NdFeB-high'"),
        (GOOD.replace(",EU,", ",EUR,"), "place", "Did you mean 'EU'"),
        (GOOD.replace("civil", "navy"), "end_use", "civil, military"),
        (GOOD.replace("rotor", ""), "part", "Name the part"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(june_world: World, tmp_path: Path, line: str, column: str, said: str) -> None:
    with pytest.raises(BadTable) as caught:
        read_bill(written(tmp_path, GOOD, line), june_world)
    assert f":3:{column}" in str(caught.value)
    assert said in str(caught.value)


def test_all_faults_are_told_at_once_and_good_lines_can_still_be_used(june_world: World, tmp_path: Path) -> None:
    path = written(tmp_path, GOOD, GOOD.replace("1.8", "x"), GOOD.replace("civil", "y"))
    with pytest.raises(BadTable) as caught:
        read_bill(path, june_world)
    assert len(caught.value.faults) == 2
    bill = read_bill(path, june_world, skip_bad=True)
    assert len(bill.parts) == 1
    assert len(bill.faults) == 2


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"\xff\xfe\x00bad", b"a,b,c\n1,2,3\n", b"part,good\n"])
def test_what_is_no_bill_is_refused(june_world: World, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    with pytest.raises(BadTable, match="expected"):
        read_bill(path, june_world)


def test_a_missing_file_is_refused(june_world: World, tmp_path: Path) -> None:
    with pytest.raises(BadTable, match="no such file"):
        read_bill(tmp_path / "none.csv", june_world)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_bill_or_a_clear_refusal(june_world: World, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "fuzz.csv"
    path.write_bytes(",".join(COLUMNS).encode() + b"\n" + content)
    try:
        bill = read_bill(path, june_world)
    except BadTable as refused:
        assert refused.faults
    else:
        assert bill.parts
