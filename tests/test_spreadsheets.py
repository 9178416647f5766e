"""Excel and CSV: every shipped product comes back equal, nothing is run, and a wrong file is a message."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from openpyxl import Workbook, load_workbook

from localca import drafts, product_sheets, spreadsheets
from localca.errors import InputError
from localca.product import Product
from localca.product_file import from_dict, load, shipped_products
from localca.terminal import RISKY


@pytest.mark.parametrize("name", list(shipped_products()))
def test_a_product_comes_back_equal(name: str) -> None:
    product = load(name)
    raw = drafts.to_raw(drafts.of_product(product))
    assert from_dict(spreadsheets.read_workbook(spreadsheets.write_workbook(raw))) == product
    assert from_dict(spreadsheets.read_csv(spreadsheets.write_csv(raw).encode())) == product


def test_own_flows_mixes_and_sources_come_back_equal(bag: Product) -> None:
    raw = drafts.to_raw(drafts.of_product(bag)) | {
        "electricity": {"mix": {"wind": 0.3, "gas": 0.7}, "own_share": 0.25},
        "flows": [{"name": "mine", "title": "Mine", "unit": "kg", "source": "own: meter",
                   "declared": {"climate": 1.5}}],
        "sources": {"me": {"title": "T", "producer": "P", "year": 2024, "url": "https://e.example", "licence": "own",
                           "taken": "x", "seen": "primary"}},
    }  # fmt: skip
    product = from_dict(raw)
    assert from_dict(spreadsheets.read_workbook(spreadsheets.write_workbook(raw))) == product
    assert from_dict(spreadsheets.read_csv(spreadsheets.write_csv(raw).encode())) == product


def test_an_unfinished_product_comes_back_as_it_is() -> None:
    raw = {"product": {"title": "Stool", "mass": {"amount": 3.0}}, "raw_materials": [{"name": "wood"}]}
    assert spreadsheets.read_workbook(spreadsheets.write_workbook(raw)) == raw


def test_the_template_is_empty_and_explains_itself() -> None:
    assert spreadsheets.read_workbook(spreadsheets.template()) == {}
    book = load_workbook(io.BytesIO(spreadsheets.template()))
    assert book.sheetnames == [product_sheets.README, *product_sheets.ORDER]
    assert [cell.value for cell in book["Transport"][1]][:3] == ["name", "source", "note"]
    assert {"carries", "from", "to", "mode", "distance", "volume.amount"} <= {c.value for c in book["Transport"][1]}


@given(some.text(max_size=30))
def test_any_text_survives_and_none_is_run(text: str) -> None:
    cell = product_sheets.cell(text)
    assert not cell.startswith(RISKY)
    assert product_sheets.uncell(cell) == text.translate(product_sheets.ILLEGAL)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''@x", "\t=1"])
def test_text_that_a_spreadsheet_would_run_is_neutralised(text: str) -> None:
    raw = {"product": {"title": text}}
    book = load_workbook(io.BytesIO(spreadsheets.write_workbook(raw)))
    cells = [cell for row in book["Product"].iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert not any(isinstance(cell.value, str) and cell.value.startswith(RISKY) for cell in cells)
    assert spreadsheets.read_workbook(spreadsheets.write_workbook(raw)) == raw
    assert spreadsheets.read_csv(spreadsheets.write_csv(raw).encode()) == raw


def workbook(**sheets: list[list[Any]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_formula_is_read_as_the_value_it_last_had_and_never_computed() -> None:
    data = workbook(Product=[["field", "value"], ["title", "=1+1"], ["lesson", "kept"]])
    assert spreadsheets.read_workbook(data) == {"product": {"lesson": "kept"}}


def test_cells_are_read_as_their_fields_need_them() -> None:
    data = workbook(
        Product=[["field", "value"], ["title", 2024]],
        Scenarios=[["name", "title", "site", "reference"], ["a", "A", "JAM", "yes"], [None, None, None, None]],
        Production=[["name", "processes", "amount"], ["step", "wood; nails", "1.5"]],
        Electricity=[["field", "value"], ["mix", 2005]],
    )
    assert spreadsheets.read_workbook(data) == {
        "product": {"title": "2024"},
        "scenarios": [{"name": "a", "title": "A", "site": "JAM", "reference": True}],
        "production": [{"name": "step", "processes": ["wood", "nails"], "amount": 1.5}],
        "electricity": {"mix": "2005"},
    }


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"no zip", "mine: this is no Excel workbook that can be read. Save it as .xlsx."),
        (b"x" * 1_000_001, "mine: the file has 1.0 MB; a product file has at most 1 MB. Check that this is the right "
         "file."),
        (workbook(Sheet1=[["a"]]), "mine: it has no sheet 'Product'. Start from the template."),
        (workbook(Product=[["field", "value"]], Prodction=[["name"]]),
         "mine, sheet: 'Prodction' is not known. Nearest: Production, Product. Use: "),
        (workbook(Product=[["field", "value"], ["titel", "x"]]),
         "mine, Product, field: 'titel' is not known. Nearest: title"),
        (workbook(Product=[["field", "value"]], Production=[["name", "los"], ["a", 1]]),
         "mine, Production, column: 'los' is not known. Nearest: loss"),
        (workbook(Product=[["field", "value"], ["title", "x", "stray"]]),
         "mine, Product: 'stray' stands in a column without a name."),
        (workbook(Product=[["field", "value"]],
                  Scenario_changes=[["scenario", "row", "field", "value"], ["b", "c", "d"]]),
         "mine, Scenario changes, scenario: 'b' is not known."),
        (workbook(Product=[["field", "value"]], Production=[["name"], *[[f"r{i}"] for i in range(1_001)]]),
         "mine, Production: it has more than 1,000 rows. Delete what is no product."),
    ],
)  # fmt: skip
def test_a_wrong_workbook_is_a_message(data: bytes, said: str) -> None:
    with pytest.raises(InputError) as caught:
        spreadsheets.read_workbook(data, "mine")
    assert str(caught.value).startswith(said)


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_read() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"0" * (spreadsheets.MOST_UNPACKED + 1))
    with pytest.raises(InputError, match="the workbook unpacks to too much"):
        spreadsheets.read_workbook(buffer.getvalue())


def test_a_workbook_with_xml_entities_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(InputError, match="the workbook declares XML entities"):
        spreadsheets.read_workbook(buffer.getvalue())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe", "mine: this is no CSV text in UTF-8. Save it as CSV (UTF-8)."),
        (b"a,b\n1,2\n", "mine: its first line is not sheet,row,field,value. Start from a CSV saved on Build."),
        (b"sheet,row,field,value\nProduct,1\n", "mine: line 2 has 2 cells, not 4."),
        (b"x" * 1_000_001, "mine: the file is larger than 1 MB."),
    ],
)
def test_a_wrong_csv_is_a_message(data: bytes, said: str) -> None:
    with pytest.raises(InputError) as caught:
        spreadsheets.read_csv(data, "mine")
    assert str(caught.value) == said


def test_csv_with_semicolons_is_understood(bag: Product) -> None:
    text = "sheet;row;field;value\nProduct;1;field;title\nProduct;1;value;Bags\n"
    assert spreadsheets.read_csv(text.encode()) == {"product": {"title": "Bags"}}
