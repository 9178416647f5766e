"""The foreground: demands by hand (losses, bulky goods, recycled loads), electricity of a place, and every refusal."""

from __future__ import annotations

import math

import pytest
from conftest import Tiny, chair, chair_text
from hypothesis import given
from hypothesis import strategies as st

from localca.errors import InputError
from localca.foreground import Foreground
from localca.product_file import parse
from localca.scenario import resolve_scenario


def foreground(tiny: Tiny, product=None, scenario: str = "imported", allocation="cutoff") -> Foreground:
    resolved = resolve_scenario(product or tiny.product(), scenario)
    return Foreground(resolved, tiny.background, tiny.tables, tiny.routes, allocation)


def amounts(
    tiny: Tiny, product=None, scenario: str = "imported", allocation="cutoff"
) -> dict[tuple[str, str, str], float]:
    found: dict[tuple[str, str, str], float] = {}
    for demand in foreground(tiny, product, scenario, allocation).demands():
        key = (demand.row, demand.match.flow, demand.place)
        found[key] = found.get(key, 0.0) + demand.amount
    return found


def test_the_demands_of_an_imported_chair(tiny: Tiny) -> None:
    """Steel 2 / 0.64, wood 1 / 0.8, forging 2 / 0.8, assembly 3; 6 kg charged at sea for 0.03 m3."""
    assert amounts(tiny) == pytest.approx({
        ("frame", "steel", "POL"): 3.125,
        ("seat", "wood", "POL"): 1.25,
        ("forge", "forging", "POL"): 2.5,
        ("assemble", "assembly", "POL"): 3.0,
        ("steel in", "truck_articulated", "POL"): 0.003125 * 60,
        ("chair out", "truck_articulated", "POL"): 0.003 * 100,
        ("chair out", "ship_container", "POL"): 0.006 * 1000,
        ("chair out", "truck_articulated", "NOR"): 0.003 * 50,
    }, rel=1e-12)  # fmt: skip


def test_recycled_and_virgin_material_travel_from_their_own_origins(tiny: Tiny) -> None:
    found = amounts(tiny, scenario="recycled")
    assert found["frame", "steel", "POL"] == pytest.approx(1.5625)
    assert found["frame", "steel_recycled", "NOR"] == pytest.approx(1.5625)
    assert found["steel in", "ship_container", "POL"] == pytest.approx(1.5625)
    assert found["steel in", "truck_articulated", "NOR"] == pytest.approx(0.0015625 * (50 + 30))


def test_the_formula_changes_what_is_charged_never_what_travels(tiny: Tiny) -> None:
    cutoff, cff = amounts(tiny, scenario="recycled"), amounts(tiny, scenario="recycled", allocation="cff")
    assert cff["frame", "steel", "POL"] == pytest.approx(3.125 * 0.86)
    assert cff["frame", "steel_recycled", "NOR"] == pytest.approx(3.125 * 0.1)
    assert {key: value for key, value in cff.items() if key[0] == "steel in"} == {
        key: value for key, value in cutoff.items() if key[0] == "steel in"
    }


@pytest.mark.parametrize("loss", [0.0, 0.15, 0.25])
def test_input_mass_is_divided_never_multiplied(tiny: Tiny, loss: float) -> None:
    """M / (1 - w), not M * (1 + w): 2 / 0.8 / (1 - w)."""
    found = amounts(tiny, chair(("loss = 0.2", f"loss = {loss}")))
    assert found["frame", "steel", "POL"] == pytest.approx(2.5 / (1 - loss), rel=1e-12)
    assert found["forge", "forging", "POL"] == pytest.approx(2.0 / (1 - loss), rel=1e-12)
    assert found["assemble", "assembly", "POL"] == pytest.approx(3.0, rel=1e-12)


def test_a_step_carries_the_mean_loss_of_what_it_processes_weighted_by_mass_whatever_the_unit(tiny: Tiny) -> None:
    """A first step passes frame and seat; a later one loses a fifth of the frame only: 3 * (2/0.8 + 1/1) / 3 = 3.5.

    The frame is given in grams, the seat in kilograms: weights are masses, not numbers.
    """
    text = chair_text(
        ('flow = "forging"\namount = 2', 'flow = "assembly"\namount = 3'),
        ('amount = 3\nprocesses = ["frame"]', 'amount = 3\nprocesses = ["frame", "seat"]'),
        ('loss = 0.2\nprocesses = ["frame", "seat"]', 'loss = 0.2\nprocesses = ["frame"]'),
    )  # fmt: skip
    assert amounts(tiny, parse(text))["forge", "assembly", "POL"] == pytest.approx(3.5, rel=1e-12)


@pytest.mark.parametrize(
    ("volume", "charged"), [("amount = 30", 6.0), ("amount = 10", 3.0), ("amount = 15", 3.0), ("amount = 60", 12.0)]
)
def test_a_bulky_good_is_charged_by_volume_on_ships_that_state_their_hold(
    tiny: Tiny, volume: str, charged: float
) -> None:
    found = amounts(tiny, chair(("volume = { amount = 30", f"volume = {{ {volume}")))
    assert found["chair out", "ship_container", "POL"] == pytest.approx(charged)
    assert found["chair out", "truck_articulated", "POL"] == pytest.approx(0.3)


def test_a_product_without_volume_is_charged_by_mass(tiny: Tiny) -> None:
    found = amounts(tiny, chair(('volume = { amount = 30, unit = "litre", source = "invented" }\n', "")))
    assert found["chair out", "ship_container", "POL"] == pytest.approx(3.0)


def test_a_leg_may_state_its_mode_and_distance(tiny: Tiny) -> None:
    leg = 'carries = "product"\nfrom = "site"\nto = "use"\n'
    found = amounts(tiny, chair((leg, leg + 'mode = "truck_articulated"\ndistance = 100\nunit = "mile"\n')))
    assert found["chair out", "truck_articulated", "POL"] == pytest.approx(0.003 * 160.9344)
    assert ("chair out", "ship_container", "POL") not in found


@given(unsold=st.floats(0, 0.9), life=st.floats(0.1, 100))
def test_unsold_goods_and_service_life_scale_everything(tiny: Tiny, unsold: float, life: float) -> None:
    product = tiny.product(f"product.unsold_share={unsold!r}", f"product.service_life={life!r}")
    scale = 1 / ((1 - unsold) * life)
    expected = {key: value * scale for key, value in amounts(tiny).items()}
    assert amounts(tiny, product) == pytest.approx(expected, rel=1e-9)


def test_the_electricity_of_production_and_of_materials(tiny: Tiny) -> None:
    """A mix chosen for production leaves the materials of the country on its own mix, unless it is the country's."""
    solar = foreground(tiny, scenario="solar_roof")
    assert {match.key: amount for match, amount in solar.power("production", "POL").parts} == pytest.approx(
        {"coal_plant": 0.5625, "hydro": 0.0625, "solar_pv": 0.5}
    )
    assert solar.power("material", "POL").key == "electricity@POL:2020"
    old = foreground(tiny, scenario="old_grid")
    assert old.power("production", "POL").key == old.power("material", "POL").key == "electricity@POL:2010"
    assert old.power("material", "NOR").key == "electricity@NOR:2020"


def test_electricity_may_come_from_elsewhere(tiny: Tiny) -> None:
    product = tiny.product("electricity.place=NOR")
    assert foreground(tiny, product).power("production", "POL").key == "electricity@NOR:2020"


def test_a_step_elsewhere_runs_on_the_grid_of_elsewhere(tiny: Tiny) -> None:
    product = tiny.product("forge.origin=NOR", 'imported:electricity.mix="2010"')
    power = foreground(tiny, product)
    assert power.power("production", "NOR").key == "electricity@NOR:2020"
    assert power.power("production", "POL").key == "electricity@POL:2010"


def test_the_uncertainty_of_a_demand(tiny: Tiny) -> None:
    sigmas = {demand.draw: demand.sigma for demand in foreground(tiny).demands()}
    assert sigmas["frame"] == pytest.approx(math.log(1.1))
    assert sigmas["seat"] == 0.0
    assert sigmas["ship_container PLBAY-NOFJO"] == pytest.approx(math.log(1.05))
    assert sigmas["truck_articulated POL-PLBAY"] == pytest.approx(math.log(1.5))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ([('flow = "wood"', 'flow = "wod"')],
         "chair, scenario imported, raw_materials[seat]: 'wod' is no flow of the open background. Nearest: wood. "
         "`localca flows` lists them; `localca flows WORD` searches."),
        ([("amount = 1\norigin", 'amount = 1\nunit = "MJ"\norigin')],
         "chair, scenario imported, raw_materials[seat]: unit 'MJ' measures [mass] * [length] ** 2 / [time] ** 2, "
         "but [mass] is needed. Use a unit that converts to 'kg'."),
        ([('origin = "POL"', 'origin = "Poland"')],
         "chair, scenario imported, raw_materials[frame].origin: 'Poland' is not a country code. "
         "Nearest: POL (Poland), IRL (Ireland), ISL (Iceland). Use an ISO 3166 alpha-3 code such as JAM."),
        ([('processes = ["frame"]', 'processes = ["fram"]')],
         "chair, scenario imported, production[forge]: it processes 'fram', which is no raw material. Nearest: frame."),
        ([('processes = ["frame"]\n', "")],
         "chair, scenario imported, production[forge]: it loses 20.0% but does not say of what. "
         "Add processes = [raw material names], or loss = 0."),
        ([('carries = "frame"', 'carries = "chair"')],
         "chair, scenario imported, transport[steel in]: it carries 'chair', which is neither a raw material nor the "
         "product. Nearest: frame, seat, product."),
        ([('carries = "product"\n', 'carries = "product"\nmode = "ship_container"\n')],
         "chair, scenario imported, transport[chair out]: a leg with a mode needs a distance. "
         'Add distance = km, or use mode = "auto".'),
        ([('place_of_use = "NOR"', 'place_of_use = "NOR"\nheat = "hydro"')],
         "chair, scenario imported, heat: 'hydro' is no heat. `localca flows heat` lists the carriers."),
    ],
)  # fmt: skip
def test_a_wrong_row_is_refused_in_whole_sentences(tiny: Tiny, changes: list[tuple[str, str]], message: str) -> None:
    with pytest.raises(InputError) as caught:
        foreground(tiny, chair(*changes)).demands()
    assert str(caught.value).splitlines()[0] == message


def test_every_wrong_row_is_told(tiny: Tiny) -> None:
    product = chair(('flow = "wood"', 'flow = "wod"'), ('flow = "forging"', 'flow = "forgin"'))
    with pytest.raises(InputError) as caught:
        foreground(tiny, product).demands()
    assert sorted(problem.where for problem in caught.value.problems) == [
        "chair, scenario imported, production[forge]",
        "chair, scenario imported, raw_materials[seat]",
    ]


@pytest.mark.parametrize("technology", ["heat_natural_gas", "coal", "steel", "sunshine", "electricity"])
def test_own_generation_must_be_a_technology(tiny: Tiny, technology: str) -> None:
    """Coal and heat come in MJ, which convert to kWh: without a check a kWh would be charged as one MJ of them."""
    product = tiny.product(f"electricity.own_technology={technology}", "electricity.own_share=0.5")
    with pytest.raises(InputError, match=f"'{technology}'"):
        foreground(tiny, product).demands()


def test_the_mass_of_a_material_moves_its_step_and_its_leg() -> None:
    """One bag that is lighter takes less resin, less electricity and less transport, all by the same draw."""
    from localca import api

    assessment = api.compare(
        "carrier-bag", methods=["climate"], scenarios=["local_imported_resin"], draws=16
    ).assessment
    lines = [line for line in assessment.lines if line.scenario == "local_imported_resin"]
    assert {line.stage for line in lines} == {"raw_materials", "production", "electricity", "transport"}
    for line in lines:
        assert dict(line.draws)["resin"] == pytest.approx(math.log(8.0 / 5.3) / 4, rel=1e-12), line.row
