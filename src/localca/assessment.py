"""The Assessment: what the engine returns and everything downstream reads."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from localca.background import Background, Match
from localca.impact_methods import Method
from localca.language import mark, tr
from localca.product import STAGES, Product
from localca.recycling import Allocation
from localca.tables import Tables
from localca.transport import Routes

RESULTS_VERSION = 2
Floats = npt.NDArray[np.float64]
Component = Literal["residual", "electricity", "heat"]
POWER_FOR = mark("electricity for {flow}")


@dataclass(frozen=True)
class Line:
    """One line of the inventory of a scenario: ``amount`` of a priced flow at a place.

    ``draws`` names the uncertain quantities behind the amount with the standard deviations of their logarithms.
    ``about`` is the flow itself or, for electricity, the flow that draws it.
    """

    scenario: str
    stage: str
    row: str
    component: Component
    flow: str
    title: str
    place: str
    amount: float
    unit: str
    key: str
    match: str
    quality: str
    sources: tuple[str, ...]
    km: float
    draws: tuple[tuple[str, float], ...]
    note: str
    about: Match

    @property
    def words(self) -> str:
        """The title in the language at hand."""
        return tr(POWER_FOR, flow=self.about.words) if self.component == "electricity" else self.about.words


@dataclass(frozen=True)
class Assessment:
    """The result of the engine: lines, and their scores in every method.

    ``scores`` has the shape (lines, methods). ``parts`` says what a unit of each line is made of: background matches
    with their amounts (one with amount 1, but for an electricity mix of the user's own).
    """

    product: Product
    scenarios: tuple[str, ...]
    reference: str
    methods: tuple[Method, ...]
    units: Mapping[str, str]
    lines: tuple[Line, ...]
    scores: Floats
    parts: tuple[tuple[tuple[Match, float], ...], ...]
    database: Background
    fingerprint: str
    allocation: Allocation
    tables: Tables
    routes: Routes

    @property
    def background(self) -> str:
        """The name of the background."""
        return self.database.name

    @functools.cached_property
    def frame(self) -> pd.DataFrame:
        """The tidy table: one row per line and method."""
        count = len(self.methods)
        columns = {
            "product": self.product.product.id,
            "scenario": [line.scenario for line in self.lines],
            "stage": [line.stage for line in self.lines],
            "row": [line.row for line in self.lines],
            "component": [line.component for line in self.lines],
            "flow": [line.flow for line in self.lines],
            "title": [line.title for line in self.lines],
            "place": [line.place for line in self.lines],
            "amount": [line.amount for line in self.lines],
            "unit": [line.unit for line in self.lines],
            "match": [line.match for line in self.lines],
            "quality": [line.quality for line in self.lines],
            "source": ["; ".join(line.sources) for line in self.lines],
            "note": [line.note for line in self.lines],
        }
        wide = pd.DataFrame(columns)
        long = wide.loc[wide.index.repeat(count)].reset_index(drop=True)
        ids = [method.id for method in self.methods]
        long["method"] = np.tile(np.array(ids, dtype=object), len(self.lines))
        long["score"] = self.scores.ravel()
        long["score_unit"] = long["method"].map(dict(self.units))
        first = ["product", "scenario", "stage", "flow", "place", "amount", "unit", "method", "score", "score_unit"]
        return long[[*first, "match", "source", *[name for name in columns if name not in (*first, "match", "source")]]]

    @functools.cached_property
    def stage_scores(self) -> dict[str, Floats]:
        """Scores by scenario: an array of shape (stages, methods) in the order of ``STAGES``."""
        totals = {name: np.zeros((len(STAGES), len(self.methods))) for name in self.scenarios}
        for line, score in zip(self.lines, self.scores, strict=True):
            totals[line.scenario][STAGES.index(line.stage)] += score
        return totals

    def total(self, scenario: str, method: str) -> float:
        """The score of a scenario in a method."""
        return float(self.stage_scores[scenario][:, self.column(method)].sum())

    def column(self, method: str) -> int:
        """The column of a method id."""
        return [other.id for other in self.methods].index(method)
