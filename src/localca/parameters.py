"""The parameters of a comparison that can be turned: what each changes, and how far it can go.

The difference between two scenarios is a straight line in one coordinate of each parameter, whatever the others are:
``x`` for shares, distances, kWh per kg and the score of a grid, ``1/(1-x)`` for losses and unsold shares, ``1/x`` for
the service life. Break-evens, maps and sweeps rest on that.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from localca.assessment import Assessment, Floats, Line
from localca.background import ELECTRICITY
from localca.engine import reassess
from localca.product import Product
from localca.scenario import Resolved, resolve_scenario
from localca.variation import with_electricity, with_row, with_scenario

Shape = Literal["linear", "lossy", "inverse"]
Value = float | Floats
HALF_WORLD = 20_037.5


def _unchanged(product: Product, value: float) -> Product:
    return product


@dataclass(frozen=True)
class Parameter:
    """One parameter of one scenario.

    It changes the product (``change``), or scales lines of the scenario in proportion to ``value / current``
    (``scales``), or sets the allocation factor A of a material (``material``). ``bounds`` and ``current`` are numbers,
    or arrays over the methods where the unit differs by method.
    """

    id: str
    kind: str
    title: str
    unit: str
    bounds: tuple[Value, Value]
    current: Value
    shape: Shape = "linear"
    change: Callable[[Product, float], Product] = _unchanged
    scales: Callable[[Line], bool] | None = None
    material: str = ""

    def coordinate(self, value: Value) -> Floats:
        """The value in the coordinate in which the difference is a straight line."""
        x = np.asarray(value, dtype=float)
        if self.shape == "lossy":
            return np.asarray(1 / (1 - x))
        return np.asarray(1 / x) if self.shape == "inverse" else x

    def value(self, coordinate: float) -> float | None:
        """The value at a coordinate; None where there is none."""
        if self.shape == "linear":
            return coordinate
        if coordinate == 0:
            return None
        return 1 - 1 / coordinate if self.shape == "lossy" else 1 / coordinate

    @property
    def probes(self) -> tuple[Value, Value]:
        """Two values that are apart, at which to evaluate the difference."""
        low, high = self.bounds
        return (low, high) if self.shape != "inverse" else (low, np.asarray(low) * 2)


@dataclass(frozen=True)
class Turning:
    """A scenario against a reference, with parameters to turn."""

    base: Assessment
    scenario: str
    reference: str
    parameters: tuple[Parameter, ...]

    def difference(self, settings: Sequence[tuple[Parameter, Value]] = ()) -> Floats:
        """Scenario minus reference with some parameters set, shape (methods,); evaluated by the engine."""
        product, tables, allocation = self.base.product, self.base.tables, self.base.allocation
        for parameter, value in settings:
            if parameter.change is not _unchanged:
                product = parameter.change(product, float(np.asarray(value).flat[0]))
            if parameter.material:
                rows = tables.cff[parameter.material]
                factor = rows["A"].model_copy(update={"amount": float(np.asarray(value).flat[0])})
                tables = replace(tables, cff={**tables.cff, parameter.material: {**rows, "A": factor}})
                allocation = "cff"
        found = self.base
        if (product, tables, allocation) != (found.product, found.tables, found.allocation):
            found = reassess(replace(found, tables=tables), product, [self.reference, self.scenario], allocation)
        totals = found.stage_scores
        result = totals[self.scenario].sum(axis=0) - totals[self.reference].sum(axis=0)
        scaled = [(parameter, value) for parameter, value in settings if parameter.scales]
        return np.asarray(result + self._scaled(found, scaled)) if scaled else np.asarray(result)

    def _scaled(self, found: Assessment, settings: Sequence[tuple[Parameter, Value]]) -> Floats:
        """What scaling lines of the scenario adds to its score."""
        extra = np.zeros(len(found.methods))
        for line, score in zip(found.lines, found.scores, strict=True):
            factor: Floats = np.ones(len(found.methods))
            for parameter, value in settings:
                if line.scenario == self.scenario and parameter.scales and parameter.scales(line):
                    current = np.asarray(parameter.current, dtype=float)
                    factor = factor * np.divide(value, current, out=np.ones_like(factor), where=current != 0)
            extra += (factor - 1) * score
        return extra


def turning(assessment: Assessment, scenario: str, reference: str) -> Turning:
    """A scenario against a reference with all its parameters, the grid first.

    Raises:
        InputError: for an unknown scenario.
    """
    resolved = resolve_scenario(assessment.product, scenario)
    base = reassess(assessment, assessment.product, [reference, scenario])
    found = [
        _grid(base, scenario),
        *(_kwh(step.name) for step in resolved.production if _draws_power(base, scenario, step.name)),
        Parameter(
            "own_share", "own_share", f"share of own {resolved.electricity.own_technology.replace('_', ' ')}", "share",
            (0.0, 1.0), resolved.electricity.own_share,
            change=lambda product, x: with_electricity(product, scenario, own_share=x),
        ),
        *_materials(base, scenario, resolved),
        *_distances(base, scenario),
        *_losses(base, scenario, resolved),
        Parameter(
            "service_life", "service_life", "service life (uses or years per product)", "times", (1.0, 1000.0),
            resolved.service_life, "inverse", lambda product, x: with_scenario(product, scenario, service_life=x),
        ),
        Parameter(
            "unsold_share", "unsold_share", "unsold share", "share", (0.0, 0.9), resolved.unsold_share, "lossy",
            lambda product, x: with_scenario(product, scenario, unsold_share=x),
        ),
    ]  # fmt: skip
    return Turning(base, scenario, reference, tuple(found))


def _grid(base: Assessment, scenario: str) -> Parameter:
    """The score of the electricity used in production (and wherever else the same electricity is used)."""
    keys = {line.key for line in base.lines if line.scenario == scenario and line.stage == "electricity"}
    used = [(line.amount, score) for line, score in zip(base.lines, base.scores, strict=True)
            if line.scenario == scenario and line.key in keys]  # fmt: skip
    places = [place for place in sorted(base.tables.default_mix) if place in base.tables.losses]
    grids = base.database.unit_scores(
        [base.database.resolve(ELECTRICITY, "kWh", place) for place in places], base.methods
    )
    current = (
        np.sum([score for _, score in used], axis=0) / sum(amount for amount, _ in used)
        if used
        else np.zeros(len(base.methods))
    )
    return Parameter(
        "grid", "grid", "score of the electricity used in production", "{unit} per kWh",
        (grids.to_numpy().min(axis=0), grids.to_numpy().max(axis=0)), current, scales=lambda line: line.key in keys,
    )  # fmt: skip


def _draws_power(base: Assessment, scenario: str, row: str) -> bool:
    return any(line.scenario == scenario and line.row == row and line.stage == "electricity" for line in base.lines)


def _kwh(row: str) -> Parameter:
    return Parameter(
        f"kwh:{row}", "kwh", f"kWh in {row}, as a multiple of today's", "times", (0.0, 10.0), 1.0,
        scales=lambda line: line.row == row and line.stage == "electricity",
    )  # fmt: skip


def _distances(base: Assessment, scenario: str) -> Iterator[Parameter]:
    """The length of each leg, km."""
    legs = dict.fromkeys(_leg(line) for line in base.lines if line.scenario == scenario and line.stage == "transport")
    for leg in legs:
        row, flow, place, km = leg
        title = f"distance of {row} by {flow.replace('_', ' ')} from {place}"
        yield Parameter(
            f"distance:{row}, {flow} {place}", "distance", title, "km", (0.0, HALF_WORLD), km,
            scales=functools.partial(_is_leg, leg),
        )  # fmt: skip


def _leg(line: Line) -> tuple[str, str, str, float]:
    return line.row, line.flow, line.place, line.km


def _is_leg(leg: tuple[str, str, str, float], line: Line) -> bool:
    return line.stage == "transport" and _leg(line) == leg


def _set_row(scenario: str, row: str, field: str, product: Product, value: float) -> Product:
    return with_row(product, scenario, row, **{field: value})


def _losses(base: Assessment, scenario: str, resolved: Resolved) -> Iterator[Parameter]:
    for step in resolved.production:
        if step.processes:
            place = resolved.place(step.origin, resolved.where("production", step.name, "origin"))
            loss = base.database.resolve(step.flow, step.unit, place).loss if step.loss is None else step.loss
            yield Parameter(
                f"loss:{step.name}", "loss", f"loss in {step.name}", "share", (0.0, 0.9), loss, "lossy",
                functools.partial(_set_row, scenario, step.name, "loss"),
            )  # fmt: skip


def _materials(base: Assessment, scenario: str, resolved: Resolved) -> Iterator[Parameter]:
    """The recycled share of each material, and the allocation factor A where there are parameters for it."""
    for row in resolved.raw_materials:
        if not row.recycled_flow:
            continue
        yield Parameter(
            f"recycled:{row.name}", "recycled", f"recycled share of {row.name}", "share", (0.0, 1.0),
            row.recycled_share, change=functools.partial(_set_row, scenario, row.name, "recycled_share"),
        )  # fmt: skip
        material = row.cff_material or base.tables.cff_flows.get(row.flow, row.flow)
        known = base.tables.cff.get(material, {})
        if {"A", "Qs_Qp"} <= set(known):
            now = known["A"].amount if base.allocation == "cff" else 1.0
            yield Parameter(
                f"allocation_a:{row.name}", "allocation_a", f"allocation factor A of {row.name}", "share", (0.0, 1.0),
                now, material=material,
            )  # fmt: skip
