"""Points inside countries for the map: where a mark stands, and what a pointer finds; used by ``world_map.py``."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from localca.map_shapes import MIDDLE, Points, equal_earth

CELL = 0.7  # degrees between the places that are asked which country a pointer there would find
REACH = 0.1  # the farthest a pointer may be from a point of its country, on the plane (about 6 degrees)
ENOUGH = 0.02  # share of the cells at which a pointer may still find a neighbour
MOST = 2200  # points


def within(points: Points, rings: list[Points]) -> Any:
    """Which points lie inside (crossings counted, so that holes are outside)."""
    inside = np.zeros(len(points), dtype=bool)
    for ring in rings:
        low, high = ring.min(axis=0), ring.max(axis=0)
        near = np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))
        x, y = points[near].T
        for (x0, y0), (x1, y1) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
            if y0 != y1:
                inside[near] ^= ((y0 > y) != (y1 > y)) & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
    return inside


def mark_of(rings: list[Points]) -> Points:
    """The place for a country's mark: within its largest ring, as far from the border as a fine grid finds."""
    ring = rings[0]
    flat = np.array([np.cos(np.radians(ring[:, 1].mean())), 1])
    low, high = ring.min(axis=0), ring.max(axis=0)
    steps = (np.arange(40) + 0.5) / 40
    grid = np.array([[x, y] for x in low[0] + steps * (high[0] - low[0]) for y in low[1] + steps * (high[1] - low[1])])
    grid = grid[within(grid, rings)]
    start, end = ring * flat, np.roll(ring, -1, axis=0) * flat
    nearest = np.full(len(grid), np.inf)
    for here, there in zip(start, end, strict=True):
        side, offset = there - here, grid * flat - here
        along = np.clip(offset @ side / max(float(side @ side), 1e-12), 0, 1)
        nearest = np.minimum(nearest, np.hypot(*(offset - along[:, None] * side).T))
    return np.round(grid[nearest.argmax()], 4)


def cells(shapes: dict[str, tuple[str, list[Points]]]) -> tuple[Any, Points]:
    """Places all over the land, CELL apart, and the country each lies in."""
    rows = []
    for lat in np.arange(-56, 83.7, CELL):
        lon = np.arange(MIDDLE - 180, MIDDLE + 180, CELL / np.cos(np.radians(lat)))
        rows.append(np.column_stack([lon, np.full_like(lon, lat)]))
    grid = np.round(np.concatenate(rows), 2)
    owner = np.full(len(grid), "", dtype="U3")
    for code, (_, rings) in shapes.items():
        owner[within(grid, rings)] = code
    return owner[owner != ""], grid[owner != ""]


def inside_points(shapes: dict[str, tuple[str, list[Points]]], marks: dict[str, Points]) -> list[tuple[str, Points]]:
    """Points so placed that the one nearest to a pointer on land is nearly always in the country pointed at."""
    owner, grid = cells(shapes)
    plane = equal_earth(*grid.T)
    codes, places = list(marks), [equal_earth(*mark[:, None])[0] for mark in marks.values()]
    found: list[tuple[str, Points]] = []
    while len(found) < MOST:
        away, nearest = cKDTree(np.array(places)).query(plane)
        wrong = np.array(codes)[nearest] != owner
        bad = np.flatnonzero(wrong | (away > REACH))
        if not len(bad) or (wrong.mean() < ENOUGH and (away <= REACH).all()):
            break
        for index in _apart(bad[np.argsort(-away[bad], kind="stable")], plane, REACH):
            codes.append(str(owner[index]))
            places.append(plane[index])
            found.append((str(owner[index]), grid[index]))
    print(f"{len(found)} points; a pointer finds a neighbour at {wrong.mean():.1%} of the land", file=sys.stderr)
    return sorted(found, key=lambda item: item[0])


def _apart(order: Any, plane: Points, distance: float) -> list[int]:
    """The first of each neighbourhood."""
    chosen: list[int] = []
    for index in order:
        if not chosen or np.hypot(*(plane[chosen] - plane[index]).T).min() > distance:
            chosen.append(int(index))
    return chosen
