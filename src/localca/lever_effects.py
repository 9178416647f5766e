"""Levers: what each choice could bring at its best, ranked per indicator.

Every lever has a feasible bound with its source; "last longer" and "sell what is made" have no effect until the product
file says how far they can go. Effects are against the scenario as it is, one lever at a time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from localca.assessment import Assessment, Floats
from localca.background import ELECTRICITY
from localca.engine import reassess
from localca.places import place_name
from localca.product import Product
from localca.scenario import Resolved, resolve_scenario
from localca.variation import with_row, with_scenario


@dataclass(frozen=True)
class Lever:
    """The effect of one lever on one indicator; negative is better."""

    lever: str
    method: str
    unit: str
    baseline: float
    best: float
    effect: float
    bound: str
    bound_source: str


def levers(assessment: Assessment, scenario: str) -> tuple[Lever, ...]:
    """Every lever of a scenario in every method, the strongest first within each method.

    Raises:
        InputError: for an unknown scenario.
    """
    base = reassess(assessment, assessment.product, [scenario])
    baseline = base.stage_scores[scenario].sum(axis=0)
    resolved = resolve_scenario(assessment.product, scenario)
    found = [
        Lever(name, method.id, assessment.units[method.id], float(baseline[column]),
              float(baseline[column] + effect[column]), float(effect[column]),
              bound if isinstance(bound, str) else bound[column], source)
        for name, effect, bound, source in _effects(base, scenario, resolved, baseline)
        for column, method in enumerate(assessment.methods)
    ]  # fmt: skip
    order = [method.id for method in assessment.methods]
    return tuple(sorted(found, key=lambda item: (order.index(item.method), item.effect)))


Change = Callable[[Product], Floats]
Effect = tuple[str, Floats, str | list[str], str]


def _effects(base: Assessment, scenario: str, resolved: Resolved, baseline: Floats) -> Iterator[Effect]:
    def changed(product: Product) -> Floats:
        return np.asarray(reassess(base, product, [scenario]).stage_scores[scenario].sum(axis=0) - baseline)

    product = base.product
    for row in resolved.raw_materials:
        if row.recycled_flow and row.recycled_share < 1:
            effect = changed(with_row(product, scenario, row.name, recycled_share=1.0))
            yield f"recycled {row.name}", effect, "100 % recycled", "physical limit; a suitable grade is needed"
        if row.low is not None and row.low < row.amount:
            effect = changed(_lighter(product, scenario, resolved, row.name, row.low / row.amount))
            yield f"lighter: less {row.name}", effect, f"{row.low:g} {row.unit}", row.source
    yield _cleaner_grid(base, scenario)
    yield from _yield_and_power(base, scenario, resolved, changed)
    yield from _transport(base, scenario)
    if resolved.site != resolved.use:
        moved = with_scenario(product, scenario, site=resolved.use)
        yield "make it where it is used", changed(moved), place_name(resolved.use), "place_of_use in the product file"
    still = np.zeros(len(base.methods))
    unsold = changed(with_scenario(product, scenario, unsold_share=0.0)) if resolved.unsold_share else still
    yield "fewer unsold", unsold, "nothing unsold", "unsold_share in the product file"
    yield (
        "last longer",
        still,
        f"{resolved.service_life:g}",
        "service_life in the product file: no longer life is stated",
    )


def _lighter(product: Product, scenario: str, resolved: Resolved, material: str, factor: float) -> Product:
    """The product with less of one material, with the steps that process it and the mass that is shipped."""
    for row in resolved.raw_materials:
        if row.name == material:
            product = with_row(product, scenario, material, amount=row.amount * factor, low=None, high=None)
    for step in resolved.production:
        if material in step.processes:
            product = with_row(product, scenario, step.name, amount=step.amount * factor)
    card = product.product
    mass = card.mass.model_copy(update={"amount": card.mass.amount * factor})
    return product.model_copy(update={"product": card.model_copy(update={"mass": mass})})


def _cleaner_grid(base: Assessment, scenario: str) -> Effect:
    """Production on the cleanest national mix of the tables, chosen per indicator."""
    keys = {line.key for line in base.lines if line.stage == "electricity"}
    chosen = [(line, score) for line, score in zip(base.lines, base.scores, strict=True)
              if line.scenario == scenario and line.key in keys and line.component == "electricity"]  # fmt: skip
    places = [place for place in sorted(base.tables.default_mix) if place in base.tables.losses]
    grids = base.database.unit_scores(
        [base.database.resolve(ELECTRICITY, "kWh", place) for place in places], base.methods
    )
    kwh = sum(line.amount for line, _ in chosen)
    now = np.sum([score for _, score in chosen], axis=0) if chosen else np.zeros(len(base.methods))
    best = grids.to_numpy().min(axis=0)
    bounds = [f"as clean as {place_name(places[index])}" for index in grids.to_numpy().argmin(axis=0)]
    return "cleaner grid", np.minimum(kwh * best - now, 0.0), bounds, "grids.csv"


def _yield_and_power(base: Assessment, scenario: str, resolved: Resolved, changed: Change) -> Iterator[Effect]:
    for step in resolved.production:
        match = base.database.resolve(step.flow, step.unit, resolved.site)
        if step.processes and (match.loss if step.loss is None else step.loss) > 0:
            product = with_row(base.product, scenario, step.name, loss=0.0)
            yield f"no loss in {step.name}", changed(product), "0 %", "physical limit"
        if match.kwh_sigma:
            power = [score for line, score in zip(base.lines, base.scores, strict=True)
                     if line.row == step.name and line.component == "electricity"]  # fmt: skip
            saving = 1 - math.exp(-2 * match.kwh_sigma)
            low = f"{match.kwh * (1 - saving):.3g} kWh per {match.unit}"
            sources = "low end (95 %) of " + ", ".join(match.sources)
            yield f"less electricity in {step.name}", -saving * np.sum(power, axis=0), low, sources


def _transport(base: Assessment, scenario: str) -> Iterator[Effect]:
    """Suppliers next door; ships instead of aircraft."""
    carried = {row.name: row.carries for row in base.product.transport}
    supply, air = np.zeros(len(base.methods)), np.zeros(len(base.methods))
    sea = base.database.resolve("ship_container", "tonne*km", "GLO")
    unit = base.database.unit_scores([sea], base.methods).to_numpy()[0]
    flown = False
    for line, score in zip(base.lines, base.scores, strict=True):
        if line.stage == "transport" and carried.get(line.row) != "product":
            supply -= score
        if line.flow.startswith("air"):
            flown = True
            air += line.amount * unit - score
    yield "nearer suppliers", supply, "0 km", "limit: suppliers next door"
    if flown:
        yield "sea instead of air", air, "the same distance by container ship", ", ".join(sea.sources)
