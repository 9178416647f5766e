"""A product as sheets of plain cells, and back: one sheet per stage, one for scenarios, one for what they change.

Text that a spreadsheet would run is written with an apostrophe in front, which is taken off again on reading.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from localca.errors import InputError, nearest_names
from localca.language import tr
from localca.product_fields import INNER, ROW_TABLES, fields
from localca.sheet_words import CARD, CHANGES, ORDER, POWER, README, SHEETS, SOURCES
from localca.terminal import RISKY

Sheets = dict[str, list[dict[str, Any]]]
ILLEGAL = {number: None for number in range(32) if chr(number) not in "\n\t\r"}


def columns(sheet: str) -> tuple[str, ...]:
    """The fields of a sheet, in order."""
    if sheet in (CARD, POWER):
        return ("field", "value")
    if sheet == CHANGES:
        return ("scenario", "row", "field", "value")
    if sheet == SOURCES:
        return ("key", *fields("sources"))
    return tuple(name for name in _flat_fields(SHEETS[sheet]) if name not in ("electricity", "overrides"))


def _flat_fields(table: str) -> list[str]:
    """The fields of a table, those of its inner tables by ``volume.amount``."""
    inner = {name: [f"{name}.{field}" for field in fields(name)] for name, kind in fields(table).items()
             if kind == "table"}  # fmt: skip
    return [flat for name in fields(table) for flat in inner.get(name, [name])]


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its inner tables taken apart."""
    flat: dict[str, Any] = {}
    for name, value in row.items():
        flat |= {f"{name}.{key}": item for key, item in value.items()} if name in INNER else {name: value}
    return flat


def to_sheets(raw: Mapping[str, Any]) -> Sheets:
    """The plain data of a product file as sheets, finished or not."""
    sheets: Sheets = {name: [_flat(row) for row in raw.get(table, ())] for name, table in SHEETS.items()}
    card = _flat(raw.get("product", {}))
    sheets[CARD] = [{"field": name, "value": card.get(name)} for name in _flat_fields("product")]
    power = raw.get("electricity", {})
    sheets[POWER] = [{"field": name, "value": power.get(name)} for name in fields("electricity")]
    sheets[CHANGES] = [
        {"scenario": scenario.get("name"), "row": row, "field": name, "value": value}
        for scenario in raw.get("scenarios", ())
        for row, changes in (("electricity", scenario.get("electricity", {})), *scenario.get("overrides", {}).items())
        for name, value in _flat(changes).items()
    ]
    sheets[SOURCES] = [{"key": key, **source} for key, source in raw.get("sources", {}).items()]
    return {
        name: [{key: row[key] for key in columns(name) if not _blank(row.get(key))} for row in sheets[name]]
        for name in ORDER
    }


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)


def from_sheets(sheets: Mapping[str, Sequence[Mapping[str, Any]]], where: str) -> dict[str, Any]:
    """The plain data of a product file from its sheets; blank cells and rows are left out.

    Raises:
        InputError: for sheets and columns that no product has, or a change of a scenario that is not there.
    """
    for sheet, rows in sheets.items():
        _known(sheet, (*ORDER, README), f"{where}, sheet")
        for row in rows if sheet in ORDER else ():
            for name in row:
                _known(name, columns(sheet), f"{where}, {sheet}, column")
    filled = {name: [{key: value for key, value in row.items() if not _blank(value)} for row in sheets.get(name, ())]
              for name in ORDER}  # fmt: skip
    raw: dict[str, Any] = {
        table: [_typed(row, table) for row in filled[sheet] if row] for sheet, table in SHEETS.items()
    }
    raw["product"] = _card(filled[CARD], where)
    power = {_text(row["field"]): row["value"] for row in filled[POWER] if {"field", "value"} <= set(row)}
    raw["electricity"] = _typed(power, "electricity")
    raw["sources"] = {
        _text(row["key"]): _typed({name: value for name, value in row.items() if name != "key"}, "sources")
        for row in filled[SOURCES]
        if "key" in row
    }
    _apply_changes(raw, filled[CHANGES], where)
    return {name: value for name, value in raw.items() if value}


def _known(name: str, valid: Sequence[str], where: str) -> None:
    if name not in valid:
        raise InputError(
            tr("'{name}' is not known.", name=name),
            where=where,
            nearest=nearest_names(name, valid),
            do=tr("Use: {fields}.", fields=", ".join(valid)),
        )


def _card(rows: Iterable[Mapping[str, Any]], where: str) -> dict[str, Any]:
    card: dict[str, Any] = {}
    for row in rows:
        if "value" in row:
            name = _text(row.get("field", ""))
            _known(name, _flat_fields("product"), f"{where}, {CARD}, field")
            card[name] = row["value"]
    return _typed(card, "product")


def _apply_changes(raw: dict[str, Any], rows: Iterable[Mapping[str, Any]], where: str) -> None:
    scenarios = {scenario.get("name", ""): scenario for scenario in raw["scenarios"]}
    tables = {row.get("name", ""): table for table in ROW_TABLES for row in raw[table]}
    for row in rows:
        if not row:
            continue
        name, target, field = (_text(row.get(key, "")) for key in ("scenario", "row", "field"))
        _known(name, tuple(scenarios), f"{where}, {CHANGES}, scenario")
        if target == "electricity" and target not in tables:
            scenarios[name].setdefault("electricity", {}).update(_typed({field: row.get("value")}, "electricity"))
            continue
        _known(target, (*tables, "electricity"), f"{where}, {CHANGES}, row")
        value = _flag(row.get("value")) if field == "remove" else None
        change = {field: value} if field == "remove" else _typed({field: row.get("value")}, tables[target])
        changes = scenarios[name].setdefault("overrides", {}).setdefault(target, {})
        for key, item in change.items():
            changes[key] = changes.get(key, {}) | item if isinstance(item, dict) and key in INNER else item


def _typed(row: Mapping[str, Any], table: str) -> dict[str, Any]:
    """Cells as the values their fields take; a cell that cannot be read so stays as it is, to be told of later."""
    kinds = fields(table)
    readers = {"number": _number, "flag": _flag, "list": _list, "map": _map, "mix": _mix, "text": _text}
    typed: dict[str, Any] = {}
    for name, value in row.items():
        outer, dot, inner = name.partition(".")
        if dot and outer in INNER:
            typed.setdefault(outer, {}).update(_typed({inner: value}, outer))
        else:
            typed[name] = readers.get(kinds.get(name, "text"), _text)(value)
    return typed


def _text(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else str(value)


def _number(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return value
    return value


def _flag(value: Any) -> Any:
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(
        _text(value).strip().lower(), value
    )


def _list(value: Any) -> Any:
    text = _text(value)
    if text.startswith("["):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    return [part.strip() for part in text.split(";") if part.strip()]


def _map(value: Any) -> Any:
    text, found = _text(value), {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, equals, number = part.rpartition("=")
        found[name.strip()] = _number(number.strip()) if equals else None
    return found


def _mix(value: Any) -> Any:
    return _map(value) if "=" in _text(value) else _text(value)


def cell(value: Any) -> Any:
    """A value as a cell: lists and tables as text, text that would be run with an apostrophe in front."""
    if isinstance(value, list | tuple):
        value = json.dumps(list(value)) if any(";" in item or "[" in item[:1] for item in value) else "; ".join(value)
    if isinstance(value, Mapping):
        value = "; ".join(f"{name}={number!r}" for name, number in value.items())
    if isinstance(value, str):
        value = value.translate(ILLEGAL)
        return f"'{value}" if value.lstrip("'").startswith(RISKY) else value
    return value


def uncell(value: Any) -> Any:
    """A cell as the value it stands for: without the apostrophe that :func:`cell` put in front."""
    if isinstance(value, str) and value.startswith("'") and value.lstrip("'").startswith(RISKY):
        return value[1:]
    return value
