"""Land and ways between places in the plane: outlines, a projection centred on the Pacific, and ribbons as wide as what flows.

Projection: Natural Earth (Šavrič, Jenny, Patterson, Petrovič and Hurni 2011). The map is cut at 26 degrees west, so that the
trade between Asia and America crosses the middle and not the margins.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

__all__ = ["HEIGHT", "WIDTH", "Point", "Ring", "curve", "outlines", "project", "ribbon"]

Point = tuple[float, float]
Ring = list[Point]
WIDTH, HEIGHT = 1000, 424
_CUT = -26.0  # degrees: left and right margin of the map
_TOP = 78.0  # degrees north at the upper margin; the lower one follows from HEIGHT
_STEPS = 28  # points on each side of a ribbon


def _plane(longitude: float, latitude: float) -> Point:
    """Natural Earth coordinates of a point given relative to the central meridian."""
    x, y = math.radians(longitude), math.radians(latitude)
    s, q = y * y, y**4
    across = x * (0.8707 - 0.131979 * s + q * (-0.013791 + q * (0.003971 * s - 0.001529 * q)))
    return across, y * (1.007226 + s * (0.015085 + q * (-0.044475 + 0.028874 * s - 0.005916 * q)))


_SCALE = WIDTH / (2 * _plane(180.0, 0.0)[0])
_SKY = _plane(0.0, _TOP)[1]


def project(longitude: float, latitude: float) -> Point:
    """Pixels of a point on the map; x to the right, y downwards."""
    return _pixel((longitude - _CUT) % 360.0 - 180.0, latitude)


def _pixel(relative: float, latitude: float) -> Point:
    x, y = _plane(relative, latitude)
    return round(WIDTH / 2 + _SCALE * x, 1), round(_SCALE * (_SKY - y), 1)


@cache
def outlines() -> tuple[tuple[str, list[Ring]], ...]:
    """Every country as its ISO numeric code and its rings in pixels; Antarctica is left out."""
    from ytterby.world import country_outlines

    topology = json.loads(country_outlines().read_text("utf-8"))
    arcs = _arcs(topology)
    found = []
    for shape in topology["objects"]["countries"]["geometries"]:
        if shape["properties"]["name"] == "Antarctica":
            continue
        parts = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        rings = [_join(ring, arcs) for polygon in parts for ring in polygon]
        cut = [piece for ring in rings for piece in _pieces(ring) if len(piece) > 3]
        found.append((str(shape.get("id", "")), cut))
    return tuple(found)


def _arcs(topology: dict[str, object]) -> list[Ring]:
    transform = topology.get("transform") or {"scale": [1, 1], "translate": [0, 0]}
    (kx, ky), (tx, ty) = transform["scale"], transform["translate"]  # type: ignore[index]
    lines = []
    for arc in topology["arcs"]:  # type: ignore[attr-defined]
        x = y = 0.0
        line: Ring = []
        for dx, dy in arc:
            x, y = (x + dx, y + dy) if "transform" in topology else (dx, dy)
            line.append((x * kx + tx, y * ky + ty))
        lines.append(line)
    return lines


def _join(indices: Sequence[int], arcs: list[Ring]) -> Ring:
    ring: Ring = []
    for index in indices:
        line = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += line[1:] if ring else line
    return ring


def _pieces(ring: Ring) -> list[Ring]:
    """The parts of a ring on each turn of the globe between one cut and the next, projected."""
    whole = _unrolled(ring)
    pieces = []
    for turn in (-1, 0, 1):
        low = _CUT + 360.0 * turn
        kept = _clip(_clip(whole, low, 1), low + 360.0, -1)
        points = [_pixel(x - low - 180.0, y) for x, y in kept]
        pieces.append([*points, points[0]] if len(points) > 2 else [])
    return pieces


def _unrolled(ring: Ring) -> Ring:
    """The ring without jumps of 360 degrees."""
    line = [ring[0]]
    for x, y in ring[1:]:
        line.append((x - 360.0 * round((x - line[-1][0]) / 360.0), y))
    return line


def _clip(ring: Ring, at: float, side: int) -> Ring:
    """The part of a ring on one side of a meridian (Sutherland and Hodgman 1974, one edge)."""
    kept: Ring = []
    for (x0, y0), (x1, y1) in pairwise([*ring, ring[0]] if ring else []):
        inside, ends = side * (x0 - at) >= 0, side * (x1 - at) >= 0
        if inside:
            kept.append((x0, y0))
        if inside != ends:
            kept.append((at, y0 + (y1 - y0) * (at - x0) / (x1 - x0)))
    return kept


def curve(start: Point, end: Point, bend: float = 0.2) -> Ring:
    """Points of an arc that leaves to the left of its direction, so that two opposite ways never lie on each other."""
    (x0, y0), (x1, y1) = start, end
    cx, cy = (x0 + x1) / 2 + bend * (y1 - y0), (y0 + y1) / 2 - bend * (x1 - x0)
    ways = [step / _STEPS for step in range(_STEPS + 1)]
    return [
        ((1 - t) ** 2 * x0 + 2 * t * (1 - t) * cx + t * t * x1, (1 - t) ** 2 * y0 + 2 * t * (1 - t) * cy + t * t * y1)
        for t in ways
    ]


def ribbon(line: Ring, width: float) -> Ring:
    """The arc as a closed band of constant width that ends in an arrow head on the last point."""
    head = max(1.7 * width, 6.5)
    spine, tip = _shorten(line, head), line[-1]
    left = [_beside(spine, at, width / 2) for at in range(len(spine))]
    right = [_beside(spine, at, -width / 2) for at in range(len(spine))]
    wings = [_beside(spine, len(spine) - 1, side * head / 2) for side in (1, -1)]
    band = [*left, wings[0], tip, wings[1], *right[::-1], left[0]]
    return [(round(x, 1), round(y, 1)) for x, y in band]


def _shorten(line: Ring, by: float) -> Ring:
    kept = list(line)
    while len(kept) > 2 and math.dist(kept[-1], line[-1]) < by:
        kept.pop()
    return kept


def _beside(line: Ring, at: int, off: float) -> Point:
    (x0, y0), (x1, y1) = line[max(at - 1, 0)], line[min(at + 1, len(line) - 1)]
    length = math.hypot(x1 - x0, y1 - y0) or 1.0
    return line[at][0] + off * (y1 - y0) / length, line[at][1] - off * (x1 - x0) / length
