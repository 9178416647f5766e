"""Taking it away: a comparison as a Brightway Excel inventory, CSV, bw2package, or a project for the Activity Browser.

Files are written beside their name and moved into place when complete, so that a full disk leaves nothing half-written.
The files link elementary flows to the biosphere database by Brightway's identifiers; the project brings them along,
with the impact methods of the comparison.
"""

from __future__ import annotations

import bz2
import csv
import datetime
import json
import os
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from localca.assessment import Assessment
from localca.errors import InputError
from localca.export_inventory import BIOSPHERE, Inventory, Key, build_inventory
from localca.terminal import safe_cell

KINDS = {".xlsx": "Brightway Excel inventory", ".csv": "Brightway CSV inventory", ".bw2package": "bw2package"}
CARD = ("code", "reference product", "unit", "location", "type", "production amount", "comment")
COLUMNS = ("name", "amount", "unit", "location", "reference product", "categories", "type", "input",
           "uncertainty type", "loc", "scale")  # fmt: skip
BACKEND = {"module": "bw2data.backends.peewee.database", "name": "SQLiteBackend"}


def export_file(assessment: Assessment, path: Path, biosphere: str = BIOSPHERE) -> Path:
    """Write an assessment in the format that the file's ending names.

    Raises:
        InputError: for another ending, a folder that is not there or cannot be written, or a full disk.
    """
    if path.suffix not in KINDS:
        raise InputError(
            f"'{path.name}' has no known ending.",
            where="--output",
            nearest=tuple(KINDS),
            do="Use one of these endings.",
        )
    inventory = build_inventory(assessment, biosphere)
    writers: dict[str, Callable[[Inventory, Path], None]] = {
        ".xlsx": _write_excel, ".csv": _write_csv, ".bw2package": _write_package,
    }  # fmt: skip
    return write_whole(path, lambda scratch: writers[path.suffix](inventory, scratch))


def write_whole(path: Path, write: Callable[[Path], object]) -> Path:
    """Write a file completely or not at all.

    Raises:
        InputError: when the folder is missing, not writable or the disk is full.
    """
    scratch = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        write(scratch)
        scratch.replace(path)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        raise InputError(
            f"it cannot be written: {error.strerror or error}.",
            where=str(path),
            do="Choose a folder you can write to, with free space.",
        ) from error
    return path


def inventory_rows(inventory: Inventory) -> Iterator[list[Any]]:
    """The inventory as rows in the layout that Brightway's Excel and CSV importers read."""
    yield ["Database", inventory.database]
    yield ["comment", inventory.comment]
    yield []
    for (_, code), dataset in inventory.datasets.items():
        yield ["Activity", dataset["name"]]
        yield from ([field, _cell(dataset.get(field, ""))] for field in CARD if dataset.get(field, "") != "")
        yield ["Exchanges"]
        yield list(COLUMNS)
        for exchange in dataset["exchanges"]:
            yield [_cell(exchange.get(column, "")) for column in COLUMNS]
        yield []
        if "::" in code:
            raise InputError(f"'{code}' holds '::', which Brightway's spreadsheets use to part words.")


def _cell(value: Any) -> Any:
    return "::".join(value) if isinstance(value, tuple) else value


def _write_excel(inventory: Inventory, path: Path) -> None:
    import xlsxwriter  # type: ignore[import-untyped]

    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    sheet, bold = book.add_worksheet("inventory"), book.add_format({"bold": True})
    sheet.set_column(0, 0, 60)
    for number, row in enumerate(inventory_rows(inventory)):
        head = bool(row) and row[0] in ("Database", "Activity", "Exchanges", "name")
        for column, value in enumerate(row):
            if value != "":
                sheet.write(number, column, value, bold if head else None)
    book.close()
    path.write_bytes(content.getvalue())


def _write_csv(inventory: Inventory, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([_exact(value) for value in row] for row in inventory_rows(inventory))


def _exact(value: Any) -> Any:
    return repr(value) if isinstance(value, float) else safe_cell(value)


def _write_package(inventory: Inventory, path: Path) -> None:
    """A bw2package as bw2io reads it; written here, because bw2io exports only from an open project."""
    now = datetime.datetime.now(datetime.UTC).isoformat()
    metadata = {"format": "LocaLCA", "comment": inventory.comment, "depends": databases_used(inventory),
                "backend": "sqlite", "modified": now}  # fmt: skip
    package = [{"metadata": metadata, "name": inventory.database, "class": BACKEND, "data": inventory.datasets}]
    path.write_bytes(bz2.compress(json.dumps(_sanitised(package), allow_nan=False).encode()))


def _sanitised(data: Any) -> Any:
    """JSON knows neither tuples nor keys that are tuples; this is how Brightway writes them."""
    if isinstance(data, tuple):
        return {"__tuple__": True, "data": [_sanitised(item) for item in data]}
    if isinstance(data, dict):
        keys, values = [_sanitised(key) for key in data], [_sanitised(value) for value in data.values()]
        return {"__dict__": True, "keys": keys, "values": values}
    return [_sanitised(item) for item in data] if isinstance(data, list) else data


def databases_used(inventory: Inventory) -> list[str]:
    """The other databases that the inventory's exchanges point to."""
    inputs: set[Key] = {exchange["input"] for ds in inventory.datasets.values() for exchange in ds["exchanges"]}
    return sorted({database for database, _ in inputs} - {inventory.database})


def export_project(assessment: Assessment, project: str) -> str:
    """A new Brightway project with the inventory, the biosphere database and the methods of the assessment.

    Returns:
        The name of the database in it.

    Raises:
        InputError: when a project of that name is there already, or the inventory takes from a database that only
            the user's own project has.
    """
    from localca.impact_methods import read_methods
    from localca.project_writing import new_project

    inventory = build_inventory(assessment)
    if others := [name for name in databases_used(inventory) if name != BIOSPHERE]:
        raise InputError(
            f"the inventory takes from {', '.join(others)}, which a new project would not have.",
            where="--to-project",
            do="Export to .xlsx or .bw2package and import that into your own project.",
        )
    methods = read_methods(method.name for method in assessment.methods)
    with new_project(project) as (bw2data, bw2io):
        bw2io.create_default_biosphere3()
        for name, record in methods.items():
            _write_method(bw2data, name, record)
        database = bw2data.Database(inventory.database)
        database.register(comment=inventory.comment, format="LocaLCA")
        database.write(inventory.datasets)
    return inventory.database


def _write_method(bw2data: Any, name: tuple[str, ...], record: dict[str, Any]) -> None:
    """One method of bw2io's archive; its identifiers are lists where bw2data 4 wants tuples."""
    known = {key[1] for key in bw2data.Database(BIOSPHERE).load()} if BIOSPHERE in bw2data.databases else set()
    factors: Sequence[tuple[Key, float]] = [
        ((BIOSPHERE, exchange["input"][1]), exchange["amount"])
        for exchange in record["exchanges"]
        if exchange["input"][1] in known
    ]
    method = bw2data.Method(name)
    method.register(unit=record["unit"])
    method.write(factors)
