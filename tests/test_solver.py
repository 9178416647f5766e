"""Brightway at work: hand-solved scores, float64, and the behaviour of the dependency that we rely on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import Tiny, clean_environment
from hypothesis import given
from hypothesis import strategies as st

from localca.linear_system import System, build_background
from localca.solver import brightway, datapackage, solve

CLIMATE_AND_ACID = np.array([[1.0, 0.0, 0.0], [0.0, 1.31, 0.0]])
ON_PAPER = {
    "coal": (0.02, 0),
    "coal_plant": (1, 0.00524),
    "hydro": (0.01, 0),
    "solar_pv": (0.05, 0),
    "heat_natural_gas": (0.06, 0),
    "electricity@POL:2020": (1.12625, 0.005895),
    "electricity@POL:2010": (2, 0.01048),
    "electricity@NOR:2020": (0.0125, 0),
    "steel": (1.5, 0.00262),
    "wood": (0.1, 0),
    "ship_container": (0.02, 0),
}


def test_the_tiny_background_is_solved_as_on_paper(tiny: Tiny) -> None:
    scores = solve(build_background(tiny.tables), CLIMATE_AND_ACID, list(ON_PAPER))
    assert scores == pytest.approx(np.array(list(ON_PAPER.values())), rel=1e-12, abs=1e-18)


def test_numbers_stay_in_double_precision() -> None:
    """0.1 + 1e-9 is 0.1 in single precision."""
    system = System(["a"], ["co2"])
    system.add_emission("co2", "a", 0.1 + 1e-9)
    score = solve(system, np.array([[1.0]]), ["a"])[0, 0]
    assert score == 0.1 + 1e-9
    assert score != float(np.float32(0.1 + 1e-9))


def test_brightway_converts_no_units() -> None:
    """Why units are checked by us: 3.6 fed to an activity is 3.6 of its unit, whatever the caller meant."""
    system = System(["kWh of power", "thing"], ["co2"])
    system.add_emission("co2", "kWh of power", 1.0)
    system.add_input("kWh of power", "thing", 3.6)
    assert solve(system, np.array([[1.0]]), ["thing"])[0, 0] == pytest.approx(3.6, rel=1e-12)


def test_the_datapackage_carries_its_uncertainty_and_signs() -> None:
    system = System(["a", "b"], ["co2"])
    system.add_input("a", "b", 2.0, 0.1)
    system.add_emission("co2", "a", 3.0, 0.2)
    package = datapackage(system)
    resources = {item["name"]: package.get_resource(item["name"])[0] for item in package.metadata["resources"]}
    technosphere = next(item for name, item in resources.items() if name == "technosphere_matrix.distributions")
    assert technosphere["uncertainty_type"].tolist() == [0, 0, 2]
    assert technosphere["loc"][2] == pytest.approx(np.log(2.0))
    assert technosphere["scale"][2] == pytest.approx(0.1)
    assert resources["technosphere_matrix.flip"].tolist() == [False, False, True]
    assert resources["technosphere_matrix.data"].dtype == np.float64


@given(amounts=st.lists(st.floats(min_value=0.001, max_value=0.3), min_size=6, max_size=6))
def test_brightway_agrees_with_the_inverse_matrix(amounts: list[float]) -> None:
    """Three activities that feed one another: scores are ``c B (I - A)^-1``."""
    names = ["a", "b", "c"]
    system = System(names, ["co2"])
    matrix = np.eye(3)
    pairs = [(i, j) for i in range(3) for j in range(3) if i != j]
    for (i, j), amount in zip(pairs, amounts, strict=True):
        system.add_input(names[i], names[j], amount)
        matrix[i, j] -= amount
    for index, name in enumerate(names):
        system.add_emission("co2", name, 1.0 + index)
    expected = np.array([1.0, 2.0, 3.0]) @ np.linalg.inv(matrix)
    assert solve(system, np.array([[1.0]]), names)[:, 0] == pytest.approx(expected, rel=1e-9)


def test_brightway_comes_without_its_project_database() -> None:
    """bw2calc works with bw2data blocked; only then is no project made and no global state touched."""
    code = (
        "import sys; from localca.solver import brightway; calc, bwp = brightway();"
        "print(calc.__name__, bwp.__name__, 'bw2data' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["bw2calc", "bw_processing", "False"]
    assert done.stderr == ""
    assert brightway() is brightway()


def test_a_comparison_makes_no_database_and_says_nothing_of_its_own(tmp_path: Path) -> None:
    """A fresh user's first comparison: a result on stdout, nothing on stderr, no SQLite, no Brightway project."""
    command = [sys.executable, "-m", "localca.cli" if _no_main() else "localca", "compare", "carrier-bag", "--audit"]
    done = subprocess.run(command, capture_output=True, text=True, env=dict(clean_environment(tmp_path)), check=False)
    assert done.stderr == ""
    assert done.returncode == 0
    assert "pypardiso" not in done.stdout
    files = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()]
    assert [name for name in files if not name.startswith("localca/")] == []
    assert [name for name in files if name.endswith((".db", ".sqlite", ".sqlite3"))] == []
    assert len(files) == 1


def _no_main() -> bool:
    import localca

    return not os.path.isfile(os.path.join(os.path.dirname(localca.__file__), "__main__.py"))
