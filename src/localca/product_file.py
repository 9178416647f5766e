"""Reading and writing product files: every error says file, field, what was found and what to do."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from localca.errors import InputError, Problem, nearest_names
from localca.language import Words, mark, tr
from localca.product import (
    Card,
    Electricity,
    Product,
    ProductionStep,
    RawMaterial,
    Scenario,
    TransportLeg,
)
from localca.product_parts import FunctionalUnit, OwnFlow, Quantity, said
from localca.settings import apply_setting
from localca.sources import Source
from localca.tables import inventories_folder

MAX_BYTES = 1_000_000
IS_MISSING = mark("is missing.")
MODELS: dict[str, type[BaseModel]] = {
    "product": Card,
    "functional_unit": FunctionalUnit,
    "mass": Quantity,
    "volume": Quantity,
    "raw_materials": RawMaterial,
    "production": ProductionStep,
    "transport": TransportLeg,
    "electricity": Electricity,
    "flows": OwnFlow,
    "scenarios": Scenario,
    "sources": Source,
}
MISSING = Words(
    {
        "functional_unit": mark(
            "Say what all scenarios deliver alike, e.g. "
            'functional_unit = { amount = 1000, unit = "bag", what = "carry shopping once" }: without it no verdict.'
        ),
        "source": mark('Name a source: a key of sources.toml or of [sources] in this file, or "own: how you know it".'),
    }
)
LIMITS = Words(
    {
        "greater_than": mark("must be above {gt}"),
        "greater_than_equal": mark("must be at least {ge}"),
        "less_than": mark("must be below {lt}"),
        "less_than_equal": mark("must be at most {le}"),
    }
)


def _fields(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _located(error: ErrorDetails, raw: Any) -> tuple[str, str]:
    """Where an error lies, in words (``raw_materials[resin].unit``), and the last field of that path."""
    path, node = "", raw
    for part in error["loc"]:
        if part in ("str", "dict[str,constrained-float]", "[key]"):
            continue
        if isinstance(part, int):
            label = node[part].get("name") if isinstance(node, list) and isinstance(node[part], Mapping) else None
            path += f"[{label or part + 1}]"
        else:
            path += f".{part}" if path else part
        try:
            node = node[part]
        except (KeyError, IndexError, TypeError):
            node = None
    return path or "file", str(error["loc"][-1]) if error["loc"] else ""


def _follows(error: ErrorDetails, others: Sequence[ErrorDetails]) -> bool:
    """An empty list that is empty only because its rows are wrong: said by the rows already."""
    return error["type"] == "too_short" and any(
        other is not error
        and other["loc"][: len(error["loc"])] == error["loc"]
        and len(other["loc"]) > len(error["loc"])
        for other in others
    )


def _problem(error: ErrorDetails, raw: Any, file: str) -> Problem:
    """A pydantic error in our words."""
    path, field = _located(error, raw)
    where, kind = f"{file}, {path}", error["type"]
    if kind == "extra_forbidden":
        parents = [part for part in error["loc"][:-1] if isinstance(part, str)]
        valid = _fields(MODELS.get(parents[-1], Source if parents[0] == "sources" else Product) if parents else Product)
        return Problem(
            tr("'{field}' is no field here.", field=field),
            where,
            nearest_names(field, valid),
            tr("Fields: {fields}.", fields=", ".join(valid)),
        )
    if kind == "missing":
        return Problem(tr(IS_MISSING), where, (), MISSING.get(field) or tr("Add it."))
    found = repr(error["input"])
    found = found if len(found) <= 80 else f"{found[:77]}..."
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return Problem(
            tr("a table of fields is needed, found {found}.", found=found),
            where,
            (),
            tr("Write it as [{path}] with fields below.", path=path),
        )
    if kind in LIMITS:
        limit = LIMITS[kind].format(**error.get("ctx", {}))
        return Problem(tr("{wrong}, found {found}.", wrong=limit, found=found), where)
    message = said(error)
    if kind == "value_error" and isinstance(error["input"], Mapping):
        return Problem(f"{message}.", where)
    return Problem(tr("{wrong}, found {found}.", wrong=message[:1].lower() + message[1:], found=found), where)


def parse(text: str, file: str = "product", settings: Sequence[str] = ()) -> Product:
    """A product from the text of a product file, with ``field=value`` settings applied.

    Raises:
        InputError: carrying every problem found.
    """
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(
            tr("this is not valid TOML: {error}.", error=error),
            where=file,
            do=tr("Mend that line; strings need quotes, tables [brackets]."),
        ) from error
    for setting in settings:
        apply_setting(raw, setting)
    return from_dict(raw, file)


def from_dict(raw: Mapping[str, Any], file: str = "product") -> Product:
    """A validated product from plain data.

    Raises:
        InputError: carrying every problem found.
    """
    try:
        return Product.model_validate(raw)
    except ValidationError as error:
        told = (item for item in error.errors() if item["type"] != "too_short" or not item["input"])
        raise InputError.many(_problem(detail, raw, file) for detail in told) from error


def read_text(path: Path) -> str:
    """The text of a product file, refused when it is too large, missing or not text.

    Raises:
        InputError: with what to do.
    """
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise InputError(
                tr("this is a folder, not a product file."), where=str(path), do=tr("Name a .toml file in it.")
            )
        if size > MAX_BYTES:
            raise InputError(
                tr(
                    "the file has {size} MB; a product file has at most {most} MB.",
                    size=f"{size / 1000000.0:.1f}",
                    most=f"{MAX_BYTES / 1000000.0:.0f}",
                ),
                where=str(path),
                do=tr("Check that this is the right file."),
            )
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            tr("this is not a text file in UTF-8."), where=str(path), do=tr("Save it as plain text (UTF-8).")
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            tr("the file cannot be read: {reason}.", reason=reason),
            where=str(path),
            do=tr("`localca products` lists the shipped products."),
        ) from error


def shipped_products() -> dict[str, Path]:
    """The shipped product files by id."""
    return {path.stem: path for path in sorted((inventories_folder() / "products").glob("*.toml"))}


def load(name: str | Path, settings: Sequence[str] = ()) -> Product:
    """A product by shipped id or by the path of a TOML file.

    Raises:
        InputError: when there is neither, or when the file is wrong.
    """
    shipped = shipped_products()
    if isinstance(name, str) and name in shipped:
        return parse(read_text(shipped[name]), name, settings)
    path = Path(name)
    if isinstance(name, str) and path.suffix != ".toml" and not os.path.exists(path):
        raise InputError(
            tr("'{name}' is no shipped product and no file.", name=name),
            where="product",
            nearest=nearest_names(name, shipped) or tuple(shipped),
            do=tr("`localca products` lists the shipped ones; otherwise give the path of a .toml file."),
        )
    return parse(read_text(path), str(path), settings)


def dump(product: Product) -> str:
    """The product as the text of a product file; reading it back gives an equal product."""
    data = product.model_dump(by_alias=True, exclude_defaults=True, exclude_none=True, mode="json")
    return tomlkit.dumps(data)


def schema() -> str:
    """The JSON schema of a product file, as text."""
    return json.dumps(Product.model_json_schema(by_alias=True), indent=2, ensure_ascii=False) + "\n"
