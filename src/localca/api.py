"""The front door in Python: load a product, compare its scenarios, read the result as tables or plain data."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from localca import __version__, impact_methods
from localca.assessment import RESULTS_VERSION, Assessment
from localca.background import Background, OpenBackground
from localca.comparison import Comparison, compare_scenarios, stage_table
from localca.engine import assess
from localca.product import Product
from localca.product_file import load
from localca.recycling import Allocation
from localca.tables import load_tables
from localca.transport import Routes, load_routes
from localca.uncertainty import DEFAULT_DRAWS, DEFAULT_SEED


@functools.cache
def open_background() -> OpenBackground:
    """The open background, built once per process and read-only."""
    return OpenBackground(load_tables())


@functools.cache
def open_routes() -> Routes:
    """The shipped ports and distances, read once per process."""
    return load_routes(load_tables().folder / "background")


@dataclass(frozen=True)
class Result:
    """An assessment with its comparisons."""

    assessment: Assessment
    comparisons: tuple[Comparison, ...]
    draws: int
    seed: int

    @property
    def frame(self) -> pd.DataFrame:
        """The tidy Assessment: one row per line and method."""
        return self.assessment.frame

    @property
    def verdicts(self) -> pd.DataFrame:
        """One row per scenario and method: difference, interval, probability, verdict and why."""
        table = pd.DataFrame([vars(item) for item in self.comparisons])
        return table.drop(columns="stages") if len(table) else table

    def comparison(self, scenario: str, method: str) -> Comparison:
        """The comparison of one scenario in one method."""
        return next(item for item in self.comparisons if (item.scenario, item.method) == (scenario, method))

    def to_dict(self) -> dict[str, Any]:
        """The result as the JSON interface describes it."""
        result = self.assessment
        return {
            "localca": __version__,
            "results_version": RESULTS_VERSION,
            "background": {"name": result.background, "fingerprint": result.fingerprint},
            "product": result.product.product.id,
            "title": result.product.product.title,
            "functional_unit": str(result.product.product.functional_unit),
            "reference": result.reference,
            "allocation": result.allocation,
            "draws": self.draws,
            "seed": self.seed,
            "methods": {method.id: self._method(method) for method in result.methods},
            "scenarios": {
                scenario: {
                    method.id: {
                        "total": result.total(scenario, method.id),
                        "stages": stage_table(result, method.id)[scenario],
                    }
                    for method in result.methods
                }
                for scenario in result.scenarios
            },
            "comparisons": [_plain(item) for item in self.comparisons],
        }

    def _method(self, method: impact_methods.Method) -> dict[str, Any]:
        reason = {"reason": method.reason} if method.reason else {}
        unit = self.assessment.units[method.id]
        database = getattr(self.assessment.database, "behind", self.assessment.database)
        origins = getattr(database, "method_origins", None)
        origin = origins([method])[method.id] if origins else impact_methods.archive_version()
        return {"name": list(method.name), "unit": unit, "coverage": method.coverage, **reason, "from": origin}


def _plain(item: Comparison) -> dict[str, Any]:
    """A comparison as plain data."""
    return {
        "scenario": item.scenario,
        "reference": item.reference,
        "method": item.method,
        "difference": item.difference,
        "relative": item.relative,
        "interval": list(item.interval),
        "p_lower": item.p_lower,
        "verdict": item.verdict,
        "why": item.why,
        "stages": item.stages,
    }


def compare(
    product: Product | str | Path,
    reference: str | None = None,
    scenarios: Sequence[str] | None = None,
    methods: Sequence[str] | None = None,
    *,
    allocation: Allocation = "cutoff",
    family: str = impact_methods.DEFAULT_FAMILY,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    background: Background | None = None,
) -> Result:
    """Compare the scenarios of a product with its reference.

    Parameters:
        product: a Product, a shipped id or the path of a product file.
        methods: ids of impact categories, by default all that are offered.
        draws: number of paired samples behind each verdict.
        background: where unit scores come from, by default the open database; see :mod:`localca.installed`.

    Raises:
        InputError: for anything wrong in the product or the choices.
    """
    chosen = background or open_background()
    choose = getattr(chosen, "choose_methods", impact_methods.choose)
    found = product if isinstance(product, Product) else load(product)
    assessment = assess(
        found,
        chosen,
        choose(methods, family),
        open_routes(),
        scenarios=scenarios,
        reference=reference,
        allocation=allocation,
    )
    return Result(assessment, compare_scenarios(assessment, draws, seed), draws, seed)
