"""Recycled content: METHOD.md's golden number, limits of the formula, and a material without parameters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localca.errors import InputError
from localca.recycling import charge, circular_footprint, cutoff
from localca.tables import Tables

shares = st.floats(min_value=0, max_value=1)
masses = st.floats(min_value=1e-6, max_value=1e6)


def test_the_golden_number() -> None:
    """0.207 kg recycled: ``0.207 * (0.8 * 0.5 + 0.2 * 0.5 * 80.3) = 1.745`` (METHOD.md).

    With R1 = 1, A = 0.8, Qsin/Qp = 0.5; 0.5 a kg of recycled material, 80.3 a kg of virgin material.
    """
    part = circular_footprint(0.207, 1.0, a=0.8, quality=0.5)
    assert part.virgin * 80.3 + part.recycled * 0.5 == pytest.approx(1.745, abs=5e-4)
    assert part.virgin * 80.3 + part.recycled * 0.5 == pytest.approx(0.207 * (0.8 * 0.5 + 0.2 * 0.5 * 80.3), rel=1e-12)


def test_cutoff_by_hand() -> None:
    assert cutoff(8.0, 0.25) == (6.0, 2.0)


@given(mass=masses, share=shares, quality=shares)
def test_a_of_one_is_cutoff(mass: float, share: float, quality: float) -> None:
    assert circular_footprint(mass, share, 1.0, quality) == pytest.approx(cutoff(mass, share), rel=1e-12)


@given(mass=masses, share=shares)
def test_a_of_zero_at_full_quality_brings_no_benefit(mass: float, share: float) -> None:
    assert circular_footprint(mass, share, 0.0, 1.0) == pytest.approx((mass, 0.0), rel=1e-12)


@given(mass=masses, share=shares, a=shares, quality=shares)
def test_never_more_than_the_mass_and_never_negative(mass: float, share: float, a: float, quality: float) -> None:
    part = circular_footprint(mass, share, a, quality)
    assert part.virgin >= 0
    assert part.recycled >= 0
    assert part.virgin + part.recycled <= mass * (1 + 1e-12)


@given(mass=masses, share=shares, a=shares, quality=shares)
def test_linear_in_mass(mass: float, share: float, a: float, quality: float) -> None:
    one, two = circular_footprint(mass, share, a, quality), circular_footprint(2 * mass, share, a, quality)
    assert two == pytest.approx((2 * one.virgin, 2 * one.recycled), rel=1e-12)


def test_the_rule_is_chosen(tiny) -> None:
    cff = tiny.tables.cff
    assert charge(2.0, 0.5, "cutoff", cff, "metal") == (1.0, 1.0)
    assert charge(2.0, 0.5, "cff", cff, "metal") == pytest.approx((2 * 0.86, 2 * 0.1), rel=1e-12)


def test_without_recycled_content_no_parameters_are_needed(tiny) -> None:
    assert charge(2.0, 0.0, "cff", tiny.tables.cff, "unheard of") == (2.0, 0.0)


@pytest.mark.parametrize("missing", ["A", "Qs_Qp"])
def test_a_material_without_parameters_is_refused(tiny, missing: str) -> None:
    rows = {"metal": {key: row for key, row in tiny.tables.cff["metal"].items() if key != missing}}
    with pytest.raises(InputError) as caught:
        charge(1.0, 0.5, "cff", rows, "metal", "chair, frame")
    assert str(caught.value) == (
        "chair, frame: the Circular Footprint Formula has no parameters for 'metal'. Nearest: metal. "
        "Use --allocation cutoff, or add A and Qs_Qp to cff.csv with their source."
    )


def test_every_mapped_flow_has_a_row_of_parameters(tables: Tables) -> None:
    """A flow of cff_flows.csv points to a material of cff.csv."""
    assert set(tables.cff_flows.values()) <= set(tables.cff)
