"""Comparisons: the difference by stage, the three verdicts, the sentence, and what differs between scenarios."""

from __future__ import annotations

import math

import numpy as np
import pytest
from conftest import Tiny, chair
from hypothesis import example, given
from hypothesis import strategies as st

from localca.comparison import Comparison, compare_scenarios, differences_between, stage_table, verdict


def compared(tiny: Tiny, product=None, **choices) -> dict[tuple[str, str], Comparison]:
    return {(item.scenario, item.method): item for item in compare_scenarios(tiny.assess(product, **choices), 512)}


def test_a_difference_by_hand(tiny: Tiny) -> None:
    """Local against imported: electricity 0.040625 - 3.6603125, transport 0.118375 - 0.18375."""
    item = compared(tiny)["local", "climate"]
    assert item.stages == pytest.approx(
        {"raw_materials": 0.0, "production": 0.0, "electricity": -3.6196875, "transport": -0.065375}, abs=1e-12
    )
    assert item.difference == pytest.approx(-3.6850625, rel=1e-12)
    assert item.relative == pytest.approx(-3.6850625 / 11.141328125, rel=1e-12)
    assert (item.reference, item.unit, item.verdict) == ("imported", "kg CO2-Eq", "lower")
    assert item.interval[0] < item.difference < item.interval[1] < 0
    assert item.p_lower == 1.0


def test_every_scenario_is_compared_but_the_reference(tiny: Tiny) -> None:
    assert {key[0] for key in compared(tiny)} == {"local", "recycled", "solar_roof", "old_grid", "sturdy"}
    assert {key[0] for key in compared(tiny, reference="local", scenarios=["imported"])} == {"imported"}


def test_the_stages_add_up_to_the_difference(tiny: Tiny) -> None:
    for item in compared(tiny).values():
        assert math.fsum(item.stages.values()) == pytest.approx(item.difference, rel=1e-12, abs=1e-15)
        assert item.total - item.reference_total == pytest.approx(item.difference, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize(
    ("p_lower", "expected"),
    [(1.0, "lower"), (0.9, "lower"), (0.8999, "too close to call"), (0.5, "too close to call"),
     (0.1001, "too close to call"), (0.1, "higher"), (0.0, "higher")],
)  # fmt: skip
def test_the_verdict_has_three_values(p_lower: float, expected: str) -> None:
    """METHOD.md: share of draws in which local is lower >= 0.9, <= 0.1, or between."""
    assert verdict(p_lower) == expected


@given(count=st.integers(10, 10_000), share=st.floats(0, 1))
@example(count=10, share=0.1)
@example(count=1000, share=0.9)
def test_the_verdict_is_symmetric(count: int, share: float) -> None:
    """Swapping the two scenarios swaps the verdict."""
    lower = round(count * share)
    swapped = {"lower": "higher", "higher": "lower", "too close to call": "too close to call"}
    assert verdict((count - lower) / count) == swapped[verdict(lower / count)]


def test_identical_scenarios_are_the_same(tiny: Tiny) -> None:
    product = chair(('title = "Local"\nsite = "NOR"', 'title = "Local"\nsite = "POL"'))
    item = compared(tiny, product)["local", "climate"]
    assert (item.difference, item.relative, item.interval, item.p_lower) == (0.0, 0.0, (0.0, 0.0), 0.5)
    assert (item.verdict, item.why) == ("too close to call", "Both are the same.")


def test_a_small_uncertain_difference_is_too_close_to_call(tiny: Tiny) -> None:
    """The same lorry route, 2 % longer by its own uncertain distance: the draws disagree."""
    product = tiny.product(
        'chair out.mode=truck_articulated', "chair out.distance=1000", "local:site=POL",
        "local:chair out.from=NOR", "local:chair out.to=NOR", "local:chair out.distance=1020",
        "chair out.gsd=1.5", "local:steel in.to=POL",
    )  # fmt: skip
    item = compared(tiny, product)["local", "climate"]
    assert item.relative == pytest.approx(0.02 * 0.3 / (11.141328125 - 0.165 + 0.3), rel=1e-9)
    assert item.verdict == "too close to call"
    assert item.interval[0] < 0 < item.interval[1]
    assert "too close to call" in item.why


@pytest.mark.parametrize(
    ("scenario", "sentence"),
    [
        (
            "local",
            "33 % lower, mainly through electricity of production (Norway grid 2020 instead of Poland grid 2020).",
        ),
        (
            "old_grid",
            "38 % higher, mainly through electricity of production (Poland grid 2010 instead of Poland grid 2020).",
        ),
        ("sturdy", "38 % lower, mainly through raw materials."),
    ],
)
def test_the_sentence_says_why(tiny: Tiny, scenario: str, sentence: str) -> None:
    assert compared(tiny)[scenario, "climate"].why == sentence


def test_the_sentence_names_the_material_that_is_replaced(tiny: Tiny) -> None:
    product = tiny.product("recycled:frame.recycled_share=1.0", "recycled:site=POL")
    assert compared(tiny, product)["recycled", "climate"].why == (
        "51 % lower, mainly through raw materials (Steel, recycled instead of Steel)."
    )


def test_the_sentence_says_what_works_against_it(tiny: Tiny) -> None:
    """Half recycled in POL on the grid of 2010: resin -0.0087, electricity +0.0149; 0.0087 / 0.0149 = 58 %."""
    product = tiny.product("recycled:site=POL", 'recycled:electricity.mix="2010"')
    items = compared(tiny, product)
    assert items["recycled", "acidification"].why == (
        "17 % higher, mainly through electricity of production (Poland grid 2010 instead of Poland grid 2020); "
        "raw materials take back 58 % of that."
    )
    assert items["recycled", "climate"].why.endswith(
        "takes back 98 % of that; but only 51 % of the draws agree, so it is too close to call."
    )


def test_a_reference_of_nothing_is_compared_without_a_percentage(tiny: Tiny) -> None:
    """A chair of wood made on hydropower acidifies nothing; one on coal does: higher, but by no percentage."""
    product = chair(
        ('flow = "steel"', 'flow = "wood"'),
        ('site = "POL"\nreference = true', 'site = "NOR"\nreference = true'),
        ('title = "Local"\nsite = "NOR"', 'title = "Local"\nsite = "POL"'),
    )
    item = compared(tiny, product)["local", "acidification"]
    assert item.reference_total == 0
    assert item.difference > 0
    assert math.isnan(item.relative)
    assert item.verdict == "higher"
    assert item.why.startswith("Higher, mainly through electricity of production")


def test_what_differs_is_listed_and_nothing_else(tiny: Tiny) -> None:
    rows = differences_between(tiny.assess(), "local")
    assert [(row["stage"], row["row"]) for row in rows] == [
        ("raw_materials", "seat"), ("production", "forge"), ("production", "assemble"),
        ("electricity", "forge"), ("electricity", "assemble"), ("transport", "steel in"), ("transport", "chair out"),
    ]  # fmt: skip
    forge = next(row for row in rows if (row["stage"], row["row"]) == ("electricity", "forge"))
    assert forge["reference"] == "2.5 kWh electricity for Forging (Poland, mix 2020)"
    assert forge["scenario"] == "2.5 kWh electricity for Forging (Norway, mix 2020)"


def test_a_row_that_is_not_there_is_none(tiny: Tiny) -> None:
    product = tiny.product("local:steel in.remove=true")
    row = next(row for row in differences_between(tiny.assess(product), "local") if row["row"] == "steel in")
    assert row["scenario"] == "none"


def test_identical_scenarios_differ_in_nothing(tiny: Tiny) -> None:
    product = chair(('title = "Local"\nsite = "NOR"', 'title = "Local"\nsite = "POL"'))
    assert differences_between(tiny.assess(product), "local") == []


def test_the_stage_table(tiny: Tiny) -> None:
    table = stage_table(tiny.assess(), "climate")
    assert table["imported"] == pytest.approx(
        {"raw_materials": 6.722265625, "production": 0.575, "electricity": 3.6603125, "transport": 0.18375}
    )
    assert list(table) == ["imported", "local", "recycled", "solar_roof", "old_grid", "sturdy"]


def test_intervals_hold_nine_tenths_of_the_draws(tiny: Tiny) -> None:
    from localca.uncertainty import sample

    assessment = tiny.assess()
    totals = sample(assessment, 512).totals
    difference = (totals["old_grid"] - totals["imported"])[:, 0]
    low, high = compared(tiny)["old_grid", "climate"].interval
    assert np.mean((difference >= low) & (difference <= high)) == pytest.approx(0.9, abs=0.01)
