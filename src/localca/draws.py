"""Draws of unit scores: the whole background sampled, every uncertain exchange with its own lognormal.

A system is walked once, from nature to the plug, for all draws together:
``s_j = sum_i a_ij exp(sigma_ij z_ij) u_i``. Loops (the grid that serves the mines that feed the grid) are solved
exactly: the few activities that close a loop are carried as unknowns and eliminated by a small linear system in each
draw.

Draws are a median Latin hypercube: each named quantity gets its own seeded permutation of the same normal quantiles. A
quantity therefore has the same draws whatever else is computed, which is what makes comparisons paired.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from localca.linear_system import System

Floats = npt.NDArray[np.float64]
CHUNK = 2048


@functools.lru_cache(maxsize=8)
def _quantiles(draws: int) -> Floats:
    return np.asarray(ndtri((np.arange(draws) + 0.5) / draws))


@dataclass(frozen=True)
class Seed:
    """The seed of each group of quantities: ``base``, but ``other`` for the groups that are swapped."""

    base: int
    other: int = 0
    swapped: frozenset[str] = frozenset()

    def of(self, group: str) -> int:
        """The seed of a group."""
        return self.other if group in self.swapped else self.base


def normals(name: str, draws: int, seed: int) -> Floats:
    """Standard normal draws of a named quantity, shape (draws,): a seeded permutation of the normal quantiles."""
    key = int.from_bytes(hashlib.blake2b(f"{seed}/{name}".encode(), digest_size=16).digest())
    return _quantiles(draws)[np.random.Generator(np.random.PCG64DXSM(key)).permutation(draws)]


def unit_draws(system: System, factors: Floats, keys: Sequence[str], draws: int, seed: Seed) -> Floats:
    """Draws of the unit scores of some activities; the exchanges of an activity are one group for the seed.

    Parameters:
        factors: characterisation factors, shape (methods, flows) in the order of ``system.flows``.
        keys: the activities wanted.

    Returns: shape (keys, draws, methods).
    """
    inputs, emissions = _by_activity(system)
    order, loops = _order(inputs, keys)
    flow = {name: index for index, name in enumerate(system.flows)}
    methods, result = factors.shape[0], np.empty((len(keys), draws, factors.shape[0]))
    spreads = {
        (source, name): sigma * normals(f"{source} > {name}", draws, seed.of(name))
        for name in order
        for source, _, sigma in (*inputs.get(name, ()), *emissions.get(name, ()))
        if sigma > 0
    }
    for start in range(0, draws, CHUNK):
        part = slice(start, min(start + CHUNK, draws))
        count = part.stop - part.start
        known: dict[str, Floats] = {}
        for name in order:
            total = np.zeros((count, methods + len(loops)))
            for source, amount, _ in emissions.get(name, ()):
                weight = _weight(amount, spreads.get((source, name)), part)
                total[:, :methods] += weight * factors[:, flow[source]]
            for source, amount, _ in inputs.get(name, ()):
                weight = _weight(amount, spreads.get((source, name)), part)
                if source in known:
                    total += weight * known[source]
                else:
                    total[:, [methods + loops.index(source)]] += weight
            known[name] = total
        closed = _close(known, loops, methods)
        for index, key in enumerate(keys):
            row = known[key]
            result[index, part] = row[:, :methods] + np.einsum("dl,dlm->dm", row[:, methods:], closed)
    return result


def _weight(amount: float, spread: Floats | None, part: slice) -> Floats | float:
    return amount if spread is None else amount * np.exp(spread[part])[:, None]


def _close(known: dict[str, Floats], loops: Sequence[str], methods: int) -> Floats:
    """Scores of the activities that close loops, ``y = (I - B)^-1 alpha``: shape (draws, loops, methods)."""
    if not loops:
        count = len(next(iter(known.values()))) if known else 0
        return np.zeros((count, 0, methods))
    stacked = np.stack([known[name] for name in loops], axis=1)
    return np.asarray(np.linalg.solve(np.eye(len(loops)) - stacked[:, :, methods:], stacked[:, :, :methods]))


def groups_upstream(system: System, keys: Sequence[str]) -> list[str]:
    """The activities upstream of ``keys`` that have an uncertain exchange."""
    inputs, emissions = _by_activity(system)
    order, _ = _order(inputs, keys)
    return [
        name for name in order if any(sigma > 0 for _, _, sigma in (*inputs.get(name, ()), *emissions.get(name, ())))
    ]


Entries = dict[str, list[tuple[str, float, float]]]


def _by_activity(system: System) -> tuple[Entries, Entries]:
    """Inputs and emissions of each activity as (source, amount, sigma)."""
    inputs: Entries = {}
    emissions: Entries = {}
    for table, entries in ((inputs, system.inputs), (emissions, system.emissions)):
        for (source, name), (amount, sigma) in entries.items():
            table.setdefault(name, []).append((source, amount, sigma))
    return inputs, emissions


def _order(inputs: Entries, keys: Sequence[str]) -> tuple[list[str], list[str]]:
    """Activities upstream of ``keys``, inputs first, and those met again while still open: they close a loop."""
    order: list[str] = []
    loops: dict[str, None] = {}
    state: dict[str, bool] = {}
    stack: list[tuple[str, Iterator[tuple[str, float, float]]]] = []
    for key in sorted(set(keys)):
        if key in state:
            continue
        state[key] = False
        stack.append((key, iter(inputs.get(key, ()))))
        while stack:
            name, remaining = stack[-1]
            for source, _, _ in remaining:
                if source not in state:
                    state[source] = False
                    stack.append((source, iter(inputs.get(source, ()))))
                    break
                if not state[source]:
                    loops[source] = None
            else:
                stack.pop()
                state[name] = True
                order.append(name)
    return order, list(loops)
