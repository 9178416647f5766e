"""Paired sampling: the analytic lognormal, shared draws that cancel, repeatability, brute force."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from conftest import Tiny, chair
from hypothesis import given, settings
from hypothesis import strategies as st

from localca.api import Result
from localca.assessment import Assessment
from localca.draws import normals
from localca.uncertainty import probability_lower, sample

DRAWS = 4096


def only_line(assessment: Assessment, row: str, sigma: float) -> Assessment:
    """The assessment with one residual line left: its amount has this spread, its score none."""
    at = next(
        index for index, line in enumerate(assessment.lines)
        if (line.scenario, line.row, line.component) == ("imported", row, "residual")
    )  # fmt: skip
    line = dataclasses.replace(assessment.lines[at], draws=((row, sigma),))
    certain = CertainScores(assessment)
    return dataclasses.replace(
        assessment, scenarios=("imported",), lines=(line,), scores=assessment.scores[at : at + 1],
        parts=assessment.parts[at : at + 1], database=certain,
    )  # fmt: skip


class CertainScores:
    """A background whose unit scores have no spread."""

    name = "certain"

    def __init__(self, assessment: Assessment) -> None:
        self.scores = assessment.database.unit_scores

    def unit_draws(self, matches, methods, draws: int, seed: int) -> np.ndarray:
        return np.repeat(self.scores(matches, methods).to_numpy()[:, None, :], draws, axis=1)


@given(sigma=st.floats(0.01, 1.0))
def test_one_line_has_the_median_and_variance_of_its_lognormal(tiny: Tiny, sigma: float) -> None:
    """Median m and variance m^2 exp(s^2) (exp(s^2) - 1), with m = 1.25 kg of wood at 0.1."""
    totals = sample(only_line(tiny.assess(), "seat", sigma), DRAWS).totals["imported"][:, 0]
    assert np.median(totals) == pytest.approx(0.125, rel=1e-3)
    assert totals.var() == pytest.approx(0.125**2 * math.exp(sigma**2) * (math.exp(sigma**2) - 1), rel=0.05)


def test_the_same_seed_gives_the_same_draws(tiny: Tiny) -> None:
    first, again, other = (sample(tiny.assess(), 256, seed).totals["local"] for seed in (5, 5, 6))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_identical_scenarios_cancel_exactly(tiny: Tiny) -> None:
    """Every draw of the difference is 0, so its variance is 0."""
    product = chair(('title = "Local"\nsite = "NOR"', 'title = "Local"\nsite = "POL"'))
    totals = sample(tiny.assess(product), 512).totals
    assert totals["imported"].std() > 0
    assert np.array_equal(totals["imported"], totals["local"])


def test_what_two_scenarios_share_cancels(tiny: Tiny) -> None:
    """Imported and local share steel, wood and their masses: the difference varies far less than either."""
    totals = sample(tiny.assess(), 1024).totals
    difference = (totals["imported"] - totals["local"])[:, 0]
    independent = math.hypot(totals["imported"][:, 0].std(), totals["local"][:, 0].std())
    assert 0 < difference.std() < 0.6 * independent


def test_the_median_of_the_draws_is_near_the_static_score(tiny: Tiny) -> None:
    assessment = tiny.assess()
    for scenario, totals in sample(assessment, 1024).totals.items():
        static = assessment.stage_scores[scenario].sum(axis=0)
        assert np.median(totals, axis=0) == pytest.approx(static, rel=0.03)


def test_the_draws_agree_with_brute_force(tiny: Tiny) -> None:
    """Wood of the imported chair, written out: amount certain, heat 2 MJ with its spread, both scores with theirs."""
    assessment = tiny.assess()
    keep = [index for index, line in enumerate(assessment.lines) if (line.scenario, line.row) == ("imported", "seat")]
    part = dataclasses.replace(
        assessment, scenarios=("imported",), lines=tuple(assessment.lines[i] for i in keep),
        scores=assessment.scores[keep], parts=tuple(assessment.parts[i] for i in keep),
    )  # fmt: skip
    n, seed = 512, 11
    wood = 0.1 * np.exp(math.log(1.3) * normals("co2_fossil > wood", n, seed))
    heat = 0.06 * np.exp(math.log(1.05) * normals("co2_fossil > heat_natural_gas", n, seed))
    mj = 2 * np.exp(math.log(1.1) * normals("foreground wood MJ", n, seed))
    assert sample(part, n, seed).totals["imported"][:, 0] == pytest.approx(1.25 * (wood + mj * heat), rel=1e-12)


def test_a_certain_chair_has_no_spread(tiny: Tiny) -> None:
    assessment = tiny.assess()
    lines = tuple(dataclasses.replace(line, draws=()) for line in assessment.lines)
    certain = dataclasses.replace(assessment, lines=lines, database=CertainScores(assessment))
    totals = sample(certain, 16).totals["imported"]
    assert totals == pytest.approx(np.repeat(assessment.stage_scores["imported"].sum(axis=0)[None, :], 16, axis=0))
    assert totals.std(axis=0) == pytest.approx(0, abs=1e-15)


@settings(max_examples=10)
@given(factor=st.floats(0.1, 10))
def test_scaling_the_product_scales_every_draw(tiny: Tiny, factor: float) -> None:
    base = sample(tiny.assess(), 64).totals
    scaled = sample(tiny.assess(tiny.product(f"product.service_life={1 / factor!r}")), 64).totals
    for name in ("imported", "local", "recycled"):
        assert scaled[name] == pytest.approx(base[name] * factor, rel=1e-9)


@pytest.mark.parametrize(
    ("differences", "expected"),
    [([-1.0, -2.0], 1.0), ([1.0, 2.0], 0.0), ([0.0, 0.0], 0.5), ([-1.0, 1.0, 0.0, 0.0], 0.5), ([-1.0, 0.0], 0.75)],
)
def test_a_tie_counts_half(differences: list[float], expected: float) -> None:
    assert probability_lower(np.array(differences)) == expected


def test_any_number_of_draws_is_silent(tiny: Tiny, recwarn: pytest.WarningsRecorder) -> None:
    for draws in (1, 2, 100, 1000):
        assert sample(tiny.assess(), draws).totals["local"].shape == (draws, 2)
    assert [str(warning.message) for warning in recwarn] == []


def test_the_bag_is_sampled_in_every_category(bag_result: Result) -> None:
    totals = sample(bag_result.assessment, 128).totals
    assert set(totals) == set(bag_result.assessment.scenarios)
    for values in totals.values():
        assert values.shape == (128, 8)
        assert (values > 0).all()
        assert (values.std(axis=0) > 0).all()
