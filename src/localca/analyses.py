"""The analyses as plain data, as the JSON interface describes them: break-even, levers, siting, explanation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from localca.api import Result
from localca.break_even import break_evens
from localca.explanation import across_stages, by_cause, by_place
from localca.lever_effects import levers as lever_effects
from localca.locations import site_everywhere


def _values(result: Result, parts: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Arrays over methods as ``{method: {part: value}}``."""
    methods = [method.id for method in result.assessment.methods]
    return {
        method: {name: float(array[index]) for name, array in parts.items()} for index, method in enumerate(methods)
    }


def breakeven(
    result: Result, scenario: str, reference: str | None = None, parameters: Sequence[str] | None = None
) -> dict[str, Any]:
    """The break-even values of a scenario against a reference.

    Raises:
        InputError: for an unknown scenario or parameter.
    """
    base = result.assessment.product.scenario(reference or result.assessment.reference).name
    found = break_evens(result.assessment, scenario, base, parameters)
    return {
        "product": result.assessment.product.product.id,
        "scenario": scenario,
        "reference": base,
        "breakevens": [
            {
                "method": item.method,
                "parameter": item.parameter,
                "value": item.value if item.value is None or math.isfinite(item.value) else None,
                "unit": item.unit,
                "in_range": item.in_range,
                "current": item.current,
                "sentence": item.sentence,
            }
            for item in found
        ],
    }


def levers(result: Result, scenario: str) -> dict[str, Any]:
    """The levers of a scenario, the strongest first in each category.

    Raises:
        InputError: for an unknown scenario.
    """
    return {
        "product": result.assessment.product.product.id,
        "scenario": scenario,
        "levers": [vars(item) for item in lever_effects(result.assessment, scenario)],
    }


def siting(
    result: Result,
    market: str | None = None,
    scenario: str | None = None,
    reference: str | None = None,
    materials: str = "",
) -> dict[str, Any]:
    """Every country as the place of making for a market; by default the first scenario made where it is used.

    Raises:
        InputError: for an unknown scenario or country.
    """
    product = result.assessment.product
    home = [item.name for item in product.scenarios if item.site == product.product.place_of_use]
    template = scenario or next(iter(home), product.scenarios[-1].name)
    base = product.scenario(reference or result.assessment.reference).name
    found = site_everywhere(
        result.assessment, template, base, market, materials=materials, draws=result.draws, seed=result.seed
    )
    return {
        "product": product.product.id,
        "market": found.market,
        "scenario": found.scenario,
        "reference": found.reference,
        "today": found.today,
        "places": [vars(item) for item in found.places],
        "left_out": found.left_out,
    }


def explanation(result: Result, scenario: str, reference: str | None = None) -> dict[str, Any]:
    """A difference by cause (adds up exactly), the totals by place, and all electricity and transport."""
    assessment = result.assessment
    base = assessment.product.scenario(reference or assessment.reference).name
    return {
        "scenario": scenario,
        "reference": base,
        "causes": _values(result, by_cause(assessment, scenario, base)),
        "places": {name: _values(result, by_place(assessment, name)) for name in (base, scenario)},
        "across_stages": {name: _values(result, across_stages(assessment, name)) for name in (base, scenario)},
    }
