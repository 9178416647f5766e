"""All countries by the score of their kWh, with the grids of a comparison and the score at which the answer turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from localca.assessment import Assessment, Floats
from localca.break_even import BreakEven, roots
from localca.grid_scores import bought_score, country_scores
from localca.language import capital, tr
from localca.parameters import turning
from localca.places import place_name
from localca.wording import amount, unit_words


@dataclass(frozen=True)
class GridTurn:
    """The break-even score of the grid in one method; ``value`` is None where no grid can turn the answer."""

    value: float | None
    lower_below: bool
    sentence: str


@dataclass(frozen=True)
class Strip:
    """Scores per kWh of countries and of marked grids, shape (methods,) each; one break-even per method."""

    countries: Mapping[str, Floats]
    marks: Mapping[str, Floats]
    turns: tuple[GridTurn, ...]


def strip_of(
    assessment: Assessment,
    changed: Assessment | None,
    scenario: str,
    reference: str,
    titles: Mapping[str, str],
    changed_title: str,
) -> Strip:
    """The strip of a scenario against its reference; ``changed`` is the same question on another electricity.

    Parameters:
        titles: what the marks of the scenario and the reference are called.

    Raises:
        InputError: for an unknown scenario.
    """
    now = changed or assessment
    turned = turning(now, scenario, reference)
    grid = next(parameter for parameter in turned.parameters if parameter.kind == "grid")
    marks = {titles[scenario]: bought_score(assessment, scenario)}
    marks |= {changed_title: bought_score(now, scenario)} if changed else {}
    marks[titles[reference]] = bought_score(assessment, reference)
    turns = tuple(_turn(root) for root in roots(turned, grid))
    countries = {place_name(place): score for place, score in country_scores(now).items()}
    return Strip(countries, marks, turns)


def _turn(root: BreakEven) -> GridTurn:
    below = bool(root.lower_below)
    if root.value is None or not root.in_range:
        return GridTurn(None, below, unit_words(f"{capital(root.sentence)}."))
    words = {"value": amount(root.value), "unit": unit_words(root.unit)}
    if below:
        return GridTurn(root.value, below, tr("Lower than the reference below {value} {unit}, higher above.", **words))
    return GridTurn(root.value, below, tr("Lower than the reference above {value} {unit}, higher below.", **words))
