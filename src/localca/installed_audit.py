"""The audit of a user's own database: bw2calc solves our foreground, the open parts and the project's packages as one.

Our side is one datapackage whose links point to the project's own products; Brightway reads the project's technosphere,
biosphere and methods from the project's files. Nothing of the engine's adjoint solution and its cached scores
(:mod:`localca.installed_system`) is used, and nothing is written.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from localca import audit, impact_methods
from localca.assessment import Assessment
from localca.background import Floats, OpenBackground
from localca.errors import InputError
from localca.impact_methods import Method
from localca.installed import InstalledBackground
from localca.installed_matrices import packages_of
from localca.installed_methods import global_index
from localca.installed_resolve import MARK
from localca.linear_system import System
from localca.own_flows import OwnFlows
from localca.solver import brightway, datapackage

PRODUCT = "product of the project: "


def audited(assessment: Assessment) -> float:
    """The largest relative deviation of the engine's totals from Brightway's own solution, whatever the database.

    Raises:
        InputError: for declared factors, which Brightway cannot solve, or a database of another kind.
    """
    database = assessment.database
    behind = database.behind if isinstance(database, OwnFlows) else database
    if isinstance(behind, OpenBackground):
        return audit.max_relative_deviation(assessment, behind, assessment.routes)
    if not isinstance(behind, InstalledBackground):
        raise InputError(f"there is no audit of {behind.name}.", where="--audit", do="Leave --audit out.")
    solved = solved_totals(assessment, behind)
    ours = np.array([assessment.stage_scores[name].sum(axis=0) for name in assessment.scenarios])
    return float(np.max(np.abs(ours - solved) / np.where(solved != 0, np.abs(solved), 1.0)))


def solved_totals(assessment: Assessment, background: InstalledBackground) -> Floats:
    """Scores of the scenarios, shape (scenarios, methods), by bw2calc's own ``lci`` and ``lcia`` of the whole system.

    Raises:
        InputError: for declared factors, which Brightway cannot solve.
    """
    system = audit.whole_system(assessment, background.open, assessment.routes)
    products = _link(system, assessment, background)
    packages = packages_of(background.system.project, background.system.databases)
    first = 1 + max(_largest_id(package) for package in packages)
    nodes = {name: first + index for index, name in enumerate(system.activities)}
    flows = {name: first + len(nodes) + index for index, name in enumerate(system.flows)}
    bw2calc, _ = brightway()
    roots = [{nodes[f"scenario:{name}"]: 1.0} for name in assessment.scenarios]
    lca = bw2calc.LCA(demand=roots[0], data_objs=[datapackage(system, nodes | products, flows), *packages])
    lca.lci(factorize=True)
    scores = np.zeros((len(roots), len(assessment.methods)))
    used = {key for key, _ in system.emissions} if _takes_open(assessment) else set()
    for column, method in enumerate(assessment.methods):
        lca.switch_method(_method(background, method, system, {key: flows[key] for key in flows if key in used}))
        for row, root in enumerate(roots):
            lca.lcia(demand=root)
            scores[row, column] = lca.score
    return scores


def _link(system: System, assessment: Assessment, background: InstalledBackground) -> dict[str, int]:
    """Adds an activity for each match of the user's database; returns the project's id of every product it takes."""
    products: dict[str, int] = {}
    known = set(system.activities)
    matches = {match.key: match for parts in assessment.parts for match, _ in parts}
    for key in sorted({source for source, _ in system.inputs} - known):
        system.activities.append(key)
        for number, amount in background.resolver.recipe(matches[key]).items():
            products[f"{PRODUCT}{number}"] = number
            system.add_input(f"{PRODUCT}{number}", key, amount)
    return products


def _largest_id(package: Any) -> int:
    """The largest id in a datapackage: ours come after it."""
    indices = [package.get_resource(item["name"])[0] for item in package.resources if item.get("kind") == "indices"]
    return max((int(max(array["row"].max(), array["col"].max())) for array in indices if len(array)), default=0)


def _takes_open(assessment: Assessment) -> bool:
    """Whether anything comes from the open database or from flows of the product's own."""
    return any(MARK not in match.key for parts in assessment.parts for match, _ in parts)


def _method(background: InstalledBackground, method: Method, system: System, flows: dict[str, int]) -> list[Any]:
    """A method as datapackages: the project's own, and one with the factors of our flows.

    Where the project lacks the method, ours also holds bw2io's factors of the project's flows.
    """
    own = background.methods.package(method.name)
    factors = {} if own is not None else background.methods.factors(method)
    if flows:
        keys = list(flows)
        elementary = [background.open.tables.elementary[key] for key in keys]
        found, _ = impact_methods.characterisation_factors([method], elementary)
        factors |= dict(zip(flows.values(), found[0].tolist(), strict=True))
    if not factors:
        return [own]
    _, bwp = brightway()
    world = global_index(own) if own is not None else None
    package = bwp.create_datapackage(name="localca_factors")
    package.add_persistent_vector(
        matrix="characterization_matrix", name="factors", data_array=np.array(list(factors.values())),
        indices_array=np.array([(flow, world or 0) for flow in factors], dtype=bwp.INDICES_DTYPE),
        **({} if world is None else {"global_index": world}),
    )  # fmt: skip
    return [item for item in (own, package) if item is not None]
