"""Brightway at work: a system becomes an in-memory datapackage in float64 and bw2calc solves it.

No Brightway project, no database on disk, no global state: each call builds its own datapackage.
"""

from __future__ import annotations

import functools
import sys
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from localca.linear_system import System

Floats = npt.NDArray[np.float64]
FLOW_OFFSET = 1_000_000


@functools.cache
def brightway() -> tuple[Any, Any]:
    """bw2calc and bw_processing, imported quietly and without bw2data.

    bw2calc imports bw2data only to name nodes; that import opens a project database on disk. A test pins that
    bw2calc works without it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        absent = "bw2data" not in sys.modules
        if absent:
            sys.modules["bw2data"] = None  # type: ignore[assignment]
        try:
            import bw2calc
            import bw_processing
        finally:
            if absent:
                del sys.modules["bw2data"]
    return bw2calc, bw_processing


def datapackage(system: System, nodes: Mapping[str, int] | None = None, flows: Mapping[str, int] | None = None) -> Any:
    """The system as an in-memory bw_processing datapackage in float64, with its lognormal uncertainties.

    Parameters:
        nodes: Brightway's id of each activity and of each product of other packages that is taken; by default from 1.
        flows: the id of each elementary flow, by default from ``FLOW_OFFSET``.
    """
    _, bwp = brightway()
    node = nodes or {name: index + 1 for index, name in enumerate(system.activities)}
    flow = flows or {name: FLOW_OFFSET + index for index, name in enumerate(system.flows)}
    package = bwp.create_datapackage(name="localca_system")
    production = [((node[name], node[name]), 1.0, 0.0, False) for name in system.activities]
    inputs = [((node[i], node[j]), amount, sigma, True) for (i, j), (amount, sigma) in system.inputs.items()]
    emissions = [((flow[i], node[j]), amount, sigma, False) for (i, j), (amount, sigma) in system.emissions.items()]
    for matrix, entries in (("technosphere_matrix", production + inputs), ("biosphere_matrix", emissions)):
        amounts = np.array([entry[1] for entry in entries])
        sigmas = np.array([entry[2] for entry in entries])
        uncertain = (sigmas > 0) & (amounts > 0)
        distributions = np.zeros(len(entries), dtype=bwp.UNCERTAINTY_DTYPE)
        distributions["uncertainty_type"] = np.where(uncertain, 2, 0)
        distributions["loc"] = np.where(uncertain, np.log(np.where(amounts > 0, amounts, 1.0)), amounts)
        distributions["scale"] = np.where(uncertain, sigmas, np.nan)
        distributions["shape"] = distributions["minimum"] = distributions["maximum"] = np.nan
        package.add_persistent_vector(
            matrix=matrix,
            name=matrix,
            indices_array=np.array([entry[0] for entry in entries], dtype=bwp.INDICES_DTYPE),
            data_array=amounts,
            flip_array=np.array([entry[3] for entry in entries]),
            distributions_array=distributions,
        )
    return package


def solve(system: System, factors: Floats, demands: Sequence[str]) -> Floats:
    """Scores of one unit of each demanded activity in each method, solved by Brightway (factorised once).

    Parameters:
        factors: characterisation factors, shape (methods, flows) in the order of ``system.flows``.

    Returns:
        Shape (demands, methods).
    """
    bw2calc, _ = brightway()
    number = {name: index + 1 for index, name in enumerate(system.activities)}
    lca = bw2calc.LCA(demand={number[demands[0]]: 1.0}, data_objs=[datapackage(system)])
    lca.lci(factorize=True)
    rows = np.array([lca.dicts.biosphere.get(FLOW_OFFSET + index, -1) for index in range(len(system.flows))])
    ordered = np.zeros((factors.shape[0], lca.biosphere_matrix.shape[0]))
    ordered[:, rows[rows >= 0]] = factors[:, rows >= 0]
    unit_emissions = ordered @ lca.biosphere_matrix
    scores = np.zeros((len(demands), factors.shape[0]))
    for index, name in enumerate(demands):
        demand = np.zeros(len(lca.dicts.product))
        demand[lca.dicts.product[number[name]]] = 1.0
        scores[index] = unit_emissions @ lca.solve_linear_system(demand)
    return scores
