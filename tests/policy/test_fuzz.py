"""Damaged and hostile law: each is read or refused with a place, a reason and a remedy; nothing is stored half."""

import copy
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.policy.standin import world

from ytterby.errors import BadLaw, UnknownName, YtterbyError
from ytterby.policy import Timeline, load_timeline, read_instrument
from ytterby.policy.reading import SHIPPED
from ytterby.policy.terms import TERMS

LAW = load_timeline()
WORLD = world()
GOOD = [law.data() for law in LAW.instruments]
KEYS = sorted(
    {key for kind in TERMS.values() for key in kind.model_fields} | {"from", "until", "source", "set", "scope", "except"}
)
FUZZ = settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SCALARS = (
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats() | st.text(max_size=20) | st.dates()
    | st.sampled_from(["NO", "1e400", "CHN", "Dys", "magnet", "2025-99-99", "\0", "é" * 40, " ", "0750", "12:30"])
)  # fmt: skip
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3), max_leaves=6
)


def places(found: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path below some plain data."""
    inner = list(found.items()) if isinstance(found, dict) else list(enumerate(found)) if isinstance(found, list) else []
    return [path] * bool(path) + [deeper for key, value in inner for deeper in places(value, (*path, key))]


def damaged(data: st.DataObject) -> Any:
    """A good file with one to three values removed, replaced, renamed or doubled."""
    law = copy.deepcopy(data.draw(st.sampled_from(GOOD)))
    for _ in range(data.draw(st.integers(1, 3))):
        *trail, last = data.draw(st.sampled_from(places(law)))
        holder = law
        for key in trail:
            holder = holder[key]
        act = data.draw(st.sampled_from(["replace", "replace", "remove", "add"]))
        if act == "replace":
            holder[last] = data.draw(VALUES)
        elif act == "remove":
            del holder[last]
        elif isinstance(holder, dict):
            holder[data.draw(st.sampled_from(KEYS))] = data.draw(VALUES)
        else:
            holder.append(data.draw(VALUES))
        if not places(law):
            break
    return law


@given(st.data())
@FUZZ
def test_a_good_file_with_values_exchanged_is_refused_in_words_or_is_law_that_compiles(
    tmp_path: Path, data: st.DataObject
) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(yaml.safe_dump(damaged(data), allow_unicode=True), encoding="utf-8")
    try:
        built = read_instrument(path)
    except BadLaw as error:
        assert error.faults
        for fault in error.faults:
            assert fault.where.startswith("x.yaml")
            assert all((fault.found, fault.expected, fault.remedy))
            assert len(str(fault)) < 2000
        return
    law = Timeline((built,))
    regime = law.compile(WORLD, ["2025-04", "2026-01"])
    assert not any(np.isnan(values).any() for values in (regime.data[name].values for name in regime.data.data_vars))
    folder = tmp_path / "law"
    law.save(folder)
    try:
        assert load_timeline(folder).digest == law.digest
    except BadLaw as error:  # one law alone may name another that is not in its folder
        assert all("here or shipped" in fault.expected for fault in error.faults)
    finally:
        for file in sorted(folder.rglob("*"), reverse=True):
            file.unlink() if file.is_file() else file.rmdir()


@given(st.binary(max_size=300), st.integers(0, len(GOOD) - 1), st.integers(0, 400))
@FUZZ
def test_bytes_thrown_into_a_good_file_give_one_error_and_no_traceback(tmp_path: Path, raw: bytes, number: int, at: int) -> None:
    text = (SHIPPED / f"{GOOD[number]['id']}.yaml").read_bytes()
    path = tmp_path / "x.yaml"
    path.write_bytes(text[:at] + raw + text[at + len(raw) :])
    try:
        read_instrument(path)
    except BadLaw as error:
        assert all(str(fault).startswith("x.yaml") for fault in error.faults)


BOMBS = {
    "thirty megabytes": b"a" * 30_000_000,
    "brackets": b"[" * 90_000,
    "braces": b"{a: " * 20_000,
    "dashes": b"- " * 45_000,
    "question marks": b"? " * 45_000,
    "quotes": b'"' + b"a" * 90_000,
    "anchors": b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
    "merges": b"a: &a {b: c}\nd:\n  <<: *a\n",
    "a long key": b"? " + b"k" * 90_000 + b"\n: 1\n",
    "many keys": b"".join(b"k%d: 1\n" % number for number in range(5_000)),
    "many entries": b"id: chn/x\nkind: ban\nissuer: CHN\ntitle: Many\nhistory:\n"
    + b"".join(b"- {from: 2025-01-01, source: what-if, set: {}}\n" for _ in range(1_000)),
    "utf-16": "id: chn/x".encode("utf-16"),
    "nulls": b"\0" * 1000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_a_screenful(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(BOMBS[name])
    with pytest.raises(BadLaw) as caught:
        read_instrument(path)
    assert len(str(caught.value)) < 20_000


def test_what_is_no_plain_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    for path in (tmp_path / "pipe.yaml", tmp_path, Path("/dev/zero")):
        with pytest.raises(BadLaw, match="no plain file"):
            read_instrument(path)
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    with pytest.raises(BadLaw):
        read_instrument(tmp_path / "loop.yaml")


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_an_amendment_that_cannot_be_law_changes_nothing(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([law.id for law in LAW.instruments]))
    terms = data.draw(
        st.dictionaries(st.sampled_from(KEYS).filter(lambda key: key.isidentifier() and key != "from"), VALUES, max_size=2)
    )
    before = LAW.digest
    try:
        after = LAW.with_entry(name, {"from": "2027-01-01", "source": "what-if", "set": terms})
    except YtterbyError as error:
        assert str(error)
    else:
        assert after[name].history[:-1] == LAW[name].history or len(after[name].history) == len(LAW[name].history) + 1
    assert LAW.digest == before


def test_law_that_cannot_be_written_leaves_the_folder_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    law = Timeline(LAW.instruments[:12])
    law.save(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    changed = law.truce([law.instruments[0].id, law.instruments[-1].id], "2027-01-01", "2027-04-01")
    calls = iter(range(10**6))
    real = os.fsync

    def full(handle: int) -> None:
        if next(calls) == 8:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        changed.save(tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    monkeypatch.setattr(os, "fsync", real)
    changed.save(tmp_path)
    assert load_timeline(tmp_path).digest == changed.digest


def test_law_where_a_folder_stands_in_the_way_is_not_half_written(tmp_path: Path) -> None:
    law = Timeline(LAW.instruments[:12])
    (tmp_path / f"{law.instruments[-1].id}.yaml").mkdir(parents=True)
    with pytest.raises(IsADirectoryError):
        law.save(tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_accepting_what_names_law_that_is_gone_changes_nothing() -> None:
    with pytest.raises(UnknownName):
        Timeline().truce(["chn/nowhere"], "2027-01-01", "2027-02-01")
