"""The start of a user's own world: the commented template, or a shipped world, copied whole into a new folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from ytterby.errors import BadInput, Fault
from ytterby.world.tables import FOLDER, folder_of

__all__ = ["TEMPLATE", "begin"]

TEMPLATE = FOLDER.parent / "template" / "world"


def begin(folder: Path, start: str = "template") -> tuple[str, ...]:
    """The names of the files written into a new folder: those of the template, or of a world to start from.

    BadInput if something stands there already; UnknownName for an unknown start. All files are written, or none.
    """
    origin = TEMPLATE if start == "template" else folder_of(start)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        remedy = "Name a new folder: what stands there is not touched."
        raise BadInput(Fault(str(folder), "something that stands there already", "a folder that is new or empty", remedy))
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        shutil.copytree(origin, beside / "new", ignore=shutil.ignore_patterns("*.meta.yaml"))
        if folder.exists():
            folder.rmdir()
        os.replace(beside / "new", folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()))
