"""How long from a fresh process to a result, how long again, how long warm, and how much memory.

Run: python benchmarks/first_result.py [repeats]

"Libraries" is a fresh Python that imports the very modules that such a run imports (they are recorded first) but for
our own; "ours" is the rest of the run. Cold means an empty cache of unit scores, cached means the second run.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMPARE = "import sys; from localca.cli import main; sys.argv = ['localca', 'compare', 'carrier-bag']; main()"
RECORD = (
    "import atexit, sys; atexit.register(lambda: open({path!r}, 'w').write(chr(10).join("
    "name for name in sys.modules if not name.startswith(('localca', '__'))))); "
)
IMPORTS = """
import importlib, sys, warnings
warnings.simplefilter("ignore")
sys.modules["bw2data"] = None
for name in open({path!r}).read().splitlines():
    try:
        importlib.import_module(name)
    except ImportError:
        pass
"""
WARM = """
import resource, time, localca
product = localca.load("carrier-bag")
localca.compare(product)
times = []
for _ in range(50):
    start = time.perf_counter()
    localca.compare(product)
    times.append(time.perf_counter() - start)
times.sort()
print(times[len(times) // 2], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def timed(command: list[str], cache: Path) -> float:
    """Wall time of a command in seconds."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "LOCALCA_CACHE": str(cache)})
    return time.perf_counter() - start


def recorded(folder: Path, kind: str) -> list[str]:
    """The command that imports what a run imports; the first run is cold, the second finds the cache."""
    path = str(folder / f"{kind}.txt")
    timed([sys.executable, "-c", RECORD.format(path=path) + COMPARE], folder / "recorded")
    return [sys.executable, "-c", IMPORTS.format(path=path)]


def main(repeats: int) -> None:
    """Measure and print a table."""
    compare = [sys.executable, "-c", COMPARE]
    rows: dict[str, list[float]] = {"libraries, cold": [], "whole run, cold": [], "libraries, cached": [],
                                    "whole run, cached": []}  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        imports = {kind: recorded(Path(folder), kind) for kind in ("cold", "cached")}
        for number in range(repeats):
            cache = Path(folder) / str(number)
            rows["libraries, cold"].append(timed(imports["cold"], cache))
            rows["whole run, cold"].append(timed(compare, cache))
            rows["libraries, cached"].append(timed(imports["cached"], cache))
            rows["whole run, cached"].append(timed(compare, cache))
        warm = subprocess.run([sys.executable, "-c", WARM], check=True, capture_output=True, text=True,
                              env={**os.environ, "LOCALCA_CACHE": str(Path(folder) / "0")}).stdout.split()  # fmt: skip
    medians = {name: statistics.median(values) for name, values in rows.items()}
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, median of {repeats} runs\n")
    for kind in ("cold", "cached"):
        whole, libraries = medians[f"whole run, {kind}"], medians[f"libraries, {kind}"]
        print(f"{kind:7} whole run {whole:5.2f} s = libraries {libraries:5.2f} s + ours {whole - libraries:5.2f} s")
    print(f"warm    6 scenarios x 8 categories, 1,024 paired draws: {float(warm[0]) * 1e3:.1f} ms (median of 50)")
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"memory  {float(warm[1]):.0f} MB warm process, {children:.0f} MB at the most")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
