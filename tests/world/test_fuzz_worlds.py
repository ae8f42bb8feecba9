"""World files spoiled at random: the world loads and closes, or says what is wrong; nothing else is raised, nothing written."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ytterby.errors import BadInput, NotSolved
from ytterby.world import load_world
from ytterby.world.begin import TEMPLATE
from ytterby.world.sound import imbalance

FILES = sorted(path.relative_to(TEMPLATE).as_posix() for path in TEMPLATE.rglob("*") if path.is_file())
CELLS = st.one_of(
    st.sampled_from(
        ["", "0", "-1", "nan", "inf", "1e308", "1e-300", "1e11", "0.000001", "*", ";", "CHN", "USA", "graphite/*", "true"]
    ),
    st.sampled_from(
        ["graphite/flake", "graphite/spherical", "mine/flake", "round/spherical", "usgs_mcs2025", "2024", "'", '"', "#x"]
    ),
    st.floats(allow_nan=True).map(str),
    st.text(max_size=6),
)
EDITS = st.one_of(
    st.tuples(st.just("cell"), st.sampled_from(FILES), st.integers(0, 20), st.integers(0, 12), CELLS),
    st.tuples(st.just("line"), st.sampled_from(FILES), st.integers(0, 20), st.integers(0, 3), CELLS),
    st.tuples(st.just("bytes"), st.sampled_from(FILES), st.integers(0, 900), st.integers(0, 12), st.binary(max_size=8)),
    st.tuples(st.just("gone"), st.sampled_from(FILES), st.just(0), st.just(0), st.just("")),
)


def spoil(folder: Path, how: str, name: str, at: int, across: int, new: str | bytes) -> None:
    path = folder / name
    if not path.exists():
        return
    if how == "gone":
        path.unlink()
    elif isinstance(new, bytes):
        raw = path.read_bytes()
        path.write_bytes(raw[:at] + new + raw[at + across :])
    else:
        lines = path.read_bytes().decode("utf-8", "replace").split("\n")
        row = at % len(lines)
        cells = lines[row].split(",")
        if how == "cell":
            cells[across % len(cells)] = new
            lines[row] = ",".join(cells)
        else:  # a line twice, a line gone, a line cut
            lines[row : row + 1] = [[lines[row]] * 2, [], [lines[row][: len(lines[row]) // 2]], [new]][across]
        path.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("examples", [20, pytest.param(200, marks=pytest.mark.slow)])
def test_a_world_spoiled_at_random_loads_or_is_refused_in_words(examples: int) -> None:
    limits = settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    limits(given(st.lists(EDITS, min_size=1, max_size=3))(spoil_and_load))()


def spoil_and_load(edits: list[tuple[str, str, int, int, str | bytes]]) -> None:
    with tempfile.TemporaryDirectory() as root:
        folder = Path(shutil.copytree(TEMPLATE, Path(root) / "mine"))
        for edit in edits:
            spoil(folder, *edit)
        before = contents(folder)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                world = load_world(name=str(folder))
            except (BadInput, NotSolved) as error:
                assert str(error)
                assert not isinstance(error, BadInput) or all(f.where and f.expected and f.remedy for f in error.faults)
            else:
                assert imbalance(world)["gap"].max() < 1e-9
        assert contents(folder) == before
