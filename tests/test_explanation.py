"""Why two scenarios differ: Shapley's axioms on games solved by hand, causes, places and what runs across stages."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from conftest import Tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from localca.api import Result
from localca.assessment import Assessment
from localca.errors import InputError
from localca.explanation import CAUSES, across_stages, by_cause, by_place, shapley
from localca.product import Product
from localca.product_parts import OwnFlow
from localca.variation import with_electricity, with_row

Game = Callable[[frozenset[str]], np.ndarray]
PLAYERS = ("a", "b", "c", "d")
SUBSETS = [frozenset(c) for size in range(5) for c in itertools.combinations(PLAYERS, size)]
worths = st.lists(st.floats(-100, 100), min_size=16, max_size=16)


def game(values: list[float]) -> Game:
    table = dict(zip(SUBSETS, values, strict=True))
    return lambda chosen: np.array([table[chosen]])


def causes(assessment: Assessment, scenario: str, reference: str = "imported") -> dict[str, float]:
    return {cause: float(part[0]) for cause, part in by_cause(assessment, scenario, reference).items()}


def expect(**parts: float) -> dict[str, float]:
    """All causes, 0 unless said."""
    return {cause: parts.get(cause.replace(" ", "_"), 0.0) for cause in CAUSES}


def test_the_glove_game() -> None:
    """Two left gloves, one right one; a pair is worth 1. Shapley: 1/6, 1/6, 2/3."""
    values = shapley(["l1", "l2", "r"], lambda s: np.array([float("r" in s and len(s) > 1)]))
    assert {name: float(value[0]) for name, value in values.items()} == pytest.approx(
        {"l1": 1 / 6, "l2": 1 / 6, "r": 2 / 3}, rel=1e-14
    )


def test_the_airport_game() -> None:
    """Landing strips of length 1, 2 and 4: 1/3; 1/3 + 1/2; 1/3 + 1/2 + 2."""
    length = {"small": 1.0, "middle": 2.0, "large": 4.0}
    values = shapley(length, lambda s: np.array([max((length[name] for name in s), default=0.0)]))
    assert [float(value[0]) for value in values.values()] == pytest.approx([1 / 3, 5 / 6, 17 / 6], rel=1e-14)


def test_a_product_of_two_is_shared_in_halves() -> None:
    """Electricity k g from 2 x 3 to 5 x 7: kWh (5 - 2) (3 + 7) / 2 = 15, grid (7 - 3) (2 + 5) / 2 = 14."""
    values = shapley(["k", "g"], lambda s: np.array([(5.0 if "k" in s else 2.0) * (7.0 if "g" in s else 3.0)]))
    assert (float(values["k"][0]), float(values["g"][0])) == (15.0, 14.0)


@given(values=worths)
def test_efficiency(values: list[float]) -> None:
    found = shapley(PLAYERS, game(values))
    assert sum(found.values())[0] == pytest.approx(values[-1] - values[0], abs=1e-10)


@given(values=worths, addend=st.floats(-50, 50))
def test_dummy(values: list[float], addend: float) -> None:
    """A player who adds the same to every coalition gets just that."""
    base = game(values)
    found = shapley(PLAYERS, lambda s: base(s - {"d"}) + (addend if "d" in s else 0.0))
    assert found["d"][0] == pytest.approx(addend, abs=1e-10)


@given(values=worths)
def test_symmetry(values: list[float]) -> None:
    """a and b bring the same to every coalition: they get the same."""
    base = game(values)

    def alike(chosen: frozenset[str]) -> np.ndarray:
        swapped = frozenset({"a": "b", "b": "a"}.get(name, name) for name in chosen)
        return base(chosen) + base(swapped)

    found = shapley(PLAYERS, alike)
    assert found["a"][0] == pytest.approx(found["b"][0], abs=1e-10)


@given(first=worths, second=worths)
def test_additivity(first: list[float], second: list[float]) -> None:
    both = shapley(PLAYERS, lambda s: game(first)(s) + game(second)(s))
    apart = [shapley(PLAYERS, game(values)) for values in (first, second)]
    for name in PLAYERS:
        assert both[name][0] == pytest.approx(apart[0][name][0] + apart[1][name][0], abs=1e-9)


@pytest.mark.parametrize(
    ("scenario", "parts"),
    [
        # electricity 0.040625 - 3.6603125, transport 0.118375 - 0.18375; the wood moves and changes nothing
        ("local", {"grid": -3.6196875, "transport": -0.065375}),
        # steel 3.8267578125 - 6.722265625; transport 0.068375 - 0.18375
        ("recycled", {"grid": -3.6196875, "transport": -0.115375, "recycled_share": -2.8955078125}),
        ("solar_roof", {"grid": 1.91140625 - 3.6603125}),
        # the mix of 2010 in steel, 3.125 x 0.5 kWh, and in production, 3.25 kWh: (2 - 1.12625) each
        ("old_grid", {"grid": (3.125 * 0.5 + 3.25) * (2 - 1.12625)}),
        # the longer life belongs to technology but for its share of transport
        ("sturdy", {"technology": -0.375 * (6.722265625 + 0.575 + 3.6603125), "transport": -0.375 * 0.18375}),
    ],
)
def test_the_causes_on_paper(tiny: Tiny, scenario: str, parts: dict[str, float]) -> None:
    assert causes(tiny.assess(), scenario) == pytest.approx(expect(**parts), rel=1e-11, abs=1e-12)


def test_the_heat_carrier_is_a_cause(tiny: Tiny) -> None:
    """Forging takes 7.5 MJ and the wood 2.5 MJ: 10 MJ at 0.03 instead of 0.06."""
    flow = OwnFlow(name="heat_biogas", title="Biogas", unit="MJ", source="own: test", elementary={"co2_fossil": 0.03})
    product = tiny.product("local:site=POL", "local:heat=heat_biogas")
    heat = flow.model_copy(update={"kind": "heat"})
    found = causes(tiny.assess(product.model_copy(update={"flows": (heat,)})), "local")
    assert found == pytest.approx(expect(heat=-10 * 0.03), rel=1e-11, abs=1e-12)


def test_technology_and_grid_share_what_they_do_together(tiny: Tiny) -> None:
    """No loss in assembly: 2.75 kWh instead of 3.25, 2.5 kg of steel instead of 3.125, 1 kg of wood instead of 1.25."""
    power = (3.25, 1.12625), (2.75, 0.0125)
    technology = (2.5 - 3.125) * 2.063125 + (1 - 1.25) * 0.22 + (2 - 2.5) * 0.23
    technology += (power[1][0] - power[0][0]) * (power[0][1] + power[1][1]) / 2
    grid = (power[1][1] - power[0][1]) * (power[0][0] + power[1][0]) / 2
    transport = 0.0025 * (150 * 0.1 + 1000 * 0.02) + 0.009 - 0.18375
    found = causes(tiny.assess(tiny.product("local:assemble.loss=0")), "local")
    assert found == pytest.approx(expect(technology=technology, grid=grid, transport=transport), rel=1e-11, abs=1e-12)


def test_another_supplier_is_an_origin(tiny: Tiny) -> None:
    """Steel from NOR: 0.5 kWh at 0.0125 instead of 1.12625 for each of 3.125 kg."""
    found = causes(tiny.assess(tiny.product("local:site=POL", "local:frame.origin=NOR")), "local")
    assert found["material origin"] == pytest.approx(3.125 * 0.5 * (0.0125 - 1.12625), rel=1e-11)
    assert found["grid"] == pytest.approx(0, abs=1e-12)


def test_a_step_that_stays_abroad_stays_on_its_grid(tiny: Tiny) -> None:
    """Everything is made in POL on both sides, wherever the chair is sold from: only transport is left."""
    fixed = [f"{row}.origin=POL" for row in ("frame", "seat", "forge", "assemble")]
    found = causes(tiny.assess(tiny.product(*fixed)), "local")
    assert found == pytest.approx(expect(transport=-0.065375), rel=1e-11, abs=1e-12)


def test_a_step_that_stays_abroad_beside_one_that_moves(tiny: Tiny) -> None:
    """Forging stays in POL, assembly moves: 0.75 kWh on another grid."""
    found = causes(tiny.assess(tiny.product("forge.origin=POL")), "local")
    assert found["grid"] == pytest.approx(0.75 * (0.0125 - 1.12625), rel=1e-11)
    assert found["material origin"] == pytest.approx(0, abs=1e-12)


def test_a_mix_that_only_one_country_has(tiny: Tiny) -> None:
    """old_grid against local: no hybrid asks NOR for the mix of 2010; the causes add up."""
    assessment = tiny.assess()
    found = by_cause(assessment, "local", "old_grid")
    scores = assessment.stage_scores
    expected = scores["local"].sum(axis=0) - scores["old_grid"].sum(axis=0)
    assert sum(found.values()) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("unit", ["kg", "g"])
def test_another_material_comes_as_a_whole(tiny: Tiny, unit: str) -> None:
    """A frame of 4 kg of wood instead of 2 kg of steel: its amount belongs to the material, not to technology."""
    amount = 4 if unit == "kg" else 4000
    product = with_row(
        tiny.product("local:site=POL"), "local", "frame", flow="wood", amount=amount, unit=unit, recycled_flow=""
    )
    found = causes(tiny.assess(product), "local")
    assert found["material origin"] == pytest.approx(6.25 * 0.22 - 3.125 * 2.063125, rel=1e-11)
    assert found["technology"] == pytest.approx(0, abs=1e-12)
    assert found["recycled share"] == pytest.approx(0, abs=1e-12)


def test_another_material_under_the_circular_footprint_formula(tiny: Tiny) -> None:
    """Half-recycled steel against wood, which has no parameters: no hybrid asks for recycled wood."""
    product = tiny.product("imported:frame.recycled_share=0.5")
    product = with_row(product, "local", "frame", flow="wood", recycled_share=0.0, recycled_flow="")
    assessment = tiny.assess(product, allocation="cff")
    scores = assessment.stage_scores
    expected = scores["local"].sum(axis=0) - scores["imported"].sum(axis=0)
    assert sum(by_cause(assessment, "local", "imported").values()) == pytest.approx(expected, rel=1e-12)


@settings(max_examples=15)
@given(
    loss=st.floats(0, 0.8), recycled=st.floats(0, 1), own=st.floats(0, 1), life=st.floats(0.2, 10),
    origins=st.tuples(*[st.sampled_from(["site", "POL", "NOR"])] * 3), rule=st.sampled_from(["cutoff", "cff"]),
)  # fmt: skip
def test_the_causes_add_up(tiny: Tiny, loss, recycled, own, life, origins, rule) -> None:
    """Any two scenarios, to 1e-12 of the larger."""
    product = tiny.product(
        f"local:assemble.loss={loss!r}", f"local:frame.recycled_share={recycled!r}", f"local:service_life={life!r}",
        f"frame.origin={origins[0]}", f"seat.origin={origins[1]}", f"forge.origin={origins[2]}",
    )  # fmt: skip
    assessment = tiny.assess(with_electricity(product, "local", own_share=own), allocation=rule)
    scores = {name: array.sum(axis=0) for name, array in assessment.stage_scores.items()}
    for reference in ("imported", "old_grid", "sturdy"):
        found = by_cause(assessment, "local", reference)
        assert list(found) == list(CAUSES)
        error = np.abs(sum(found.values()) - (scores["local"] - scores[reference]))
        assert (error <= 1e-12 * np.maximum(scores["local"], scores[reference])).all()


def test_the_causes_of_the_bag_add_up(bag_result: Result) -> None:
    assessment = bag_result.assessment
    for scenario in assessment.scenarios:
        found = sum(by_cause(assessment, scenario, assessment.reference).values())
        scores = [assessment.stage_scores[name].sum(axis=0) for name in (scenario, assessment.reference)]
        assert (np.abs(found - (scores[0] - scores[1])) <= 1e-12 * np.maximum(*scores)).all()


def test_turned_round_the_causes_change_sign(tiny: Tiny) -> None:
    assessment = tiny.assess()
    there, back = causes(assessment, "recycled", "old_grid"), causes(assessment, "old_grid", "recycled")
    assert there == pytest.approx({cause: -part for cause, part in back.items()}, rel=1e-11, abs=1e-12)
    assert causes(assessment, "local", "local") == expect()


def test_by_place_on_paper(tiny: Tiny) -> None:
    """Wood, forging, heat, electricity and roads in NOR are inside, steel and its road in POL outside."""
    inside = 1.25 * 0.22 + 0.575 + 0.040625 + 0.003125 * 50 * 0.1 + 0.009
    outside = 3.125 * 2.063125 + 0.003125 * 100 * 0.1
    found = by_place(tiny.assess(), "local")
    assert {name: float(part[0]) for name, part in found.items()} == pytest.approx(
        {"inside": inside, "outside": outside, "at sea or in the air": 0.003125 * 1000 * 0.02}, rel=1e-12
    )


def test_only_what_moves_is_at_sea(tiny: Tiny) -> None:
    """A material may be called airlaid or shiplap: it is made somewhere."""
    flow = OwnFlow(name="airlaid", title="Pulp", unit="kg", source="own: test", elementary={"co2_fossil": 1.0})
    product = with_row(tiny.product(), "imported", "seat", flow="airlaid")
    assessment = tiny.assess(product.model_copy(update={"flows": (flow,)}))
    found = by_place(assessment, "imported")
    assert found["at sea or in the air"][0] == pytest.approx(0.006 * 1000 * 0.02)


def test_the_places_add_up(tiny: Tiny, bag_result: Result) -> None:
    for assessment in (tiny.assess(), bag_result.assessment):
        for scenario in assessment.scenarios:
            total = assessment.stage_scores[scenario].sum(axis=0)
            assert sum(by_place(assessment, scenario).values()) == pytest.approx(total, rel=1e-12)


def test_across_stages_on_paper(tiny: Tiny) -> None:
    """Local: the electricity of the steel (1.5625 kWh in POL) and of production; heat of wood and forging; all legs."""
    found = across_stages(tiny.assess(), "local")
    assert {name: float(part[0]) for name, part in found.items()} == pytest.approx(
        {"electricity": 1.5625 * 1.12625 + 0.040625, "heat": 10 * 0.06, "transport": 0.118375}, rel=1e-12
    )


def test_the_electricity_of_a_train_is_transport(tiny: Tiny) -> None:
    """Electric haulage, 0.05 kWh per t km on the grid of POL, over 1000 km with 3 kg."""
    flow = OwnFlow(name="train", title="Train", unit="tonne*km", source="own: test", kind="transport", kwh=0.05)
    product: Product = tiny.product("chair out.mode=train", "chair out.distance=1000")
    assessment = tiny.assess(product.model_copy(update={"flows": (flow,)}))
    found = across_stages(assessment, "imported")
    assert found["transport"][0] == pytest.approx(0.003125 * 60 * 0.1 + 0.003 * 1000 * 0.05 * 1.12625, rel=1e-12)
    assert found["electricity"][0] == pytest.approx(1.5625 * 1.12625 + 3.6603125, rel=1e-12)
    assert sum(by_cause(assessment, "local", "imported").values())[0] == pytest.approx(
        assessment.total("local", "climate") - assessment.total("imported", "climate"), rel=1e-12
    )


def test_an_unknown_scenario(tiny: Tiny) -> None:
    with pytest.raises(InputError) as caught:
        by_cause(tiny.assess(), "lcal", "imported")
    assert str(caught.value) == (
        "scenario: 'chair' has no scenario 'lcal'. Nearest: local. "
        "It has: imported, local, recycled, solar_roof, old_grid, sturdy."
    )
