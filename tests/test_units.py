"""Units: conversions by hand, round trips, and refusals."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localca.errors import InputError
from localca.units import conversion_factor, convert

MASS = ("kg", "g", "tonne", "lb", "mg")
ENERGY = ("kWh", "MJ", "J", "BTU", "TWh")
amounts = st.floats(min_value=1e-9, max_value=1e9)


@pytest.mark.parametrize(
    ("amount", "unit", "target", "expected"),
    [
        (2.0, "tonne", "kg", 2000.0),
        (1.0, "kWh", "MJ", 3.6),
        (3.6, "MJ", "kWh", 1.0),
        (1.0, "TWh", "kWh", 1e9),
        (30.0, "litre", "m**3", 0.03),
        (1.0, "kg*km", "tonne*km", 0.001),
        (5.0, "percent", "dimensionless", 0.05),
        (1.0, "kg", "kg", 1.0),
    ],
)
def test_conversions_by_hand(amount: float, unit: str, target: str, expected: float) -> None:
    assert convert(amount, unit, target) == pytest.approx(expected, rel=1e-12)


@given(amount=amounts, first=st.sampled_from(MASS), second=st.sampled_from(MASS))
def test_mass_there_and_back(amount: float, first: str, second: str) -> None:
    assert convert(convert(amount, first, second), second, first) == pytest.approx(amount, rel=1e-12)


@given(amount=amounts, units=st.lists(st.sampled_from(ENERGY), min_size=3, max_size=3))
def test_energy_by_a_detour_is_the_same(amount: float, units: list[str]) -> None:
    first, second, third = units
    detour = convert(convert(amount, first, second), second, third)
    assert detour == pytest.approx(convert(amount, first, third), rel=1e-12)


@pytest.mark.parametrize(
    ("unit", "target", "message"),
    [
        ("MJ", "kg", "unit 'MJ' measures [mass] * [length] ** 2 / [time] ** 2, but [mass] is needed."),
        ("kilogrm", "kg", "unit 'kilogrm' is not known."),
        ("kg)", "kg", "unit 'kg)' cannot be read."),
        ("dimensionless", "kg", "unit 'dimensionless' measures nothing, but [mass] is needed."),
    ],
)
def test_nonsense_is_refused(unit: str, target: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        convert(1.0, unit, target)
    assert caught.value.problems[0].what == message
    assert "Use a unit that converts to 'kg'" in caught.value.problems[0].do


@pytest.mark.parametrize(("unit", "target"), [("degC", "kelvin"), ("degF", "kelvin"), ("dB", "dimensionless")])
def test_units_with_an_offset_or_a_logarithm_are_refused(unit: str, target: str) -> None:
    """One degree Celsius is 274.15 kelvin: no factor, so no answer."""
    with pytest.raises(InputError, match=f"unit '{unit}'"):
        convert(1.0, unit, target)


@given(text=st.text(max_size=12))
def test_any_text_is_a_unit_or_a_clear_refusal(text: str) -> None:
    told, factor = "", 1.0
    try:
        factor = conversion_factor(text, "kg")
    except InputError as error:
        told = str(error)
    assert math.isfinite(factor)
    assert factor > 0
    assert not told or f"'{text}'" in told
