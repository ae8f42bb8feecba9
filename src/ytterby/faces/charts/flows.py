"""The map: where a stage stands (shade) and where its goods go (ribbons as wide as their tonnes), legible in a still image."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from ytterby.faces.charts.draw import finish
from ytterby.faces.charts.geo import HEIGHT, WIDTH, Point, curve, outlines, project, ribbon
from ytterby.faces.charts.palette import PARTIES, SHARE, TOKENS, class_of, classes, party
from ytterby.faces.numbers import three

__all__ = ["SHARE_STEPS", "Spot", "Way", "flow_map"]

SHARE_STEPS = (0.01, 0.05, 0.15, 0.3, 0.6)  # where one shade ends and the next begins
_NONE = "none, or not modelled"
_LEAST = 0.005  # of all that moves: less is left to the table
_WIDEST = 15.0  # pixels of the largest flow
_THINNEST = 1.2  # pixels: a flow is never thinner, so that it can be seen
_LONGEST = 16  # letters of a name on the map; a longer one is written as its code
_LABELLED = 8  # ways that carry their tonnes as text
Box: TypeAlias = tuple[float, float, float, float]
_GAP = 7.0  # pixels between an arrow head and the middle of its place
_LETTER, _LINE = 6.1, 13.0  # pixels of a letter and of a line of labels


@dataclass(frozen=True)
class Spot:
    """A place on the map: its share of the stage, and the ISO numeric codes of the outlines that it covers."""

    place: str
    name: str
    latitude: float
    longitude: float
    codes: tuple[str, ...]
    share: float | None


@dataclass(frozen=True)
class Way:
    """Tonnes a month from one place to another."""

    origin: str
    destination: str
    tonnes: float


def flow_map(spots: Sequence[Spot], ways: Sequence[Way], unit: str, shade: str) -> dict[str, Any]:
    """Specification of the map; ``unit`` of the flows, ``shade`` what the shares are of."""
    import altair as alt

    where = {spot.place: project(spot.longitude, spot.latitude) for spot in spots}
    names = {spot.place: spot.name for spot in spots}
    least = _LEAST * sum(way.tonnes for way in ways)
    drawn = sorted((way for way in ways if way.tonnes > least and way.origin in where and way.destination in where), key=_by_size)
    land = alt.Chart(alt.NamedData(name="land")).mark_geoshape(stroke=TOKENS["paper"][0], strokeWidth=0.5)
    tips = [alt.Tooltip("properties.name:N", title=" "), alt.Tooltip("properties.text:N", title=shade)]
    taken: list[Box] = []
    named = _names(spots, where, taken)
    shapes = {"land": _land(spots)}
    scale = alt.Scale(domain=[*classes(SHARE_STEPS), _NONE], range=[*SHARE, TOKENS["land"][0]])
    legend = alt.Legend(
        orient="bottom", direction="horizontal", symbolType="square", symbolSize=180, symbolStrokeWidth=0, title=shade
    )
    layers = [land.encode(fill=alt.Fill("properties.shade:N", scale=scale, legend=legend), tooltip=tips)]
    if drawn:
        shapes["ways"], labels = _bands(drawn, where, names, taken)
        band = alt.Chart(alt.NamedData(name="ways")).mark_geoshape(stroke=TOKENS["card"][0], strokeWidth=0.4, opacity=0.9)
        told = [alt.Tooltip("properties.way:N", title=" "), alt.Tooltip("properties.text:N", title=unit)]
        layers.append(band.encode(fill=alt.Fill("properties.fill:N", scale=None), tooltip=told))
        layers += _texts(labels, bold=True)
    layers += _texts(named, bold=False)
    spec = finish(alt.layer(*layers), WIDTH, HEIGHT, **shapes)
    for layer in spec["layer"]:
        layer["projection"] = {"type": "identity", "scale": 1, "translate": [0, 0]}
    return {**spec, "resolve": {"scale": {"x": "shared", "y": "shared"}}}


def _by_size(way: Way) -> tuple[float, str, str]:
    return -way.tonnes, way.origin, way.destination


def _land(spots: Sequence[Spot]) -> list[dict[str, Any]]:
    owner = {code.zfill(3): spot for spot in spots for code in spot.codes}
    features = []
    for code, rings in outlines():
        spot = owner.get(code.zfill(3))
        share = spot.share if spot else None
        told = "not modelled" if spot is None else ("none" if not share else f"{three(100 * share)} %")
        properties = {"shade": class_of(share, SHARE_STEPS) if share else _NONE, "name": spot.name if spot else "", "text": told}
        geometry = {"type": "MultiPolygon", "coordinates": [[list(map(list, ring))] for ring in rings]}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return features


def _bands(
    ways: Sequence[Way], where: Mapping[str, Point], names: Mapping[str, str], taken: list[Box]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    most = ways[0].tonnes
    bands, labels = [], []
    for rank, way in enumerate(ways):
        line = _between(where[way.origin], where[way.destination])
        width = max(_WIDEST * way.tonnes / most, _THINNEST)
        told = f"{names[way.origin]} to {names[way.destination]}"
        properties = {"fill": party(way.origin), "way": told, "text": three(way.tonnes)}
        geometry = {"type": "Polygon", "coordinates": [[list(point) for point in ribbon(line, width)]]}
        bands.append({"type": "Feature", "properties": properties, "geometry": geometry})
        if rank < _LABELLED:
            text = f"{way.origin} → {way.destination} {three(way.tonnes)}"
            spot = _take(_beside(line, width), len(text) * _LETTER, taken)
            if spot:
                labels.append({"x": spot[0], "y": spot[1], "text": text, "ink": party(way.origin)})
    return bands[::-1], labels


def _between(start: Point, end: Point) -> list[Point]:
    line = curve(start, end)
    kept = [point for point in line if math.dist(point, start) > _GAP and math.dist(point, end) > _GAP]
    return kept if len(kept) > 3 else line


def _box(middle: Point, width: float) -> Box:
    return middle[0] - width / 2, middle[1] - _LINE / 2, middle[0] + width / 2, middle[1] + _LINE / 2


def _take(spots: Iterable[Point], length: float, taken: list[Box]) -> Point | None:
    """The first of some spots where a label of that length lies on no other; None if there is none."""
    for spot in spots:
        box = _box(spot, length)
        inside = box[0] > 0 and box[2] < WIDTH and box[1] > 0 and box[3] < HEIGHT
        if inside and not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            taken.append(box)
            return spot
    return None


def _beside(line: Sequence[Point], width: float) -> Iterator[Point]:
    """Spots beside an arc, its middle first."""
    for part in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.85):
        x, y = line[int(part * (len(line) - 1))]
        yield from ((x, y - width / 2 - 9), (x, y + width / 2 + 9), (x, y))


def _names(spots: Sequence[Spot], where: Mapping[str, Point], taken: list[Box]) -> list[dict[str, Any]]:
    """Names of the places that matter, the largest share first; a name that finds no room is left to the table."""
    rows = []
    for spot in sorted(spots, key=lambda one: -(one.share or 0.0)):
        if not ((spot.share or 0.0) >= SHARE_STEPS[0] or spot.place in PARTIES):
            continue
        name = spot.name if len(spot.name) <= _LONGEST else spot.place
        told = f"{name} {three(100 * spot.share)} %" if spot.share else name
        x, y = where[spot.place]
        found = _take(((x, y), (x, y + 14), (x, y - 14), (x + 50, y), (x - 50, y), (x + 40, y + 16)), len(told) * _LETTER, taken)
        if found:
            rows.append({"x": found[0], "y": found[1], "text": told, "ink": TOKENS["ink"][0]})
    return rows


def _texts(rows: list[dict[str, Any]], bold: bool) -> list[Any]:
    import altair as alt

    if not rows:
        return []
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("x:Q", scale=alt.Scale(domain=[0, WIDTH], nice=False), axis=None),
        y=alt.Y("y:Q", scale=alt.Scale(domain=[HEIGHT, 0], nice=False), axis=None),
        text="text:N",
    )
    weight, size = ("bold" if bold else "normal"), (11 if bold else 12)
    halo = base.mark_text(
        fontSize=size, fontWeight=weight, stroke=TOKENS["paper"][0], strokeWidth=3.5, strokeJoin="round", opacity=0.85
    )
    return [halo, base.mark_text(fontSize=size, fontWeight=weight).encode(color=alt.Color("ink:N", scale=None))]
