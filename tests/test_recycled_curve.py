"""The curve over the recycled share equals the engine, draw by draw, and crosses where the break-even says."""

from __future__ import annotations

import numpy as np
import pytest

from localca.analysis_tables import share_turns
from localca.api import Result
from localca.break_even import break_evens
from localca.engine import reassess
from localca.errors import InputError
from localca.recycled_curve import recycled_curve
from localca.recycling import Allocation
from localca.uncertainty import sample
from localca.variation import with_row

SCENARIO, REFERENCE = "local_recycled", "imported_usa"


@pytest.mark.parametrize("rule", ["cutoff", "cff"])
def test_every_point_is_what_the_engine_says(bag_result: Result, rule: Allocation) -> None:
    curve = recycled_curve(bag_result.assessment, SCENARIO, REFERENCE, "resin", rule)
    index = 12
    product = with_row(bag_result.assessment.product, SCENARIO, "resin", recycled_share=float(curve.shares[index]))
    found = reassess(bag_result.assessment, product, [REFERENCE, SCENARIO], rule)
    static = found.stage_scores[SCENARIO].sum(axis=0) - found.stage_scores[REFERENCE].sum(axis=0)
    totals = sample(found).totals
    low, high = np.quantile(totals[SCENARIO] - totals[REFERENCE], [0.05, 0.95], axis=0)
    assert curve.difference[index] == pytest.approx(static, rel=1e-9)
    assert curve.low[index] == pytest.approx(low, rel=1e-6)
    assert curve.high[index] == pytest.approx(high, rel=1e-6)


def test_the_crossing_is_the_break_even(bag_result: Result) -> None:
    assessment = bag_result.assessment
    curve = recycled_curve(assessment, SCENARIO, REFERENCE, "resin", "cutoff")
    for root in break_evens(assessment, SCENARIO, REFERENCE, ["recycled"]):
        crossing = curve.crossing(assessment.column(root.method))
        assert (crossing is not None) == root.in_range
        if root.in_range:
            assert crossing == pytest.approx(root.value, rel=1e-9)


def test_turns_in_words(bag_result: Result) -> None:
    assessment = bag_result.assessment
    curve = recycled_curve(assessment, SCENARIO, REFERENCE, "resin", "cutoff")
    words = {method.id: share_turns(curve, column) for column, method in enumerate(assessment.methods)}
    assert words["climate"].startswith("lower above ")
    assert words["acidification"] == "never lower"


def test_a_material_without_recycled_flow_is_refused(bag_result: Result) -> None:
    product = with_row(bag_result.assessment.product, SCENARIO, "resin", recycled_flow="", recycled_share=0.0)
    base = reassess(bag_result.assessment, product, [REFERENCE, SCENARIO])
    with pytest.raises(InputError, match="recycled_flow is not named"):
        recycled_curve(base, SCENARIO, REFERENCE, "resin", "cutoff")
