"""The chart runtime for the browser: taken out of the installed vl-convert package and kept in the cache folder."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from functools import cache
from importlib import metadata
from pathlib import Path

from ytterby.faces.charts.draw import VL_VERSION

__all__ = ["bundle", "cache_folder"]


def cache_folder() -> Path:
    """Where generated files that can be made again are kept."""
    import platformdirs

    return Path(os.environ.get("YTTERBY_CACHE") or platformdirs.user_cache_dir("ytterby"))


@cache
def bundle() -> bytes:
    """Vega, Vega-Lite and Vega-Embed as one ES module; made once, then read from the cache where it has the right hash."""
    import vl_convert

    version = metadata.version("vl-convert-python")
    path = cache_folder() / f"vega-{version}-{VL_VERSION}.js"
    manifest = path.with_suffix(".json")
    try:
        text = path.read_bytes()
        if hashlib.sha256(text).hexdigest() == json.loads(manifest.read_text("utf-8"))["sha256"]:
            return text
    except (OSError, ValueError, KeyError, TypeError):
        pass
    text = vl_convert.javascript_bundle(None, vl_version=VL_VERSION).encode()  # type: ignore[arg-type]  # no snippet
    told = {
        "names": ["vega", "vega-lite", "vega-embed"],
        "from": f"vl-convert-python {version}",
        "licence": "BSD-3-Clause",
        "sha256": hashlib.sha256(text).hexdigest(),
    }
    try:
        _store(path, text)
        _store(manifest, json.dumps(told, indent=1).encode())
    except OSError:
        return text
    return text


def _store(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
    os.replace(beside, path)
