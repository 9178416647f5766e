"""Paired sampling: how sure is a difference?

Every uncertain quantity is lognormal with the static value as its median: the foreground's amounts and kWh per unit,
and every exchange of the background. A quantity that two scenarios share (the mass of the bag, a technology of both
grids, the kWh per kg of a process) has one draw for both, so what cancels in reality cancels here.

Because the mean of a lognormal lies above its median, the mean of the draws lies above the static value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from localca.assessment import Assessment, Floats
from localca.background import Match
from localca.draws import Seed, normals

DEFAULT_DRAWS = 1024
DEFAULT_SEED = 2008
FOREGROUND = "foreground"


@dataclass(frozen=True)
class Samples:
    """Totals of each scenario, shape (draws, methods), and the draws of each named foreground quantity."""

    totals: dict[str, Floats]
    draws: int
    seed: int


def sample(assessment: Assessment, draws: int = DEFAULT_DRAWS, seed: int | Seed = DEFAULT_SEED) -> Samples:
    """Totals of every scenario under paired sampling.

    Equation: ``total = sum_lines amount * exp(sum_k sigma_k z_k) * unit score``, all three from their own draws.
    """
    seeds = Seed(seed) if isinstance(seed, int) else seed
    matches = used_matches(assessment)
    position = {match.key: index for index, match in enumerate(matches)}
    unit = assessment.database.unit_draws(matches, assessment.methods, draws, seeds)
    names = {name for line in assessment.lines for name, _ in line.draws}
    keys = {name: f"{FOREGROUND} {name}" for name in names}
    spread = {name: normals(key, draws, seeds.of(key)) for name, key in keys.items()}
    totals = {name: np.zeros((draws, len(assessment.methods))) for name in assessment.scenarios}
    groups: dict[tuple[str, tuple[tuple[str, float], ...]], Floats] = {}
    for line, parts in zip(assessment.lines, assessment.parts, strict=True):
        weights = groups.setdefault((line.scenario, line.draws), np.zeros(len(matches)))
        for match, amount in parts:
            weights[position[match.key]] += line.amount * amount
    for (scenario, draw), weights in groups.items():
        used = np.flatnonzero(weights)
        scores = np.tensordot(weights[used], unit[used], axes=1)
        if draw:
            scores *= np.exp(sum(sigma * spread[name] for name, sigma in draw))[:, None]
        totals[scenario] += scores
    return Samples(totals, draws, seeds.base)


def used_matches(assessment: Assessment) -> list[Match]:
    """Every background activity an assessment takes from, once."""
    return list({match.key: match for parts in assessment.parts for match, _ in parts}.values())


def probability_lower(difference: Floats) -> float:
    """Share of draws in which the difference is below 0; a tie counts half; not a number where one is not."""
    if np.isnan(difference).any():
        return float("nan")
    return float(((difference < 0).sum() + 0.5 * (difference == 0).sum()) / len(difference))
