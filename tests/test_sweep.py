"""Sweeps and maps: as the engine says at every point, exactly."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import Tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from localca.api import Result
from localca.break_even import roots
from localca.errors import InputError
from localca.parameters import Parameter, Turning, turning
from localca.sweep import difference_map, surface, sweep

COMBINATIONS = [
    ("local", ["grid"]),
    ("local", ["service_life", "unsold_share"]),
    ("recycled", ["grid", "recycled:frame"]),
    ("recycled", ["allocation_a:frame", "recycled:frame", "loss:assemble"]),
    ("recycled", ["distance:steel in:ship_container POL", "recycled:frame", "loss:forge", "service_life"]),
    ("solar_roof", ["grid", "own_share"]),
    ("solar_roof", ["grid", "own_share", "kwh:forge", "loss:assemble", "unsold_share"]),
    ("old_grid", ["grid", "kwh:forge", "kwh:assemble", "allocation_a:frame", "recycled:frame"]),
    ("sturdy", ["distance:chair out:ship_container POL", "service_life"]),
    ("sturdy", ["grid", "own_share", "kwh:forge", "recycled:frame", "loss:forge", "loss:assemble", "service_life",
                "unsold_share"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def turnings(tiny: Tiny) -> dict[str, Turning]:
    assessment = tiny.assess()
    return {name: turning(assessment, name, "imported") for name in assessment.scenarios if name != "imported"}


def chosen(turned: Turning, names: list[str]) -> list[Parameter]:
    found = {parameter.id: parameter for parameter in turned.parameters}
    return [found[name] for name in names]


def points_of(parameters: list[Parameter], shares: np.ndarray) -> np.ndarray:
    """Shares from 0 to 1 as values: a grid from 0 to 3 times today's, everything else within its bounds."""
    low = [0.0 if np.ndim(item.current) else float(item.bounds[0]) for item in parameters]
    high = [3.0 if np.ndim(item.current) else min(float(item.bounds[1]), 30_000.0) for item in parameters]
    return np.array(low) + shares * (np.array(high) - np.array(low))


def by_engine(turned: Turning, parameters: list[Parameter], points: np.ndarray) -> np.ndarray:
    rows = []
    for point in points:
        pairs = [(item, value * np.asarray(item.current) if np.ndim(item.current) else value)
                 for item, value in zip(parameters, point.tolist(), strict=True)]  # fmt: skip
        rows.append(turned.difference(pairs))
    return np.array(rows)


@settings(max_examples=6)
@given(seed=st.integers(0, 10**6))
@pytest.mark.parametrize(("scenario", "names"), COMBINATIONS)
def test_a_sweep_is_the_engine_at_every_point(turnings, scenario: str, names: list[str], seed: int) -> None:
    turned = turnings[scenario]
    parameters = chosen(turned, names)
    points = points_of(parameters, np.random.default_rng(seed).random((3, len(parameters))))
    expected = by_engine(turned, parameters, points)
    assert sweep(turned, parameters, points) == pytest.approx(expected, rel=1e-9, abs=1e-11)


@settings(max_examples=8)
@given(seed=st.integers(0, 10**6))
def test_a_sweep_of_the_bag_is_the_engine_at_every_point(bag_result: Result, seed: int) -> None:
    """Any five parameters of the bag in all categories, to 1e-9 of the reference."""
    turned = turning(bag_result.assessment, "local_recycled", "imported_usa")
    random = np.random.default_rng(seed)
    parameters = list(random.choice(np.array(turned.parameters, dtype=object), 5, replace=False))
    points = points_of(parameters, random.random((4, 5)))
    error = np.abs(sweep(turned, parameters, points) - by_engine(turned, parameters, points))
    assert (error < 1e-9 * turned.base.stage_scores["imported_usa"].sum(axis=0)).all()


def test_under_the_circular_footprint_formula(tiny: Tiny) -> None:
    turned = turning(tiny.assess(allocation="cff"), "recycled", "imported")
    parameters = chosen(turned, ["allocation_a:frame", "recycled:frame", "grid"])
    points = points_of(parameters, np.random.default_rng(1).random((10, 3)))
    assert sweep(turned, parameters, points) == pytest.approx(
        by_engine(turned, parameters, points), rel=1e-9, abs=1e-12
    )


def test_a_sweep_by_hand(turnings: dict[str, Turning]) -> None:
    """The roof: 3.25 kWh at (1 - s) 1.12625 m + s 0.05, and the steel of POL on the same grid, 1.5625 kWh."""
    turned = turnings["solar_roof"]
    points = np.array([[1.0, 0.5], [2.0, 0.25], [0.0, 1.0], [0.5, 0.0]])
    m, s = points.T
    expected = 3.25 * ((1 - s) * 1.12625 * m + s * 0.05) + 1.5625 * 1.12625 * (m - 1) - 3.6603125
    assert sweep(turned, chosen(turned, ["grid", "own_share"]), points)[:, 0] == pytest.approx(expected, rel=1e-12)


def test_many_points_are_the_same_points(turnings: dict[str, Turning]) -> None:
    """More points than a chunk, each as if it were alone; none at all is none."""
    turned = turnings["recycled"]
    parameters = chosen(turned, ["grid", "recycled:frame"])
    points = points_of(parameters, np.random.default_rng(2).random((10_000, 2)))
    swept = sweep(turned, parameters, points)
    assert swept.shape == (10_000, 2)
    for index in (0, 4095, 4096, 9999):
        alone = sweep(turned, parameters, points[index : index + 1])[0]
        assert swept[index] == pytest.approx(alone, rel=1e-12, abs=1e-15)
    assert sweep(turned, parameters, points[:0]).shape == (0, 2)


def test_a_surface_is_a_sweep_kept(turnings: dict[str, Turning]) -> None:
    """Recycled share and kWh of forging do not meet: three terms, not four."""
    turned = turnings["local"]
    parameters = chosen(turned, ["kwh:forge", "recycled:frame"])
    kept = surface(turned, parameters)
    points = points_of(parameters, np.random.default_rng(3).random((50, 2)))
    assert np.array_equal(kept.at(points), sweep(turned, parameters, points))
    assert set(kept.terms) == {(), (0,), (1,)}


def test_identical_scenarios_sweep_to_nothing_where_nothing_is_turned(tiny: Tiny) -> None:
    turned = turning(tiny.assess(tiny.product("local:site=POL")), "local", "imported")
    kwh = chosen(turned, ["kwh:forge"])
    assert sweep(turned, kwh, np.array([[1.0], [2.0]]))[:, 0] == pytest.approx([0.0, 2.5 * 1.12625], abs=1e-12)


@pytest.mark.parametrize(
    ("count", "shape", "found"),
    [
        (2, (3,), "Found 2 parameters and an array of shape (3,)."),
        (2, (3, 1), "Found 2 parameters and an array of shape (3, 1)."),
        (0, (3, 0), "Found 0 parameters and an array of shape (3, 0)."),
        (9, (3, 9), "Found 9 parameters and an array of shape (3, 9)."),
    ],
)
def test_points_that_do_not_fit(turnings, count: int, shape: tuple[int, ...], found: str) -> None:
    turned = turnings["local"]
    with pytest.raises(InputError) as caught:
        sweep(turned, turned.parameters[:count], np.zeros(shape))
    assert str(caught.value) == (
        f"sweep: a sweep takes 1 to 8 parameters and an array of shape (points, parameters). {found}"
    )


def test_a_surface_refuses_points_of_another_shape(turnings) -> None:
    turned = turnings["local"]
    with pytest.raises(InputError, match=r"Found 1 parameters and an array of shape \(2, 2\)\."):
        surface(turned, turned.parameters[1:2]).at(np.zeros((2, 2)))
    with pytest.raises(InputError, match="Found 0 parameters"):
        surface(turned, [])


def test_a_map(turnings: dict[str, Turning]) -> None:
    """Axes over the bounds, a grid over multiples; each cell as the engine says, rows the second parameter."""
    turned = turnings["old_grid"]
    first, second = chosen(turned, ["grid", "recycled:frame"])
    x, y, values = difference_map(turned, first, second, steps=5, reach=1.5)
    assert x.tolist() == [0.0, 0.375, 0.75, 1.125, 1.5]
    assert y.tolist() == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert values.shape == (2, 5, 5)
    expected = by_engine(turned, [first, second], np.array([[x[3], y[1]]]))[0]
    assert values[:, 1, 3] == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize(("first", "second"), [("loss:forge", "unsold_share"), ("recycled:frame", "own_share")])
def test_the_zero_line_of_a_map_runs_through_the_roots(tiny: Tiny, turnings, first: str, second: str) -> None:
    """At today's value of the second parameter, the map turns between the two columns around the break-even."""
    scenario = "local" if first == "loss:forge" else "old_grid"
    turned = turnings[scenario]
    pair = chosen(turned, [first, second])
    x, y, values = difference_map(turned, *pair, steps=21)
    assert y[0] == pair[1].current == 0
    for column, root in enumerate(roots(turned, pair[0])):
        assert root.in_range
        edge = int(np.searchsorted(x, root.value))
        row = values[column, 0]
        assert (row[:edge] < 0).all() != (row[:edge] > 0).all()
        assert np.sign(row[edge - 1]) == -np.sign(row[edge])
        assert sweep(turned, pair, np.array([[root.value, 0.0]]))[0, column] == pytest.approx(0, abs=1e-10)
