"""The difference to the reference over the recycled share of a material, static and draw by draw.

The difference is a straight line in the share in every draw, so two samples give all of it exactly:
``D_i(R) = (1 - R) * D_i(0) + R * D_i(1)`` for draw i. The same allocation rule holds on both sides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from localca.assessment import Assessment, Floats
from localca.engine import reassess
from localca.recycling import Allocation
from localca.uncertainty import DEFAULT_DRAWS, DEFAULT_SEED, sample
from localca.variation import with_row

STEPS = 41
FLAT = 1e-12


@dataclass(frozen=True)
class RecycledCurve:
    """Shares, shape (steps,); the difference and the ends of its middle 90 %, shape (steps, methods)."""

    shares: Floats
    difference: Floats
    low: Floats
    high: Floats

    def crossing(self, column: int) -> float | None:
        """The share at which the answer turns in one method; None where it does not."""
        start, end = float(self.difference[0, column]), float(self.difference[-1, column])
        if abs(end - start) <= FLAT * max(abs(start), abs(end)):
            return None
        root = start / (start - end)
        return root if 0 <= root <= 1 else None


def recycled_curve(
    assessment: Assessment,
    scenario: str,
    reference: str,
    material: str,
    rule: Allocation,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
) -> RecycledCurve:
    """The difference over the recycled share of one material of a scenario under one rule.

    Raises:
        InputError: when the rule has no parameters for the material, or the material has no recycled flow.
    """
    static, drawn = [], []
    for share in (0.0, 1.0):
        product = with_row(assessment.product, scenario, material, recycled_share=share)
        found = reassess(assessment, product, [reference, scenario], rule)
        totals = sample(found, draws, seed).totals
        static.append(found.stage_scores[scenario].sum(axis=0) - found.stage_scores[reference].sum(axis=0))
        drawn.append(totals[scenario] - totals[reference])
    shares = np.linspace(0.0, 1.0, STEPS)
    weights = shares[:, None]
    ends = [np.quantile((1 - share) * drawn[0] + share * drawn[1], (0.05, 0.95), axis=0) for share in shares]
    low, high = np.stack(ends, axis=1)
    return RecycledCurve(shares, (1 - weights) * static[0] + weights * static[1], low, high)
