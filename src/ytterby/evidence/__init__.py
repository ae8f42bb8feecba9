"""The evidence room."""

from ytterby.evidence.sources import Source, load_sources

__all__ = ["Source", "load_sources"]
