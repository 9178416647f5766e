"""A draft: a product that is being written, as plain data in which anything may still be missing.

The data are those of a product file with one difference: rows, own flows and scenarios carry an identity under ``#``,
and refer to each other by it (``carries``, ``processes``, own flows, overrides). So a row can be renamed, or have no
name yet, and nothing that refers to it is lost. Every operation returns new data; what did not change is shared.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from localca.errors import InputError
from localca.language import tr
from localca.product import Product
from localca.product_fields import INNER, LISTS, ROW_TABLES, misfits

ID, COUNT = "#", "#"
TO_ROWS, TO_FLOWS = ("carries", "processes"), ("flow", "recycled_flow", "mode")
MOST_ROWS, MOST_STEPS = 300, 100
Data = dict[str, Any]
Path = tuple[str, ...]


def blank() -> Data:
    """A draft with nothing in it."""
    card: Data = {name: {} for name in INNER}
    return {"product": card, "electricity": {}, **{table: [] for table in LISTS}, "sources": {}, COUNT: 0}


def from_raw(raw: Mapping[str, Any], where: str = "product") -> Data:
    """A draft of the plain data of a product file; what is missing or out of bounds stays to be mended.

    Raises:
        InputError: for tables, fields and kinds of values that no product file has, or too many rows.
    """
    if problems := list(misfits(raw, where)):
        raise InputError.many(problems)
    if (count := sum(len(raw.get(table, ())) for table in LISTS)) > MOST_ROWS:
        what = tr("it has {count} rows; the editor takes at most {most}.", count=count, most=MOST_ROWS)
        raise InputError(what, where=where, do=tr("Use the command line."))
    data = blank()
    to_rows: dict[str, str] = {}
    to_flows: dict[str, str] = {}
    data["product"] |= {key: _copied(value) for key, value in raw.get("product", {}).items()}
    data["electricity"] = _electricity(raw.get("electricity", {}))
    data["sources"] = _copied(raw.get("sources", {}))
    for table in LISTS:
        for row in raw.get(table, ()):
            data[COUNT] += 1
            identity = f"{table}:{data[COUNT]}"
            data[table].append({ID: identity} | _copied(row))
            if table in ROW_TABLES:
                to_rows.setdefault(row.get("name", ""), identity)
            elif table == "flows":
                to_flows.setdefault(row.get("name", ""), identity)
    return _referring(data, to_rows, to_flows)


def of_product(product: Product) -> Data:
    """A draft of a finished product."""
    return from_raw(product.model_dump(by_alias=True, exclude_defaults=True, exclude_none=True, mode="json"))


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(item) for key, item in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list | tuple) else value


def _electricity(value: Mapping[str, Any]) -> Data:
    mix = value.get("mix")
    return _copied(value) | ({"mix": str(mix)} if isinstance(mix, int | float) else {})  # type: ignore[no-any-return]


def _referring(data: Data, to_rows: Mapping[str, str], to_flows: Mapping[str, str]) -> Data:
    """The draft with every reference looked up: from names to identities, or back."""

    def found(key: str, value: Any) -> Any:
        table = to_rows if key in TO_ROWS else to_flows if key in TO_FLOWS else {}
        return [table.get(item, item) for item in value] if isinstance(value, list) else table.get(value, value)

    def looked_up(row: Mapping[str, Any]) -> Data:
        return {key: found(key, value) if key in (*TO_ROWS, *TO_FLOWS) else value for key, value in row.items()}

    for table in ROW_TABLES:
        data[table] = [looked_up(row) for row in data[table]]
    for scenario in data["scenarios"]:
        if "electricity" in scenario:
            scenario["electricity"] = _electricity(scenario["electricity"])
        if "overrides" in scenario:
            overrides = scenario["overrides"].items()
            scenario["overrides"] = {to_rows.get(row, row): looked_up(changes) for row, changes in overrides}
    return data


def names_of(data: Data) -> dict[str, str]:
    """Names of rows, own flows and scenarios by identity; a scenario or flow without one is named for its title."""
    found = {}
    for table in LISTS:
        for row in data[table]:
            given = row.get("name") or (_named_for(row) if table not in ROW_TABLES else "")
            found[row[ID]] = given
    return found


def _named_for(row: Data) -> str:
    """The id for a row's title; one of its identity when the title has no letter of the Latin alphabet."""
    title = row.get("title") or ""
    return identifier(title) or (identifier(row[ID]) if title else "")


def identifier(title: str) -> str:
    """An id for a title: ``Made in Jamaica, recycled`` -> ``made-in-jamaica-recycled``."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def to_raw(data: Data) -> Data:
    """The plain data of a product file: names for identities, without anything that is blank."""
    names = names_of(data)
    card = data["product"]
    title = card.get("title") or ""
    given = {"id": card.get("id") or identifier(title) or ("product" if title else "")} | {
        key: value for key, value in card.items() if key != "id"
    }
    raw = _referring(_copied({**data, "product": given}), names, names)
    del raw[COUNT]
    for table in LISTS:
        raw[table] = [{"name": names[row[ID]]} | {k: v for k, v in row.items() if k not in (ID, "name")}
                      for row in raw[table]]  # fmt: skip
    full: Data = _filled(raw)
    card = {"functional_unit": {}, "mass": {}} | full.get("product", {})
    return {"product": card} | {key: value for key, value in full.items() if key != "product"}


def _filled(value: Any) -> Any:
    """A value without its blank parts; a list keeps its tables, so that their numbers stay those of the draft."""
    if isinstance(value, Mapping):
        inner = {key: _filled(item) for key, item in value.items() if key}
        return {key: item for key, item in inner.items() if not _is_blank(item)}
    return [_filled(item) for item in value] if isinstance(value, list) else value


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str | Mapping | list) and not value)


def is_blank(data: Data) -> bool:
    """Whether nothing was written yet."""
    return not any(_filled({key: value for key, value in data.items() if key != COUNT}).values())


def get(data: Data, path: Sequence[str], default: Any = None) -> Any:
    """The value at a path; rows are found by identity: ``("raw_materials", "raw_materials:3", "amount")``."""
    node: Any = data
    for part in path:
        if isinstance(node, list):
            node = next((item for item in node if item[ID] == part), None)
        else:
            node = node.get(part) if isinstance(node, Mapping) else None
        if node is None:
            return default
    return node


def put(data: Data, path: Sequence[str], value: Any) -> Data:
    """The draft with a value written at a path."""
    return _put(data, tuple(path), value)  # type: ignore[no-any-return]


def _put(node: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    if isinstance(node, list):
        return [_put(item, path[1:], value) if item[ID] == path[0] else item for item in node]
    return {**node, path[0]: _put(node.get(path[0]) or {} if len(path) > 1 else None, path[1:], value)}


def drop(data: Data, path: Sequence[str]) -> Data:
    """The draft without what is at a path; a row takes along what refers to it."""
    *parent, last = path
    node = get(data, parent)
    if isinstance(node, list):
        return _without_row(put(data, parent, [item for item in node if item[ID] != last]), last)
    if not isinstance(node, Mapping):
        return data
    return put(data, parent, {key: value for key, value in node.items() if key != last})


def _without_row(data: Data, identity: str) -> Data:
    def freed(row: Data) -> Data:
        return {
            key: [item for item in value if item != identity] if isinstance(value, list) else value
            for key, value in row.items()
            if not (key in (*TO_ROWS, *TO_FLOWS) and value == identity)
        }

    result = {**data, **{table: [freed(row) for row in data[table]] for table in ROW_TABLES}}
    result["scenarios"] = [
        {**scenario, "overrides": {row: freed(changes) for row, changes in scenario["overrides"].items()
                                   if row != identity}} if scenario.get("overrides") else scenario
        for scenario in data["scenarios"]
    ]  # fmt: skip
    return result


def add(data: Data, table: str, **values: Any) -> tuple[Data, str]:
    """The draft with a new row at the end of a table, and the row's identity."""
    identity = f"{table}:{data[COUNT] + 1}"
    return {**data, COUNT: data[COUNT] + 1, table: [*data[table], {ID: identity, **values}]}, identity


def shift(data: Data, table: str, identity: str, step: int) -> Data:
    """The draft with a row moved up (-1) or down (+1)."""
    rows = list(data[table])
    old = next(index for index, row in enumerate(rows) if row[ID] == identity)
    rows.insert(max(0, min(len(rows) - 1, old + step)), rows.pop(old))
    return {**data, table: rows}


@dataclass(frozen=True)
class History:
    """A draft with what it was before, and what was undone; the newest of each comes last."""

    present: Data = field(default_factory=blank)
    past: tuple[Data, ...] = ()
    future: tuple[Data, ...] = ()

    def edited(self, data: Data) -> History:
        """A step forward; what had been undone is forgotten."""
        if data == self.present:
            return self
        return History(data, (*self.past, self.present)[-MOST_STEPS:])

    def undone(self) -> History:
        """A step back, if there is one."""
        if not self.past:
            return self
        return replace(self, present=self.past[-1], past=self.past[:-1], future=(*self.future, self.present))

    def redone(self) -> History:
        """The step that was undone last, if there is one."""
        if not self.future:
            return self
        return replace(self, present=self.future[-1], past=(*self.past, self.present), future=self.future[:-1])
