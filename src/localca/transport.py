"""Transport: places become legs, legs become tonne-kilometres.

``transport = sum_legs m * d * e(mode)``: this module gives the mass ``m`` that is charged and the distance ``d``. A
proposed route is road, container ship, road; each leg says where its distance comes from and can be replaced. Sea
distances come from searoute, overruled by published ones where it is wrong. No road is proposed between neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from localca.errors import InputError, nearest_names
from localca.language import mark, tr
from localca.places import check_country, country_names, place_name
from localca.routes import Distance, Port
from localca.routes import Routes as Routes
from localca.routes import load_routes as load_routes

SEAROUTE = "searoute"
DEFAULT = mark("Default: {note}.")  # notes go into files, and are written in English
QUANTITIES = (mark("mass"), mark("volume"), mark("stowage density"), mark("distance"))
NORTHWEST = "northwest"
PASSAGES = ("babalmandab", "bosporus", "gibraltar", "malacca", "ormuz", "panama", "suez", "sunda")
GAP, SHORT = 50.0, 2000.0  # km, as in inventories/derive/sea_distances.py, which gives the reasons


@dataclass(frozen=True)
class Leg:
    """One journey by one mode; ``origin`` and ``destination`` are country codes or UN/LOCODEs."""

    mode: str
    origin: str
    destination: str
    km: float
    source: str
    quality: str
    note: str = ""


def charged_mass(mass_kg: float, volume_m3: float, stowage_density_kg_per_m3: float) -> float:
    """Mass a leg is charged for: a bulky good fills the vehicle before it is heavy.

    ``max(m, V * rho)`` with the mass m in kg, the volume V in m3 and the stowage density rho of the mode in kg/m3
    (its payload divided by its hold). In kg. A volume of 0 charges the mass alone.

    Raises:
        InputError: for a negative or infinite argument, or a density of 0.
    """
    _not_negative(mass=mass_kg, volume=volume_m3, stowage_density=stowage_density_kg_per_m3)
    if stowage_density_kg_per_m3 == 0:
        raise InputError(tr("The stowage density is 0."), do=tr("Give the density of a full vehicle in kg/m3."))
    return max(mass_kg, volume_m3 * stowage_density_kg_per_m3)


def transport_work(mass_kg: float, distance_km: float) -> float:
    """Tonne-kilometres of a journey: ``m / 1000 * d`` with m in kg and d in km.

    Raises:
        InputError: for a negative or infinite argument.
    """
    _not_negative(mass=mass_kg, distance=distance_km)
    return mass_kg / 1000 * distance_km


def _not_negative(**values: float) -> None:
    for name, value in values.items():
        if not (math.isfinite(value) and value >= 0):
            quantity = name.replace("_", " ")
            what = tr("The {quantity} is {value}.", quantity=tr(quantity), value=f"{value:g}")
            raise InputError(what, do=tr("It must be a number of 0 or more."))


def find_port(name: str, routes: Routes, where: str = "") -> Port:
    """The port with this UN/LOCODE, or the default port of the country with this alpha-3 code.

    Raises:
        InputError: with the nearest countries and ports.
    """
    if name in routes.ports:
        return routes.ports[name]
    if name in routes.places:
        return next(port for port in routes.places[name] if port.default)
    if name in country_names():
        what = tr("{country} ({name}) has no port in ports.csv.", country=place_name(name), name=name)
        raise InputError(what, where=where, do=tr("Name the port it is reached by."))
    label = {code: place_name(code) for code in routes.places} | {p.locode: p.port for p in routes.ports.values()}
    words = {word: code for code in label for word in (code, label[code])}
    nearest = dict.fromkeys(words[word] for word in nearest_names(name, words, count=5))
    what = tr("'{name}' is neither a country nor a port.", name=name)
    do = tr("Use a code such as JAM (country) or JMKIN (port).")
    raise InputError(what, where=where, nearest=[f"{code} ({label[code]})" for code in nearest][:3], do=do)


def sea_distance(
    origin: str, destination: str, routes: Routes, *, live: bool = False, closed: Sequence[str] = ()
) -> Distance:
    """Distance in km by sea between two ports, or the default ports of two countries; the same both ways.

    Read from the table. With ``live``, or passages ``closed`` (``["suez"]``; the Northwest Passage always is),
    computed by searoute: the shortest path over its network between the nodes nearest to the ports.

    Raises:
        InputError: for an unknown port or passage, two equal ports, a pair not in the table, or no way through.

    Reference: searoute 1.6.0; NGA Pub. 151, Distances Between Ports (2001).
    """
    start, end = find_port(origin, routes), find_port(destination, routes)
    if start.locode == end.locode:
        raise InputError(
            tr(
                "{origin} and {destination} share the port {start}.",
                origin=origin,
                destination=destination,
                start=start.port,
            ),
            do=tr("Use road legs alone."),
        )
    if live or closed:
        return _searoute(start, end, closed)
    pair = min(start.locode, end.locode), max(start.locode, end.locode)
    if pair not in routes.sea:
        raise InputError(
            tr("{start} - {end} is not in sea_distances.csv.", start=pair[0], end=pair[1]),
            do=tr("Give the leg a distance."),
        )
    return routes.sea[pair]


def _searoute(start: Port, end: Port, closed: Sequence[str]) -> Distance:
    for name in {*closed} - {*PASSAGES, NORTHWEST}:
        raise InputError(tr("'{name}' is not a passage.", name=name), nearest=nearest_names(name, PASSAGES) or PASSAGES)
    # Not searoute.searoute(): it writes the closed passages into a network that all its callers share.
    import networkx  # type: ignore[import-untyped]
    from searoute import __version__, get_graphs
    from searoute.utils import distance

    network, shut = get_graphs()[0], {NORTHWEST, *closed}
    points = [(port.lon, port.lat) for port in (start, end)]
    nodes = [network.kdtree.query(point) for point in points]
    gaps = sum(gap for gap in map(distance, points, nodes) if gap > GAP)
    note = f"{SEAROUTE} {__version__}, {', '.join(sorted(shut))} closed"

    open_edges: Any = lambda _u, _v, edge: None if edge.get("passage") in shut else edge["weight"]  # noqa: E731
    try:
        length = networkx.dijkstra_path_length(network, *nodes, weight=open_edges)
    except networkx.NetworkXNoPath:
        raise InputError(
            tr("No way by sea from {start} to {end} ({note}).", start=start.port, end=end.port, note=note),
            do=tr("Open a passage."),
        ) from None
    km = max(length + gaps, distance(*points))
    return Distance(km=max(1, round(km)), source=SEAROUTE, quality="weak" if km < SHORT else "medium", note=note)


def propose_legs(
    origin: str,
    destination: str,
    routes: Routes,
    *,
    ports: tuple[str, str] = ("", ""),
    ship: str = "ship_container",
    closed: Sequence[str] = (),
) -> tuple[Leg, ...]:
    """A route between two countries: road to the port, ship, road from the port; one road leg within a country.

    A country without a port goes through its gateway; when both sides use one port, the goods stay on the road.
    ``ports`` replaces the two default ports by UN/LOCODEs. Road distances are defaults, marked weak.

    Raises:
        InputError: for an unknown country, port or passage, or one without a road or sea distance.
    """
    if check_country(origin, where="from") == check_country(destination, where="to"):
        return (_road(origin, "within", origin, destination, routes),)
    start = find_port(ports[0] or origin, routes, where="from")
    end = find_port(ports[1] or destination, routes, where="to")
    to_port = _road(origin, "to_port", origin, start.locode, routes)
    from_port = _road(destination, "to_port", end.locode, destination, routes)
    if start.locode == end.locode:
        return (to_port, from_port)
    sea = sea_distance(start.locode, end.locode, routes, closed=closed)
    return (to_port, Leg(ship, start.locode, end.locode, sea.km, sea.source, sea.quality, sea.note), from_port)


def _road(place: str, leg: str, start: str, end: str, routes: Routes) -> Leg:
    road = routes.road.get((place, leg))
    if road is None:
        raise InputError(tr("{place} is not in inland_distances.csv.", place=place), do=tr("Give the leg a distance."))
    return Leg(road.mode, start, end, road.km, road.source, road.quality, DEFAULT.format(note=road.note))
