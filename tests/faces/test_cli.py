"""The contract of the command line: quick help, exit codes, words and no tracebacks."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from ytterby import errors
from ytterby.faces import cli as module

HEAVY = (
    "numpy",
    "pandas",
    "scipy",
    "xarray",
    "duckdb",
    "altair",
    "vl_convert",
    "starlette",
    "jinja2",
    "pydantic",
    "yaml",
    "numba",
)


def commands() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()]
    for name, command in module.cli.commands.items():
        found.append((name,))
        found += [(name, below) for below in getattr(command, "commands", {})]
    return found


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_says_what_it_does(words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(module.cli, [*words, "--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.output
    assert len([line for line in result.output.splitlines() if line.strip()]) > 3


def test_help_imports_no_heavy_package() -> None:
    code = "import sys; from ytterby.faces.cli import run; run(['--help']); print(sorted(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.replace("'", "").strip("[]\n").split(", "))
    assert "ytterby.faces.cli" in loaded
    assert not loaded & set(HEAVY)


def test_a_misspelt_command_is_answered_with_the_near_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert module.run(["breif"]) == 2
    assert "brief" in capsys.readouterr().err


def test_a_missing_file_is_told_with_its_remedy(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert module.run(["brief", str(tmp_path / "nowhere.txt")]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert "nowhere.txt" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.NothingKnown("nothing here"), 1),
        (errors.BadInput(errors.Fault("a.csv:1", "x", "a number", "Write one.")), 3),
        (errors.MissingExtra("cluster", "This"), 4),
        (errors.NotSolved("month 2025-05"), 5),
        (ValueError("ours"), 5),
        (OSError(28, "No space left on device", "out.html"), 3),
        (KeyboardInterrupt(), 130),
    ],
)
def test_each_fault_has_its_exit_code_and_no_traceback(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(module.cli.commands["doctor"], "callback", lambda form: fail())
    assert module.run(["doctor"]) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err
    assert "Traceback" not in said.err


def test_debug_shows_where_a_fault_arose(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(form: str) -> None:
        raise ValueError("ours")

    monkeypatch.setattr(module.cli.commands["doctor"], "callback", fail)
    assert module.run(["--debug", "doctor"]) == 5
    assert "Traceback" in capsys.readouterr().err


def test_many_faults_are_told_to_a_screenful_and_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    faults = [errors.Fault(f"a.csv:{line}", "x", "a number", "Write one.") for line in range(50)]

    def fail(form: str) -> None:
        raise errors.BadTable(faults)

    monkeypatch.setattr(module.cli.commands["doctor"], "callback", fail)
    assert module.run(["doctor"]) == 3
    assert "... and 30 more" in capsys.readouterr().err


def test_a_reader_that_leaves_early_is_no_fault() -> None:
    lines = (
        "import sys",
        "from ytterby.faces.cli import cli, run",
        "cli.commands['doctor'].callback = lambda form: [print('x' * 100) for _ in range(100000)]",
        "sys.exit(run(['doctor']))",
    )
    command = f'{sys.executable} -c "{"; ".join(lines)}" | head -1'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "x" * 100
    assert done.stderr == ""
