"""Why two scenarios differ: by cause, by place, and across stages. Every breakdown adds up to the whole."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from localca.assessment import Assessment, Floats
from localca.background import Match
from localca.foreground import Demand, Foreground
from localca.language import mark
from localca.places import SITE
from localca.product import RawMaterial
from localca.scenario import Resolved, resolve_scenario

MATERIAL_ORIGIN, RECYCLED_SHARE = mark("material origin"), mark("recycled share")
CAUSES = (MATERIAL_ORIGIN, RECYCLED_SHARE, mark("grid"), mark("heat"), mark("technology"), mark("transport"))
ON_THE_WAY = mark("at sea or in the air")
ORIGIN_FIELDS = ("origin", "recycled_origin")
SHARE_FIELDS = ("recycled_share", "recycled_flow", "cff_material")


def shapley(players: Iterable[str], value: Callable[[frozenset[str]], Floats]) -> dict[str, Floats]:
    """Exact Shapley values: each player's mean marginal contribution over all orders.

    Equation: ``phi_i = sum_S |S|! (n - |S| - 1)! / n! (v(S + i) - v(S))``. They add up to ``v(all) - v(none)``.
    Reference: Shapley (1953), A value for n-person games.
    """
    names = tuple(players)
    count = len(names)
    values = {
        frozenset(chosen): value(frozenset(chosen))
        for size in range(count + 1)
        for chosen in itertools.combinations(names, size)
    }
    result = {}
    for name in names:
        total = np.zeros_like(values[frozenset()])
        for chosen, worth in values.items():
            if name not in chosen:
                weight = math.factorial(len(chosen)) * math.factorial(count - len(chosen) - 1) / math.factorial(count)
                total = total + weight * (values[chosen | {name}] - worth)
        result[name] = total
    return result


def by_cause(assessment: Assessment, scenario: str, reference: str) -> dict[str, Floats]:
    """The difference of two scenarios by cause, shape (methods,) each; the causes add up to the difference."""
    sides = {name: _side(assessment, name) for name in (scenario, reference)}
    prices: dict[str, Floats] = {}

    def value(chosen: frozenset[str]) -> Floats:
        pick = {cause: sides[scenario if cause in chosen else reference] for cause in CAUSES}
        return _total(assessment, pick, prices)

    return shapley(CAUSES, value)


def _side(assessment: Assessment, name: str) -> Foreground:
    resolved = resolve_scenario(assessment.product, name)
    return Foreground(resolved, assessment.database, assessment.tables, assessment.routes, assessment.allocation)


class _Hybrid(Foreground):
    """Raw materials and production whose causes come from different scenarios."""

    def __init__(self, pick: dict[str, Foreground]) -> None:
        technology = pick["technology"]
        super().__init__(
            _mixed(pick), technology.background, technology.tables, technology.routes, technology.allocation
        )

    def demands(self) -> list[Demand]:
        """The demands of raw materials and production."""
        steps = self._matched_steps()
        found = [*self._raw_materials(steps), *self._production(steps)]
        self.problems.raise_any()
        return found


def _mixed(pick: dict[str, Foreground]) -> Resolved:
    """Technology's rows, with the origins and the recycled shares of the sides chosen for those causes."""
    origin, share = (
        {row.name: row for row in pick[cause].resolved.raw_materials} for cause in (MATERIAL_ORIGIN, RECYCLED_SHARE)
    )
    site = pick[MATERIAL_ORIGIN].resolved.site
    rows = []
    for row in pick["technology"].resolved.raw_materials:
        rows.append(_merge(row, origin.get(row.name, row), share.get(row.name, row)))
    return replace(pick["technology"].resolved, raw_materials=tuple(rows), site=site)


def _merge(row: RawMaterial, origin: RawMaterial, share: RawMaterial) -> RawMaterial:
    """A row with another origin and recycled share; where the material itself is another, it comes as a whole."""
    if len({row.flow, origin.flow, share.flow}) > 1:
        return origin
    changes = {field: getattr(origin, field) for field in ORIGIN_FIELDS}
    changes |= {field: getattr(share, field) for field in SHARE_FIELDS}
    return row.model_copy(update=changes)


def _total(assessment: Assessment, pick: dict[str, Foreground], prices: dict[str, Floats]) -> Floats:
    """The score of a mixed scenario, shape (methods,)."""
    hybrid, moves = _Hybrid(pick), pick["transport"]
    at_site = {row.name for row in hybrid.resolved.production if row.origin == SITE}
    demands = [(demand, pick["grid"], pick["heat"]) for demand in hybrid.demands()]
    demands += [(demand, moves, moves) for demand in moves.demands() if demand.stage == "transport"]
    total = np.zeros(len(assessment.methods))
    for demand, grid, heat in demands:
        match, use = demand.match, "production" if demand.stage == "production" else "material"
        parts = [(match, 1.0)]
        if match.kwh:
            place = grid.resolved.site if demand.row in at_site else demand.place
            parts += [(part, match.kwh * share) for part, share in grid.power(use, place).parts]
        if match.heat_mj:
            place = heat.resolved.site if demand.row in at_site else demand.place
            parts.append((heat.heat(place), match.heat_mj))
        for part, amount in parts:
            total = total + demand.amount * amount * _price(assessment, part, prices)
    return total


def _price(assessment: Assessment, match: Match, prices: dict[str, Floats]) -> Floats:
    if match.key not in prices:
        prices[match.key] = assessment.database.unit_scores([match], assessment.methods).to_numpy()[0]
    return prices[match.key]


def by_place(assessment: Assessment, scenario: str) -> dict[str, Floats]:
    """The score of a scenario inside the country of use, outside it, and at sea or in the air."""
    use = assessment.product.product.place_of_use
    parts = {"inside": np.zeros(len(assessment.methods))}
    parts |= {"outside": parts["inside"].copy(), ON_THE_WAY: parts["inside"].copy()}
    for line, score in zip(assessment.lines, assessment.scores, strict=True):
        if line.scenario == scenario:
            away = line.stage == "transport" and line.flow.startswith(("ship", "air"))
            parts[ON_THE_WAY if away else "inside" if line.place == use else "outside"] += score
    return parts


def across_stages(assessment: Assessment, scenario: str) -> dict[str, Floats]:
    """All electricity drawn anywhere in the foreground, all heat, and all transport of a scenario."""
    found = {name: np.zeros(len(assessment.methods)) for name in ("electricity", "heat", "transport")}
    for line, score in zip(assessment.lines, assessment.scores, strict=True):
        if line.scenario == scenario:
            name = "transport" if line.stage == "transport" else line.component
            if name in found:
                found[name] += score
    return found
