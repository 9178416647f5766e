"""All countries by the score of their kWh, with the grids of a comparison and the score at which the answer turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from localca.assessment import Assessment, Floats
from localca.break_even import roots
from localca.grid_scores import bought_score, country_scores
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
    turns = tuple(
        _turn(root.value if root.in_range else None, "lower below" in root.sentence, root.unit, root.sentence)
        for root in roots(turned, grid)
    )
    countries = {place_name(place): score for place, score in country_scores(now).items()}
    return Strip(countries, marks, turns)


def _turn(value: float | None, below: bool, unit: str, sentence: str) -> GridTurn:
    if value is None:
        return GridTurn(None, below, unit_words(f"{sentence[:1].upper()}{sentence[1:]}."))
    side, other = ("below", "above") if below else ("above", "below")
    return GridTurn(
        value, below, f"Lower than the reference {side} {amount(value)} {unit_words(unit)}, higher {other}."
    )
