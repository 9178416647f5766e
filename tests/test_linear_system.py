"""The system: exchanges summed and converted, what stays open, grids with their losses, loops, dangling rows."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import numpy as np
import pytest
from conftest import TINY, Tiny, edited

from localca.errors import DataError, InputError
from localca.linear_system import System, build_background, electricity_key
from localca.solver import solve
from localca.tables import load_tables


def test_two_exchanges_with_one_input_are_summed() -> None:
    """Brightway would keep both; 1 + 3 = 4, sigma = hypot(1 * 0.3, 3 * 0.1) / 4."""
    system = System(["a", "b"], ["co2"])
    system.add_input("a", "b", 1.0, 0.3)
    system.add_input("a", "b", 3.0, 0.1)
    system.add_emission("co2", "b", 2.0)
    system.add_emission("co2", "b", 2.0)
    amount, sigma = system.inputs["a", "b"]
    assert amount == 4.0
    assert sigma == pytest.approx(math.hypot(0.3, 0.3) / 4)
    assert system.emissions["co2", "b"] == (4.0, 0.0)


def test_the_tiny_background_as_a_system(tiny: Tiny) -> None:
    """A loss w of 0.2 divides by 0.8; its spread is w / (1 - w) * sigma_w, the derivative of -ln(1 - w)."""
    system = build_background(tiny.tables)
    plug = electricity_key("POL", "2020")
    assert plug == "electricity@POL:2020"
    busbar = "generation@POL:2020"
    assert system.inputs["coal_plant", busbar] == (0.9, 0.0)
    assert system.inputs["hydro", busbar] == (0.1, 0.0)
    assert system.inputs[busbar, plug] == (1.25, pytest.approx(0.25 * math.log(1.05)))
    assert system.inputs["coal", "coal_plant"] == (10.0, pytest.approx(math.log(1.05)))
    assert system.emissions["co2_fossil", "steel"] == (1.5, pytest.approx(math.log(1.1)))


def test_what_is_drawn_where_it_runs_stays_open(tiny: Tiny) -> None:
    """Electricity and heat `here` and losses are closed by the foreground: inside they would be counted twice."""
    assert not [pair for pair in build_background(tiny.tables).inputs if pair[1] in ("steel", "wood", "forging")]


def test_a_fixed_grid_inside_an_activity_is_linked(tmp_path: Path) -> None:
    folder = _with_row(tmp_path, "coal,POL,electricity,0.36,MJ,2020,GLO,invented,solid,1.1,invented,,")
    system = build_background(load_tables(folder))
    assert system.inputs["electricity@POL:2020", "coal"][0] == pytest.approx(0.1)


def test_a_loop_is_solved(tmp_path: Path) -> None:
    """Coal that takes 0.02 kWh of the grid it feeds: E = 0.8 + 10 (0.02 + 0.02 g), g = (0.9 E + 0.1 * 0.01) / 0.8.

    So g = (0.9 * (1 + 0.2 g) + 0.001) / 0.8 = 1.12625 + 0.225 g, g = 1.12625 / 0.775.
    """
    folder = _with_row(tmp_path, "coal,POL,electricity,0.02,kWh,2020,GLO,invented,solid,1.1,invented,,")
    system = build_background(load_tables(folder))
    factors = np.array([[1.0, 0.0, 0.0]])
    assert solve(system, factors, ["electricity@POL:2020"])[0, 0] == pytest.approx(1.12625 / 0.775, rel=1e-12)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "coal,radium,elementary,1,kg,2020,GLO,invented,solid,1.1,invented,,",
            r"coal: 'radium' is not in elementary_flows\.csv",
        ),
        ("coal,peat,activity,1,kg,2020,GLO,invented,solid,1.1,invented,,", "coal: there is no activity 'peat'"),
    ],
)  # fmt: skip
def test_a_dangling_exchange_is_a_fault_of_ours(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        build_background(load_tables(_with_row(tmp_path, row)))


def test_an_exchange_in_a_wrong_unit_is_refused(tmp_path: Path) -> None:
    folder = _with_row(tmp_path, "coal,so2,elementary,1,MJ,2020,GLO,invented,solid,1.1,invented,,")
    with pytest.raises(InputError, match=r"unit 'MJ' measures .* but \[mass\] is needed"):
        build_background(load_tables(folder))


def _with_row(tmp_path: Path, row: str) -> Path:
    folder = tmp_path / "inventories"
    shutil.copytree(TINY, folder)
    path = folder / "background" / "fuels.csv"
    path.write_text(edited(path.read_text(encoding="utf-8"), ("coal,co2", f"{row}\ncoal,co2")), encoding="utf-8")
    return folder
