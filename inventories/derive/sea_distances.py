"""Sea distances between the ports of ``ports.csv``, from the route network of the searoute package (1.6.0).

    python sea_distances.py ../background/ports.csv ../background/sea_distances.csv            write the table
    python sea_distances.py ../background/ports.csv ../background/sea_distances.csv --check    compare only

A distance is the shortest path between the network nodes nearest to the two ports (Dijkstra), the path that
``searoute.searoute`` returns too, found for all ports at once. The Northwest Passage stays closed, as it does
by default in searoute (beware: its argument ``restrictions`` replaces that default); Suez and Panama are
open. Where the network starts more than GAP km from a port, the straight line between them is added. Rows
with another source than searoute are published distances that overrule it; they are kept as they stand.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from importlib.metadata import version
from itertools import combinations
from pathlib import Path
from typing import Any

COLUMNS = ("from_port", "to_port", "km", "source", "quality", "note")
SOURCE = "searoute"
VERSION = "1.6.0"
CLOSED = frozenset({"northwest"})
GAP = 50.0  # km; adding the shorter gaps too agrees less well with published tables
SHORT = 2000.0  # km; below it 26 % of 141 routes were over 10 % off (some doubled), above it 3 % of 193
Place = tuple[float, float]
Pair = tuple[str, str]


def read_ports(path: Path) -> dict[str, Place]:
    """Longitude and latitude in degrees of every port of ``ports.csv``, by UN/LOCODE."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["locode"]: (float(row["lon"]), float(row["lat"])) for row in csv.DictReader(file)}


def published_rows(path: Path) -> dict[Pair, list[str]]:
    """The rows of an existing table that overrule searoute, by pair of ports."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = [[row[column] for column in COLUMNS] for row in csv.DictReader(file)]
    return {(row[0], row[1]): row for row in rows if row[3] != SOURCE}


def weight(_start: Place, _end: Place, edge: dict[str, Any]) -> float | None:
    """Length of an edge of the network in km; None hides a closed passage."""
    return None if edge.get("passage") in CLOSED else float(edge["weight"])


def sea_distances(ports: dict[str, Place]) -> dict[Pair, float]:
    """Sea distance in km of every unordered pair of ports, the smaller UN/LOCODE first.

    Raises:
        SystemExit: when a port cannot be reached from another.
    """
    import networkx
    from searoute import get_graphs
    from searoute.utils import distance

    network, _ = get_graphs()
    node = {port: network.kdtree.query(place) for port, place in ports.items()}
    gap = {port: distance(place, node[port]) for port, place in ports.items()}
    end = {port: km if km > GAP else 0.0 for port, km in gap.items()}
    found: dict[Pair, float] = {}
    for start in sorted(ports):
        lengths = networkx.single_source_dijkstra_path_length(network, node[start], weight=weight)
        for other in (port for port in sorted(ports) if port > start):
            if node[other] not in lengths:
                sys.exit(f"no sea route from {start} to {other}")
            straight = distance(ports[start], ports[other])  # a route is never shorter than the great circle
            found[start, other] = max(lengths[node[other]] + end[start] + end[other], straight)
    return found


def table(ports: dict[str, Place], published: dict[Pair, list[str]]) -> str:
    """The CSV text of ``sea_distances.csv``."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    km = sea_distances(ports)
    for pair in combinations(sorted(ports), 2):
        quality = "weak" if km[pair] < SHORT else "medium"
        writer.writerow(published.get(pair) or [*pair, max(1, round(km[pair])), SOURCE, quality, ""])
    return text.getvalue()


def main() -> None:
    """Write the table, or compare it with the one that is there."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("ports", type=Path)
    parser.add_argument("distances", type=Path)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the table differs")
    arguments = parser.parse_args()
    if version("searoute") != VERSION:
        sys.exit(f"searoute {VERSION} is needed, {version('searoute')} is installed: its network differs")
    text = table(read_ports(arguments.ports), published_rows(arguments.distances))
    if not arguments.check:
        arguments.distances.write_text(text, encoding="utf-8", newline="\n")
    elif text != arguments.distances.read_text(encoding="utf-8"):
        sys.exit(f"{arguments.distances} differs from what searoute gives")


if __name__ == "__main__":
    main()
