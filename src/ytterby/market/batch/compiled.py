"""Compiled functions, kept on disk: beside the module, else in numba's directory of the user (or NUMBA_CACHE_DIR)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit

__all__ = ["compiled"]


def compiled(**options: Any) -> Callable[[Any], Any]:
    """A decorator that compiles a function; where no directory can be written, anew in every process that calls it."""

    def decorate(function: Any) -> Any:
        try:
            return njit(cache=True, **options)(function)
        except RuntimeError:  # numba: no locator available
            return njit(**options)(function)

    return decorate
