"""Paired sampling: how sure is a difference?

Every uncertain quantity is lognormal with the static value as its median. A quantity that both scenarios share
(the mass of the bag, the score of a grid, the kWh per kg of a process) has one draw for both, so what cancels in
reality cancels here. Draws are a scrambled Sobol sequence, seeded.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from localca.assessment import Assessment

Floats = npt.NDArray[np.float64]
DEFAULT_DRAWS = 1024
DEFAULT_SEED = 20_08


@dataclass(frozen=True)
class Samples:
    """Totals of each scenario: shape (draws, methods)."""

    totals: dict[str, Floats]
    draws: int
    seed: int


@functools.lru_cache(maxsize=8)
def standard_normals(draws: int, dimensions: int, seed: int) -> Floats:
    """Scrambled Sobol points as standard normals, shape (draws, dimensions)."""
    from scipy.stats import norm, qmc

    with np.errstate(all="ignore"):
        points = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed)).random(draws)
    return np.asarray(norm.ppf(np.clip(points, 1e-12, 1 - 1e-12)))


def sample(assessment: Assessment, draws: int = DEFAULT_DRAWS, seed: int = DEFAULT_SEED) -> Samples:
    """Totals of every scenario under paired sampling.

    Equation: ``line = score * exp(sum_k sigma_k z_k + sigma_unit z_unit)``, one standard normal z per named quantity.
    """
    names: dict[str, int] = {}
    for line in assessment.lines:
        for name, _ in line.draws:
            names.setdefault(f"amount {name}", len(names))
        names.setdefault(f"score {line.key}", len(names))
    normals = standard_normals(draws, len(names), seed)
    totals = {name: np.zeros((draws, len(assessment.methods))) for name in assessment.scenarios}
    groups = _groups(assessment, names)
    for (scenario, score_draw, amount_draws), (static, sigma) in groups.items():
        exponent = np.zeros(draws)
        for column, spread in amount_draws:
            exponent += spread * normals[:, column]
        totals[scenario] += static * np.exp(exponent[:, None] + normals[:, score_draw, None] * sigma)
    return Samples(totals, draws, seed)


def _groups(
    assessment: Assessment, names: dict[str, int]
) -> dict[tuple[str, int, tuple[tuple[int, float], ...]], tuple[Floats, Floats]]:
    """Lines that share all their draws, added up: (scenario, draws) -> (static scores, sigmas of the unit score)."""
    groups: dict[tuple[str, int, tuple[tuple[int, float], ...]], tuple[Floats, Floats]] = {}
    for line, score, sigma in zip(assessment.lines, assessment.scores, assessment.sigmas, strict=True):
        amounts = tuple((names[f"amount {name}"], spread) for name, spread in line.draws)
        key = (line.scenario, names[f"score {line.key}"], amounts)
        before = groups.get(key)
        groups[key] = (score if before is None else before[0] + score, sigma)
    return groups


def probability_lower(difference: Sequence[float] | Floats) -> float:
    """Share of draws in which the difference is below 0; a tie counts half."""
    values = np.asarray(difference)
    return float(((values < 0).sum() + 0.5 * (values == 0).sum()) / len(values))
