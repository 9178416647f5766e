"""The analyses as plain data, and the claims about the carrier bag under paired sampling."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
from conftest import Tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from localca import analyses, api
from localca.api import Result
from localca.assessment import Assessment
from localca.comparison import compare_scenarios
from localca.errors import InputError
from localca.impact_methods import families
from localca.product_file import load
from localca.product_parts import OwnFlow
from localca.terminal import json_text
from localca.uncertainty import probability_lower, sample
from localca.variation import with_row

FOUR = ("imported_usa", "local_imported_resin", "local_recycled", "local_resin")
SURE, NEVER = 0.9, 0.1


@pytest.fixture(scope="module")
def chair_result(tiny: Tiny) -> Result:
    assessment = tiny.assess()
    return Result(assessment, compare_scenarios(assessment, 64), 64, 2008)


def without(assessment: Assessment, *stages: str) -> Assessment:
    """The assessment without the lines of some stages."""
    kept = [index for index, line in enumerate(assessment.lines) if line.stage not in stages]
    return dataclasses.replace(
        assessment, lines=tuple(assessment.lines[i] for i in kept), scores=assessment.scores[kept],
        parts=tuple(assessment.parts[i] for i in kept),
    )  # fmt: skip


def only(assessment: Assessment, stage: str) -> Assessment:
    return without(assessment, *{line.stage for line in assessment.lines} - {stage})


def bag(*choices: str, methods: tuple[str, ...] = ("climate", "acidification")) -> Result:
    return api.compare(load("carrier-bag", choices), methods=methods)


def probabilities(result: Result, scenario: str) -> dict[str, float]:
    return {item.method: item.p_lower for item in result.comparisons if item.scenario == scenario}


# the interface


def test_break_even_has_the_keys_of_the_interface(chair_result: Result) -> None:
    data = analyses.breakeven(chair_result, "local")
    assert (data["product"], data["scenario"], data["reference"]) == ("chair", "local", "imported")
    for item in data["breakevens"]:
        assert item.keys() == {"method", "parameter", "value", "unit", "in_range", "current", "sentence"}
    first = data["breakevens"][0]
    assert (first["method"], first["parameter"], first["unit"]) == ("climate", "grid", "kg CO2-Eq per kWh")
    assert first["value"] == pytest.approx(0.0125 + 3.6850625 / 3.25)
    assert first["in_range"] is False


def test_a_missing_root_is_null(chair_result: Result) -> None:
    data = json.loads(json_text(analyses.breakeven(chair_result, "local", parameters=["kwh"])))
    values = {(item["parameter"], item["method"]): item["value"] for item in data["breakevens"]}
    assert values["kwh:forge", "acidification"] is None
    assert values["kwh:forge", "climate"] == pytest.approx(118.922)


def test_break_even_against_another_reference(chair_result: Result) -> None:
    data = analyses.breakeven(chair_result, "recycled", "local", ["recycled"])
    assert data["reference"] == "local"
    assert [item["value"] for item in data["breakevens"]] == pytest.approx([0.0, 0.0], abs=1e-9)


def test_levers_have_the_keys_of_the_interface(chair_result: Result) -> None:
    data = analyses.levers(chair_result, "imported")
    assert data.keys() == {"product", "scenario", "levers"}
    for item in data["levers"]:
        assert item.keys() == {"lever", "method", "unit", "baseline", "best", "effect", "bound", "bound_source"}
    assert data["levers"][0]["lever"] == "recycled frame"


def test_siting_has_the_keys_of_the_interface(chair_result: Result) -> None:
    data = analyses.siting(chair_result)
    assert data.keys() == {"product", "market", "scenario", "reference", "today", "places", "left_out"}
    assert (data["market"], data["scenario"], data["reference"]) == ("NOR", "local", "imported")
    for item in data["places"]:
        assert item.keys() == {"place", "name", "scores", "regret", "p_lower", "verdict"}
    assert [item["place"] for item in data["places"]] == ["NOR", "POL"]


def test_siting_makes_it_as_in_the_scenario_asked(chair_result: Result) -> None:
    data = analyses.siting(chair_result, "POL", "recycled", "old_grid", "site")
    assert (data["market"], data["scenario"], data["reference"]) == ("POL", "recycled", "old_grid")


def test_siting_without_a_scenario_at_home_takes_the_last(tiny: Tiny) -> None:
    away = [f"{name}:site=NOR" for name in ("imported", "solar_roof", "old_grid", "sturdy")]
    product = tiny.product("product.place_of_use=POL", 'old_grid:electricity.mix="2020"', *away)
    assessment = tiny.assess(product)
    assert analyses.siting(Result(assessment, (), 16, 1))["scenario"] == "sturdy"


def test_an_explanation_adds_up_four_ways(chair_result: Result) -> None:
    data = analyses.explanation(chair_result, "recycled")
    assert data.keys() == {"scenario", "reference", "causes", "places", "across_stages"}
    for method in ("climate", "acidification"):
        totals = {name: chair_result.assessment.total(name, method) for name in ("recycled", "imported")}
        difference = totals["recycled"] - totals["imported"]
        assert sum(data["causes"][method].values()) == pytest.approx(difference, rel=1e-12)
        for name, total in totals.items():
            assert sum(data["places"][name][method].values()) == pytest.approx(total, rel=1e-12)
    assert data["across_stages"]["recycled"]["climate"]["transport"] == pytest.approx(0.068375, rel=1e-12)


def test_all_of_it_is_plain_data(chair_result: Result) -> None:
    for data in (
        analyses.breakeven(chair_result, "local"), analyses.levers(chair_result, "local"),
        analyses.siting(chair_result), analyses.explanation(chair_result, "local"),
    ):  # fmt: skip
        assert json.loads(json.dumps(data)) == json.loads(json_text(data))


def test_what_is_not_covered_is_null(tiny: Tiny) -> None:
    flow = OwnFlow(
        name="epd_steel", title="EPD", unit="kg", source="own: EPD", kind="material", declared={"climate": 2.0}
    )
    product = with_row(tiny.product(), "local", "frame", flow="epd_steel").model_copy(update={"flows": (flow,)})
    result = Result(tiny.assess(product), (), 16, 1)
    levers = json.loads(json_text(analyses.levers(result, "local")))["levers"]
    assert {item["best"] for item in levers if item["method"] == "acidification"} == {None}
    causes = json.loads(json_text(analyses.explanation(result, "local")))["causes"]
    assert None in causes["acidification"].values()
    assert None not in causes["climate"].values()


@pytest.mark.parametrize("call", [analyses.breakeven, analyses.levers, analyses.explanation])
def test_an_unknown_scenario(chair_result: Result, call) -> None:
    with pytest.raises(InputError) as caught:
        call(chair_result, "lcal")
    assert str(caught.value) == (
        "scenario: 'chair' has no scenario 'lcal'. Nearest: local. "
        "It has: imported, local, recycled, solar_roof, old_grid, sturdy."
    )


@pytest.mark.parametrize("call", [analyses.breakeven, analyses.explanation])
def test_an_unknown_reference(chair_result: Result, call) -> None:
    with pytest.raises(InputError, match=r"^scenario: 'chair' has no scenario 'importd'\. Nearest: imported\. "):
        call(chair_result, "local", "importd")


# verdicts


@settings(max_examples=10)
@given(order=st.permutations(["local", "recycled", "solar_roof", "old_grid", "sturdy"]))
def test_verdicts_do_not_depend_on_the_order_of_scenarios(tiny: Tiny, chair_result: Result, order: list[str]) -> None:
    found = compare_scenarios(tiny.assess(scenarios=[*order, "imported"], reference="imported"), 64)
    expected = {(item.scenario, item.method): item for item in chair_result.comparisons}
    assert len(found) == len(expected)
    for item in found:
        other = expected[item.scenario, item.method]
        assert (item.verdict, item.p_lower, item.difference) == (other.verdict, other.p_lower, other.difference)
        assert item.interval == pytest.approx(other.interval, rel=1e-12)


def test_fewer_scenarios_leave_the_verdicts_of_the_bag_as_they_are(bag_result: Result) -> None:
    pair = api.compare("carrier-bag", scenarios=["local_recycled"])
    for item in pair.comparisons:
        other = bag_result.comparison("local_recycled", item.method)
        assert (item.p_lower, item.verdict, item.why) == (other.p_lower, other.verdict, other.why)


def test_turned_round_a_verdict_is_its_opposite(bag_result: Result) -> None:
    back = api.compare("carrier-bag", "local_recycled", ["imported_usa"])
    for item in back.comparisons:
        other = bag_result.comparison("local_recycled", item.method)
        assert item.p_lower == pytest.approx(1 - other.p_lower, abs=1e-12)
        assert item.difference == pytest.approx(-other.difference, rel=1e-12)


def test_identical_scenarios_are_too_close_to_call() -> None:
    result = bag("local_imported_resin:site=USA")
    for method in ("climate", "acidification"):
        item = result.comparison("local_imported_resin", method)
        assert (item.difference, item.verdict, item.p_lower) == (0.0, "too close to call", 0.5)


# the claims of METHOD.md for the bag, under sampling


@pytest.mark.parametrize("method", ["climate", "energy_nonrenewable"])
def test_c1_the_recycled_scenario_is_the_lowest(bag_result: Result, method: str) -> None:
    samples = sample(bag_result.assessment).totals
    column = bag_result.assessment.column(method)
    others = np.stack([samples[name][:, column] for name in FOUR if name != "local_recycled"])
    assert np.mean(samples["local_recycled"][:, column] < others.min(axis=0)) >= SURE


def test_c1_does_not_hold_for_acidification(bag_result: Result) -> None:
    """The data stand: recycling and extrusion on Jamaica's oil outweigh the resin they save, in nearly every draw."""
    item = bag_result.comparison("local_recycled", "acidification")
    assert item.p_lower <= NEVER
    assert item.stages["electricity"] > 0


@pytest.mark.parametrize("method", ["climate", "energy_nonrenewable"])
def test_c2_raw_materials_are_the_largest_stage_of_the_reference(bag_result: Result, method: str) -> None:
    column = bag_result.assessment.column(method)
    parts = {stage: sample(only(bag_result.assessment, stage)).totals["imported_usa"][:, column]
             for stage in ("raw_materials", "production", "electricity", "transport")}  # fmt: skip
    largest = np.max([values for stage, values in parts.items() if stage != "raw_materials"], axis=0)
    assert np.mean(parts["raw_materials"] > largest) >= SURE


def test_c3_without_transport_the_ranking_stays(bag_result: Result) -> None:
    """Climate: every pair of the four that is sure stays the same way round."""
    with_it = sample(bag_result.assessment).totals
    without_it = sample(without(bag_result.assessment, "transport")).totals
    sure = 0
    for i, first in enumerate(FOUR):
        for second in FOUR[i + 1 :]:
            before, after = (
                probability_lower(totals[first][:, 0] - totals[second][:, 0]) for totals in (with_it, without_it)
            )
            assert (before >= SURE) == (after >= SURE), (first, second)
            assert (before <= NEVER) == (after <= NEVER), (first, second)
            sure += before >= SURE or before <= NEVER
    assert sure >= 5


@pytest.mark.parametrize("method", ["climate", "acidification"])
def test_c4_on_the_oil_grid_local_is_not_better(bag_result: Result, method: str) -> None:
    assert bag_result.comparison("local_2005_grid", method).p_lower <= NEVER


def test_c5_c8_own_power_flips_climate_and_acidification_at_different_shares() -> None:
    """Break-evens at about 39 % and 94 %: at 0 both are higher, at 70 % they disagree, at 100 % both are lower."""
    found = {share: probabilities(bag(f"local_imported_resin:electricity.own_share={share}"), "local_imported_resin")
             for share in (0.0, 0.7, 1.0)}  # fmt: skip
    assert max(found[0.0].values()) <= NEVER
    assert found[0.7]["climate"] >= SURE
    assert found[0.7]["acidification"] <= NEVER
    assert min(found[1.0].values()) >= SURE


def test_c5_at_the_break_even_it_is_too_close_to_call(bag_result: Result) -> None:
    roots = analyses.breakeven(bag_result, "local_imported_resin", parameters=["own_share"])["breakevens"]
    for item in roots[:2]:
        result = bag(f"local_imported_resin:electricity.own_share={item['value']!r}")
        comparison = result.comparison("local_imported_resin", item["method"])
        assert abs(comparison.relative) < 1e-9
        assert comparison.verdict == "too close to call"


def test_c6_with_the_same_technology_and_inputs_only_electricity_differs(bag_result: Result) -> None:
    """Transport aside, each draw of the difference is that of the electricity: resin and process cancel in pairs."""
    whole, power = (sample(found).totals for found in (
        without(bag_result.assessment, "transport"), only(bag_result.assessment, "electricity")))  # fmt: skip
    for name in ("local_imported_resin", "local_2005_grid"):
        scale = whole["imported_usa"]
        assert np.abs(whole[name] - scale).min() > 0
        difference = (whole[name] - scale) - (power[name] - power["imported_usa"])
        assert np.abs(difference / scale).max() < 1e-12


def test_c7_with_the_same_grid_too_only_transport_differs() -> None:
    assessment = bag("local_imported_resin:electricity.place=USA").assessment
    whole, legs = sample(assessment).totals, sample(only(assessment, "transport")).totals
    difference = whole["local_imported_resin"] - whole["imported_usa"]
    assert difference == pytest.approx(legs["local_imported_resin"] - legs["imported_usa"], abs=1e-12)
    assert np.abs(difference).min() > 0


@pytest.mark.parametrize("allocation", ["cutoff", "cff"])
@pytest.mark.parametrize("family", sorted(families()))
def test_the_climate_verdict_survives_every_method_family(family: str, allocation) -> None:
    """IPCC over 20, 100 and 500 years, CML, TRACI, ReCiPe: recycled is lower, everything else higher, surely."""
    result = api.compare("carrier-bag", family=family, allocation=allocation)
    climate = [item for item in result.comparisons if item.method.startswith("climate")]
    assert {item.scenario for item in climate} == set(result.assessment.scenarios) - {"imported_usa"}
    for item in climate:
        assert item.verdict == ("lower" if item.scenario == "local_recycled" else "higher"), item.method


def test_the_acidification_verdict_survives_every_method_family() -> None:
    """Accumulated exceedance, CML, TRACI and ReCiPe agree: every scenario is higher than import from the USA."""
    asked = 0
    for family in families().values():
        if "acidification" in family.methods:
            result = api.compare("carrier-bag", family=family.id, methods=["acidification"])
            assert {item.verdict for item in result.comparisons} == {"higher"}
            asked += 1
    assert asked == 4
