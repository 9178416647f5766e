"""The shapes of all countries for a map drawn without any request: polygons and points, projected by ourselves.

Equal Earth (Savric, Patterson, Jenny 2018, doi:10.1080/13658816.2018.1504949): areas are true, so that a large
country does not look more important for lying far north. The middle meridian is 11 degrees east: the map is cut
through the Bering Strait, where no country is cut in two but for a few islands.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from localca.errors import DataError
from localca.language import tr
from localca.records import Record
from localca.tables import inventories_folder, read_rows

MIDDLE = 11.0
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
Points = npt.NDArray[np.float64]


class RingRow(Record):
    """A closed line of a country: ``points`` is ``lon lat,lon lat,...`` in degrees, the last joined to the first."""

    place: str
    ring: int
    points: str
    source: str


class PointRow(Record):
    """A place inside a country, in degrees: where its mark stands, or where a pointer finds it."""

    place: str
    kind: Literal["mark", "inside"]
    lon: float
    lat: float
    source: str


@dataclass(frozen=True)
class Shapes:
    """Countries on the map's plane: ``rings`` and ``inside`` hold arrays of shape (points, 2), ``mark`` one point."""

    rings: dict[str, tuple[Points, ...]]
    marks: dict[str, Points]
    inside: dict[str, Points]
    areas: dict[str, float]


def equal_earth(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Points:
    """Degrees to the plane, shape (points, 2); the equator is about 5.41 long, a meridian 2.63.

    Equation: ``sin t = sqrt(3)/2 sin lat``; ``x = 2 sqrt(3) lon cos t / (3 (9 A4 t^8 + 7 A3 t^6 + 3 A2 t^2 + A1))``;
    ``y = A4 t^9 + A3 t^7 + A2 t^3 + A1 t``.
    """
    angle = np.arcsin(np.sqrt(3) / 2 * np.sin(np.radians(np.asarray(lat, dtype=float))))
    square = angle**2
    sixth = square**3
    slope = _A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)
    x = 2 * np.sqrt(3) / 3 * np.radians(np.asarray(lon, dtype=float) - MIDDLE) * np.cos(angle) / slope
    y = angle * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))
    return np.column_stack([x, y])


def area(ring: Points) -> float:
    """The area inside a ring, positive when it turns clockwise as outer rings do."""
    x, y = ring.T
    return float(np.dot(np.roll(x, -1), y) - np.dot(x, np.roll(y, -1))) / 2


@functools.cache
def load_shapes(folder: Path | None = None) -> Shapes:
    """The shipped shapes, projected; read once per process and never changed.

    Raises:
        DataError: when a table is broken or a country has shapes and no mark.
    """
    root = (folder or inventories_folder()) / "map"
    rings: dict[str, tuple[Points, ...]] = {}
    for row in read_rows(root / "countries.csv", RingRow):
        rings[row.place] = (*rings.get(row.place, ()), _plane(row))
    points = read_rows(root / "points.csv", PointRow)
    marks = {row.place: equal_earth([row.lon], [row.lat])[0] for row in points if row.kind == "mark"}
    if missing := set(rings) ^ set(marks):
        raise DataError(tr("countries.csv and points.csv do not hold the same places: {places}",
                           places=", ".join(sorted(missing))))  # fmt: skip
    return Shapes(rings, marks, _inside(points), {place: sum(map(area, found)) for place, found in rings.items()})


def _inside(points: Iterable[PointRow]) -> dict[str, Points]:
    degrees: dict[str, list[tuple[float, float]]] = {}
    for row in points:
        degrees.setdefault(row.place, []).append((row.lon, row.lat))
    return {place: equal_earth(*np.array(found).T) for place, found in degrees.items()}


def _plane(row: RingRow) -> Points:
    try:
        degrees = np.array([[float(number) for number in pair.split()] for pair in row.points.split(",")])
        return equal_earth(degrees[:, 0], degrees[:, 1])
    except (ValueError, IndexError) as error:
        raise DataError(tr("countries.csv, {place}, ring {ring}: the points are not 'lon lat,lon lat'",
                           place=row.place, ring=row.ring)) from error  # fmt: skip
