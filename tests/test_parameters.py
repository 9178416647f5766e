"""What can be turned in a comparison, by how much, and that the difference is a straight line in each coordinate."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator

import numpy as np
import pytest
from conftest import Tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from localca.api import Result
from localca.errors import InputError
from localca.parameters import Parameter, Turning, turning
from localca.product_parts import OwnFlow
from localca.variation import with_electricity, with_row, with_scenario

SCENARIOS = ["local", "recycled", "solar_roof", "old_grid", "sturdy"]
IDS = [
    "grid", "kwh:forge", "kwh:assemble", "own_share", "recycled:frame", "allocation_a:frame",
    "distance:chair out:truck_articulated NOR", "loss:forge", "loss:assemble", "service_life", "unsold_share",
]  # fmt: skip
positions = st.floats(min_value=0, max_value=1)


@pytest.fixture(scope="module")
def turnings(tiny: Tiny) -> dict[str, Turning]:
    return {name: turning(tiny.assess(), name, "imported") for name in SCENARIOS}


def named(turned: Turning, name: str) -> Parameter:
    return next(item for item in turned.parameters if item.id == name)


def between(parameter: Parameter, position: float) -> np.ndarray:
    """A value within the bounds; a service life of at most 20."""
    low, high = (np.asarray(bound, dtype=float) for bound in parameter.bounds)
    if parameter.kind == "service_life":
        high = np.asarray(20.0)
    return low + position * (high - low)


def test_the_parameters_of_the_local_chair(turnings: dict[str, Turning]) -> None:
    """The frame comes from POL by lorry, ship and lorry; the chair goes by lorry."""
    found = [item.id for item in turnings["local"].parameters]
    legs = [
        f"distance:steel in:{leg}" for leg in ("truck_articulated POL", "ship_container POL", "truck_articulated NOR")
    ]
    assert found == [*IDS[:6], *legs, *IDS[6:]]


@pytest.mark.parametrize(
    ("scenario", "name", "current", "bounds", "unit"),
    [
        ("local", "grid", [0.0125, 0.0], ([0.0125, 0.0], [1.12625, 0.005895]), "{unit} per kWh"),
        ("old_grid", "grid", [2.0, 0.01048], ([0.0125, 0.0], [2.0, 0.01048]), "{unit} per kWh"),
        ("solar_roof", "grid", [1.12625, 0.005895], ([0.0125, 0.0], [1.12625, 0.005895]), "{unit} per kWh"),
        ("solar_roof", "own_share", 0.5, (0.0, 1.0), "share"),
        ("local", "kwh:forge", 1.0, (0.0, 10.0), "times"),
        ("recycled", "recycled:frame", 0.5, (0.0, 1.0), "share"),
        ("recycled", "allocation_a:frame", 1.0, (0.0, 1.0), "share"),
        ("local", "loss:forge", 0.2, (0.0, 0.9), "share"),
        ("local", "distance:steel in:ship_container POL", 1000.0, (0.0, 20037.5), "km"),
        ("sturdy", "service_life", 2.0, (1.0, 1000.0), "times"),
        ("sturdy", "unsold_share", 0.2, (0.0, 0.9), "share"),
    ],
)
def test_where_a_parameter_stands(
    turnings: dict[str, Turning], scenario: str, name: str, current, bounds, unit
) -> None:
    """The grid of solar_roof is what it buys, not what it makes on the roof; bounds hold what is there today."""
    item = named(turnings[scenario], name)
    assert item.current == pytest.approx(current, rel=1e-12)
    assert item.bounds[0] == pytest.approx(bounds[0], rel=1e-12)
    assert item.bounds[1] == pytest.approx(bounds[1], rel=1e-12)
    assert item.unit == unit


def test_under_the_circular_footprint_formula_a_stands_where_the_table_has_it(tiny: Tiny) -> None:
    turned = turning(tiny.assess(allocation="cff"), "recycled", "imported")
    assert named(turned, "allocation_a:frame").current == 0.2


@given(shape=st.sampled_from(["linear", "lossy", "inverse"]), value=st.floats(min_value=1e-3, max_value=0.999))
def test_a_value_comes_back_from_its_coordinate(shape, value: float) -> None:
    parameter = Parameter("x", "x", "x", "", (0.0, 1.0), 0.0, shape)
    assert parameter.value(float(parameter.coordinate(value))) == pytest.approx(value, rel=1e-9)


def test_the_coordinates() -> None:
    """1 / (1 - 0.2) = 1.25 and 1 / 4 = 0.25; behind the last of them there is no value."""
    lossy, inverse = (Parameter("x", "x", "x", "", (0.0, 0.9), 0.0, shape) for shape in ("lossy", "inverse"))
    assert (float(lossy.coordinate(0.2)), float(inverse.coordinate(4.0))) == pytest.approx((1.25, 0.25))
    assert (lossy.value(1.25), inverse.value(0.25)) == pytest.approx((0.2, 4.0))
    assert (lossy.value(0.0), lossy.value(-1.0), inverse.value(0.0), inverse.value(-1.0)) == (None, None, None, None)


def test_nothing_turned_is_the_difference_on_paper(turnings: dict[str, Turning]) -> None:
    """Electricity 0.040625 - 3.6603125 and transport 0.118375 - 0.18375."""
    assert turnings["local"].difference() == pytest.approx([-3.6850625, -0.01915875], rel=1e-12)


@pytest.mark.parametrize("allocation", ["cutoff", "cff"])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_parameter_set_to_where_it_stands_changes_nothing(tiny: Tiny, scenario: str, allocation: str) -> None:
    turned = turning(tiny.assess(allocation=allocation), scenario, "imported")
    for item in turned.parameters:
        expected = pytest.approx(turned.difference(), rel=1e-12, abs=1e-14)
        assert turned.difference([(item, item.current)]) == expected, item.id


@pytest.mark.parametrize(
    ("scenario", "name", "value", "expected"),
    [
        # electricity 3.25 kWh: the score of what is bought, against 3.6603125; transport -0.065375
        ("local", "grid", 1.0, 3.25 - 3.6603125 - 0.065375),
        # half from the roof, and 0.5 kWh per kg of steel made in the same country
        ("solar_roof", "grid", 1.0, 3.25 * (0.5 * 1.0 + 0.5 * 0.05) - 3.6603125 + 3.125 * 0.5 * (1.0 - 1.12625)),
        ("solar_roof", "own_share", 1.0, 3.25 * 0.05 - 3.6603125),
        # twice the kWh of the forge (2.5) on the grid of NOR
        ("local", "kwh:forge", 2.0, -3.6850625 + 2.5 * 0.0125),
        # 130 km more by lorry for the chair of 3 kg
        ("local", "distance:chair out:truck_articulated NOR", 160.0, -3.6850625 + 0.003 * 130 * 0.1),
        # all steel recycled in NOR: 3.125 (0.21 - 2.063125), and 30 km by lorry instead of 0.109375
        ("recycled", "recycled:frame", 1.0, -3.6850625 + 3.125 * (0.21 - 2.063125) - 0.109375 + 0.003125 * 30 * 0.1),
        # A = 0.2 and Q = 0.9: half recycled saves 3.125 (0.14 x 2.063125 - 0.1 x 0.21) instead of half the difference
        ("recycled", "allocation_a:frame", 0.2, -3.6850625 - 0.05 - 3.125 * (0.14 * 2.063125 - 0.1 * 0.21)),
        # no loss in assembly: a fifth less of steel, wood, forging and its kWh, and of the steel on the road
        ("local", "loss:assemble", 0.0,
         -3.6850625 - 0.2 * (6.722265625 + 0.575 + 0.109375) - 0.5 * 0.0125),
        ("local", "service_life", 4.0, 7.456265625 / 4 - 11.141328125),
        ("local", "unsold_share", 0.5, 7.456265625 * 2 - 11.141328125),
    ],
)  # fmt: skip
def test_a_parameter_turned_by_hand(turnings, scenario: str, name: str, value: float, expected: float) -> None:
    turned = turnings[scenario]
    assert turned.difference([(named(turned, name), value)])[0] == pytest.approx(expected, rel=1e-10)


@settings(max_examples=60)
@given(scenario=st.sampled_from(SCENARIOS), index=st.integers(0, 30), data=st.data())
def test_the_difference_is_a_straight_line_in_the_coordinate(turnings, scenario: str, index: int, data) -> None:
    """Three points of every parameter lie on one line, whatever another parameter is."""
    turned = turnings[scenario]
    item = turned.parameters[index % len(turned.parameters)]
    other = data.draw(st.sampled_from([other for other in turned.parameters if other.kind != item.kind]))
    fixed = [(other, between(other, data.draw(positions)))]
    values = [between(item, position) for position in (0.0, data.draw(st.floats(0.05, 0.95)), 1.0)]
    y = np.array([np.broadcast_to(item.coordinate(value), (2,)) for value in values])
    d = np.array([turned.difference([*fixed, (item, value)]) for value in values])
    line = d[0] + (d[2] - d[0]) * (y[1] - y[0]) / (y[2] - y[0])
    assert line == pytest.approx(d[1], rel=1e-9, abs=1e-12 * np.abs(d).max())


@settings(max_examples=25)
@given(own=positions, recycled=positions, loss=st.floats(0, 0.9), life=st.floats(0.1, 20), multiple=st.floats(0, 3))
def test_a_turned_comparison_is_the_comparison_of_the_changed_product(
    tiny: Tiny, turnings, own: float, recycled: float, loss: float, life: float, multiple: float
) -> None:
    """Five parameters at once against a product file that says the same; 'grid' by a mix with that score."""
    turned = turnings["recycled"]
    coal = multiple / 3
    grid = np.array([(coal * 1 + (1 - coal) * 0.01) / 0.8, coal * 0.00524 / 0.8])
    values = {"own_share": own, "recycled:frame": recycled, "loss:forge": loss, "service_life": life, "grid": grid}
    product = with_electricity(
        tiny.product(), "recycled", own_share=own, mix={"coal_plant": coal, "hydro": 1 - coal}, applies_to="country"
    )
    product = with_row(product, "recycled", "frame", recycled_share=recycled)
    product = with_scenario(with_row(product, "recycled", "forge", loss=loss), "recycled", service_life=life)
    found = tiny.assess(product).stage_scores
    expected = found["recycled"].sum(axis=0) - found["imported"].sum(axis=0)
    settings_ = [(named(turned, name), value) for name, value in values.items()]
    assert turned.difference(settings_) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_parameters_that_meet_by_hand(turnings: dict[str, Turning]) -> None:
    """A grid of 1 kg per kWh, twice the kWh of the forge, half a life: ((5 + 0.75) 1 + the rest) / 0.5."""
    turned = turnings["local"]
    values = {"grid": 1.0, "kwh:forge": 2.0, "service_life": 0.5}
    rest = 6.722265625 + 0.575 + 0.118375
    found = turned.difference([(named(turned, name), value) for name, value in values.items()])
    assert found[0] == pytest.approx((5.75 + rest) / 0.5 - 11.141328125, rel=1e-12)


def test_a_grid_that_scores_nothing_can_be_turned(turnings: dict[str, Turning]) -> None:
    """The grid of NOR emits no SO2: no multiple of 0 would do, a score does."""
    turned = turnings["local"]
    grid = named(turned, "grid")
    assert grid.current[1] == 0
    assert turned.difference([(grid, np.array([0.0125, 0.005]))])[1] == pytest.approx(3.25 * 0.005 - 0.01915875)


def test_the_same_grid_is_turned_wherever_it_is_used(tiny: Tiny) -> None:
    """Steel recycled at the site draws 0.8 kWh per kg from the grid the factory buys from; steel from POL does not."""
    product = tiny.product("local:site=POL", "local:frame.recycled_share=1", "local:frame.recycled_origin=POL")
    turned = turning(tiny.assess(product), "local", "imported")
    low, high = (turned.difference([(named(turned, "grid"), score)])[0] for score in (0.0, 1.0))
    assert high - low == pytest.approx(3.25 + 3.125 * 0.8, rel=1e-12)


def test_a_step_that_stays_abroad_keeps_its_grid(tiny: Tiny) -> None:
    """The frame is always forged in POL: the grid of NOR is that of the assembly alone, 0.75 kWh."""
    turned = turning(tiny.assess(tiny.product("forge.origin=POL")), "local", "imported")
    grid = named(turned, "grid")
    assert grid.current[0] == pytest.approx(0.0125)
    low, high = (turned.difference([(grid, score)])[0] for score in (0.0, 1.0))
    assert high - low == pytest.approx(0.75, rel=1e-12)


def test_under_the_cut_off_another_material_keeps_its_allocation(tiny: Tiny) -> None:
    """A of the frame at 1 is the cut-off; the seat, recycled too but without parameters, stays at it."""
    product = tiny.product("recycled:seat.recycled_flow=steel_recycled", "recycled:seat.recycled_share=0.5")
    turned = turning(tiny.assess(product), "recycled", "imported")
    factor = named(turned, "allocation_a:frame")
    assert turned.difference([(factor, 1.0)]) == pytest.approx(turned.difference(), rel=1e-12)
    change = turned.difference([(factor, 0.2)])[0] - turned.difference()[0]
    assert change == pytest.approx(5.8852734375 - 3.8267578125, rel=1e-10)


def test_a_material_without_parameters_is_not_turned_under_the_formula(tiny: Tiny) -> None:
    product = tiny.product("seat.recycled_flow=steel_recycled")
    kinds = {rule: {item.id for item in turning(tiny.assess(product, allocation=rule), "local", "imported").parameters}
             for rule in ("cutoff", "cff")}  # fmt: skip
    assert kinds["cutoff"] - kinds["cff"] == {"recycled:seat"}
    assert "allocation_a:seat" not in kinds["cutoff"]


def test_two_legs_of_one_row_and_place_have_two_names(turnings: dict[str, Turning]) -> None:
    """Half the steel comes over the port (50 km by lorry), half is recycled in NOR (30 km)."""
    legs = [item.id for item in turnings["recycled"].parameters if item.kind == "distance"]
    assert "distance:steel in:truck_articulated NOR (50 km)" in legs
    assert "distance:steel in:truck_articulated NOR (30 km)" in legs


def test_a_leg_is_turned_with_the_electricity_it_draws(tiny: Tiny) -> None:
    """A train of 0.05 kWh per t km in POL, a fifth unsold: 3 kg over 1000 km, then 3000; one parameter."""
    flow = OwnFlow(name="train", title="Train", unit="tonne*km", source="own: test", kind="transport", kwh=0.05)
    product = tiny.product("sturdy:chair out.mode=train", "sturdy:chair out.distance=1000", "sturdy:service_life=1.0")
    assessment = tiny.assess(product.model_copy(update={"flows": (flow,)}))
    turned = turning(assessment, "sturdy", "imported")
    legs = [item.id for item in turned.parameters if item.kind == "distance"]
    assert legs == ["distance:steel in:truck_articulated POL", "distance:chair out:train POL"]
    change = turned.difference([(named(turned, legs[1]), 3000.0)])[0] - turned.difference()[0]
    assert change == pytest.approx(0.003 * 2000 * 0.05 * 1.12625 / 0.8, rel=1e-10)


def _all_ids(result: Result) -> Iterator[list[str]]:
    for scenario in result.assessment.scenarios:
        if scenario != result.assessment.reference:
            yield [item.id for item in turning(result.assessment, scenario, result.assessment.reference).parameters]


def test_no_two_parameters_share_a_name(tiny: Tiny, bag_result: Result) -> None:
    mixed = tiny.product("frame.recycled_share=0.5", "local:frame.recycled_origin=POL")
    for result in (bag_result, dataclasses.replace(bag_result, assessment=tiny.assess(mixed))):
        for ids in _all_ids(result):
            assert len(set(ids)) == len(ids)


def test_the_parameters_of_the_bag_stand_within_their_bounds(bag_result: Result) -> None:
    turned = turning(bag_result.assessment, "local_imported_resin", "imported_usa")
    for item in turned.parameters:
        assert np.all(np.asarray(item.bounds[0]) <= item.current), item.id
        assert np.all(item.current <= np.asarray(item.bounds[1])), item.id


def test_a_scenario_is_not_compared_with_itself(tiny: Tiny) -> None:
    with pytest.raises(InputError) as caught:
        turning(tiny.assess(), "imported", "imported")
    assert str(caught.value) == "scenario: 'imported' is the reference itself. Choose another scenario or reference."


@pytest.mark.parametrize("names", [("lcal", "imported"), ("imported", "lcal")])
def test_an_unknown_scenario(tiny: Tiny, names: tuple[str, str]) -> None:
    with pytest.raises(InputError) as caught:
        turning(tiny.assess(), *names)
    assert str(caught.value) == (
        "scenario: 'chair' has no scenario 'lcal'. Nearest: local. "
        "It has: imported, local, recycled, solar_roof, old_grid, sturdy."
    )


def test_a_loss_of_nothing_left_is_no_value() -> None:
    """The coordinate of an ever greater loss grows without end and never comes back."""
    lossy = Parameter("loss", "loss", "loss", "share", (0.0, 0.9), 0.0, "lossy")
    values = [lossy.value(10.0**power) for power in range(12)]
    assert values == sorted(values)
    assert math.isclose(values[-1], 1.0)
