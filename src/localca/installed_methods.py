"""Impact assessment methods for a user's database: those of the project, else bw2io's own by the flows' identifiers."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from localca import impact_methods
from localca.errors import InputError, nearest_names
from localca.impact_methods import Method
from localca.installed_matrices import resource
from localca.installed_system import Influences, InstalledSystem, Scores
from localca.project_files import Project

PART = "|"


class ProjectMethods:
    """The methods that can be asked of a database, their factors by flow id, and how well they fit it."""

    def __init__(self, project: Project, system: InstalledSystem) -> None:
        self.project, self.system = project, system

    def choose(self, names: Sequence[str] | None, family: str = impact_methods.DEFAULT_FAMILY) -> tuple[Method, ...]:
        """Methods by our ids of a family, or by the project's own names, parts joined by ``|``.

        Raises:
            InputError: for a method that neither has, with the nearest.
        """
        if not names or not any(PART in name for name in names):
            return impact_methods.choose(names, family)
        own = [name for name in names if PART in name]
        plain = [name for name in names if PART not in name]
        found = [*(impact_methods.choose(plain, family) if plain else ()), *map(self._own, own)]
        return tuple({method.id: method for method in found}.values())

    def _own(self, text: str) -> Method:
        name = tuple(part.strip() for part in text.split(PART))
        if name not in self.project.methods:
            known = [f" {PART} ".join(other) for other in self.project.methods]
            raise InputError(
                f"project '{self.project.name}' has no method '{text}'.",
                where="--methods",
                nearest=nearest_names(" | ".join(name), known),
                do="`localca databases --methods WORD` lists the project's methods.",
            )
        identity = re.sub(r"[^a-z0-9]+", "_", "_".join(name).lower()).strip("_")
        return Method(id=identity, title=", ".join(name), name=name, coverage="full")

    def of_a_family(self, methods: Sequence[Method]) -> Sequence[Method]:
        """The methods, when the open database can score them too.

        Raises:
            InputError: when one is the project's own and flows from the open database are needed.
        """
        offered = [method for family in impact_methods.families().values() for method in family.methods.values()]
        for method in methods:
            if method not in offered:
                raise InputError(
                    f"the open database cannot be scored by '{method.title}', but flows that are not linked need it.",
                    where="--methods",
                    do="Link every flow, or choose a method of a family (climate, acidification, ...).",
                )
        return methods

    def origin(self, method: Method) -> str:
        """Where the factors of a method come from: the project, or bw2io's archive with its version."""
        if method.name in self.project.methods:
            return f"project {self.project.name}, {self.digest(method)}"
        return impact_methods.archive_version()

    def unit(self, method: Method) -> str:
        """The unit of a method."""
        if method.name in self.project.methods:
            return str(self.project.methods[method.name].get("unit", ""))
        return str(_records((method.name,))[method.name]["unit"])

    def digest(self, method: Method) -> str:
        """Changes whenever a factor of the method could change."""
        return self._digest(method.name)

    @functools.lru_cache(maxsize=256)  # noqa: B019
    def _digest(self, name: tuple[str, ...]) -> str:
        text = repr(name).encode()
        if name in self.project.methods:
            text += self._package(name).read_bytes()
        else:
            text += impact_methods.archive_version().encode()
        return hashlib.sha256(text).hexdigest()[:16]

    def _package(self, name: tuple[str, ...]) -> Any:
        path = self.project.processed(self.project.methods[name].get("abbreviation", ""))
        if not path.is_file():
            raise InputError(
                f"the method {' / '.join(name)} was never processed by Brightway 2.5.",
                where=f"project {self.project.name}",
                do=f"In Brightway: bw2data.Method({name!r}).process().",
            )
        return path

    def solved(self, methods: Sequence[Method]) -> list[Scores]:
        """Scores of every product of the database in some methods.

        Raises:
            InputError: when a method counts none of the database's flows.
        """
        found = self.scored(methods)
        for method, scores in zip(methods, found, strict=True):
            if not scores.counted:
                raise InputError(
                    f"'{method.title}' counts none of the {scores.flows} elementary flows of "
                    f"{self.system.database}: database and method do not fit.",
                    where="--methods",
                    do="Name others with --methods that are made for its flow list, or relink its flows in Brightway.",
                )
        return found

    def scored(self, methods: Sequence[Method]) -> list[Scores]:
        """As :meth:`solved`, also for a method that counts nothing: what it counts is told with the scores."""
        digests = [self.digest(method) for method in methods]
        found = self.system.scores(
            {digest: functools.partial(self.factors, method) for digest, method in zip(digests, methods, strict=True)}
        )
        return [found[digest] for digest in digests]

    def influences(self, method: Method, recipes: Sequence[Mapping[int, float]]) -> list[Influences]:
        """See :meth:`InstalledSystem.influences`."""
        self.solved([method])
        return self.system.influences(self.digest(method), recipes)

    def fit(self, methods: Sequence[Method]) -> dict[str, str]:
        """How many elementary flows of the database each method counts, in words."""
        return {
            method.id: f"{item.counted} of the database's {item.flows} elementary flows are counted "
            f"({_percent(item.counted / item.flows)}); factors of {self.origin(method)}"
            for method, item in zip(methods, self.solved(methods), strict=True)
        }

    def factors(self, method: Method) -> dict[int, float]:
        """Characterisation factors by the project's flow id; where it regionalises them, those of the whole world."""
        if method.name in self.project.methods:
            return self._of_project(method.name)
        exchanges = _records((method.name,))[method.name]["exchanges"]
        by_code = {exchange["input"][1]: exchange["amount"] for exchange in exchanges}
        return {number: by_code[code] for number, code in self._codes.items() if code in by_code}

    def package(self, name: tuple[str, ...]) -> Any:
        """The project's own method as Brightway processed it, opened for reading; None when it has no such method."""
        import bw_processing
        from fsspec.implementations.zip import ZipFileSystem

        known = name in self.project.methods
        return bw_processing.load_datapackage(ZipFileSystem(self._package(name))) if known else None

    def _of_project(self, name: tuple[str, ...]) -> dict[int, float]:
        package = self.package(name)
        indices, data = (resource(package, "characterization_matrix", kind) for kind in ("indices", "data"))
        if indices is None or data is None:
            return {}
        world = global_index(package)
        kept = indices["col"] == world if world is not None else np.ones(len(data), dtype=bool)
        found: dict[int, float] = {}
        for flow, amount in zip(indices["row"][kept].tolist(), data[kept].tolist(), strict=True):
            found[flow] = found.get(flow, 0.0) + amount
        return found

    @functools.cached_property
    def _codes(self) -> dict[int, str]:
        """The identifier of each elementary flow: ecoinvent's, which bw2io's factors name too."""
        return {node.id: node.code for node in self.project.nodes(self.system.databases)}


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.1 else f"{share:.1%}"


def global_index(package: Any) -> int | None:
    """The column of a method's package that holds the factors of the whole world; None when it has no columns."""
    return next((int(item["global_index"]) for item in package.resources if "global_index" in item), None)


@functools.lru_cache(maxsize=32)
def _records(names: tuple[tuple[str, ...], ...]) -> dict[tuple[str, ...], dict[str, Any]]:
    return impact_methods.read_methods(names)
