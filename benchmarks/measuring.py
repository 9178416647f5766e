"""What every benchmark shares: the machine in words, medians, memory and a plain table."""

from __future__ import annotations

import gc
import os
import platform
import resource
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

OUT = Path(__file__).parent / "out"


def machine(*packages: str) -> str:
    """Processor, cores, load and versions: what a measurement means nothing without."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    model = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine()
    )
    found = ", ".join(f"{name} {version(name)}" for name in packages)
    load = f"load {os.getloadavg()[0]:.1f} at the start, " if hasattr(os, "getloadavg") else ""
    return f"{model}, {os.cpu_count()} cores, {load}{platform.system()}; Python {sys.version.split()[0]}, {found}"


def times(action: Callable[[], object], repeats: int, before: Callable[[], object] = lambda: None) -> list[float]:
    """Seconds that an action takes, several times over; ``before`` runs untimed in front of each."""
    found = []
    for _ in range(repeats):
        before()
        gc.collect()
        start = time.perf_counter()
        action()
        found.append(time.perf_counter() - start)
    return found


def median(values: Sequence[float]) -> float:
    """The median: robust against whatever else the machine is doing."""
    return statistics.median(values)


def spread(values: Sequence[float]) -> str:
    """Median with lowest and highest, in seconds."""
    return f"{median(values):.3f} s ({min(values):.3f} to {max(values):.3f})"


def allocated(action: Callable[[], object]) -> float:
    """The most memory that an action holds at once, MB (NumPy reports its arrays to tracemalloc)."""
    tracemalloc.start()
    action()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def resident() -> float:
    """The most memory the process ever held, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns in line: the first to the left, the others to the right."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    rule = ["-" * width for width in widths]
    return "\n".join(
        "  ".join(cell.rjust(width) if column else cell.ljust(width)
                  for column, (cell, width) in enumerate(zip(row, widths, strict=True))).rstrip()
        for row in (head, rule, *rows)
    )  # fmt: skip
