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
from localca.parameters import Parameter, Turning, turning

FLAT = 1e-12  # of the larger total: a change below this is rounding
UNCOVERED = "not covered: a declared flow has no figure for this category"
NEVER = {
    "grid": "no grid can change this: production uses no electricity",
    "own_share": "no own generation can change this: production uses no electricity, or it scores the same",
    "allocation_a": "allocation cannot change this: both sides carry the same recycled content",
}


@dataclass(frozen=True)
class BreakEven:
    """Where one indicator turns as one parameter changes; ``value`` is None when there is no root."""

    method: str
    parameter: str
    value: float | None
    unit: str
    in_range: bool
    current: float
    sentence: str


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
                f"'{name}' is no parameter of {scenario}.",
                where="--parameter",
                nearest=nearest_names(name, valid) or tuple(valid[:3]),
                do=f"It has: {', '.join(dict.fromkeys(parameter.kind for parameter in found))}.",
            )
    chosen = [item for item in found if not names or item.kind in names or item.id in names]
    return tuple(root for parameter in chosen for root in roots(turned, parameter))


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
        if math.isnan(slope):
            sentence = UNCOVERED
        elif abs(slope) <= least[column]:
            sentence = NEVER.get(parameter.kind, f"{parameter.title}: makes no difference")
        else:
            found = value if in_range else None
            sentence = _sentence(parameter, found, limits, unit, float(d0[column]), float(slope))
        yield BreakEven(method.id, parameter.id, value, unit, in_range, float(current[column]), sentence)


def _on_the_edge(value: float, limits: tuple[float, float]) -> float:
    """The limit itself for a value that only rounding keeps away from it."""
    edge = FLAT * max(map(abs, limits))
    return next((limit for limit in limits if abs(value - limit) <= edge), value)


def _sentence(
    parameter: Parameter, value: float | None, limits: tuple[float, float], unit: str, start: float, slope: float
) -> str:
    """The break-even in words."""
    if value is not None:
        side, other = ("below", "above") if slope * _direction(parameter) > 0 else ("above", "below")
        return f"lower {side} {_words(value, unit)} ({parameter.title}), higher {other}"
    word = "always lower" if start < 0 else "never lower"
    return f"{word}, whatever the {parameter.title} from {_words(limits[0], unit)} to {_words(limits[1], unit)}"


def _direction(parameter: Parameter) -> int:
    """+1: between the two probes the value grows."""
    first, second = parameter.probes
    return 1 if np.all(np.asarray(second) >= np.asarray(first)) else -1


def _words(value: float, unit: str) -> str:
    if unit == "share":
        return f"{value:.1%}"
    return f"{value:,.0f} {unit}" if abs(value) >= 1e4 else f"{value:.4g} {unit}"
