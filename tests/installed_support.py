"""A small ecoinvent-like database of our own, solved on paper, written into the tests' own Brightway folder.

Per unit, climate in kg CO2-eq (CO2 counts 1), acidification in mol H+-eq (SO2 counts 1.31):

| activity | location | climate |
|---|---|---|
| electricity production, hard coal | GLO | 1 (and 0.004 kg SO2) |
| electricity production, hydro | GLO | 0.01 |
| market for electricity, medium voltage | US | coal 0.98 + itself 0.02: 0.98 / 0.98 = **1** |
| | JM | coal 0.49, hydro 0.49, itself 0.02: 0.4949 / 0.98 = **0.505** |
| | PL | coal 0.98, itself 0.02: **1** |
| market for electricity, low voltage | US, JM, PL | 1.05 x medium: **1.05**, **0.53025**, **1.05** |
| polyethylene production, high density, granulate | RoW | 1.5 + 0.4 kWh of US medium voltage: **1.9** |
| | PL | 1.4 + 0.4 kWh of PL medium voltage: **1.8** |
| market for polyethylene, high density, granulate | GLO | 1.0 of RoW + 2 t km of lorry: **2.1** |
| transport, freight, lorry | GLO | 0.1 per t km |
| heat production, natural gas | GLO | 0.06 per MJ |
| heat production, heat pump | GLO | 0.1 kWh of US medium voltage: **0.1** per MJ |
"""

from __future__ import annotations

import hashlib
import math
from pathlib import Path
from typing import Any

from localca.export import _write_method
from localca.impact_methods import choose, read_methods
from localca.links import Electricity, Link, Links
from localca.project_files import base_folder, project_names
from localca.project_writing import brightway_project, new_project

PROJECT, DATABASE, BIOSPHERE = "tests of installed", "eco", "biosphere3"
CO2, SO2 = "349b29d1-3e58-4c66-98b9-9d1a076efd2e", "fd7aa71c-508c-480d-81a6-8052aad92646"
RESIN, MARKET = "polyethylene production, high density, granulate", "market for polyethylene, high density, granulate"
LOW, MEDIUM = "market for electricity, low voltage", "market for electricity, medium voltage"
LINKS = Links(
    electricity=Electricity(name=LOW, product="electricity, low voltage"),
    flows={
        "hdpe_virgin": Link(name=RESIN),
        "truck_articulated": Link(name="transport, freight, lorry"),
        "heat_natural_gas": Link(name="heat production, natural gas"),
    },
)


def dashed(name: str) -> str:
    return name.replace(" ", "-")


def activity(name: str, product: str, location: str, unit: str, co2: float = 0.0, so2: float = 0.0,
             **inputs: float) -> dict[str, Any]:  # fmt: skip
    code = dashed(f"{name}/{location}")
    exchanges: list[dict[str, Any]] = [{"type": "production", "input": (DATABASE, code), "amount": 1.0}]
    for flow, amount in ((CO2, co2), (SO2, so2)):
        if amount:
            spread = {"uncertainty type": 2, "loc": math.log(amount), "scale": 0.1}
            exchanges.append({"type": "biosphere", "input": (BIOSPHERE, flow), "amount": amount, **spread})
    for source, amount in inputs.items():
        other = code if source == "itself" else source
        exchanges.append({"type": "technosphere", "input": (DATABASE, other), "amount": amount})
    return {"name": name, "reference product": product, "location": location, "unit": unit, "code": code,
            "type": "process", "exchanges": exchanges}  # fmt: skip


def datasets(carbon: float = 1.0) -> dict[tuple[str, str], dict[str, Any]]:
    """The database of the table above; ``carbon`` multiplies every CO2."""
    kwh, coal, hydro = "kilowatt hour", "electricity-production,-hard-coal/GLO", "electricity-production,-hydro/GLO"
    medium, low = "electricity, medium voltage", "electricity, low voltage"
    found = [
        activity("electricity production, hard coal", "electricity, high voltage", "GLO", kwh, 1.0 * carbon, 0.004),
        activity("electricity production, hydro", "electricity, high voltage", "GLO", kwh, 0.01 * carbon),
        *(activity(MEDIUM, medium, place, kwh, itself=0.02, **shares) for place, shares in
          {"US": {coal: 0.98}, "PL": {coal: 0.98}, "JM": {coal: 0.49, hydro: 0.49}}.items()),
        *(activity(LOW, low, place, kwh, **{dashed(f"{MEDIUM}/{place}"): 1.05}) for place in ("US", "PL", "JM")),
        activity(RESIN, "polyethylene", "RoW", "kilogram", 1.5 * carbon, 0.002, **{dashed(f"{MEDIUM}/US"): 0.4}),
        activity(RESIN, "polyethylene", "PL", "kilogram", 1.4 * carbon, 0.002, **{dashed(f"{MEDIUM}/PL"): 0.4}),
        activity(MARKET, "polyethylene", "GLO", "kilogram",
                 **{dashed(f"{RESIN}/RoW"): 1.0, "transport,-freight,-lorry/GLO": 2.0}),
        activity("transport, freight, lorry", "transport", "GLO", "ton kilometer", 0.1 * carbon),
        activity("heat production, natural gas", "heat", "GLO", "megajoule", 0.06 * carbon),
        activity("heat production, heat pump", "heat", "GLO", "megajoule", **{dashed(f"{MEDIUM}/US"): 0.1}),
        activity("steel production", "steel, hot rolled", "RER", "kilogram", 2.0),
        activity("steel production", "steel, cold rolled", "RER", "kilogram", 2.2),
    ]  # fmt: skip
    for number, dataset in enumerate(found[-2:]):
        dataset["code"] += str(number)
        dataset["exchanges"][0]["input"] = (DATABASE, dataset["code"])
    return {(DATABASE, dataset["code"]): dataset for dataset in found}


def build(project: str = PROJECT, carbon: float = 1.0, methods: bool = True) -> str:
    """The project, written once per test run."""
    if project not in project_names():
        with new_project(project) as (bw2data, _):
            air = {"unit": "kilogram", "categories": ("air",), "type": "emission", "exchanges": []}
            names = ((CO2, "Carbon dioxide, fossil"), (SO2, "Sulfur dioxide"))
            flows = {(BIOSPHERE, code): {"name": name, **air} for code, name in names}
            bw2data.Database(BIOSPHERE).write(flows)
            bw2data.Database(DATABASE).write(datasets(carbon))
            if methods:
                for name, record in read_methods(item.name for item in choose(["climate", "acidification"])).items():
                    _write_method(bw2data, name, record)
                own = bw2data.Method(("house", "carbon only"))
                own.register(unit="kg CO2")
                own.write([((BIOSPHERE, CO2), 1.0)])
                nothing = bw2data.Method(("house", "nothing"))
                nothing.register(unit="kg")
                nothing.write([])
    return project


def hashed(folder: Path) -> dict[str, str]:
    """Every file below a folder by its content."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*")) if path.is_file()
    }  # fmt: skip


def folder_of(project: str) -> Path:
    from localca.project_files import Project

    return Project(project).folder


__all__ = ["base_folder", "brightway_project"]
