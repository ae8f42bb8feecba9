"""Points on the map: where works stand and projects are planned, inked by what they do, shaped so that ink is not needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ytterby.faces.charts.draw import finish
from ytterby.faces.charts.geo import HEIGHT, WIDTH, outlines, project
from ytterby.faces.charts.palette import TOKENS

__all__ = ["STATUSES", "Point", "point_map"]

# What a works does, its ink and its shape.
STATUSES = {
    "operating": ("proposed", "circle"),
    "construction": ("JPN", "triangle-up"),
    "planned": ("USA", "diamond"),
    "idle": ("known", "square"),
}


@dataclass(frozen=True)
class Point:
    """One works: where it stands, what it does, and what its tooltip says."""

    name: str
    latitude: float
    longitude: float
    status: str
    text: str


def point_map(points: Sequence[Point]) -> dict[str, Any]:
    """Specification of the map; points whose status is none of ``STATUSES`` are left to the table."""
    import altair as alt

    shapes = [{"type": "MultiPolygon", "coordinates": [[list(map(list, ring))] for ring in rings]} for _, rings in outlines()]
    land = [{"type": "Feature", "properties": {}, "geometry": shape} for shape in shapes]
    rows = []
    for point in points:
        if point.status in STATUSES:
            x, y = project(point.longitude, point.latitude)
            rows.append({"x": x, "y": y, "name": point.name, "status": point.status, "text": point.text})
    ground = alt.Chart(alt.NamedData(name="land")).mark_geoshape(
        fill=TOKENS["land"][0], stroke=TOKENS["paper"][0], strokeWidth=0.5
    )
    known = list(STATUSES)
    inks = alt.Scale(domain=known, range=[TOKENS[STATUSES[status][0]][0] for status in known])
    forms = alt.Scale(domain=known, range=[STATUSES[status][1] for status in known])
    legend = alt.Legend(orient="bottom", direction="horizontal", title=None, symbolSize=90, symbolStrokeWidth=0)
    marks = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_point(filled=True, size=52, opacity=0.9, stroke=TOKENS["paper"][0], strokeWidth=0.6)
        .encode(
            x=alt.X("x:Q", scale=alt.Scale(domain=[0, WIDTH], nice=False), axis=None),
            y=alt.Y("y:Q", scale=alt.Scale(domain=[HEIGHT, 0], nice=False), axis=None),
            fill=alt.Fill("status:N", scale=inks, legend=legend),
            shape=alt.Shape("status:N", scale=forms, legend=legend),
            tooltip=[alt.Tooltip("name:N", title=" "), alt.Tooltip("text:N", title="works")],
        )
    )
    spec = finish(alt.layer(ground, marks), WIDTH, HEIGHT, land=land)
    for layer in spec["layer"]:
        layer["projection"] = {"type": "identity", "scale": 1, "translate": [0, 0]}
    return spec
