"""A scenario as a small system that can be redone by hand: the sums, and the matrices A, B and C.

The processes are those of the foreground with their cradle-to-gate inventories; the electricity and the heat they draw
where they run are processes of their own, so that a grid stays visible. Per functional unit, with the demand ``f``:

- ``A s = f``: each column of A makes one unit of its process and takes (negative) what it needs of the others;
- ``g = B s``: elementary flows, per unit of each process in the columns of B;
- ``h = C g``: categories, by the characterisation factors in C.

Reference: Heijungs & Suh (2002), The Computational Structure of Life Cycle Assessment, doi:10.1007/978-94-015-9900-9.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from localca.assessment import Assessment, Floats, Line
from localca.background import Match, OpenBackground
from localca.errors import InputError
from localca.impact_methods import characterisation_factors
from localca.language import mark, tr
from localca.own_flows import PREFIX, OwnFlows
from localca.places import place_name

DEMAND = mark("1 functional unit")


@dataclass(frozen=True)
class Term:
    """One line of the sum: ``amount * unit_score = score``."""

    stage: str
    row: str
    title: str
    place: str
    amount: float
    unit: str
    unit_score: float
    score: float


@dataclass(frozen=True)
class SmallSystem:
    """Matrices of a scenario: A (processes, processes), B (flows, processes), C (categories, flows), demand f."""

    processes: tuple[str, ...]
    units: tuple[str, ...]
    flows: tuple[str, ...]
    flow_units: tuple[str, ...]
    categories: tuple[str, ...]
    technosphere: Floats
    interventions: Floats
    characterisation: Floats
    demand: Floats

    @property
    def scaling(self) -> Floats:
        """How much each process runs, ``s = A^-1 f``."""
        return np.asarray(np.linalg.solve(self.technosphere, self.demand))

    @property
    def inventory(self) -> Floats:
        """The elementary flows of one functional unit, ``g = B s``."""
        return np.asarray(self.interventions @ self.scaling)

    @property
    def scores(self) -> Floats:
        """The score of one functional unit in each category, ``h = C g``."""
        return np.asarray(self.characterisation @ self.inventory)


def terms(assessment: Assessment, scenario: str, method: str) -> list[Term]:
    """The sum behind a total, line by line, in the order of the stages."""
    column = assessment.column(method)
    return [
        Term(line.stage, line.row, line.words, place_name(line.place), line.amount, line.unit,
             float(score[column]) / line.amount if line.amount else 0.0, float(score[column]))
        for line, score in zip(assessment.lines, assessment.scores, strict=True)
        if line.scenario == scenario
    ]  # fmt: skip


@dataclass(frozen=True)
class _Process:
    line: Line
    parts: tuple[tuple[Match, float], ...]


def small_system(assessment: Assessment, scenario: str, methods: Sequence[str]) -> SmallSystem:
    """The matrices of a scenario for some categories; elementary flows that play no part are left out.

    Raises:
        InputError: for a declared flow, which has no elementary flows, or a database of the user's own.
    """
    background = _open(assessment)
    processes: dict[tuple[str, str], _Process] = {}
    takes: dict[tuple[tuple[str, str] | None, tuple[str, str]], float] = {}
    for demand, drawn in _demands(assessment, scenario):
        key = _key(demand.line)
        new = key not in processes
        processes.setdefault(key, demand)
        takes[None, key] = takes.get((None, key), 0.0) + demand.line.amount
        for item in drawn if new and demand.line.amount else ():
            processes.setdefault(_key(item.line), item)
            takes[key, _key(item.line)] = item.line.amount / demand.line.amount
    keys = [None, *sorted(processes, key=lambda key: processes[key].line.component != "residual")]
    position = {key: index for index, key in enumerate(keys)}
    a = np.eye(len(keys))
    for (user, used), amount in takes.items():
        a[position[used], position[user]] -= amount
    shown = [processes[key] for key in keys if key]
    return _shown(assessment, background, shown, a, _inventories(assessment, background, shown), methods)


def _open(assessment: Assessment) -> OpenBackground:
    database = assessment.database
    behind = database.behind if isinstance(database, OwnFlows) else database
    if not isinstance(behind, OpenBackground):
        raise InputError(tr("matrices are written out for the open database only."), where=tr("small system"),
                         do=tr("Use the sums, or your database's own tools."))  # fmt: skip
    return behind


def _demands(assessment: Assessment, scenario: str) -> Iterator[tuple[_Process, list[_Process]]]:
    """Each demand with the electricity and heat drawn by it, which follow it in the list of lines."""
    found: list[tuple[_Process, list[_Process]]] = []
    for line, parts in zip(assessment.lines, assessment.parts, strict=True):
        if line.scenario != scenario:
            continue
        if line.component == "residual":
            found.append((_Process(line, parts), []))
        else:
            found[-1][1].append(_Process(line, parts))
    yield from found


def _key(line: Line) -> tuple[str, str]:
    """Processes are told apart by flow and place; electricity of production at the site may be a mix of its own."""
    if line.component == "residual":
        return f"{line.flow}|{'production' if line.stage == 'production' else 'material'}", line.place
    return line.key, "" if line.component == "heat" else line.place


def _name(line: Line) -> str:
    if line.component == "electricity":
        mix = line.key.partition(":")[2].split("(")[0]
        return tr("electricity at the plug, {place} {mix}", place=place_name(line.place), mix=mix).strip()
    return line.words if line.component == "heat" else f"{line.words}, {place_name(line.place)}"


def _inventories(assessment: Assessment, background: OpenBackground, processes: Sequence[_Process]) -> Floats:
    """The elementary flows of one unit of each process, shape (flows, 1 + processes); the first column is empty."""
    own = {PREFIX + flow.name: flow for flow in assessment.product.flows}
    keys = list(background.tables.elementary)
    matches = {match.key: match for item in processes for match, _ in item.parts if match.key not in own}
    solved = background.inventories(list(matches.values()))[keys]
    columns = [np.zeros(len(keys))]
    for item in processes:
        column = np.zeros(len(keys))
        for match, amount in item.parts:
            flow = own.get(match.key)
            if flow is None:
                column += amount * solved.loc[match.key].to_numpy()
            elif flow.declared:
                raise InputError(tr("'{name}' has declared factors and no elementary flows.", name=flow.name),
                                 where=tr("small system"),
                                 do=tr("Use the sums instead of the matrices."))  # fmt: skip
            else:
                column += amount * np.array([flow.elementary.get(key, 0.0) for key in keys])
        columns.append(column)
    return np.array(columns).T


def _shown(assessment: Assessment, background: OpenBackground, processes: Sequence[_Process], a: Floats, b: Floats,
           methods: Sequence[str]) -> SmallSystem:  # fmt: skip
    elementary = list(background.tables.elementary.values())
    chosen = [method for method in assessment.methods if method.id in methods]
    factors, _ = characterisation_factors(chosen, elementary)
    kept = [index for index in range(len(elementary)) if b[index].any() and factors[:, index].any()]
    demand = np.zeros(len(a))
    demand[0] = 1.0
    return SmallSystem(
        processes=(tr(DEMAND), *(_name(item.line) for item in processes)),
        units=("", *(item.line.unit for item in processes)),
        flows=tuple(elementary[index].name for index in kept),
        flow_units=tuple(elementary[index].unit for index in kept),
        categories=tuple(method.id for method in chosen),
        technosphere=a,
        interventions=b[kept],
        characterisation=factors[:, kept],
        demand=demand,
    )
