"""The engine: product + scenarios + background -> Assessment, one tidy table.

Brightway has solved each background activity once; the foreground is the dot product ``score = amount * unit score``
over the lines of a scenario. Each demand becomes up to three lines: its residual, the electricity and the heat it draws
where it runs, so that a grid is swapped without double counting: ``E(c) = F + k * g(c) + q * h(c)``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from localca.assessment import POWER_FOR, Assessment, Component, Floats, Line
from localca.background import Background, Match
from localca.errors import InputError, Problem, Problems, nearest_names
from localca.foreground import Demand, Foreground
from localca.impact_methods import Method
from localca.language import tr
from localca.own_flows import OwnFlows, with_own_flows
from localca.product import Product
from localca.recycling import Allocation
from localca.scenario import resolve_scenario
from localca.site_energy import Power
from localca.sources import source_keys
from localca.tables import Tables, load_tables
from localca.transport import Routes

OWN_SOURCE = "own:"
SCENARIO = "scenario"  # as errors name one in the place of a problem


@dataclass(frozen=True)
class _Priced:
    line: Line
    parts: tuple[tuple[Match, float], ...]


def assess(
    product: Product,
    background: Background,
    methods: Sequence[Method],
    routes: Routes,
    *,
    scenarios: Sequence[str] | None = None,
    reference: str | None = None,
    allocation: Allocation = "cutoff",
    tables: Tables | None = None,
) -> Assessment:
    """Assess scenarios of a product.

    Parameters:
        scenarios: names, by default all; the reference is always among them.
        reference: the scenario the others are compared with, by default the product's own.

    Raises:
        InputError: for anything wrong in the product, with every problem found.
    """
    tables = tables or load_tables()
    background = with_own_flows(background, product, tables)
    chosen = product.scenario(reference).name if reference else product.reference
    names = _with_reference(product, scenarios, chosen)
    priced: list[_Priced] = []
    problems = Problems()
    check_sources(product, tables, problems)
    for name in names:
        with problems.at(name):
            foreground = Foreground(resolve_scenario(product, name), background, tables, routes, allocation)
            for demand in foreground.demands():
                priced.extend(_lines(name, demand, foreground))
    problems.found = _said_once(problems.found, names)
    problems.raise_any()
    return Assessment(
        product, tuple(names), chosen, tuple(methods), background.method_units(methods),
        tuple(item.line for item in priced), _price(priced, background, methods),
        tuple(item.parts for item in priced), background, background.fingerprint(), allocation,
        tables, routes,
    )  # fmt: skip


def reassess(
    assessment: Assessment, product: Product, scenarios: Sequence[str], allocation: Allocation | None = None
) -> Assessment:
    """The same question asked of a changed product: same background, methods and routes."""
    database = assessment.database
    return assess(
        product,
        database.behind if isinstance(database, OwnFlows) else database,
        assessment.methods,
        assessment.routes,
        scenarios=scenarios,
        reference=scenarios[0],
        allocation=allocation or assessment.allocation,
        tables=assessment.tables,
    )


def _with_reference(product: Product, scenarios: Sequence[str] | None, reference: str) -> list[str]:
    """The chosen scenarios, each once; the reference comes first when it was not chosen."""
    names = [product.scenario(name).name for name in scenarios or [s.name for s in product.scenarios]]
    return list(dict.fromkeys(names if reference in names else [reference, *names]))


def _said_once(problems: Sequence[Problem], scenarios: Sequence[str]) -> list[Problem]:
    """The same problem in several scenarios, said once."""
    said: dict[Problem, None] = {}
    for problem in problems:
        scenario = next((name for name in scenarios if f"{SCENARIO} {name}," in problem.where), "")
        anywhere = replace(problem, where=problem.where.replace(f"{SCENARIO} {scenario}, ", ""))
        alike = [other for other in problems if other.what == problem.what and other.do == problem.do]
        said[anywhere if scenario and len(alike) > 1 else problem] = None
    return list(said)


def check_sources(product: Product, tables: Tables, problems: Problems) -> None:
    """Collect the rows whose source is neither a passport nor the user's own words (``own: ...``)."""
    known = {**tables.sources, **product.sources}
    cited = [(f"{row.name}.source", row.source) for row in product.rows]
    cited += [(f"product.{name}.source", item.source) for name, item in (("mass", product.product.mass),
              ("volume", product.product.volume)) if item]  # fmt: skip
    cited += [(f"flows[{flow.name}].source", flow.source) for flow in product.flows]
    for field, text in cited:
        for key in () if text.startswith(OWN_SOURCE) else source_keys(text):
            with problems.at(f"{product.product.id}, {field}"):
                if key not in known:
                    raise InputError(
                        tr("there is no source '{key}'.", key=key),
                        nearest=nearest_names(key, known),
                        do=tr('Use a key of sources.toml or of [sources] in this file, or "own: how you know it".'),
                    )


def foregrounds(
    assessment: Assessment, background: Background, tables: Tables, routes: Routes
) -> Iterator[tuple[str, Foreground, list[Demand]]]:
    """The foreground of each scenario of an assessment, built anew."""
    for name in assessment.scenarios:
        resolved = resolve_scenario(assessment.product, name)
        foreground = Foreground(resolved, background, tables, routes, assessment.allocation)
        yield name, foreground, foreground.demands()


def _lines(scenario: str, demand: Demand, foreground: Foreground) -> Iterator[_Priced]:
    """The residual, electricity and heat lines of a demand (``F + k * g + q * h``)."""
    match = demand.match
    amount_draw = ((demand.draw, demand.sigma), *demand.shared)

    def line(component: Component, priced_as: Match | Power, stage: str, amount: float, unit: str,
             draws: tuple[tuple[str, float], ...]) -> Line:  # fmt: skip
        power = isinstance(priced_as, Power)
        return Line(
            scenario=scenario,
            stage=stage,
            row=demand.row,
            component=component,
            flow="electricity" if power else priced_as.flow,  # type: ignore[union-attr]
            title=POWER_FOR.format(flow=match.title) if power else priced_as.title,  # type: ignore[union-attr]
            place=priced_as.place,
            amount=amount,
            unit=unit,
            key=priced_as.key,
            match="exact" if power else priced_as.status,  # type: ignore[union-attr]
            quality=_power_quality(priced_as) if isinstance(priced_as, Power) else priced_as.quality,
            sources=tuple(dict.fromkeys([*demand.sources, *match.sources, *priced_as.sources])),
            km=demand.km,
            draws=tuple((name, sigma) for name, sigma in draws if sigma > 0),
            note=priced_as.note if power else "; ".join(filter(None, (demand.note, priced_as.note))),
            about=match if power else priced_as,  # type: ignore[arg-type]
        )

    yield _Priced(line("residual", match, demand.stage, demand.amount, match.unit, amount_draw), ((match, 1.0),))
    if match.kwh > 0:
        use = "production" if demand.stage == "production" else "material"
        power = foreground.power(use, demand.place)
        stage = "electricity" if demand.stage == "production" else demand.stage
        draws = (*amount_draw, (f"{match.flow} kWh", match.kwh_sigma))
        yield _Priced(line("electricity", power, stage, demand.amount * match.kwh, "kWh", draws), power.parts)
    if match.heat_mj > 0:
        heat = foreground.heat(demand.place)
        draws = (*amount_draw, (f"{match.flow} MJ", match.heat_sigma))
        yield _Priced(line("heat", heat, demand.stage, demand.amount * match.heat_mj, "MJ", draws), ((heat, 1.0),))


def _power_quality(power: Power) -> str:
    return power.parts[0][0].quality if power.parts else ""


def _price(priced: Sequence[_Priced], background: Background, methods: Sequence[Method]) -> Floats:
    """Scores of the lines, shape (lines, methods): the foreground's dot product."""
    matches = list({match.key: match for item in priced for match, _ in item.parts}.values())
    position = {match.key: index for index, match in enumerate(matches)}
    unit = background.unit_scores(matches, methods).to_numpy()
    scores = np.zeros((len(priced), len(methods)))
    for index, item in enumerate(priced):
        for match, amount in item.parts:
            scores[index] += item.line.amount * amount * unit[position[match.key]]
    return scores
