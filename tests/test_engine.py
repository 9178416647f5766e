"""The engine: the chair solved on paper, the tidy table, sources, and what a scenario list does."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from conftest import Tiny, chair
from hypothesis import given
from hypothesis import strategies as st

from localca.engine import check_sources
from localca.errors import InputError, Problems
from localca.product import STAGES

# tests/tiny/README.md derives every number by hand: raw materials, production, electricity, transport.
CLIMATE = {
    "imported": (6.722265625, 0.575, 3.6603125, 0.18375),
    "local": (6.722265625, 0.575, 0.040625, 0.118375),
    "recycled": (3.8267578125, 0.575, 0.040625, 0.068375),
    "solar_roof": (6.722265625, 0.575, 1.91140625, 0.18375),
    "old_grid": (8.0875, 0.575, 6.5, 0.18375),
    "sturdy": tuple(0.625 * part for part in (6.722265625, 0.575, 3.6603125, 0.18375)),
}
ACIDIFICATION = {
    "imported": (0.0173984375, 0, 0.01915875, 0),
    "local": (0.0173984375, 0, 0, 0),
    "recycled": (0.00869921875, 0, 0, 0),
    "solar_roof": (0.0173984375, 0, 0.009579375, 0),
    "old_grid": (3.125 * (0.00262 + 0.5 * 0.01048), 0, 3.25 * 0.01048, 0),
    "sturdy": (0.625 * 0.0173984375, 0, 0.625 * 0.01915875, 0),
}


@pytest.mark.parametrize("scenario", CLIMATE)
def test_the_chair_on_paper(tiny: Tiny, scenario: str) -> None:
    scores = tiny.assess().stage_scores[scenario]
    assert scores[:, 0] == pytest.approx(CLIMATE[scenario], rel=1e-12)
    assert scores[:, 1] == pytest.approx(ACIDIFICATION[scenario], rel=1e-12, abs=1e-18)


def test_the_recycled_chair_under_the_circular_footprint_formula(tiny: Tiny) -> None:
    scores = tiny.assess(allocation="cff").stage_scores
    assert scores["recycled"][:, 0] == pytest.approx((5.8852734375, 0.575, 0.040625, 0.068375), rel=1e-12)
    assert scores["local"][:, 0] == pytest.approx(CLIMATE["local"], rel=1e-12)


def test_impact_is_affine_in_the_inverse_of_what_is_left(tiny: Tiny) -> None:
    """METHOD.md: equal slopes in 1 / (1 - w) between w = 0, 0.15 and 0.25."""
    losses = np.array([0.0, 0.15, 0.25])
    totals = [tiny.assess(chair(("loss = 0.2", f"loss = {loss}"))).total("imported", "climate") for loss in losses]
    x = 1 / (1 - losses)
    slopes = np.diff(totals) / np.diff(x)
    assert slopes[0] > 0
    assert slopes[0] == pytest.approx(slopes[1], rel=1e-10)


def test_the_total_is_the_sum_of_the_stages(tiny: Tiny) -> None:
    assessment = tiny.assess()
    assert assessment.total("imported", "climate") == pytest.approx(11.141328125, rel=1e-12)
    assert assessment.column("acidification") == 1
    assert assessment.units["climate"] == "kg CO2-Eq"
    assert assessment.background == "open"


def test_the_tidy_table(tiny: Tiny) -> None:
    assessment = tiny.assess()
    frame = assessment.frame
    assert list(frame.columns[:12]) == [
        "product", "scenario", "stage", "flow", "place", "amount", "unit", "method",
        "score", "score_unit", "match", "source",
    ]  # fmt: skip
    assert len(frame) == len(assessment.lines) * 2
    assert set(frame["stage"]) == set(STAGES)
    assert set(frame["product"]) == {"chair"}
    assert not frame[["amount", "score"]].isna().any().any()
    assert (frame["source"].str.len() > 0).all()
    sums = frame.groupby(["scenario", "stage", "method"])["score"].sum()
    for scenario, parts in CLIMATE.items():
        for stage, part in zip(STAGES, parts, strict=True):
            assert sums[scenario, stage, "climate"] == pytest.approx(part, rel=1e-12)


def test_an_activity_becomes_its_residual_electricity_and_heat(tiny: Tiny) -> None:
    lines = [line for line in tiny.assess().lines if line.scenario == "imported" and line.row == "forge"]
    assert [(line.component, line.stage, line.amount, line.unit) for line in lines] == [
        ("residual", "production", 2.5, "kg"),
        ("electricity", "electricity", 2.5, "kWh"),
        ("heat", "production", 7.5, "MJ"),
    ]


def test_the_electricity_of_a_material_stays_with_the_material(tiny: Tiny) -> None:
    line = next(line for line in tiny.assess().lines if line.row == "frame" and line.component == "electricity")
    assert (line.stage, line.amount, line.key) == ("raw_materials", 1.5625, "electricity@POL:2020")


def test_a_proxy_is_marked(tiny: Tiny) -> None:
    """Steel data describe POL: made in NOR they stand in for something else, and say so."""
    lines = tiny.assess(tiny.product("frame.origin=NOR")).lines
    assert {line.match for line in lines if line.flow == "steel"} == {"proxy"}
    assert {line.match for line in tiny.assess().lines if line.flow == "steel"} == {"exact"}


@pytest.mark.parametrize(
    ("scenarios", "reference", "expected"),
    [
        (None, None, ("imported", "local", "recycled", "solar_roof", "old_grid", "sturdy")),
        (["local"], None, ("imported", "local")),
        (["local", "imported"], None, ("local", "imported")),
        (["local", "local"], "recycled", ("recycled", "local")),
        (["sturdy"], "sturdy", ("sturdy",)),
    ],
)
def test_the_reference_is_always_among_the_scenarios(tiny: Tiny, scenarios, reference, expected) -> None:
    assessment = tiny.assess(scenarios=scenarios, reference=reference)
    assert assessment.scenarios == expected
    assert assessment.reference == (reference or "imported")


def test_an_unknown_scenario_or_reference_is_refused(tiny: Tiny) -> None:
    for choice in ({"scenarios": ["locale"]}, {"reference": "locale"}):
        with pytest.raises(InputError, match=r"'chair' has no scenario 'locale'\. Nearest: local"):
            tiny.assess(**choice)


def test_an_unknown_source_is_refused_with_the_nearest(tiny: Tiny) -> None:
    with pytest.raises(InputError) as caught:
        tiny.assess(chair(('amount = 1\norigin = "site"\nsource = "invented"', 'amount = 1\nsource = "invent"')))
    assert str(caught.value) == (
        "chair, seat.source: there is no source 'invent'. Nearest: invented. "
        'Use a key of sources.toml or of [sources] in this file, or "own: how you know it".'
    )


def test_a_source_of_ones_own_or_of_the_file_is_taken(tiny: Tiny) -> None:
    own = 'amount = 1\nsource = "own: weighed; twice"'
    assert tiny.assess(chair(('amount = 1\norigin = "site"\nsource = "invented"', own))).total("local", "climate") > 0
    problems = Problems()
    product = chair(('amount = 1\norigin = "site"\nsource = "invented"', 'amount = 1\nsource = "mine; invented"'))
    check_sources(product, tiny.tables, problems)
    assert [problem.what for problem in problems.found] == ["there is no source 'mine'."]


def test_a_problem_of_all_scenarios_is_told_once(tiny: Tiny) -> None:
    with pytest.raises(InputError) as caught:
        tiny.assess(chair(('flow = "wood"', 'flow = "wod"')))
    assert str(caught.value) == (
        "chair, raw_materials[seat]: 'wod' is no flow of the open background. Nearest: wood. "
        "`localca flows` lists them; `localca flows WORD` searches."
    )


def test_one_wrong_place_is_one_problem(tiny: Tiny) -> None:
    """The load of a leg that starts at a wrong origin repeats the material's problem: told once."""
    with pytest.raises(InputError) as caught:
        tiny.assess(chair(('origin = "POL"', 'origin = "XXX"')))  # ISO 3166 leaves XXA to XXZ to users: no country
    assert len(caught.value.problems) == 1


def test_categories_keep_their_numbers_whoever_is_beside_them(tiny: Tiny) -> None:
    both, one = tiny.assess(), tiny.assess(methods=["acidification"])
    assert one.stage_scores["old_grid"][:, 0] == pytest.approx(both.stage_scores["old_grid"][:, 1], rel=1e-15)


@given(amount=st.floats(1, 1e4), own=st.floats(0, 1), share=st.floats(0, 1))
def test_the_table_always_adds_up_to_the_stages(tiny: Tiny, amount: float, own: float, share: float) -> None:
    product = tiny.product(
        f"frame.amount={amount!r}", f"electricity.own_share={own!r}", f"local:frame.recycled_share={share!r}"
    )
    assessment = tiny.assess(product)
    frame: pd.DataFrame = assessment.frame
    for scenario in assessment.scenarios:
        total = frame.loc[(frame["scenario"] == scenario) & (frame["method"] == "climate"), "score"].sum()
        assert total == pytest.approx(assessment.total(scenario, "climate"), rel=1e-12)
