"""A product as an Excel workbook or as CSV, and back, with a template to fill in.

Nothing in a file is ever run: formulas are read as the values they last had; macros and links are not read at all.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from localca.errors import InputError
from localca.language import tr
from localca.product_file import MAX_BYTES
from localca.product_sheets import Sheets, cell, columns, from_sheets, to_sheets, uncell
from localca.sheet_words import ABOUT, CARD, CSV_COLUMNS, ORDER, README

MOST_ROWS, MOST_COLUMNS, MOST_LINES = 1_000, 60, 20_000
MOST_UNPACKED, MOST_FILES = 20 * MAX_BYTES, 200


def write_workbook(raw: Mapping[str, Any]) -> bytes:
    """The plain data of a product file, finished or not, as an Excel workbook; ``{}`` gives an empty template."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.active)
    sheets: Sheets = to_sheets(raw)
    pages = {README: [[line] for line in ABOUT]}
    pages |= {name: [list(columns(name)), *_lines(name, sheets[name])] for name in ORDER}
    for name, lines in pages.items():
        sheet = book.create_sheet(name)
        for number, line in enumerate(lines, 1):
            for column, value in enumerate(line, 1):
                if value is not None:
                    place = sheet.cell(number, column)
                    place.value = cell(value)
                    if isinstance(place.value, str):
                        place.data_type = "s"
                    place.font = Font(bold=number == 1)
        sheet.freeze_panes = None if name == README else "A2"
        for column in range(1, 1 + len(lines[0])):
            sheet.column_dimensions[get_column_letter(column)].width = 110 if name == README else 22
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _lines(name: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[list[Any]]:
    for row in rows:
        yield [row.get(column) for column in columns(name)]


def write_csv(raw: Mapping[str, Any]) -> str:
    """The plain data of a product file as CSV: one line per field."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for sheet, rows in to_sheets(raw).items():
        for number, row in enumerate(rows, 1):
            writer.writerows([sheet, number, name, _exact(cell(value))] for name, value in row.items())
    return buffer.getvalue()


def _exact(value: Any) -> Any:
    return repr(value) if isinstance(value, float) else value


def read_workbook(data: bytes, where: str = "workbook") -> dict[str, Any]:
    """The plain data of a product file from an Excel workbook.

    Raises:
        InputError: when the file is too large, no workbook, or has sheets and columns that no product has.
    """
    _check_package(data, where)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = {
            sheet.title: _records(sheet, f"{where}, {sheet.title}")
            for sheet in book.worksheets
            if sheet.title != README
        }
    except InputError:
        raise
    except Exception as error:  # openpyxl raises errors of many kinds for damaged workbooks
        raise _unreadable(where) from error
    if missing := {CARD} - set(sheets):
        raise InputError(
            tr("it has no sheet '{sheet}'.", sheet=missing.pop()), where=where, do=tr("Start from the template.")
        )
    return from_sheets(sheets, where)


def _unreadable(where: str) -> InputError:
    return InputError(tr("this is no Excel workbook that can be read."), where=where, do=tr("Save it as .xlsx."))


def _check_package(data: bytes, where: str) -> None:
    """Refuse a file that is too large, unpacks to too much, or declares XML entities, before it is parsed."""
    if len(data) > MAX_BYTES:
        raise InputError(
            tr(
                "the file has {size} MB; a product file has at most {most} MB.",
                size=f"{len(data) / 1000000.0:.1f}",
                most=f"{MAX_BYTES / 1000000.0:.0f}",
            ),
            where=where,
            do=tr("Check that this is the right file."),
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            if len(members) > MOST_FILES or sum(member.file_size for member in members) > MOST_UNPACKED:
                raise InputError(
                    tr("the workbook unpacks to too much."), where=where, do=tr("Start from the template.")
                )
            for member in members:
                with package.open(member) as handle:
                    text = handle.read(MOST_UNPACKED)
                if b"<!DOCTYPE" in (bare := text.replace(b"\0", b"")) or b"<!ENTITY" in bare:
                    raise InputError(
                        tr("the workbook declares XML entities."), where=where, do=tr("Start from the template.")
                    )
    # zipfile raises NotImplementedError for a compression it does not know, RuntimeError for an encrypted file.
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        raise _unreadable(where) from error


def _records(sheet: Any, where: str) -> list[dict[str, Any]]:
    """The rows of a sheet by the names in its first row; columns without a name must be empty."""
    rows = sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS)
    head = [str(name).strip() if name is not None else "" for name in next(rows, ())]
    records = []
    for row in rows:
        values = {name: uncell(value) for name, value in zip(head, row, strict=False) if value not in (None, "")}
        if "" in values:
            raise InputError(
                tr("'{value}' stands in a column without a name.", value=f"{values['']!s:.40}"), where=where
            )
        records.append(values)
    if len(records) > MOST_ROWS:
        raise InputError(
            tr("it has more than {most} rows.", most=f"{MOST_ROWS:,}"), where=where, do=tr("Delete what is no product.")
        )
    return [record for record in records if record]


def read_csv(data: bytes, where: str = "csv") -> dict[str, Any]:
    """The plain data of a product file from CSV; a semicolon between the cells is understood too.

    Raises:
        InputError: when the file is too large, not text, or has lines that no product has.
    """
    if len(data) > MAX_BYTES:
        raise InputError(tr("the file is larger than {most} MB.", most=f"{MAX_BYTES / 1000000.0:.0f}"), where=where)
    try:
        text = data.decode("utf-8-sig")
        delimiter = ";" if text.partition("\n")[0].count(";") == len(CSV_COLUMNS) - 1 else ","
        lines = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(tr("this is no CSV text in UTF-8."), where=where, do=tr("Save it as CSV (UTF-8).")) from error
    if not lines or [name.strip() for name in lines[0]] != CSV_COLUMNS or len(lines) > MOST_LINES:
        raise InputError(
            tr("its first line is not {columns}.", columns=",".join(CSV_COLUMNS)),
            where=where,
            do=tr("Start from a CSV saved on Build."),
        )
    sheets: dict[str, dict[str, dict[str, Any]]] = {}
    for number, line in enumerate(lines[1:], 2):
        if len(line) != len(CSV_COLUMNS):
            raise InputError(
                tr(
                    "line {number} has {count} cells, not {columns}.",
                    number=number,
                    count=len(line),
                    columns=len(CSV_COLUMNS),
                ),
                where=where,
            )
        sheet, row, name, value = line
        sheets.setdefault(sheet, {}).setdefault(row, {})[name] = uncell(value)
    return from_sheets({sheet: list(rows.values()) for sheet, rows in sheets.items()}, where)


def template() -> bytes:
    """An empty workbook that says how to fill it in."""
    return write_workbook({"product": {}, "electricity": {}})
