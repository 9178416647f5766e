"""Levers: what each choice could bring at its best, ranked per indicator.

Every lever has a feasible bound with its source; "last longer" and "sell what is made" have no effect until the product
file says how far they can go. Effects are against the scenario as it is, one lever at a time.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from localca.assessment import Assessment, Floats
from localca.engine import reassess
from localca.errors import InputError
from localca.foreground import kilograms
from localca.grids import national_grids
from localca.language import tr
from localca.places import place_name
from localca.product import Product, RawMaterial
from localca.scenario import Resolved, resolve_scenario
from localca.units import convert
from localca.variation import moved, only, with_row, with_scenario


@dataclass(frozen=True)
class Lever:
    """The effect of one lever on one indicator; negative is better, not a number where it cannot be modelled."""

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
    return tuple(sorted(found, key=lambda item: (order.index(item.method), math.isnan(item.effect), item.effect)))


Effect = tuple[str, Floats, str | list[str], str]
Change = Callable[[str, Callable[[], Product], str, str], Effect]
SHIP = "ship_container"


def _effects(base: Assessment, scenario: str, resolved: Resolved, baseline: Floats) -> Iterator[Effect]:
    def lever(name: str, vary: Callable[[], Product], bound: str, source: str) -> Effect:
        try:
            totals = reassess(base, vary(), [scenario]).stage_scores[scenario].sum(axis=0)
        except InputError as error:
            return (
                name,
                np.full(len(baseline), np.nan),
                bound,
                tr("cannot be modelled: {reason}", reason=error.problems[0]),
            )
        return name, np.asarray(totals - baseline), bound, source

    product, use = base.product, resolved.use
    for row in resolved.raw_materials:
        if row.recycled_flow and row.recycled_share < 1:
            vary = functools.partial(with_row, product, scenario, row.name, recycled_share=1.0)
            limit = tr("physical limit; a suitable grade is needed")
            yield lever(tr("recycled {row}", row=tr(row.name)), vary, tr("100 % recycled"), limit)
        if row.low is not None and row.low < row.amount:
            vary = functools.partial(_lighter, base, scenario, resolved, row, row.low)
            yield lever(tr("lighter: less {row}", row=tr(row.name)), vary, f"{row.low:g} {row.unit}", row.source)
    yield _cleaner_grid(base, scenario)
    yield from _yield_and_power(base, scenario, resolved, lever)
    yield from _transport(base, scenario, resolved, lever)
    if resolved.site != use:
        vary = functools.partial(_made_in, product, scenario, use)
        yield lever(tr("make it where it is used"), vary, place_name(use), tr("place_of_use in the product file"))
    vary = functools.partial(with_scenario, product, scenario, unsold_share=0.0)
    yield lever(tr("fewer unsold"), vary, tr("nothing unsold"), tr("unsold_share in the product file"))
    life = f"{resolved.service_life:g}"
    source = tr("service_life in the product file: no longer life is stated")
    yield tr("last longer"), np.zeros(len(baseline)), life, source


def _made_in(product: Product, scenario: str, place: str) -> Product:
    made = moved(product.scenario(scenario), place)
    return only(product, *(made if item.name == scenario else item for item in product.scenarios))


def _lighter(base: Assessment, scenario: str, resolved: Resolved, row: RawMaterial, amount: float) -> Product:
    """The product with less of one material; the steps that process it and what is shipped lose the same kilograms."""
    saved = kilograms(row, base.database, resolved.site) * (1 - amount / row.amount)
    product = with_row(base.product, scenario, row.name, amount=amount, low=None, high=None)
    for step in resolved.production:
        if row.name in step.processes:
            passing = [item for item in resolved.raw_materials if item.name in step.processes]
            share = saved / sum(kilograms(item, base.database, resolved.site) for item in passing)
            product = with_row(product, scenario, step.name, amount=step.amount * (1 - share), low=None, high=None)
    card = product.product
    left = convert(card.mass.amount, card.mass.unit, "kg") - saved
    mass = card.mass.model_copy(update={"amount": left, "unit": "kg"})
    return product.model_copy(update={"product": card.model_copy(update={"mass": mass})})


def _cleaner_grid(base: Assessment, scenario: str) -> Effect:
    """Production on the cleanest national mix of the tables, chosen per indicator."""
    keys = {line.key for line in base.lines if line.stage == "electricity"}
    chosen = [(line, score) for line, score in zip(base.lines, base.scores, strict=True)
              if line.scenario == scenario and line.key in keys and line.component == "electricity"]  # fmt: skip
    places, grids = national_grids(base)
    kwh = sum(line.amount for line, _ in chosen)
    now = np.sum([score for _, score in chosen], axis=0) if chosen else np.zeros(len(base.methods))
    best = grids.min(axis=0)
    bounds = [tr("as clean as {place}", place=place_name(places[index])) for index in grids.argmin(axis=0)]
    return tr("cleaner grid"), np.minimum(kwh * best - now, 0.0), bounds, "grids.csv"


def _yield_and_power(base: Assessment, scenario: str, resolved: Resolved, lever: Change) -> Iterator[Effect]:
    for step in resolved.production:
        match = base.database.resolve(step.flow, step.unit, resolved.site)
        if step.processes and (match.loss if step.loss is None else step.loss) > 0:
            vary = functools.partial(with_row, base.product, scenario, step.name, loss=0.0)
            yield lever(tr("no loss in {row}", row=tr(step.name)), vary, "0 %", tr("physical limit"))
        if match.kwh_sigma:
            power = [score for line, score in zip(base.lines, base.scores, strict=True)
                     if line.row == step.name and line.component == "electricity"]  # fmt: skip
            saving = 1 - math.exp(-2 * match.kwh_sigma)
            low = tr("{kwh} kWh per {unit}", kwh=f"{match.kwh * (1 - saving):.3g}", unit=match.unit)
            sources = tr("low end (95 %) of {sources}", sources=", ".join(match.sources))
            yield tr("less electricity in {row}", row=tr(step.name)), -saving * np.sum(power, axis=0), low, sources


def _transport(base: Assessment, scenario: str, resolved: Resolved, lever: Change) -> Iterator[Effect]:
    """Suppliers next door; ships instead of aircraft."""
    supplies = {row.name for row in resolved.transport if row.carries != "product"}
    supply = [score for line, score in zip(base.lines, base.scores, strict=True) if line.row in supplies]
    effect = np.zeros(len(base.methods)) - np.sum(supply, axis=0)
    yield tr("nearer suppliers"), effect, "0 km", tr("limit: suppliers next door")
    flown = [row.name for row in resolved.transport if row.mode.startswith("air")]
    if flown:
        ship = base.database.resolve(SHIP, "tonne*km", resolved.site)

        def shipped() -> Product:
            return functools.reduce(lambda made, row: with_row(made, scenario, row, mode=SHIP), flown, base.product)

        bound = tr("the same distance by container ship")
        yield lever(tr("sea instead of air"), shipped, bound, ", ".join(ship.sources))
