"""Swapping the grid inside an activity of a user's database, without counting electricity twice.

The score of an activity in its own country is ``S``. Its electricity inputs ``a_e`` (kWh per unit, score ``s_e``) are
taken out and come back as ``k = sum a_e`` kWh of the place's grid ``g``, which the engine adds:

    residual(c) = S - sum_e a_e s_e + sum_e a_e (s_e(c) - g(c)),      E(c) = residual(c) + k * g(c)

``s_e(c)`` is the market of country c at the voltage of input e; where c has none, the last term is left out. Put in
``c`` = the activity's own country: E = S, whatever the market, also one that consumes itself, because the background
is not changed, only the instance in front of it. A grid of the user's own replaces ``g(c)`` and nothing else.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from localca.brightway_units import pint_name
from localca.errors import InputError
from localca.installed_matrices import Matrices
from localca.links import Electricity
from localca.project_files import Node
from localca.regions import alpha_2
from localca.units import convert

DEEPEST = 6
Recipe = dict[int, float]


@dataclass(frozen=True)
class Electric:
    """Electricity inputs of one unit of a product: kWh by the id of the product that delivers it."""

    kwh: Mapping[int, float]
    per_unit: Mapping[int, float]

    @property
    def total(self) -> float:
        """All of them, in kWh."""
        return sum(self.kwh.values())


def electricity_inputs(
    inputs: Callable[[int], Recipe], nodes: Mapping[int, Node], product: int, choice: Electricity
) -> Electric:
    """The grid electricity that one unit of a product takes at the first tier, or through a stated chain.

    Parameters:
        inputs: the inputs of one unit of a product, by product id (see :func:`inputs_of`).
    """
    found: dict[int, float] = {}

    def walk(number: int, amount: float, depth: int) -> None:
        for source, per_unit in inputs(number).items():
            node = nodes.get(source)
            if node is None:
                continue
            if is_grid(node, choice):
                found[source] = found.get(source, 0.0) + amount * per_unit
            elif choice.swap == "chain" and depth < DEEPEST and node.name.startswith(choice.through or ("\0",)):
                walk(source, amount * per_unit, depth + 1)

    node = nodes.get(product)
    if choice.swap != "never" and node is not None and not is_grid(node, choice):
        walk(product, 1.0, 1)
    kept = {source: amount for source, amount in found.items() if amount > 0}
    return Electric({source: amount * _kwh(nodes[source]) for source, amount in kept.items()}, kept)


def is_grid(node: Node, choice: Electricity) -> bool:
    """True for what a grid delivers; electricity of an industry of its own or of a waste plant is not."""
    if _kwh(node) == 0:
        return False
    return node.product in choice.inputs or (not node.product and node.name in choice.inputs)


def inputs_of(matrices: Matrices, producers: Mapping[int, int], row: Mapping[int, int], product: int) -> Recipe:
    """The inputs of one unit of a product, by product id."""
    column = producers.get(product)
    if column is None:
        return {}
    matrix = matrices.technosphere
    part = slice(matrix.indptr[column], matrix.indptr[column + 1])
    entries = dict(zip(matrix.indices[part].tolist(), matrix.data[part].tolist(), strict=True))
    made = entries.pop(row[product])
    return {int(matrices.products[index]): -amount / abs(made) for index, amount in entries.items() if amount < 0}


def producers_of(matrices: Matrices) -> Mapping[int, int]:
    """The column that makes each product: the activity that is its own product, else that with the largest output."""
    coo = matrices.technosphere.tocoo()
    positive = np.flatnonzero(coo.data > 0)
    order = positive[np.argsort(coo.data[positive], kind="stable")]
    best = np.full(len(matrices.products), -1)
    best[coo.row[order]] = coo.col[order]
    best = np.where(matrices.own >= 0, matrices.own, best)
    return {int(number): int(column) for number, column in zip(matrices.products, best, strict=True) if column >= 0}


def swapped(
    unit: Recipe, electric: Electric, place: str, plug: Recipe | None, market: Callable[[Node, str], int | None],
    nodes: Mapping[int, Node], own_place: bool,
) -> Recipe:  # fmt: skip
    """The residual of an activity at a place as amounts of products.

    Parameters:
        unit: one unit of the activity before the swap, as amounts of products.
        plug: one kWh of the place's grid ``g(c)`` as amounts of products; None when the grid is another database's,
            so that electricity is only taken out.
        market: the product that delivers like a given one in a country (alpha-2), or None.
        own_place: the activity is of the place itself: it keeps its own electricity, and the grid's score is only
            stated apart.
    """
    recipe = dict(unit)
    for source, amount in electric.per_unit.items():
        if plug is None:
            _add(recipe, source, -amount)
            continue
        kwh = electric.kwh[source]
        local = source if own_place else market(nodes[source], alpha_2(place))
        if not own_place:
            _add(recipe, source, -amount)
            if local is not None:
                _add(recipe, local, kwh / _kwh(nodes[local]))
        if local is not None:
            for number, share in plug.items():
                _add(recipe, number, -kwh * share)
    return {number: amount for number, amount in recipe.items() if amount}


def _add(recipe: Recipe, number: int, amount: float) -> None:
    recipe[number] = recipe.get(number, 0.0) + amount


def _kwh(node: Node) -> float:
    """kWh in one unit of an activity; 0 when it is no energy."""
    return _kwh_of(node.unit)


@functools.cache
def _kwh_of(unit: str) -> float:
    try:
        return convert(1.0, pint_name(unit), "kWh")
    except InputError:
        return 0.0
