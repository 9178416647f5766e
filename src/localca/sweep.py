"""Many parameter points at once, exactly: the difference is a straight line in each parameter's coordinate.

A function that is a straight line in each of k coordinates is a polynomial ``D(y) = sum_S a_S prod_(i in S) y_i`` over
the subsets S of the parameters, and its ``2**k`` corners fix it: along each axis ``a_1 = (D1 - D0) / (y1 - y0)`` and
``a_0 = D0 - a_1 y0``. The engine evaluates the corners. Most parameters do not meet (a distance and a recycled share),
so few of the terms are there, and any number of points is a small matrix product.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from localca.assessment import Floats
from localca.engine import reassess
from localca.errors import InputError
from localca.language import tr
from localca.parameter import Parameter, Value
from localca.parameters import Turning

MAX_PARAMETERS = 8
CHUNK = 4096
NEGLIGIBLE = 1e-14


@dataclass(frozen=True)
class Surface:
    """A difference as a polynomial in the coordinates of some parameters; a term names those that multiply.

    ``coefficients`` has the shape (terms, methods).
    """

    parameters: tuple[Parameter, ...]
    terms: tuple[tuple[int, ...], ...]
    coefficients: Floats

    def at(self, points: Floats) -> Floats:
        """The difference at many points.

        Parameters:
            points: values of the parameters, shape (points, parameters). The score of a grid, whose unit differs by
                method, is given as a multiple of its current value.

        Returns:
            Shape (points, methods).

        Raises:
            InputError: for points of another shape.
        """
        if points.ndim != 2 or points.shape[1] != len(self.parameters):
            raise _misfit(self.parameters, points)
        result = np.empty((len(points), self.coefficients.shape[1]))
        for start in range(0, len(points), CHUNK):
            part = points[start : start + CHUNK]
            y = [_coordinate(parameter, part[:, index]) for index, parameter in enumerate(self.parameters)]
            known: dict[tuple[int, ...], Floats] = {(): np.ones(len(part))}
            basis = np.stack([_monomial(term, y, known) for term in self.terms])
            np.matmul(basis.T, self.coefficients, out=result[start : start + CHUNK])
        return result


def _monomial(term: tuple[int, ...], y: Sequence[Floats], known: dict[tuple[int, ...], Floats]) -> Floats:
    """The product of some coordinates; each product is computed once and grows from a shorter one."""
    if term not in known:
        known[term] = _monomial(term[:-1], y, known) * y[term[-1]] if len(term) > 1 else y[term[0]]
    return known[term]


def _coordinate(parameter: Parameter, values: Floats) -> Floats:
    return np.ascontiguousarray(values) if np.ndim(parameter.current) else parameter.coordinate(values)


def _misfit(parameters: Sequence[Parameter], points: Floats) -> InputError:
    return InputError(
        tr("a sweep takes 1 to {most} parameters and an array of shape (points, parameters).", most=MAX_PARAMETERS),
        where="sweep",
        do=tr("Found {count} parameters and an array of shape {shape}.", count=len(parameters), shape=points.shape),
    )


def surface(turning: Turning, parameters: Sequence[Parameter]) -> Surface:
    """The difference as a polynomial in some parameters, to be evaluated at any number of points.

    Raises:
        InputError: for too many parameters at once.
    """
    count = len(parameters)
    if not 0 < count <= MAX_PARAMETERS:
        raise _misfit(parameters, np.empty((0, count)))
    table, ends = _corners(turning, parameters), []
    for axis, parameter in enumerate(parameters):
        low, high = (
            (0.0, 1.0) if np.ndim(parameter.current) else (float(parameter.coordinate(x)) for x in parameter.probes)
        )
        first, last = np.moveaxis(table, axis, 0)
        slope = (last - first) / (high - low)
        table = np.stack([first - slope * low, slope], axis=axis)
        ends.append(max(abs(low), abs(high)))
    terms, coefficients = [], []
    reach = {side: np.prod([end for end, used in zip(ends, side, strict=True) if used]) for side in _sides(count)}
    largest = np.max([np.abs(table[side]) * reach[side] for side in _sides(count)], axis=0)
    for side in _sides(count):
        if not any(side) or np.any(np.abs(table[side]) * reach[side] > NEGLIGIBLE * largest):
            terms.append(tuple(index for index in range(count) if side[index]))
            coefficients.append(table[side])
    return Surface(tuple(parameters), tuple(terms), np.array(coefficients))


def _sides(count: int) -> list[tuple[int, ...]]:
    return list(itertools.product((0, 1), repeat=count))


def _corners(turning: Turning, parameters: Sequence[Parameter]) -> Floats:
    """The difference at the corners, shape (2, ..., 2, methods); the engine runs once for corners of one product."""
    probes: list[tuple[Value, Value]] = [
        (np.asarray(item.current) * 0, item.current) if np.ndim(item.current) else item.probes for item in parameters
    ]
    base = turning.base
    changing = [item.change(base.product, float(np.asarray(pair[1]).flat[0])) is not base.product
                for item, pair in zip(parameters, probes, strict=True)]  # fmt: skip
    known: dict[tuple[int, ...], Turning] = {}
    table = np.zeros((*[2] * len(parameters), len(base.methods)))
    for sides in _sides(len(parameters)):
        values = [(item, pair[side]) for item, pair, side in zip(parameters, probes, sides, strict=True)]
        key = tuple(side for side, changes in zip(sides, changing, strict=True) if changes)
        if key not in known:
            product = base.product
            for (item, value), changes in zip(values, changing, strict=True):
                product = item.change(product, float(np.asarray(value).flat[0])) if changes else product
            found = reassess(base, product, [turning.reference, turning.scenario])
            known[key] = replace(turning, base=found)
        rest = [setting for setting, changes in zip(values, changing, strict=True) if not changes]
        table[sides] = known[key].difference(rest)
    return table


def sweep(turning: Turning, parameters: Sequence[Parameter], points: Floats) -> Floats:
    """The difference at many points: :func:`surface`, evaluated once.

    Returns: shape (points, methods); see :meth:`Surface.at`.

    Raises:
        InputError: for too many parameters at once, or points of another shape.
    """
    if not 0 < len(parameters) <= MAX_PARAMETERS or points.ndim != 2 or points.shape[1] != len(parameters):
        raise _misfit(parameters, points)
    return surface(turning, parameters).at(points)


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
