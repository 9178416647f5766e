"""Traps of the sources, each of which a table once fell into or could: held so that no later row falls into it."""

from __future__ import annotations

import tomllib
from typing import Literal

import pytest

from localca.tables import load_tables

TABLES = load_tables()
Kind = Literal["elementary", "activity", "electricity", "heat", "loss", "property"]


def amount(activity: str, exchange: str, kind: Kind = "elementary") -> float:
    rows = [row.amount for row in TABLES.activities[activity].exchanges if (row.exchange, row.kind) == (exchange, kind)]
    assert len(rows) == 1, f"{activity}, {exchange}: {rows}"
    return rows[0]


def test_polypropylene_does_not_carry_the_kilogram_of_organic_compounds_of_its_propylene() -> None:
    assert amount("pp_virgin", "nmvoc") < 0.01


def test_van_nitrogen_oxides_are_not_counted_twice() -> None:
    assert amount("van", "nox") < amount("van_old", "nox") < 0.00456 + 1e-9


@pytest.mark.parametrize("activity", ["corrugated_board", "kraft_paper"])
def test_the_carbon_of_burnt_wood_and_liquor_is_not_fossil(activity: str) -> None:
    assert amount(activity, "co2_fossil") < amount(activity, "co2_biogenic")


def test_the_refinery_shares_by_mass() -> None:
    """Without allocation a cubic metre of fuel oil would carry the whole barrel, several times as much."""
    assert 200 < amount("heavy_fuel_oil", "co2_fossil") < 350


def test_primary_aluminium_has_its_smelters_electricity_and_it_can_be_swapped() -> None:
    assert 13 < amount("aluminium_primary", "here", "electricity") < 18
    assert TABLES.activities["aluminium_primary"].swappable


def test_perfluorocarbons_of_aluminium_are_those_of_industry_not_of_tier_1() -> None:
    assert amount("aluminium_primary", "cf4") * 7380 < 1.0


def test_an_arc_furnace_takes_half_a_kilowatt_hour() -> None:
    assert amount("steel_cast_eaf", "here", "electricity") == pytest.approx(0.494, abs=0.005)


@pytest.mark.parametrize("activity", sorted(name for name in TABLES.activities if name.startswith("steel")))
def test_the_corrupt_nitrous_oxide_of_ore_and_sinter_is_not_there(activity: str) -> None:
    for row in TABLES.activities[activity].exchanges:
        assert row.exchange != "n2o" or row.amount < 1e-3


def test_chinese_coal_plants_are_not_those_of_2012() -> None:
    """China's regulator reported 9.76 MJ per kWh for 2010 and less since; the 2012 plant list implies 11.3."""
    assert amount("coal_CHN", "hard_coal", "activity") < 9.76


def test_modern_gas_plants_do_not_carry_the_engines_of_american_pipelines() -> None:
    assert amount("gas_combined_cycle", "nox") < 0.0003


def test_air_freight_is_without_radiative_forcing() -> None:
    """The source has rows with and without it: 0.894 and 0.526 kg per tonne-kilometre for long haul."""
    assert amount("air_long_haul", "co2_fossil") == pytest.approx(0.526, abs=0.01)


def test_no_row_says_the_year_9998() -> None:
    for activity in TABLES.activities.values():
        for row in activity.exchanges:
            assert 1980 <= row.year <= 2026, f"{activity.id}, {row.exchange}"


def test_no_water_is_taken_over_from_sources_that_are_wrong_about_it() -> None:
    assert not [flow.key for flow in TABLES.elementary.values() if "water" in flow.name.lower() and flow.unit != "MJ"]


def test_no_number_comes_from_where_it_may_not_be_taken() -> None:
    for name, source in TABLES.sources.items():
        words = f"{source.title} {source.producer} {source.licence}".lower()
        assert name == "bw2io_lcia_39" or "ecoinvent" not in words, name
        assert not any(licence in words for licence in ("odbl", "agpl", "base impacts")), name


def test_jamaica_in_the_2000s_has_the_losses_of_its_public_grid() -> None:
    """Before 2008 the series hides them behind the alumina plants' own generation (11.5 % in 2005)."""
    assert {row.year for row in TABLES.losses["JAM"]} == {2008, 2022}


def test_regional_aggregates_of_a_broken_year_are_not_used() -> None:
    """In 2023 several World Bank aggregates equal Kenya's value exactly."""
    kenya = {row.amount for row in TABLES.losses["KEN"]}
    for place, rows in TABLES.losses.items():
        for row in rows:
            assert place == "KEN" or row.year < 2023 or row.amount not in kenya, place


def test_natural_gas_is_converted_between_mass_and_volume() -> None:
    rules = (TABLES.folder / "derive" / "uslci.py").read_text(encoding="utf-8")
    assert '("m3", "kg"): 1 / 1.357' in rules
    with (TABLES.folder / "derive" / "uslci.toml").open("rb") as handle:
        assert tomllib.load(handle)
