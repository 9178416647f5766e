"""The parameters of a comparison that can be turned: what each changes, and how far it can go.

The difference between two scenarios is a straight line in one coordinate of each parameter, whatever the others are:
``x`` for shares, distances, kWh per kg and the score of a grid, ``1/(1-x)`` for losses and unsold shares, ``1/x`` for
the service life. Break-evens, maps and sweeps rest on that.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from localca.assessment import Assessment, Floats, Line
from localca.engine import reassess
from localca.errors import InputError
from localca.grids import bought_electricity, bought_shares, national_grids
from localca.language import Words, mark, tr
from localca.modes import distance_title, other_mode
from localca.parameter import Leg, Value, unchanged
from localca.parameter import Parameter as Parameter
from localca.places import place_name
from localca.product import Product, RawMaterial
from localca.scenario import Resolved, resolve_scenario
from localca.tables import Tables
from localca.variation import with_electricity, with_row, with_scenario

HALF_WORLD = 20_037.5
PER_KWH, TIMES = mark("{unit} per kWh"), mark("times")
OWN_TECHNOLOGIES = Words(
    {
        "solar_pv": mark("solar pv"),
        "wind_onshore": mark("wind onshore"),
        "wind_offshore": mark("wind offshore"),
        "hydro": mark("hydro"),
        "biomass_wood": mark("biomass wood"),
        "gas_engine": mark("gas engine"),
        "diesel_engine": mark("diesel engine"),
    }
)


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
            if parameter.change is not unchanged:
                product = parameter.change(product, float(np.asarray(value).flat[0]))
        if any(parameter.material for parameter, _ in settings):
            tables, allocation = self._with_factors(product, settings), "cff"
        found = self.base
        if (product, tables, allocation) != (found.product, found.tables, found.allocation):
            found = reassess(replace(found, tables=tables), product, [self.reference, self.scenario], allocation)
        result = np.subtract(*(found.stage_scores[name].sum(axis=0) for name in (self.scenario, self.reference)))
        scaled = [(item, value) for item, value in settings if item.scales or item.kind == "grid"]
        return np.asarray(result + self._scaled(found, scaled) if scaled else result)

    def _with_factors(self, product: Product, settings: Sequence[tuple[Parameter, Value]]) -> Tables:
        """The tables with the factors A that are set; where the base is the cut-off, the other materials keep A = 1."""
        tables = self.base.tables
        cff, chosen = dict(tables.cff), {item.material: value for item, value in settings if item.material}
        if self.base.allocation == "cutoff":
            whole = {name: row.model_copy(update={"amount": 1.0}) for name, row in cff[next(iter(chosen))].items()}
            resolved = [resolve_scenario(product, name) for name in (self.scenario, self.reference)]
            cff |= {_cff_material(row, tables): whole for side in resolved for row in side.raw_materials}
        for material, value in chosen.items():
            factor = tables.cff[material]["A"].model_copy(update={"amount": float(np.asarray(value).flat[0])})
            cff[material] = {**tables.cff[material], "A": factor}
        return replace(tables, cff=cff)

    def _scaled(self, found: Assessment, settings: Sequence[tuple[Parameter, Value]]) -> Floats:
        """What scaled lines and another grid add to the score of the scenario."""
        bought = bought_shares(found, self.scenario)
        extra = np.zeros(len(found.methods))
        for line, score in zip(found.lines, found.scores, strict=True):
            if line.scenario != self.scenario:
                continue
            grid, factor = np.zeros(len(found.methods)), np.ones(len(found.methods))
            for parameter, value in settings:
                if parameter.kind == "grid":
                    grid = line.amount * bought.get(line.key, 0.0) * (value - np.asarray(parameter.current))
                elif parameter.scales and parameter.scales(line):
                    other = parameter.instead
                    factor = factor * (value / parameter.current if other is None else 1 + value * (other - 1))
            extra += (score + grid) * factor - score
        return extra


def turning(assessment: Assessment, scenario: str, reference: str) -> Turning:
    """A scenario against a reference with all its parameters, the grid first.

    Raises:
        InputError: for an unknown scenario, or a scenario against itself.
    """
    resolved = resolve_scenario(assessment.product, scenario)
    if scenario == reference:
        raise InputError(
            tr("'{scenario}' is the reference itself.", scenario=scenario), where="scenario",
            do=tr("Choose another scenario or reference."),
        )  # fmt: skip
    base, power = reassess(assessment, assessment.product, [reference, scenario]), (scenario, "electricity")
    found = [
        _grid(base, scenario),
        *map(_kwh, dict.fromkeys(item.row for item in base.lines if (item.scenario, item.stage) == power)),
        Parameter(
            "own_share", "own_share", tr("share of own {technology}", technology=_technology(resolved)), "share",
            (0.0, 1.0), resolved.electricity.own_share,
            change=lambda product, x: with_electricity(product, scenario, own_share=x),
        ),
        *_materials(base, scenario, resolved),
        *(item for leg in _distances(base, scenario) for item in (leg, *other_mode(base, scenario, leg))),
        *_losses(base, scenario, resolved),
        Parameter(
            "service_life", "service_life", tr("service life (uses or years per product)"), TIMES, (1.0, 1000.0),
            resolved.service_life, "inverse", lambda product, x: with_scenario(product, scenario, service_life=x),
        ),
        Parameter(
            "unsold_share", "unsold_share", tr("unsold share"), "share", (0.0, 0.9), resolved.unsold_share, "lossy",
            lambda product, x: with_scenario(product, scenario, unsold_share=x),
        ),
    ]  # fmt: skip
    return Turning(base, scenario, reference, tuple(_holding_today(item) for item in found))


def _technology(resolved: Resolved) -> str:
    name = resolved.electricity.own_technology
    return OWN_TECHNOLOGIES.get(name) or name.replace("_", " ")


def _holding_today(parameter: Parameter) -> Parameter:
    """The parameter with bounds that hold its current value."""
    low, high = parameter.bounds
    return replace(parameter, bounds=(np.minimum(low, parameter.current), np.maximum(high, parameter.current)))


def _grid(base: Assessment, scenario: str) -> Parameter:
    """The score of the kWh that production buys at its site (and of the same grid wherever else it is used)."""
    _, grids = national_grids(base)
    parts = bought_electricity(base, scenario).parts
    scores = base.database.unit_scores([match for match, _ in parts], base.methods).to_numpy()
    return Parameter(
        "grid", "grid", tr("score of the electricity used in production"), PER_KWH,
        (grids.min(axis=0), grids.max(axis=0)), np.array([amount for _, amount in parts]) @ scores,
    )  # fmt: skip


def _kwh(row: str) -> Parameter:
    return Parameter(
        f"kwh:{row}", "kwh", tr("kWh in {row}, as a multiple of today's", row=tr(row)), TIMES, (0.0, 10.0), 1.0,
        scales=lambda line: line.row == row and line.stage == "electricity",
    )  # fmt: skip


def _distances(base: Assessment, scenario: str) -> Iterator[Parameter]:
    """The length of each leg, km; two legs of one row, mode and place are told apart by their length."""
    legs = {_leg(line): line.flow for line in base.lines
            if line.scenario == scenario and line.stage == "transport" and line.component == "residual"}  # fmt: skip
    for leg, flow in legs.items():
        row, _, place, km = leg
        apart = f" ({km:g} km)" if sum(other[:3] == leg[:3] for other in legs) > 1 else ""
        words = Leg(row, flow, place, apart)
        yield Parameter(
            f"distance:{row}:{flow} {place}{apart}", "distance", distance_title(words, place), "km", (0.0, HALF_WORLD),
            km, scales=functools.partial(_is_leg, leg), leg=words, placed=distance_title(words, place_name(place)),
        )  # fmt: skip


def _leg(line: Line) -> tuple[str, str, str, float]:
    return line.row, line.about.title, line.place, line.km


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
                f"loss:{step.name}", "loss", tr("loss in {row}", row=tr(step.name)), "share", (0.0, 0.9), loss, "lossy",
                functools.partial(_set_row, scenario, step.name, "loss"),
            )  # fmt: skip


def _cff_material(row: RawMaterial, tables: Tables) -> str:
    return row.cff_material or tables.cff_flows.get(row.flow, row.flow)


def _materials(base: Assessment, scenario: str, resolved: Resolved) -> Iterator[Parameter]:
    """The recycled share of each material, and the allocation factor A where there are parameters for it."""
    for row in resolved.raw_materials:
        material = _cff_material(row, base.tables)
        known = base.tables.cff.get(material, {})
        charged = {"A", "Qs_Qp"} <= set(known)
        if row.recycled_flow and (charged or base.allocation == "cutoff"):
            yield Parameter(
                f"recycled:{row.name}", "recycled", tr("recycled share of {row}", row=tr(row.name)), "share",
                (0.0, 1.0), row.recycled_share,
                change=functools.partial(_set_row, scenario, row.name, "recycled_share"),
            )  # fmt: skip
        if row.recycled_flow and charged:
            now = known["A"].amount if base.allocation == "cff" else 1.0
            yield Parameter(
                f"allocation_a:{row.name}", "allocation_a", tr("allocation factor A of {row}", row=tr(row.name)),
                "share", (0.0, 1.0), now, material=material,
            )  # fmt: skip
