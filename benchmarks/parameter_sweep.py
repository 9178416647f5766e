"""200,000 parameter points x 16 categories x 40 foreground inputs: LocaLCA's surface against lca_algebraic 1.4.1.

Run: python benchmarks/parameter_sweep.py [FOLDER]

Both get the same 40 inputs, the same eight parameters and the same points, and give the same numbers. lca_algebraic
needs Brightway 2 and an older NumPy: an environment of its own is made with venv and pip in FOLDER (by default a
temporary one, removed at the end; a FOLDER that holds it already is used again). Timed warm: lca_algebraic has derived
and compiled its expressions, LocaLCA has derived its surfaces; both set-ups are stated apart.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import forty_inputs
import numpy as np
from measuring import allocated, machine, median, spread, table, times

from localca.api import open_background
from localca.sweep import surface

POINTS = 200_000
REPEATS = 5
REQUIREMENT = "lca_algebraic==1.4.1"
CHILD = Path(__file__).with_name("lca_algebraic_side.py")


def environment(folder: Path) -> Path:
    """The Python of an environment with lca_algebraic."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", REQUIREMENT], check=True, stderr=subprocess.DEVNULL)
    return python


def theirs(python: Path, points: np.ndarray) -> dict[str, np.ndarray]:
    """What lca_algebraic finds for the same model, and how long it takes."""
    background = open_background()
    with tempfile.TemporaryDirectory() as folder:
        model, result = Path(folder) / "model.npz", Path(folder) / "result.npz"
        inputs, scores = json.dumps(forty_inputs.inputs(background)), forty_inputs.unit_scores(background)
        np.savez(model, inputs=inputs, scores=scores, names=forty_inputs.NAMES, points=points)
        command = [str(python), str(CHILD), str(model), str(result), str(REPEATS)]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "BRIGHTWAY2_DIR": folder})
        return dict(np.load(result))


def main(folder: Path) -> None:
    """Measure side by side and print a table."""
    print(machine("localca", "numpy", "scipy", "pandas"))
    points, turnings = forty_inputs.points(POINTS), forty_inputs.turnings()
    pairs = [(turned, forty_inputs.parameters(turned)) for turned in turnings]
    surfaces = [surface(*pair) for pair in pairs]

    def sweep() -> list[np.ndarray]:
        return [item.at(points) for item in surfaces]

    first = times(sweep, REPEATS)
    other = theirs(environment(folder), points)
    ours = first + times(sweep, REPEATS)
    setup = times(lambda: [surface(*pair) for pair in pairs], 3)
    reference = np.hstack([item.base.stage_scores[forty_inputs.REFERENCE].sum(axis=0) for item in turnings])
    deviation = np.abs((np.hstack(sweep()) + reference) / other["impacts"] - 1).max()
    versions = ", ".join(f"{name} {number}" for name, number in json.loads(str(other["versions"])).items())
    print(f"lca_algebraic ran with {versions}\n")
    print(f"{POINTS:,} points x {other['impacts'].shape[1]} categories x {len(forty_inputs.inputs(open_background()))} "
          f"inputs, {len(forty_inputs.NAMES)} parameters, warm, median (lowest to highest)\n")  # fmt: skip
    print(table(["", "LocaLCA", "lca_algebraic", "ratio"], [
        ["sweep", spread(ours), spread(list(other["seconds"])), f"{median(list(other['seconds'])) / median(ours):.0f}"],
        ["set-up, once per model", spread(setup), f"{float(other['setup']):.3f} s", ""],
        ["sweep and set-up", f"{median(ours) + median(setup):.3f} s",
         f"{median(list(other['seconds'])) + float(other['setup']):.3f} s",
         f"{(median(list(other['seconds'])) + float(other['setup'])) / (median(ours) + median(setup)):.1f}"],
        ["memory of a sweep", f"{allocated(sweep):.0f} MB", f"{float(other['memory']):.0f} MB", ""],
    ]))  # fmt: skip
    print(f"\nlargest relative deviation between the two: {deviation:.1e} (Brightway 2 stores float32)")
    print(f"terms in the surfaces: {', '.join(str(len(item.terms)) for item in surfaces)} of {2 ** points.shape[1]}")
    if deviation > 1e-6:
        sys.exit("the two disagree")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(Path(temporary))
