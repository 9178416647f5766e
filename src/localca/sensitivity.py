"""Which inputs decide? Sobol' indices of the difference between two scenarios, by group of uncertain quantities.

A group is one foreground quantity (the mass of the bag, the kWh per kg of a step) or all exchanges of one background
activity. Draws belong to names, so a group is swapped for its second sample by giving it another seed; SALib turns the
outputs into first-order and total indices.
Reference: Saltelli et al. (2010), Computer Physics Communications 181:259-270.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from localca.assessment import Assessment, Floats
from localca.draws import Seed
from localca.engine import reassess
from localca.language import tr
from localca.uncertainty import DEFAULT_SEED, sample, used_matches

DEFAULT_SENSITIVITY_DRAWS = 512
FOREGROUND = "foreground"  # begins the name of a group of the product file


@dataclass(frozen=True)
class Influence:
    """Share of the variance of a difference that a group explains: alone (``first``), with interactions (``total``)."""

    group: str
    title: str
    method: str
    first: float
    total: float
    confidence: float


def influences(
    assessment: Assessment,
    scenario: str,
    reference: str,
    draws: int = DEFAULT_SENSITIVITY_DRAWS,
    seed: int = DEFAULT_SEED,
    progress: Callable[[float], None] | None = None,
) -> tuple[Influence, ...]:
    """The Sobol' indices of the difference in each method, the most important group first.

    Parameters:
        draws: paired samples per group; the cost is (groups + 2) times a paired sampling.
        progress: called with the share done, 0 to 1.

    Raises:
        InputError: for an unknown scenario.
    """
    base = reassess(assessment, assessment.product, [reference, scenario])
    names = {name for line in base.lines for name, _ in line.draws}
    groups = [*(f"{FOREGROUND} {name}" for name in sorted(names)), *base.database.groups(used_matches(base))]
    swaps: list[frozenset[str]] = [frozenset(), *(frozenset([group]) for group in groups), frozenset(groups)]
    outputs = []
    for number, swapped in enumerate(swaps):
        totals = sample(base, draws, Seed(seed, seed + 1, swapped)).totals
        outputs.append(totals[scenario] - totals[reference])
        if progress:
            progress((number + 1) / len(swaps))
    return _indices(base, groups, np.stack(outputs, axis=1))


def _indices(base: Assessment, groups: list[str], outputs: Floats) -> tuple[Influence, ...]:
    """SALib's indices from outputs of shape (draws, groups + 2, methods), ordered A, one swapped, B."""
    from SALib.analyze import sobol

    titles = {activity.id: activity.title for activity in base.tables.activities.values()}
    problem = {"num_vars": len(groups), "names": groups, "bounds": [[0, 1]] * len(groups)}
    found = []
    for column, method in enumerate(base.methods):
        values = outputs[:, :, column].ravel()
        if not np.ptp(values) > 0:  # identical scenarios, or not covered
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # SALib takes a seed of 0 for none.
            result = sobol.analyze(problem, values / values.std(), calc_second_order=False, seed=1)
        found += [
            Influence(group, _title(group, titles), method.id, float(first), float(total), float(confidence))
            for group, first, total, confidence in zip(
                groups, result["S1"], result["ST"], result["ST_conf"], strict=True
            )
        ]
    order = [method.id for method in base.methods]
    return tuple(sorted(found, key=lambda item: (order.index(item.method), -item.total)))


def _title(group: str, titles: dict[str, str]) -> str:
    kind, _, name = group.partition(" ")
    if kind == FOREGROUND:
        return tr("{quantity} (product file)", quantity=name)
    return titles.get(group, group.replace("@", " of ").replace(":", ", "))
