"""The background of a user's own database: ecoinvent or any Brightway project, read-only, linked by a TOML file.

Every match is a sum of products of the database (its residual after the grid was taken out, a market, a mix of
technologies), so scores and draws are sums of solved numbers; nothing is solved again when a place changes.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from localca.background import MAX_DRAW_BYTES, Floats, Match, OpenBackground
from localca.draws import Seed, normals
from localca.export_inventory import Key
from localca.impact_methods import DEFAULT_FAMILY, Method
from localca.installed_grid import Recipe
from localca.installed_methods import ProjectMethods
from localca.installed_resolve import MARK, Resolver
from localca.installed_system import Influences, InstalledSystem
from localca.links import Links
from localca.project_files import Project
from localca.score_cache import cache_folder
from localca.tables import Tables


class InstalledBackground:
    """A database of a Brightway project as a :class:`localca.background.Background`; safe to share between threads."""

    def __init__(
        self, project: str, database: str, links: Links | None = None, behind: OpenBackground | None = None,
        *, base: Path | None = None, cache: Path | None = None,
    ) -> None:  # fmt: skip
        found = Project(project, base)
        self.name = f"{project}/{database}"
        self.links = links or Links()
        self.open = behind or OpenBackground()
        self.system = InstalledSystem(found, database, cache or cache_folder() / "installed")
        self.methods = ProjectMethods(found, self.system)
        self.resolver = Resolver(self.name, self.system, self.links, self.open)
        self._lock = threading.RLock()
        self._kept: dict[tuple[Method, int, Seed], dict[str, Floats]] = {}

    def resolve(self, flow: str, unit: str, place: str) -> Match:
        """See :meth:`Resolver.resolve`."""
        return self.resolver.resolve(flow, unit, place)

    @property
    def tables(self) -> Tables:
        """The tables of the open database behind: what losses, stowage and mixes are taken from."""
        return self.open.tables

    def linked_unit(self, flow: str) -> str:
        """The unit of a linked flow that the open database does not have; empty for every other name."""
        return self.resolver.linked_unit(flow)

    def choose_methods(self, names: Sequence[str] | None, family: str = DEFAULT_FAMILY) -> tuple[Method, ...]:
        """See :meth:`ProjectMethods.choose`."""
        return self.methods.choose(names, family)

    def fitting(self, family: str) -> list[str]:
        """The ids of a family's methods that count any elementary flow of the database."""
        methods = self.choose_methods(None, family)
        return [method.id for method, scores in zip(methods, self.methods.scored(methods), strict=True)
                if scores.counted]  # fmt: skip

    def unit_scores(self, matches: Sequence[Match], methods: Sequence[Method]) -> pd.DataFrame:
        """See :class:`localca.background.Background`.

        Raises:
            InputError: when a method counts none of the database's flows.
        """
        columns = [method.id for method in methods]
        own = [match for match in matches if MARK in match.key]
        parts = []
        if own:
            scores = np.stack([item.scores for item in self.methods.solved(methods)], axis=1)
            rows = [self._sum(self.resolver.recipe(match), scores) for match in own]
            parts.append(pd.DataFrame(rows, index=[match.key for match in own], columns=columns))
        if rest := [match for match in matches if MARK not in match.key]:
            parts.append(self.open.unit_scores(rest, self.methods.of_a_family(methods)))
        table = pd.concat(parts)
        return table[~table.index.duplicated()].loc[[match.key for match in matches]]

    def _sum(self, recipe: Mapping[int, float], scores: Floats) -> Floats:
        total = np.zeros(scores.shape[1])
        for number, amount in recipe.items():
            total += amount * scores[self.system.row[number]]
        return total

    def unit_draws(self, matches: Sequence[Match], methods: Sequence[Method], draws: int, seed: Seed) -> Floats:
        """See :class:`localca.background.Background`: to first order, lognormal, paired by upstream activity."""
        result: dict[str, Floats] = {}
        if rest := [match for match in matches if MARK not in match.key]:
            found = self.open.unit_draws(rest, self.methods.of_a_family(methods), draws, seed)
            result = {match.key: array for match, array in zip(rest, found, strict=True)}
        own = list({match.key: match for match in matches if MARK in match.key}.values())
        if own:
            scores = self.unit_scores(own, methods).to_numpy()
            drawn = np.empty((len(own), draws, len(methods)))
            recipes = [self.resolver.recipe(match) for match in own]
            for column, method in enumerate(methods):
                spreads = self._spreads(own, recipes, method, draws, seed)
                for row, spread in enumerate(spreads):
                    score = scores[row, column]
                    drawn[row, :, column] = score * np.exp(spread / abs(score)) if score else spread
            result |= {match.key: array for match, array in zip(own, drawn, strict=True)}
        return np.stack([result[match.key] for match in matches])

    def _spreads(
        self, matches: list[Match], recipes: list[Recipe], method: Method, draws: int, seed: Seed
    ) -> list[Floats]:
        """What is drawn is kept for the next comparison, like the open database's draws."""
        with self._lock:
            kept = self._kept.setdefault((method, draws, seed), {})
            missing = [(match, recipe) for match, recipe in zip(matches, recipes, strict=True) if match.key not in kept]
            if missing:
                known: dict[str, Floats] = {}
                parts = self.methods.influences(method, [recipe for _, recipe in missing])
                for (match, _), part in zip(missing, parts, strict=True):
                    kept[match.key] = self._spread(match.key, part, method, draws, seed, known)
            result = [kept[match.key] for match in matches]
            if sum(array.nbytes for table in self._kept.values() for array in table.values()) > MAX_DRAW_BYTES:
                self._kept.clear()
        return result

    def _spread(self, key: str, parts: Influences, method: Method, draws: int, seed: Seed,
                known: dict[str, Floats]) -> Floats:  # fmt: skip
        spread = parts.rest * normals(f"{key} rest {method.id}", draws, seed.of(self._group))
        for activity, deviation in zip(parts.activities.tolist(), parts.deviations.tolist(), strict=True):
            if deviation > 0:
                name = f"{self.system.database} activity {activity} {method.id}"
                if name not in known:
                    known[name] = normals(name, draws, seed.of(self._group))
                spread = spread + deviation * known[name]
        return spread

    @property
    def _group(self) -> str:
        return f"database {self.name}"

    def groups(self, matches: Sequence[Match]) -> list[str]:
        """See :class:`localca.background.Background`: the user's database is one group, because its flows share most
        of what is upstream of them."""
        rest = [match for match in matches if MARK not in match.key]
        return [*([self._group] if len(rest) < len(matches) else []), *(self.open.groups(rest) if rest else [])]

    def method_units(self, methods: Sequence[Method]) -> Mapping[str, str]:
        """See :class:`localca.background.Background`."""
        return {method.id: self.methods.unit(method) for method in methods}

    def method_origins(self, methods: Sequence[Method]) -> dict[str, str]:
        """Where each method's factors come from, with a version, and how many of the database's flows it counts."""
        return self.methods.fit(methods)

    def fingerprint(self) -> str:
        """A hash of the database, of all it takes from, of the links, and of the open database behind."""
        return f"{self.system.fingerprint}-{self.links.digest()}-{self.open.fingerprint()}"

    def recipe(self, match: Match) -> list[tuple[Key, float, dict[str, Any]]]:
        """See :class:`localca.export_inventory.Exporting`."""
        found = []
        for number, amount in self.resolver.recipe(match).items():
            node = self.system.nodes[number]
            card = {"name": node.name, "unit": node.unit, "location": node.location, "reference product": node.product}
            found.append(((node.database, node.code), amount, card))
        return found

    def open_part(self) -> OpenBackground:
        """See :class:`localca.export_inventory.Exporting`."""
        return self.open
