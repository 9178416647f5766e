"""Draws of the background: one lognormal by its formulas, loops by hand, pairing, and Brightway's own sampling."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from conftest import Tiny
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri

from localca import impact_methods
from localca.background import OpenBackground
from localca.draws import Floats, Seed, groups_upstream, normals, unit_draws
from localca.linear_system import System, build_background
from localca.solver import FLOW_OFFSET, brightway, datapackage, solve

CO2 = np.array([[1.0]])
DRAWS = 4096
NAMED = st.text(alphabet="abc >@", max_size=8)


def chain() -> System:
    """b takes 2 a (sigma 0.1) and emits 3 (sigma 0.2); a emits 1 (sigma 0.3)."""
    system = System(["a", "b"], ["co2"])
    system.add_emission("co2", "a", 1.0, 0.3)
    system.add_emission("co2", "b", 3.0, 0.2)
    system.add_input("a", "b", 2.0, 0.1)
    return system


def loop(sigma: float = 0.0) -> System:
    """a takes 0.5 b and emits 1; b takes 0.4 a and emits 2; c takes 3 a."""
    system = System(["a", "b", "c"], ["co2"])
    system.add_emission("co2", "a", 1.0)
    system.add_emission("co2", "b", 2.0)
    system.add_input("b", "a", 0.5, sigma)
    system.add_input("a", "b", 0.4, 2 * sigma)
    system.add_input("a", "c", 3.0)
    return system


def certain(system: System) -> System:
    """The system without its spreads."""
    for entries in (system.inputs, system.emissions):
        entries.update({pair: (amount, 0.0) for pair, (amount, _) in entries.items()})
    return system


def factors_of(background: OpenBackground, system: System, names: Sequence[str]) -> Floats:
    flows = [background.tables.elementary[key] for key in system.flows]
    return impact_methods.characterisation_factors(impact_methods.choose(names), flows)[0]


def test_the_quantiles_are_the_middles_of_equal_shares() -> None:
    """Two draws: the quantiles 1/4 and 3/4 of the normal are -0.67449 and +0.67449; one draw: the median."""
    assert sorted(normals("any", 2, 1)) == pytest.approx([-0.6744897501960817, 0.6744897501960817], abs=1e-15)
    assert normals("any", 1, 1).tolist() == [0.0]
    assert np.array_equal(np.sort(normals("mass", 999, 5)), ndtri((np.arange(999) + 0.5) / 999))


@given(name=NAMED, draws=st.integers(1, 300), seed=st.integers(0, 10**6))
def test_the_draws_of_a_name_are_repeatable(name: str, draws: int, seed: int) -> None:
    """Always the same quantiles, only their order depends on name and seed: the mean is 0 whatever the name."""
    found = normals(name, draws, seed)
    assert np.array_equal(found, normals(name, draws, seed))
    assert found.shape == (draws,)
    assert np.sort(found) == pytest.approx(np.sort(-found), abs=1e-9)


def test_names_and_seeds_are_independent() -> None:
    """The correlation of two quantities, or of two seeds, is that of chance: below 4 / sqrt(n)."""
    pairs = [(("a", 1), ("b", 1)), (("a", 1), ("a", 2)), (("a", 1), ("a ", 1)), (("1/a", 1), ("a", 11))]
    for first, second in pairs:
        x, y = normals(first[0], DRAWS, first[1]), normals(second[0], DRAWS, second[1])
        assert abs(np.corrcoef(x, y)[0, 1]) < 4 / math.sqrt(DRAWS)


@given(amount=st.floats(min_value=1e-6, max_value=1e6), sigma=st.floats(min_value=0.01, max_value=1.0))
def test_one_exchange_has_the_moments_of_its_lognormal(amount: float, sigma: float) -> None:
    """Median m, mean m exp(s^2 / 2), variance m^2 exp(s^2) (exp(s^2) - 1)."""
    system = System(["a"], ["co2"])
    system.add_emission("co2", "a", amount, sigma)
    found = unit_draws(system, CO2, ["a"], DRAWS, Seed(1))[0, :, 0]
    assert np.median(found) == pytest.approx(amount, rel=1e-3)
    assert np.log(found).std() == pytest.approx(sigma, rel=2e-3)
    assert found.mean() == pytest.approx(amount * math.exp(sigma**2 / 2), rel=2e-3)
    variance = amount**2 * math.exp(sigma**2) * (math.exp(sigma**2) - 1)
    assert found.var() == pytest.approx(variance, rel=0.05)


def test_a_chain_agrees_with_the_first_order_formula() -> None:
    """Score 5: var ln = (2/5)^2 (0.1^2 + 0.3^2) + (3/5)^2 0.2^2 = 0.016 + 0.0144; within 5 % at these spreads."""
    found = unit_draws(chain(), CO2, ["b"], DRAWS, Seed(1))[0, :, 0]
    assert np.log(found).std() == pytest.approx(math.sqrt(0.0304), rel=0.05)


def test_a_chain_is_the_product_of_its_named_draws() -> None:
    found = unit_draws(chain(), CO2, ["b", "a"], 256, Seed(9))
    z = {name: normals(name, 256, 9) for name in ("co2 > a", "co2 > b", "a > b")}
    a = np.exp(0.3 * z["co2 > a"])
    assert found[1, :, 0] == pytest.approx(a, rel=1e-12)
    assert found[0, :, 0] == pytest.approx(2 * np.exp(0.1 * z["a > b"]) * a + 3 * np.exp(0.2 * z["co2 > b"]), rel=1e-12)


def test_a_loop_solved_on_paper() -> None:
    """y_a = 1 + 0.5 y_b and y_b = 2 + 0.4 y_a give y_a = 2.5, y_b = 3; c takes three a."""
    found = unit_draws(loop(), CO2, ["a", "b", "c"], 3, Seed(1))
    assert found[:, :, 0] == pytest.approx(np.repeat([[2.5], [3.0], [7.5]], 3, axis=1), rel=1e-14)


def test_a_loop_is_solved_in_every_draw() -> None:
    """In each draw the scores are those of the inverted matrix of that draw."""
    found = unit_draws(loop(0.1), CO2, ["a", "b"], 64, Seed(3))[:, :, 0]
    first, second = 0.5 * np.exp(0.1 * normals("b > a", 64, 3)), 0.4 * np.exp(0.2 * normals("a > b", 64, 3))
    for draw in range(64):
        matrix = np.array([[1.0, -second[draw]], [-first[draw], 1.0]])
        assert found[:, draw] == pytest.approx(np.array([1.0, 2.0]) @ np.linalg.inv(matrix), rel=1e-10)


def test_an_activity_that_takes_itself() -> None:
    """A power plant that uses a fifth of its own output: 1 / (1 - 0.2) = 1.25."""
    system = System(["a"], ["co2"])
    system.add_emission("co2", "a", 1.0)
    system.add_input("a", "a", 0.2)
    assert unit_draws(system, CO2, ["a"], 2, Seed(1))[0, :, 0] == pytest.approx([1.25, 1.25], rel=1e-14)


def test_without_spreads_every_activity_of_the_open_background_is_brightways(background: OpenBackground) -> None:
    """All of them, with the loops of grids and fuels, in real categories, to 1e-9."""
    system = certain(build_background(background.tables))
    factors = factors_of(background, system, ["climate", "acidification", "energy_nonrenewable"])
    expected = solve(system, factors, system.activities)
    found = unit_draws(system, factors, system.activities, 1, Seed(1))[:, 0]
    assert len(expected) > 500
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-15)


def _brightway_samples(system: System, factors: Floats, keys: Sequence[str], count: int) -> Floats:
    """What bw2calc's own Monte Carlo makes of the same datapackage, shape (keys, count, methods)."""
    bw2calc, _ = brightway()
    number = {name: index + 1 for index, name in enumerate(system.activities)}
    lca = bw2calc.LCA({number[keys[0]]: 1}, data_objs=[datapackage(system)], use_distributions=True, seed_override=7)
    lca.lci()
    rows = [lca.dicts.biosphere.get(FLOW_OFFSET + index, -1) for index in range(len(system.flows))]
    found = np.empty((len(keys), count, len(factors)))
    for draw in range(count):
        next(lca)
        for index, key in enumerate(keys):
            demand = np.zeros(len(lca.dicts.product))
            demand[lca.dicts.product[number[key]]] = 1.0
            inventory = lca.biosphere_matrix @ lca.solve_linear_system(demand)
            found[index, draw] = sum(factors[:, flow] * inventory[row] for flow, row in enumerate(rows) if row >= 0)
    return found


def _agree(ours: Floats, theirs: Floats) -> None:
    """Means and standard deviations of the logarithms agree within four standard errors of the smaller sample."""
    ours, theirs = np.log(ours), np.log(theirs)
    count, spread = theirs.shape[1], ours.std(axis=1)
    assert (spread > 0.01).all()
    assert (np.abs(ours.mean(axis=1) - theirs.mean(axis=1)) < 4 * spread / math.sqrt(count)).all()
    assert (np.abs(ours.std(axis=1) - theirs.std(axis=1)) < 4 * spread / math.sqrt(2 * count)).all()


def test_the_moments_are_those_of_brightways_monte_carlo(tiny: Tiny) -> None:
    system = build_background(tiny.tables)
    factors = factors_of(tiny.background, system, ["climate"])
    keys = ["steel", "wood", "forging", "electricity@POL:2020", "electricity@NOR:2020"]
    _agree(unit_draws(system, factors, keys, DRAWS, Seed(1)), _brightway_samples(system, factors, keys, 800))


def test_the_moments_of_the_open_background_are_those_of_brightways_monte_carlo(background: OpenBackground) -> None:
    system = build_background(background.tables)
    factors = factors_of(background, system, ["climate", "acidification"])
    keys = ["hdpe_virgin", "hdpe_recycled", "electricity@USA:2024", "electricity@JAM:2005", "ship_container"]
    _agree(unit_draws(system, factors, keys, 2048, Seed(1)), _brightway_samples(system, factors, keys, 200))


@pytest.mark.parametrize("chunk", [1, 7, 99, 100, 101])
def test_chunks_do_not_change_the_draws(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [unit_draws(system, CO2, ["b"], 100, Seed(5)) for system in (chain(), loop(0.1))]
    monkeypatch.setattr("localca.draws.CHUNK", chunk)
    for system, expected in zip((chain(), loop(0.1)), whole, strict=True):
        assert unit_draws(system, CO2, ["b"], 100, Seed(5)) == pytest.approx(expected, rel=1e-14)


@given(asked=st.lists(st.sampled_from(["steel", "wood", "forging", "coal_plant", "electricity@POL:2010"]), max_size=5))
def test_a_flow_has_the_same_draws_whatever_else_is_asked(tiny: Tiny, asked: list[str]) -> None:
    system, factors = build_background(tiny.tables), np.array([[1.0, 0.0, 0.0], [0.0, 1.31, 0.0]])
    alone = unit_draws(system, factors, ["electricity@POL:2020"], 32, Seed(3))[0]
    keys = [*asked, "electricity@POL:2020"]
    assert unit_draws(system, factors, keys, 32, Seed(3))[-1] == pytest.approx(alone, rel=1e-13)


def test_which_activity_closes_a_loop_does_not_matter() -> None:
    """Asked for alone, a and b close the loop at different places."""
    both = unit_draws(loop(0.1), CO2, ["a", "b"], 64, Seed(3))
    alone = [unit_draws(loop(0.1), CO2, [key], 64, Seed(3))[0] for key in ("a", "b")]
    assert both == pytest.approx(np.stack(alone), rel=1e-12)


def test_a_swapped_group_alone_changes() -> None:
    """With a swapped, the emission of a is that of the other seed; what enters b keeps its draws."""
    found = unit_draws(chain(), CO2, ["b", "a"], 64, Seed(9, 10, frozenset({"a"})))
    a = np.exp(0.3 * normals("co2 > a", 64, 10))
    z = {name: normals(name, 64, 9) for name in ("co2 > b", "a > b")}
    assert found[1, :, 0] == pytest.approx(a, rel=1e-12)
    assert found[0, :, 0] == pytest.approx(2 * np.exp(0.1 * z["a > b"]) * a + 3 * np.exp(0.2 * z["co2 > b"]), rel=1e-12)
    assert np.array_equal(
        unit_draws(chain(), CO2, ["a"], 64, Seed(9, 10, frozenset({"b"}))), unit_draws(chain(), CO2, ["a"], 64, Seed(9))
    )


def test_a_seed_of_groups() -> None:
    seed = Seed(1, 2, frozenset({"coal"}))
    assert (seed.of("coal"), seed.of("hydro"), Seed(1).of("coal")) == (2, 1, 1)


def test_the_groups_upstream_are_those_with_a_spread(tiny: Tiny) -> None:
    """The grid of POL takes coal power, coal, water power and a grid loss; its busbar is certain."""
    assert groups_upstream(chain(), ["a"]) == ["a"]
    assert groups_upstream(certain(chain()), ["b"]) == []
    system = build_background(tiny.tables)
    assert groups_upstream(system, ["wood"]) == ["wood"]
    assert set(groups_upstream(system, ["electricity@POL:2020"])) == {
        "coal", "coal_plant", "hydro", "electricity@POL:2020"
    }  # fmt: skip
