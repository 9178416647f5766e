"""The tables that routes are made of: ports, distances by sea between them, and by road to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from localca.errors import DataError
from localca.language import tr
from localca.places import country_names
from localca.records import YES_NO, Quality, Record
from localca.tables import read_rows

LONGEST = 40_000.0  # km, about the circumference of the Earth: no route is longer


class Distance(Record):
    """A distance in km, where it comes from and how good it is."""

    km: Annotated[float, Field(gt=0, le=LONGEST)]
    source: Annotated[str, Field(min_length=1)]
    quality: Quality
    note: str = ""


class SeaRow(Distance):
    """A row of ``sea_distances.csv``; the smaller UN/LOCODE comes first."""

    from_port: str
    to_port: str


class RoadRow(Distance):
    """A row of ``inland_distances.csv``: between factory and port, or within the place."""

    place: str
    leg: Literal["to_port", "within"]
    mode: str


class Port(Record):
    """A row of ``ports.csv`` (degrees); ``gateway`` is the country of the port when it is not in the place itself."""

    place: str
    port: str
    locode: str
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    default: Annotated[bool, YES_NO]
    gateway: str
    source: str
    note: str


@dataclass(frozen=True)
class Routes:
    """The tables: ports by country and by UN/LOCODE, sea distances by sorted pair, road by (country, leg)."""

    places: Mapping[str, tuple[Port, ...]]
    ports: Mapping[str, Port]
    sea: Mapping[tuple[str, str], Distance]
    road: Mapping[tuple[str, str], RoadRow]


def load_routes(folder: Path) -> Routes:
    """The validated tables ``ports.csv``, ``sea_distances.csv`` and ``inland_distances.csv`` of ``folder``.

    Raises:
        DataError: naming the file, the line or row, and what is wrong.
    """
    places: dict[str, list[Port]] = {}
    ports: dict[str, Port] = {}
    for port in read_rows(folder / "ports.csv", Port):
        places.setdefault(port.place, []).append(port)
        if port.locode not in ports or not port.gateway:
            ports[port.locode] = port
    for place, listed in places.items():
        if place not in country_names() or sum(port.default for port in listed) != 1:
            raise DataError(tr("ports.csv: {place} is not a country with exactly one default port.", place=place))
    sea: dict[tuple[str, str], Distance] = {}
    for row in read_rows(folder / "sea_distances.csv", SeaRow):
        pair = row.from_port, row.to_port
        if pair in sea or pair[0] >= pair[1] or not ports.keys() >= {*pair}:
            raise DataError(
                tr(
                    "sea_distances.csv: {start} - {end} is repeated, unsorted or not in ports.csv.",
                    start=pair[0],
                    end=pair[1],
                )
            )
        sea[pair] = row
    road: dict[tuple[str, str], RoadRow] = {}
    for way in read_rows(folder / "inland_distances.csv", RoadRow):
        if (way.place, way.leg) in road or way.place not in country_names():
            raise DataError(
                tr(
                    "inland_distances.csv: {place}, {leg} is repeated or not in a country.",
                    place=way.place,
                    leg=way.leg,
                )
            )
        road[way.place, way.leg] = way
    return Routes({place: tuple(listed) for place, listed in places.items()}, ports, sea, road)
