"""Cost and memory against size: draws, scenarios, rows of a product; with the slope of each on log-log paper.

Run: python benchmarks/scaling.py [repeats]

A run is the whole warm answer: assess the scenarios in eight categories and sample them anew (no draw is remembered).
A slope of 1 means twice the size costs twice as much. The plot goes to benchmarks/out/scaling.html.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable

import forty_inputs
import numpy as np
import plotly.graph_objects as go
from measuring import OUT, allocated, machine, median, resident, table, times
from plotly.subplots import make_subplots

from localca import impact_methods
from localca.api import open_background, open_routes
from localca.assessment import Assessment
from localca.engine import assess
from localca.product import Product
from localca.product_file import load
from localca.uncertainty import sample
from localca.variation import only

DRAWS = [256, 1024, 4096, 16_384, 65_536]
SCENARIOS = [2, 8, 32, 128]
ROWS = [10, 20, 40, 80, 160]
FEW, PAIR = 1024, ["imported_usa", "local_recycled"]


def assessed(product: Product, scenarios: list[str] | None = None) -> Assessment:
    """A product assessed in all categories of the default family."""
    return assess(product, open_background(), impact_methods.choose(None), open_routes(), scenarios=scenarios)


def with_scenarios(count: int) -> Product:
    """The carrier bag, made in as many countries."""
    bag = load("carrier-bag")
    template = bag.scenario("local_imported_resin")
    places = [code for code in sorted(open_background().tables.default_mix) if code not in ("SPM", "TLS", "TON")]
    made = [template.model_copy(update={"name": code.lower(), "site": code}) for code in places[:count]]
    return only(bag, *made)


def with_rows(count: int) -> Product:
    """A product of as many raw materials, without steps or legs."""
    crate = forty_inputs.product()
    row = crate.raw_materials[1]
    flows = itertools.islice(itertools.cycle(forty_inputs.MATERIALS), count)
    rows = [row.model_copy(update={"name": f"row {number}", "flow": flow}) for number, flow in enumerate(flows)]
    return crate.model_copy(update={"raw_materials": tuple(rows), "production": (), "transport": ()})


def runs() -> dict[str, dict[int, Callable[[int], object]]]:
    """By what grows and by its size: an action that takes a seed."""
    bag = load("carrier-bag")
    rows = {size: with_rows(size) for size in ROWS}
    made = {size: with_scenarios(size) for size in SCENARIOS}
    return {
        "draws": {size: lambda seed, size=size: sample(assessed(bag, PAIR), size, seed) for size in DRAWS},
        "scenarios": {size: lambda seed, size=size: sample(assessed(made[size]), FEW, seed) for size in SCENARIOS},
        "rows": {size: lambda seed, size=size: sample(assessed(rows[size]), FEW, seed) for size in ROWS},
    }


def main(repeats: int) -> None:
    """Measure, print a table and draw it."""
    print(machine("localca", "numpy", "plotly") + "\n")
    seeds, cells = itertools.count(1), []
    figure = make_subplots(rows=1, cols=2, subplot_titles=["time, s", "memory, MB"])
    for column, (what, actions) in enumerate(runs().items()):
        seconds, memory = [], []
        for action in actions.values():
            action(next(seeds))
            seconds.append(median(times(lambda action=action: action(next(seeds)), repeats)))
            memory.append(allocated(lambda action=action: action(next(seeds))))
        sizes = list(actions)
        slopes = [np.polyfit(np.log(sizes[-3:]), np.log(values[-3:]), 1)[0] for values in (seconds, memory)]
        for size, second, megabyte in zip(sizes, seconds, memory, strict=True):
            cells.append([what, f"{size:,}", f"{second * 1000:.0f} ms", f"{megabyte:.1f} MB"])
        cells.append([what, "slope", f"{slopes[0]:.2f}", f"{slopes[1]:.2f}"])
        for place, values in enumerate((seconds, memory), start=1):
            colour = ("#0072B2", "#D55E00", "#009E73")[column]
            figure.add_scatter(x=sizes, y=values, name=what, line_color=colour, showlegend=place == 1, row=1, col=place)
    print(table(["what grows", "size", "time", "memory"], cells))
    print(f"\nslopes over the three largest sizes; the process held {resident():.0f} MB at the most")
    figure.update_xaxes(type="log", title="size").update_yaxes(type="log")
    OUT.mkdir(exist_ok=True)
    go.Figure(figure).write_html(OUT / "scaling.html")
    print(f"plot: {OUT / 'scaling.html'}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
