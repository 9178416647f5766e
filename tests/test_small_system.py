"""The small system: matrices that give the engine's totals, solved on paper for the chair of the tiny background."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import Tiny, chair_text

from localca.api import Result
from localca.errors import InputError
from localca.product_file import parse
from localca.small_system import DEMAND, small_system, terms

EVERY = pytest.mark.parametrize(
    "scenario", ["imported_usa", "imported_china", "local_imported_resin", "local_recycled", "local_2005_grid"]
)


@EVERY
def test_the_matrices_give_the_engines_totals(bag_result: Result, scenario: str) -> None:
    methods = [method.id for method in bag_result.assessment.methods]
    system = small_system(bag_result.assessment, scenario, methods)
    totals = [bag_result.assessment.total(scenario, method) for method in methods]
    assert system.scores == pytest.approx(totals, rel=1e-9)


@EVERY
def test_a_process_makes_one_unit_and_takes_from_others(bag_result: Result, scenario: str) -> None:
    system = small_system(bag_result.assessment, scenario, ["climate"])
    assert system.processes[0] == DEMAND
    assert np.diag(system.technosphere) == pytest.approx(np.ones(len(system.processes)))
    assert (system.technosphere - np.eye(len(system.processes)) <= 0).all()
    assert (system.scaling > 0).all()
    assert system.technosphere @ system.scaling == pytest.approx(system.demand)
    assert not system.interventions[:, 0].any()


def test_the_bag_on_paper(bag_result: Result) -> None:
    """7 kg of bags lose 4 % of the resin, and take 0.758 kWh per kg at the plug in Jamaica."""
    system = small_system(bag_result.assessment, "local_recycled", ["climate"])
    runs = dict(zip(system.processes, system.scaling, strict=True))
    assert runs["HDPE pellet, recycled post-consumer, Jamaica"] == pytest.approx(7 / 0.96)
    assert runs["Carrier bag making (extrude, print, convert), Jamaica"] == pytest.approx(7.0)
    power = next(name for name in system.processes if name.startswith("electricity at the plug, Jamaica"))
    index, making = system.processes.index(power), system.processes.index(
        "Carrier bag making (extrude, print, convert), Jamaica"
    )  # fmt: skip
    assert system.technosphere[index, making] == pytest.approx(-0.758)


def test_flows_that_play_no_part_are_left_out(bag_result: Result) -> None:
    system = small_system(bag_result.assessment, "imported_usa", ["climate"])
    assert "Sulfur dioxide" not in system.flows
    assert any(name.startswith("Carbon dioxide") for name in system.flows)
    assert len(system.flows) == len(system.flow_units) == system.interventions.shape[0]


def test_every_scenario_of_the_chair_agrees(tiny: Tiny) -> None:
    assessment = tiny.assess()
    for scenario in assessment.scenarios:
        system = small_system(assessment, scenario, ["climate", "acidification"])
        totals = [assessment.total(scenario, method) for method in ("climate", "acidification")]
        assert system.scores == pytest.approx(totals, rel=1e-9)


def test_terms_multiply_and_add_up(bag_result: Result) -> None:
    found = terms(bag_result.assessment, "imported_china", "climate")
    assert all(term.amount * term.unit_score == pytest.approx(term.score) for term in found)
    assert sum(term.score for term in found) == pytest.approx(bag_result.assessment.total("imported_china", "climate"))


OWN = """
[[flows]]
name = "felt"
title = "Felt"
kind = "material"
unit = "kg"
source = "own: a supplier's figure"
{numbers}

[[raw_materials]]
name = "felt seat"
flow = "felt"
amount = 1
unit = "kg"
source = "own: weighed"
"""


def test_an_own_flow_with_elementary_flows_has_a_column(tiny: Tiny) -> None:
    product = parse(chair_text() + OWN.format(numbers="elementary = { co2_fossil = 2.0 }\nkwh = 0.5"), "chair")
    assessment = tiny.assess(product)
    system = small_system(assessment, assessment.scenarios[0], ["climate"])
    assert system.scores == pytest.approx([assessment.total(assessment.scenarios[0], "climate")], rel=1e-9)


def test_a_declared_flow_has_no_matrices(tiny: Tiny) -> None:
    product = parse(chair_text() + OWN.format(numbers="declared = { climate = 2.0 }"), "chair")
    assessment = tiny.assess(product)
    with pytest.raises(InputError) as caught:
        small_system(assessment, assessment.scenarios[0], ["climate"])
    assert str(caught.value) == (
        "small system: 'felt' has declared factors and no elementary flows. Use the sums instead of the matrices."
    )
