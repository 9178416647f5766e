"""Unit scores kept between runs, by fingerprint: a changed table has another name, so nothing can be stale."""

from __future__ import annotations

import os
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd


@dataclass(frozen=True)
class Solution:
    """Unit scores (index activity, columns method ids), the methods' units, and the factors (methods, flows)."""

    units: tuple[str, ...]
    scores: pd.DataFrame
    factors: npt.NDArray[np.float64]


def cache_folder() -> Path:
    """Where unit scores are kept between runs: ``LOCALCA_CACHE``, else the user's cache folder."""
    if chosen := os.environ.get("LOCALCA_CACHE"):
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_cache_dir("localca", appauthor=False))


def read(path: Path) -> Solution | None:
    """A cached solution, or None when there is none that can be read."""
    try:
        with np.load(path, allow_pickle=False) as data:
            keys, columns = data["keys"].tolist(), data["columns"].tolist()
            return Solution(
                tuple(data["units"].tolist()),
                pd.DataFrame(data["scores"], index=keys, columns=columns),
                data["factors"],
            )
    except (OSError, ValueError, KeyError, EOFError, RuntimeError, zipfile.BadZipFile):
        return None


def write(path: Path, solution: Solution) -> None:
    """Keep a solution; a cache that cannot be written costs time, never the answer."""
    scratch = path.with_suffix(f".{os.getpid()}.npz")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(
            scratch,
            keys=np.array(solution.scores.index, dtype=str),
            columns=np.array(solution.scores.columns, dtype=str),
            units=np.array(solution.units, dtype=str),
            scores=solution.scores.to_numpy(),
            factors=solution.factors,
        )
        scratch.replace(path)
    except OSError:
        with suppress(OSError):
            scratch.unlink(missing_ok=True)
