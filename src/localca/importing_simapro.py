"""SimaPro CSV files: read by bw2io with the separator and encoding that the file itself states."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from localca.errors import InputError

SEPARATORS = {"semicolon": ";", "comma": ",", "tab": "\t"}


def read(bw2io: Any, source: Path, database: str, biosphere: str) -> Any:
    """bw2io's importer with the datasets of a SimaPro CSV file.

    Raises:
        InputError: when a folder has none or several, or the file is no export of SimaPro.
    """
    file = the_file(source)
    head = file.read_bytes()[:2000]
    text = head.decode("latin-1")
    if "SimaPro" not in text and "CSV separator" not in text:
        raise InputError(
            "it is no export of SimaPro: its head names neither SimaPro nor a CSV separator.",
            where=str(file),
            do="Export processes from SimaPro as CSV.",
        )
    stated = text.partition("CSV separator:")[2].partition("}")[0].strip().lower()
    importer = bw2io.SimaProCSVImporter(
        str(file),
        name=database,
        delimiter=SEPARATORS.get(stated, ";"),
        encoding=_encoding(file),
        biosphere_db=biosphere,
    )
    names = [getattr(step, "__name__", "") for step in importer.strategies]
    importer.strategies.insert(names.index("change_electricity_unit_mj_to_kwh") + 1, unit_of_product)
    return importer


def unit_of_product(datasets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Gives each dataset the unit of what it makes: bw2io turns MJ of electricity into kWh in the exchanges alone."""
    for dataset in datasets:
        made = [exchange for exchange in dataset["exchanges"] if exchange["type"] == "production"]
        if len(made) == 1:
            dataset["unit"], dataset["production amount"] = made[0]["unit"], made[0]["amount"]
    return datasets


def the_file(source: Path) -> Path:
    """The one CSV file of a folder or zip, or the file itself.

    Raises:
        InputError: for none or several.
    """
    if source.is_file():
        return source
    found = sorted(file for file in source.rglob("*") if file.suffix.lower() == ".csv")
    if len(found) != 1:
        raise InputError(
            f"there are {len(found)} CSV files in it; one is needed.",
            where=str(source),
            nearest=[file.name for file in found[:5]],
            do="Name the file.",
        )
    return found[0]


def _encoding(file: Path) -> str:
    """UTF-8 where the file is that, else Windows' western European characters, as SimaPro writes them."""
    try:
        file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"
