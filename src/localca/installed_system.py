"""A user's database solved once by Brightway: scores of every product in every method, and how uncertain they are.

Brightway builds the matrices A (technosphere) and B (biosphere). One factorisation of A and one transposed solve per
method give the scores of all products at once, ``s = A^-T (C B)^T`` (the adjoint of ``s_j = C B A^-1 e_j``): no
activity is solved by itself. What is uncertain follows to first order: an exchange with relative standard deviation
``sigma`` moves the score of product j by ``x_kj * a_ik * sigma * s_i`` (x: how much activity k runs). Heijungs and
Lenzen (2014), Int. J. Life Cycle Assess. 19:1445-1461, compare this with sampling.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse.linalg import SuperLU, splu

from localca.errors import InputError
from localca.installed_matrices import Matrices, build_matrices, packed, unpacked
from localca.project_files import Node, Project

Floats = npt.NDArray[np.float64]
STRONGEST = 40
KEPT_RUNS = 400


@dataclass(frozen=True)
class Scores:
    """One method: the score of one unit of every product, shape (products,); the variance each activity brings in per
    unit of its running, shape (activities,); how many of the database's ``flows`` the method counts."""

    scores: Floats
    variance: Floats
    counted: int
    flows: int


@dataclass(frozen=True)
class Influences:
    """Standard deviations brought into a score: by its strongest activities (columns of the matrix), and by all the
    rest together."""

    activities: npt.NDArray[np.int64]
    deviations: Floats
    rest: float


class InstalledSystem:
    """The matrices and scores of a database of a project, with a cache on disk; safe to share between threads."""

    def __init__(self, project: Project, database: str, cache: Path) -> None:
        self.project, self.database, self.cache = project, database, cache
        self.databases = project.with_dependencies(database)
        self._lock = threading.RLock()
        self._scores: dict[str, Scores] = {}
        self._influences: dict[str, dict[str, Influences]] = {}
        self._runs: dict[str, Floats] = {}

    @functools.cached_property
    def fingerprint(self) -> str:
        """A hash of the processed packages of the database and of all it takes from."""
        digest = hashlib.sha256(b"installed 1")
        for name in self.databases:
            digest.update(name.encode() + b"\0" + _bytes(self.project.processed(name)))
        return digest.hexdigest()[:16]

    @functools.cached_property
    def matrices(self) -> Matrices:
        """The matrices, built by bw2calc, or read from the cache.

        Raises:
            InputError: when the database cannot be solved: exchanges to nowhere, or no square matrix.
        """
        path = self.cache / f"{self.fingerprint}-matrices.npz"
        with self._lock:
            found = read_arrays(path)
            if found is not None:
                with suppress(KeyError, ValueError):
                    return unpacked(found)
            built = build_matrices(self.project, self.database, self.databases)
            write_arrays(path, packed(built))
            return built

    @functools.cached_property
    def factorised(self) -> SuperLU:
        """The factorisation of the technosphere transposed: as bw2calc does, far fewer entries than of A itself."""
        with self._lock:
            try:
                return splu(self.matrices.technosphere.T.tocsc())
            except (RuntimeError, ValueError) as error:
                raise InputError(
                    f"Brightway's matrix cannot be solved: {error}.",
                    where=f"database {self.database}",
                    do="An activity has no reference product, or two make the same one; mend it in Brightway.",
                ) from error

    @functools.cached_property
    def row(self) -> dict[int, int]:
        """The row of each product by its id."""
        return {int(number): index for index, number in enumerate(self.matrices.products)}

    @functools.cached_property
    def nodes(self) -> dict[int, Node]:
        """Every product of the database and of all it takes from, by id; the list is cached with the file's date."""
        stamp = self.project.stamp()
        path = self.cache / f"{self.fingerprint}-{hashlib.sha256(stamp.encode()).hexdigest()[:16]}-nodes.json"
        with self._lock:
            try:
                found = [Node(*row) for row in json.loads(path.read_text(encoding="utf-8"))]
            except (OSError, ValueError, TypeError):
                found = [node for node in self.project.nodes(self.databases) if node.id in self.row]
                text = json.dumps([list(vars(node).values()) for node in found])
                write_file(path, lambda scratch: scratch.write_text(text, encoding="utf-8"))
        return {node.id: node for node in found}

    def scores(self, factors: Mapping[str, Callable[[], Mapping[int, float]]]) -> dict[str, Scores]:
        """Scores of every product in some methods, solved together where they are not cached.

        Parameters:
            factors: by the digest of a method, its characterisation factors by flow id.
        """
        with self._lock:
            for digest in factors:
                if digest not in self._scores and (found := read_arrays(self._path(digest))) is not None:
                    with suppress(KeyError):
                        self._scores[digest] = Scores(
                            found["scores"], found["variance"], int(found["counted"]), int(found["flows"])
                        )
            if missing := [digest for digest in factors if digest not in self._scores]:
                for digest, solved in zip(missing, self._solve([factors[key]() for key in missing]), strict=True):
                    write_arrays(self._path(digest), {name: np.array(value) for name, value in vars(solved).items()})
                    self._scores[digest] = solved
            return {digest: self._scores[digest] for digest in factors}

    def _path(self, digest: str) -> Path:
        return self.cache / f"{self.fingerprint}-{digest}.npz"

    def _solve(self, factors: Sequence[Mapping[int, float]]) -> list[Scores]:
        matrices = self.matrices
        weights = np.array([[table.get(flow, 0.0) for flow in matrices.flows.tolist()] for table in factors])
        direct = np.ascontiguousarray(matrices.biosphere.T @ weights.T)
        scores = self.factorised.solve(direct)
        technosphere, biosphere = matrices.technosphere_spread.copy(), matrices.biosphere_spread.copy()
        technosphere.data **= 2
        biosphere.data **= 2
        variance = np.asarray(technosphere.T @ scores**2 + biosphere.T @ weights.T**2)
        used = np.diff(matrices.biosphere.tocsr().indptr) > 0
        return [
            Scores(scores[:, index].copy(), variance[:, index].copy(), int((table[used] != 0).sum()), int(used.sum()))
            for index, table in enumerate(weights)
        ]

    def runs(self, recipe: Mapping[int, float]) -> Floats:
        """How much each activity runs for some amounts of products."""
        demand = np.zeros(len(self.matrices.products))
        for product, amount in recipe.items():
            demand[self.row[product]] += amount
        return np.asarray(self.factorised.solve(demand, trans="T"))

    def influences(self, digest: str, recipes: Sequence[Mapping[int, float]]) -> list[Influences]:
        """What makes combinations of products uncertain in a method whose scores were asked for before."""
        names = [hashlib.sha256(repr(sorted(recipe.items())).encode()).hexdigest()[:16] for recipe in recipes]
        path = self.cache / f"{self.fingerprint}-{digest}-influences.npz"
        with self._lock:
            known = self._influences.get(digest)
            if known is None:
                known = self._influences[digest] = _read_influences(path)
            if missing := {name: recipe for name, recipe in zip(names, recipes, strict=True) if name not in known}:
                for name, recipe in missing.items():
                    known[name] = _strongest(self._running(name, recipe) ** 2 * self._scores[digest].variance)
                found = list(known.values())
                write_arrays(path, {
                    "names": np.array(list(known)), "activities": np.stack([item.activities for item in found]),
                    "deviations": np.stack([item.deviations for item in found]),
                    "rest": np.array([item.rest for item in found]),
                })  # fmt: skip
            return [known[name] for name in names]

    def _running(self, name: str, recipe: Mapping[int, float]) -> Floats:
        """The runs of a recipe, kept for the next method."""
        if name not in self._runs:
            if len(self._runs) >= KEPT_RUNS:
                self._runs.clear()
            self._runs[name] = self.runs(recipe)
        return self._runs[name]


def _strongest(squared: Floats) -> Influences:
    activities = np.argsort(-squared, kind="stable")[:STRONGEST]
    rest = max(float(squared.sum() - squared[activities].sum()), 0.0)
    return Influences(activities, np.sqrt(squared[activities]), rest**0.5)


def _read_influences(path: Path) -> dict[str, Influences]:
    found = read_arrays(path)
    if found is None or set(found) != {"names", "activities", "deviations", "rest"}:
        return {}
    rows = zip(found["names"].tolist(), found["activities"], found["deviations"], found["rest"].tolist(), strict=True)
    return {name: Influences(activities, deviations, rest) for name, activities, deviations, rest in rows}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror}.", where=str(path)) from error


def read_arrays(path: Path) -> dict[str, Any] | None:
    """Cached arrays by name; None when there are none that can be read."""
    try:
        with np.load(path, allow_pickle=False) as data:
            return {name: data[name] for name in data.files}
    except Exception:  # a cache that cannot be read costs time, never the answer
        return None


def write_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Keep arrays; a cache that cannot be written costs time, never the answer."""
    write_file(path, lambda scratch: np.savez(scratch, **arrays))


def write_file(path: Path, write: Callable[[Path], Any]) -> None:
    """Write a file of the cache completely or not at all."""
    scratch = path.with_suffix(f".{os.getpid()}.{threading.get_ident()}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(scratch)
        scratch.replace(path)
    except OSError:
        with suppress(OSError):
            scratch.unlink(missing_ok=True)
