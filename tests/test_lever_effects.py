"""Levers: each effect by hand or by assessing the changed product, ranked, with its bound and source."""

from __future__ import annotations

import math

import pytest
from conftest import Tiny, chair

from localca.api import Result
from localca.errors import InputError
from localca.lever_effects import Lever, levers
from localca.product import Product
from localca.product_file import load
from localca.product_parts import OwnFlow
from localca.variation import with_row

WITH_RANGE = (
    'gsd = 1.1\n\n[[raw_materials]]\nname = "seat"',
    'low = 1600\nhigh = 2500\n\n[[raw_materials]]\nname = "seat"',
)


def found(tiny: Tiny, scenario: str = "imported", product: Product | None = None, method: str = "climate", **choices):
    assessment = tiny.assess(product, **choices)
    return {item.lever: item for item in levers(assessment, scenario) if item.method == method}


def test_the_levers_of_the_imported_chair_on_paper(tiny: Tiny) -> None:
    """What a step loses takes steel and its road with it, in assembly wood and forging too; kWh fall to 1.1^-2."""
    steel = 2.063125 + 60 * 0.1 / 1000
    effects = {name: item.effect for name, item in found(tiny).items()}
    assert effects == pytest.approx(
        {
            "recycled frame": 3.125 * (0.21 - 2.063125) + 0.003125 * (150 * 0.1 + 1000 * 0.02 - 60 * 0.1),
            "cleaner grid": 3.25 * (0.0125 - 1.12625) + 1.5625 * (0.0125 - 1.12625),
            "no loss in forge": -0.625 * steel,
            "no loss in assemble": -0.625 * steel - 0.25 * 0.22 - 0.5 * 0.23 - 0.5 * 1.12625,
            "less electricity in forge": -(1 - 1.1**-2) * 2.5 * 1.12625,
            "less electricity in assemble": -(1 - 1.2**-2) * 0.75 * 1.12625,
            "nearer suppliers": -0.01875,
            "make it where it is used": -3.6850625,
            "fewer unsold": 0.0,
            "last longer": 0.0,
        },
        rel=1e-11,
    )


def test_the_bounds_and_their_sources(tiny: Tiny) -> None:
    items = found(tiny, product=chair(WITH_RANGE))
    assert {name: (item.bound, item.bound_source) for name, item in items.items()} == {
        "recycled frame": ("100 % recycled", "physical limit; a suitable grade is needed"),
        "lighter: less frame": ("1600 g", "invented"),
        "cleaner grid": ("as clean as Norway", "grids.csv"),
        "no loss in forge": ("0 %", "physical limit"),
        "no loss in assemble": ("0 %", "physical limit"),
        "less electricity in forge": ("0.826 kWh per kg", "low end (95 %) of invented"),
        "less electricity in assemble": ("0.174 kWh per kg", "low end (95 %) of invented"),
        "nearer suppliers": ("0 km", "limit: suppliers next door"),
        "make it where it is used": ("Norway", "place_of_use in the product file"),
        "fewer unsold": ("nothing unsold", "unsold_share in the product file"),
        "last longer": ("1", "service_life in the product file: no longer life is stated"),
    }


def test_the_strongest_comes_first_in_each_category(tiny: Tiny, bag_result: Result) -> None:
    for assessment in (tiny.assess(), bag_result.assessment):
        for scenario in assessment.scenarios:
            items = levers(assessment, scenario)
            methods = list(dict.fromkeys(item.method for item in items))
            assert methods == [method.id for method in assessment.methods]
            for method in methods:
                effects = [item.effect for item in items if item.method == method]
                assert effects == sorted(effects)


def test_a_lever_says_where_it_starts_and_ends(tiny: Tiny) -> None:
    for item in found(tiny, "recycled").values():
        assert item.baseline == pytest.approx(3.8267578125 + 0.575 + 0.040625 + 0.068375, rel=1e-12)
        assert item.best == pytest.approx(item.baseline + item.effect, rel=1e-12)
        assert item.unit == "kg CO2-Eq"


@pytest.mark.parametrize(
    ("lever", "settings"),
    [
        ("recycled resin", ["imported_usa:resin.recycled_share=1.0"]),
        ("no loss in bag making", ["imported_usa:bag making.loss=0.0"]),
        ("make it where it is used", ["imported_usa:site=JAM"]),
        ("lighter: less resin",
         ["resin.amount=5.3", "bag making.amount=5.3", "product.mass.amount=5.3"]),
    ],
)  # fmt: skip
def test_an_effect_is_that_of_the_changed_product_file(bag_result: Result, lever: str, settings: list[str]) -> None:
    from localca import api

    before = bag_result.assessment
    after = api.compare(load("carrier-bag", settings), draws=16).assessment
    for item in levers(before, "imported_usa"):
        if item.lever == lever:
            change = after.total("imported_usa", item.method) - before.total("imported_usa", item.method)
            assert item.effect == pytest.approx(change, rel=1e-10)


def test_less_of_one_material_leaves_the_others(tiny: Tiny) -> None:
    """400 g of steel less: forging 1.6 kg, assembly 2.6 kg, the chair 2.6 kg; wood stays, the ship is full anyway."""
    effect = found(tiny, product=chair(WITH_RANGE))["lighter: less frame"].effect
    saved = 0.4 / 0.64 * (2.063125 + 0.006) + 0.5 * (0.23 + 1.12625) + 0.4 * 0.25 * 1.12625 + 0.0004 * 150 * 0.1
    assert effect == pytest.approx(-saved, rel=1e-11)


def test_a_lighter_product_whose_steps_have_ranges(tiny: Tiny) -> None:
    """The range of a step's amount does not stand in the way of a lighter one."""
    step = ('processes = ["frame"]', 'processes = ["frame"]\nlow = 1.9\nhigh = 2.1')
    plain, ranged = (found(tiny, product=chair(*edits)) for edits in ([WITH_RANGE], [WITH_RANGE, step]))
    assert ranged["lighter: less frame"].effect == pytest.approx(plain["lighter: less frame"].effect, rel=1e-12)


def test_a_material_without_a_mass_cannot_be_made_lighter(tiny: Tiny) -> None:
    """Cloth by the square metre: how much lighter the chair becomes is not known, and that is said."""
    flow = OwnFlow(name="cloth", title="Cloth", unit="m**2", source="own: test", elementary={"co2_fossil": 1.0})
    product = with_row(tiny.product(), "imported", "seat", flow="cloth", unit="m**2", low=0.5, high=2.0)
    item = found(tiny, product=product.model_copy(update={"flows": (flow,)}))["lighter: less seat"]
    assert math.isnan(item.effect)
    assert item.bound_source == (
        "cannot be modelled: unit 'm**2' measures [length] ** 2, but [mass] is needed. "
        "Use a unit that converts to 'kg'."
    )


def test_a_material_sold_by_volume_is_made_lighter_by_its_density() -> None:
    """Of 10 litres of softwood at 436 kg/m3, 2 litres are 0.872 kg less to ship."""
    from localca import api
    from localca.product_file import parse

    text = """
        [product]
        id = "plank"
        title = "Plank"
        functional_unit = { amount = 1, unit = "plank", what = "spans 3 m" }
        mass = { amount = AMOUNT_KG, unit = "kg", source = "own: test" }
        place_of_use = "JAM"
        [[raw_materials]]
        name = "wood"
        flow = "softwood_lumber"
        amount = AMOUNT
        unit = "litre"
        origin = "USA"
        RANGE
        source = "own: test"
        [[transport]]
        name = "out"
        carries = "product"
        from = "site"
        to = "use"
        source = "own: test"
        [[scenarios]]
        name = "only"
        title = "Only"
        site = "USA"
    """

    def plank(litres: float, ranged: str) -> Product:
        filled = text.replace("AMOUNT_KG", repr(0.436 * litres)).replace("AMOUNT", repr(litres))
        return parse(filled.replace("RANGE", ranged), "plank")

    whole = api.compare(plank(10.0, "low = 8\nhigh = 12"), methods=["climate"], draws=16).assessment
    less = api.compare(plank(8.0, ""), methods=["climate"], draws=16).assessment
    item = next(item for item in levers(whole, "only") if item.lever == "lighter: less wood")
    assert item.best == pytest.approx(less.total("only", "climate"), rel=1e-12)
    assert item.effect < 0


def test_all_recycled_leaves_nothing_to_recycle(tiny: Tiny) -> None:
    assert "recycled frame" not in found(tiny, "recycled", tiny.product("recycled:frame.recycled_share=1.0"))


def test_recycling_that_cannot_be_charged_is_said_and_comes_last(tiny: Tiny) -> None:
    """Under the circular footprint formula the seat has no parameters; the other levers stay."""
    product = tiny.product("seat.recycled_flow=steel_recycled")
    items = list(found(tiny, product=product, allocation="cff").values())
    assert items[-1].lever == "recycled seat"
    assert math.isnan(items[-1].effect)
    assert items[-1].bound_source.startswith("cannot be modelled: chair, scenario imported, raw_materials[seat]: ")
    assert "has no parameters for 'wood'" in items[-1].bound_source
    assert sum(math.isnan(item.effect) for item in items) == 1


def test_moving_home_leaves_the_old_grid_behind(tiny: Tiny) -> None:
    """The mix of 2010 exists only in POL: at home the chair of old_grid is the local one."""
    item = found(tiny, "old_grid")["make it where it is used"]
    assert item.best == pytest.approx(7.456265625, rel=1e-12)


def test_a_home_that_cannot_be_modelled_is_said(tiny: Tiny) -> None:
    """Sweden has no grid in the tiny background, and no road either."""
    product = tiny.product("product.place_of_use=SWE", "chair out.mode=truck_articulated", "chair out.distance=100")
    item = found(tiny, product=product)["make it where it is used"]
    assert math.isnan(item.effect)
    assert item.bound == "Sweden"
    assert item.bound_source.startswith("cannot be modelled: ")
    assert "Sweden (SWE) has no port in ports.csv. Name the port it is reached by." in item.bound_source


def test_what_is_made_at_home_stays_there(tiny: Tiny) -> None:
    assert "make it where it is used" not in found(tiny, "local")


def test_the_cleanest_grid_cannot_be_bettered(tiny: Tiny) -> None:
    item = found(tiny, "local")["cleaner grid"]
    assert (item.effect, item.bound) == (0.0, "as clean as Norway")


def test_a_cleaner_grid_never_makes_it_worse(tiny: Tiny) -> None:
    """Power of one's own at 0.01 is cleaner than any grid."""
    product = tiny.product("local:electricity.own_share=1", "local:electricity.own_technology=hydro")
    assert found(tiny, "local", product)["cleaner grid"].effect == 0.0


def test_selling_what_is_made(tiny: Tiny) -> None:
    """A fifth unsold and two lives: without the fifth, half of 11.141328125; a longer life is not promised."""
    items = found(tiny, "sturdy")
    assert items["fewer unsold"].best == pytest.approx(11.141328125 / 2, rel=1e-12)
    assert (items["last longer"].effect, items["last longer"].bound) == (0.0, "2")


def flown(tiny: Tiny) -> Product:
    """The chair flown over 1000 km at 1 kg per t km, by an own flow whose name says so."""
    flow = OwnFlow(name="air_freight", title="Air", unit="tonne*km", source="own: test", kind="transport",
                   elementary={"co2_fossil": 1.0})  # fmt: skip
    product = tiny.product("chair out.mode=air_freight", "chair out.distance=1000")
    return product.model_copy(update={"flows": (flow,)})


def test_sea_instead_of_air(tiny: Tiny) -> None:
    """By air the chair weighs 3 kg; in the hold of a ship it fills the place of 6 kg."""
    item = found(tiny, product=flown(tiny))["sea instead of air"]
    assert item.effect == pytest.approx(0.006 * 1000 * 0.02 - 0.003 * 1000 * 1.0, rel=1e-12)
    assert (item.bound, item.bound_source) == ("the same distance by container ship", "invented")


def test_what_is_not_flown_cannot_be_shipped_instead(tiny: Tiny, bag_result: Result) -> None:
    assert "sea instead of air" not in found(tiny)
    assert "sea instead of air" not in {item.lever for item in levers(bag_result.assessment, "imported_china")}


def test_the_bag_flown_from_china(bag_result: Result) -> None:
    from localca import api

    settings = ["imported_china:bags to Jamaica.mode=air_long_haul", "imported_china:bags to Jamaica.distance=14000"]
    assessment = api.compare(load("carrier-bag", settings), methods=["climate"], draws=16).assessment
    items = {item.lever: item for item in levers(assessment, "imported_china")}
    assert next(iter(items)) == "sea instead of air"
    assert items["sea instead of air"].effect < -0.5 * items["sea instead of air"].baseline


def test_a_supplier_that_a_scenario_changes(tiny: Tiny) -> None:
    """In one scenario the first leg carries the chair: it is no supplier's then."""
    product = tiny.product(
        "imported:steel in.carries=product", "imported:steel in.from=site", "imported:steel in.to=use"
    )
    assert found(tiny, product=product)["nearer suppliers"].effect == 0.0


def test_a_category_that_is_not_declared(tiny: Tiny) -> None:
    """Every lever is still listed; nothing is known of their sum, and the list is in the same order."""
    flow = OwnFlow(
        name="epd_steel", title="EPD", unit="kg", source="own: EPD", kind="material", declared={"climate": 2.0}
    )
    product = with_row(tiny.product(), "imported", "frame", flow="epd_steel").model_copy(update={"flows": (flow,)})
    items: list[Lever] = list(found(tiny, product=product, method="acidification").values())
    assert all(math.isnan(item.best) for item in items)
    known = [item.effect for item in items if not math.isnan(item.effect)]
    assert known == sorted(known)
    assert {item.lever for item in items} == set(found(tiny))


def test_an_unknown_scenario(tiny: Tiny) -> None:
    with pytest.raises(InputError) as caught:
        levers(tiny.assess(), "lcal")
    assert str(caught.value) == (
        "scenario: 'chair' has no scenario 'lcal'. Nearest: local. "
        "It has: imported, local, recycled, solar_roof, old_grid, sturdy."
    )
