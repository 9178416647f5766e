"""Shapes of all countries for the map: Natural Earth 1:50m as packed in the npm package world-atlas 2.0.2.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python world_map.py package/countries-50m.json package/countries-10m.json ../map            write the tables
    python world_map.py package/countries-50m.json package/countries-10m.json ../map --check    compare only

Lines are thinned once for both neighbours (Douglas-Peucker, TOLERANCE), so that borders still meet. Five places that
the 1:50m set lacks come from 1:10m. Rings are cut where the map ends, opposite to its middle meridian. Antarctica,
where nothing is made, is left out. Territories with a code of their own that Natural Earth counts to a country are
taken out of it (PARTS); areas without a code are counted to the country in NAMES (ISO 3166), or not drawn.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pycountry
from map_points import inside_points, mark_of

from localca.map_shapes import MIDDLE, Points, area

TOLERANCE = 0.07  # degrees: less than half a pixel of a map 1080 pixels wide, two pixels when zoomed in
SHARE = 0.1  # of the side of a shape as large: small shapes are thinned less
SMALLEST = 0.012  # square degrees: smaller islands are dropped, but never a country's largest
ROUGH = 0.1  # square degrees: larger rings are rounded to 0.01 degrees, smaller ones to 0.0001
FROM_10M = ("GIB", "TUV", "UMI", "BVT", "TKL")
LEFT_OUT = frozenset({"ATA"})
NAMES = {
    "Kosovo": "XKX",
    "N. Cyprus": "CYP",
    "Somaliland": "SOM",
    "Indian Ocean Ter.": "CXR",
}
PARTS = (  # of, code, west, south, east, north in degrees
    ("FRA", "GUF", -56, 1, -50, 7),
    ("FRA", "GLP", -62, 15.6, -60.9, 16.7),
    ("FRA", "MTQ", -61.5, 14.2, -60.7, 15),
    ("FRA", "REU", 54, -22, 57, -20),
    ("FRA", "MYT", 44, -14, 46, -12),
    ("NLD", "BES", -69, 11, -62, 18),
    ("NOR", "SJM", -10, 70.7, -7, 72),
    ("NOR", "SJM", 8, 73, 36, 82),
    ("NOR", "BVT", 0, -56, 6, -53),
    ("NZL", "TKL", -174, -11, -170, -7),
    ("CXR", "CCK", 96, -13, 97.5, -11),
)
SOURCES = {"50m": "natural_earth_50m", "10m": "natural_earth_10m"}


def arcs_of(topology: dict[str, Any], tolerance: float) -> list[Points]:
    """The topology's lines in degrees, thinned; the less, the smaller a shape they belong to."""
    scale, shift = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    lines = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]
    allowed = np.full(len(lines), tolerance)
    for _, ring in index_rings(topology):
        used = [index if index >= 0 else ~index for index in ring]
        allowed[used] = np.minimum(allowed[used], SHARE * np.sqrt(abs(area(joined(lines, ring)))))
    return [thinned(line, limit) for line, limit in zip(lines, allowed, strict=True)]


def index_rings(topology: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[int]]]:
    """Every ring as the numbers of its lines, with the shape it belongs to."""
    for shape in topology["objects"]["countries"]["geometries"]:
        for polygon in [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]:
            for ring in polygon:
                yield shape, ring


def joined(lines: list[Points], ring: list[int]) -> Points:
    """The points of a ring; ``~n`` means line ``n`` backwards."""
    return np.concatenate([(lines[index] if index >= 0 else lines[~index][::-1])[:-1] for index in ring])


def thinned(line: Points, tolerance: float) -> Points:
    """Douglas-Peucker on degrees, east-west shortened by the cosine of the latitude; the ends stay."""
    flat = line * [np.cos(np.radians(line[:, 1].mean())), 1]
    keep = np.zeros(len(line), dtype=bool)
    keep[[0, -1]] = True
    spans = [(0, len(line) - 1)]
    while spans:
        start, end = spans.pop()
        if end - start < 2:
            continue
        middle = flat[start + 1 : end]
        chord = flat[end] - flat[start]
        length = float(np.hypot(*chord))
        offset = middle - flat[start]
        away = abs(chord[0] * offset[:, 1] - chord[1] * offset[:, 0]) / length if length else np.hypot(*offset.T)
        farthest = int(away.argmax())
        if away[farthest] > tolerance:
            keep[start + 1 + farthest] = True
            spans += [(start, start + 1 + farthest), (start + 1 + farthest, end)]
    return line[keep]


def rings_of(topology: dict[str, Any], tolerance: float) -> Iterator[tuple[str, Points]]:
    """Every ring with the code of its country, outer rings clockwise and holes the other way."""
    arcs = arcs_of(topology, tolerance)
    codes = {country.numeric: country.alpha_3 for country in pycountry.countries}
    for shape, ring in index_rings(topology):
        code = codes.get(shape.get("id", "")) or NAMES.get(shape["properties"]["name"])
        if code and code not in LEFT_OUT:
            line = joined(arcs, ring)
            yield part_of(code, line), line


def part_of(code: str, ring: Points) -> str:
    """The code of the territory that a ring belongs to."""
    lon, lat = ring.mean(axis=0)
    found = [part for of, part, west, south, east, north in PARTS
             if of == code and west <= lon <= east and south <= lat <= north]  # fmt: skip
    return found[0] if found else code


def cut(ring: Points) -> list[Points]:
    """The ring in the longitudes from MIDDLE - 180 to MIDDLE + 180, in as many pieces as it needs."""
    lon = ring[:, 0]
    turns = np.cumsum(np.round(np.diff(lon, prepend=lon[0]) / 360))
    whole = np.column_stack([lon - 360 * turns, ring[:, 1]])
    turned = [whole + np.array([360 * turn, 0]) for turn in (-1, 0, 1)]
    pieces = [_clipped(_clipped(line, MIDDLE - 180, 1), MIDDLE + 180, -1) for line in turned]
    return [piece for piece in pieces if len(piece) > 2]


def _clipped(ring: Points, border: float, side: int) -> Points:
    """The part of a ring on one side of a meridian (Sutherland-Hodgman)."""
    kept: list[Any] = []
    for here, there in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        inside, enters = side * (here[0] - border) >= 0, side * (there[0] - border) >= 0
        if inside:
            kept.append(here)
        if inside != enters:
            share = (border - here[0]) / (there[0] - here[0])
            kept.append(here + share * (there - here))
    return np.array(kept).reshape(-1, 2)


def countries(coarse: dict[str, Any], fine: dict[str, Any]) -> dict[str, tuple[str, list[Points]]]:
    """The rings of every country and the key of their source; the largest first."""
    found: dict[str, tuple[str, list[Points]]] = {}
    for size, topology, tolerance in (("50m", coarse, TOLERANCE), ("10m", fine, 0.0)):
        for code, ring in rings_of(topology, tolerance):
            if (size == "10m") == (code in FROM_10M):
                found.setdefault(code, (SOURCES[size], []))[1].extend(cut(ring))
    for code, (source, rings) in found.items():
        unique = [_without_repeats(ring) for ring in rings]
        ordered = sorted((ring for ring in unique if len(ring) > 2), key=lambda ring: -abs(area(ring)))
        found[code] = source, ordered[:1] + [ring for ring in ordered[1:] if abs(area(ring)) >= SMALLEST]
    return dict(sorted(found.items()))


def _without_repeats(ring: Points) -> Points:
    rounded = np.round(ring, 2 if abs(area(ring)) > ROUGH else 4)
    return rounded[(rounded != np.roll(rounded, 1, axis=0)).any(axis=1)]


def tables(coarse: dict[str, Any], fine: dict[str, Any]) -> dict[str, str]:
    """The text of both CSV files, by name."""
    shapes = countries(coarse, fine)
    marks = {code: mark_of(rings) for code, (_, rings) in shapes.items()}
    lines = [[code, number, ",".join(f"{lon:g} {lat:g}" for lon, lat in ring), source]
             for code, (source, rings) in shapes.items() for number, ring in enumerate(rings, 1)]  # fmt: skip
    points = [[code, "mark", f"{mark[0]:g}", f"{mark[1]:g}", shapes[code][0]] for code, mark in marks.items()]
    points += [[code, "inside", f"{at[0]:g}", f"{at[1]:g}", shapes[code][0]]
               for code, at in inside_points(shapes, marks)]  # fmt: skip
    return {
        "countries.csv": _text(["place", "ring", "points", "source"], lines),
        "points.csv": _text(["place", "kind", "lon", "lat", "source"], points),
    }


def _text(columns: list[str], rows: list[Any]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([columns, *rows])
    return text.getvalue()


def main() -> None:
    """Write the tables, or compare them with those that are there."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    for name in ("coarse", "fine", "folder"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a table differs")
    arguments = parser.parse_args()
    coarse, fine = (json.loads(path.read_text(encoding="utf-8")) for path in (arguments.coarse, arguments.fine))
    for name, text in tables(coarse, fine).items():
        path = arguments.folder / name
        if not arguments.check:
            path.write_text(text, encoding="utf-8", newline="\n")
        elif text != path.read_text(encoding="utf-8"):
            sys.exit(f"{path} differs from what the package gives")


if __name__ == "__main__":
    main()
