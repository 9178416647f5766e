"""The shipped products: each is complete, and gives the direction and the cause that its sources give.

The counter-cases of the method ("local is not always better, and not for the same reason") and the claims of Russell &
Allwood on the bed. Where honest data contradict a claim or a counter-case, the contradiction is asserted with its
reason; docs/findings-products.md tells it in words. Totals are kept in ``golden``, not here.
"""

from __future__ import annotations

from functools import cache

import pytest

from localca import analyses, api, impact_methods, lookup
from localca.api import Result
from localca.product import STAGES, Product
from localca.product_file import load, shipped_products

CLAIMED = ("climate", "acidification", "energy_nonrenewable")
PRODUCTS = sorted(shipped_products())
BY_VOLUME, COMPRESSED, BY_WEIGHT = "", "product.volume.amount=0.65", "product.volume.amount=0.01"
FOUR = ("imported_usa", "local_imported_inputs", "local_recycled", "local_island_material")
IMPORTED, LOCAL, RECYCLED, ISLAND = FOUR


def product(name: str, *settings: str) -> Product:
    return load(name, [setting for setting in settings if setting])


@cache
def compared(name: str, *settings: str, methods: tuple[str, ...] = CLAIMED) -> Result:
    return api.compare(product(name, *settings), methods=methods)


def total(result: Result, scenario: str, method: str, without: str = "") -> float:
    stages = result.assessment.stage_scores[scenario][:, result.assessment.column(method)]
    return float(sum(value for name, value in zip(STAGES, stages, strict=True) if name != without))


def stage(result: Result, scenario: str, method: str, name: str) -> float:
    return total(result, scenario, method) - total(result, scenario, method, without=name)


def electricity(result: Result, scenario: str) -> float:
    """Electricity of the production stage, kWh per functional unit."""
    return sum(
        line.amount for line in result.assessment.lines if (line.scenario, line.stage) == (scenario, "electricity")
    )


def verdict(result: Result, scenario: str, method: str) -> str:
    return result.comparison(scenario, method).verdict


def main_cause(result: Result, scenario: str, method: str, reference: str | None = None) -> str:
    """The cause that pushes hardest in the direction of the difference."""
    causes = analyses.explanation(result, scenario, reference)["causes"][method]
    difference = sum(causes.values())
    return max(causes, key=lambda name: causes[name] * (1 if difference > 0 else -1))


def root(result: Result, scenario: str, parameter: str, method: str, reference: str | None = None) -> float | None:
    """The break-even value, when it is in the feasible range."""
    found = analyses.breakeven(result, scenario, reference, [parameter])["breakevens"]
    [item] = [item for item in found if item["method"] == method and item["parameter"] == parameter]
    return item["value"] if item["in_range"] else None


def grid(place: str, method: str) -> float:
    """Score of 1 kWh at the plug."""
    return float(lookup.grid(api.open_background(), place, impact_methods.choose([method]))["scores"][method]["score"])


# Each product


@pytest.mark.parametrize("name", PRODUCTS)
def test_a_product_compares_in_every_category(name: str) -> None:
    result = api.compare(product(name), draws=16)
    assert result.assessment.product.product.id == name
    assert len(result.comparisons) == (len(result.assessment.scenarios) - 1) * len(result.assessment.methods)
    assert len(result.assessment.scenarios) >= 3
    for scenario in result.assessment.scenarios:
        for method in result.assessment.methods:
            assert total(result, scenario, method.id) > 0, (scenario, method.id)


@pytest.mark.parametrize("name", PRODUCTS)
def test_a_product_says_what_it_teaches_and_what_it_leaves_out(name: str) -> None:
    card = load(name).product
    assert card.lesson
    assert "left out" in card.description.lower()
    assert all(scenario.description for scenario in load(name).scenarios)


@pytest.mark.parametrize("name", [name for name in PRODUCTS if load(name).product.label])
def test_an_illustrative_or_reconstructed_product_says_so_in_its_description(name: str) -> None:
    card = load(name).product
    assert {"illustrative": "Illustrative:", "reconstructed": "No bill of materials was found."}[
        card.label
    ] in card.description


@pytest.mark.parametrize("name", [name for name in PRODUCTS if name != "carrier-bag"])
def test_an_amount_without_a_range_is_an_exact_choice_or_the_same_in_every_scenario(name: str) -> None:
    """A raw material has a range, unless it is the functional unit itself or packaging that never changes."""
    for row in load(name).raw_materials:
        fixed = row.source.startswith("own: the ") or row.name == "packaging"
        assert row.spread > 1 or fixed, row.name


# Bed: the claims of Russell & Allwood


def ranking(result: Result, method: str, without: str = "") -> list[str]:
    return sorted(FOUR, key=lambda scenario: total(result, scenario, method, without))


@pytest.mark.parametrize("shipped", [BY_VOLUME, COMPRESSED, BY_WEIGHT])
@pytest.mark.parametrize("method", CLAIMED)
def test_bed_c1_recycled_is_the_lowest_of_the_four(method: str, shipped: str) -> None:
    result = compared("bed", shipped)
    assert ranking(result, method)[0] == RECYCLED
    assert verdict(result, RECYCLED, method) == "lower"


@pytest.mark.parametrize("shipped", [BY_VOLUME, COMPRESSED, BY_WEIGHT])
def test_bed_c1_for_acidification_hangs_on_reclaiming_the_soft_parts(shipped: str) -> None:
    """Contradicted where only steel and polyester are recycled: their recycling runs on a sulphurous oil grid."""
    result, partly = compared("bed", shipped), "local_recycled_metal_pet"
    for method in ("climate", "energy_nonrenewable"):
        assert total(result, partly, method) < min(total(result, name, method) for name in (IMPORTED, LOCAL, ISLAND))
    lowest = min((IMPORTED, LOCAL, ISLAND), key=lambda name: total(result, name, "acidification"))
    assert total(result, partly, "acidification") > total(result, lowest, "acidification")
    clean = compared(
        "bed", shipped, f"{partly}:electricity.mix={{hydro=1}}", f"{partly}:electricity.applies_to=country"
    )
    assert total(clean, partly, "acidification") < min(
        total(clean, name, "acidification") for name in (IMPORTED, LOCAL, ISLAND)
    )


@pytest.mark.parametrize("method", ["climate", "energy_nonrenewable"])
def test_bed_c2_raw_materials_is_the_largest_stage_of_the_reference(method: str) -> None:
    result = compared("bed")
    parts = {name: stage(result, IMPORTED, method, name) for name in STAGES}
    assert max(parts, key=parts.__getitem__) == "raw_materials"
    assert parts["raw_materials"] > 0.5 * total(result, IMPORTED, method)


@pytest.mark.parametrize("method", CLAIMED)
def test_bed_c3_holds_when_the_bed_is_charged_by_weight(method: str) -> None:
    result = compared("bed", BY_WEIGHT)
    assert ranking(result, method, without="transport") == ranking(result, method)


@pytest.mark.parametrize("shipped", [BY_VOLUME, COMPRESSED])
@pytest.mark.parametrize("method", CLAIMED)
def test_bed_c3_is_contradicted_when_the_bed_fills_the_container(method: str, shipped: str) -> None:
    """Charged by volume, even compressed, the import falls behind local making; without transport it is ahead."""
    result = compared("bed", shipped)
    assert ranking(result, method, without="transport") != ranking(result, method)
    assert total(result, LOCAL, method) < total(result, IMPORTED, method)
    assert total(result, LOCAL, method, "transport") > total(result, IMPORTED, method, "transport")
    assert main_cause(result, LOCAL, method) == "transport"


@pytest.mark.parametrize("method", ["climate", "acidification"])
def test_bed_c4_holds_by_weight_on_the_oil_grid_of_the_2000s(method: str) -> None:
    result = compared("bed", BY_WEIGHT)
    assert verdict(result, "local_2005_grid", method) == "higher"
    assert main_cause(result, "local_2005_grid", method) == "grid"


def test_bed_c4_is_contradicted_by_volume() -> None:
    """The voyage of the air in a bed outweighs the oil grid in climate, and blurs acidification."""
    result = compared("bed")
    assert verdict(result, "local_2005_grid", "climate") == "lower"
    assert verdict(result, "local_2005_grid", "acidification") == "too close to call"
    assert main_cause(result, "local_2005_grid", "climate") == "transport"


@pytest.mark.parametrize("method", ["climate", "acidification"])
def test_bed_c5_a_grid_below_g_star_flips_c4_at_g_star(method: str) -> None:
    result = compared("bed", BY_WEIGHT)
    found = root(result, "local_2005_grid", "grid", method)
    assert found is not None
    kwh = electricity(result, "local_2005_grid")
    oil = stage(result, "local_2005_grid", method, "electricity") / kwh
    difference = result.comparison("local_2005_grid", method).difference
    assert found < oil
    assert difference - kwh * (oil - found) == pytest.approx(0, abs=1e-9 * total(result, IMPORTED, method))


def test_bed_c5_has_no_root_by_volume_in_climate() -> None:
    assert root(compared("bed"), "local_2005_grid", "grid", "climate") is None
    assert root(compared("bed"), "local_2005_grid", "grid", "acidification") is not None


@pytest.mark.parametrize("method", CLAIMED)
def test_bed_c6_transport_aside_the_difference_is_electricity_times_the_difference_of_the_grids(method: str) -> None:
    result = compared("bed")
    kwh = {name: electricity(result, name) for name in (IMPORTED, LOCAL)}
    assert kwh[LOCAL] == pytest.approx(kwh[IMPORTED], rel=1e-12)
    difference = total(result, LOCAL, method, "transport") - total(result, IMPORTED, method, "transport")
    assert difference == pytest.approx(kwh[LOCAL] * (grid("JAM", method) - grid("USA", method)), rel=1e-9)
    if method == "climate":
        assert difference < 0.05 * total(result, IMPORTED, method)


@pytest.mark.parametrize("method", CLAIMED)
def test_bed_c7_on_the_same_grid_the_difference_is_that_of_transport(method: str) -> None:
    result = compared("bed", f"{LOCAL}:electricity.place=USA")
    difference = total(result, LOCAL, method) - total(result, IMPORTED, method)
    transport = stage(result, LOCAL, method, "transport") - stage(result, IMPORTED, method, "transport")
    assert difference == pytest.approx(transport, rel=1e-9)


def test_bed_c8_acidification_flips_at_another_grid_than_climate() -> None:
    """In units of the oil grid: climate turns at about half of it, acidification below a twentieth."""
    result = compared("bed", BY_WEIGHT)
    oil = {}
    for method in ("climate", "acidification"):
        per_kwh = stage(result, "local_2005_grid", method, "electricity") / electricity(result, "local_2005_grid")
        found = root(result, "local_2005_grid", "grid", method)
        assert found is not None
        oil[method] = found / per_kwh
    assert oil["acidification"] < 0.1 < oil["climate"] < 0.8


def test_bed_volume_charges_the_container_and_weight_does_not() -> None:
    """1.303 m3 at the stowage density of a container against 50.8 kg."""
    by_volume, by_weight = compared("bed"), compared("bed", BY_WEIGHT)
    work = [
        sum(line.amount for line in result.assessment.lines
            if line.scenario == IMPORTED and line.row == "bed to Jamaica" and line.flow == "ship_container"
            and line.component == "residual")
        for result in (by_volume, by_weight)
    ]  # fmt: skip
    density = api.open_background().resolve("ship_container", "tonne*km", "USA").stowage_density
    assert density
    assert work[0] / work[1] == pytest.approx(1.303 * density / 50.8, rel=1e-9)


# Storage box


def test_box_each_category_has_its_own_cause_and_they_are_not_merged() -> None:
    result = compared("storage-box")
    assert verdict(result, "local", "climate") == "lower"
    assert main_cause(result, "local", "climate") == "grid"
    assert verdict(result, "local", "acidification") == "lower"
    assert main_cause(result, "local", "acidification") == "transport"
    assert verdict(result, "local", "energy_nonrenewable") == "too close to call"


def test_box_nearer_is_not_cleaner() -> None:
    """Poland is next door, but its coal gives back in climate what the voyage saves."""
    result = compared("storage-box")
    assert stage(result, "made_in_poland", "climate", "transport") < stage(
        result, "imported_china", "climate", "transport"
    )
    assert stage(result, "made_in_poland", "climate", "electricity") > stage(
        result, "imported_china", "climate", "electricity"
    )
    assert verdict(result, "made_in_poland", "climate") == "too close to call"


def test_box_shipped_with_its_lid_on_is_shipped_as_air() -> None:
    volume = 'product.volume={amount=0.0965, unit="m**3", source="ecobalyse_objects"}'
    closed, nested = compared("storage-box", volume), compared("storage-box")
    assert stage(closed, "imported_china", "climate", "transport") > 10 * stage(
        nested, "imported_china", "climate", "transport"
    )
    assert main_cause(closed, "local", "climate") == "transport"


# Printed part


def test_printing_is_an_electricity_story() -> None:
    """Six times the kWh of moulding: on the Jamaican grid printing loses whatever the voyage saves."""
    result = compared("printed-part")
    for method in ("climate", "acidification"):
        for scenario in ("printed", "printed_light"):
            assert verdict(result, scenario, method) == "higher"
        assert total(result, "printed_light", method) < total(result, "printed", method)
    saved = stage(result, "printed", "climate", "transport") - stage(result, "moulded_china", "climate", "transport")
    assert abs(saved) < 0.1 * result.comparison("printed", "climate").difference


def test_printing_turns_at_a_grid_that_infill_raises() -> None:
    """The break-even grid of the light part lies above that of the solid one; Jamaica above both, hydropower below."""
    result = compared("printed-part")
    solid, light = (root(result, name, "grid", "climate") for name in ("printed", "printed_light"))
    assert solid is not None
    assert light is not None
    assert grid("NOR", "climate") < solid < light < grid("JAM", "climate")
    assert verdict(result, "printed_light_solar", "climate") == "lower"


def test_printing_the_saving_is_not_distance_in_climate_but_is_in_acidification() -> None:
    """The method expects that a saving, if any, is mass and not distance: contradicted for acidification.

    The exhaust of the ship weighs more there than the resin does.
    """
    result = compared("printed-part")
    assert main_cause(result, "printed_light_solar", "climate") == "grid"
    assert main_cause(result, "printed_light_solar", "acidification") == "transport"


# Bicycle frame


def test_frame_the_smelters_grid_decides_climate_and_energy() -> None:
    result = compared("bicycle-frame")
    for method in ("climate", "energy_nonrenewable"):
        workshop = abs(result.comparison("workshop_jamaica", method).difference)
        smelter = abs(result.comparison("smelter_iceland", method).difference)
        assert smelter > 10 * workshop
        assert verdict(result, "smelter_iceland", method) == "lower"
        assert main_cause(result, "smelter_iceland", method) == "material origin"
    assert abs(result.comparison("workshop_jamaica", "climate").relative) < 0.03


def test_frame_the_counter_case_is_contradicted_for_acidification() -> None:
    """Smelters emit their own sulphur, which no grid changes, and the workshop's oil grid is dirtier than coal."""
    result = compared("bicycle-frame")
    assert verdict(result, "smelter_iceland", "acidification") == "too close to call"
    assert verdict(result, "workshop_jamaica", "acidification") == "higher"
    assert main_cause(result, "workshop_jamaica", "acidification") == "grid"


@pytest.mark.parametrize("method", CLAIMED)
def test_frame_scrap_beats_every_smelter(method: str) -> None:
    result = compared("bicycle-frame")
    scenarios = result.assessment.scenarios
    assert min(scenarios, key=lambda name: total(result, name, method)) == "workshop_jamaica_recycled"


def test_frame_a_little_scrap_outweighs_the_workshop() -> None:
    found = root(compared("bicycle-frame"), "workshop_jamaica", "recycled:aluminium", "climate")
    assert found is not None
    assert found < 0.05


# Paving stone and bottled water


@pytest.mark.parametrize(("name", "reference"), [("paving-stone", "china_container"), ("bottled-water", "fiji")])
@pytest.mark.parametrize("method", CLAIMED)
def test_heavy_and_simple_goods_transport_dominates_and_local_wins(name: str, reference: str, method: str) -> None:
    result = compared(name)
    assert stage(result, reference, method, "transport") > 0.5 * total(result, reference, method)
    assert verdict(result, "local", method) == "lower"
    assert main_cause(result, "local", method) == "transport"


@pytest.mark.parametrize("method", CLAIMED)
def test_stone_the_type_of_the_ship_changes_the_size_but_not_the_sign(method: str) -> None:
    result = compared("paving-stone")
    assert (
        total(result, "local", method) < total(result, "china_bulk", method) < total(result, "china_container", method)
    )
    against_bulk = api.compare(product("paving-stone"), reference="china_bulk", methods=[method])
    assert verdict(against_bulk, "local", method) == "lower"


def test_stone_how_far_a_lorry_may_come_depends_on_the_ship_it_replaces() -> None:
    parameter = "distance:stone to site:truck_articulated GBR"
    container, bulk = (
        root(compared("paving-stone"), "local", parameter, "climate", reference)
        for reference in ("china_container", "china_bulk")
    )
    assert container is not None
    assert bulk is not None
    assert 279 < bulk < container / 2


# Wooden chair


@pytest.mark.parametrize("method", CLAIMED)
def test_chair_the_journeys_decide(method: str) -> None:
    result = compared("wooden-chair")
    order = sorted(result.assessment.scenarios, key=lambda name: total(result, name, method))
    assert order[0] == "local_wood"
    assert order[-1] == "imported_us_wood"
    assert verdict(result, "local_wood", method) == "lower"
    assert main_cause(result, "local_wood", method) == "transport"


def test_chair_the_heat_of_the_kiln_is_biogenic() -> None:
    """No line of the chair burns a fossil fuel for heat: the board is dried with the mill's own residues."""
    assert not [line for line in compared("wooden-chair").assessment.lines if line.component == "heat"]


# Reused goods


def test_a_bag_made_locally_wins_when_it_lasts_a_little_longer() -> None:
    """The break-even number of uses, one per category, and never merged."""
    result = compared("carrier-bag")
    uses = {method: root(result, "local_imported_resin", "service_life", method) for method in CLAIMED}
    assert all(value is not None and value > 1 for value in uses.values())
    assert uses["acidification"] > 2 > uses["climate"]  # type: ignore[operator]


# T-shirt: spinning runs on the grid, dyeing on the boiler


def test_tshirt_france_is_lower_in_climate_by_its_grid_and_in_acidification_by_the_voyage() -> None:
    result = compared("cotton-tshirt")
    assert verdict(result, "local", "climate") == "lower"
    assert main_cause(result, "local", "climate") == "grid"
    assert verdict(result, "local", "acidification") == "lower"
    assert main_cause(result, "local", "acidification") == "transport"
    assert verdict(result, "local", "energy_nonrenewable") == "too close to call", "nuclear power counts there"


def test_tshirt_the_boiler_stays_and_its_fuel_counts() -> None:
    """Heat is the largest stage of the French shirt, the same at every site; coal gives much of the gain back."""
    result = compared("cotton-tshirt")
    heat = {name: stage(result, name, "climate", "production") for name in result.assessment.scenarios}
    assert heat["local"] == pytest.approx(heat["imported_china"])
    assert max(STAGES, key=lambda name: stage(result, "local", "climate", name)) == "production"
    for method in ("climate", "acidification"):
        assert verdict(result, "imported_china_coal", method) == "higher"
        assert main_cause(result, "imported_china_coal", method) == "heat"


def test_tshirt_pakistan_trades_climate_for_acidification() -> None:
    result = compared("cotton-tshirt")
    assert verdict(result, "imported_pakistan", "climate") == "lower"
    assert verdict(result, "imported_pakistan", "acidification") == "higher"
    assert main_cause(result, "imported_pakistan", "acidification") == "grid"
