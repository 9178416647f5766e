"""Break-even values in closed form: where does the answer turn?

The difference ``D`` between two scenarios is a straight line in a coordinate ``y`` of each parameter: ``y = x`` for a
grid's score, shares, distances, kWh per kg and the allocation factor A; ``y = 1/(1 - x)`` for losses and unsold shares;
``y = 1/x`` for the service life. Two evaluations fix the line; its root is ``y* = y0 - D0 (y1 - y0) / (D1 - D0)``. One
root per indicator, never merged.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from localca.assessment import Assessment
from localca.errors import InputError, nearest_names
from localca.language import Words, mark, tr
from localca.parameters import Parameter, Turning, turning

FLAT = 1e-12  # of the larger total: a change below this is rounding
NEVER = Words(
    {
        "grid": mark("no grid can change this: production uses no electricity"),
        "own_share": mark("no own generation can change this: production uses no electricity, or it scores the same"),
        "allocation_a": mark("allocation cannot change this: both sides carry the same recycled content"),
    }
)


@dataclass(frozen=True)
class BreakEven:
    """Where one indicator turns as one parameter changes; ``value`` is None when there is no root.

    ``lower_below`` says the side of a root within the range on which the scenario is lower; ``placed`` is the sentence
    with places in words instead of codes.
    """

    method: str
    parameter: str
    value: float | None
    unit: str
    in_range: bool
    current: float
    sentence: str
    placed: str = ""
    lower_below: bool | None = None


def break_evens(
    assessment: Assessment, scenario: str, reference: str, names: Sequence[str] | None = None
) -> tuple[BreakEven, ...]:
    """The break-even values of every parameter (or of the named kinds or ids) in every method.

    Raises:
        InputError: for an unknown parameter, with those there are.
    """
    turned = turning(assessment, scenario, reference)
    found = turned.parameters
    valid = [*dict.fromkeys(parameter.kind for parameter in found), *(parameter.id for parameter in found)]
    for name in names or ():
        if name not in valid:
            raise InputError(
                tr("'{name}' is no parameter of {scenario}.", name=name, scenario=scenario),
                where="--parameter",
                nearest=nearest_names(name, valid) or tuple(valid[:3]),
                do=tr("It has: {names}.", names=", ".join(dict.fromkeys(parameter.kind for parameter in found))),
            )
    chosen = [item for item in found if not names or item.kind in names or item.id in names]
    return tuple(root for parameter in chosen for root in _told(turned, parameter))


def _told(turned: Turning, parameter: Parameter) -> list[BreakEven]:
    """The roots of a parameter, or in words why the database cannot be asked: turning it takes a flow it lacks."""
    try:
        return list(roots(turned, parameter))
    except InputError as error:
        titles, what = (parameter.title, parameter.placed or parameter.title), error.problems[0].what
        told, placed = (tr("{parameter}: cannot be asked, {reason}", parameter=title, reason=what) for title in titles)
        current = np.broadcast_to(parameter.current, len(turned.base.methods))
        return [
            BreakEven(method.id, parameter.id, None, parameter.unit.format(unit=turned.base.units[method.id]), False,
                      float(now), told, placed)
            for method, now in zip(turned.base.methods, current, strict=True)
        ]  # fmt: skip


def roots(turned: Turning, parameter: Parameter) -> Iterator[BreakEven]:
    """The root of each method in one parameter."""
    first, second = parameter.probes
    d0, d1 = (turned.difference([(parameter, value)]) for value in (first, second))
    y0, y1, low, high, current = (
        np.broadcast_to(array, d0.shape)
        for array in (parameter.coordinate(first), parameter.coordinate(second), *parameter.bounds, parameter.current)
    )
    totals = [turned.base.stage_scores[name].sum(axis=0) for name in (turned.scenario, turned.reference)]
    least = FLAT * np.abs(totals).max(axis=0)
    for column, method in enumerate(turned.base.methods):
        slope = d1[column] - d0[column]
        value: float | None = None
        if abs(slope) > least[column]:
            value = parameter.value(float(y0[column] - d0[column] * (y1[column] - y0[column]) / slope))
        limits = (float(low[column]), float(high[column]))
        if value is not None:
            value = _on_the_edge(value, limits)
        in_range = value is not None and limits[0] <= value <= limits[1]
        unit = parameter.unit.format(unit=turned.base.units[method.id])
        below = bool(slope * _direction(parameter) > 0) if in_range else None
        found = _Found(value if in_range else None, below, limits, unit_words(parameter, turned.base.units[method.id]),
                       float(d0[column]), float(slope), bool(abs(slope) <= least[column]))  # fmt: skip
        titles = (parameter.title, parameter.placed or parameter.title)
        told, placed = (_sentence(parameter, title, found) for title in titles)
        yield BreakEven(method.id, parameter.id, value, unit, in_range, float(current[column]), told, placed, below)


def _on_the_edge(value: float, limits: tuple[float, float]) -> float:
    """The limit itself for a value that only rounding keeps away from it."""
    edge = FLAT * max(map(abs, limits))
    return next((limit for limit in limits if abs(value - limit) <= edge), value)


@dataclass(frozen=True)
class _Found:
    """What a sentence says: the root within the range, and on which side of it the scenario is lower; or why none."""

    value: float | None
    lower_below: bool | None
    limits: tuple[float, float]
    unit: str
    start: float
    slope: float
    flat: bool


def _sentence(parameter: Parameter, title: str, found: _Found) -> str:
    """The break-even in words."""
    if math.isnan(found.slope):
        return tr("not covered: a declared flow has no figure for this category")
    if found.flat:
        return NEVER.get(parameter.kind) or tr("{parameter}: makes no difference", parameter=title)
    if found.value is not None:
        at = _words(found.value, found.unit)
        if found.lower_below:
            return tr("lower below {value} ({parameter}), higher above", value=at, parameter=title)
        return tr("lower above {value} ({parameter}), higher below", value=at, parameter=title)
    words = {
        "parameter": title,
        "low": _words(found.limits[0], found.unit),
        "high": _words(found.limits[1], found.unit),
    }
    if found.start < 0:
        return tr("always lower, whatever the {parameter} from {low} to {high}", **words)
    return tr("never lower, whatever the {parameter} from {low} to {high}", **words)


def unit_words(parameter: Parameter, unit: str) -> str:
    """The unit of a parameter in the language at hand, for a category with this unit; ``share`` stays as it is."""
    return parameter.unit if parameter.unit == "share" else tr(parameter.unit, unit=unit)


def _direction(parameter: Parameter) -> int:
    """+1: between the two probes the value grows."""
    first, second = parameter.probes
    return 1 if np.all(np.asarray(second) >= np.asarray(first)) else -1


def _words(value: float, unit: str) -> str:
    if unit == "share":
        return f"{value:.1%}"
    return f"{value:,.0f} {unit}" if abs(value) >= 1e4 else f"{value:.4g} {unit}"
