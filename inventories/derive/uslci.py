"""Cradle-to-gate inventories from the public USLCI file (EcoSpold 1), with grid electricity left open.

    python uslci.py USLCI.zip --dataset 48261 --activity hdpe_virgin    print the rows of one product
    python uslci.py USLCI.zip --check ../background/materials.csv       compare with the shipped rows

The unit processes are linked by their flow numbers and solved as x = (I - A)^-1 d (Heijungs and Suh 2002, eq. 2.20).
Every input of "Electricity, at grid" is counted in kWh instead of being followed, so that any grid can be put back.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csc_matrix, identity
from scipy.sparse.linalg import spsolve

NAMESPACE = "{http://www.EcoInvent.org/EcoSpold01}"
GRID = "Electricity, at grid"
KWH = {"kWh": 1.0, "MWh": 1000.0, "MJ": 1 / 3.6, "kJ": 1 / 3600}
# Amount in the consumer's unit -> the producer's unit. Natural gas is sold in kg and bought in m3: 1.357 m3/kg is in the
# name of one of the source's own datasets.
CONVERT = {
    ("m3", "kg"): 1 / 1.357, ("MJ", "kWh"): 1 / 3.6, ("kWh", "MJ"): 3.6, ("m3", "l"): 1e3, ("l", "m3"): 1e-3,
    ("t*mi", "t*km"): 1.609344, ("t*km", "t*mi"): 1 / 1.609344, ("kg", "t"): 1e-3, ("t", "kg"): 1e3,
}  # fmt: skip
AIR = {
    "Carbon dioxide": "co2_fossil", "Methane": "ch4_fossil", "Nitrous oxide": "n2o", "Sulfur dioxide": "so2",
    "Sulfur oxides": "so2", "Nitrogen oxides": "nox", "Nitrogen dioxide": "nox", "Ammonia": "nh3",
    "Volatile organic compounds": "nmvoc", "Hydrocarbons": "nmvoc", "Carbon monoxide": "co",
    "Particulate matter, ≤ 2.5μm": "pm25", "Particulate matter, > 2.5μm and ≤ 10μm": "pm_coarse",
    "Particulate matter, ≤ 10μm": "pm10", "Carbon tetrafluoride": "cf4", "Hexafluoroethane": "c2f6",
}  # fmt: skip
# Energy resources are in MJ: divided by the factor that the cumulative energy demand method multiplies by again.
RESOURCE = {
    "Natural gas": ("natural_gas", 40.0), "Crude oil": ("crude_oil", 46.0), "Coal, bituminous": ("hard_coal", 19.1),
    "Coal, anthracite": ("hard_coal", 19.1), "Coal, lignite": ("lignite", 9.9), "Energy, hydro": ("energy_hydro", 1.0),
    "Energy, wind": ("energy_wind", 1.0), "Energy, solar": ("energy_solar", 1.0),
    "Energy, geothermal": ("energy_geothermal", 1.0),
}  # fmt: skip
UNIT = {"natural_gas": "m**3", "electricity": "kWh"}
STATED_MASS = re.compile(r"Mass \(([\d.]+) kg/kg output\)")
ENGINE_PM25 = 0.92  # share of PM2.5 in the PM10 of engines (US EPA marine emissions tools)
ENGINE = re.compile(r"^Transport,|combusted in (industrial )?equipment")
WOOD = re.compile(
    r"^(Wood fuel|Wood waste|Wood combusted|Hog fuel|Heat; onsite boiler|Electricity; onsite boiler)", re.I
)
# Paper mills list two carbon dioxide exchanges under one name; this one is the biogenic one (the other one matches the
# fossil fuel the mill burns).
BIOGENIC_CO2 = {41761: 1.248264538, 45377: 0.06568679, 93943: 0.84323}
# Exchanges of the source that are evidently wrong: 1 kg VOC per kg propylene.
WRONG = {(67647, "Volatile organic compounds")}
COLUMNS = ["activity", "exchange", "kind", "amount", "unit", "year", "place", "source", "quality", "gsd", "gsd_basis", "formula", "note"]
PEDIGREE_BASIC = {
    "co2_fossil": 1.05, "co2_biogenic": 1.05, "so2": 1.05, "nox": 1.5, "n2o": 1.5, "ch4_fossil": 1.5, "nh3": 1.5,
    "nmvoc": 1.5, "co": 5.0, "co_biogenic": 5.0, "pm25": 3.0, "pm_coarse": 2.0, "cf4": 1.5, "c2f6": 1.5,
}  # fmt: skip
# Inputs a process row leaves to the user: the sorted or collected waste and the lorries that bring it.
COLLECTED = "Mixed recyclables, for material recycling facility (MRF)"
BALES = (
    "Mixed recyclables, sorted, at material recycling facility (MRF)",
    "Deposit containers, at collection, California Refund Value, CRV",
)
# 0.02 l per tonne of an oil that its producer sells by kg.
UNIT_UNCLEAR = "Petroleum refined, to material use, at refinery"
TRUCKS = ("Transport, combination truck, diesel powered", "Transport, single unit truck, diesel powered")
# Activities derived here: dataset, year, place, quality, pedigree scores, inputs left open besides the grid.
DERIVED: dict[str, tuple[int, int, str, str, tuple[int, ...], tuple[str, ...]]] = {
    "hdpe_virgin": (48261, 2015, "RNA", "solid", (2, 2, 4, 4, 1), ()),
    "ldpe_virgin": (48517, 2015, "RNA", "solid", (2, 2, 4, 4, 1), ()),
    "lldpe_virgin": (48178, 2015, "RNA", "solid", (2, 2, 4, 4, 1), ()),
    "hdpe_recycled": (71046, 2008, "USA", "medium", (2, 3, 5, 4, 1), ()),
    "corrugated_board": (45593, 2014, "USA", "medium", (2, 2, 4, 4, 2), ()),
    "containerboard_recycled": (45377, 2014, "USA", "medium", (2, 2, 4, 4, 2), ()),
    "calcium_carbonate": (31864, 2014, "USA", "solid", (2, 2, 4, 4, 1), (UNIT_UNCLEAR,)),
    "collection_recyclables": (10318, 2008, "USA", "medium", (2, 3, 5, 4, 1), ()),
    "sorting_recyclables": (10324, 2008, "USA", "medium", (2, 3, 5, 4, 1), (COLLECTED, *TRUCKS)),
    "mechanical_recycling_hdpe": (71046, 2008, "USA", "medium", (2, 3, 5, 4, 1), (*BALES, *TRUCKS)),
}
PEDIGREE = [
    (1, 1.05, 1.1, 1.2, 1.5), (1, 1.02, 1.05, 1.1, 1.2), (1, 1.03, 1.1, 1.2, 1.5), (1, 1.01, 1.02, 1.02, 1.1),
    (1, 1, 1.2, 1.5, 2),
]  # fmt: skip


@dataclass(frozen=True)
class Exchange:
    """One line of a unit process; `group` is i4/i5 (from nature/technosphere) or o0/o2/o3/o4."""

    number: int
    name: str
    category: str
    subcategory: str
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
        exchanges = []
        for e in node.find(f"{NAMESPACE}flowData"):
            group = e[0].tag.removeprefix(NAMESPACE)[0] + e[0].text
            text = [e.get(k) or "" for k in ("name", "category", "subCategory", "unit")]
            exchanges.append(
                Exchange(
                    int(e.get("number")),
                    *text,
                    float(e.get("meanValue")),
                    group,
                    e.get("generalComment") or "",
                )
            )
        name = node.find(f".//{NAMESPACE}referenceFunction").get("name")
        datasets[int(node.get("number"))] = (name, exchanges)
    return datasets


class Database:
    """The unit processes, who makes what, and the solution for one product."""

    def __init__(self, datasets: dict[int, tuple[str, list[Exchange]]]) -> None:
        self.datasets = datasets
        self.maker: dict[int, int] = {}
        for group in ("o0", "o2"):
            for key, (_, exchanges) in datasets.items():
                for e in exchanges:
                    if e.group == group:
                        self.maker.setdefault(e.number, key)
        self.used = {e.number for _, exchanges in datasets.values() for e in exchanges if e.group == "i5"}

    def share(self, key: int, number: int) -> tuple[float, str]:
        """Share of the inputs of a process per unit of one product (mass allocation) and the unit of that product.

        Co-products nobody in the file uses (straw, waste water) carry no burden, unless their comment states a mass
        for allocation, as the refinery's does for products sold by volume.
        """
        counts = [e for e in self.datasets[key][1] if e.number in self.used or STATED_MASS.search(e.comment)]
        outputs = [e for e in self.datasets[key][1] if e.group == "o0" or (e.group == "o2" and e in counts)]
        mine = next(e for e in self.datasets[key][1] if e.number == number and e.group in ("o0", "o2"))
        masses = {e.number: self._mass(e) for e in outputs}
        if len(outputs) < 2 or None in masses.values():
            return (1.0 if mine.group == "o0" else 0.0) / mine.amount, mine.unit
        return masses[number] / sum(masses.values()) / mine.amount, mine.unit

    @staticmethod
    def _mass(e: Exchange) -> float | None:
        stated = STATED_MASS.search(e.comment)
        return float(stated[1]) if stated else e.amount if e.unit == "kg" else None

    def solve(self, key: int, skip: tuple[str, ...] = ()) -> dict[str, float]:
        """Elementary flows (our keys) and open `electricity` (kWh) per unit of the main product of `key`."""
        nodes = [(key, next(e.number for e in self.datasets[key][1] if e.group == "o0"))]
        index, links, found = {nodes[0]: 0}, [], []
        for column, (node, number) in enumerate(nodes):  # grows while it is walked
            factor, _ = self.share(node, number)
            for e in self.datasets[node][1]:
                amount = factor * e.amount
                if e.group == "i5" and e.name == GRID:
                    found.append((column, "electricity", amount * KWH[e.unit]))
                elif e.group == "i5" and e.number in self.maker and not (column == 0 and e.name in skip):
                    maker = (self.maker[e.number], e.number)
                    if maker not in index:
                        index[maker] = len(nodes)
                        nodes.append(maker)
                    unit = self.share(*maker)[1]
                    links.append((index[maker], column, amount * (1 if unit == e.unit else CONVERT[e.unit, unit])))
                elif e.group in ("i4", "o4"):
                    found += [(column, k, factor * v) for k, v in self._flows(node, e)]
        rows, columns, values = zip(*links, strict=True) if links else ((), (), ())
        size = len(nodes)
        matrix = identity(size, format="csc") - csc_matrix((values, (rows, columns)), shape=(size, size))
        scale = np.atleast_1d(spsolve(matrix, np.eye(size)[0]))
        total: dict[str, float] = defaultdict(float)
        for column, flow, amount in found:
            total[flow] += scale[column] * amount
        return dict(total)

    def _flows(self, key: int, e: Exchange) -> list[tuple[str, float]]:
        """Our flow keys and amounts for one exchange with nature (rules: README, section USLCI)."""
        if e.group == "i4":
            if e.name in RESOURCE and e.unit == "MJ":
                flow, factor = RESOURCE[e.name]
                return [(flow, e.amount / factor)]
            return []
        if e.name not in AIR or (key, e.name) in WRONG or not {"air", "troposphere"} & {e.category, e.subcategory}:
            return []
        flow, name = AIR[e.name], self.datasets[key][0]
        if flow == "pm10":
            fine = ENGINE_PM25 if ENGINE.search(name) else 0.0
            return [("pm25", fine * e.amount), ("pm_coarse", (1 - fine) * e.amount)]
        if flow in ("co2_fossil", "co") and (WOOD.search(name) or BIOGENIC_CO2.get(key) == e.amount):
            flow = {"co2_fossil": "co2_biogenic", "co": "co_biogenic"}[flow]
        return [(flow, e.amount)]


def gsd(flow: str, scores: tuple[int, ...]) -> float:
    """Geometric standard deviation from pedigree scores and the basic factor of the flow."""
    factors = [PEDIGREE[i][score - 1] for i, score in enumerate(scores)] + [PEDIGREE_BASIC.get(flow, 1.05)]
    return float(np.exp(np.sqrt(sum(np.log(f) ** 2 for f in factors)) / 2))


def table(database: Database, activity: str) -> list[list[str]]:
    """Rows of one activity in the format of the background tables."""
    key, year, place, quality, scores, skip = DERIVED[activity]
    rows = []
    for flow, amount in sorted(database.solve(key, skip).items()):
        if abs(amount) > 1e-9:
            kind, name = ("electricity", "here") if flow == "electricity" else ("elementary", flow)
            basis = f"pedigree {','.join(map(str, scores))} basic {PEDIGREE_BASIC.get(flow, 1.05):g}"
            unit = UNIT.get(flow, "MJ" if flow.startswith("energy_") else "kg")
            note = f"USLCI dataset {key} solved to the cradle by derive/uslci.py, grid electricity left open."
            values = [
                f"{amount:.6g}",
                unit,
                str(year),
                place,
                "uslci_fy21q3",
                quality,
                f"{gsd(flow, scores):.3f}",
                basis,
            ]
            rows.append([activity, name, kind, *values, "", note])
    return rows


def print_rows(database: Database) -> int:
    """All derived activities as CSV on standard output."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(row for activity in DERIVED for row in table(database, activity))
    return 0


def check(database: Database, shipped: Path) -> int:
    """List shipped rows of derived activities that differ by more than 0.5 % from a fresh solution."""
    with shipped.open(encoding="utf-8", newline="") as handle:
        rows = {(r["activity"], r["kind"], r["exchange"]): float(r["amount"]) for r in csv.DictReader(handle)}
    bad = 0
    for activity in sorted(DERIVED.keys() & {key[0] for key in rows}):
        fresh = {(row[0], row[2], row[1]): float(row[3]) for row in table(database, activity)}
        for key, amount in fresh.items():
            if abs(rows.get(key, 0.0) - amount) > 0.005 * abs(amount):
                bad += 1
                print(*key, "shipped", rows.get(key), "solved", amount)
    print(f"{bad} deviations")
    return int(bad > 0)


def main() -> int:
    """Print rows, or compare with a shipped table; 1 when a row deviates by more than 0.5 %."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("zip", type=Path)
    parser.add_argument("--dataset", type=int)
    parser.add_argument("--activity", default="new_activity")
    parser.add_argument("--check", type=Path)
    arguments = parser.parse_args()
    database = Database(read(arguments.zip))
    if arguments.dataset:
        DERIVED.clear()
        DERIVED[arguments.activity] = (arguments.dataset, 2010, "RNA", "medium", (2, 2, 5, 4, 1), ())
    return check(database, arguments.check) if arguments.check else print_rows(database)


if __name__ == "__main__":
    sys.exit(main())
