"""Siting: every country as the place of making, in every category, warm; what it costs against its size.

Run: python benchmarks/siting.py [repeats]

Warm: tables, unit scores and routes are in memory. "Same draws" is what a second question of a session costs, "new
draws" samples the background anew for each run.
"""

from __future__ import annotations

import itertools
import sys

import numpy as np
from measuring import allocated, machine, median, resident, spread, table, times

from localca.api import compare, open_background
from localca.locations import Siting, site_everywhere
from localca.uncertainty import DEFAULT_DRAWS

SCENARIO, REFERENCE = "local_imported_resin", "imported_usa"
SHARES = [0.125, 0.25, 0.5, 1.0]


def main(repeats: int) -> None:
    """Measure and print a table."""
    print(machine("localca", "numpy", "pandas") + "\n")
    assessment = compare("carrier-bag").assessment
    places = sorted(open_background().tables.default_mix)
    seeds = itertools.count(1)

    def site(count: int = len(places), seed: int = 0, draws: int = DEFAULT_DRAWS) -> Siting:
        return site_everywhere(assessment, SCENARIO, REFERENCE, places=places[:count], draws=draws, seed=seed)

    site()
    same = times(site, repeats)
    new = times(lambda: site(seed=next(seeds)), repeats)
    found = site()
    print(f"{len(found.places)} countries x {len(assessment.methods)} categories, {DEFAULT_DRAWS:,} paired draws "
          f"({len(found.left_out)} left out: no port)\n")  # fmt: skip
    print(table(["", "median (lowest to highest)", "memory"], [
        ["same draws", spread(same), f"{allocated(site):.0f} MB"],
        ["new draws", spread(new), f"{allocated(lambda: site(seed=next(seeds))):.0f} MB"],
    ]))  # fmt: skip
    sizes = [round(len(places) * share) for share in SHARES]
    costs = [median(times(lambda size=size: site(size), repeats)) for size in sizes]
    slope = np.polyfit(np.log(sizes), np.log(costs), 1)[0]
    print("\n" + table(["countries", *map(str, sizes)], [["seconds", *(f"{cost:.3f}" for cost in costs)]]))
    print(f"\ncost grows as countries to the power of {slope:.2f}; the process held {resident():.0f} MB at the most")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
