"""Compiled functions, kept on disk: beside the module, else in numba's directory of the user (or NUMBA_CACHE_DIR)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from numba import njit

__all__ = ["compiled"]


def compiled(**options: Any) -> Callable[[Any], Any]:
    """A decorator that compiles a function; where no directory can be written, anew in every process that calls it."""

    def decorate(function: Any) -> Any:
        try:
            made = njit(cache=True, **options)(function)
        except RuntimeError:  # numba: no locator available
            return njit(**options)(function)
        index = made._cache._cache_file  # looks at the function's own file only; what it calls stands in others
        index._source_stamp = (index._source_stamp, _sources())
        return made

    return decorate


@cache
def _sources() -> str:
    """A digest of every file that compiled functions are made of."""
    here = Path(__file__).parent
    files = [*sorted(here.glob("*.py")), here.parent / "certificate.py"]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()
