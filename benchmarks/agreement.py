"""Does the engine agree with Brightway, and does a root put back give nothing? 200 random scenarios of the carrier bag.

Run: python benchmarks/agreement.py [scenarios]

Each scenario draws its places, grid, shares, losses, masses, allocation rule and method family at random. bw2calc then
solves the whole system, foreground and background, in float64. Every break-even in range is put back into the engine.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator

import numpy as np
from measuring import machine, median, table

from localca import impact_methods
from localca.api import open_background, open_routes
from localca.assessment import Assessment
from localca.audit import max_relative_deviation
from localca.break_even import roots
from localca.engine import assess
from localca.errors import InputError
from localca.parameters import Parameter, Turning, turning
from localca.product_file import load
from localca.tables import load_tables

SCENARIO, REFERENCE = "local_imported_resin", "imported_usa"
TECHNOLOGIES = ["gas_combined_cycle", "oil_engine_s3_0", "solar_pv", "wind_onshore", "hydro"]
TOLERANCE = 1e-9


def settings(chance: random.Random) -> list[str]:
    """Random settings, as a user would write them after ``--set``."""
    places = sorted(load_tables().default_mix)
    site, origin, waste, use, abroad = (chance.choice(places) for _ in range(5))
    first, second = chance.random(), chance.random()
    shares = [first * second, first * (1 - second), 1 - first]
    mix = ", ".join(f"{name} = {share!r}" for name, share in zip(chance.sample(TECHNOLOGIES, 3), shares, strict=True))
    return [
        f"{SCENARIO}:site={site}", f"{REFERENCE}:site={abroad}", f"product.place_of_use={use}",
        f"resin.origin={origin}", f"resin.recycled_origin={waste}", f"resin.recycled_share={chance.random()!r}",
        f"{SCENARIO}:resin.recycled_share={chance.random()!r}", f"resin.amount={chance.uniform(5.4, 7.9)!r}",
        f"bag making.loss={chance.uniform(0, 0.5)!r}", f"product.unsold_share={chance.uniform(0, 0.5)!r}",
        f"product.service_life={chance.uniform(0.5, 20)!r}", f"electricity.own_share={chance.random()!r}",
        f"electricity.voltage={chance.choice(['low', 'high'])}",
        *([f"{SCENARIO}:electricity.mix={{{mix}}}"] if chance.random() < 0.5 else []),
        *([f"{SCENARIO}:electricity.loss={chance.uniform(0, 0.4)!r}"] if chance.random() < 0.5 else []),
    ]  # fmt: skip


def scenarios(count: int, seed: int = 1) -> Iterator[Assessment]:
    """Random assessments; places without a port are drawn again."""
    chance = random.Random(seed)
    while count:
        family, allocation = chance.choice(list(impact_methods.families())), chance.choice(["cutoff", "cff"])
        try:
            product = load("carrier-bag", settings(chance))
            yield assess(product, open_background(), impact_methods.choose(None, family), open_routes(),
                         scenarios=[REFERENCE, SCENARIO], allocation=allocation)  # fmt: skip
        except InputError as error:
            if "port" not in str(error):
                raise
        else:
            count -= 1


def put_back(turned: Turning, parameter: Parameter) -> Iterator[tuple[float, bool]]:
    """For each root in range: the difference there against the total, and whether the sign turns around it."""
    scale = np.max([np.abs(turned.base.stage_scores[name].sum(axis=0)) for name in turned.base.scenarios], axis=0)
    for column, root in enumerate(roots(turned, parameter)):
        if root.value is None or not root.in_range:
            continue

        def at(value: float, column: int = column) -> float:
            values = np.array(np.broadcast_to(parameter.current, scale.shape), dtype=float)
            values[column] = value
            found = turned.difference([(parameter, values if np.ndim(parameter.current) else value)])
            return float(found[column])

        low, high = sorted(float(np.broadcast_to(parameter.coordinate(bound), scale.shape)[column])
                           for bound in parameter.bounds)  # fmt: skip
        centre = float(parameter.coordinate(root.value))
        step = min(1e-3 * (high - low), centre - low, high - centre)
        around = [parameter.value(centre + sign * step) for sign in (-1, 1)]
        turns = step <= 1e-6 * (high - low) or at(around[0] or 0.0) * at(around[1] or 0.0) < 0
        yield abs(at(root.value)) / scale[column], turns


def summary(values: list[float]) -> list[str]:
    """Largest, median and allowed, as cells."""
    return [f"{value:.1e}" for value in (max(values), median(values), TOLERANCE)]


def main(count: int) -> None:
    """Measure and print a table."""
    print(machine("localca", "bw2calc", "bw_processing", "numpy", "scipy"))
    deviations, seconds, remains, turns = [], [], [], []
    for assessment in scenarios(count):
        start = time.perf_counter()
        deviations.append(max_relative_deviation(assessment, open_background(), open_routes()))
        seconds.append(time.perf_counter() - start)
        turned = turning(assessment, SCENARIO, REFERENCE)
        for parameter in turned.parameters:
            for remainder, turned_around in put_back(turned, parameter):
                remains.append(remainder)
                turns.append(turned_around)
    print(table(["", "number", "largest", "median", "allowed"], [
        ["engine against bw2calc, relative", f"{count} scenarios", *summary(deviations)],
        ["difference at a root, relative", f"{len(remains)} roots", *summary(remains)],
        ["roots without a change of sign", f"{len(turns)} roots", f"{turns.count(False)}", "", "0"],
    ]))  # fmt: skip
    print(f"\none audit by bw2calc takes {median(seconds):.2f} s (median)")
    if max(deviations) > TOLERANCE or max(remains) > TOLERANCE or not all(turns):
        sys.exit("outside what is allowed")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
