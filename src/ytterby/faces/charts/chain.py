"""The chain: stages from left to right, a block per place as high as its share, and bands for what moves from stage to stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ytterby.faces.charts.draw import finish
from ytterby.faces.charts.palette import PARTIES, TOKENS, party
from ytterby.faces.numbers import three

__all__ = ["Band", "Block", "chain"]

_WIDTH, _HEIGHT, _TOP = 1000, 430, 26
_BLOCK, _GAP = 14, 7  # pixels: width of a block, space between two
_NAMED = 0.02  # a block smaller than this share keeps its name for the table
_STEPS = 16


@dataclass(frozen=True)
class Block:
    """A place in a stage (``column`` from 0) with its share of the stage."""

    column: int
    place: str
    name: str
    share: float


@dataclass(frozen=True)
class Band:
    """What moves from a place in one column to a place in the next, as a share of the first column's output."""

    column: int
    origin: str
    destination: str
    share: float


@dataclass(frozen=True)
class _Box:
    x: float
    top: float
    height: float


def chain(titles: Sequence[str], blocks: Sequence[Block], bands: Sequence[Band], hrefs: Sequence[str]) -> dict[str, Any]:
    """Specification of the chain; ``hrefs`` holds the address behind each column."""
    import altair as alt

    boxes = _boxes(len(titles), blocks)
    layers = [
        _shapes(alt, _bands(boxes, bands, {block.place: block.name for block in blocks}), 0.42),
        _shapes(alt, [_block(boxes[block.column, block.place], block, hrefs[block.column]) for block in blocks], 1.0),
    ]
    heads = [{"x": _x(column, len(titles)), "y": 8, "text": title} for column, title in enumerate(titles)]
    names = [_name(boxes[block.column, block.place], block) for block in blocks if block.share >= _NAMED]
    layers += [_words(alt, rows, weight) for rows, weight in ((names, 400), (heads, 600)) if rows]
    spec = finish(alt.layer(*layers), _WIDTH, _HEIGHT)
    for layer in spec["layer"]:
        layer["projection"] = {"type": "identity", "scale": 1, "translate": [0, 0]}
    return spec


def _x(column: int, count: int) -> float:
    return 4.0 + column * (_WIDTH - 96.0) / max(count - 1, 1)


def _boxes(count: int, blocks: Sequence[Block]) -> dict[tuple[int, str], _Box]:
    boxes = {}
    for column in range(count):
        own = sorted((block for block in blocks if block.column == column), key=_order)
        total = sum(block.share for block in own) or 1.0
        room = _HEIGHT - _TOP - _GAP * max(len(own) - 1, 0)
        top = float(_TOP)
        for block in own:
            height = room * block.share / total
            boxes[column, block.place] = _Box(_x(column, count), top, height)
            top += height + _GAP
    return boxes


def _order(block: Block) -> tuple[int, float, str]:
    rank = PARTIES.index(block.place) if block.place in PARTIES else len(PARTIES)
    return rank, -block.share, block.place


def _bands(boxes: Mapping[tuple[int, str], _Box], bands: Sequence[Band], names: Mapping[str, str]) -> list[dict[str, Any]]:
    sent: dict[tuple[int, str], float] = {}
    got: dict[tuple[int, str], float] = {}
    for band in bands:
        sent[band.column, band.origin] = sent.get((band.column, band.origin), 0.0) + band.share
        got[band.column + 1, band.destination] = got.get((band.column + 1, band.destination), 0.0) + band.share
    left, right = dict.fromkeys(sent, 0.0), dict.fromkeys(got, 0.0)
    shapes = []
    for band in sorted(
        bands, key=lambda one: (one.column, _rank(boxes, one.column, one.origin), _rank(boxes, one.column + 1, one.destination))
    ):
        start, end = (band.column, band.origin), (band.column + 1, band.destination)
        if start not in boxes or end not in boxes:
            continue
        a, b = boxes[start], boxes[end]
        wide, thin = a.height * band.share / sent[start], b.height * band.share / got[end]
        ring = _ribbon(a.x + _BLOCK, a.top + left[start], wide, b.x, b.top + right[end], thin)
        left[start] += wide
        right[end] += thin
        told = f"{names[band.origin]} to {names[band.destination]}"
        shapes.append(_feature(ring, party(band.origin), told, f"{three(100 * band.share)} % of the stage", ""))
    return shapes


def _rank(boxes: Mapping[tuple[int, str], _Box], column: int, place: str) -> float:
    return boxes[column, place].top if (column, place) in boxes else 0.0


def _ribbon(x0: float, y0: float, wide: float, x1: float, y1: float, thin: float) -> list[list[float]]:
    """A band between two verticals that leaves and arrives level."""
    upper, lower = [], []
    for step in range(_STEPS + 1):
        t = step / _STEPS
        ease = t * t * (3 - 2 * t)
        x, y = x0 + t * (x1 - x0), y0 + ease * (y1 - y0)
        upper.append([round(x, 1), round(y, 1)])
        lower.append([round(x, 1), round(y + wide + ease * (thin - wide), 1)])
    return [*upper, *lower[::-1], upper[0]]


def _block(box: _Box, block: Block, href: str) -> dict[str, Any]:
    x, y, height = box.x, box.top, max(box.height, 0.8)
    ring = [[x, y], [x + _BLOCK, y], [x + _BLOCK, y + height], [x, y + height], [x, y]]
    return _feature(ring, party(block.place), block.name, f"{three(100 * block.share)} % of the stage", href)


def _feature(ring: list[list[float]], ink: str, name: str, text: str, href: str) -> dict[str, Any]:
    properties = {"fill": ink, "name": name, "text": text, "href": href}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def _name(box: _Box, block: Block) -> dict[str, Any]:
    return {"x": box.x + _BLOCK + 6, "y": box.top + box.height / 2, "text": f"{block.name} {three(100 * block.share)} %"}


def _shapes(alt: Any, shapes: list[dict[str, Any]], opacity: float) -> Any:
    tips = [alt.Tooltip("properties.name:N", title=" "), alt.Tooltip("properties.text:N", title="share")]
    drawn = alt.Chart(alt.InlineData(values=shapes)).mark_geoshape(opacity=opacity, stroke=TOKENS["paper"][0], strokeWidth=0.4)
    return drawn.encode(fill=alt.Fill("properties.fill:N", scale=None), tooltip=tips, href="properties.href:N")


def _words(alt: Any, rows: list[dict[str, Any]], weight: int) -> Any:
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("x:Q", scale=alt.Scale(domain=[0, _WIDTH], nice=False), axis=None),
        y=alt.Y("y:Q", scale=alt.Scale(domain=[_HEIGHT, 0], nice=False), axis=None),
        text="text:N",
    )
    look = {"align": "left", "fontSize": 12, "fontWeight": weight}
    halo = base.mark_text(**look, stroke=TOKENS["paper"][0], strokeWidth=3, strokeJoin="round", opacity=0.8)
    return alt.layer(halo, base.mark_text(**look, color=TOKENS["ink"][0]))
