"""The audit of a user's own database: bw2calc's forward solution of the whole system against the engine's sums."""

from __future__ import annotations

import dataclasses

import installed_support as support
import numpy as np
import pytest
from conftest import Tiny

from localca import api
from localca.api import Result
from localca.errors import InputError
from localca.installed import InstalledBackground
from localca.installed_audit import audited, solved_totals
from localca.links import Links
from localca.product import Product
from localca.product_file import load
from localca.project_files import base_folder

TOLERANCE = 1e-9
MIXED = Links(unlinked="open", electricity=support.LINKS.electricity, flows=support.LINKS.flows)


@pytest.fixture(scope="module")
def eco(tmp_path_factory: pytest.TempPathFactory) -> InstalledBackground:
    support.build()
    cache = tmp_path_factory.mktemp("cache")
    return InstalledBackground(support.PROJECT, support.DATABASE, MIXED, api.open_background(), cache=cache)


def compared(eco: InstalledBackground, product: Product, *methods: str, family: str = "ef") -> Result:
    return api.compare(product, methods=list(methods), family=family, draws=16, background=eco)


@pytest.fixture(scope="module")
def result(eco: InstalledBackground) -> Result:
    return compared(eco, load("carrier-bag"), "climate", "acidification")


def test_every_scenario_as_brightway_solves_it(result: Result) -> None:
    assert audited(result.assessment) <= TOLERANCE


def test_brightway_finds_the_resin_worked_out_by_hand(eco: InstalledBackground) -> None:
    """Every kilogram of resin made in the USA is 1.9 kg CO2-eq; the rest of the difference is carrying it."""
    light, heavy = load("carrier-bag"), load("carrier-bag", ["resin.amount=8.0"])
    totals = [solved_totals(compared(eco, item, "climate").assessment, eco)[0, 0] for item in (light, heavy)]
    frames = [compared(eco, item, "climate").frame for item in (light, heavy)]
    resin = [frame[(frame.row == "resin") & (frame.scenario == "imported_usa")] for frame in frames]
    grown = resin[1]["score"].sum() - resin[0]["score"].sum()
    kilograms = [item[item.component == "residual"]["amount"].iloc[0] for item in resin]
    assert grown == pytest.approx(1.9 * (kilograms[1] - kilograms[0]), rel=1e-6)
    rest = [frame[(frame.row != "resin") & (frame.scenario == "imported_usa")]["score"].sum() for frame in frames]
    assert totals[1] - totals[0] == pytest.approx(grown + rest[1] - rest[0], rel=1e-6)


def test_a_method_that_the_project_lacks(eco: InstalledBackground) -> None:
    assert audited(compared(eco, load("carrier-bag"), "climate_gwp20", family="ipcc2021").assessment) <= TOLERANCE


@pytest.mark.parametrize(
    "settings",
    [
        ["electricity.own_share=0.4"],
        ["local_resin:electricity.mix={wind_onshore = 0.3, coal_USA = 0.7}", "electricity.loss=0.1"],
        ["bag making.loss=0.3", "local_recycled:resin.recycled_share=0.4"],
    ],
)
def test_whatever_the_settings(eco: InstalledBackground, settings: list[str]) -> None:
    assert audited(compared(eco, load("carrier-bag", settings), "climate").assessment) <= TOLERANCE


def test_flows_of_the_products_own(eco: InstalledBackground) -> None:
    key = next(iter(api.open_background().tables.elementary))
    flow = {"name": "my_resin", "title": "My resin", "unit": "kg", "kind": "material", "place": "GLO", "kwh": 0.5,
            "elementary": {key: 1.0}, "source": "own: made up"}  # fmt: skip
    bag = load("carrier-bag")
    raw = bag.model_dump(by_alias=True, exclude_none=True) | {"flows": [flow]}
    raw["raw_materials"][0]["flow"] = "my_resin"
    assert audited(compared(eco, type(bag).model_validate(raw), "climate").assessment) <= TOLERANCE


def test_only_linked_flows_and_a_method_of_the_projects_own(eco: InstalledBackground) -> None:
    """Every flow linked: nothing of the open database is left, so any method of the project can be asked."""
    lorry, resin = support.LINKS.flows["truck_articulated"], support.LINKS.flows["hdpe_virgin"]
    links = Links(
        electricity=support.LINKS.electricity,
        flows={**support.LINKS.flows, "ship_container": lorry, "hdpe_recycled": resin, "bag_making": resin},
    )
    own = InstalledBackground(support.PROJECT, support.DATABASE, links, eco.open, cache=eco.system.cache)
    result = api.compare(
        "carrier-bag", scenarios=["local_imported_resin"], methods=["house | carbon only"], draws=16, background=own
    )
    assert audited(result.assessment) <= TOLERANCE


def test_a_wrong_engine_is_found_out(result: Result) -> None:
    """The audit can fail: one line off by a millionth is seen."""
    scores = result.assessment.scores.copy()
    largest = np.unravel_index(np.argmax(scores), scores.shape)
    scores[largest] *= 1.000001
    wrong = dataclasses.replace(result.assessment, scores=scores)
    assert 1e-8 < audited(wrong) < 1e-5


def test_a_wrong_recipe_is_found_out(eco: InstalledBackground, result: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    """Brightway solves what the links say now: a recipe changed by a thousandth no longer gives the engine's totals."""
    before = eco.resolver.recipe
    monkeypatch.setattr(
        eco.resolver, "recipe", lambda match: {key: 1.001 * amount for key, amount in before(match).items()}
    )
    assert audited(result.assessment) > 1e-5


def test_the_open_database_is_audited_as_before(tiny: Tiny) -> None:
    assert audited(tiny.assess()) <= TOLERANCE


def test_declared_factors_are_refused(eco: InstalledBackground) -> None:
    flow = {"name": "epd_resin", "title": "Resin by EPD", "unit": "kg", "kind": "material", "place": "GLO",
            "declared": {"climate": 2.0}, "source": "own: a made-up declaration"}  # fmt: skip
    bag = load("carrier-bag")
    changed = type(bag).model_validate(bag.model_dump(by_alias=True, exclude_none=True) | {"flows": [flow]})
    with pytest.raises(InputError, match="declared factors"):
        audited(compared(eco, changed, "climate").assessment)


def test_the_users_folder_is_only_read(result: Result) -> None:
    before = support.hashed(base_folder())
    audited(result.assessment)
    assert support.hashed(base_folder()) == before
