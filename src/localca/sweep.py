"""Many parameter points at once, exactly: the difference is a straight line in each parameter's coordinate.

A function that is a straight line in each of k coordinates is known everywhere from its ``2**k`` corners:
``D(y) = sum over corners c of D(c) * prod_i (w_i if c_i else 1 - w_i)``, ``w_i = (y_i - y_i0) / (y_i1 - y_i0)``. The
engine evaluates the corners; any number of points is then arithmetic.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from localca.assessment import Floats
from localca.errors import InputError
from localca.parameters import Parameter, Turning

MAX_PARAMETERS = 8


def sweep(turning: Turning, parameters: Sequence[Parameter], points: Floats) -> Floats:
    """The difference at many points.

    Parameters:
        points: values of the parameters, shape (points, parameters). The score of a grid, whose unit differs by
            method, is given as a multiple of its current value.

    Returns:
        Shape (points, methods).

    Raises:
        InputError: for too many parameters at once, or points of another shape.
    """
    if not 0 < len(parameters) <= MAX_PARAMETERS or points.ndim != 2 or points.shape[1] != len(parameters):
        raise InputError(
            f"a sweep takes 1 to {MAX_PARAMETERS} parameters and an array of shape (points, parameters).",
            where="sweep",
            do=f"Found {len(parameters)} parameters and an array of shape {points.shape}.",
        )
    weights = []
    probes: list[tuple[Floats | float, Floats | float]] = []
    for index, parameter in enumerate(parameters):
        if np.ndim(parameter.current):
            current = np.asarray(parameter.current)
            probes.append((current * 0, current))
            weights.append(points[:, index])
            continue
        low, high = parameter.probes
        probes.append((low, high))
        y, y0, y1 = (parameter.coordinate(value) for value in (points[:, index], low, high))
        weights.append((y - y0) / (y1 - y0))
    result = np.zeros((len(points), len(turning.base.methods)))
    for corner in itertools.product((0, 1), repeat=len(parameters)):
        settings = [
            (parameter, probes[index][side])
            for index, (parameter, side) in enumerate(zip(parameters, corner, strict=True))
        ]
        factor = np.prod([w if side else 1 - w for w, side in zip(weights, corner, strict=True)], axis=0)
        result += np.multiply.outer(factor, turning.difference(settings))
    return result


def difference_map(
    turning: Turning, first: Parameter, second: Parameter, steps: int = 41, reach: float = 2.0
) -> tuple[Floats, Floats, Floats]:
    """The difference over two parameters, for a map with its zero line.

    Parameters:
        steps: points on each axis. reach: how far the score of a grid goes, as a multiple of today's.

    Returns:
        Values of the first and second parameter, shape (steps,), and differences, shape (methods, second, first).
    """
    axes = []
    for parameter in (first, second):
        low, high = (0.0, reach) if np.ndim(parameter.current) else (float(b) for b in parameter.bounds)
        axes.append(np.linspace(low, high, steps))
    x, y = np.meshgrid(*axes)
    values = sweep(turning, (first, second), np.column_stack([x.ravel(), y.ravel()]))
    return axes[0], axes[1], values.T.reshape(-1, steps, steps)
