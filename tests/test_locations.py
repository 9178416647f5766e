"""Siting: the same total as the scenario with that site, regret against the best, and what cannot be modelled."""

from __future__ import annotations

import math

import pytest
from conftest import Tiny

from localca import api
from localca.api import Result
from localca.errors import InputError
from localca.locations import Siting, site_everywhere
from localca.product import Product
from localca.product_file import load
from localca.product_parts import OwnFlow
from localca.variation import with_row

SOME = ["JAM", "USA", "CHN", "TTO", "ISL", "IND", "DEU"]


@pytest.fixture(scope="module")
def world(bag_result: Result) -> Siting:
    return site_everywhere(bag_result.assessment, "local_imported_resin", "imported_usa", draws=64)


def sited(tiny: Tiny, product: Product | None = None, scenario: str = "local", **choices) -> Siting:
    return site_everywhere(tiny.assess(product), scenario, "imported", draws=64, **choices)


def test_the_chair_on_paper(tiny: Tiny) -> None:
    """Made in NOR or in POL, sold in NOR: the local and the imported chair; POL regrets the difference."""
    found = sited(tiny)
    assert (found.market, found.scenario, found.reference, found.left_out) == ("NOR", "local", "imported", {})
    assert [(item.place, item.name) for item in found.places] == [("NOR", "Norway"), ("POL", "Poland")]
    best, worst = found.places
    assert best.scores == pytest.approx({"climate": 7.456265625, "acidification": 0.0173984375}, rel=1e-12)
    assert worst.scores == pytest.approx(found.today, rel=1e-12)
    assert found.today == pytest.approx({"climate": 11.141328125, "acidification": 0.0365571875}, rel=1e-12)
    assert best.regret == {"climate": 0.0, "acidification": 0.0}
    assert worst.regret == pytest.approx({"climate": 3.6850625, "acidification": 0.01915875}, rel=1e-11)
    assert best.verdict == {"climate": "lower", "acidification": "lower"}


def test_today_against_itself_is_too_close_to_call(tiny: Tiny) -> None:
    """Made in POL as today's supply is: the draws are the same, every one a tie."""
    same = next(item for item in sited(tiny).places if item.place == "POL")
    assert same.p_lower == {"climate": 0.5, "acidification": 0.5}
    assert same.verdict == {"climate": "too close to call", "acidification": "too close to call"}


def test_every_country_is_the_product_file_with_that_site(bag_result: Result) -> None:
    result = site_everywhere(bag_result.assessment, "local_imported_resin", "imported_usa", places=SOME, draws=64)
    assert {item.place for item in result.places} == set(SOME)
    for item in result.places:
        one = api.compare(load("carrier-bag", [f"local_imported_resin:site={item.place}"]), draws=64)
        for method in one.assessment.methods:
            comparison = one.comparison("local_imported_resin", method.id)
            assert item.scores[method.id] == pytest.approx(comparison.total, rel=1e-12)
            assert (item.p_lower[method.id], item.verdict[method.id]) == (comparison.p_lower, comparison.verdict)
    assert result.today == pytest.approx(
        {m.id: one.assessment.total("imported_usa", m.id) for m in one.assessment.methods}, rel=1e-12
    )


def test_regret_is_measured_from_the_best_of_each_category(world: Siting) -> None:
    for method in world.today:
        regrets = {item.place: item.regret[method] for item in world.places}
        scores = {item.place: item.scores[method] for item in world.places}
        assert min(regrets.values()) == 0.0
        assert regrets[min(scores, key=scores.__getitem__)] == 0.0
        for place, regret in regrets.items():
            assert regret == pytest.approx(scores[place] - min(scores.values()), abs=1e-12 * scores[place])


def test_the_world_is_ranked_by_the_first_category(world: Siting) -> None:
    scores = [item.scores["climate"] for item in world.places]
    assert scores == sorted(scores)
    assert len(world.places) > 190


def test_every_country_is_placed_or_left_out_with_a_reason(bag_result: Result, world: Siting) -> None:
    everywhere = set(bag_result.assessment.tables.default_mix)
    placed = {item.place for item in world.places}
    assert placed | set(world.left_out) == everywhere
    assert not placed & set(world.left_out)
    assert world.left_out["TON"] == "Tonga (TON) has no port in ports.csv."


def test_the_ranking_does_not_depend_on_the_order_of_the_countries(bag_result: Result) -> None:
    first, second = (
        site_everywhere(bag_result.assessment, "local_recycled", "imported_usa", places=places, draws=64)
        for places in (SOME, [*reversed(SOME), "JAM"])
    )
    assert first.places == second.places


def test_another_market(tiny: Tiny) -> None:
    """Sold in POL, the chair made there goes 60 km by lorry; the one from NOR goes by lorry, ship and lorry."""
    found = sited(tiny, market="POL")
    scores = {item.place: item.scores["climate"] for item in found.places}
    assert found.market == "POL"
    assert scores["POL"] == pytest.approx(11.141328125 - 0.165 + 0.003 * 60 * 0.1, rel=1e-12)
    assert scores["NOR"] == pytest.approx(7.456265625 - 0.009 + 0.003 * 150 * 0.1 + 0.006 * 1000 * 0.02, rel=1e-12)
    assert found.today["climate"] == pytest.approx(scores["POL"], rel=1e-12)


@pytest.mark.parametrize(
    ("materials", "factory", "steel", "road"),
    [("", "NOR", 2.063125, 0.109375), ("site", "NOR", 1.50625, 0.003125 * 30 * 0.1), ("NOR", "POL", 1.50625, 0.109375)],
)
def test_where_the_raw_materials_come_from(tiny: Tiny, materials: str, factory: str, steel: float, road: float) -> None:
    """Steel from NOR draws its 0.5 kWh at 0.0125; from NOR to POL it goes as from POL to NOR."""
    item = next(item for item in sited(tiny, materials=materials).places if item.place == factory)
    rest = {"NOR": 0.275 + 0.575 + 0.040625 + 0.009, "POL": 0.275 + 0.575 + 3.6603125 + 0.165}[factory]
    assert item.scores["climate"] == pytest.approx(3.125 * steel + road + rest, rel=1e-12)


def test_recycled_material_comes_from_there_too(tiny: Tiny) -> None:
    """Half the steel recycled, in POL from POL: 0.2 + 0.8 x 1.12625 per kg, and 60 km by lorry for all of it."""
    item = next(item for item in sited(tiny, scenario="recycled", materials="site").places if item.place == "POL")
    steel = 1.5625 * (2.063125 + 0.2 + 0.8 * 1.12625) + 0.003125 * 60 * 0.1
    assert item.scores["climate"] == pytest.approx(steel + 0.275 + 0.575 + 3.6603125 + 0.165, rel=1e-12)


@pytest.mark.parametrize(
    "settings",
    [["electricity.mix={hydro=1.0}"], ["electricity.place=NOR"], ["electricity.loss=0.0"],
     ["local:electricity.mix={hydro=1.0}"], ["local:electricity.place=NOR"], ["local:electricity.loss=0.0"]],
)  # fmt: skip
def test_each_country_is_tried_on_its_own_grid(tiny: Tiny, settings: list[str]) -> None:
    """A mix, a grid or a loss of another place does not travel with the factory."""
    assessment = tiny.assess(tiny.product(*settings), scenarios=["imported", "local"])
    found = site_everywhere(assessment, "local", "imported", draws=64)
    assert {item.place: item.scores["climate"] for item in found.places} == pytest.approx(
        {"NOR": 7.456265625, "POL": 11.141328125}, rel=1e-12
    )


def test_a_roof_travels_with_the_factory(tiny: Tiny) -> None:
    found = sited(tiny, scenario="solar_roof")
    assert found.places[1].place == "POL"
    assert found.places[1].scores["climate"] == pytest.approx(6.722265625 + 0.575 + 1.91140625 + 0.18375, rel=1e-12)


def test_a_mix_of_one_country_does_not_stop_the_others(tiny: Tiny) -> None:
    """old_grid names the mix of 2010, which only POL has: siting asks each country for its newest."""
    assert sited(tiny, scenario="old_grid").left_out == {}


def test_a_country_that_cannot_make_it_is_left_out(tiny: Tiny) -> None:
    found = sited(tiny, places=["NOR", "SWE"])
    assert [item.place for item in found.places] == ["NOR"]
    assert list(found.left_out) == ["SWE"]
    assert "Sweden" in found.left_out["SWE"]


def test_no_country_that_can_make_it(tiny: Tiny) -> None:
    found = sited(tiny, places=["SWE"])
    assert (found.places, list(found.left_out)) == ((), ["SWE"])
    assert found.today["climate"] == pytest.approx(11.141328125)


def test_own_flows_and_what_they_do_not_cover(tiny: Tiny) -> None:
    """Declared for climate alone: acidification has no score, no regret and no verdict anywhere."""
    flow = OwnFlow(
        name="epd_steel", title="EPD", unit="kg", source="own: EPD", kind="material", declared={"climate": 2.0}
    )
    product = with_row(tiny.product(), "local", "frame", flow="epd_steel").model_copy(update={"flows": (flow,)})
    best = sited(tiny, product).places[0]
    assert best.place == "NOR"
    assert best.scores["climate"] == pytest.approx(7.456265625 - 3.125 * 0.063125, rel=1e-12)
    assert math.isnan(best.scores["acidification"])
    assert math.isnan(best.regret["acidification"])
    assert best.verdict == {"climate": "lower", "acidification": "not covered"}


def test_the_same_seed_gives_the_same_siting(tiny: Tiny) -> None:
    assert sited(tiny) == sited(tiny)


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"market": "JMA"}, "--market: 'JMA' is not a country code. Nearest: JAM (Jamaica), "),
        # XXX: ISO 3166 leaves XXA to XXZ to users, so it is never a country.
        ({"materials": "XXX"}, "--materials: 'XXX' is not a country code. Nearest: XKX (Kosovo)"),
        ({"places": ["NOR", "Norway"]}, "places: 'Norway' is not a country code. Nearest: NOR (Norway)"),
    ],
)
def test_an_unknown_country(tiny: Tiny, choices, message: str) -> None:
    with pytest.raises(InputError) as caught:
        sited(tiny, **choices)
    assert str(caught.value).startswith(message)
    assert str(caught.value).endswith("Use an ISO 3166 alpha-3 code such as JAM.")


@pytest.mark.parametrize("names", [("lcal", "imported"), ("imported", "lcal")])
def test_an_unknown_scenario(tiny: Tiny, names: tuple[str, str]) -> None:
    with pytest.raises(InputError) as caught:
        site_everywhere(tiny.assess(), *names)
    assert str(caught.value) == (
        "scenario: 'chair' has no scenario 'lcal'. Nearest: local. "
        "It has: imported, local, recycled, solar_roof, old_grid, sturdy."
    )
