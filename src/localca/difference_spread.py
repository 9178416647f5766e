"""The draws of a difference in figures: bins, mean, interval; and the same question under other method families."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from localca import api
from localca.assessment import Assessment, Floats
from localca.background import Background
from localca.comparison import Comparison
from localca.impact_methods import Family, Method, families
from localca.product import Product
from localca.recycling import Allocation
from localca.uncertainty import DEFAULT_DRAWS, DEFAULT_SEED, probability_lower, sample

BINS = 40


@dataclass(frozen=True)
class Spread:
    """The paired draws of a difference in one method."""

    static: float
    mean: float
    median: float
    interval: tuple[float, float]
    p_lower: float
    edges: tuple[float, ...]
    counts: tuple[int, ...]


def differences(
    assessment: Assessment, scenario: str, reference: str, draws: int = DEFAULT_DRAWS, seed: int = DEFAULT_SEED
) -> Floats:
    """The paired draws of the difference, shape (draws, methods)."""
    totals = sample(assessment, draws, seed).totals
    return np.asarray(totals[scenario] - totals[reference])


def spread(drawn: Floats, static: float) -> Spread:
    """What the draws of one method say, shape (draws,); 0 is an edge of the bins wherever it lies among them."""
    low, high = np.quantile(drawn, [0.05, 0.95])
    first, last = float(drawn.min()), float(drawn.max())
    width = (last - first) / BINS or abs(first) / BINS or 1.0
    start = math.floor(first / width)
    edges = width * np.arange(start, max(math.ceil(last / width), start + 1) + 1)
    counts, _ = np.histogram(drawn, edges)
    return Spread(
        static, float(drawn.mean()), float(np.median(drawn)), (float(low), float(high)), probability_lower(drawn),
        tuple(float(edge) for edge in edges), tuple(int(count) for count in counts),
    )  # fmt: skip


@dataclass(frozen=True)
class FamilyVerdict:
    """The comparison in one method of one family."""

    family: Family
    method: Method
    comparison: Comparison


def family_verdicts(
    product: Product,
    reference: str,
    scenario: str,
    allocation: Allocation,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    progress: Callable[[float], None] | None = None,
    background: Background | None = None,
) -> tuple[FamilyVerdict, ...]:
    """A scenario against the reference in every method of every family; of a user's database, in those that fit it.

    Parameters:
        progress: called with the share done, 0 to 1.
        background: where unit scores come from, by default the open database.

    Raises:
        InputError: for anything wrong in the product.
    """
    found: list[FamilyVerdict] = []
    offered, fitting = families(), getattr(background, "fitting", None)
    for number, family in enumerate(offered.values(), 1):
        names = fitting(family.id) if fitting else None
        if names != []:
            result = api.compare(product, reference, [reference, scenario], names, allocation=allocation,
                                 family=family.id, draws=draws, seed=seed, background=background)  # fmt: skip
            found += [FamilyVerdict(family, family.methods[item.method], item) for item in result.comparisons]
        if progress:
            progress(number / len(offered))
    return tuple(found)


def same_question(verdicts: Sequence[FamilyVerdict], category: str) -> tuple[FamilyVerdict, ...]:
    """The methods that ask the same as a category: those of its id, and its horizons (``climate_gwp20``)."""
    return tuple(item for item in verdicts if item.method.id == category or item.method.id.startswith(f"{category}_"))
