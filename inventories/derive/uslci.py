"""Cradle-to-gate inventories from the public USLCI file (EcoSpold 1), with grid electricity left open.

    python uslci.py USLCI.zip hdpe_virgin                          rows of one activity of uslci.toml
    python uslci.py USLCI.zip --check materials.csv processes.csv  compare with shipped tables

Unit processes are linked by their flow numbers and solved as x = (I - A)^-1 d (Heijungs and Suh 2002). Every
input of grid electricity is counted in kWh instead of being followed, so that any grid can be put back.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import tomllib
import xml.etree.ElementTree as ET
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csc_matrix, identity
from scipy.sparse.linalg import spsolve

NAMESPACE = "{http://www.EcoInvent.org/EcoSpold01}"
SOURCE = "uslci_fy21q3"
COLUMNS = ["activity", "exchange", "kind", "amount", "unit", "year", "place", "source", "quality"]
COLUMNS += ["gsd", "gsd_basis", "formula", "note"]
KWH = {"kWh": 1.0, "MWh": 1000.0, "MJ": 1 / 3.6, "kJ": 1 / 3600}
# Consumer's unit -> producer's unit. Gas is sold in kg, bought in m3: 1.357 m3/kg, as one dataset name says.
CONVERT = {("m3", "kg"): 1 / 1.357, ("MJ", "kWh"): 1 / 3.6, ("kWh", "MJ"): 3.6, ("t*mi", "t*km"): 1.609344}
CONVERT |= {
    ("m3", "l"): 1e3,
    ("l", "m3"): 1e-3,
    ("kg", "t"): 1e-3,
    ("t", "kg"): 1e3,
    ("t*km", "t*mi"): 1 / 1.609344,
}
BIOGENIC = {"co2_fossil": "co2_biogenic", "co": "co_biogenic"}
STATED_MASS = re.compile(r"Mass \(([\d.]+) kg/kg output\)")
ENGINE = re.compile(r"^Transport,|combusted in (industrial )?equipment")
ENGINE_PM25 = 0.92  # share of PM2.5 in the PM10 of engines (US EPA)


@dataclass(frozen=True)
class Exchange:
    """One line of a unit process; `group` is i4/i5 (from nature/technosphere) or o0/o2/o3/o4."""

    number: int
    name: str
    compartments: frozenset[str]
    unit: str
    amount: float
    group: str
    comment: str


def read(path: Path) -> dict[int, tuple[str, list[Exchange]]]:
    """Unit processes of the zip: dataset number -> (name, exchanges)."""
    with zipfile.ZipFile(path) as archive:
        member = max(archive.infolist(), key=lambda info: info.file_size)
        root = ET.fromstring(archive.read(member))
    datasets = {}
    for node in root:
        exchanges = [
            Exchange(
                number=int(e.attrib["number"]),
                name=e.attrib["name"],
                compartments=frozenset((e.get("category", ""), e.get("subCategory", ""))),
                unit=e.get("unit", ""),
                amount=float(e.attrib["meanValue"]),
                group=e[0].tag.removeprefix(NAMESPACE)[0] + str(e[0].text),
                comment=e.get("generalComment", ""),
            )
            for e in node.iter(f"{NAMESPACE}exchange")
        ]
        name = next(node.iter(f"{NAMESPACE}referenceFunction")).attrib["name"]
        datasets[int(node.attrib["number"])] = (name, exchanges)
    return datasets


class Database:
    """The unit processes, who makes what, and the solution for one product."""

    def __init__(self, datasets: dict[int, tuple[str, list[Exchange]]], rules: dict[str, Any]) -> None:
        self.datasets = datasets
        self.grid, self.air, self.resources = (
            set(rules["grid"]["exchanges"]),
            rules["air"],
            rules["resources"],
        )
        self.wood = re.compile("|".join(rules["biogenic"]["processes"]), re.IGNORECASE)
        self.biogenic = {int(key): amount for key, amount in rules["biogenic"]["carbon_dioxide"].items()}
        self.left_out = {(rule["dataset"], name) for rule in rules["left_out"] for name in rule["exchanges"]}
        lines = [(key, e) for key, (_, exchanges) in datasets.items() for e in exchanges]
        self.used = {e.number for _, e in lines if e.group == "i5"}
        self.maker: dict[int, int] = {}
        for group in ("o0", "o2"):
            for key, e in lines:
                if e.group == group:
                    self.maker.setdefault(e.number, key)

    def share(self, key: int, number: int) -> tuple[float, str]:
        """Share of the inputs of a process per unit of one product (by mass), and the unit of that product.

        Co-products nobody in the file uses (straw, waste water) carry no burden, unless their comment gives a
        mass for allocation, as the refinery's does for products sold by volume.
        """
        outputs = [e for e in self.datasets[key][1] if e.group in ("o0", "o2")]
        mine = next(e for e in outputs if e.number == number)
        masses: dict[int, float | None] = {}
        for e in outputs:
            stated = STATED_MASS.search(e.comment)
            if e.group == "o0" or stated or e.number in self.used:
                masses[e.number] = float(stated[1]) if stated else e.amount if e.unit == "kg" else None
        weights = [mass for mass in masses.values() if mass is not None]
        if len(masses) == 1 or len(weights) < len(masses):
            return (1.0 if mine.group == "o0" else 0.0) / mine.amount, mine.unit
        return (masses[number] or 0.0) / sum(weights) / mine.amount, mine.unit

    def solve(self, key: int, still_open: tuple[str, ...] = ()) -> dict[str, float]:
        """Elementary flows (our keys) and open `electricity` (kWh) per unit of the main product of `key`."""
        nodes = [(key, next(e.number for e in self.datasets[key][1] if e.group == "o0"))]
        index, links = {nodes[0]: 0}, [(0, 0, 0.0)]
        found: list[tuple[int, str, float]] = []
        for column, (node, number) in enumerate(nodes):  # grows while it is walked
            factor, _ = self.share(node, number)
            for e in self.datasets[node][1]:
                if (node, e.name) in self.left_out or (column == 0 and e.name in still_open):
                    continue
                if e.group == "i5" and e.name in self.grid:
                    found.append((column, "electricity", factor * e.amount * KWH[e.unit]))
                elif e.group == "i5" and e.number in self.maker:
                    maker = (self.maker[e.number], e.number)
                    if maker not in index:
                        index[maker] = len(nodes)
                        nodes.append(maker)
                    unit = self.share(*maker)[1]
                    scale = 1.0 if unit == e.unit else CONVERT[e.unit, unit]
                    links.append((index[maker], column, factor * e.amount * scale))
                elif e.group in ("i4", "o4"):
                    found += [(column, flow, factor * amount) for flow, amount in self._flows(node, e)]
        rows, columns, values = zip(*links, strict=True)
        shape = (len(nodes), len(nodes))
        matrix = identity(len(nodes), format="csc") - csc_matrix((values, (rows, columns)), shape=shape)
        runs = np.atleast_1d(spsolve(matrix, np.eye(len(nodes))[0]))
        total: dict[str, float] = defaultdict(float)
        for column, flow, amount in found:
            total[flow] += float(runs[column]) * amount
        return dict(total)

    def _flows(self, key: int, e: Exchange) -> list[tuple[str, float]]:
        """Our flow keys and amounts for one exchange with nature."""
        if e.group == "i4":
            flow, unit, factor = self.resources.get(e.name, ("", "", 1.0))
            if not flow or e.unit not in ("MJ", unit):
                return []
            return [(flow, e.amount / factor if e.unit == "MJ" else e.amount)]
        if e.name not in self.air or not {"air", "troposphere"} & e.compartments:
            return []
        flow, process = self.air[e.name], self.datasets[key][0]
        if flow == "pm10":
            fine = ENGINE_PM25 if ENGINE.search(process) else 0.0
            return [("pm25", fine * e.amount), ("pm_coarse", (1 - fine) * e.amount)]
        if flow in BIOGENIC and (self.wood.search(process) or self.biogenic.get(key) == e.amount):
            flow = BIOGENIC[flow]
        return [(flow, e.amount)]


def gsd(basic: float, pedigree: list[int], table: list[list[float]]) -> float:
    """Geometric standard deviation: half the root of the summed squared logarithms of the factors."""
    factors = [table[i][score - 1] for i, score in enumerate(pedigree)] + [basic]
    return float(np.exp(np.sqrt(sum(np.log(f) ** 2 for f in factors)) / 2))


def rows_of(database: Database, activity: dict[str, Any], rules: dict[str, Any]) -> list[list[str]]:
    """Rows of one activity in the format of the background tables; trace amounts and credits are left out."""
    units = {flow: unit for flow, unit, _ in rules["resources"].values()} | {"electricity": "kWh"}
    key, pedigree, still_open = activity["dataset"], activity["pedigree"], tuple(activity.get("open", ()))
    what = "without its material and transport inputs" if still_open else "solved to the cradle"
    note = f"USLCI dataset {key} {what}, grid electricity left open (derive/uslci.py)."
    rows = []
    for flow, amount in sorted(database.solve(key, still_open).items()):
        if amount > 1e-9:
            kind, name = ("electricity", "here") if flow == "electricity" else ("elementary", flow)
            basic = rules["uncertainty"]["basic"].get(flow, 1.05)
            spread = f"{gsd(basic, pedigree, rules['uncertainty']['pedigree']):.3f}"
            basis = f"pedigree {','.join(map(str, pedigree))} basic {basic:g}"
            datum = [str(activity["year"]), activity["place"], SOURCE, activity["quality"]]
            row = [activity["name"], name, kind, f"{amount:.6g}", units.get(flow, "kg"), *datum]
            rows.append([*row, spread, basis, "", note])
    return rows


def check(fresh: list[list[str]], shipped: list[Path]) -> int:
    """Print and count shipped rows without a formula that differ by more than 0.5 % from a fresh solution."""
    table = {(row[0], row[2], row[1]): float(row[3]) for row in fresh}
    compared = bad = 0
    for path in shipped:
        with path.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                key, amount = (row["activity"], row["kind"], row["exchange"]), float(row["amount"])
                if key in table and not row["formula"]:
                    compared += 1
                    if abs(amount - table[key]) > 0.005 * abs(table[key]):
                        bad += 1
                        print(*key, "shipped", amount, "solved", table[key])
    print(f"{compared} rows compared, {bad} deviations")
    return bad


def main() -> int:
    """Print rows or compare; the exit code is 1 when a shipped row deviates."""
    parser = argparse.ArgumentParser(description="Background rows from the public USLCI EcoSpold 1 file.")
    parser.add_argument("zip", type=Path)
    parser.add_argument("activities", nargs="*")
    parser.add_argument("--check", type=Path, nargs="+", default=[])
    arguments = parser.parse_args()
    rules = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    database = Database(read(arguments.zip), rules)
    wanted = [a for a in rules["activity"] if not arguments.activities or a["name"] in arguments.activities]
    rows = [row for activity in wanted for row in rows_of(database, activity, rules)]
    if arguments.check:
        return int(check(rows, arguments.check) > 0)
    csv.writer(sys.stdout, lineterminator="\n").writerows([COLUMNS, *rows])
    return 0


if __name__ == "__main__":
    sys.exit(main())
