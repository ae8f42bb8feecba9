"""The house keeps its own plan: doors are narrow, everything public is documented, every row cites, nothing points outside."""

import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import ytterby

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "ytterby"
ROOMS = ("evidence", "world", "policy", "market", "study", "bargain", "plan", "brief")
HEAVY = ("numpy", "pandas", "xarray", "scipy", "numba", "duckdb", "altair", "starlette")


@pytest.mark.parametrize("room", ROOMS)
def test_a_door_is_narrow_and_says_what_it_answers(room: str) -> None:
    module = importlib.import_module(f"ytterby.{room}")
    assert module.__doc__ is not None
    assert len(module.__doc__.splitlines()) <= 30
    assert ">>>" in module.__doc__
    assert len(module.__all__) <= 12
    for name in module.__all__:
        found = getattr(module, name)
        assert not callable(found) or inspect.getdoc(found), f"{room}.{name} has no docstring"


def test_every_public_name_exists_and_is_documented() -> None:
    for name in ytterby.__all__:
        assert inspect.getdoc(getattr(ytterby, name)), name


@pytest.mark.parametrize("room", [*ROOMS, "faces"])
def test_every_room_has_a_page(room: str) -> None:
    page = ROOT / "docs" / "rooms" / f"{room}.md"
    assert page.is_file()
    assert page.read_text(encoding="utf-8").startswith("# ")


def test_rooms_are_entered_by_the_door_only() -> None:
    inside = re.compile(r"^\s*from ytterby\.(\w+)\.(\w+) import", re.MULTILINE)
    strangers = []
    for path in PACKAGE.rglob("*.py"):
        own = path.relative_to(PACKAGE).parts[0]
        strangers += [f"{path}: {m.group(0)}" for m in inside.finditer(path.read_text(encoding="utf-8")) if m[1] != own]
    assert strangers == []


def test_readme_begins_with_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    code = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)[0].splitlines()
    assert [line.split("#")[0].strip() for line in code[:2]] == ["make demo", "make test"]


def test_nothing_the_product_needs_lies_outside_the_project() -> None:
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "../shared" not in text, path
        assert [name for name in re.findall(r"[\"'](/[\w.-]+/[\w./-]*)", text) if Path(name).exists()] == [], path


def test_every_source_file_has_a_sidecar_that_says_who_made_it() -> None:
    for table in (PACKAGE / "data" / "sources").glob("*.csv"):
        sidecar = yaml.safe_load(table.with_suffix(".meta.yaml").read_text(encoding="utf-8"))
        assert {"producer", "citation", "licence"} <= set(sidecar), table


def test_the_command_line_starts_without_the_heavy_packages() -> None:
    code = f"import sys, ytterby.faces.cli; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
