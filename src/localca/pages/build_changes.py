"""What the scenarios of a draft change: what can be changed, where it is written, and all of it as one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from localca import drafts
from localca.draft_checks import effective
from localca.drafts import ID, Data, Path
from localca.editor_fields import CHANGEABLE, CHOICES, EDITORS, REMOVED, WHOLE, Field, field_of
from localca.editor_values import in_words
from localca.language import mark, tr
from localca.pages import build_words
from localca.places import place_name
from localca.product import AUTO
from localca.product_fields import ROW_TABLES
from localca.wording import amount, share_words

CHANGED = "✎"
POWER, ALL = "electricity", "whole"
WHOLE_FIELDS = tuple(field.name for line in WHOLE for field in line)
ALWAYS = {"raw_materials": ("amount", "origin"), "production": ("origin",), "transport": ()}
NOTHING = "–"
PLACES = {"site": mark("the factory"), "use": mark("place of use"), "origin": mark("its origin")}
UNNAMED = {
    "raw_materials": mark("raw materials {number}, no name yet"),
    "production": mark("production {number}, no name yet"),
    "transport": mark("transport {number}, no name yet"),
}


def owners(data: Data) -> dict[str, str]:
    """What a scenario can change: the rows by identity, the electricity, the whole."""
    found = {row[ID]: in_words(row.get("name")) or tr(UNNAMED[table], number=number)
             for table in ROW_TABLES for number, row in enumerate(data[table], 1)}  # fmt: skip
    return {**found, POWER: tr("Electricity of the production"), ALL: tr("The whole scenario")}


def owner(data: Data, path: Path) -> str:
    """Whose field a change is, in words."""
    kind = path[2]
    return owners(data)[POWER if kind == POWER else ALL] if kind != "overrides" else owners(data).get(path[3], path[3])


def _table(owner: str) -> str:
    return POWER if owner == POWER else "scenarios" if owner == ALL else owner.partition(":")[0]


def changeable(scenario: Mapping[str, Any], owner: str) -> dict[str, str]:
    """The fields of an owner that the scenario does not change yet, with their labels."""
    table = _table(owner)
    if owner == ALL:
        names, taken = WHOLE_FIELDS, scenario
    elif owner == POWER:
        names = tuple(field.name for line in EDITORS[POWER][0] for field in line)
        taken = scenario.get(POWER) or {}
    else:
        names, taken = (*CHANGEABLE[table], REMOVED.name), (scenario.get("overrides") or {}).get(owner, {})
    return {name: tr(field_of(table, name).label) for name in names if name not in taken}


def path_of(scenario: str, owner: str, name: str) -> Path:
    """Where a change is written in the draft."""
    inner = {ALL: (), POWER: (POWER,)}.get(owner, ("overrides", owner))
    return ("scenarios", scenario, *inner, name)


def now(data: Data, owner: str, name: str) -> Any:
    """What a field is without the change: where the change begins."""
    if name == REMOVED.name:
        return True
    table = _table(owner)
    base: Path = ("product",) if owner == ALL else (POWER,) if owner == POWER else (table, owner)
    field = field_of("product" if owner == ALL else table, name)
    return drafts.get(data, (*base, name), field.default)


def table(data: Data) -> list[dict[str, str]]:
    """Rows by scenarios: what each is under each scenario; what a scenario changes is marked."""
    titles = _titles(data)
    rows = [{"": tr("Factory"), **{titles[s[ID]]: place_name(s.get("site") or NOTHING) for s in data["scenarios"]}}]
    for table in ROW_TABLES:
        for row in data[table]:
            changed = {name for s in data["scenarios"] for name in (s.get("overrides") or {}).get(row[ID], {})}
            for name in dict.fromkeys([*ALWAYS[table], *sorted(changed)]):
                rows.append(_line(data, table, row, name, titles))
    for owner, names in ((POWER, ("place", "mix", "own_share", "own_technology", "voltage", "applies_to", "loss")),
                         (ALL, WHOLE_FIELDS)):  # fmt: skip
        for name in names:
            paths = {s[ID]: path_of(s[ID], owner, name) for s in data["scenarios"]}
            if any(drafts.get(data, path) is not None for path in paths.values()):
                field, usual = field_of(_table(owner), name), now(data, owner, name)
                cells = {titles[key]: _cell(data, field, usual, drafts.get(data, path)) for key, path in paths.items()}
                rows.append({"": f"{owners(data)[owner]}: {build_words.in_line(field.label)}", **cells})
    return rows


def _titles(data: Data) -> dict[str, str]:
    given = [in_words(row.get("title")) for row in data["scenarios"]]
    return {
        row[ID]: title if title and given.count(title) == 1 else f"{title or tr('Scenario')} ({number})"
        for number, (row, title) in enumerate(zip(data["scenarios"], given, strict=True), 1)
    }  # fmt: skip


def _line(data: Data, table: str, row: Data, name: str, titles: Mapping[str, str]) -> dict[str, str]:
    field = field_of(table, name)
    cells = {}
    for scenario in data["scenarios"]:
        own = (scenario.get("overrides") or {}).get(row[ID], {}).get(name)
        unit = effective(data, scenario, row, "unit", field_of(table, "unit").default) if name in (
            "amount", "low", "high", "distance") else ""  # fmt: skip
        words = _cell(data, field, row.get(name, field.default), own)
        cells[titles[scenario[ID]]] = f"{words} {build_words.unit_label(str(unit))}".strip()
    return {"": f"{in_words(row.get('name')) or tr('no name yet')}: {build_words.in_line(field.label)}", **cells}


def _cell(data: Data, field: Field, usual: Any, own: Any) -> str:
    given = own is not None and own != ""
    text = _words(data, field, own if given else usual)
    return f"{CHANGED} {text}" if given else text


def _words(data: Data, field: Field, value: Any) -> str:
    """A value of a field in words."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if field.kind == "percent":
        return f"{amount(100 * value)} %"
    if field.kind == "number":
        return amount(value)
    if field.kind == "flag":
        return tr("yes") if value else tr("no")
    if field.kind == "flow":
        own = drafts.get(data, ("flows", value), {})
        return str(in_words(own.get("title")) or (tr("proposed") if value == AUTO else build_words.title(value)))
    if field.kind == "place":
        return tr(PLACES[value]) if value in PLACES else place_name(value)
    if field.kind == "quantity":
        return f"{amount(value.get('amount') or 0.0)} {build_words.unit_label(value.get('unit') or '')}"
    if isinstance(value, Mapping):
        return "; ".join(f"{name} {share_words(share or 0.0)}" for name, share in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(str(owners(data).get(item, item)) for item in value)
    return str(CHOICES.get(value) or owners(data).get(value) or value)
