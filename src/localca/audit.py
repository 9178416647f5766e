"""The audit: the whole foreground and background as one Brightway system, solved by bw2calc, against the engine."""

from __future__ import annotations

import numpy as np

from localca import impact_methods
from localca.assessment import Assessment
from localca.background import Match, OpenBackground
from localca.engine import foregrounds
from localca.errors import InputError
from localca.foreground import Foreground
from localca.linear_system import System, build_background
from localca.own_flows import PREFIX, log_spread
from localca.solver import solve
from localca.tables import Tables
from localca.transport import Routes


def whole_system(assessment: Assessment, background: OpenBackground, routes: Routes) -> System:
    """The background and the foreground of every scenario; activity ``scenario:NAME`` is one functional unit.

    Each flow at a place is an activity of its own that takes the flow's residual, its electricity and its heat, so
    that Brightway, not the engine, adds them up.
    """
    tables: Tables = background.tables
    system = build_background(tables)
    for flow in assessment.product.flows:
        if flow.declared:
            raise InputError(
                f"'{flow.name}' has declared factors: no emissions that Brightway could solve.",
                where="--audit",
                do="Audit a product without declared flows.",
            )
        system.activities.append(PREFIX + flow.name)
        for key, amount in flow.elementary.items():
            system.add_emission(key, PREFIX + flow.name, amount, log_spread(flow, tables))
    for name, foreground, demands in foregrounds(assessment, assessment.database, tables, routes):
        root = f"scenario:{name}"
        system.activities.append(root)
        for demand in demands:
            use = "production" if demand.stage == "production" else "material"
            placed = _placed(system, foreground, demand.match, demand.place, use, name)
            system.add_input(placed, root, demand.amount)
    return system


def _placed(system: System, foreground: Foreground, match: Match, place: str, use: str, scenario: str) -> str:
    node = f"{scenario}/{use}/{match.flow}@{place}"
    if node in system.activities:
        return node
    system.activities.append(node)
    system.add_input(match.key, node, 1.0)
    if match.kwh > 0:
        power = foreground.power(use, place)
        grid = f"{scenario}/{power.key}"
        if grid not in system.activities:
            system.activities.append(grid)
            for part, amount in power.parts:
                system.add_input(part.key, grid, amount)
        system.add_input(grid, node, match.kwh)
    if match.heat_mj > 0:
        system.add_input(foreground.heat(place).key, node, match.heat_mj)
    return node


def max_relative_deviation(assessment: Assessment, background: OpenBackground, routes: Routes) -> float:
    """The largest relative deviation of the engine's totals from Brightway's own solution of the whole system."""
    system = whole_system(assessment, background, routes)
    flows = [background.tables.elementary[key] for key in system.flows]
    factors, _ = impact_methods.characterisation_factors(assessment.methods, flows)
    solved = solve(system, factors, [f"scenario:{name}" for name in assessment.scenarios])
    ours = np.array([assessment.stage_scores[name].sum(axis=0) for name in assessment.scenarios])
    scale = np.where(solved != 0, np.abs(solved), 1.0)
    return float(np.max(np.abs(ours - solved) / scale))
