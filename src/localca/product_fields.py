"""The fields of a product file, table by table, and the kind of value each holds; read from the model itself."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from localca.errors import Problem, nearest_names
from localca.language import Words, mark, tr
from localca.product_file import MODELS
from localca.scenario import REMOVE

Kind = Literal["text", "number", "flag", "list", "map", "mix", "table"]
ROW_TABLES = ("raw_materials", "production", "transport")
LISTS = (*ROW_TABLES, "flows", "scenarios")
INNER = ("functional_unit", "mass", "volume")
TABLES = ("product", "electricity", *LISTS, "sources")
KINDS: dict[str, Kind] = {
    "string": "text", "number": "number", "integer": "number", "boolean": "flag", "array": "list", "object": "map",
}  # fmt: skip
NEEDED = Words(
    {
        "text": mark("text in quotes"),
        "number": mark("a number"),
        "flag": mark("true or false"),
        "list": mark("a list of names"),
        "map": mark("a table of numbers"),
        "mix": mark("the name of a mix or a table of shares"),
        "table": mark("a table of fields"),
    }
)


@functools.cache
def fields(table: str) -> Mapping[str, Kind]:
    """The fields of a table in their order, with the kind of value each takes."""
    properties = MODELS[table].model_json_schema(by_alias=True)["properties"]
    return {name: _kind(schema) for name, schema in properties.items()}


def _kind(schema: Mapping[str, Any]) -> Kind:
    options = schema.get("anyOf", [schema])
    types = {option.get("type", "object" if "$ref" not in option else "table") for option in options} - {"null"}
    if "table" in types:
        return "table"
    return "mix" if len(types) > 1 else KINDS[types.pop()]


def fits(value: Any, kind: Kind) -> bool:
    """Whether a plain value is of a kind."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "number":
        return number
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "list":
        return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
    if kind == "map":
        return isinstance(value, Mapping) and all(fits(item, "number") for item in value.values())
    if kind == "mix":
        return isinstance(value, str) or fits(value, "map")
    return isinstance(value, Mapping if kind == "table" else str)


def misfits(raw: Mapping[str, Any], where: str) -> Iterator[Problem]:
    """What in plain data is no part of a product file: unknown tables and fields, text where a number belongs.

    What is missing or out of bounds is no misfit: an unfinished product has such fields.
    """
    for table in set(raw) - set(TABLES):
        yield _unknown(table, TABLES, where)
    for table in LISTS:
        rows = raw.get(table, [])
        if not isinstance(rows, list | tuple):
            yield Problem(
                tr("a list of tables is needed."),
                f"{where}, {table}",
                (),
                tr("Write each one as [[{table}]].", table=table),
            )
            continue
        for number, row in enumerate(rows, 1):
            name = row.get("name") if isinstance(row, Mapping) else None
            yield from _in_table(table, row, f"{where}, {table}[{name or number}]", raw)
    for table in ("product", "electricity"):
        yield from _in_table(table, raw.get(table, {}), f"{where}, {table}", raw)
    sources, here = raw.get("sources", {}), f"{where}, sources"
    if isinstance(sources, Mapping):
        for key, source in sources.items():
            yield from _in_table("sources", source, f"{here}.{key}", raw)
    else:
        yield Problem(tr("a table of fields is needed."), here, (), tr("Write it as [sources.key]."))


def _in_table(table: str, value: Any, where: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield Problem(
            tr("a table of fields is needed."), where, (), tr("Write it as [{table}] with fields below.", table=table)
        )
        return
    known = fields(table)
    for name, item in value.items():
        here = f"{where}.{name}"
        if name not in known:
            yield _unknown(name, known, where)
        elif table == "scenarios" and name == "electricity":
            yield from _in_table("electricity", item, here, raw)
        elif table == "scenarios" and name == "overrides":
            yield from _overrides(item, here, raw)
        elif known[name] == "table":
            yield from _in_table(name, item, here, raw)
        elif not fits(item, known[name]) and not (known[name] == "mix" and fits(item, "number")):
            yield Problem(tr("{kind} is needed, found {found}.", kind=NEEDED[known[name]], found=f"{item!r:.80}"), here)


def _overrides(value: Any, where: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield Problem(
            tr("a table of rows is needed."), where, (), tr("Write [scenarios.overrides.ROW] with fields below.")
        )
        return
    tables = {
        row["name"]: table
        for table in ROW_TABLES
        for row in raw.get(table, ())
        if isinstance(row, Mapping) and isinstance(row.get("name"), str)
    }
    for name, changes in value.items():
        if name not in tables:
            rows = tuple(tables)
            do = tr("Rows: {rows}.", rows=", ".join(rows))
            yield Problem(tr("there is no row '{name}' to override.", name=name), where, nearest_names(name, rows), do)
        elif isinstance(changes, Mapping):
            kept = {key: item for key, item in changes.items() if key != REMOVE}
            yield from _in_table(tables[name], kept, f"{where}[{name}]", raw)
        else:
            yield Problem(tr("a table of fields is needed."), f"{where}[{name}]")


def _unknown(name: str, known: Mapping[str, Kind] | tuple[str, ...], where: str) -> Problem:
    return Problem(
        tr("'{field}' is no field here.", field=name),
        where,
        nearest_names(str(name), known),
        tr("Fields: {fields}.", fields=", ".join(known)),
    )
