"""Electricity mixes: by hand, own generation, losses, refusals; shares always sum to 1."""

from __future__ import annotations

import math

import pytest
from conftest import Tiny
from hypothesis import given
from hypothesis import strategies as st

from localca.electricity import (
    Mix,
    available_mixes,
    check_shares,
    grid_mix,
    loss_row,
    own_mix,
    plug_inputs,
    technologies_of,
    with_choices,
)
from localca.errors import DataError, InputError
from localca.tables import Tables, load_tables

MIXES = sorted(key for key in load_tables().generation if key[0] in load_tables().losses)
shares = st.dictionaries(
    st.sampled_from(["coal_plant", "hydro", "solar_pv"]), st.floats(min_value=0.01, max_value=1), min_size=1
).map(lambda raw: {name: value / math.fsum(raw.values()) for name, value in raw.items()})
fractions = st.floats(min_value=0, max_value=0.95)


def mix(**fields: object) -> Mix:
    return Mix(**{"place": "POL", "name": "own", "year": 2020, "shares": {"coal_plant": 1.0}, "loss": 0.0, **fields})


def test_kwh_generated_per_kwh_at_the_plug_by_hand() -> None:
    """0.75 / (1 - 0.2) = 0.9375 and 0.25 / 0.8 = 0.3125."""
    assert plug_inputs(mix(shares={"coal_plant": 0.75, "hydro": 0.25}, loss=0.2)) == {
        "coal_plant": 0.9375,
        "hydro": 0.3125,
    }


def test_own_generation_by_hand() -> None:
    """Half from the roof without loss, half from the grid: 0.5 / 0.8 = 0.625."""
    inputs = plug_inputs(mix(loss=0.2, own_share=0.5, own_technology="solar_pv"))
    assert inputs == {"coal_plant": 0.625, "solar_pv": 0.5}


def test_own_generation_of_a_technology_of_the_grid_adds_to_it() -> None:
    assert plug_inputs(mix(loss=0.5, own_share=0.5, own_technology="coal_plant")) == {"coal_plant": 1.5}


@given(shares=shares, loss=fractions, own=st.floats(min_value=0, max_value=1))
def test_generation_covers_use_and_losses(shares: dict[str, float], loss: float, own: float) -> None:
    inputs = plug_inputs(mix(shares=shares, loss=loss, own_share=own, own_technology="solar_pv"))
    assert math.fsum(inputs.values()) == pytest.approx((1 - own) / (1 - loss) + own, rel=1e-12)


@pytest.mark.parametrize(("place", "name"), MIXES, ids=[f"{place}-{name}" for place, name in MIXES])
def test_shares_of_every_shipped_mix_sum_to_one(tables: Tables, place: str, name: str) -> None:
    shipped = grid_mix(tables, place, name)
    assert math.fsum(shipped.shares.values()) == pytest.approx(1, abs=1e-12)
    assert math.fsum(shipped.fuels.values()) == pytest.approx(1, abs=1e-12)
    assert all(share > 0 for share in shipped.shares.values())
    assert 0 < shipped.loss < 1
    assert shipped.sources


@given(shares=shares)
def test_own_shares_normalise(shares: dict[str, float]) -> None:
    check_shares(shares)
    assert plug_inputs(mix(shares=shares)) == pytest.approx(shares)


def test_the_default_mix_and_a_named_one(tiny: Tiny) -> None:
    assert available_mixes(tiny.tables, "POL") == ("2020", "2010")
    default, old = grid_mix(tiny.tables, "POL"), grid_mix(tiny.tables, "POL", "2010")
    assert default.shares == {"coal_plant": 0.9, "hydro": 0.1}
    assert (default.loss, old.loss) == (0.2, 0.5)
    assert old.shares == {"coal_plant": 1.0}
    assert (default.status, default.shipped, default.key) == ("exact", True, "electricity@POL:2020")


def test_the_loss_of_the_nearest_year_is_taken(tiny: Tiny) -> None:
    assert [loss_row(tiny.tables, "POL", year).year for year in (1990, 2014, 2015, 2016, 2050)] == [
        2010, 2010, 2020, 2020, 2020,
    ]  # fmt: skip


def test_a_mix_of_ones_own_may_name_technologies_or_fuels(tiny: Tiny) -> None:
    own = own_mix(tiny.tables, "NOR", {"coal": 0.25, "coal_plant": 0.25, "solar_pv": 0.5})
    assert own.shares == {"coal_plant": 0.5, "solar_pv": 0.5}
    assert own.loss == 0.2
    assert not own.shipped


@pytest.mark.parametrize(
    ("choices", "loss"),
    [({}, 0.2), ({"voltage": "high"}, 0.1), ({"loss": 0.0}, 0.0), ({"loss": 0.05, "voltage": "high"}, 0.05)],
)
def test_loss_and_voltage(tiny: Tiny, choices: dict, loss: float) -> None:
    chosen = with_choices(grid_mix(tiny.tables, "POL"), **choices)
    assert chosen.loss == loss
    assert chosen.shipped == (loss == 0.2)


def test_a_changed_mix_has_another_key(tiny: Tiny) -> None:
    base = grid_mix(tiny.tables, "POL")
    keys = {
        with_choices(base, **choices).key
        for choices in (
            {},
            {"loss": 0.1},
            {"own_share": 0.5},
            {"own_share": 0.25},
            {"voltage": "high", "own_share": 0.5},
        )
    }
    assert len(keys) == 5


@pytest.mark.parametrize(
    ("given_shares", "message"),
    [
        ({}, "electricity.mix: the mix is empty. Give shares that sum to 1, e.g. wind = 1.0."),
        (
            {"hydro": 0.5},
            "electricity.mix: the shares sum to 0.5, not 1. Divide every share by 0.5, or add the missing 0.5.",
        ),
        ({"hydro": 0.0}, "electricity.mix: the shares sum to 0, not 1. Give at least one share above 0."),
        ({"hydro": 1.5, "coal": -0.5}, "electricity.mix: the share of 'coal' is -0.5. Use a number from 0 to 1."),
        ({"hydro": math.nan}, "electricity.mix: the share of 'hydro' is nan. Use a number from 0 to 1."),
        ({"hydro": math.inf}, "electricity.mix: the share of 'hydro' is inf. Use a number from 0 to 1."),
        (
            {"hydr": 1.0},
            "electricity.mix: 'hydr' is no electricity technology. Nearest: hydro. "
            "`localca flows` lists the technologies.",
        ),
        (
            {"steel": 1.0},
            "electricity.mix: 'steel' is no electricity technology. `localca flows` lists the technologies.",
        ),
    ],
)  # fmt: skip
def test_a_wrong_mix_is_refused(tiny: Tiny, given_shares: dict[str, float], message: str) -> None:
    with pytest.raises(InputError) as caught:
        own_mix(tiny.tables, "POL", given_shares)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("place", "name", "message"),
    [
        ("XYZ", None, "site: 'XYZ' is not a country code. Use an ISO 3166 alpha-3 code such as JAM."),
        (
            "NLD", None,
            "site: no electricity mix is known for Netherlands (NLD). "
            "Choose another country's grid, or give electricity.mix yourself.",
        ),
        ("POL", "1999", "site: Poland has no mix '1999'. Nearest: 2020, 2010. Use one of these, or a table of shares."),
    ],
)  # fmt: skip
def test_an_unknown_grid_is_refused_never_replaced(tiny: Tiny, place: str, name: str | None, message: str) -> None:
    with pytest.raises(InputError) as caught:
        grid_mix(tiny.tables, place, name, where="site")
    assert str(caught.value) == message


def test_a_place_without_a_loss_is_refused(tiny: Tiny) -> None:
    with pytest.raises(InputError) as caught:
        loss_row(tiny.tables, "DEU", 2020)
    assert str(caught.value) == (
        "electricity: no grid loss is known for Germany (DEU). "
        "Give electricity.loss yourself, as a fraction of the output."
    )


def test_a_fuel_without_technology_is_a_fault_of_ours(tiny: Tiny) -> None:
    with pytest.raises(DataError, match=r"technology_split\.csv has no row for fuel 'peat' in POL"):
        technologies_of(tiny.tables, "POL", "2020", "peat")
