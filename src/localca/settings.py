"""``field=value`` settings, written into the plain data of a product file before it is validated."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from localca.errors import InputError, nearest_names
from localca.language import mark, tr

NO_SCENARIO, NO_ROW = mark("there is no scenario '{name}'."), mark("there is no row '{name}'.")


def apply_setting(raw: dict[str, Any], setting: str) -> None:
    """Write one ``field=value`` setting into the plain data of a product file.

    ``resin.recycled_share=0.5`` changes a row in every scenario, ``local:resin.origin=TTO`` in one;
    ``electricity.own_share=0.2``, ``product.service_life=2`` and ``local:site=MEX`` work alike.

    Raises:
        InputError: for a malformed setting or an unknown row or scenario.
    """
    target, equals, text = setting.partition("=")
    scenario_name, colon, path = target.rpartition(":")
    parts = [part.strip() for part in path.split(".")]
    if not equals or not all(parts):
        raise InputError(
            tr("'{setting}' is not field=value.", setting=setting),
            where="--set",
            do=tr("Write for example --set resin.recycled_share=0.5"),
        )
    try:
        value = tomllib.loads(f"value={text}")["value"]
    except (tomllib.TOMLDecodeError, RecursionError):
        value = text.strip()
    node, rest = _node(raw, scenario_name.strip() if colon else "", parts, setting)
    for part in rest[:-1]:
        node = node.setdefault(part, {}) if isinstance(node, dict) else node
    if not rest or not isinstance(node, dict):
        raise InputError(tr("the setting names no field."), where=f"--set {setting}", do=tr("Write row.field=value."))
    node[rest[-1]] = value


def _node(raw: dict[str, Any], scenario_name: str, parts: list[str], setting: str) -> tuple[dict[str, Any], list[str]]:
    """The table a setting writes to, and the rest of its path."""
    rows = _named(raw, "raw_materials", "production", "transport")
    if scenario_name:
        scenarios = _named(raw, "scenarios")
        _known(scenario_name, scenarios, setting, NO_SCENARIO)
        scenario = scenarios[scenario_name]
        if len(parts) == 1 or parts[0] == "electricity":
            return scenario, parts
        _known(parts[0], rows, setting, NO_ROW, tr("Name a row or electricity."))
        overrides = scenario.setdefault("overrides", {})
        return (overrides.setdefault(parts[0], {}) if isinstance(overrides, dict) else overrides), parts[1:]
    if parts[0] in ("product", "electricity") and len(parts) > 1:
        return raw, parts
    _known(parts[0], rows, setting, NO_ROW, tr("Name a row, `product`, `electricity`, or scenario:row."))
    return rows[parts[0]], parts[1:]


def _named(raw: Mapping[str, Any], *tables: str) -> dict[str, dict[str, Any]]:
    """The rows of some arrays of tables that have a name, by name."""
    lists = (raw[table] for table in tables if isinstance(raw.get(table), list))
    found = (row for rows in lists for row in rows if isinstance(row, dict))
    return {row["name"]: row for row in found if isinstance(row.get("name"), str)}


def _known(name: str, valid: Mapping[str, Any], setting: str, what: str, do: str = "") -> None:
    if name not in valid:
        raise InputError(
            tr(what, name=name),
            where=f"--set {setting}",
            nearest=nearest_names(name, valid) or tuple(valid),
            do=do,
        )
