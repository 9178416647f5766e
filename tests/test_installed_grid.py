"""Swapping the grid inside an activity: never twice; for itself nothing changes, self-consuming markets included."""

from __future__ import annotations

from pathlib import Path

import installed_support as support
import pytest

from localca import api, impact_methods
from localca.installed import InstalledBackground
from localca.links import Electricity, Link, Links

CLIMATE = impact_methods.choose(["climate"])


def background(
    cache: Path, electricity: Electricity | None = support.LINKS.electricity, **flows: Link
) -> InstalledBackground:
    support.build()
    links = Links(electricity=electricity, flows={**support.LINKS.flows, **flows}, unlinked="open")
    return InstalledBackground(support.PROJECT, support.DATABASE, links, api.open_background(), cache=cache)


def total(found: InstalledBackground, flow: str, place: str, grid: str | None = None) -> float:
    match = found.resolve(flow, "kg", place)
    score = float(found.unit_scores([match], CLIMATE).iloc[0, 0])
    if match.kwh:
        power = found.resolve("electricity", "kWh", grid or place)
        score += match.kwh * float(found.unit_scores([power], CLIMATE).iloc[0, 0])
    return score


def raw(found: InstalledBackground, name: str, location: str) -> float:
    """The untouched score of an activity."""
    scores = found.methods.solved(CLIMATE)[0].scores
    node = next(node for node in found.system.nodes.values() if (node.name, node.location) == (name, location))
    return float(scores[found.system.row[node.id]])


def test_a_grid_swapped_for_itself_changes_nothing(tmp_path: Path) -> None:
    """The RoW plant runs on the US market, which feeds itself; made in the USA it scores what it scored."""
    found = background(tmp_path)
    assert total(found, "hdpe_virgin", "USA") == pytest.approx(raw(found, support.RESIN, "RoW"), rel=1e-12)
    assert total(found, "hdpe_virgin", "POL") == pytest.approx(raw(found, support.RESIN, "PL"), rel=1e-12)


def test_the_difference_is_that_of_the_markets(tmp_path: Path) -> None:
    """0.4 kWh at medium voltage: US 1, JM 0.505."""
    found = background(tmp_path)
    difference = total(found, "hdpe_virgin", "USA") - total(found, "hdpe_virgin", "JAM")
    assert difference == pytest.approx(0.4 * (1 - 0.505), rel=1e-6)


def test_a_grid_of_ones_own_comes_on_top_of_the_residual_once(tmp_path: Path) -> None:
    """An activity of Poland itself, run on Jamaica's plug: 1.8 + 0.4 x (0.53025 - 1.05)."""
    found = background(tmp_path)
    assert total(found, "hdpe_virgin", "POL", "JAM") == pytest.approx(1.8 + 0.4 * (0.53025 - 1.05), rel=1e-6)


def test_the_first_tier_only_unless_a_chain_is_stated(tmp_path: Path) -> None:
    """The market takes its electricity one step up; `chain` through polyethylene production reaches it."""
    market = Link(name=support.MARKET)
    first = background(tmp_path, hdpe_virgin=market)
    match = first.resolve("hdpe_virgin", "kg", "JAM")
    assert (match.kwh, match.swappable) == (0.0, False)
    assert total(first, "hdpe_virgin", "JAM") == pytest.approx(2.1, rel=1e-6)
    choice = Electricity(name=support.LOW, swap="chain", through=("polyethylene production",))
    chain = background(tmp_path, choice, hdpe_virgin=market)
    assert chain.resolve("hdpe_virgin", "kg", "JAM").kwh == pytest.approx(0.4)
    assert total(chain, "hdpe_virgin", "USA") == pytest.approx(2.1, rel=1e-6)
    assert total(chain, "hdpe_virgin", "JAM") == pytest.approx(2.1 - 0.4 * (1 - 0.505), rel=1e-6)


def test_never(tmp_path: Path) -> None:
    found = background(tmp_path, Electricity(name=support.LOW, swap="never"))
    assert found.resolve("hdpe_virgin", "kg", "JAM").kwh == 0
    assert total(found, "hdpe_virgin", "JAM") == pytest.approx(1.9, rel=1e-6)


def test_electricity_itself_is_not_taken_apart(tmp_path: Path) -> None:
    found = background(tmp_path)
    assert found.resolve("electricity", "kWh", "USA").kwh == 0


def test_special_electricity_is_kept(tmp_path: Path) -> None:
    """Only the stated products count as grid: here medium voltage is not, so nothing is swapped."""
    found = background(tmp_path, Electricity(name=support.LOW, inputs=("electricity, low voltage",)))
    assert found.resolve("hdpe_virgin", "kg", "JAM").kwh == 0


def test_a_country_without_a_market_is_mixed_from_linked_technologies(tmp_path: Path) -> None:
    from localca.electricity import grid_mix, plug_inputs
    from localca.errors import InputError

    bare = background(tmp_path)
    assert "from the open database" in bare.resolve("electricity", "kWh", "NOR").note
    support.build()
    strict = InstalledBackground(support.PROJECT, "eco", support.LINKS, api.open_background(), cache=tmp_path)
    with pytest.raises(InputError, match=r"has no market of electricity in NOR, and '.*' is not linked"):
        strict.resolve("electricity", "kWh", "NOR")
    inputs = plug_inputs(grid_mix(bare.open.tables, "NOR"))
    coal = {name: Link(name="electricity production, hard coal") for name in inputs}
    found = background(tmp_path, **coal)
    match = found.resolve("electricity", "kWh", "NOR")
    assert match.status == "fallback"
    assert float(found.unit_scores([match], CLIMATE).iloc[0, 0]) == pytest.approx(sum(inputs.values()), rel=1e-6)


def test_a_market_linked_by_hand(tmp_path: Path) -> None:
    found = background(tmp_path, **{"electricity@NOR": Link(name=support.MEDIUM, location="PL")})
    match = found.resolve("electricity", "kWh", "NOR")
    assert match.status == "proxy"
    assert float(found.unit_scores([match], CLIMATE).iloc[0, 0]) == pytest.approx(1.0, rel=1e-6)


def test_electricity_of_the_open_database(tmp_path: Path) -> None:
    """Without a linked market the electricity is taken out and the open grid comes in."""
    found = background(tmp_path, None)
    match = found.resolve("hdpe_virgin", "kg", "USA")
    assert match.kwh == pytest.approx(0.4)
    assert float(found.unit_scores([match], CLIMATE).iloc[0, 0]) == pytest.approx(1.5, rel=1e-6)


def test_heat_keeps_its_own_electricity(tmp_path: Path) -> None:
    """The engine adds no electricity of the place to heat carriers, so none is taken out of a heat pump."""
    found = background(tmp_path, heat_natural_gas=Link(name="heat production, heat pump"))
    match = found.resolve("heat_natural_gas", "MJ", "JAM")
    assert (match.kind, match.kwh) == ("heat", 0.0)
    assert float(found.unit_scores([match], CLIMATE).iloc[0, 0]) == pytest.approx(0.1, rel=1e-6)


@pytest.mark.parametrize("place", ["USA", "JAM", "POL"])
def test_an_export_of_a_swapped_activity_solves_to_the_same(tmp_path: Path, place: str) -> None:
    """The recipe of a match, as exchanges with the user's own database, in Brightway itself."""
    found = background(tmp_path)
    match = found.resolve("hdpe_virgin", "kg", place)
    scores = found.methods.solved(CLIMATE)[0].scores
    by_key = {(node.database, node.code): node.id for node in found.system.nodes.values()}
    again = sum(amount * scores[found.system.row[by_key[key]]] for key, amount, _ in found.recipe(match))
    assert again == pytest.approx(float(found.unit_scores([match], CLIMATE).iloc[0, 0]), rel=1e-12)
