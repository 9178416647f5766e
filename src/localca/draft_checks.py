"""What is wrong with a draft, and beside which field it is to be said: problems placed on the draft's own paths."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from localca import drafts, foreground, product, product_parts, units
from localca.drafts import ID, Data, Path
from localca.errors import InputError, Problem
from localca.language import mark, tr
from localca.product import AUTO, Product
from localca.product_fields import LISTS, ROW_TABLES
from localca.product_file import IS_MISSING, from_dict
from localca.scenario import SCENARIO
from localca.tables import load_tables

WHERE = "draft"
NO_MATERIAL, NO_SCENARIO = mark("no raw material yet."), mark("no scenario yet.")
MISSING = (IS_MISSING, NO_MATERIAL, NO_SCENARIO)
# Messages about a whole row, and the field that is meant.
SAID_OF_ROWS = {
    **dict.fromkeys(units.WRONG_UNIT, "unit"),
    foreground.NO_MATERIAL: "processes",
    foreground.LOSES_WHAT: "processes",
    foreground.CARRIES_WHAT: "carries",
    foreground.NO_DISTANCE: "distance",
    product.NO_MODE: "mode",
    product.NO_RECYCLED_FLOW: "recycled_flow",
    product_parts.NO_RANGE: "low",
    product_parts.OUTSIDE: "low",
    product_parts.TWO_SPREADS: "gsd",
    product_parts.TWO_KINDS: "declared",
    product_parts.EMPTY: "kwh",
}
REPEATED = {
    product.EQUAL_ROWS: ROW_TABLES,
    product.EQUAL_SCENARIOS: ("scenarios",),
    product.EQUAL_FLOWS: ("flows",),
}
FLOWS = {"transport": ("mode", "ship")}  # where a row names flows


@dataclass(frozen=True)
class Finding:
    """A problem with the path of the field it belongs to; ``()`` when it belongs to the draft as a whole."""

    path: Path
    problem: Problem

    @property
    def missing(self) -> bool:
        """Whether something is still to be written, rather than wrong."""
        return any(self.problem.what == tr(message) for message in MISSING)

    @property
    def table(self) -> str:
        """The table of the draft it belongs to."""
        return self.path[0] if self.path else ""


def product_of(data: Data) -> Product:
    """The finished product of a draft.

    Raises:
        InputError: carrying everything that is missing or wrong.
    """
    if unfinished := list(_missing_tables(data)):
        try:
            from_dict(drafts.to_raw(data), WHERE)
        except InputError as error:
            said = {problem.where for problem in unfinished}
            unfinished += [problem for problem in error.problems if problem.where not in said]
        raise InputError.many(unfinished)
    return from_dict(drafts.to_raw(data), WHERE)


def _missing_tables(data: Data) -> Iterator[Problem]:
    if not data["raw_materials"]:
        yield Problem(tr(NO_MATERIAL), f"{WHERE}, raw_materials", (), tr("Add what the product is made of."))
    if not data["scenarios"]:
        do = tr("Add the ways to supply it that you compare.")
        yield Problem(tr(NO_SCENARIO), f"{WHERE}, scenarios", (), do)


def placed(problems: Iterable[Problem], data: Data) -> tuple[Finding, ...]:
    """Each problem beside the field of the draft that it is about."""
    return tuple(Finding(path, problem) for problem in problems for path in _paths(problem, data))


def _paths(problem: Problem, data: Data) -> Iterator[Path]:
    for message, tables in REPEATED.items():
        if _says(problem.what, message):
            yield from _repeated(data, tables)
            return
    yield _path(problem, data)


def _says(text: str, message: str) -> bool:
    """Whether a text begins with a message, whatever stands in its ``{places}``, in the language at hand."""
    return bool(re.match(".*?".join(map(re.escape, re.split(r"\{\w+\}", tr(message)))), text, re.DOTALL))


def _repeated(data: Data, tables: Iterable[str]) -> Iterator[Path]:
    names = drafts.names_of(data)
    mine = [(table, row[ID]) for table in tables for row in data[table]]
    for table, identity in mine:
        if [names[other] for _, other in mine].count(names[identity]) > 1:
            yield (table, identity, "name" if table in ROW_TABLES else "title")


def _path(problem: Problem, data: Data) -> Path:
    _, comma, rest = problem.where.partition(", ")
    rest = rest if comma else problem.where
    names = drafts.names_of(data)
    scenario = ""
    for row in sorted(data["scenarios"], key=lambda item: -len(names[item[ID]])):
        start = f"{SCENARIO} {names[row[ID]]}, "
        if rest.startswith(start):
            scenario, rest = row[ID], rest.removeprefix(start)
            break
    starts = _starts(data, names)
    found = max((start for start in starts if rest.startswith(start)), key=len, default="")
    if not found:
        return _of_table(rest, scenario, data)
    path, tail = starts[found], rest.removeprefix(found).lstrip(".")
    if len(path) > 2:
        return path
    named = tuple(tail.split(".")) if tail else tuple(filter(None, [_field_of(problem.what, data, path, scenario)]))
    changed = ("scenarios", scenario, "overrides", path[1])
    overridden = scenario and (rest.startswith("overrides[") or (named and named[0] in drafts.get(data, changed, {})))
    return (*(changed if overridden else path), *named)


def _starts(data: Data, names: Mapping[str, str]) -> dict[str, Path]:
    """How the engine and the file reader begin to name a row, with the row's path; the first of equal names counts."""
    starts: dict[str, Path] = {}
    for table in LISTS:
        for number, row in enumerate(data[table], 1):
            name, path = names[row[ID]], (table, row[ID])
            for start in (f"{table}[{name or number}]", f"overrides[{name}]", f"{name}.source"):
                starts.setdefault(start, (*path, "source") if start.endswith(".source") and name else path)
    return {start: path for start, path in starts.items() if start not in ("overrides[]", ".source")}


def _of_table(rest: str, scenario: str, data: Data) -> Path:
    """The path of a field outside the rows: ``product.mass.unit``, ``electricity.mix``, a scenario's ``site``."""
    parts = tuple(rest.split("."))
    if parts[0] == "place_of_use":
        return ("product", "place_of_use")
    if parts[0] == "electricity":
        own = drafts.get(data, ("scenarios", scenario, "electricity"), {}) if scenario else {}
        return ("scenarios", scenario, *parts[:2]) if own and (len(parts) == 1 or parts[1] in own) else parts[:2]
    if scenario and parts[0] in ("site", "heat", "overrides"):
        return ("scenarios", scenario, *parts)
    if parts[0] == "heat":
        return ("product", "heat")
    return parts if parts[0] in ("product", *LISTS, "sources") else ()


def _field_of(text: str, data: Data, path: Path, scenario: str) -> str:
    """The field of a row that a text is about: by what it says, else the first that names a flow there is not."""
    if field := next((field for message, field in SAID_OF_ROWS.items() if _says(text, message)), ""):
        return field
    if path[0] not in ROW_TABLES:
        return ""
    row, under = drafts.get(data, path), drafts.get(data, ("scenarios", scenario), {})
    named = {name: effective(data, under, row, name) for name in FLOWS.get(path[0], ("flow", "recycled_flow"))}
    return next((name for name, flow in named.items() if flow and not _is_flow(data, flow)), "")


def _is_flow(data: Data, name: str) -> bool:
    own = drafts.get(data, ("flows", name)) is not None
    return own or name == AUTO or name in load_tables().activities


def beside(findings: Iterable[Finding], path: Path) -> list[Finding]:
    """The findings to say beside the field at a path; beside a row, those of no field of it."""
    return [finding for finding in findings if finding.path == path]


def effective(data: Data, scenario: Mapping[str, Any], row: Mapping[str, Any], name: str, default: Any = None) -> Any:
    """A field of a row under a scenario: the scenario's own value, else the row's, else the default."""
    changes = scenario.get("overrides", {}).get(row[ID], {})
    given = changes.get(name)
    return row.get(name, default) if given is None or given == "" else given
