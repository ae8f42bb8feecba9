"""What a working installation needs, checked one by one, each with its remedy."""

from __future__ import annotations

import importlib.util
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Check", "checks"]

_NEEDED = (
    "numpy",
    "pandas",
    "scipy",
    "xarray",
    "duckdb",
    "altair",
    "vl_convert",
    "starlette",
    "uvicorn",
    "jinja2",
    "multipart",
    "pypdf",
)


@dataclass(frozen=True)
class Check:
    """One thing looked at: what, whether it is fine, what was found, what to do."""

    what: str
    fine: bool
    told: str
    remedy: str = ""


def checks() -> tuple[Check, ...]:
    """Every check, in order; none changes anything but the cache folder."""
    return tuple(_tried(what, look) for what, look in _LOOKS.items())


def _tried(what: str, look: Callable[[], tuple[bool, str, str]]) -> Check:
    try:
        fine, told, remedy = look()
    except Exception as error:  # a check that breaks has found something: it is told, not raised
        fine, told, remedy = (
            False,
            f"{type(error).__name__}: {error}",
            "Run the command that fails with --debug and send us what it prints.",
        )
    return Check(what, fine, told, "" if fine else remedy)


def _python() -> tuple[bool, str, str]:
    return sys.version_info >= (3, 11), sys.version.split()[0], "Install Python 3.11 or later."


def _packages() -> tuple[bool, str, str]:
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    return (
        not missing,
        f"missing: {', '.join(missing)}" if missing else f"{len(_NEEDED)} packages",
        "Run `make demo`, or pip install ytterby.",
    )


def _law() -> tuple[bool, str, str]:
    from ytterby.policy import load_timeline

    law = load_timeline()
    return (
        bool(law.instruments),
        f"{len(law.instruments)} instruments, {law.digest[:16]}",
        "Reinstall: the shipped law is damaged.",
    )


def _world() -> tuple[bool, str, str]:
    from ytterby.world import load_world

    world = load_world()
    return len(world.lanes) > 0, f"{len(world.places)} places, {len(world.goods)} goods, {len(world.lanes)} lanes", "Reinstall."


def _charts() -> tuple[bool, str, str]:
    from ytterby.faces.web.bundle import bundle

    size = len(bundle())
    return size > 100_000, f"{size // 1000} kB of chart runtime", "Reinstall vl-convert-python."


def _cache() -> tuple[bool, str, str]:
    from ytterby.faces.web.bundle import cache_folder

    folder = cache_folder()
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    return os.access(existing, os.W_OK), str(folder), "Set YTTERBY_CACHE to a folder you may write to."


def _here() -> tuple[bool, str, str]:
    return os.access(Path.cwd(), os.W_OK), str(Path.cwd()), "Change to a folder you may write to, or use --out."


def _port() -> tuple[bool, str, str]:
    with socket.socket() as probe:
        taken = probe.connect_ex(("127.0.0.1", 8321)) == 0
    return (
        not taken,
        "8321 is taken" if taken else "8321 is free",
        "A dashboard may be open already; else ytterby serve --port 8322.",
    )


_LOOKS: dict[str, Callable[[], tuple[bool, str, str]]] = {
    "python": _python,
    "packages": _packages,
    "shipped law": _law,
    "shipped world": _world,
    "charts": _charts,
    "cache folder": _cache,
    "this folder": _here,
    "port": _port,
}
