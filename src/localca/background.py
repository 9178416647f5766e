"""Backgrounds: where unit scores come from. The open one is solved by Brightway from an in-memory datapackage."""

from __future__ import annotations

import functools
import hashlib
import math
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from localca import impact_methods
from localca.draws import Seed, groups_upstream, unit_draws
from localca.electricity import grid_mix
from localca.errors import InputError, nearest_names
from localca.impact_methods import Method
from localca.language import tr
from localca.linear_system import System, build_background, electricity_key
from localca.match import PLUG
from localca.match import Match as Match
from localca.match import Status as Status
from localca.records import Activity
from localca.score_cache import Solution, cache_folder, read, write
from localca.solver import solve
from localca.tables import Tables, load_tables
from localca.units import convert

Floats = npt.NDArray[np.float64]
ELECTRICITY = "electricity"
SCORES_VERSION = 2
MAX_DRAW_BYTES = 300_000_000
MEMBERS = {"RNA": {"USA", "CAN"}}


class Background(Protocol):
    """What the engine needs of a database; every implementation passes the same conformance test."""

    name: str

    def resolve(self, flow: str, unit: str, place: str) -> Match:
        """Exactly one match, or an error that lists the nearest names."""
        ...

    def unit_scores(self, matches: Sequence[Match], methods: Sequence[Method]) -> pd.DataFrame:
        """Scores per unit, index ``key``, columns method ids."""
        ...

    def unit_draws(self, matches: Sequence[Match], methods: Sequence[Method], draws: int, seed: Seed) -> Floats:
        """Draws of the unit scores, shape (matches, draws, methods); a flow has the same draws in every call."""
        ...

    def groups(self, matches: Sequence[Match]) -> list[str]:
        """The groups of uncertain quantities behind some matches, as a :class:`Seed` names them."""
        ...

    def method_units(self, methods: Sequence[Method]) -> Mapping[str, str]:
        """The unit of each method."""
        ...

    def fingerprint(self) -> str:
        """Changes whenever a score could change."""
        ...


class OpenBackground:
    """The open database of ``inventories``: swappable grids, sources behind every number, no licence needed."""

    name = "open"

    def __init__(self, tables: Tables | None = None, cache: Path | None = None) -> None:
        self.tables = tables or load_tables()
        self._cache = cache or cache_folder()
        self._lock = threading.Lock()
        self._solutions: dict[str, Solution] = {}
        self._draws: dict[tuple[str, int, int], dict[str, Floats]] = {}

    def resolve(self, flow: str, unit: str, place: str) -> Match:
        """See :class:`Background`; ``electricity`` is at ``JAM`` or, for one of its mixes, at ``JAM:2005``."""
        if flow == ELECTRICITY:
            return self._electricity(unit, place)
        activity = self.tables.activities.get(flow)
        if activity is None:
            raise InputError(
                tr("'{flow}' is no flow of the open background.", flow=flow),
                nearest=nearest_names(flow, self.tables.activities),
                do=tr("`localca flows` lists them; `localca flows WORD` searches."),
            )
        convert(1.0, unit, activity.unit)
        kwh, heat, loss = activity.drawn("electricity"), activity.drawn("heat"), activity.drawn("loss")
        status: Status = "exact" if _covers(activity.places, place) else "proxy"
        return Match(
            key=activity.id,
            flow=flow,
            title=activity.title,
            kind=activity.kind,
            place=place,
            unit=activity.unit,
            status=status,
            swappable=activity.swappable,
            kwh=convert(kwh.amount, kwh.unit, "kWh") if kwh else 0.0,
            kwh_sigma=math.log(kwh.gsd) if kwh else 0.0,
            heat_mj=convert(heat.amount, heat.unit, "MJ") if heat else 0.0,
            heat_sigma=math.log(heat.gsd) if heat else 0.0,
            loss=loss.amount if loss else 0.0,
            loss_sigma=math.log(loss.gsd) if loss else 0.0,
            stowage_density=_property(activity, "stowage_density", "kg/m**3"),
            density=_property(activity, "density", "kg/m**3"),
            quality=activity.quality,
            sources=activity.sources,
            note=activity.weakness,
        )

    def _electricity(self, unit: str, place: str) -> Match:
        convert(1.0, unit, "kWh")
        country, _, name = place.partition(":")
        mix = grid_mix(self.tables, country, name or None)
        return Match(
            key=electricity_key(country, mix.name),
            flow=ELECTRICITY,
            title=PLUG.format(mix=mix.name),
            kind="electricity",
            place=place,
            unit="kWh",
            status=mix.status,
            swappable=True,
            quality="medium",
            sources=mix.sources,
            note="; ".join(mix.notes),
            mix=mix.name,
        )

    def unit_scores(self, matches: Sequence[Match], methods: Sequence[Method]) -> pd.DataFrame:
        """See :class:`Background`."""
        frame = self._solution(methods).scores
        return frame.loc[[match.key for match in matches], [method.id for method in methods]]

    def unit_draws(self, matches: Sequence[Match], methods: Sequence[Method], draws: int, seed: Seed) -> Floats:
        """See :class:`Background`."""
        solution, family_id = self._solution(methods), self._family(methods)
        offered = list(solution.scores.columns)
        columns = [offered.index(method.id) for method in methods]
        keys = list(dict.fromkeys(match.key for match in matches))
        if seed.swapped:
            found = dict(zip(keys, unit_draws(self._system, solution.factors, keys, draws, seed), strict=True))
            return np.stack([found[match.key] for match in matches])[:, :, columns]
        with self._lock:
            known = self._draws.setdefault((family_id, draws, seed.base), {})
            if missing := [key for key in keys if key not in known]:
                found_draws = unit_draws(self._system, solution.factors, missing, draws, seed)
                known.update(zip(missing, found_draws, strict=True))
            result = np.stack([known[match.key] for match in matches])[:, :, columns]
            if sum(array.nbytes for group in self._draws.values() for array in group.values()) > MAX_DRAW_BYTES:
                self._draws.clear()
        return result

    def inventories(self, matches: Sequence[Match]) -> pd.DataFrame:
        """Life-cycle inventories per unit, solved by Brightway: index ``key``, columns elementary flows."""
        keys, flows = [match.key for match in matches], self._system.flows
        return pd.DataFrame(solve(self._system, np.eye(len(flows)), keys), index=keys, columns=flows)

    def groups(self, matches: Sequence[Match]) -> list[str]:
        """See :class:`Background`: the activities upstream that have an uncertain exchange."""
        return groups_upstream(self._system, [match.key for match in matches])

    @functools.cached_property
    def _system(self) -> System:
        return build_background(self.tables)

    def method_units(self, methods: Sequence[Method]) -> Mapping[str, str]:
        """See :class:`Background`."""
        solution = self._solution(methods)
        return dict(zip(solution.scores.columns, solution.units, strict=True))

    @functools.cached_property
    def _fingerprint(self) -> str:
        digest = hashlib.sha256(f"{SCORES_VERSION};{impact_methods.archive_version()}".encode())
        files = sorted((self.tables.folder / "background").glob("*.csv"))
        for path in [*files, self.tables.folder / "methods.toml"]:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()[:16]

    def fingerprint(self) -> str:
        """A hash of every table, of the method list and of bw2io's factors."""
        return self._fingerprint

    def _solution(self, methods: Sequence[Method]) -> Solution:
        family_id = self._family(methods)
        with self._lock:
            if family_id not in self._solutions:
                path = self._cache / f"{self.fingerprint()}-{family_id}.npz"
                solution = read(path)
                if solution is None:
                    solution = self._solve(tuple(impact_methods.family(family_id).methods.values()))
                    write(path, solution)
                self._solutions[family_id] = solution
            return self._solutions[family_id]

    @staticmethod
    def _family(methods: Sequence[Method]) -> str:
        offered = impact_methods.families().items()
        return next(key for key, family in offered if family.methods.get(methods[0].id) == methods[0])

    def _solve(self, methods: Sequence[Method]) -> Solution:
        system = self._system
        flows = [self.tables.elementary[key] for key in system.flows]
        factors, units = impact_methods.characterisation_factors(methods, flows)
        scores = solve(system, factors, system.activities)
        columns = [method.id for method in methods]
        return Solution(units, pd.DataFrame(scores, index=system.activities, columns=columns), factors)


def _covers(places: tuple[str, ...], place: str) -> bool:
    return any(own in ("GLO", place) or place in MEMBERS.get(own, ()) for own in places)


def _property(activity: Activity, name: str, unit: str) -> float:
    """A documented property of an activity in ``unit``; 0 when it has none."""
    rows = activity.of_kind("property")
    return next((convert(row.amount, row.unit, unit) for row in rows if row.exchange == name), 0.0)
