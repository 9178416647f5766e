"""Taking it away: each exported form, opened in a fresh project and solved by Brightway, gives the engine's scores."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Tiny

from localca import export, impact_methods
from localca.api import Result
from localca.assessment import Assessment
from localca.background import OpenBackground
from localca.errors import InputError
from localca.export_inventory import build_inventory
from localca.product_file import load
from localca.project_files import project_names
from localca.project_writing import brightway_project, new_project

EXACT = 1e-6
LEGACY = "brightway2==2.4.7"
SOLVE_LEGACY = """
import json, sys
import bw2data, bw2io, bw2calc
from bw2io.importers import ExcelImporter
task = json.load(open(sys.argv[1]))
bw2data.projects.set_current("legacy")
bw2io.create_core_migrations()
flows = {("biosphere3", code): {"name": name, "unit": "kilogram", "categories": ("air",), "type": "emission",
         "exchanges": []} for code, name in task["flows"]}
bw2data.Database("biosphere3").write(flows)
for number, factors in enumerate(task["methods"]):
    method = bw2data.Method(("m", str(number)))
    method.register(unit="x")
    method.write([(("biosphere3", code), amount) for code, amount in factors])
importer = ExcelImporter(task["file"])
importer.apply_strategies()
assert not list(importer.unlinked), list(importer.unlinked)[:3]
importer.write_database()
found = {}
for root in task["roots"]:
    lca = bw2calc.LCA({(importer.db_name, root): 1}, ("m", "0"))
    lca.lci()
    scores = []
    for number in range(len(task["methods"])):
        lca.switch_method(("m", str(number)))
        lca.lcia()
        scores.append(float(lca.score))
    found[root] = scores
json.dump(found, open(sys.argv[2], "w"))
"""


@pytest.fixture(scope="module")
def assessment(bag_result: Result) -> Assessment:
    return bag_result.assessment


@pytest.fixture
def fresh(assessment: Assessment) -> Iterator[tuple[Any, Any]]:
    """A new project with a biosphere and the methods, but nothing of ours."""
    name = f"fresh {len(project_names())}"
    with new_project(name) as (bw2data, bw2io):
        bw2io.create_default_biosphere3()
        for method, record in impact_methods.read_methods(item.name for item in assessment.methods).items():
            export._write_method(bw2data, method, record)
        yield bw2data, bw2io


def solved(bw2data: Any, database: str, assessment: Assessment) -> dict[str, dict[str, float]]:
    """Brightway's own scores of every scenario."""
    import bw2calc

    found: dict[str, dict[str, float]] = {}
    for scenario in (assessment.scenarios[0], assessment.scenarios[-1]):
        node = bw2data.get_node(database=database, code=f"scenario:{scenario}")
        for method in assessment.methods:
            demand, packages, _ = bw2data.prepare_lca_inputs({node: 1}, method=method.name)
            lca = bw2calc.LCA(demand, data_objs=packages)
            lca.lci()
            lca.lcia()
            found.setdefault(scenario, {})[method.id] = lca.score
    return found


def same_scores(found: dict[str, dict[str, float]], assessment: Assessment) -> None:
    for scenario, scores in found.items():
        for method, score in scores.items():
            assert score == pytest.approx(assessment.total(scenario, method), rel=EXACT), (scenario, method)


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_spreadsheets_are_read_back(
    assessment: Assessment, fresh: tuple[Any, Any], tmp_path: Path, ending: str
) -> None:
    bw2data, bw2io = fresh
    file = export.export_file(assessment, tmp_path / f"bag{ending}")
    importer = (bw2io.ExcelImporter if ending == ".xlsx" else bw2io.CSVImporter)(str(file))
    importer.apply_strategies()
    assert not list(importer.unlinked)
    importer.write_database()
    same_scores(solved(bw2data, importer.db_name, assessment), assessment)


def test_a_package_is_read_back(assessment: Assessment, fresh: tuple[Any, Any], tmp_path: Path) -> None:
    bw2data, bw2io = fresh
    file = export.export_file(assessment, tmp_path / "bag.bw2package")
    (database,) = bw2io.BW2Package.import_file(str(file))
    same_scores(solved(bw2data, database.name, assessment), assessment)


def test_a_project_is_complete(assessment: Assessment) -> None:
    """What the Activity Browser needs: a database, its biosphere, the methods, all processed."""
    database = export.export_project(assessment, "bags to take away")
    with brightway_project("bags to take away") as (bw2data, _):
        assert set(bw2data.databases) == {"biosphere3", database}
        assert {method.name for method in assessment.methods} == set(bw2data.methods)
        assert not bw2data.databases[database].get("dirty")
        same_scores(solved(bw2data, database, assessment), assessment)
    with pytest.raises(InputError, match="already"):
        export.export_project(assessment, "bags to take away")


@pytest.fixture(scope="session")
def legacy_python() -> Path:
    """The legacy Brightway in an environment of its own, built once per machine."""
    chosen = os.environ.get("LOCALCA_LEGACY_ENV")
    home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / f"localca-test-legacy-{sys.version_info[1]}"
    folder = Path(chosen) if chosen else home
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (folder / "complete").is_file() and not chosen:
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "-q", LEGACY, "setuptools<81", "openpyxl"], check=True)
        (folder / "complete").touch()
    return python


def test_the_legacy_brightway_reads_the_excel_file(assessment: Assessment, legacy_python: Path, tmp_path: Path) -> None:
    """brightway2 2.4.7 (bw2data 3, bw2calc 1) imports the spreadsheet and finds the same scores."""
    file = export.export_file(assessment, tmp_path / "bag.xlsx")
    inventory = build_inventory(assessment)
    records = impact_methods.read_methods(method.name for method in assessment.methods)
    flows = {
        exchange["input"][1]: exchange["name"]
        for dataset in inventory.datasets.values()
        for exchange in dataset["exchanges"]
        if exchange["type"] == "biosphere"
    }
    factors = [
        [(exchange["input"][1], exchange["amount"]) for exchange in records[method.name]["exchanges"]
         if exchange["input"][1] in flows]
        for method in assessment.methods
    ]  # fmt: skip
    roots = {key: code for key, (_, code) in inventory.roots.items()}
    task, answer = tmp_path / "task.json", tmp_path / "answer.json"
    data = {"file": str(file), "flows": list(flows.items()), "methods": factors, "roots": list(roots.values())}
    task.write_text(json.dumps(data), encoding="utf-8")
    (tmp_path / "solve.py").write_text(SOLVE_LEGACY, encoding="utf-8")
    (tmp_path / "brightway").mkdir()
    subprocess.run(
        [legacy_python, tmp_path / "solve.py", task, answer], check=True, capture_output=True,
        env={**os.environ, "BRIGHTWAY2_DIR": str(tmp_path / "brightway")},
    )  # fmt: skip
    found = json.loads(answer.read_text(encoding="utf-8"))
    for scenario, root in roots.items():
        for method, score in zip(assessment.methods, found[root], strict=True):
            assert score == pytest.approx(assessment.total(scenario, method.id), rel=EXACT), (scenario, method.id)


def test_the_tiny_chair_as_datasets(tiny: Tiny) -> None:
    """3.125 kg of steel in a chair (tests/tiny/README.md)."""
    inventory = build_inventory(tiny.assess())
    chair = inventory.datasets[inventory.roots["imported"]]
    amounts = {exchange["input"][1]: exchange["amount"] for exchange in chair["exchanges"]}
    assert amounts["imported/material/steel@POL"] == pytest.approx(3.125)
    assert chair["unit"] == "unit"
    assert export.databases_used(inventory) == ["biosphere3"]
    assert {exchange["location"] for exchange in chair["exchanges"] if "location" in exchange} <= {"PL", "NO", "GLO"}


def test_another_biosphere_name(tiny: Tiny) -> None:
    inventory = build_inventory(tiny.assess(), biosphere="ecoinvent-3.10-biosphere")
    assert export.databases_used(inventory) == ["ecoinvent-3.10-biosphere"]


def test_an_unknown_ending(tiny: Tiny, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        export.export_file(tiny.assess(), tmp_path / "chair.pdf")
    assert caught.value.problems[0].nearest == (".xlsx", ".csv", ".bw2package")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", [".xlsx", ".csv", ".bw2package"])
def test_a_folder_that_is_not_there(tiny: Tiny, tmp_path: Path, ending: str) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        export.export_file(tiny.assess(), tmp_path / "nowhere" / f"chair{ending}")


if Path("/dev/full").exists():  # Linux; the next test holds the rule elsewhere

    @pytest.mark.parametrize("ending", [".xlsx", ".csv", ".bw2package"])
    def test_a_full_disk_for_real(tiny: Tiny, tmp_path: Path, ending: str) -> None:
        """The scratch file is a link to a device that is always full."""
        (tmp_path / f".chair.{os.getpid()}{ending}").symlink_to("/dev/full")
        with pytest.raises(InputError, match="No space left"):
            export.export_file(tiny.assess(), tmp_path / f"chair{ending}")
        assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text("old")

    def fail(path: Path) -> None:
        path.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match="No space left on device"):
        export.write_whole(file, fail)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_declared_factors_cannot_be_exported(background: OpenBackground) -> None:
    from localca import api

    product = load("carrier-bag")
    flow = {"name": "epd_resin", "title": "Resin by EPD", "unit": "kg", "kind": "material", "place": "GLO",
            "declared": {"climate": 2.0}, "source": "own: a made-up declaration"}  # fmt: skip
    raw = product.model_dump(by_alias=True, exclude_none=True) | {"flows": [flow]}
    changed = type(product).model_validate(raw)
    result = api.compare(changed, methods=["climate"], draws=16)
    with pytest.raises(InputError, match="declared factors"):
        build_inventory(result.assessment)
