"""The impact assessment methods on offer, and their characterisation factors read from Brightway's own data.

bw2io ships 762 methods in one compressed JSON file of 40 MB. Only the methods offered are decoded (0.2 s instead
of 1.2 s); the factors are used as they are and never copied into the inventories.
"""

from __future__ import annotations

import functools
import json
import tomllib
import zipfile
from collections.abc import Iterable, Sequence
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from localca.errors import DataError, InputError, nearest_names
from localca.language import tr
from localca.records import ElementaryFlow
from localca.tables import inventories_folder

DEFAULT_FAMILY = "ef"
ARCHIVE = "data/lcia/lcia_39_ecoinvent.zip"


class Method(BaseModel):
    """One impact category: our id, Brightway's method name, and how far the open data cover it.

    ``key_flows`` are the elementary flows without which an activity does not really cover the category.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    name: Annotated[tuple[str, ...], Field(min_length=1)]
    coverage: Literal["full", "partial"]
    reason: str = ""
    key_flows: tuple[str, ...] = ()


class Family(BaseModel):
    """A set of methods that belong together."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    source: str
    methods: dict[str, Method]


@functools.cache
def families(folder: Path | None = None) -> dict[str, Family]:
    """The method families of ``inventories/methods.toml``."""
    path = (folder or inventories_folder()) / "methods.toml"
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return {
            key: Family.model_validate(
                value
                | {
                    "id": key,
                    "methods": {name: body | {"id": name} for name, body in value["methods"].items()},
                }
            )
            for key, value in raw.items()
        }
    except (OSError, KeyError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise DataError(f"methods.toml: {error}") from error


def family(name: str = DEFAULT_FAMILY) -> Family:
    """A family by id.

    Raises:
        InputError: with the families there are.
    """
    known = families()
    if name not in known:
        raise InputError(
            tr("'{name}' is no method family.", name=name),
            where="--method-family",
            nearest=tuple(known),
            do=tr("Use one of these."),
        )
    return known[name]


def choose(names: Sequence[str] | None, family_id: str = DEFAULT_FAMILY) -> tuple[Method, ...]:
    """The methods of a family by id, all of them by default, in the family's order.

    Raises:
        InputError: for an unknown id, with the nearest.
    """
    offered = family(family_id).methods
    for name in names or ():
        if name not in offered:
            raise InputError(
                tr("'{name}' is no impact category of {family}.", name=name, family=tr(family(family_id).title)),
                where="--methods",
                nearest=nearest_names(name, offered) or tuple(offered),
                do=tr("Offered: {names}.", names=", ".join(offered)),
            )
    return tuple(method for key, method in offered.items() if not names or key in names)


def _archive() -> Path:
    spec = find_spec("bw2io")
    if spec is None or not spec.submodule_search_locations:
        raise DataError(tr("bw2io is not installed: its impact assessment methods are needed."))
    return Path(next(iter(spec.submodule_search_locations))) / ARCHIVE


@functools.cache
def archive_version() -> str:
    """What the factors depend on: bw2io's version and the archive's size."""
    return f"bw2io {metadata.version('bw2io')}, {_archive().stat().st_size} bytes"


def read_methods(names: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], dict[str, Any]]:
    """Brightway's own records of the named methods (``unit`` and ``exchanges``).

    Raises:
        DataError: when bw2io no longer holds a method.
    """
    wanted = tuple(names)
    try:
        with zipfile.ZipFile(_archive()) as archive:
            text = archive.read("data.json").decode("utf-8")
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise DataError(tr("bw2io's methods cannot be read: {error}", error=error)) from error
    decoder = json.JSONDecoder()
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for name in wanted:
        at = text.find(f'"name": {json.dumps(list(name))}')
        start = text.rfind('{"filename"', 0, at)
        if at < 0 or start < 0:
            version = metadata.version("bw2io")
            raise DataError(tr("bw2io {version} has no method {name}", version=version, name=" / ".join(name)))
        record, _ = decoder.raw_decode(text, start)
        if tuple(record["name"]) != name:
            raise DataError(tr("bw2io's file is laid out otherwise than expected at {name}", name=" / ".join(name)))
        found[name] = record
    return found


def characterisation_factors(
    methods: Sequence[Method], flows: Sequence[ElementaryFlow]
) -> tuple[npt.NDArray[np.float64], tuple[str, ...]]:
    """Factors of each elementary flow in each method, and the methods' units.

    Returns:
        An array of shape (methods, flows), in the method's unit per unit of the flow, 0 where a method does not
        count a flow; and the unit of each method.
    """
    records = read_methods(method.name for method in methods)
    position = {flow.biosphere3_code: index for index, flow in enumerate(flows)}
    factors = np.zeros((len(methods), len(flows)))
    for row, method in enumerate(methods):
        for exchange in records[method.name]["exchanges"]:
            column = position.get(exchange["input"][1])
            if column is not None:
                factors[row, column] = exchange["amount"]
    return factors, tuple(records[method.name]["unit"] for method in methods)
