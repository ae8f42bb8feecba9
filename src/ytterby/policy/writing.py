"""Writing law files: everything beside the old files first, then in their place; a fault leaves the folder as it was."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import yaml

from ytterby.policy.instruments import Instrument

__all__ = ["write_folder"]


def write_folder(instruments: Sequence[Instrument], folder: Path) -> None:
    """One file per instrument below a folder. OSError, with the folder as it was, if one of them cannot be written."""
    texts = [
        (folder / f"{law.id}.yaml", yaml.safe_dump(law.data(), sort_keys=False, allow_unicode=True, width=130))
        for law in instruments
    ]
    made: list[Path] = []
    beside: list[tuple[Path, Path]] = []
    try:
        for path, text in texts:
            made += _folders(path.parent)
            beside.append((_written(path, text), path))
        for path in (path for _, path in beside):
            if path.is_dir():
                raise IsADirectoryError(21, "a folder stands where a law file belongs", str(path))
        for new, path in beside:
            os.replace(new, path)
    except BaseException:
        for new, _ in beside:
            new.unlink(missing_ok=True)
        for empty in reversed(made):
            with contextlib.suppress(OSError):
                empty.rmdir()
        raise


def _folders(folder: Path) -> list[Path]:
    """The folders that had to be made, outermost first."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return list(reversed(missing))


def _written(path: Path, text: str) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(name, 0o644)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)
