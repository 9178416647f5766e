"""The front door in Python: what the interface document promises."""

from __future__ import annotations

import json
import subprocess
import sys

import pandas as pd
import pytest
from conftest import CHAIR

import localca as package
from localca import api, impact_methods
from localca.api import Result
from localca.errors import InputError
from localca.product import Product


def test_the_documented_calls() -> None:
    product = package.load("carrier-bag")
    result = package.compare(product, reference="imported_usa", methods=["climate"], draws=64)
    assert isinstance(product, Product)
    assert isinstance(result, package.Result)
    assert isinstance(result.frame, pd.DataFrame)
    assert set(result.verdicts["verdict"]) <= {"lower", "higher", "too close to call"}
    assert package.InputError is InputError


def test_importing_the_package_costs_nothing() -> None:
    code = "import sys, localca; print(*sorted({'numpy', 'pandas', 'pint', 'bw2calc', 'streamlit'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_there_is_nothing_else_in_the_package() -> None:
    with pytest.raises(AttributeError, match="module 'localca' has no attribute 'missing'"):
        _ = package.missing


def test_a_product_an_id_and_a_path_give_the_same(bag: Product) -> None:
    from localca.product_file import shipped_products

    totals = [
        api.compare(product, methods=["climate"], draws=16).assessment.total("local_recycled", "climate")
        for product in (bag, "carrier-bag", shipped_products()["carrier-bag"], str(shipped_products()["carrier-bag"]))
    ]
    assert len(set(totals)) == 1


def test_the_result_as_plain_data(bag_result: Result) -> None:
    data = bag_result.to_dict()
    assert json.loads(json.dumps(data)) == data
    assert {
        "localca", "results_version", "background", "product", "functional_unit", "reference", "methods", "scenarios",
        "comparisons",
    } <= set(data)  # fmt: skip
    assert set(data["background"]) == {"name", "fingerprint"}
    assert data["methods"]["climate"] == {
        "from": impact_methods.archive_version(),
        "name": ["EF v3.1", "climate change", "global warming potential (GWP100)"],
        "unit": "kg CO2-Eq",
        "coverage": "full",
    }
    for method, told in data["methods"].items():
        assert (told["coverage"] == "partial") == ("reason" in told), method
    for scores in data["scenarios"].values():
        for entry in scores.values():
            assert list(entry) == ["total", "stages"]
            assert list(entry["stages"]) == ["raw_materials", "production", "electricity", "transport"]
            assert sum(entry["stages"].values()) == pytest.approx(entry["total"], rel=1e-12)
    for item in data["comparisons"]:
        assert {
            "scenario", "reference", "method", "difference", "relative", "interval", "p_lower", "verdict", "why",
        } <= set(item)  # fmt: skip


def test_one_comparison_is_found(bag_result: Result) -> None:
    item = bag_result.comparison("local_recycled", "climate")
    assert (item.scenario, item.method, item.reference) == ("local_recycled", "climate", "imported_usa")
    assert item.verdict == "lower"


def test_a_lone_scenario_has_no_verdicts() -> None:
    result = api.compare("carrier-bag", scenarios=["imported_usa"], methods=["climate"])
    assert len(result.verdicts) == 0
    assert result.assessment.scenarios == ("imported_usa",)


def test_the_background_is_built_once() -> None:
    assert api.open_background() is api.open_background()
    assert api.open_routes() is api.open_routes()


def test_a_chair_of_unknown_sources_is_refused_by_the_open_background() -> None:
    """The chair's flows and sources are of the tiny background only: all of it is told, nothing computed."""
    with pytest.raises(InputError) as caught:
        api.compare(CHAIR)
    assert "there is no source 'invented'." in [problem.what for problem in caught.value.problems]
    assert "'steel' is no flow of the open background." in [problem.what for problem in caught.value.problems]
