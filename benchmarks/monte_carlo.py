"""Paired Monte Carlo, 10,000 draws x 2 scenarios x all categories: LocaLCA against bw2calc 3's own sampling.

Run: python benchmarks/monte_carlo.py [draws of LocaLCA] [iterations of bw2calc]

Both sample every uncertain exchange of the background and of the foreground (amounts, kWh, legs) as lognormals. bw2calc
gets the whole system as one datapackage and ``use_distributions=True``. With fewer iterations its time is scaled in
proportion, and the table says so.

What is compared: mean and spread of each scenario in each category, and the mean difference. The spread of the
difference is not: a datapackage cannot let two matrix entries share one foreground draw, as pairing does here.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import numpy as np
from measuring import allocated, machine, median, spread, table, times

from localca import impact_methods
from localca.api import open_background, open_routes
from localca.assessment import Assessment, Floats
from localca.background import OpenBackground
from localca.draws import Seed
from localca.engine import assess, foregrounds
from localca.linear_system import System, build_background
from localca.product_file import load
from localca.solver import FLOW_OFFSET, brightway, datapackage
from localca.uncertainty import sample

SCENARIOS = ["imported_usa", "local_recycled"]
REPEATS = 7


def whole_system(assessment: Assessment) -> System:
    """Background and foreground with their uncertainties; ``scenario:NAME`` is one functional unit.

    All demands of a scenario that share a draw hang on one uncertain exchange.
    """
    background = open_background()
    system = build_background(background.tables)
    for name, foreground, demands in foregrounds(assessment, background, background.tables, open_routes()):
        root = f"scenario:{name}"
        system.activities.append(root)
        for number, demand in enumerate(demands):
            match, drawn, node = demand.match, f"{name}/{demand.draw}", f"{name}/{number}"
            system.activities.append(node)
            if drawn not in system.activities:
                system.activities.append(drawn)
                system.add_input(drawn, root, 1.0, demand.sigma)
            system.add_input(node, drawn, demand.amount)
            system.add_input(match.key, node, 1.0)
            if match.heat_mj > 0:
                system.add_input(foreground.heat(demand.place).key, node, match.heat_mj, match.heat_sigma)
            if match.kwh > 0:
                use, grid = "production" if demand.stage == "production" else "material", f"{node}/grid"
                system.activities.append(grid)
                system.add_input(grid, node, match.kwh, match.kwh_sigma)
                for part, amount in foreground.power(use, demand.place).parts:
                    system.add_input(part.key, grid, amount)
    return system


def multi_lca(assessment: Assessment, system: System, seed: int = 1) -> Any:
    """bw2calc's MultiLCA of the scenarios in all categories, with its distributions."""
    bw2calc, processing = brightway()
    flows = [assessment.tables.elementary[key] for key in system.flows]
    factors, _ = impact_methods.characterisation_factors(assessment.methods, flows)
    packages = [datapackage(system)]
    for method, row in zip(assessment.methods, factors, strict=True):
        used = np.flatnonzero(row)
        package = processing.create_datapackage(name=method.id)
        package.add_persistent_vector(
            matrix="characterization_matrix", name=method.id, identifier=["benchmark", method.id],
            data_array=row[used],
            indices_array=np.array([(FLOW_OFFSET + flow, 1) for flow in used], dtype=processing.INDICES_DTYPE),
        )  # fmt: skip
        packages.append(package)
    number = {name: index + 1 for index, name in enumerate(system.activities)}
    return bw2calc.MultiLCA(
        demands={name: {number[f"scenario:{name}"]: 1.0} for name in SCENARIOS},
        method_config={"impact_categories": [("benchmark", method.id) for method in assessment.methods]},
        data_objs=packages, use_distributions=True, seed_override=seed,
    )  # fmt: skip


def theirs(assessment: Assessment, iterations: int) -> tuple[dict[str, Floats], float, float]:
    """Scores of bw2calc's draws, shape (iterations, methods), seconds for set-up and for an iteration."""
    start = time.perf_counter()
    lca = multi_lca(assessment, whole_system(assessment))
    lca.lci()
    lca.lcia()
    setup = time.perf_counter() - start
    totals = {name: np.zeros((iterations, len(assessment.methods))) for name in SCENARIOS}
    start = time.perf_counter()
    for draw in range(iterations):
        next(lca)
        scores = lca.scores
        for name in SCENARIOS:
            totals[name][draw] = [scores[("benchmark", method.id), name] for method in assessment.methods]
    return totals, setup, (time.perf_counter() - start) / iterations


def z_scores(ours: Floats, other: Floats) -> tuple[Floats, Floats]:
    """Mean and standard deviation of two samples, compared in units of their sampling error."""
    errors, deviations = [], []
    for values in (ours, other):
        centred = values - values.mean(axis=0)
        variance = centred.var(axis=0)
        errors.append(variance / len(values))
        deviations.append(((centred**4).mean(axis=0) - variance**2) / (4 * variance * len(values)))
    mean = (ours.mean(axis=0) - other.mean(axis=0)) / np.sqrt(sum(errors))
    return mean, (ours.std(axis=0) - other.std(axis=0)) / np.sqrt(sum(deviations))


def main(draws: int, iterations: int) -> None:
    """Measure side by side and print a table."""
    print(machine("localca", "bw2calc", "bw_processing", "matrix_utils", "stats_arrays", "numpy", "scipy") + "\n")
    fresh = OpenBackground()
    methods = impact_methods.choose(None)
    assessment = assess(load("carrier-bag"), fresh, methods, open_routes(), scenarios=SCENARIOS)
    seeds = iter(range(1, 1000))
    first = times(lambda: sample(assessment, draws, next(seeds)), 1)
    cold = times(lambda: sample(assessment, draws, next(seeds)), REPEATS)
    warm = times(lambda: sample(assessment, draws, 2), REPEATS, lambda: sample(assessment, draws, 2))
    other, setup, one = theirs(assessment, iterations)
    cold += times(lambda: sample(assessment, draws, next(seeds)), REPEATS)
    found = sample(assessment, draws, Seed(1)).totals
    print(f"{draws:,} paired draws x {len(SCENARIOS)} scenarios x {len(methods)} categories, "
          f"bw2calc measured on {iterations:,} iterations\n")  # fmt: skip
    memory = allocated(lambda: sample(assessment, draws, next(seeds)))
    scaled = "" if iterations == draws else "scaled; "
    print(table(["", "LocaLCA", "bw2calc MultiLCA", "ratio"], [
        ["first in a process, with set-up", f"{first[0]:.3f} s", f"{setup + one * draws:.1f} s",
         f"{(setup + one * draws) / first[0]:.0f}"],
        ["new draws", spread(cold), f"{one * draws:.1f} s ({scaled}{one * 1000:.1f} ms each)",
         f"{one * draws / median(cold):.0f}"],
        ["same draws again", spread(warm), "", ""],
        ["memory of new draws", f"{memory:.0f} MB", "", ""],
    ]))  # fmt: skip
    rows = []
    for name in SCENARIOS:
        mean, deviation = z_scores(found[name], other[name])
        rows.append([f"mean, {name}", *(f"{z:+.1f}" for z in mean)])
        rows.append([f"spread, {name}", *(f"{z:+.1f}" for z in deviation)])
    ours, others = (values[SCENARIOS[1]] - values[SCENARIOS[0]] for values in (found, other))
    rows.append(["mean difference", *(f"{z:+.1f}" for z in z_scores(ours, others)[0])])
    print("\nz-scores: LocaLCA minus bw2calc in units of the sampling error\n")
    print(table(["", *(method.id for method in methods)], rows))
    scores = np.abs([float(cell) for row in rows for cell in row[1:]])
    print(f"\n{len(scores)} z-scores: largest {scores.max():.1f}, {np.mean(scores > 2):.0%} above 2 (5 % expected)")
    if scores.max() > 4:
        sys.exit("the two disagree")


if __name__ == "__main__":
    main(*(int(text) for text in (sys.argv[1:] + ["10000", "10000"][len(sys.argv) - 1 :])))
