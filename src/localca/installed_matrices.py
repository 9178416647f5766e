"""Brightway's matrices of a user's database, with the spread of each exchange, as arrays that can be cached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from localca.errors import InputError
from localca.project_files import Project
from localca.solver import brightway

Floats = npt.NDArray[np.float64]
LOGNORMAL, NORMAL, UNIFORM, TRIANGULAR = 2, 3, 4, 5


@dataclass(frozen=True)
class Matrices:
    """Brightway's matrices: rows of ``technosphere`` are products, its columns activities; ``spread`` holds
    ``amount * relative standard deviation`` of each exchange. ``own``: the column of the activity that is its own
    product, -1 where a product is no activity; its entry is negative for the treatment of a waste."""

    own: npt.NDArray[np.int64]
    products: npt.NDArray[np.int64]
    flows: npt.NDArray[np.int64]
    technosphere: Any
    biosphere: Any
    technosphere_spread: Any
    biosphere_spread: Any


def build_matrices(project: Project, database: str, databases: Sequence[str]) -> Matrices:
    """The matrices of a database and of all it takes from, built by bw2calc.

    Raises:
        InputError: when the database cannot be solved: exchanges to nowhere, or no square matrix.
    """
    bw2calc, _ = brightway()
    packages = []
    try:
        packages = packages_of(project, databases)
        first = int(resource(packages[0], "technosphere_matrix", "indices")["row"][0])
        lca = bw2calc.LCA(demand={first: 1.0}, data_objs=packages)
        lca.load_lci_data()
    except (AttributeError, TypeError, NameError):
        raise
    except Exception as error:  # bw2calc, matrix_utils, zipfile and fsspec each raise their own
        raise InputError(
            f"Brightway cannot solve it: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}.",
            where=f"database {database}",
            do="An activity has no reference product or takes from one that is missing; mend it in Brightway.",
        ) from error
    products, flows = _ids(lca.dicts.product), _ids(lca.dicts.biosphere)
    activities = {int(key): index for key, index in lca.dicts.activity.items()}
    rows = {int(key): index for key, index in lca.dicts.product.items()}
    flow_rows = {int(key): index for key, index in lca.dicts.biosphere.items()}
    return Matrices(
        np.array([activities.get(int(number), -1) for number in products], dtype=np.int64),
        products,
        flows,
        sparse.csc_matrix(lca.technosphere_matrix, dtype=float),
        sparse.csc_matrix(lca.biosphere_matrix, dtype=float),
        _spread(packages, "technosphere_matrix", rows, activities),
        _spread(packages, "biosphere_matrix", flow_rows, activities),
    )


def packages_of(project: Project, databases: Sequence[str]) -> list[Any]:
    """The datapackages of some databases as Brightway processed them, opened for reading."""
    _, bwp = brightway()
    from fsspec.implementations.zip import ZipFileSystem

    return [bwp.load_datapackage(ZipFileSystem(project.processed(name))) for name in databases]


def _ids(mapping: Any) -> npt.NDArray[np.int64]:
    return np.array([key for key, _ in sorted(mapping.items(), key=lambda item: item[1])], dtype=np.int64)


def resource(package: Any, matrix: str, kind: str, group: str = "") -> Any:
    """One array of a datapackage; None when it has none."""
    for resource in package.resources:
        if (resource.get("matrix"), resource.get("kind")) == (matrix, kind) and group in ("", resource["group"]):
            return package.get_resource(resource["name"])[0]
    return None


def _spread(packages: Sequence[Any], matrix: str, rows: dict[int, int], columns: dict[int, int]) -> Any:
    """``amount * relative standard deviation`` of each exchange that states its uncertainty."""
    found: list[tuple[Any, Any, Any]] = []
    for package in packages:
        for group in {item["group"] for item in package.resources if item.get("matrix") == matrix}:
            indices, data, distributions = (
                resource(package, matrix, kind, group) for kind in ("indices", "data", "distributions")
            )
            if distributions is None:
                continue
            spread = np.abs(data) * relative_deviation(distributions)
            kept = np.flatnonzero(spread > 0)
            row = np.array([rows[int(key)] for key in indices["row"][kept]], dtype=int)
            column = np.array([columns[int(key)] for key in indices["col"][kept]], dtype=int)
            found.append((row, column, spread[kept]))
    shape = (len(rows), len(columns))
    if not found:
        return sparse.csc_matrix(shape)
    row, column, spread = (np.concatenate(part) for part in zip(*found, strict=True))
    return sparse.csc_matrix((spread.astype(float), (row, column)), shape=shape)


def relative_deviation(distributions: Any) -> Floats:
    """Relative standard deviation of each exchange from its Brightway distribution (0 when none is stated)."""
    kind, size = distributions["uncertainty_type"], np.abs(distributions["loc"])
    width = distributions["maximum"] - distributions["minimum"]
    middle = np.abs(distributions["maximum"] + distributions["minimum"]) / 2
    with np.errstate(all="ignore"):
        found = np.select(
            [kind == LOGNORMAL, kind == NORMAL, kind == UNIFORM, kind == TRIANGULAR],
            [distributions["scale"], distributions["scale"] / size, width / middle / 12**0.5, width / size / 24**0.5],
            0.0,
        )
    return np.asarray(np.nan_to_num(found, nan=0.0, posinf=0.0, neginf=0.0))


def packed(matrices: Matrices) -> dict[str, Any]:
    """The matrices as plain arrays by name."""
    found: dict[str, Any] = {"own": matrices.own, "products": matrices.products, "flows": matrices.flows}
    for name in ("technosphere", "biosphere", "technosphere_spread", "biosphere_spread"):
        matrix = getattr(matrices, name)
        found |= {f"{name}.{part}": getattr(matrix, part) for part in ("data", "indices", "indptr")}
        found[f"{name}.shape"] = np.array(matrix.shape)
    return found


def unpacked(found: dict[str, Any]) -> Matrices:
    """The matrices back from plain arrays."""
    parts = {
        name: sparse.csc_matrix(
            (found[f"{name}.data"], found[f"{name}.indices"], found[f"{name}.indptr"]), shape=found[f"{name}.shape"]
        )
        for name in ("technosphere", "biosphere", "technosphere_spread", "biosphere_spread")
    }
    return Matrices(found["own"], found["products"], found["flows"], **parts)
