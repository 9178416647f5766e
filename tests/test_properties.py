"""Properties that hold for any product and settings, on the real background and on the tiny one."""

from __future__ import annotations

import dataclasses
import math
import random

import numpy as np
import pytest
from conftest import Tiny
from hypothesis import given
from hypothesis import strategies as st

from localca import api, impact_methods
from localca.api import Result
from localca.assessment import Assessment
from localca.comparison import compare_scenarios
from localca.electricity import grid_mix
from localca.engine import assess
from localca.product import STAGES, Product
from localca.product_file import load

shares = st.floats(min_value=0, max_value=1)
factors = st.floats(min_value=0.01, max_value=100)
places = st.sampled_from(["JAM", "USA", "CHN", "TTO", "BRA", "DEU", "FIN", "IND", "MEX"])
METHODS = impact_methods.choose(["climate", "acidification", "energy_nonrenewable"])


def assessed(*settings: str, product: Product | None = None, **choices) -> Assessment:
    found = product or load("carrier-bag", settings)
    return assess(found, api.open_background(), METHODS, api.open_routes(), **choices)


def totals(assessment: Assessment) -> dict[str, np.ndarray]:
    return {name: scores.sum(axis=0) for name, scores in assessment.stage_scores.items()}


def alike(first: dict[str, np.ndarray], second: dict[str, np.ndarray], rel: float = 1e-9) -> None:
    assert first.keys() == second.keys()
    for name, values in first.items():
        assert values == pytest.approx(second[name], rel=rel), name


@given(recycled=shares, own=shares, site=places)
def test_stages_add_up_to_the_total_and_lines_to_the_stages(recycled: float, own: float, site: str) -> None:
    assessment = assessed(
        f"local_recycled:resin.recycled_share={recycled!r}",
        f"electricity.own_share={own!r}",
        f"local_resin:site={site}",
    )
    for scenario in assessment.scenarios:
        rows = [index for index, line in enumerate(assessment.lines) if line.scenario == scenario]
        lines = assessment.scores[rows]
        assert lines.sum(axis=0) == pytest.approx(assessment.stage_scores[scenario].sum(axis=0), rel=1e-12)
        for number, stage in enumerate(STAGES):
            part = [index for index in rows if assessment.lines[index].stage == stage]
            assert assessment.scores[part].sum(axis=0) == pytest.approx(
                assessment.stage_scores[scenario][number], rel=1e-12, abs=1e-300
            )


@given(factor=factors)
def test_impacts_scale_with_the_functional_unit(factor: float) -> None:
    """Twice the bags: twice every amount, twice every impact."""
    fields = ("resin.amount", "resin.low", "resin.high", "bag making.amount", "product.mass.amount")
    bigger = assessed(*(f"{field}={7 * factor!r}" for field in fields))
    alike(totals(bigger), {name: values * factor for name, values in totals(assessed()).items()})


@given(seed=st.integers(0, 10**6))
def test_the_order_of_the_scenarios_does_not_matter(bag: Product, seed: int) -> None:
    shuffled = list(bag.scenarios)
    random.Random(seed).shuffle(shuffled)
    product = bag.model_copy(update={"scenarios": tuple(shuffled)})
    alike(totals(assessed(product=product, reference="imported_usa")), totals(assessed()), rel=1e-14)


def test_the_order_of_the_scenarios_does_not_matter_to_the_draws(bag: Product) -> None:
    turned = bag.model_copy(update={"scenarios": bag.scenarios[::-1]})
    first, second = (
        {
            (item.scenario, item.method): item
            for item in compare_scenarios(assessed(product=product, reference="imported_usa"), 128)
        }
        for product in (bag, turned)
    )
    assert first.keys() == second.keys()
    for key, item in first.items():
        assert item.p_lower == second[key].p_lower
        assert item.interval == pytest.approx(second[key].interval, rel=1e-9)


@given(low=shares, high=shares)
def test_more_of_a_dirtier_technology_is_never_better(low: float, high: float) -> None:
    low, high = sorted((low, high))
    scenario = "local_imported_resin"
    less, more = (
        totals(assessed(f"{scenario}:electricity.mix={{oil_engine_s3_0 = {share!r}, hydro = {1 - share!r}}}"))[scenario]
        for share in (low, high)
    )
    assert (less <= more * (1 + 1e-12)).all()
    if high - low > 1e-3:
        assert (less < more).all()


@given(site=places)
def test_swapping_a_grid_for_itself_changes_nothing(site: str) -> None:
    mix = grid_mix(api.open_background().tables, site)
    scenario = "local_imported_resin"
    base = totals(assessed(f"{scenario}:site={site}"))
    for swap in (f"electricity.place={site}", f'electricity.mix="{mix.name}"', 'electricity.applies_to="country"'):
        alike(totals(assessed(f"{scenario}:site={site}", f"{scenario}:{swap}")), base, rel=1e-14)


@given(site=places)
def test_a_grid_entered_by_hand_is_the_shipped_grid(site: str) -> None:
    """The same shares and loss through the user's own mix: solved grid and mixed technologies agree."""
    mix = grid_mix(api.open_background().tables, site)
    parts = ", ".join(f"{name} = {share!r}" for name, share in mix.shares.items())
    scenario = "local_imported_resin"
    by_hand = assessed(
        f"{scenario}:site={site}",
        f"{scenario}:electricity.mix={{{parts}}}",
        f"{scenario}:electricity.loss={mix.loss!r}",
    )
    alike(totals(by_hand), totals(assessed(f"{scenario}:site={site}")), rel=1e-9)


@given(factor=factors, key=st.sampled_from([("JAM", "2005"), ("USA", "2024"), ("CHN", "2024")]))
def test_shares_normalise(factor: float, key: tuple[str, str]) -> None:
    """Only the proportions of generation count, not the terawatt-hours."""
    tables = api.open_background().tables
    scaled = tuple(row.model_copy(update={"amount": row.amount * factor}) for row in tables.generation[key])
    other = dataclasses.replace(tables, generation={**tables.generation, key: scaled})
    assert dict(grid_mix(other, *key).shares) == pytest.approx(dict(grid_mix(tables, *key).shares), rel=1e-12)


@given(share=shares)
def test_recycled_content_is_a_straight_line_between_none_and_all(share: float) -> None:
    scenario = "local_recycled"
    none, some, whole = (
        totals(assessed(f"{scenario}:resin.recycled_share={value!r}"))[scenario] for value in (0.0, share, 1.0)
    )
    assert some == pytest.approx((1 - share) * none + share * whole, rel=1e-9)


@given(first=st.floats(0, 0.9), second=st.floats(0, 0.9))
def test_more_loss_is_never_better(first: float, second: float) -> None:
    low, high = sorted((first, second))
    less, more = (totals(assessed(f"bag making.loss={loss!r}")) for loss in (low, high))
    for name, values in less.items():
        assert (values <= more[name] * (1 + 1e-12)).all()


@given(site=places)
def test_identical_scenarios_do_not_differ(bag: Product, site: str) -> None:
    base = bag.scenario("local_imported_resin").model_copy(update={"site": site})
    pair = tuple(base.model_copy(update={"name": name}) for name in ("one", "two"))
    product = bag.model_copy(update={"scenarios": pair})
    for item in compare_scenarios(assessed(product=product), 64):
        assert (item.difference, item.interval, item.verdict) == (0.0, (0.0, 0.0), "too close to call")
        assert set(item.stages.values()) == {0.0}
        assert item.why == "Both are the same."


@given(site=places, other=places)
def test_differences_turn_round_with_the_reference(site: str, other: str) -> None:
    """A against B is the opposite of B against A: difference, interval, probability and verdict."""
    names = ("imported_usa", "local_imported_resin")
    settings = (f"{names[0]}:site={site}", f"{names[1]}:site={other}")
    there, back = (compare_scenarios(assessed(*settings, scenarios=names, reference=name), 64) for name in names)
    opposite = {"lower": "higher", "higher": "lower", "too close to call": "too close to call"}
    for one, two in zip(there, back, strict=True):
        assert one.difference == pytest.approx(-two.difference, rel=1e-9, abs=1e-18)
        assert one.interval == pytest.approx((-two.interval[1], -two.interval[0]), rel=1e-9, abs=1e-18)
        assert one.p_lower == pytest.approx(1 - two.p_lower)
        assert one.verdict == opposite[two.verdict]


@given(a=shares, b=shares)
def test_a_step_in_the_chain_can_be_split_in_two(tiny: Tiny, a: float, b: float) -> None:
    """Two losses in a row are one of 1 - (1 - a)(1 - b), as far as the material is concerned."""
    a, b = 0.9 * a, 0.9 * b
    two = tiny.assess(tiny.product(f"forge.loss={a!r}", f"assemble.loss={b!r}"))
    one = tiny.assess(tiny.product("forge.loss=0.0", f"assemble.loss={1 - (1 - a) * (1 - b)!r}"))

    def steel(assessment: Assessment) -> float:
        return sum(line.amount for line in assessment.lines if (line.scenario, line.flow) == ("imported", "steel"))

    assert steel(two) == pytest.approx(steel(one), rel=1e-9)


def test_everything_is_finite_and_positive(bag_result: Result) -> None:
    assert np.isfinite(bag_result.assessment.scores).all()
    assert (bag_result.assessment.scores >= 0).all()
    assert all(math.isfinite(line.amount) and line.amount > 0 for line in bag_result.assessment.lines)
