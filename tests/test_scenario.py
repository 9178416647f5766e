"""Scenarios made concrete: overrides by row name, places, and refusals."""

from __future__ import annotations

import pytest
from conftest import CHAIR, Tiny, chair, chair_text

from localca.errors import InputError
from localca.product_file import load, parse
from localca.scenario import resolve_scenario

OVERRIDE = "\n[[scenarios]]\nname = 'new'\ntitle = 'New'\nsite = 'NOR'\n"


def problem(text: str, name: str = "new") -> str:
    with pytest.raises(InputError) as caught:
        resolve_scenario(parse(text, "chair"), name)
    return str(caught.value)


def test_an_override_changes_one_scenario_only(tiny: Tiny) -> None:
    product = tiny.product()
    assert resolve_scenario(product, "recycled").raw_materials[0].recycled_share == 0.5
    assert resolve_scenario(product, "local").raw_materials[0].recycled_share == 0.0
    assert resolve_scenario(product, "local").raw_materials == product.raw_materials


def test_a_scenario_inherits_what_it_does_not_say(tiny: Tiny) -> None:
    imported, sturdy = (resolve_scenario(tiny.product(), name) for name in ("imported", "sturdy"))
    assert (imported.unsold_share, imported.service_life) == (0.0, 1.0)
    assert (sturdy.unsold_share, sturdy.service_life) == (0.2, 2.0)
    assert imported.heat == sturdy.heat == "heat_natural_gas"
    other = parse(chair_text() + OVERRIDE + "heat = 'heat_wood'\n", "chair")
    assert resolve_scenario(other, "new").heat == "heat_wood"


def test_places_follow_the_site_the_use_or_the_origin(tiny: Tiny) -> None:
    resolved = resolve_scenario(tiny.product(), "imported")
    assert (resolved.site, resolved.use) == ("POL", "NOR")
    assert [resolved.place(word, "w", "DEU") for word in ("site", "use", "origin", "JAM")] == [
        "POL",
        "NOR",
        "DEU",
        "JAM",
    ]
    with pytest.raises(InputError, match="w: 'origin' is not a country code"):
        resolved.place("origin", "w")


def test_a_row_can_be_removed() -> None:
    product = parse(chair_text() + OVERRIDE + "[scenarios.overrides.'steel in']\nremove = true\n", "chair")
    assert [row.name for row in resolve_scenario(product, "new").transport] == ["chair out"]
    assert len(resolve_scenario(product, "local").transport) == 2


def test_a_spread_replaces_a_range_and_the_other_way_round() -> None:
    ranged = chair_text(('source = "invented"\ngsd = 1.1', 'source = "invented"\nlow = 1000\nhigh = 4000'))
    text = ranged + OVERRIDE + "[scenarios.overrides.frame]\ngsd = 1.5\n"
    assert resolve_scenario(parse(text), "new").raw_materials[0].spread == 1.5
    text = chair_text() + OVERRIDE + "[scenarios.overrides.frame]\nlow = 1000\nhigh = 4000\n"
    assert resolve_scenario(parse(text), "new").raw_materials[0].spread == pytest.approx(4**0.25)


def test_electricity_is_overridden_field_by_field(tiny: Tiny) -> None:
    product = load(CHAIR, ["electricity.loss=0.1"])
    solar = resolve_scenario(product, "solar_roof").electricity
    assert (solar.own_share, solar.loss) == (0.5, 0.1)
    assert resolve_scenario(product, "imported").electricity.own_share == 0.0


@pytest.mark.parametrize(
    ("addition", "message"),
    [
        (
            "[scenarios.overrides.fram]\namount = 1\n",
            "chair, scenario new, overrides: there is no row 'fram' to override. Nearest: frame. "
            "Rows: frame, seat, forge, assemble, steel in, chair out.",
        ),
        (
            "[scenarios.overrides.frame]\namont = 1\n",
            "chair, scenario new, overrides[frame]: 'amont' is no field here. Nearest: amount. Fields: name, source, ",
        ),
        ("[scenarios.overrides.frame]\namount = -1\n", "chair, scenario new, overrides[frame].amount: "),
        ("[scenarios.electricity]\nown_share = 2\n", "chair, scenario new, electricity.own_share: "),
        (
            "[scenarios.electricity]\nsolar = 2\n",
            "chair, scenario new, electricity: 'solar' is no field here. Nearest: voltage. Fields: place, ",
        ),
        ("[scenarios.overrides.frame]\nrecycled_share = 0.5\nrecycled_flow = ''\n",
         "chair, scenario new, overrides[frame]: recycled_share is above 0 but recycled_flow is not named"),
    ],
)  # fmt: skip
def test_a_wrong_override_is_refused(addition: str, message: str) -> None:
    assert problem(chair_text() + OVERRIDE + addition).startswith(message)


def test_an_unknown_site_or_place_of_use_is_refused() -> None:
    text = chair_text().replace('site = "NOR"', 'site = "Norway"')
    assert problem(text, "local").startswith(
        "chair, scenario local, site: 'Norway' is not a country code. Nearest: NOR (Norway)"
    )
    with pytest.raises(InputError, match=r"chair, place_of_use: 'XX' is not a country code"):
        resolve_scenario(chair(('place_of_use = "NOR"', 'place_of_use = "XX"')), "local")
