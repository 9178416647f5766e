"""How fast is a user's database of 20,000 activities? Cold scores, cached reload, the audit, and calling LCA each time.

Run: python benchmarks/installed.py [activities]

The generated background has about ecoinvent's density (assumed, not measured: it cannot be shipped): 12 inputs
and 20 elementary flows per activity out of 2,000, each lognormal. Half of the inputs are of the same supply chain (60
neighbours), half are of 300 markets taken by all, so that loops run through everything; inputs sum to less than 1.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

FLOWS, INPUTS, EMISSIONS, METHODS, ASKED = 2000, 12, 20, 16, 60
MARKETS, NEIGHBOURS = 300, 60


def write_project(base: Path, activities: int) -> None:
    """A project as bw2data writes it, made of arrays: files, names and packages, without 2 million dictionaries."""
    import numpy as np

    from localca.project_writing import brightway_project

    rng = np.random.default_rng(2008)
    with brightway_project("generated", create=True) as (bw2data, _):
        flows = {("biosphere3", f"f{n}"): {"name": f"flow {n}", "unit": "kilogram", "categories": ("air",),
                 "type": "emission", "exchanges": []} for n in range(FLOWS)}  # fmt: skip
        bw2data.Database("biosphere3").write(flows)
        near = np.arange(activities)[:, None] + rng.integers(-NEIGHBOURS, NEIGHBOURS, (activities, INPUTS))
        markets = rng.integers(0, MARKETS, (activities, INPUTS)) * (activities // MARKETS)
        popular = np.where(np.arange(INPUTS) % 2 == 0, near % activities, markets)
        amounts = rng.lognormal(0, 1.5, (activities, INPUTS))
        amounts *= rng.uniform(0.1, 0.7, (activities, 1)) / amounts.sum(axis=1, keepdims=True)
        emitted = rng.lognormal(-6, 2, (activities, EMISSIONS))
        kinds = rng.integers(0, FLOWS, (activities, EMISSIONS))
        datasets: dict[tuple[str, str], Any] = {}
        for number in range(activities):
            exchanges = [{"type": "production", "input": ("big", f"a{number}"), "amount": 1.0}]
            for other, amount in zip(popular[number].tolist(), amounts[number].tolist(), strict=True):
                if other != number:
                    exchanges.append({"type": "technosphere", "input": ("big", f"a{other}"), "amount": amount,
                                      "uncertainty type": 2, "loc": float(np.log(amount)), "scale": 0.1})  # fmt: skip
            for flow, amount in zip(kinds[number].tolist(), emitted[number].tolist(), strict=True):
                exchanges.append({"type": "biosphere", "input": ("biosphere3", f"f{flow}"), "amount": amount,
                                  "uncertainty type": 2, "loc": float(np.log(amount)), "scale": 0.2})  # fmt: skip
            datasets["big", f"a{number}"] = {
                "name": f"activity {number}", "reference product": f"product {number}", "unit": "kilogram",
                "location": "GLO", "type": "process", "exchanges": exchanges,
            }  # fmt: skip
        bw2data.Database("big").write(datasets)
        for number in range(METHODS):
            method = bw2data.Method(("made up", f"method {number}"))
            method.register(unit="points")
            counted = rng.choice(FLOWS, 300, replace=False)
            method.write([(("biosphere3", f"f{flow}"), float(rng.lognormal())) for flow in counted])


def ask(cache: Path) -> tuple[float, float, Any]:
    """Seconds for 60 scores in 16 categories with a new background object, and for 1,024 draws of them."""
    from localca import api
    from localca.draws import Seed
    from localca.installed import InstalledBackground
    from localca.links import Link, Links

    links = Links(flows={f"flow_{n}": Link(name=f"activity {n * 37}") for n in range(ASKED)})
    behind = api.open_background()
    start = time.perf_counter()
    background = InstalledBackground("generated", "big", links, behind, cache=cache)
    methods = background.choose_methods([f"made up | method {number}" for number in range(METHODS)])
    matches = [background.resolve(f"flow_{n}", "kg", "USA") for n in range(ASKED)]
    scores = background.unit_scores(matches, methods)
    scored = time.perf_counter() - start
    start = time.perf_counter()
    background.unit_draws(matches, methods, 1024, Seed(2008))
    return scored, time.perf_counter() - start, scores


def audit(cache: Path) -> tuple[float, float]:
    """Seconds to let Brightway solve a product of 20 linked flows with the database in 4 categories; the deviation."""
    from localca import api
    from localca.installed import InstalledBackground
    from localca.installed_audit import audited
    from localca.links import Link, Links
    from localca.product_file import parse

    rows = "".join(f'[[raw_materials]]\nname = "r{n}"\nflow = "flow_{n}"\namount = {n + 1}\norigin = "USA"\n'
                   'source = "own: made up"\n' for n in range(20))  # fmt: skip
    product = parse(
        'product = {id = "many", title = "Many", functional_unit = {amount = 1, unit = "item", what = "of 20 flows"}, '
        'mass = {amount = 1, unit = "kg", source = "own: made up"}, place_of_use = "USA"}\n' + rows
        + '[[scenarios]]\nname = "here"\ntitle = "Here"\nsite = "USA"\n', "many"
    )  # fmt: skip
    links = Links(unlinked="open", flows={f"flow_{n}": Link(name=f"activity {n * 37}") for n in range(20)})
    background = InstalledBackground("generated", "big", links, api.open_background(), cache=cache)
    methods = [f"made up | method {number}" for number in range(4)]
    result = api.compare(product, methods=methods, draws=16, background=background)
    start = time.perf_counter()
    deviation = audited(result.assessment)
    return time.perf_counter() - start, deviation


def brightway_times() -> tuple[float, float]:
    """Brightway's own time for one factorisation (data loaded), and for one `LCA` per activity and method."""
    import bw2calc

    from localca.project_writing import brightway_project

    with brightway_project("generated") as (bw2data, _):
        node = bw2data.get_node(database="big", code="a0")
        start = time.perf_counter()
        demand, packages, _ = bw2data.prepare_lca_inputs({node: 1}, method=("made up", "method 0"))
        lca = bw2calc.LCA(demand, data_objs=packages)
        lca.lci(factorize=True)
        factorised = time.perf_counter() - start
        start = time.perf_counter()
        lca = bw2calc.LCA(demand, data_objs=packages)
        lca.lci()
        lca.lcia()
        return factorised, time.perf_counter() - start


def main(activities: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        base, cache = Path(folder) / "brightway", Path(folder) / "cache"
        base.mkdir()
        os.environ["BRIGHTWAY2_DIR"], os.environ["LOCALCA_CACHE"] = str(base), str(cache / "open")
        start = time.perf_counter()
        write_project(base, activities)
        print(f"generated {activities} activities in {time.perf_counter() - start:.0f} s")
        factorised, one = brightway_times()
        print(f"Brightway: load and factorise once {factorised:.2f} s; one LCA {one:.2f} s, so {ASKED} x {METHODS} of "
              f"them about {one * ASKED * METHODS:.0f} s")  # fmt: skip
        for name in ("cold", "cached", "cached again"):
            scored, drawn, _ = ask(cache)
            print(f"{name:12} {ASKED} activities x {METHODS} categories {scored:.2f} s; 1,024 draws {drawn:.2f} s")
        seconds, deviation = audit(cache)
        print(f"audit of one scenario in 4 categories {seconds:.2f} s; largest relative deviation {deviation:.1e}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
