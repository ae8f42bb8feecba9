"""The colours, once: each token has a light and a dark value, and charts are drawn in light and re-inked by the page.

A chart carries light values only. ``tokens_css`` writes the custom properties of both schemes and one rule per token that re-inks
``fill`` and ``stroke`` inside a chart when the reader prefers dark, so one drawing serves page, report, print and download.
Hues of parties follow Okabe and Ito (2008), readable with any colour vision; ramps rise evenly in lightness.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

__all__ = ["PARTIES", "SHARE", "SHORTAGE", "TOKENS", "class_of", "classes", "party", "tokens_css"]

TOKENS: dict[str, tuple[str, str]] = {
    "paper": ("#fbfaf7", "#121416"),
    "card": ("#fffffe", "#1a1d20"),
    "ink": ("#1a1c1f", "#ebe9e3"),
    "soft": ("#5b6068", "#a9aeb6"),
    "line": ("#dcd9d1", "#363b41"),
    "faint": ("#efece5", "#24282c"),
    "land": ("#e6e2d9", "#2b3035"),
    "accent": ("#0b5f5d", "#63c7c1"),
    "alert": ("#a8401a", "#f39a72"),
    "known": ("#8a8f98", "#7f858e"),
    "proposed": ("#0c6563", "#5fc3bd"),
    "CHN": ("#c4501b", "#f19060"),
    "USA": ("#0f6ab4", "#6db3f2"),
    "EU": ("#b07f00", "#e6bd4a"),
    "JPN": ("#9b4f96", "#d597cf"),
    "other": ("#7b8088", "#9ba1a9"),
    "short0": ("#f3f0e9", "#22262a"),
    "short1": ("#f4dcb8", "#4d3723"),
    "short2": ("#eab67f", "#7d4f2b"),
    "short3": ("#d98850", "#b46f39"),
    "short4": ("#b75434", "#e09a55"),
    "short5": ("#7d2522", "#ffd596"),
    "share0": ("#eaf0ee", "#20282a"),
    "share1": ("#c6dfdc", "#1f4544"),
    "share2": ("#95c5c1", "#276461"),
    "share3": ("#5da4a0", "#388681"),
    "share4": ("#2c7f7b", "#5db1a9"),
    "share5": ("#0a4f4d", "#a6e5db"),
}
PARTIES = ("CHN", "USA", "EU", "JPN")
SHORTAGE = tuple(TOKENS[f"short{step}"][0] for step in range(6))
SHARE = tuple(TOKENS[f"share{step}"][0] for step in range(6))


def classes(steps: Sequence[float]) -> list[str]:
    """What each of the six shades stands for, in percent.

    >>> classes((0.01, 0.05, 0.15, 0.3, 0.6))
    ['under 1 %', '1 to 5 %', '5 to 15 %', '15 to 30 %', '30 to 60 %', 'over 60 %']
    """
    told = [f"{100 * step:g}" for step in steps]
    return [f"under {told[0]} %", *(f"{low} to {high} %" for low, high in pairwise(told)), f"over {told[-1]} %"]


def class_of(share: float, steps: Sequence[float]) -> str:
    """The class a share falls in."""
    return classes(steps)[sum(share >= step for step in steps)]


def party(place: str) -> str:
    """The hue of a party; every other place shares one grey."""
    return TOKENS[place if place in PARTIES else "other"][0]


def tokens_css() -> str:
    """The style sheet of the tokens: custom properties for both schemes and the re-inking of charts in the dark."""
    light = "".join(f"--{name}:{day};" for name, (day, _) in TOKENS.items())
    dark = "".join(f"--{name}:{night};" for name, (_, night) in TOKENS.items())
    inks = "".join(
        f'.plot svg [{part}="{day}"]{{{part}:{night}}}' for day, night in TOKENS.values() for part in ("fill", "stroke")
    )
    return f":root{{color-scheme:light dark;{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}{inks}}}\n"
