"""The same 40 inputs in lca_algebraic, run by ``parameter_sweep.py`` in an environment of its own.

Usage: python lca_algebraic_side.py MODEL.npz RESULT.npz REPEATS, with BRIGHTWAY2_DIR set to an empty folder. There is a
background activity per input; it emits its unit scores as flows, one for each category, that have the factor 1.
"""

import json
import resource
import sys
import time
from importlib.metadata import version

import brightway2 as bw
import lca_algebraic as agb
import numpy as np

BACKGROUND, FOREGROUND = "background", "foreground"


def background(names, scores):
    """40 activities and 16 methods in a small Brightway project."""
    bw.projects.set_current("benchmark")
    flows = [("biosphere3", f"flow{column}") for column in range(scores.shape[1])]
    bw.Database("biosphere3").write(
        {key: {"name": key[1], "unit": "kg", "type": "emission", "categories": ("air",)} for key in flows}
    )
    methods = [("benchmark", "category", str(column)) for column in range(scores.shape[1])]
    for method, flow in zip(methods, flows, strict=True):
        bw.Method(method).register(unit="unit")
        bw.Method(method).write([(flow, 1.0)])
    bw.Database(BACKGROUND).write({
        (BACKGROUND, name): {
            "name": name, "unit": "unit", "location": "GLO",
            "exchanges": [
                {"input": (BACKGROUND, name), "amount": 1.0, "type": "production"},
                *({"input": f, "amount": float(v), "type": "biosphere"} for f, v in zip(flows, row, strict=True)),
            ],
        }
        for name, row in zip(names, scores, strict=True)
    })  # fmt: skip
    agb.setBackground(BACKGROUND)
    agb.resetDb(FOREGROUND)
    agb.setForeground(FOREGROUND)
    return methods


def product(inputs, parameters):
    """The foreground activity with the parametrised amounts."""
    bounds = {name: {"default": float(values[0]), "min": float(values.min()), "max": float(values.max())}
              for name, values in parameters.items()}  # fmt: skip
    symbols = {name: agb.newFloatParam(name, **limits, dbname=FOREGROUND) for name, limits in bounds.items()}
    exchanges = {
        agb.findActivity(name, db_name=BACKGROUND): eval(formula, {}, symbols) for name, formula in inputs.items()
    }
    return agb.newActivity(FOREGROUND, "product", "unit", exchanges)


def main(model, result, repeats):
    """Build, compute once (derives and compiles the expressions), then time the same call, warm.

    Parameters go in as arrays: lists, the other way to call it, take longer still.
    """
    given = np.load(model)
    inputs, points = json.loads(str(given["inputs"])), given["points"]
    parameters = dict(zip(given["names"].tolist(), points.T, strict=True))
    start = time.perf_counter()
    methods = background(list(inputs), given["scores"])
    crate = product(inputs, parameters)
    few = {name: values[:2] for name, values in parameters.items()}
    agb.compute_impacts(crate, methods, **few)
    setup, seconds = time.perf_counter() - start, []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for _ in range(repeats):
        start = time.perf_counter()
        impacts = agb.compute_impacts(crate, methods, **parameters)
        seconds.append(time.perf_counter() - start)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before
    versions = {name: version(name) for name in ("lca_algebraic", "brightway2", "bw2calc", "bw2data", "sympy", "numpy")}
    np.savez(
        result, impacts=impacts.to_numpy(), setup=setup, seconds=seconds, memory=memory, versions=json.dumps(versions)
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
