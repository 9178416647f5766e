"""Editing a mix: shares that always sum to 1, what was typed stays, every step can be undone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localca.electricity import grid_mix
from localca.grid_choice import Grid, changes_of, usual_loss
from localca.mix_editing import Editing, fuel_shares, own_shares, rebalanced, technology_shares
from localca.product import Electricity
from localca.tables import Tables

START = {"gas": 0.6, "oil": 0.3, "wind": 0.1, "solar": 0.0}
steps = st.lists(st.tuples(st.sampled_from(list(START)), st.floats(0, 1)), max_size=12)


def test_the_others_keep_their_proportions() -> None:
    assert rebalanced(START, "wind", 0.55, (), START) == pytest.approx(
        {"gas": 0.3, "oil": 0.15, "wind": 0.55, "solar": 0.0}
    )


def test_what_was_typed_stays() -> None:
    editing = Editing(START, START).typed_in("wind", 0.3).typed_in("gas", 0.5)
    assert editing.shares == pytest.approx({"gas": 0.5, "oil": 0.2, "wind": 0.3, "solar": 0.0})


def test_typing_more_than_is_left_shrinks_what_was_typed_before() -> None:
    editing = Editing(START, START).typed_in("wind", 0.5).typed_in("gas", 0.8)
    assert editing.shares == pytest.approx({"gas": 0.8, "oil": 0.0, "wind": 0.2, "solar": 0.0})


def test_typing_less_brings_back_what_was_there_at_the_start() -> None:
    editing = Editing(START, START).typed_in("solar", 1.0).typed_in("solar", 0.0)
    assert editing.shares == pytest.approx(START)


@given(steps)
def test_shares_always_sum_to_1(done: list[tuple[str, float]]) -> None:
    editing = Editing(START, START)
    for name, share in done:
        editing = editing.typed_in(name, share)
        assert editing.shares[name] == share
        assert sum(editing.shares.values()) == pytest.approx(1.0, abs=1e-12)
        assert min(editing.shares.values()) >= 0


@given(steps)
def test_undo_goes_all_the_way_back(done: list[tuple[str, float]]) -> None:
    editing = Editing(START, START)
    for name, share in done:
        editing = editing.typed_in(name, share)
    for _ in done:
        editing = editing.undone()
    assert (editing.shares, editing.typed, editing.undone()) == (START, (), editing)


def test_a_reset_can_be_undone() -> None:
    edited = Editing(START, START).typed_in("wind", 0.5)
    assert edited.edited
    assert not edited.reset().edited
    assert edited.reset().undone().shares == edited.shares


def test_an_edited_historic_mix_keeps_its_old_plants(tables: Tables) -> None:
    mix = grid_mix(tables, "JAM", "2005")
    assert technology_shares(tables, "JAM", "2005", fuel_shares(tables, mix)) == pytest.approx(dict(mix.shares))


def test_own_shares_may_name_technologies(tables: Tables) -> None:
    shares = own_shares(tables, {"solar_pv": 0.4, "gas": 0.6})
    assert list(shares.items())[:2] == [("gas", 0.6), ("solar_pv", 0.4)]
    assert "hydro" in shares
    assert technology_shares(tables, "JAM", "own", shares)["solar_pv"] == pytest.approx(0.4)


def grid(tables: Tables, place: str = "JAM", name: str = "2024", **shares: float) -> Grid:
    start = fuel_shares(tables, grid_mix(tables, place, name))
    editing = Editing(start, start)
    for fuel, share in shares.items():
        editing = editing.typed_in(fuel, share)
    return Grid(place, name, "JAM", editing, usual_loss(tables, place, name, None))


def test_nothing_chosen_changes_nothing(tables: Tables) -> None:
    assert changes_of(tables, grid(tables), Electricity(), {}) == {}


def test_another_year_is_named_and_brings_its_loss(tables: Tables) -> None:
    changes = changes_of(tables, grid(tables, name="2005"), Electricity(), {})
    assert changes == {"mix": "2005", "loss": grid_mix(tables, "JAM", "2005").loss}


def test_another_country_is_a_place_for_production(tables: Tables) -> None:
    assert changes_of(tables, grid(tables, "NOR"), Electricity(), {})["place"] == "NOR"


def test_another_country_for_the_whole_country_stays_at_home(tables: Tables) -> None:
    changes = changes_of(tables, grid(tables, "NOR"), Electricity(), {"applies_to": "country"})
    assert "place" not in changes
    assert changes["mix"]["hydro"] > 0.8


def test_an_edited_mix_is_given_by_technology(tables: Tables) -> None:
    changes = changes_of(tables, grid(tables, wind=0.5), Electricity(), {})
    assert changes["mix"]["wind_onshore"] == pytest.approx(0.5)
    assert sum(changes["mix"].values()) == pytest.approx(1.0)


def test_high_voltage_counts_half_the_loss(tables: Tables) -> None:
    assert usual_loss(tables, "JAM", "2024", Electricity(voltage="high")) == grid_mix(tables, "JAM").loss / 2
