"""A world map from plain data: ``figure(data) -> go.Figure``; filled shapes on plain axes, so that it needs no network.

Plotly's own maps fetch their shapes from a server even when they are given some, hence this. Countries of one class
and one verdict are one trace: 15 traces draw five times as fast as one per country. A click needs points, because
Plotly reports none for a filled shape: an unseen trace holds the points nearest to a pointer in each country.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import plotly.graph_objects as go

from localca import charts
from localca.comparison import Verdict
from localca.language import mark, tr
from localca.map_classes import add_key, class_limits, colour_of, ink_on
from localca.map_shapes import Points, Shapes, equal_earth, load_shapes

LEFT_OUT, GREY_MARK = "rgba(128,140,140,0.28)", "rgba(128,140,140,0.75)"
BORDER = {"color": "rgba(110,122,122,0.9)", "width": 0.6}
SYMBOLS: dict[Verdict, str] = {"lower": "triangle-down", "higher": "triangle-up", "too close to call": "circle"}
PATTERNS: dict[Verdict, str] = {"lower": "", "higher": "", "too close to call": "/"}
VERDICT_KEY = (mark("▼ surely lower   ▲ surely higher   ■ left out"), mark("● and hatched: too close to call"))
GREY = mark("left out")  # the name of the traces of countries without a number
SMALL = 0.0004  # on the plane, about 18 000 km2: 16 pixels of a map 1080 pixels wide
NEAR = 0.75  # half the width of the view around a country, on the plane
SOUTH, NORTH, WEST, EAST = -57.0, 84.0, -2.73, 2.73
HEIGHT, TOP, BOTTOM = 610, 30, 112
HIT = "places"


@dataclass(frozen=True)
class MapPlace:
    """A country on the map: the number that colours it, its verdict, and what a pointer shows."""

    shade: float
    verdict: Verdict
    words: Sequence[str]


@dataclass(frozen=True)
class WorldMap:
    """What the map shows; ``diverging`` when 0 is in the middle of the shades.

    ``labels``, at most three, are written beside their country; ``around`` names the country that the view is
    centred on, empty for the whole world.
    """

    title: str
    shade_title: str
    diverging: bool
    places: Mapping[str, MapPlace]
    left_out: Mapping[str, str]
    labels: Mapping[str, str] = field(default_factory=dict)
    chosen: str = ""
    around: str = ""


def figure(data: WorldMap) -> go.Figure:
    """Countries filled by class, hatched and marked by verdict, with their labels, a key and points to click."""
    shapes, limits = load_shapes(), class_limits([place.shade for place in data.places.values()], data.diverging)
    shown = go.Figure()
    grey = [code for code in shapes.rings if code not in data.places]
    shown.add_scatter(**_filled(shapes, grey, GREY, LEFT_OUT, ""))
    colours = {code: colour_of(place.shade, limits, data.diverging) for code, place in data.places.items()}
    groups: dict[tuple[str, Verdict], list[str]] = {}
    for code, place in data.places.items():
        if code in shapes.rings:
            groups.setdefault((colours[code], place.verdict), []).append(code)
    for (colour, verdict), codes in groups.items():
        shown.add_scatter(**_filled(shapes, codes, verdict, colour, PATTERNS.get(verdict, "")))
    if data.chosen in shapes.rings:
        shown.add_scatter(**_outline(shapes, data.chosen))
    for verdict in SYMBOLS:
        shown.add_scatter(**_marks(data, shapes, verdict, colours))
    shown.add_scatter(**_grey_marks(shapes, grey, data.around))
    shown.add_scatter(**_points(data, shapes))
    _labels(shown, data, shapes)
    add_key(shown, limits, data.diverging, data.shade_title)
    return _laid_out(shown, data, shapes)


def inked(shown: go.Figure, ink: str, paper: str) -> go.Figure:
    """The map with text, leaders and outline in the page's ink, and labels on the page's colour."""
    charts.inked(shown, ink)
    shown.update_annotations(bgcolor=paper, bordercolor=ink, arrowcolor=ink, selector={"name": "label"})
    shown.update_layout(hoverlabel={"bgcolor": paper, "bordercolor": ink, "font": {"color": ink}})
    return shown.update_traces(line_color=ink, selector={"name": "chosen"})


def _filled(shapes: Shapes, codes: Sequence[str], name: str, colour: str, pattern: str) -> dict[str, Any]:
    line = _joined([ring for code in codes for ring in shapes.rings[code]])
    return {
        "x": line[:, 0],
        "y": line[:, 1],
        "mode": "lines",
        "line": BORDER,
        "fill": "toself",
        "fillcolor": colour,
        "fillpattern": {"shape": pattern, "bgcolor": colour, "fgcolor": ink_on(colour), "size": 6,
                        "solidity": 0.18, "fillmode": "replace"},
        "hoverinfo": "skip",
        "showlegend": False,
        "name": name,
        "meta": list(codes),
    }  # fmt: skip


def _outline(shapes: Shapes, code: str) -> dict[str, Any]:
    line = _joined([np.vstack([ring, ring[:1]]) for ring in shapes.rings[code]])
    return {"x": line[:, 0], "y": line[:, 1], "mode": "lines", "line": {"color": charts.INK, "width": 2.5},
            "hoverinfo": "skip", "showlegend": False, "name": "chosen"}  # fmt: skip


def _joined(rings: Sequence[Points]) -> Any:
    """Rings in one line with a gap after each; single precision halves what the browser is sent."""
    gap = np.full((1, 2), np.nan)
    parts = [part for ring in rings for part in (ring, gap)]
    return np.concatenate(parts or [gap]).astype(np.float32)


def _marks(data: WorldMap, shapes: Shapes, verdict: Verdict, colours: Mapping[str, str]) -> dict[str, Any]:
    """One mark per country, large where the country itself is too small to be seen."""
    codes = [code for code, place in data.places.items() if place.verdict == verdict and code in shapes.marks]
    large = [shapes.areas[code] >= SMALL for code in codes]
    sizes = [(5 if wide else 8) + (3 if data.around else 0) for wide in large]
    fill = [ink_on(colours[code]) if wide else colours[code] for code, wide in zip(codes, large, strict=True)]
    edge = [0.0 if wide else 1.0 for wide in large]
    return _marker_trace(shapes, codes, verdict, SYMBOLS[verdict], sizes, fill, edge)


def _grey_marks(shapes: Shapes, grey: Sequence[str], around: str) -> dict[str, Any]:
    codes = [code for code in grey if shapes.areas[code] < SMALL]
    size, count = 6.0 if around else 4.0, len(codes)
    return _marker_trace(shapes, codes, GREY, "square", [size] * count, [GREY_MARK] * count, [0.0] * count)


def _marker_trace(shapes: Shapes, codes: Sequence[str], name: str, symbol: str, sizes: Sequence[float],
                  fill: Sequence[str], edge: Sequence[float]) -> dict[str, Any]:  # fmt: skip
    at = np.array([shapes.marks[code] for code in codes]).reshape(-1, 2)
    marker = {"symbol": symbol, "size": list(sizes), "color": list(fill), "opacity": 1,
              "line": {"color": "rgba(20,30,30,0.9)", "width": list(edge)}}  # fmt: skip
    return {"x": at[:, 0], "y": at[:, 1], "mode": "markers", "marker": marker, "hoverinfo": "skip", "name": name,
            "showlegend": False, "meta": list(codes), "unselected": {"marker": {"opacity": 1}}}  # fmt: skip


def _points(data: WorldMap, shapes: Shapes) -> dict[str, Any]:
    """The unseen points that a pointer finds; ``customdata`` is the country's code."""
    words = {code: "<br>".join(charts.wrapped(line) for line in place.words) for code, place in data.places.items()}
    words |= {code: charts.wrapped(reason) for code, reason in data.left_out.items()}
    codes = [code for code in shapes.inside if code in words]
    count = [len(shapes.inside[code]) for code in codes]
    at = np.concatenate([shapes.inside[code] for code in codes]).astype(np.float32) if codes else np.empty((0, 2))
    unseen = {"marker": {"opacity": 0}}
    return {
        "x": at[:, 0], "y": at[:, 1], "mode": "markers", "name": HIT, "showlegend": False,
        "marker": {"size": 8, "opacity": 0}, "selected": unseen, "unselected": unseen,
        "customdata": np.repeat(codes, count).tolist(),
        "text": np.repeat([words[code] for code in codes], count).tolist(),
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def view(data: WorldMap, shapes: Shapes) -> tuple[list[float], list[float]]:
    """The ranges of both axes: the whole world without Antarctica, or the surroundings of a country."""
    south, north = equal_earth([0, 0], [SOUTH, NORTH])[:, 1]
    if data.around not in shapes.marks:
        return [WEST, EAST], [float(south), float(north)]
    half = NEAR * float(north - south) / (EAST - WEST)
    x, y = (float(value) for value in shapes.marks[data.around])
    y = min(max(y, float(south) + half), float(north) - half)
    return [x - NEAR, x + NEAR], [y - half, y + half]


def _labels(shown: go.Figure, data: WorldMap, shapes: Shapes) -> None:
    """Names beside their countries: the northernmost above, the southernmost below, turned towards the middle."""
    middle = sum(view(data, shapes)[0]) / 2
    codes = sorted((code for code in data.labels if code in shapes.marks), key=lambda code: -shapes.marks[code][1])
    heights = {1: (-18,), 2: (-18, 18)}.get(len(codes), (-18, 0, 18))
    for code, height in zip(codes, heights, strict=False):
        x, y = (float(value) for value in shapes.marks[code])
        side = -1 if x > middle else 1
        shown.add_annotation(x=x, y=y, text=charts.wrapped(data.labels[code], 24), name="label", font_size=12,
                             borderpad=3, borderwidth=1, showarrow=True, arrowhead=0, arrowwidth=1.4, standoff=3,
                             ax=(26 if height else 46) * side, ay=height,
                             xanchor="left" if side > 0 else "right")  # fmt: skip


def _laid_out(shown: go.Figure, data: WorldMap, shapes: Shapes) -> go.Figure:
    across, up = view(data, shapes)
    heading = charts.wrapped(data.title, 46, 4)
    top = 20 * (heading.count("<br>") + 1) + 8
    shown.add_annotation(text=f"<b>{heading}</b>", xref="paper", x=0, xanchor="left", yref="paper", y=1,
                         yanchor="bottom", align="left", showarrow=False, font_size=14, xshift=-2,
                         name="title")  # fmt: skip
    for index, line in enumerate(VERDICT_KEY):
        shown.add_annotation(text=tr(line), xref="paper", x=0, xanchor="left", yref="paper", y=0, yanchor="top",
                             yshift=-64 - 18 * index, showarrow=False, font_size=12, xshift=-2,
                             name="verdicts")  # fmt: skip
    shown.update_layout(
        height=HEIGHT + top,
        margin={"l": 4, "r": 4, "t": top, "b": BOTTOM, "pad": 0},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(128,150,160,0.10)",
        hovermode="closest",
        hoverdistance=45,
        clickmode="event+select",
        dragmode=False,
    )
    plain_axis = {"visible": False, "fixedrange": True}
    shown.update_xaxes(range=across, **plain_axis)
    shown.update_yaxes(range=up, scaleanchor="x", constrain="domain", constraintoward="top", **plain_axis)
    return shown
