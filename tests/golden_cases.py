"""The golden cases: each a call of the Python interface whose result is kept in ``golden/NAME.json``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from localca import api, impact_methods, lookup
from localca.api import Result
from localca.background import OpenBackground
from localca.comparison import compare_scenarios
from localca.engine import assess
from localca.product_file import load
from localca.tables import load_tables
from localca.transport import load_routes

GOLDEN = Path(__file__).parent / "golden"
TINY = Path(__file__).parent / "tiny"


def _chair(allocation: Any = "cutoff") -> dict[str, Any]:
    tables = load_tables(TINY)
    methods = impact_methods.choose(["climate", "acidification"])
    assessment = assess(
        load(TINY / "products" / "chair.toml"),
        OpenBackground(tables),
        methods,
        load_routes(TINY / "background"),
        tables=tables,
        allocation=allocation,
    )
    return Result(assessment, compare_scenarios(assessment), 1024, 2008).to_dict()


def _bag(**choices: Any) -> dict[str, Any]:
    return api.compare("carrier-bag", **choices).to_dict()


def _grids() -> dict[str, Any]:
    methods = impact_methods.choose(None)
    places = {"JAM": None, "JAM 2005": "2005", "USA": None, "CHN": None, "TTO": None, "BRA": None, "DEU": None,
              "FIN": None, "IND": None, "MEX": None}  # fmt: skip
    return {
        place: {key: grid[key] for key in ("year", "mix", "loss", "scores")}
        for place, year in places.items()
        for grid in [lookup.grid(api.open_background(), place[:3], methods, year)]
    }


CASES: dict[str, Callable[[], dict[str, Any]]] = {
    "chair": _chair,
    "chair_cff": lambda: _chair("cff"),
    "carrier_bag": _bag,
    "carrier_bag_against_recycled": lambda: _bag(reference="local_recycled", methods=["climate", "acidification"]),
    "carrier_bag_ipcc2021": lambda: _bag(family="ipcc2021"),
    "grids": _grids,
}


def golden(name: str) -> dict[str, Any]:
    """The result of a case, without what says which program and which tables made it."""
    result = CASES[name]()
    return {key: value for key, value in result.items() if key not in ("localca", "background")}


def golden_text(name: str) -> str:
    """The result of a case as its file holds it."""
    return json.dumps(golden(name), indent=1, ensure_ascii=False) + "\n"
