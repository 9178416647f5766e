"""The grids of an assessment: those of all countries, and the one a scenario buys from."""

from __future__ import annotations

from localca.assessment import Assessment, Floats
from localca.background import ELECTRICITY
from localca.errors import Problems
from localca.foreground import Foreground
from localca.product import Product
from localca.scenario import resolve_scenario
from localca.site_energy import Power
from localca.variation import with_electricity


def national_grids(assessment: Assessment) -> tuple[list[str], Floats]:
    """Every country with an electricity mix, and the scores of its kWh at the plug, shape (countries, methods).

    A country to which a user's own database delivers no electricity is left out.

    Raises:
        InputError: when it delivers to none.
    """
    tables, database = assessment.tables, assessment.database
    matches, problems = {}, Problems()
    for place in sorted(tables.default_mix):
        with problems.at(place):
            if place in tables.losses:
                matches[place] = database.resolve(ELECTRICITY, "kWh", place)
    if not matches:
        problems.raise_any()
    return list(matches), database.unit_scores(list(matches.values()), assessment.methods).to_numpy()


def site_electricity(assessment: Assessment, product: Product, scenario: str) -> Power:
    """The electricity of production at the site."""
    resolved = resolve_scenario(product, scenario)
    foreground = Foreground(resolved, assessment.database, assessment.tables, assessment.routes, assessment.allocation)
    return foreground.power("production", resolved.site)


def bought_electricity(assessment: Assessment, scenario: str) -> Power:
    """The part of it that comes from the grid, without own generation."""
    product = with_electricity(assessment.product, scenario, own_share=0.0)
    return site_electricity(assessment, product, scenario)


def bought_shares(assessment: Assessment, scenario: str) -> dict[str, float]:
    """The share of each kWh that comes from the grid of the site, by the key of the electricity."""
    own_share = resolve_scenario(assessment.product, scenario).electricity.own_share
    mixed = site_electricity(assessment, assessment.product, scenario)
    return {bought_electricity(assessment, scenario).key: 1.0, mixed.key: 1.0 - own_share}
