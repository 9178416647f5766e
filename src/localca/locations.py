"""Siting: every country as the place to make a product for a market, ranked, with regret and verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from localca.assessment import Assessment
from localca.comparison import Verdict, verdict
from localca.engine import reassess
from localca.errors import InputError
from localca.foreground import Foreground
from localca.language import ENGLISH, current, spoken
from localca.places import SITE, check_country, place_name
from localca.product import Product, Scenario
from localca.scenario import resolve_scenario
from localca.uncertainty import DEFAULT_DRAWS, DEFAULT_SEED, probability_lower, sample
from localca.variation import moved, only

TODAY = "today"


@dataclass(frozen=True)
class Location:
    """One country as the place of making: scores, regret against the best, and the verdict against today's supply."""

    place: str
    name: str
    scores: dict[str, float]
    regret: dict[str, float]
    p_lower: dict[str, float]
    verdict: dict[str, Verdict]


@dataclass(frozen=True)
class Siting:
    """The ranking for one market; ``left_out`` says why a country is missing, ``left_out_in_english`` for files."""

    market: str
    scenario: str
    reference: str
    today: dict[str, float]
    places: tuple[Location, ...]
    left_out: dict[str, str]
    left_out_in_english: dict[str, str] = field(default_factory=dict)


def site_everywhere(
    assessment: Assessment,
    scenario: str,
    reference: str,
    market: str | None = None,
    *,
    materials: str = "",
    places: Sequence[str] | None = None,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
) -> Siting:
    """Make the product as in ``scenario`` in every country and bring it to the market.

    Parameters:
        market: country of use, by default the product's own.
        materials: where raw materials, virgin and recycled, come from: empty for the scenario's own origins,
            ``site`` for the country of making, or a country code.
        places: the countries to try, by default all with an electricity mix.

    Raises:
        InputError: for an unknown scenario or country.
    """
    if materials not in ("", SITE):
        check_country(materials, "--materials")
    product = assessment.product
    card = product.product.model_copy(update={"place_of_use": check_country(market, "--market")} if market else {})
    product = product.model_copy(update={"product": card})
    template, today = product.scenario(scenario), product.scenario(reference)
    supply = today.model_copy(update={"name": TODAY, "reference": True})
    codes = [check_country(place, "places") for place in places or sorted(assessment.tables.default_mix)]
    scenarios = {code: made_in(product, template, code, materials) for code in codes}
    left_out = _left_out(assessment, product, scenarios)
    chosen = only(product, supply, *(made for code, made in scenarios.items() if code not in left_out))
    result = reassess(assessment, chosen, [item.name for item in chosen.scenarios])
    ranked = _ranked(result, card.place_of_use, scenario, reference, left_out, draws, seed)
    if current() == ENGLISH:
        return replace(ranked, left_out_in_english=left_out)
    with spoken(ENGLISH):
        english = _left_out(assessment, product, {code: scenarios[code] for code in left_out})
    return replace(ranked, left_out_in_english=english)


def _left_out(assessment: Assessment, product: Product, scenarios: dict[str, Scenario]) -> dict[str, str]:
    """The countries where the product cannot be modelled, with the reason."""
    reasons = {}
    for code, made in scenarios.items():
        try:
            resolved = resolve_scenario(only(product, made), made.name)
            Foreground(
                resolved, assessment.database, assessment.tables, assessment.routes, assessment.allocation
            ).demands()
        except InputError as error:
            reasons[code] = error.problems[0].what
    return reasons


def made_in(product: Product, template: Scenario, code: str, materials: str) -> Scenario:
    """The scenario with its factory in another country, and its raw materials from ``materials``."""
    overrides = dict(template.overrides)
    if materials:
        for row in product.raw_materials:
            origins = {"origin": materials, "recycled_origin": materials}
            overrides[row.name] = {**overrides.get(row.name, {}), **origins}
    return moved(template, code, name=code.lower(), title=place_name(code), reference=False, overrides=overrides)


def _ranked(
    result: Assessment, market: str, scenario: str, reference: str, left_out: dict[str, str], draws: int, seed: int
) -> Siting:
    methods = [method.id for method in result.methods]
    samples = sample(result, draws, seed)
    totals = {name: result.stage_scores[name].sum(axis=0) for name in result.scenarios if name != TODAY}
    best = np.min(list(totals.values()), axis=0) if totals else np.zeros(len(methods))
    found = []
    for name, total in totals.items():
        difference = samples.totals[name] - samples.totals[TODAY]
        chances = {method: probability_lower(difference[:, column]) for column, method in enumerate(methods)}
        found.append(
            Location(
                place=name.upper(),
                name=place_name(name.upper()),
                scores=dict(zip(methods, total.tolist(), strict=True)),
                regret=dict(zip(methods, (total - best).tolist(), strict=True)),
                p_lower=chances,
                verdict={method: verdict(chance) for method, chance in chances.items()},
            )
        )
    today = dict(zip(methods, result.stage_scores[TODAY].sum(axis=0).tolist(), strict=True))
    ranked = tuple(sorted(found, key=lambda item: item.scores[methods[0]]))
    return Siting(market, scenario, reference, today, ranked, left_out)
