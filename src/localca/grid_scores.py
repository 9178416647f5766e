"""The score of the kWh that production uses, and what a swap of the grid reaches inside the raw materials."""

from __future__ import annotations

import numpy as np

from localca.assessment import Assessment, Floats
from localca.grids import bought_electricity, national_grids, site_electricity
from localca.result_tables import GRID_KINDS
from localca.scenario import resolve_scenario
from localca.site_energy import Power


def country_scores(assessment: Assessment) -> dict[str, Floats]:
    """The score of 1 kWh at the plug of every country, on its default mix: code -> shape (methods,)."""
    places, scores = national_grids(assessment)
    return dict(zip(places, scores, strict=True))


def bought_score(assessment: Assessment, scenario: str) -> Floats:
    """The score of 1 kWh that production buys from the grid, shape (methods,)."""
    return _score(assessment, bought_electricity(assessment, scenario))


def used_score(assessment: Assessment, scenario: str) -> Floats:
    """The score of 1 kWh that production uses, own generation included, shape (methods,)."""
    return _score(assessment, site_electricity(assessment, assessment.product, scenario))


def _score(assessment: Assessment, power: Power) -> Floats:
    unit = assessment.database.unit_scores([match for match, _ in power.parts], assessment.methods).to_numpy()
    return np.asarray(np.array([amount for _, amount in power.parts]) @ unit)


def kwh_used(assessment: Assessment, scenario: str) -> float:
    """The kWh that the production of a scenario uses, per functional unit."""
    return sum(line.amount for line in assessment.lines if line.scenario == scenario and line.stage == "electricity")


def reach(assessment: Assessment, scenario: str) -> dict[str, list[str]]:
    """What a swap of the grid reaches inside the raw materials.

    Returns:
        ``swapped``: materials that run on the same electricity as production; ``elsewhere``: materials on another
        grid; ``fixed``: materials whose electricity is not known apart.
    """
    keys = {line.key for line in assessment.lines if line.scenario == scenario and line.stage == "electricity"}
    keys.add(bought_electricity(assessment, scenario).key)
    resolved = resolve_scenario(assessment.product, scenario)
    choice = resolved.electricity
    home = resolved.place(choice.place, resolved.where("electricity", field="place"))
    found: dict[str, list[str]] = {"swapped": [], "elsewhere": [], "fixed": []}
    for line in assessment.lines:
        if line.scenario != scenario or line.stage != "raw_materials":
            continue
        activity = assessment.tables.activities.get(line.flow)
        if line.component == "electricity":
            same = line.key in keys or (choice.applies_to == "country" and line.place == home)
            found["swapped" if same else "elsewhere"].append(line.about.words)
        elif activity is not None and activity.kind in GRID_KINDS and not activity.swappable:
            found["fixed"].append(line.words)
    return {group: list(dict.fromkeys(titles)) for group, titles in found.items()}
