"""What the engine needs of a background: one conformance suite for all implementations, and the open one's rules."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from conftest import Tiny

from localca import impact_methods
from localca.background import Background, Match, OpenBackground
from localca.draws import Seed
from localca.errors import InputError

METHODS = impact_methods.choose(["climate", "acidification"])


@dataclass(frozen=True)
class Implementation:
    """A background under test, with a flow of it, its unit, another unit of the same dimension, and two places."""

    background: Background
    flow: str
    unit: str
    other_unit: str
    places: tuple[str, str]


def open_implementation(request: pytest.FixtureRequest) -> Implementation:
    return Implementation(request.getfixturevalue("background"), "hdpe_virgin", "kg", "tonne", ("USA", "JAM"))


def tiny_implementation(request: pytest.FixtureRequest) -> Implementation:
    return Implementation(request.getfixturevalue("tiny").background, "steel", "kg", "g", ("POL", "NOR"))


def installed_implementation(request: pytest.FixtureRequest) -> Implementation:
    import installed_support as support

    from localca.installed import InstalledBackground

    found = InstalledBackground(support.build(), support.DATABASE, support.LINKS, request.getfixturevalue("background"))
    return Implementation(found, "hdpe_virgin", "kg", "tonne", ("USA", "JAM"))


IMPLEMENTATIONS: dict[str, Callable[[pytest.FixtureRequest], Implementation]] = {
    "open": open_implementation,
    "tiny": tiny_implementation,
    "installed": installed_implementation,
}


@pytest.fixture(params=IMPLEMENTATIONS)
def implementation(request: pytest.FixtureRequest) -> Implementation:
    """Add an implementation to IMPLEMENTATIONS, and every test below runs on it."""
    return IMPLEMENTATIONS[request.param](request)


class TestConformance:
    """The contract of :class:`localca.background.Background`."""

    def test_it_has_a_name(self, implementation: Implementation) -> None:
        assert implementation.background.name

    def test_a_flow_resolves_to_exactly_one_match(self, implementation: Implementation) -> None:
        match = self._match(implementation)
        assert isinstance(match, Match)
        assert (match.flow, match.unit, match.place) == (
            implementation.flow, implementation.unit, implementation.places[0],
        )  # fmt: skip
        assert match.key
        assert match.title
        assert match.kind
        assert match.sources
        assert match.status in ("exact", "fallback", "proxy")
        assert match == self._match(implementation)

    def test_a_convertible_unit_is_taken_and_the_unit_of_the_match_told(self, implementation: Implementation) -> None:
        found = implementation.background.resolve(
            implementation.flow, implementation.other_unit, implementation.places[0]
        )
        assert found == self._match(implementation)

    def test_a_unit_of_another_dimension_is_refused(self, implementation: Implementation) -> None:
        with pytest.raises(InputError, match="measures"):
            implementation.background.resolve(implementation.flow, "kWh", implementation.places[0])

    def test_an_unknown_flow_names_the_nearest(self, implementation: Implementation) -> None:
        wrong = implementation.flow + "x"
        with pytest.raises(InputError) as caught:
            implementation.background.resolve(wrong, implementation.unit, implementation.places[0])
        assert f"'{wrong}'" in caught.value.problems[0].what
        assert caught.value.problems[0].nearest[0] == implementation.flow

    def test_electricity_resolves_by_place_in_kwh(self, implementation: Implementation) -> None:
        for place in implementation.places:
            match = implementation.background.resolve("electricity", "MJ", place)
            assert (match.unit, match.kind, match.place) == ("kWh", "electricity", place)
        with pytest.raises(InputError, match="measures"):
            implementation.background.resolve("electricity", "kg", implementation.places[0])

    def test_electricity_of_no_country_is_refused(self, implementation: Implementation) -> None:
        with pytest.raises(InputError, match="'QQQ' is not a country code"):
            implementation.background.resolve("electricity", "kWh", "QQQ")

    def test_scores_are_a_finite_double_table_in_the_order_asked(self, implementation: Implementation) -> None:
        background = implementation.background
        matches = [self._match(implementation), background.resolve("electricity", "kWh", implementation.places[0])]
        for methods in (METHODS, METHODS[::-1]):
            for order in (matches, matches[::-1]):
                table = background.unit_scores(order, methods)
                assert list(table.index) == [match.key for match in order]
                assert list(table.columns) == [method.id for method in methods]
                assert (table.dtypes == np.float64).all()
                assert np.isfinite(table.to_numpy()).all()
                assert (table.to_numpy() >= 0).all()
        assert background.unit_scores(matches, METHODS).loc[matches[1].key, "climate"] > 0

    def test_draws_scatter_around_the_scores(self, implementation: Implementation) -> None:
        """Shape (matches, draws, methods); the median of the draws is near the score; spread is above 0."""
        background, methods = implementation.background, METHODS[::-1]
        matches = [self._match(implementation), background.resolve("electricity", "kWh", implementation.places[0])]
        draws = background.unit_draws(matches, methods, 512, Seed(1))
        scores = background.unit_scores(matches, methods).to_numpy()
        assert draws.shape == (2, 512, 2)
        assert draws.dtype == np.float64
        assert np.median(draws, axis=1) == pytest.approx(scores, rel=0.15)
        assert (draws.std(axis=1) > 0).all()

    def test_a_quantity_has_the_same_draws_whatever_else_is_asked(self, implementation: Implementation) -> None:
        background = implementation.background
        match = self._match(implementation)
        grid = background.resolve("electricity", "kWh", implementation.places[1])
        alone = background.unit_draws([match], METHODS, 64, Seed(7))[0]
        assert np.array_equal(alone, background.unit_draws([grid, match], METHODS, 64, Seed(7))[1])
        assert np.array_equal(alone[:, :1], background.unit_draws([match], METHODS[:1], 64, Seed(7))[0])
        assert not np.array_equal(alone, background.unit_draws([match], METHODS, 64, Seed(8))[0])

    def test_every_method_has_its_unit(self, implementation: Implementation) -> None:
        units = implementation.background.method_units(METHODS)
        assert {method.id: units[method.id] for method in METHODS} == {
            "climate": "kg CO2-Eq",
            "acidification": "mol H+-Eq",
        }

    def test_the_fingerprint_is_stable(self, implementation: Implementation) -> None:
        assert implementation.background.fingerprint() == implementation.background.fingerprint()
        assert len(implementation.background.fingerprint()) >= 8

    def test_what_is_drawn_locally_is_not_negative(self, implementation: Implementation) -> None:
        match = self._match(implementation)
        drawn = (match.kwh, match.heat_mj, match.loss, match.kwh_sigma, match.heat_sigma, match.stowage_density)
        assert all(math.isfinite(value) and value >= 0 for value in drawn)

    @staticmethod
    def _match(implementation: Implementation) -> Match:
        return implementation.background.resolve(implementation.flow, implementation.unit, implementation.places[0])


def test_no_two_backgrounds_share_a_fingerprint(request: pytest.FixtureRequest) -> None:
    prints = [make(request).background.fingerprint() for make in IMPLEMENTATIONS.values()]
    assert len(set(prints)) == len(prints)


def test_a_match_tells_what_is_drawn_where_the_activity_runs(tiny: Tiny) -> None:
    forging = tiny.background.resolve("forging", "kg", "POL")
    assert (forging.kwh, forging.heat_mj, forging.loss, forging.swappable) == (1.0, 3.0, 0.2, True)
    assert forging.kwh_sigma == pytest.approx(math.log(1.1))
    recycled = tiny.background.resolve("steel_recycled", "kg", "POL")
    assert recycled.kwh == pytest.approx(0.8)
    wood = tiny.background.resolve("wood", "kg", "POL")
    assert (wood.kwh, wood.swappable) == (0.0, False)
    assert tiny.background.resolve("ship_container", "tonne*km", "POL").stowage_density == 200.0


def test_the_residual_score_holds_no_electricity_of_the_place(tiny: Tiny) -> None:
    """Steel's own score is 1.5, wherever: its 0.5 kWh come on top, from the grid of the place."""
    scores = tiny.background.unit_scores([tiny.background.resolve("steel", "kg", "NOR")], METHODS)
    assert scores.loc["steel", "climate"] == pytest.approx(1.5, rel=1e-12)
    assert scores.loc["steel", "acidification"] == pytest.approx(0.00262, rel=1e-12)


@pytest.mark.parametrize(
    ("flow", "place", "status"),
    [
        ("hdpe_virgin", "USA", "exact"),
        ("hdpe_virgin", "CAN", "exact"),
        ("hdpe_virgin", "JAM", "proxy"),
        ("hdpe_recycled", "USA", "exact"),
        ("hdpe_recycled", "CAN", "proxy"),
        ("ship_container", "JAM", "exact"),
    ],
)
def test_how_a_place_was_met(background: OpenBackground, flow: str, place: str, status: str) -> None:
    unit = background.tables.activities[flow].unit
    assert background.resolve(flow, unit, place).status == status


def test_a_named_mix_of_a_place(background: OpenBackground) -> None:
    today, then = (background.resolve("electricity", "kWh", place) for place in ("JAM", "JAM:2005"))
    assert then.key == "electricity@JAM:2005"
    assert today.key != then.key
    scores = background.unit_scores([today, then], METHODS)["climate"]
    assert scores[then.key] > scores[today.key]


def test_an_unknown_flow_in_words(background: OpenBackground) -> None:
    with pytest.raises(InputError) as caught:
        background.resolve("hdpe_virgn", "kg", "USA")
    assert caught.value.problems[0].what == "'hdpe_virgn' is no flow of the open background."
    assert caught.value.problems[0].do == "`localca flows` lists them; `localca flows WORD` searches."
    assert "hdpe_virgin" in caught.value.problems[0].nearest


def test_families_are_solved_apart(tiny: Tiny) -> None:
    """A family's method with the same id has its own factors: IPCC 2021 counts fossil methane 29.8, CML 28."""
    climate = {key: impact_methods.choose(["climate"], key) for key in ("ef", "cml")}
    match = tiny.background.resolve("coal_plant", "kWh", "POL")
    for methods in climate.values():
        assert tiny.background.unit_scores([match], methods).loc["coal_plant", "climate"] == pytest.approx(1.0)
