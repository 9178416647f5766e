"""The product model: what is complete, what is refused, uncertainty of a row."""

from __future__ import annotations

import math

import pytest
from conftest import Tiny, chair, chair_text
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from localca.errors import InputError
from localca.product import Electricity, Product, ProductionStep, RawMaterial, TransportLeg
from localca.product_file import parse

MATERIAL = {"name": "frame", "flow": "steel", "amount": 2.0, "source": "invented"}
LEG = {"name": "leg", "carries": "product", "from": "POL", "to": "NOR", "source": "invented"}


def test_the_chair(tiny: Tiny) -> None:
    product = tiny.product()
    assert str(product.product.functional_unit) == "1 chair, seats one person"
    assert product.reference == "imported"
    assert [row.name for row in product.rows] == ["frame", "seat", "forge", "assemble", "steel in", "chair out"]


def test_the_first_scenario_is_the_reference_unless_one_says_so() -> None:
    assert chair(("reference = true\n", "")).reference == "imported"
    moved = chair(("reference = true\n", ""), ('title = "Local"\n', 'title = "Local"\nreference = true\n'))
    assert moved.reference == "local"


@given(low=st.floats(0.1, 1), factor=st.floats(1.01, 10))
def test_a_range_is_two_standard_deviations_to_each_side(low: float, factor: float) -> None:
    """gsd = (high / low) ** (1/4), so gsd^4 spans the range."""
    row = RawMaterial(**MATERIAL | {"amount": low * math.sqrt(factor), "low": low, "high": low * factor})
    assert row.spread**4 == pytest.approx(factor, rel=1e-9)


def test_the_spread_of_a_row() -> None:
    assert RawMaterial(**MATERIAL).spread == 1.0
    assert RawMaterial(**MATERIAL, gsd=1.3).spread == 1.3


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"low": 1.0}, "low and high go together"),
        ({"low": 1.0, "high": 3.0, "gsd": 1.1}, "give gsd or low and high, not both"),
        ({"low": 2.5, "high": 3.0}, "the amount must lie between low and high"),
        ({"low": 0.0, "high": 3.0}, "low must be above 0"),
        ({"recycled_share": 0.5}, "recycled_share is above 0 but recycled_flow is not named"),
        ({"amount": 0.0}, "greater than 0"),
        ({"amount": math.nan}, "finite"),
        ({"amount": math.inf}, "finite"),
        ({"recycled_share": 1.2}, "less than or equal to 1"),
        ({"gsd": 0.5}, "greater than or equal to 1"),
        ({"name": "a/b"}, "match pattern"),
        ({"name": "local:frame"}, "match pattern"),
        ({"name": "a" * 81}, "at most 80"),
        ({"name": "<b>frame</b>"}, "is not plain text"),
        ({"note": "a\x1b[31m"}, "is not plain text"),
        ({"colour": "red"}, "Extra inputs"),
    ],
)
def test_a_wrong_material_is_refused(changes: dict, message: str) -> None:
    RawMaterial(**MATERIAL)
    with pytest.raises(ValidationError, match=message):
        RawMaterial(**MATERIAL | changes)


@pytest.mark.parametrize("loss", [1.0, 1.5, -0.1])
def test_a_loss_of_everything_or_less_than_nothing_is_refused(loss: float) -> None:
    with pytest.raises(ValidationError, match="loss"):
        ProductionStep(**MATERIAL, loss=loss)


def test_a_leg_has_a_mode_when_it_has_a_distance() -> None:
    assert TransportLeg(**LEG, mode="truck_articulated", distance=100).distance == 100
    assert TransportLeg(**LEG).mode == "auto"
    with pytest.raises(ValidationError, match="a distance needs a mode"):
        TransportLeg(**LEG, distance=100)


def test_electricity_is_bounded() -> None:
    assert Electricity().place == "site"
    for wrong in ({"own_share": 1.1}, {"loss": 1.0}, {"voltage": "medium"}, {"mix": {"hydro": -1.0}}):
        with pytest.raises(ValidationError):
            Electricity(**wrong)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ([('name = "seat"', 'name = "frame"')], "row names must be unique, repeated: frame"),
        ([('name = "seat"', 'name = "product"')], "'product' and 'electricity' are not free as row names"),
        ([('name = "local"', 'name = "imported"')], "scenario names must be unique, repeated: imported"),
        ([('title = "Local"\n', 'title = "Local"\nreference = true\n')], "only one scenario can be the reference"),
    ],
)
def test_a_contradictory_product_is_refused(changes: list[tuple[str, str]], message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse(chair_text(*changes), "chair")


def test_an_unknown_scenario_names_the_nearest(tiny: Tiny) -> None:
    with pytest.raises(InputError) as caught:
        tiny.product().scenario("loca")
    assert str(caught.value) == (
        "scenario: 'chair' has no scenario 'loca'. Nearest: local. "
        "It has: imported, local, recycled, solar_roof, old_grid, sturdy."
    )


def test_a_product_cannot_be_changed_by_accident(tiny: Tiny) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        tiny.product().raw_materials[0].amount = 3.0


@pytest.mark.parametrize("text", ["Chair <script>", "a > b", "tab\there", "bell\x07"])
def test_markup_is_no_title(tiny: Tiny, text: str) -> None:
    raw = tiny.product().model_dump(by_alias=True, exclude_unset=True)
    raw["product"]["title"] = text
    with pytest.raises(ValidationError, match="is not plain text"):
        Product.model_validate(raw)


@pytest.mark.parametrize("identity", ["../etc/passwd", "a/b", "C:\\x", "Chair", "<b>", "", "-x", "é"])
def test_an_id_is_no_path(tiny: Tiny, identity: str) -> None:
    raw = tiny.product().model_dump(by_alias=True, exclude_unset=True)
    raw["product"]["id"] = identity
    with pytest.raises(ValidationError, match=r"product\.id"):
        Product.model_validate(raw)
