"""Fill the generated tables of the pages: ``python docs/generate.py [page ...]`` (every page of docs without arguments).

A table stands between ``<!-- generated: ytterby WORDS -->`` and ``<!-- end -->``; what the command prints takes the place of what
stood there. Nothing else of a page changes.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from click.testing import CliRunner

from ytterby.faces.cli import cli

MARKED = re.compile(r"(<!-- generated: ytterby ([^\n]+?) -->\n).*?(<!-- end -->)", re.DOTALL)


def printed(words: str) -> str:
    """What a command prints; SystemExit with its error if it fails."""
    result = CliRunner().invoke(cli, words.split())
    if result.exit_code:
        raise SystemExit(f"ytterby {words}: {result.output}{result.exception or ''}")
    return result.stdout


def filled(text: str) -> str:
    """A page with every generated table made anew."""
    return MARKED.sub(lambda found: found[1] + "\n" + printed(found[2]) + "\n" + found[3], text)


def main(paths: list[str]) -> None:
    """Rewrite the pages whose tables are out of date; names them."""
    for path in map(Path, paths or sorted(map(str, Path(__file__).parent.rglob("*.md")))):
        text = path.read_text(encoding="utf-8")
        now = filled(text)
        if now != text:
            path.write_text(now, encoding="utf-8")
            print(path)


if __name__ == "__main__":
    main(sys.argv[1:])
