"""The command line: finds the command, runs it, and turns every fault into words and an exit code.

Exit codes: 0 done, 1 the answer is no, 2 wrong usage, 3 bad input, 4 an extra is missing, 5 our own fault.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence

import click

from ytterby.errors import SHOWN_FAULTS, BadInput, YtterbyError
from ytterby.faces.commands import answers, firm, house, law, markets, news, runs, world

__all__ = ["cli", "main", "run"]

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=_SETTINGS, epilog="Start with `ytterby demo`. Every command has --help.")
@click.version_option(package_name="ytterby", prog_name="ytterby")
@click.option("--debug", is_flag=True, help="Show the traceback of a fault.")
def cli(debug: bool) -> None:
    """Rare-earth trade under restriction: what was said, what is allowed, what follows, what to do."""


for _module in (answers, news, law, world, runs, markets, firm, house):
    for _command in _module.COMMANDS:
        cli.add_command(_command)


def run(arguments: Sequence[str]) -> int:
    """The exit code after running one command line; data is on standard output, talk on standard error."""
    debug = "--debug" in arguments
    try:
        result = cli.main([word for word in arguments if word != "--debug"], prog_name="ytterby", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        _tell("Stopped.")
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except YtterbyError as error:
        return _explained(error, debug)
    except OSError as error:
        return _system(error, debug)
    except Exception as error:
        return _ours(error, debug)
    return result if isinstance(result, int) else 0


def main() -> None:
    """Run the command line of this process and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def _tell(text: str) -> None:
    click.echo(text, err=True)


def _explained(error: YtterbyError, debug: bool) -> int:
    name = type(error).__name__
    if isinstance(error, BadInput):
        for fault in error.faults[:SHOWN_FAULTS]:
            _tell(f"{click.style(name, bold=True)} {fault.where}: {fault.found}")
            _tell(f"    expected {fault.expected}")
            _tell(f"    {fault.remedy}")
        if len(error.faults) > SHOWN_FAULTS:
            _tell(f"... and {len(error.faults) - SHOWN_FAULTS} more")
    else:
        _tell(f"{click.style(name, bold=True)} {error}")
    if debug:
        traceback.print_exc()
    return error.exit_code


def _system(error: OSError, debug: bool) -> int:
    _tell(f"{click.style('Cannot read or write', bold=True)} {error.filename or ''}: {error.strerror or error}")
    _tell("    Nothing that was stored before has changed. Check the path, the rights and the space on the disk.")
    if debug:
        traceback.print_exc()
    return BadInput.exit_code


def _ours(error: Exception, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    else:
        _tell(f"{click.style('Our own fault', bold=True)} {type(error).__name__}: {error}")
        _tell("    Run the same command with --debug and send us what it prints.")
    return YtterbyError.exit_code
