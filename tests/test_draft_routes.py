"""Transport of a draft: what is proposed, and that writing a route out changes no number."""

from __future__ import annotations

import pytest

from localca import api, draft_routes, drafts
from localca.errors import InputError
from localca.product import Product
from localca.product_file import from_dict, load, shipped_products


@pytest.mark.parametrize("name", [name for name in shipped_products() if name != "paving-stone"])
def test_a_route_written_out_gives_the_same_totals(name: str) -> None:
    product, routes = load(name), api.open_routes()
    data = drafts.of_product(product)
    for row in list(data["transport"]):
        data = draft_routes.explicit(data, row["#"], routes)
    written = from_dict(drafts.to_raw(data))
    assert all(leg.distance for leg in written.transport)
    before, after = api.compare(product, draws=16).assessment, api.compare(written, draws=16).assessment
    for scenario in before.scenarios:
        for method in before.methods:
            assert after.total(scenario, method.id) == pytest.approx(before.total(scenario, method.id), rel=1e-12)


def test_a_scenario_with_a_mode_of_its_own_keeps_its_route_proposed() -> None:
    data = drafts.of_product(load("paving-stone"))
    row = next(row for row in data["transport"]
               if any("mode" in scenario.get("overrides", {}).get(row["#"], {}) for scenario in data["scenarios"])
               or row.get("mode"))  # fmt: skip
    with pytest.raises(InputError, match="has a mode of its own for it"):
        draft_routes.explicit(data, row["#"], api.open_routes())


def test_shares_from_two_places_cannot_be_written_out(bag: Product) -> None:
    data = drafts.put(drafts.of_product(bag), ("scenarios", "scenarios:8", "overrides", "raw_materials:1"),
                      {"recycled_share": 0.5})  # fmt: skip
    with pytest.raises(InputError, match="recycled and virgin material come from two places"):
        draft_routes.explicit(data, "transport:3", api.open_routes())


def test_the_route_follows_the_scenario(bag: Product) -> None:
    data, routes = drafts.of_product(bag), api.open_routes()
    modes = {
        scenario["name"]: [
            leg.mode.split("_")[0] for leg in draft_routes.legs(data, scenario, data["transport"][0], routes)
        ]
        for scenario in data["scenarios"]
    }
    assert modes["imported_usa"] == ["truck"]
    assert modes["local_imported_resin"] == ["truck", "ship", "truck"]
    assert modes["local_recycled"] == ["truck"]


def test_journeys_are_proposed_for_what_nothing_carries(bag: Product) -> None:
    data = drafts.of_product(bag)
    assert draft_routes.propose_rows(data) == data
    for row in list(data["transport"]):
        data = drafts.drop(data, ("transport", row["#"]))
    proposed = draft_routes.propose_rows(data)
    assert [(row["name"], row["from"], row["to"]) for row in proposed["transport"]] == [
        ("resin to factory", "origin", "site"), ("product to customer", "site", "use"),
    ]  # fmt: skip
    before, after = (
        api.compare(product, draws=16).assessment.total("imported_usa", "climate")
        for product in (bag, from_dict(drafts.to_raw(proposed)))
    )
    assert after == pytest.approx(before, rel=1e-12)


def test_a_place_that_is_not_chosen_yet_is_said(bag: Product) -> None:
    data = drafts.put(drafts.of_product(bag), ("product", "place_of_use"), None)
    with pytest.raises(InputError) as caught:
        draft_routes.legs(data, data["scenarios"][0], data["transport"][1], api.open_routes())
    assert str(caught.value) == "a place is not chosen yet. Choose it, then the route is proposed."


def test_bulky_goods_are_charged_by_volume() -> None:
    """2 m3 at 100 kg per m3 is charged as 200 kg, though it weighs 7; at 1 kg per m3 its weight counts."""
    data = drafts.put(drafts.blank(), ("product", "mass"), {"amount": 7000.0, "unit": "g"})
    data = drafts.put(data, ("product", "volume"), {"amount": 2000.0, "unit": "litre"})
    row = {"#": "transport:1", "carries": "product"}
    assert draft_routes.load(data, {}, row, 100.0) == draft_routes.Load(pytest.approx(200.0), True)
    assert draft_routes.load(data, {}, row, 1.0) == draft_routes.Load(7.0, False)
    assert draft_routes.load(drafts.blank(), {}, row, 1.0) is None
