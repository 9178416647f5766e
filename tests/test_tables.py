"""Tables and their records: what is read, what is refused with file, line and field."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import TINY, Tiny, edited
from pydantic import ValidationError

from localca.errors import DataError
from localca.records import CffRow, Exchange, GenerationRow, LossRow, SplitRow
from localca.tables import app_file, inventories_folder, load_activities, load_tables, read_rows

ROW = {
    "activity": "a", "exchange": "co2_fossil", "kind": "elementary", "amount": "1", "unit": "kg", "year": "2020",
    "place": "GLO", "source": "s", "quality": "solid", "gsd": "1.1", "gsd_basis": "b", "formula": "", "note": "",
}  # fmt: skip


def changed(tmp_path: Path, table: str, old: str, new: str) -> Path:
    """A copy of the tiny inventories with one table changed."""
    folder = tmp_path / "inventories"
    shutil.copytree(TINY, folder)
    path = folder / "background" / f"{table}.csv"
    path.write_text(edited(path.read_text(encoding="utf-8"), (old, new)), encoding="utf-8")
    return folder


def test_the_tiny_tables_are_read(tiny: Tiny) -> None:
    tables = tiny.tables
    assert tables.folder == TINY
    assert set(tables.generation) == {("NOR", "2020"), ("POL", "2020"), ("POL", "2010")}
    assert tables.default_mix == {"NOR": "2020", "POL": "2020"}
    assert [row.year for row in tables.losses["POL"]] == [2010, 2020]
    assert tables.splits["*", "*", "coal"][0].technology == "coal_plant"
    assert tables.cff["metal"]["A"].amount == 0.2
    assert set(tables.sources) == {"invented"}


def test_an_activity_says_what_it_draws(tiny: Tiny) -> None:
    forging, steel, wood = (tiny.tables.activities[name] for name in ("forging", "steel", "wood"))
    assert forging.drawn("electricity").amount == 1
    assert forging.drawn("heat").amount == 3
    assert forging.drawn("loss").amount == 0.2
    assert (steel.swappable, wood.swappable) == (True, False)
    assert wood.drawn("electricity") is None
    assert [row.exchange for row in steel.of_kind("elementary")] == ["co2_fossil", "so2"]
    assert steel.sources == ("invented",)
    assert steel.places == ("POL",)


def test_the_quality_of_an_activity_is_its_weakest_number(tiny: Tiny) -> None:
    steel = tiny.tables.activities["steel"]
    weaker = steel.exchanges[0].model_copy(update={"quality": "weak"})
    assert steel.quality == "solid"
    assert replace(steel, exchanges=(*steel.exchanges, weaker)).quality == "weak"


def test_tables_are_read_once() -> None:
    assert load_tables(TINY) is load_tables(TINY)


@pytest.mark.parametrize(
    ("field", "value"),
    [("amount", "-1"), ("amount", "nan"), ("amount", "inf"), ("amount", ""), ("gsd", "0.9"), ("kind", "magic"),
     ("quality", "good"), ("year", "today")],
)  # fmt: skip
def test_a_wrong_number_is_refused(field: str, value: str) -> None:
    Exchange.model_validate(ROW)
    with pytest.raises(ValidationError, match=field):
        Exchange.model_validate(ROW | {field: value})


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [(GenerationRow, "amount", "-1"), (GenerationRow, "default", "maybe"), (SplitRow, "share", "1.1"),
     (LossRow, "amount", "1"), (LossRow, "unit", "percent"), (CffRow, "amount", "1.5")],
)  # fmt: skip
def test_a_value_out_of_bounds_is_refused(model: type, field: str, value: str) -> None:
    row = {
        "place": "NOR", "mix": "m", "default": "yes", "year": "2020", "fuel": "f", "amount": "0.5", "unit": "TWh",
        "source": "s", "quality": "solid", "note": "", "technology": "t", "share": "1", "gsd": "1", "gsd_basis": "b",
        "material": "m", "parameter": "A",
    }  # fmt: skip
    mine = {key: text for key, text in row.items() if key in model.model_fields}
    mine |= {"unit": "dimensionless"} if model is LossRow else {}
    model.model_validate(mine)
    with pytest.raises(ValidationError, match=field):
        model.model_validate(mine | {field: value})


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        ("fuels", "0.02", "-0.02", r"fuels\.csv, line 2, amount: .* \(found '-0\.02'\)"),
        ("technologies", "coal_plant,coal,activity", "coal_plant,coal,aktivity", r"technologies\.csv, line 2, kind: "),
        ("grids", "hydro,100", "hydro,many", r"grids\.csv, line 2, amount: .* \(found 'many'\)"),
        ("grid_losses", "POL,2010,0.5", "POL,2010,1.0", r"grid_losses\.csv, line 3, amount: "),
        ("fuels", "formula,note", "formula,notes", r"fuels\.csv, line 2, note"),
    ],
)
def test_a_broken_row_is_named(tmp_path: Path, table: str, old: str, new: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        load_tables(changed(tmp_path, table, old, new))


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "inventories"
    shutil.copytree(TINY, folder)
    (folder / "background" / "heat.csv").unlink()
    with pytest.raises(DataError, match=r"heat\.csv cannot be read: No such file or directory"):
        load_tables(folder)


def test_a_table_that_is_no_text_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "inventories"
    shutil.copytree(TINY, folder)
    (folder / "background" / "heat.csv").write_bytes("activit\u00e9".encode("latin-1"))
    with pytest.raises(DataError, match=r"heat\.csv is not a text file in UTF-8"):
        load_tables(folder)


def test_an_activity_without_a_name_card_is_refused(tmp_path: Path) -> None:
    folder = changed(tmp_path, "activities_goods", "wood,Wood", "plank,Plank")
    with pytest.raises(DataError, match="activities without a name card: wood"):
        load_activities(folder / "background")


def test_the_shipped_inventories_and_the_app_are_found() -> None:
    assert (inventories_folder() / "sources.toml").is_file()
    assert app_file().name == "app.py"
    assert app_file().is_file()


def test_rows_keep_their_order(tiny: Tiny) -> None:
    rows = read_rows(TINY / "background" / "grids.csv", GenerationRow)
    assert [(row.place, row.fuel) for row in rows] == [
        ("NOR", "hydro"),
        ("POL", "coal"),
        ("POL", "hydro"),
        ("POL", "coal"),
    ]
    assert [row.default for row in rows] == [True, True, True, False]
