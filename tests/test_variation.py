"""One choice of one scenario changed; every other scenario, and the product itself, stays as it was."""

from __future__ import annotations

import pytest
from conftest import Tiny

from localca.errors import InputError
from localca.scenario import resolve_scenario
from localca.variation import moved, only, with_electricity, with_row, with_scenario


def test_a_field_of_a_scenario(tiny: Tiny) -> None:
    product = tiny.product()
    changed = with_scenario(product, "local", service_life=3.0)
    assert resolve_scenario(changed, "local").service_life == 3.0
    assert resolve_scenario(changed, "imported").service_life == 1.0
    assert product == tiny.product()


def test_a_row_keeps_what_the_scenario_had_overridden(tiny: Tiny) -> None:
    """The recycled scenario overrides the share of the frame; another origin leaves that share alone."""
    frame = resolve_scenario(with_row(tiny.product(), "recycled", "frame", origin="NOR"), "recycled").raw_materials[0]
    assert (frame.recycled_share, frame.origin, frame.amount) == (0.5, "NOR", 2000)
    again = resolve_scenario(with_row(tiny.product(), "recycled", "frame", recycled_share=1.0), "recycled")
    assert again.raw_materials[0].recycled_share == 1.0


def test_electricity_keeps_what_the_scenario_had_chosen(tiny: Tiny) -> None:
    electricity = resolve_scenario(with_electricity(tiny.product(), "old_grid", own_share=0.3), "old_grid").electricity
    assert (electricity.mix, electricity.applies_to, electricity.own_share) == ("2010", "country", 0.3)


@pytest.mark.parametrize("change", [with_scenario, with_electricity])
def test_an_unknown_scenario(tiny: Tiny, change) -> None:
    with pytest.raises(InputError) as caught:
        change(tiny.product(), "locl")
    assert str(caught.value) == (
        "scenario: 'chair' has no scenario 'locl'. Nearest: local. "
        "It has: imported, local, recycled, solar_roof, old_grid, sturdy."
    )


def test_a_moved_factory_uses_the_default_grid_and_loss_of_its_new_country(tiny: Tiny) -> None:
    """Mix, place and loss belong to the old country; the roof, the voltage and the rows belong to the factory."""
    product = tiny.product("electricity.place=POL", "electricity.loss=0.3", "old_grid:electricity.own_share=0.4",
                           "old_grid:electricity.voltage=high", "old_grid:frame.recycled_share=0.2")  # fmt: skip
    made = moved(product.scenario("old_grid"), "NOR", name="there")
    resolved = resolve_scenario(only(product, made), "there")
    choice = resolved.electricity
    assert (resolved.site, choice.place, choice.mix, choice.loss) == ("NOR", "site", None, None)
    assert (choice.own_share, choice.voltage, resolved.raw_materials[0].recycled_share) == (0.4, "high", 0.2)


def test_only_some_scenarios(tiny: Tiny) -> None:
    product = tiny.product()
    assert [item.name for item in only(product, product.scenario("sturdy")).scenarios] == ["sturdy"]
