"""A product with one choice of one scenario changed: what sweeps, break-evens, levers and siting are made of."""

from __future__ import annotations

from typing import Any

from localca.places import SITE
from localca.product import Product, Scenario


def with_scenario(product: Product, scenario: str, **changes: Any) -> Product:
    """The product with fields of one scenario changed."""
    product.scenario(scenario)
    scenarios = tuple(item.model_copy(update=changes) if item.name == scenario else item for item in product.scenarios)
    return product.model_copy(update={"scenarios": scenarios})


def with_row(product: Product, scenario: str, row: str, **changes: Any) -> Product:
    """The product with fields of one row changed in one scenario."""
    old = product.scenario(scenario).overrides
    return with_scenario(product, scenario, overrides={**old, row: {**old.get(row, {}), **changes}})


def with_electricity(product: Product, scenario: str, **changes: Any) -> Product:
    """The product with the electricity of one scenario changed."""
    old = product.scenario(scenario).electricity
    return with_scenario(product, scenario, electricity={**old, **changes})


def moved(scenario: Scenario, site: str, **changes: Any) -> Scenario:
    """The scenario with its factory elsewhere, on the default mix and with the grid loss of that country."""
    electricity = {**scenario.electricity, "place": SITE, "mix": None, "loss": None}
    return scenario.model_copy(update={**changes, "site": site, "electricity": electricity})


def only(product: Product, *scenarios: Scenario) -> Product:
    """The product with these scenarios and no others."""
    return product.model_copy(update={"scenarios": scenarios})
